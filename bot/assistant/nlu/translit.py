"""Russian written in Latin letters, and words typed in the wrong keyboard layout.

Both are read back by trying the possible spellings and keeping one that the dictionary knows: a table of letters
alone cannot tell ``uvolitsya`` (т + ся) from ``tsar`` (ц), nor a dropped soft sign.
"""

from __future__ import annotations

from operator import itemgetter

# The longest spelling first. Several readings of one spelling are tried in order of likelihood.
_READINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("shch", ("щ",)),
    ("sch", ("щ", "сч", "ш")),
    ("tsya", ("тся", "ться", "ця")),
    ("tsja", ("тся", "ться")),
    ("tsa", ("тся", "ца")),
    ("zh", ("ж",)),
    ("kh", ("х",)),
    ("ch", ("ч",)),
    ("sh", ("ш", "щ")),
    ("ts", ("ц", "тс")),
    ("yu", ("ю",)),
    ("ju", ("ю", "жу")),
    ("iu", ("ю",)),
    ("ya", ("я",)),
    ("ja", ("я", "жа")),
    ("ia", ("ия", "я")),
    ("yo", ("е", "йо")),
    ("jo", ("е", "жо")),
    ("ye", ("е", "ые")),
    ("je", ("е", "же")),
    ("aya", ("ая",)),
    ("oya", ("оя",)),
    ("eya", ("ея",)),
    ("uya", ("уя",)),
    ("ayu", ("аю",)),
    ("oyu", ("ою",)),
    ("eyu", ("ею",)),
    ("uyu", ("ую",)),
    ("aye", ("ае",)),
    ("oye", ("ое",)),
    ("ay", ("ай",)),
    ("oy", ("ой",)),
    ("ey", ("ей",)),
    ("uy", ("уй",)),
    ("iya", ("ия",)),
    ("iyu", ("ию",)),
    ("iye", ("ие",)),
    ("iy", ("ий",)),
    ("yy", ("ый",)),
    ("yj", ("ый",)),
    ("ij", ("ий",)),
    ("a", ("а",)),
    ("b", ("б",)),
    ("c", ("ц", "с", "к")),
    ("d", ("д",)),
    ("e", ("е", "э")),
    ("f", ("ф",)),
    ("g", ("г",)),
    ("h", ("х",)),
    ("i", ("и", "й")),
    ("j", ("й", "ж")),
    ("k", ("к",)),
    ("l", ("л", "ль")),
    ("m", ("м",)),
    ("n", ("н", "нь")),
    ("o", ("о", "а")),
    ("p", ("п",)),
    ("q", ("к", "я")),
    ("r", ("р",)),
    ("s", ("с", "сь")),
    ("t", ("т", "ть")),
    ("u", ("у", "ю")),
    ("v", ("в",)),
    ("w", ("ш", "в")),
    ("x", ("х", "кс")),
    ("y", ("ы", "й", "и", "у")),
    ("z", ("з",)),
    ("4", ("ч",)),
    ("6", ("ш",)),
    ("'", ("ь", "")),
    ("’", ("ь", "")),
    ("`", ("ь", "")),
)
_WIDTH = 48
# No Russian word is longer in Latin letters; the many readings of a longer one would cost much and mean nothing.
_LONGEST = 40

_COST = itemgetter(0)
_BY_FIRST = {
    first: tuple(pair for pair in _READINGS if pair[0][0] == first) for first in {latin[0] for latin, _ in _READINGS}
}

_LATIN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_RUSSIAN_KEYS = "йцукенгшщзхъфывапролджэячсмитьбюё"
_TO_RUSSIAN = str.maketrans(_LATIN_KEYS + _LATIN_KEYS.upper() + '{}:"<>~', _RUSSIAN_KEYS * 2 + "хъжэбюё")
_TO_LATIN = str.maketrans(_RUSSIAN_KEYS + _RUSSIAN_KEYS.upper(), _LATIN_KEYS * 2)

_PLAIN = dict(zip("абвгдежзийклмнопрстуфхыэіїєґ", "abvgdezziyklmnoprstufhyeiieg", strict=True)) | {
    "ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ю": "yu", "я": "ya", "ь": "", "ъ": "",
}  # fmt: skip

LOOKALIKES_TO_CYRILLIC = str.maketrans("aceopxykmthbABCEHKMOPTXYi3", "асеорхукмтнвАВСЕНКМОРТХУі3")
LOOKALIKES_TO_LATIN = str.maketrans("асеорхукмтнвАВСЕНКМОРТХУ", "aceopxykmthbABCEHKMOPTXY")


def spellings(word: str) -> list[str]:
    """Cyrillic readings of a Latin word, the likeliest first (at most 48); none of a word too long to be one."""
    if len(word) > _LONGEST:
        return []
    beams: list[tuple[int, str]] = [(0, "")]
    at = 0
    while at < len(word):
        found = _read_at(word, at)
        if found is None:
            return []
        length, readings = found
        if len(readings) == 1:
            beams = [(cost, text + readings[0]) for cost, text in beams]
        else:
            beams = sorted(
                ((cost + rank, text + reading) for cost, text in beams for rank, reading in enumerate(readings)),
                key=_COST,
            )[:_WIDTH]
        at += length
    return [text for _, text in beams]


def _read_at(word: str, at: int) -> tuple[int, tuple[str, ...]] | None:
    """How many letters the longest spelling at a place has, and what it may be read as."""
    for latin, readings in _BY_FIRST.get(word[at], ()):
        if word.startswith(latin, at):
            return len(latin), readings
    return None


def likeliest(word: str) -> str:
    """The plain letter-by-letter reading, for a transliterated word no dictionary has."""
    out: list[str] = []
    at = 0
    while at < len(word):
        found = _read_at(word, at)
        if found is None:
            return word
        out.append(found[1][0])
        at += found[0]
    return "".join(out)


def to_latin(word: str) -> str:
    """A plain Latin spelling of a Cyrillic word, for a name the lexicon cannot have."""
    return "".join(_PLAIN.get(letter, letter) for letter in word)


def from_latin_layout(text: str) -> str:
    """What the same keys give in the Russian layout."""
    return text.translate(_TO_RUSSIAN).replace("ё", "е")


def from_russian_layout(text: str) -> str:
    """What the same keys give in the Latin layout."""
    return text.translate(_TO_LATIN)
