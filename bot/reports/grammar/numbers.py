"""Numerals with nouns: 1 день, 2 дня, 30 дней, in any case."""

from __future__ import annotations

# Six cases of the singular (nomn, gent, datv, accs, ablt, loct), then six of the plural.
_FORMS = {
    "день": "день дня дню день днём дне дни дней дням дни днями днях".split(),
    "месяц": "месяц месяца месяцу месяц месяцем месяце месяцы месяцев месяцам месяцы месяцами месяцах".split(),
    "час": "час часа часу час часом часе часы часов часам часы часами часах".split(),
    "год": "год года году год годом годе годы лет годам годы годами годах".split(),
    "лист": "лист листа листу лист листом листе листы листов листам листы листами листах".split(),
    "экземпляр": (
        "экземпляр экземпляра экземпляру экземпляр экземпляром экземпляре"
        " экземпляры экземпляров экземплярам экземпляры экземплярами экземплярах"
    ).split(),
    "ребёнок": "ребёнок ребёнка ребёнку ребёнка ребёнком ребёнке дети детей детям детей детьми детях".split(),
    "сутки": "сутки суток суткам сутки сутками сутках сутки суток суткам сутки сутками сутках".split(),
}
_CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")


def count(number: int, noun: str, case: str = "nomn") -> str:
    """``number`` written in figures with its noun: count(2, "день") is «2 дня», count(3, "день", "gent") «3 дней».

    KeyError for a noun the table does not hold: a form is never guessed.
    """
    return f"{number} {form(number, noun, case)}"


def form(number: int, noun: str, case: str = "nomn") -> str:
    """The noun alone, in the form that ``number`` asks for in ``case``."""
    forms = _FORMS[noun]
    at = _CASES.index(case)
    last, last_two = abs(number) % 10, abs(number) % 100
    if last == 1 and last_two != 11:
        return forms[at]
    if case in ("nomn", "accs"):
        few = last in (2, 3, 4) and last_two not in (12, 13, 14)
        if noun == "ребёнок" and few:
            return "ребёнка" if case == "nomn" else "детей"
        return forms[1] if few else forms[7]
    return forms[6 + at]
