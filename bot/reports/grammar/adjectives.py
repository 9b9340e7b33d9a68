"""Surnames that are adjectives, or only look like it: Непомнящий, Осадчая, Долгих against Палий, Шенгелая, Эрлих.

Every rule gets a surname in lower case and gives its form in a case, "" where it has nothing to say, and None where
two sets of forms are possible and the pen must decide.
"""

from __future__ import annotations

from bot.reports.grammar import name_tables as tables
from bot.reports.grammar.morphology import VOWELS, morph

_HISSING = ("ж", "ш", "ч", "щ")
_MALE_SOFT = {"gent": "его", "datv": "ему", "accs": "его", "ablt": "им", "loct": "ем"}
_MALE_HARD = {"gent": "ого", "datv": "ому", "accs": "ого", "ablt": "ым", "loct": "ом"}
_FEMALE_SOFT = {"gent": "ей", "datv": "ей", "accs": "ую", "ablt": "ей", "loct": "ей"}
_FEMALE_HARD = {"gent": "ой", "datv": "ой", "accs": "ую", "ablt": "ой", "loct": "ой"}
_NOUN_IY = {"gent": "ия", "datv": "ию", "accs": "ия", "ablt": "ием", "loct": "ии"}
_NOUN_OY = {"gent": "оя", "datv": "ою", "accs": "оя", "ablt": "оем", "loct": "ое"}
_NOUN_KH = {"gent": "ха", "datv": "ху", "accs": "ха", "ablt": "хом", "loct": "хе"}


def in_iy(lower: str, case: str) -> str | None:
    """A man's surname in -ий: Осадчему and Заболотнему, but Палию; Достоевский is left to the common rule."""
    if not lower.endswith("ий"):
        return ""
    stem = lower[:-2]
    if stem.endswith(("к", "г", "х")):
        return stem + _NOUN_IY[case] if _syllables(lower) == 1 else ""
    soft = _is_soft_adjective(stem)
    if soft is None:
        return None
    return stem + (_MALE_SOFT if soft else _NOUN_IY)[case]


def in_oy(lower: str, case: str) -> str | None:
    """A man's surname in -ой: the nouns Цой and Покой; Портной, Толстой are adjectives."""
    if not lower.endswith("ой"):
        return ""
    stem = lower[:-2]
    if _syllables(lower) == 1 or (_declines_as_noun(lower) and not _is_adjective(lower)):
        return stem + _NOUN_OY[case]
    return stem + _MALE_HARD[case] if _is_known(lower) and not stem.endswith(("к", "г", "х", *_HISSING)) else ""


def in_ikh(lower: str, case: str) -> str | None:
    """A man's surname in -их, -ых: Черных and Долгих stay, Эрлих, Мних and Жмых are nouns."""
    if not lower.endswith(("их", "ых")):
        return ""
    parses = [p.tag for p in morph().parse(lower) if p.is_known]
    noun = lower[:-1] + _NOUN_KH[case]
    if any(t.POS == "ADJF" for t in parses):
        return lower
    if _syllables(lower) == 1 or lower.endswith(tables.DECLINING_IKH):
        return noun
    if any("Fixd" in t.grammemes or "Pltm" in t.grammemes for t in parses):
        return lower
    if any(t.POS == "NOUN" and "masc" in t.grammemes and "nomn" in t.grammemes for t in parses):
        return noun
    genitive = lower.endswith(("ых", "ких", "гих", "хих", "жих", "чих", "ших", "щих"))
    soft = lower.endswith("них") and len(lower) > 3 and lower[-4] not in VOWELS
    return lower if genitive or soft else None


def womans_aya(lower: str, case: str) -> str | None:
    """A woman's surname in -ая, -яя: Непомнящей, Задорожней, Яровой; Шенгелая stays; what is neither is unsure."""
    if lower.endswith("яя"):
        return lower[:-2] + ("юю" if case == "accs" else _FEMALE_SOFT[case])
    if not lower.endswith("ая"):
        return ""
    stem = lower[:-2]
    if stem.endswith(_HISSING):
        soft = _is_soft_adjective(stem)
        return stem + _FEMALE_SOFT[case] if soft else None
    if _is_mans_too(lower):
        return lower
    known = any(_is_adjective(stem + ending) for ending in ("ый", "ий", "ой"))
    return stem + _FEMALE_HARD[case] if known or stem.endswith(tables.ADJECTIVE_STEMS) else None


def mans_aya(lower: str, case: str) -> str | None:
    """A man's surname in -ая: Шенгелая, Цхакая never change; what reads as a woman's adjective is unsure."""
    if not lower.endswith(("ая", "яя")):
        return ""
    if _is_mans_too(lower):
        return lower
    stem = lower[:-2]
    womans = _is_adjective(lower) or stem.endswith((*_HISSING, *tables.ADJECTIVE_STEMS)) or lower.endswith("яя")
    return None if womans else lower


def _is_soft_adjective(stem: str) -> bool | None:
    """Whether stem + «ий» declines as an adjective (Осадчему); False for a noun (Палию), None when it is not known."""
    whole = stem + "ий"
    if (whole, "m") in tables.LAST:
        return False
    tags = [p.tag for p in morph().parse(whole) if p.is_known and "nomn" in p.tag.grammemes]
    if any(t.POS == "NOUN" and "masc" in t.grammemes for t in tags):
        noun = next(p for p in morph().parse(whole) if p.is_known and p.tag.POS == "NOUN" and "nomn" in p.tag.grammemes)
        form = noun.inflect({"datv", "sing"})
        if form and form.word.endswith("му"):
            return True
        if not any(t.POS == "ADJF" for t in tags):
            return False
    if any(t.POS in ("ADJF", "PRTF") for t in tags):
        return None if any("Poss" in t.grammemes for t in tags) else True
    if stem.endswith(("ш", "щ")) or whole.endswith(tables.WORKERS_IN_CHIY):
        return True
    if stem.endswith(_HISSING):
        return None
    if stem.endswith("н"):
        return True if len(stem) > 1 and stem[-2] not in VOWELS else None
    # Рудий, Малий: an adjective in another spelling, so neither set of forms is sure.
    return None if any(_is_adjective(stem + ending) for ending in ("ый", "ой")) else False


def _is_mans_too(lower: str) -> bool:
    """Whether the dictionary has the word as a man's name or a place that does not change: Шенгелая, Цхакая."""
    return any(
        p.is_known and p.tag.POS == "NOUN" and "masc" in p.tag.grammemes and "nomn" in p.tag.grammemes
        for p in morph().parse(lower)
    )


def _is_known(lower: str) -> bool:
    return any(p.is_known and "nomn" in p.tag.grammemes for p in morph().parse(lower))


def _declines_as_noun(lower: str) -> bool:
    """Whether a known masculine noun has a noun's forms: покою, but портному."""
    for parse in morph().parse(lower):
        tag = parse.tag
        if (
            parse.is_known
            and tag.POS == "NOUN"
            and "nomn" in tag.grammemes
            and "masc" in tag.grammemes
            and "Surn" not in tag.grammemes
        ):
            form = parse.inflect({"datv", "sing"})
            if form and not form.word.endswith("му"):
                return True
    return False


def _is_adjective(lower: str) -> bool:
    return any(p.tag.POS == "ADJF" and "nomn" in p.tag.grammemes for p in morph().parse(lower) if p.is_known)


def _syllables(lower: str) -> int:
    return sum(char in VOWELS for char in lower)
