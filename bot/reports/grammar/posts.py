"""Posts and units in a case: the head of the phrase declines, what depends on it does not."""

from __future__ import annotations

import re

from bot import memory
from bot.reports.grammar.morphology import morph

_STILL = re.compile(r"^(врио|вр\.?\s*и\.?\s*о\.?|и\.?\s*о\.?|врид)(?=\s|$)", re.IGNORECASE)
_UNIT = re.compile(r"^(?:в\s*/\s*ч|вч|войсковая часть|войсковой части|в\.ч\.)\s*(?:№\s*)?(.*)$", re.IGNORECASE)
_READABLE = re.compile(r"[А-Яа-яЁё\d\-]+")  # the analyser breaks on unnamed characters
_UNIT_FORMS = {"nomn": "войсковая часть", "gent": "войсковой части", "datv": "войсковой части"}


def decline_post(post: str, case: str) -> str | None:
    """«Командир отделения» in ``case`` (nomn, gent, datv): «командиру отделения». One typed in ``case`` stays as it is.

    None when the head of the phrase is not a known noun in the nominative; "" stays "".
    """
    post = re.sub(r"\s+", " ", post.strip())
    if not post or case == "nomn" or _STILL.match(post):
        return post
    return _decline(post, case)


def decline_unit(unit: str, case: str) -> str | None:
    """«в/ч 00000» in ``case``: «войсковой части 00000»; the head of another unit's name declines as a post's does."""
    unit = re.sub(r"\s+", " ", unit.strip())
    if re.fullmatch(r"\d{4,6}(?:-[А-Яа-я0-9]+)?", unit):
        return f"{_UNIT_FORMS[case]} {unit}"
    if found := _UNIT.match(unit):
        return f"{_UNIT_FORMS[case]} {found[1]}".strip()
    return decline_post(unit, case)


@memory.for_a_turn(512)
def _decline(post: str, case: str) -> str | None:
    words = post.split(" ")
    done: list[str] = []
    for at, word in enumerate(words):
        form, is_head = _word(word, case, before_noun=at + 1 < len(words) and _can_be_head(words[at + 1]))
        if form is None:
            return None
        done.append(_cased(word, form))
        if is_head:
            return " ".join([*done, *words[at + 1 :]])
    return None


def _can_be_head(word: str) -> bool:
    last = word.casefold().split("-")[-1]
    if not _READABLE.fullmatch(last):
        return False
    return any("nomn" in p.tag.grammemes and p.tag.POS in ("NOUN", "ADJF", "PRTF") for p in morph().parse(last))


def _word(word: str, case: str, before_noun: bool = False) -> tuple[str | None, bool]:
    """A word of the head in ``case``, and whether it is the noun that ends the head.

    «военный» is a noun too: before another nominative it is read as the adjective.
    """
    if not _READABLE.fullmatch(word):
        return None, False
    if "-" in word and not morph().word_is_known(word.casefold()):
        parts = [_word(part, case) for part in word.split("-")]
        forms = [form for form, _ in parts if form is not None]
        return ("-".join(forms), parts[-1][1]) if len(forms) == len(parts) else (None, False)
    parses = morph().parse(word.casefold())
    for noun in (False, True) if before_noun else (True, False):
        for parse in parses:
            tag = parse.tag
            if noun and tag.POS == "NOUN" and "nomn" in tag.grammemes and "sing" in tag.grammemes:
                form = parse.inflect({case, "sing"})
                return (form.word if form else None), True
            if not noun and tag.POS in ("ADJF", "PRTF") and "nomn" in tag.grammemes and "sing" in tag.grammemes:
                form = parse.inflect({case, "sing"})
                return (form.word if form else None), False
    for parse in parses:
        if parse.tag.POS in ("NOUN", "ADJF", "PRTF") and case in parse.tag.grammemes and "sing" in parse.tag.grammemes:
            return word, parse.tag.POS == "NOUN"
    return None, False


def _cased(model: str, form: str) -> str:
    return form[:1].upper() + form[1:] if model[:1].isupper() else form
