"""Titles of acts in a case: the words before the number decline, what follows does not."""

from __future__ import annotations

import re

from bot.reports.errors import ReportError

_CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
# The words that may open a title, in six cases.
_WORDS = {
    "федеральный": "федеральный федерального федеральному федеральный федеральным федеральном",
    "дисциплинарный": "дисциплинарный дисциплинарного дисциплинарному дисциплинарный дисциплинарным дисциплинарном",
    "уголовно-процессуальный": (
        "уголовно-процессуальный уголовно-процессуального уголовно-процессуальному уголовно-процессуальный"
        " уголовно-процессуальным уголовно-процессуальном"
    ),
    "уголовный": "уголовный уголовного уголовному уголовный уголовным уголовном",
    "закон": "закон закона закону закон законом законе",
    "устав": "устав устава уставу устав уставом уставе",
    "кодекс": "кодекс кодекса кодексу кодекс кодексом кодексе",
    "положение": "положение положения положению положение положением положении",
    "инструкция": "инструкция инструкции инструкции инструкцию инструкцией инструкции",
    "конституция": "конституция конституции конституции конституцию конституцией конституции",
    "указ": "указ указа указу указ указом указе",
    "приказ": "приказ приказа приказу приказ приказом приказе",
    "постановление": "постановление постановления постановлению постановление постановлением постановлении",
}


def decline_act(title: str, case: str) -> str:
    """The title in ``case``. An abbreviation («КАС РФ») stays as it is; any other unknown opening is a ReportError."""
    if re.fullmatch(r"\d+-ФЗ", title):
        title = f"Федеральный закон № {title}"
    words = title.split(" ")
    done: list[str] = []
    for word in words:
        form = _form(word, case)
        if not form:
            break
        done.append(form)
    if not done and not words[0].isupper():
        raise ReportError("unknown_law", title)
    return " ".join([*done, *words[len(done) :]])


def _form(word: str, case: str) -> str:
    forms = _WORDS.get(word.lower(), "").split()
    if not forms:
        return ""
    form = forms[_CASES.index(case)]
    return form[0].upper() + form[1:] if word[0].isupper() else form
