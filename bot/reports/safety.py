"""Output safety: sentences that can hurt their signer are named, and a lawful wording is offered.

The filter reads what people and reviewers write; what templates hold is read by tests. Its words are data: what a man
says of his own acts stands in ``templates/shared/dangerous.yml`` (phrasebook.py), the patterns of what may not be named
and the texts of all kinds in ``templates/shared/safety.yml``. Where none of them knows a sentence, it is weighed by the
sentences it resembles, by its words (resemblance.py) and by their letters (letters.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.reports import letters
from bot.reports.grammar.morphology import morph
from bot.reports.phrasebook import phrasebook
from bot.reports.resemblance import counted

KINDS = (
    "refusal",
    "absence",
    "admission",
    "unilateral",
    "politics",
    "position",
    "equipment",
    "strength",
    "third_person",
    "false_illness",
    "threat",
    "profanity",
)

_LOOKALIKE = str.maketrans("aceopxyktmhbnABCEHKMOPTXYё", "асеорхуктмнвпАВСЕНКМОРТХУе")
_MIXED = re.compile(r"\b(?=\w*[а-яё])(?=\w*[a-z])\w+\b", re.IGNORECASE)
_SPACED = re.compile(r"\b(?:[а-яё][ .\-_]){3,}[а-яё]\b", re.IGNORECASE)
_STOP = re.compile(
    r"(?<=[!?…;\n])\s*"
    r"|(?<=[а-яёА-ЯЁa-z0-9»\")]\.)(?<!\b[А-ЯЁ]\.)(?<!\bг\.)(?<!\bим\.)(?<!\bст\.)(?<!\bн\.)(?<!\bп\.)\s+"
)
_CAPITAL = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
_RANK = (
    r"(?:рядов\w+|сержант\w*|лейтенант\w*|капитан\w*|майор\w*|подполковник\w*|полковник\w*|прапорщик\w*|старшин\w+|ефрейтор\w*"
    r"|генерал\w*|мичман\w*|командир\w*|комбат\w*|комрот\w*|ротн\w+|взводн\w+|замполит\w*|начштаб\w*|врач\w*|доктор\w*"
    r"|сослужив\w+|товарищ\w*|начмед\w*|следовател\w+|прокурор\w*|друг\w*|начальник\w*)"
)
_BETWEEN = (
    r"(?:\s+(?:мед\w*|юстиции|службы|запаса|гвардии|полиции|роты|взвода|батальона|полка|части|отделения|бригады|штаба"
    r"|канцелярии|кадров|санчасти|медпункта|склада|связи|разведки|смены|караула|батареи))"
)
_NOT_A_NAME = r"(?!Росси|Вооруж|Министерств|Военн|Прош|Федерац|Част|Рот|Взвод|Бат)"
_NAMES = re.compile(
    rf"{_CAPITAL}\s+[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.)?|[А-ЯЁ]\.\s?[А-ЯЁ]\.\s?{_CAPITAL}"
    rf"|{_CAPITAL}\s+{_CAPITAL}\s+{_CAPITAL}(?:ич|вна|ична|инична|оглы|кызы)\w{{0,2}}"
    rf"|{_CAPITAL}\s+[А-ЯЁ][а-яё]+(?:ич|вн|ичн)(?:а|у|ем|е|ы|ой)?\b"
    rf"|\b(?i:{_RANK}){_BETWEEN}{{0,2}}\s+{_NOT_A_NAME}[А-ЯЁ][а-яё]+\b"
)
_PAIR = re.compile(r"\b([А-ЯЁ][а-яё]+)\s+([А-ЯЁ][а-яё]{2,})\b")
_HONOUR_REACH = 30  # letters: a search of the whole beginning for every name would be quadratic
_HONOUR = re.compile(
    r"(?:имени|им\.|улиц\w*|ул\.|проспект\w*|пр-т|площад\w+|пл\.|орден\w*|медал\w+|святого|города?|г\.|област\w+)\s*$",
    re.IGNORECASE,
)
_MARCH = re.compile(
    r"\b(?i:идем|идём|заходим|выдвигаемся|штурмуем|наступаем|продвигаемся|двигаемся|отходим|берем|берём|взяли)\s+"
    r"(?:на |в |к |под |из |от )?[А-ЯЁ][а-яё]{2,}"
    r"|\b(?i:рота|роты|взвод|батальон|полк|бригада|позици[ия]|блиндаж|окопы|штаб|склад|стоим|находимся|сидим|воюем|держим|окопались"
    r"|базируемся|ппд|пвд|дислокации)\b[^.]{0,50}\b(?:под|у|около|возле|за|близ|в|на)\s"
    r"(?!Росси|Министер|Вооруж|Военн|Москв|Рождеств|Глав)[А-ЯЁ][а-яё]{3,}"
)


SURE = 2.0  # of a resemblance: the odds of danger at which a sentence is stopped for what it is like
CERTAIN = 0.8  # of its letters: the probability of danger at which it is


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence that can hurt its signer.

    ``kind`` is one of KINDS; ``sentence`` as written; ``wording`` a lawful Russian sentence to put instead, ``means``
    the same in English; ``why`` the reason in ru and en; ``place`` the field or block it stands in.
    """

    kind: str
    sentence: str
    wording: str
    means: str
    why: Mapping[str, str]
    place: str = ""


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: str
    shows: re.Pattern[str]
    harmless: re.Pattern[str] | None


