"""Names that the general rules get wrong, and the classes of names that never change. Each entry has a test."""

from __future__ import annotations

TURKIC_SON = frozenset({"оглы", "оглу", "улы", "уулу", "угли", "огли", "заде"})
TURKIC_DAUGHTER = frozenset({"кызы", "гызы", "кизи", "казы"})
TURKIC_ENDINGS = ("оглы", "кызы", "гызы", "уулу")

PARTICLES = frozenset(
    "де да ди дю дер ден дель делла ла ле лос фон фан ван цу эль аль бен бин ибн ал оглы кызы тер сан сен".split()
)
STILL_FIRST_HALVES = frozenset({"тер", "бонч", "грум", "нор", "мак", "сен", "сан", "мелик"})

STILL_LAST = frozenset(
    "дюма петипа золя труа гавальда-и роша фуа ниа морава-и бегба делаваль-и тома дега люка спиноза-и".replace("-и", "").split()
) - {"гавальда", "морава", "бегба", "делаваль", "спиноза", "роша", "тома", "люка"}  # fmt: skip
NOT_STILL_IKH: frozenset[str] = frozenset()

STILL_FIRST = frozenset({"жан-мари"})
DECLINING_IN_O: frozenset[str] = frozenset()
STILL_FEMALE_SOFT = frozenset({"николь", "мишель", "изабель", "аннабель", "жюль"})

EITHER_GENDER = frozenset({"саша", "женя", "валя", "слава", "шура", "тоша", "мишель"})
MALE_FIRST = frozenset({"илья", "никита", "фома", "кузьма", "лука", "савва", "данила"})
FEMALE_FIRST = frozenset({"любовь", "нинель", "айгуль", "гузель", "рахиль", "эсфирь"})

LAST: dict[tuple[str, str], str] = {}
FIRST: dict[tuple[str, str], str] = {}


def decline_listed(listed: str, case: str) -> str:
    """A listed name in ``case``; the list holds the five forms in the order gent, datv, accs, ablt, loct."""
    return listed.split()[("gent", "datv", "accs", "ablt", "loct").index(case)]


def by_rule_last(lower: str, gender: str, case: str) -> str:
    """A surname by the rules this module adds, or "" where pytrovich is right."""
    return ""


def by_rule_first(lower: str, gender: str, case: str) -> str:
    """A first name by the rules this module adds, or "" where pytrovich is right."""
    return ""
