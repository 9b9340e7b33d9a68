"""The way back: the nominative of a name that was typed in another case, where exactly one name declines to it.

What is not certain comes back as None, so that nobody's name is printed as it is not.
"""

from __future__ import annotations

from collections.abc import Iterator

from pymorphy3.analyzer import Parse

from bot.reports.grammar import name_tables as tables
from bot.reports.grammar.morphology import morph
from bot.reports.grammar.names import decline_last, gender_of

_GENDERS = {"m": "masc", "f": "femn"}
# Endings of a case that stand for a nominative ending, by gender.
_ENDINGS = {
    ("m", "datv"): (("у", ""),),
    ("m", "gent"): (("а", ""),),
    ("m", "accs"): (("а", ""),),
    ("m", "ablt"): (("ым", ""), ("ом", "")),
    ("f", "datv"): (("ой", "а"), ("е", "а")),
    ("f", "gent"): (("ой", "а"), ("ы", "а")),
    ("f", "accs"): (("у", "а"),),
    ("f", "ablt"): (("ой", "а"),),
}
_PATRONYMIC = {"m": ("ич",), "f": ("вна", "чна", "шна")}


def first(token: str, gender: str, case: str) -> str | None:
    """A first name in the nominative, typed in ``case`` ("nomn" too); None for what is no known one."""
    lower = token.casefold()
    table = tables.MALE_FIRST if gender == "m" else tables.FEMALE_FIRST
    if case == "nomn" and lower in table:
        return token
    forms = {_nominative(parse) for parse in _parses(lower, "Name", gender, case)}
    return _one(forms, token)


def patronymic(token: str, gender: str, case: str) -> str | None:
    """A patronymic in the nominative, typed in ``case``."""
    if case == "nomn":
        return token if token.casefold().endswith(_PATRONYMIC[gender]) else None
    forms = {_nominative(parse) for parse in _parses(token.casefold(), "Patr", gender, case)}
    return _one({form for form in forms if form.endswith(_PATRONYMIC[gender])}, token)


def last(token: str, gender: str, case: str) -> str | None:
    """A surname in the nominative, typed in ``case``; one that tells the other gender is None."""
    lower = token.casefold()
    if case == "nomn":
        told = gender_of(token, "", "") or _told(lower)
        return token if may_be_last(token) and told in ("", gender) else None
    listed = {_nominative(parse) for parse in _parses(lower, "Surn", gender, case)}
    made = listed or {
        lower.removesuffix(ending) + whole for ending, whole in _ENDINGS[gender, case] if lower.endswith(ending)
    } | {lower}
    return _one({form for form in made if decline_last(form, gender, case) == lower}, token)


def is_known_last(token: str, gender: str, case: str) -> bool:
    """Tell whether a surname stands in ``case`` by its form alone, with nothing beside it."""
    return any(_parses(token.casefold(), "Surn", gender, case))


def may_be_last(token: str) -> bool:
    """Tell whether a word may be a surname: it is one, or no word that the dictionary knows."""
    parses = morph().parse(token.casefold())
    named = any({"Surn", "Name"} & set(parse.tag.grammemes) for parse in parses)
    return named or not any(parse.is_known for parse in parses)


def _parses(lower: str, kind: str, gender: str, case: str) -> Iterator[Parse]:
    for parse in morph().parse(lower):
        tags = parse.tag.grammemes
        if kind in tags and case in tags and "plur" not in tags and {_GENDERS[gender], "ms-f"} & set(tags):
            yield parse


def _told(lower: str) -> str:
    """The gender that a surname in the nominative tells by the dictionary: Терехин is a man's."""
    told = {gender for gender in _GENDERS for _ in _parses(lower, "Surn", gender, "nomn")}
    return told.pop() if len(told) == 1 else ""


def _nominative(parse: Parse) -> str:
    form = parse.inflect({"nomn", "sing"})
    return str(form.word) if form else ""


def _one(forms: set[str], token: str) -> str | None:
    """The only form, written with the capitals of what was typed; «е» typed for «ё» stays as it was typed."""
    found = {form for form in forms if form}
    if len(found) != 1:
        return None
    form = found.pop()
    if form.replace("ё", "е") == token.casefold().replace("ё", "е"):
        return token
    return "-".join(part[:1].upper() + part[1:] for part in form.split("-"))
