"""Men's surnames with a vowel that falls out (Кравец, Волчок) and nouns that look like adjectives (Цой, Палий)."""

from __future__ import annotations

from bot.reports.grammar import name_tables as tables
from bot.reports.grammar.morphology import morph

_VOWELS = "аеёиоуыэюя"
_HARD = {"gent": "а", "datv": "у", "accs": "а", "ablt": "ом", "loct": "е"}
_HISSING = {**_HARD, "ablt": "ем"}
_SOFT = {"gent": "я", "datv": "ю", "accs": "я", "ablt": "ем", "loct": "е"}
_SOFT_IY = {**_SOFT, "loct": "и"}
_SONORANTS = "рлнмв"
_FALLING = tuple("ец ок ёк ек ел ёл ол ер ёр ор ес ёс ет ень ель оль онь оть ей".split())


def by_rule(lower: str, case: str) -> str:
    """The surname (lower case, a man's) in ``case``, or "" where pytrovich is to be asked."""
    syllables = sum(char in _VOWELS for char in lower)
    if lower.endswith("ой"):
        noun = syllables == 1 or (_is_noun(lower) and not _is_adjective(lower))
        return lower[:-1] + _SOFT[case] if noun else ""
    if lower.endswith("ий") and _is_soft_iy(lower, syllables):
        return lower[:-1] + _SOFT_IY[case]
    if syllables < 2:
        return lower + _HISSING[case] if lower.endswith("ец") else ""
    if lower.endswith(_FALLING) and (form := _like_common_noun(lower, case)):
        return form
    if lower.endswith("ец"):
        return _in_ets(lower, case)
    if lower.endswith("ёк"):
        stem = lower[:-2]
        return stem + ("й" if stem[-1] in _VOWELS else "ь") + "к" + _HARD[case]
    if lower.endswith("ок") and lower not in tables.KEEPS_OK and lower[-3] not in _VOWELS:
        return lower[:-2] + "к" + _HARD[case]
    return ""


def _in_ets(lower: str, case: str) -> str:
    stem = lower[:-2]
    if stem[-1] in _VOWELS:
        return stem + "йц" + _HISSING[case]
    crowded = len(stem) > 1 and stem[-2] not in _VOWELS + "ьй" and stem[-1] in _SONORANTS
    if crowded:
        return lower + _HISSING[case]
    return stem + ("ь" if stem[-1] == "л" else "") + "ц" + _HISSING[case]


def _is_soft_iy(lower: str, syllables: int) -> bool:
    """Палий, Топчий, Кий: nouns; Великий, Синий, Рабочий, Достоевский: adjectives."""
    if lower.endswith(("кий", "гий", "хий")):
        return syllables == 1
    return not _is_adjective(lower)


def _like_common_noun(lower: str, case: str) -> str:
    """The form of the common noun when the surname is one and loses its vowel: Соловью, Орлу, Стрельцу."""
    for parse in morph().parse(lower):
        tag = parse.tag
        if (
            tag.POS == "NOUN"
            and "nomn" in tag
            and "sing" in tag
            and "masc" in tag
            and not tag.grammemes & {"Surn", "Name", "Geox"}
        ):
            if not morph().word_is_known(lower):
                return ""
            form = parse.inflect({case, "sing"})
            if form and not form.word.startswith(lower.removesuffix("ь")):
                return str(form.word)
    return ""


def _is_noun(lower: str) -> bool:
    parses = (p.tag for p in morph().parse(lower) if p.is_known)
    return any(t.POS == "NOUN" and "nomn" in t and "masc" in t and "Surn" not in t for t in parses)


def _is_adjective(lower: str) -> bool:
    return any(p.tag.POS == "ADJF" and "nomn" in p.tag for p in morph().parse(lower) if p.is_known)