def inspect(text: str, place: str = "", allowed: Iterable[str] = ()) -> tuple[Finding, ...]:
    """Findings in a text, at most one of a kind for each sentence.

    ``allowed`` kinds are not looked for: an address rightly holds a place and a name.
    """
    skipped = frozenset(allowed)
    said = sentences(text)
    kinds = {sentence: _kinds(sentence) for sentence in dict.fromkeys(said)}
    return tuple(finding(kind, sentence, place) for sentence in said for kind in kinds[sentence] if kind not in skipped)


def finding(kind: str, sentence: str, place: str = "") -> Finding:
    """A finding with the wording and the reason of its kind. KeyError for an unknown kind."""
    texts = _data()[0][kind]
    return Finding(kind, sentence, texts["wording"], texts["means"], texts["why"], place)


def sentences(text: str) -> list[str]:
    """The sentences of a text; initials and common abbreviations do not end one."""
    return [part.strip() for part in _STOP.split(text) if part and part.strip()]


def _kinds(sentence: str) -> list[str]:
    plain = _normal(sentence)
    read = phrasebook().read(sentence)
    kinds = list(read.kinds)
    for rule in _data()[1]:
        if rule.kind in kinds or not rule.shows.search(plain):
            continue
        if rule.harmless is None or not rule.harmless.search(plain):
            kinds.append(rule.kind)
    if "position" not in kinds and _MARCH.search(sentence):
        kinds.append("position")
    if "third_person" not in kinds and _names_someone(sentence):
        kinds.append("third_person")
    if not kinds and not read.settled:
        like = counted().of(sentence)
        if like.score > SURE or letters.danger(sentence) > CERTAIN:
            kinds.append(like.kind)
    return kinds


def _names_someone(sentence: str) -> bool:
    if any(not _in_honour(sentence, found.start()) for found in _NAMES.finditer(sentence)):
        return True
    pairs = {pair.groups() for pair in _PAIR.finditer(sentence) if not _in_honour(sentence, pair.start())}
    return any(_is_name(one, other) for one, other in pairs)


def _in_honour(sentence: str, at: int) -> bool:
    """Whether the name belongs to a street, a town or a medal: the word for it stands just before."""
    return bool(_HONOUR.search(sentence[max(0, at - _HONOUR_REACH) : at]))


def _is_name(one: str, other: str) -> bool:
    """Whether two words in capitals are a first name and a surname, in either order."""
    kinds = [
        {str(kind) for parse in morph().parse(word) for kind in ("Name", "Surn") if kind in parse.tag.grammemes}
        for word in (one, other)
    ]
    return ("Name" in kinds[0] and "Surn" in kinds[1]) or ("Surn" in kinds[0] and "Name" in kinds[1])


def _normal(sentence: str) -> str:
    """Lower case, «е» for «ё», Latin letters inside Cyrillic words and letters set apart brought back."""
    joined = _SPACED.sub(lambda m: re.sub(r"[ .\-_]", "", m[0]), sentence)
    mended = _MIXED.sub(lambda m: m[0].translate(_LOOKALIKE), joined)
    return re.sub(r"\s+", " ", mended.casefold().replace("ё", "е"))


@lru_cache(maxsize=1)
def _data() -> tuple[dict[str, Any], tuple[_Rule, ...]]:
    """Wordings by kind and compiled rules, read once."""
    path = Path(__file__).parents[2] / "templates" / "shared" / "safety.yml"
    data: dict[str, Any] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    words = {name: f"(?:{'|'.join(parts)})" for name, parts in data["words"].items()}
    rules = tuple(
        _Rule(kind, _pattern(rule["shows"], words), _pattern(rule["harmless"], words) if rule["harmless"] else None)
        for kind, entry in data["kinds"].items()
        for rule in entry["rules"]
    )
    return data["kinds"], rules


def _pattern(parts: list[str], words: Mapping[str, str]) -> re.Pattern[str]:
    joined = "|".join(f"(?:{part})" for part in parts)
    return re.compile(re.sub(r"\{([a-z]+)\}", lambda found: words[found[1]], joined))
