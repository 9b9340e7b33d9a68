"""Names of people in the genitive, dative and other cases.

pytrovich knows the regular endings; this module knows when a name does not decline at all, where its parts part, and
the forms pytrovich gets wrong. What stays unsure comes back as None and is left blank: a form is never guessed.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pytrovich.enums import Case, Gender, NamePart
from pytrovich.maker import PetrovichDeclinationMaker

from bot.reports.grammar import name_tables as tables
from bot.reports.grammar.morphology import VOWELS, morph
from bot.reports.grammar.surnames import listed_form, surname

CASES = {
    "gent": Case.GENITIVE,
    "datv": Case.DATIVE,
    "accs": Case.ACCUSATIVE,
    "ablt": Case.INSTRUMENTAL,
    "loct": Case.PREPOSITIONAL,
}
_GENDERS = {"m": Gender.MALE, "f": Gender.FEMALE}
_CYRILLIC = re.compile(r"[\u0400-\u0481\u048a-\u052f][\u0400-\u0481\u048a-\u052f'’ʼ\-\s]*")
_INITIAL = re.compile(r"[А-ЯЁ]\.?(?:-[А-ЯЁ]\.?)?")
_STILL_TAILS = frozenset({"оол", "заде", "оглы", "кызы"})
_ENDINGS = {
    "ек": {"gent": "ека", "datv": "еку", "accs": "ека", "ablt": "еком", "loct": "еке"},  # Эрмек: the vowel stays
    "ия": {"gent": "ии", "datv": "ии", "accs": "ию", "ablt": "ией", "loct": "ии"},  # Закария
}


def gender_of(last: str, first: str, patronymic: str) -> str:
    """ "m", "f", or "" when the parts do not tell or tell different things.

    The patronymic, a well-known first name and a surname in -ов/-ова, -ский/-ская count; a mere guess from how an
    unknown first name ends does not.
    """
    told = {g for g in (_patronymic_gender(patronymic), _first_gender(first), _last_gender(last)) if g}
    return told.pop() if len(told) == 1 else ""


def as_name(text: str) -> str:
    """A name typed in small letters with the capitals it needs: «иванов» gives «Иванов», «фон бок» «фон Бок»."""
    if not text.islower():
        return text
    words = re.split(r"([\s\-])", text)
    still = tables.PARTICLES | tables.TURKIC_SON | tables.TURKIC_DAUGHTER | {"оол"}
    several = len(words) > 1
    return "".join(word if several and word in still else word[:1].upper() + word[1:] for word in words)


def decline_last(name: str, gender: str, case: str) -> str | None:
    """A surname in ``case`` (gent, datv, accs, ablt, loct). None when the form is unsure; "" stays ""."""
    return _decline(name, gender, case, NamePart.LASTNAME)


def decline_first(name: str, gender: str, case: str) -> str | None:
    """A first name or an initial in ``case``."""
    return _decline(name, gender, case, NamePart.FIRSTNAME)


def decline_patronymic(name: str, gender: str, case: str) -> str | None:
    """A patronymic or an initial in ``case``; «Али оглы», «Ахмед кызы», «Каримўғли» stay as they are.

    None for one of the other gender, and for a name without a patronymic's ending («Махмад»).
    """
    told = _patronymic_gender(name)
    if told and gender in _GENDERS and told != gender:
        return None
    words = re.split(r"[\s\-]+", name.strip().casefold())
    if words[-1] in tables.TURKIC_SON | tables.TURKIC_DAUGHTER or words[-1].endswith(
        tables.TURKIC_SON_ENDINGS + tables.TURKIC_DAUGHTER_ENDINGS
    ):
        return name.strip()
    return _decline(name, gender, case, NamePart.MIDDLENAME)


def _decline(name: str, gender: str, case: str, part: NamePart) -> str | None:
    name = re.sub(r"\s+", " ", name.strip())
    if not name or case == "nomn":
        return name
    if part is not NamePart.LASTNAME and _INITIAL.fullmatch(name):
        return name
    if not _CYRILLIC.fullmatch(name):
        return None
    if gender not in _GENDERS:
        forms = {_decline_known(name, g, case, part) for g in _GENDERS}
        return forms.pop() if len(forms) == 1 else None
    return _decline_known(name, gender, case, part)


def _decline_known(name: str, gender: str, case: str, part: NamePart) -> str | None:
    pieces = re.split(r"([\s\-])", name)
    words, separators = pieces[::2], [*pieces[1::2], ""]
    done: list[str] = []
    for place, word in enumerate(words):
        half = _is_still_half(word.casefold(), words, place, gender, part)
        form = word if half else _word(word, gender, case, part)
        if form is None:
            return None
        done.append(form)
    return "".join(form + separator for form, separator in zip(done, separators, strict=True))


def _is_still_half(lower: str, words: list[str], place: int, gender: str, part: NamePart) -> bool:
    """Whether a word inside a double name keeps one form: Тер-Петросян, ван Дейк, Чолдон-оол, Жан-Поль."""
    if lower in tables.PARTICLES and len(words) > 1:
        return True
    if place == len(words) - 1:
        return False
    if words[-1].casefold() in _STILL_TAILS:
        return True
    if part is NamePart.MIDDLENAME:
        return True
    if part is NamePart.FIRSTNAME:
        return gender == "m" and lower not in tables.DECLINING_FIRST_HALVES
    return part is NamePart.LASTNAME and lower in tables.STILL_FIRST_HALVES


def _word(word: str, gender: str, case: str, part: NamePart) -> str | None:
    lower = word.casefold()
    if not lower:
        return word
    form: str | None
    if part is NamePart.LASTNAME:
        form = surname(lower, gender, case)
    elif part is NamePart.FIRSTNAME:
        form = _first(lower, gender, case)
    else:
        form = "" if lower.endswith(("ич", "на")) else lower if lower.endswith(tuple("еёиоуыэю")) else None
    if form is None:
        return None
    made = form or _maker().make(part, _GENDERS[gender], CASES[case], lower)
    return _as_cased(word, re.sub("(?<=[жшчщгкх])ы$", "и", made))


def _first(lower: str, gender: str, case: str) -> str | None:
    """A first name in ``case``: "" where the common rules are to be asked, None when it is unsure (Сурьяа)."""
    if form := listed_form(tables.FIRST, lower, gender, case):
        return form
    if lower in tables.STILL_FIRST or lower.endswith(("аа", *"еёиоуыэюәөүұії")):
        return lower
    if lower[-1] == "а" and lower[-2:-1] in VOWELS and len(lower) > 1:
        return None
    if lower.endswith("ия") or (gender == "m" and lower.endswith("ек")):
        return lower[:-2] + _ENDINGS[lower[-2:]][case]
    if gender == "f" and (lower in tables.STILL_FEMALE_SOFT if lower[-1] == "ь" else lower[-1] not in VOWELS):
        return lower
    return ""


def _as_cased(model: str, form: str) -> str:
    """The form written as the person wrote the name: ИВАНОВ gives ИВАНОВУ, О'Коннор О'Коннору."""
    if len(model) > 1 and model.isupper():
        return form.upper()
    same = zip(model, form, strict=False)
    start = "".join(m if m.casefold() == f else f for m, f in same)
    return start + form[len(start) :]


def _patronymic_gender(patronymic: str) -> str:
    lower = patronymic.strip().casefold()
    last = re.split(r"[\s\-]+", lower)[-1]
    if last in tables.TURKIC_SON or lower.endswith(("ич", *tables.TURKIC_SON_ENDINGS)):
        return "m"
    if last in tables.TURKIC_DAUGHTER or lower.endswith(("вна", "чна", "шна", *tables.TURKIC_DAUGHTER_ENDINGS)):
        return "f"
    return ""


def _first_gender(first: str) -> str:
    lower = first.strip().casefold()
    if not lower or _INITIAL.fullmatch(first.strip()) or not _CYRILLIC.fullmatch(first.strip()):
        return ""
    if lower in tables.EITHER_GENDER:
        return ""
    if lower in tables.MALE_FIRST:
        return "m"
    if lower in tables.FEMALE_FIRST:
        return "f"
    tags = [
        p.tag for p in morph().parse(lower) if p.is_known and "Name" in p.tag.grammemes and "nomn" in p.tag.grammemes
    ]
    genders = {"m" if "masc" in tag.grammemes else "f" for tag in tags if tag.gender in ("masc", "femn")}
    return genders.pop() if len(genders) == 1 else ""


def _last_gender(last: str) -> str:
    lower = last.strip().casefold()
    if lower.endswith(("ова", "ева", "ёва", "ская", "цкая")):
        return "f"
    if lower.endswith(("ов", "ев", "ёв", "ский", "цкий", "ской", "цкой")):
        return "m"
    return ""


@lru_cache(maxsize=1)
def _maker() -> PetrovichDeclinationMaker:
    return PetrovichDeclinationMaker()
