"""Surnames the common rules get wrong: adjectives, nouns with a vowel that falls out, and what never changes."""

from __future__ import annotations

import re

from bot.reports.grammar import name_tables as tables
from bot.reports.grammar.adjectives import in_ikh, in_iy, in_oy, mans_aya, womans_aya
from bot.reports.grammar.morphology import VOWELS, morph

_HARD = {"gent": "а", "datv": "у", "accs": "а", "ablt": "ом", "loct": "е"}
_HISSING = {**_HARD, "ablt": "ем"}
_IN_A = {"gent": "ы", "datv": "е", "accs": "у", "ablt": "ой", "loct": "е"}
_SONORANTS = "рлнмв"
_FALLING = tuple("ец ок ёк ек ел ёл ол ер ёр ор ес ёс ет ень ель оль онь орь оть ей".split())
_STILL_ENDS = ("уа", "оа", "иа", "ёа", "эа", "еа", "аа", "юа")
_STILL_VOWELS = tuple("еёиоуыэюәөүұіїє")
_FAR_CONSONANTS = tuple("қғңһҡҙҫҳҷҥ")
# «Лебідь», «Петрів», «Быкаў»: another language's spelling, whose vowel changes in the other cases.
_OTHER_SPELLING = re.compile(rf"і[^{VOWELS}і]ь?$|ў$|[ґ]")
_POSSESSIVE = ("ова", "ева", "ёва", "ина", "ына")


def surname(lower: str, gender: str, case: str) -> str | None:
    """The surname (lower case) in ``case``: "" where the common rules are to be asked, None when it is unsure."""
    if lower in tables.UNSURE_LAST[gender] or (gender == "m" and _OTHER_SPELLING.search(lower)):
        return None
    if listed := listed_form(tables.LAST, lower, gender, case):
        return listed
    if lower in tables.STILL_LAST or lower.endswith((*_STILL_VOWELS, *_STILL_ENDS)):
        return lower
    rules = (in_iy, in_oy, in_ikh, mans_aya, _mans_in_a, _mans_consonant) if gender == "m" else _WOMEN
    for rule in rules:
        form = rule(lower, case)
        if form != "":
            return form
    return ""


def listed_form(table: dict[tuple[str, str], str], lower: str, gender: str, case: str) -> str:
    """The form that a table gives, or ""."""
    forms = table.get((lower, gender), "").split()
    return forms[list(_HARD).index(case)] if forms else ""


def _womans_end(lower: str, case: str) -> str | None:
    """A woman's surname that ends in anything but -а, -я never changes."""
    return "" if lower[-1] in "ая" else lower


def _womans_in_a(lower: str, case: str) -> str | None:
    """Сове, Корове are nouns; Львовой is not; Рябине or Рябиной is unsure; Вороне."""
    if lower.endswith("вска"):
        return None
    if lower.endswith(_POSSESSIVE):
        if not _is_only_common_noun(lower) or lower in tables.WOMEN_OF_IN:
            return ""
        return None if lower.endswith(("ина", "ына")) else lower[:-1] + _IN_A[case]
    return lower[:-1] + _IN_A[case] if lower.endswith("на") else ""


def _mans_in_a(lower: str, case: str) -> str | None:
    """Реве, Долине: nouns. A man called Иванова was mistyped, and nobody knows how: unsure."""
    if lower.endswith("вска"):
        return None
    if not lower.endswith(_POSSESSIVE):
        return ""
    tags = [p.tag for p in morph().parse(lower) if p.is_known and p.tag.POS == "NOUN" and "nomn" in p.tag.grammemes]
    noun = any("Surn" not in tag.grammemes and "Geox" not in tag.grammemes for tag in tags)
    short = sum(char in VOWELS for char in lower) == 2 and not any("Surn" in tag.grammemes for tag in tags)
    return lower[:-1] + _IN_A[case] if noun or short else None


_WOMEN = (_womans_end, womans_aya, _womans_in_a)


def _mans_consonant(lower: str, case: str) -> str | None:
    """Vowels that fall out: Пивню, Орлу, Горобцу, Волчку; "" for every other consonant."""
    if lower.endswith(("жь", "шь", "чь", "щь")):
        return None
    if lower.endswith(_FAR_CONSONANTS):
        return lower + _HARD[case]
    if sum(char in VOWELS for char in lower) < 2:
        return lower + _HISSING[case] if lower.endswith("ец") else ""
    if lower in tables.KEEPS_OK:
        return ""
    if lower.endswith(_FALLING) and (form := _like_common_noun(lower, case)):
        return form
    if lower.endswith("ень") and not _is_known_noun(lower):
        return None
    if lower.endswith("ец"):
        return _in_ets(lower, case)
    if lower.endswith("ёк"):
        stem = lower[:-2]
        return stem + ("й" if stem[-1] in VOWELS else "ь") + "к" + _HARD[case]
    if lower.endswith("ок") and lower[-3] not in VOWELS:
        return lower[:-2] + "к" + _HARD[case]
    return ""


def _in_ets(lower: str, case: str) -> str:
    stem = lower[:-2]
    if stem[-1] in VOWELS:
        return stem + "йц" + _HISSING[case]
    crowded = len(stem) > 1 and stem[-2] not in VOWELS + "ьй" and stem[-1] in _SONORANTS
    if crowded:
        return lower + _HISSING[case]
    return stem + ("ь" if stem[-1] == "л" else "") + "ц" + _HISSING[case]


def _like_common_noun(lower: str, case: str) -> str:
    """The form of the common noun when the surname is one and loses its vowel: Соловью, Орлу, Стрельцу."""
    for parse in morph().parse(lower):
        tag = parse.tag
        if (
            tag.POS == "NOUN"
            and "nomn" in tag.grammemes
            and "sing" in tag.grammemes
            and "masc" in tag.grammemes
            and not tag.grammemes & {"Surn", "Name", "Geox"}
        ):
            if not morph().word_is_known(lower):
                return ""
            form = parse.inflect({case, "sing"})
            if form and not form.word.startswith(lower.removesuffix("ь")):
                return str(form.word)
    return ""


def _is_known_noun(lower: str) -> bool:
    return any(p.is_known and p.tag.POS == "NOUN" and "nomn" in p.tag.grammemes for p in morph().parse(lower))


def _is_only_common_noun(lower: str) -> bool:
    """Whether the dictionary has the word as a noun in the nominative and not as a woman's surname."""
    tags = [p.tag for p in morph().parse(lower) if p.is_known and p.tag.POS == "NOUN" and "nomn" in p.tag.grammemes]
    tags = [tag for tag in tags if tag.gender in ("femn", "ms-f") or "ms-f" in tag.grammemes]
    return bool(tags) and not any(tag.grammemes & {"Surn", "Name"} for tag in tags)
