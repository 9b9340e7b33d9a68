"""Output safety: sentences that can hurt their signer are named, and a lawful wording is offered.

The filter reads what people and advocates write, never what templates hold (tests see to those).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

from bot.reports import safety_lexicon as lexicon

if TYPE_CHECKING:
    from bot.reports.model import Block

KINDS = (
    "refusal", "absence", "politics", "position", "equipment", "strength", "third_person", "false_illness", "threat", "profanity",
)  # fmt: skip

_LOOKALIKE = str.maketrans("aceopxyktmhbnABCEHKMOPTXYё", "асеорхукт" + "мнвпАВСЕНКМОРТХУе")
_MIXED = re.compile(r"\b(?=\w*[а-яё])(?=\w*[a-z])\w+\b", re.IGNORECASE)
_SPACED = re.compile(r"\b(?:[а-яё][ .\-_]){3,}[а-яё]\b", re.IGNORECASE)
_STOP = re.compile(r"(?<=[!?…;\n])\s*|(?<=[а-яёА-ЯЁa-z0-9»\")]\.)(?<!\b[А-ЯЁ]\.)(?<!\bг\.)(?<!\bим\.)(?<!\bст\.)(?<!\bн\.)(?<!\bп\.)\s+")


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence that can hurt its signer.

    ``kind`` is one of KINDS; ``sentence`` as written; ``wording`` a lawful Russian sentence to put instead; ``why`` the
    reason in ru and en; ``place`` the field or block it stands in.
    """

    kind: str
    sentence: str
    wording: str
    why: Mapping[str, str]
    place: str = ""


def inspect(text: str, place: str = "", allowed: Iterable[str] = ()) -> tuple[Finding, ...]:
    """Findings in a text, at most one of a kind for each sentence. ``allowed`` kinds are not looked for (an address holds a place)."""
    skipped = frozenset(allowed)
    found: list[Finding] = []
    for sentence in sentences(text):
        found.extend(_finding(kind, sentence, place) for kind in _kinds(sentence) if kind not in skipped)
    return tuple(found)


def inspect_blocks(blocks: Iterable[Block]) -> tuple[Finding, ...]:
    """Findings in whole blocks: for stored documents and reviewers' edits."""
    return tuple(finding for block in blocks for finding in inspect(block.plain(), block.id, ("third_person",)))


def sentences(text: str) -> list[str]:
    """The sentences of a text; initials and common abbreviations do not end one."""
    return [part.strip() for part in _STOP.split(text) if part and part.strip()]


def _kinds(sentence: str) -> list[str]:
    plain = _normal(sentence)
    kinds: list[str] = []
    for rule in lexicon.rules():
        if rule.kind not in kinds and rule.shows.search(plain) and not (rule.harmless and rule.harmless.search(plain)):
            kinds.append(rule.kind)
    if "third_person" not in kinds and _names_someone(sentence, plain):
        kinds.append("third_person")
    return kinds


def _names_someone(sentence: str, plain: str) -> bool:
    if lexicon.CALLSIGN.search(plain):
        return True
    return any(not lexicon.HONOUR.search(sentence[: found.start()]) for found in lexicon.NAMES.finditer(sentence))


def _normal(sentence: str) -> str:
    """Lower case, «е» for «ё», Latin letters inside Cyrillic words and letters set apart brought back."""
    joined = _SPACED.sub(lambda m: re.sub(r"[ .\-_]", "", m[0]), sentence)
    mended = _MIXED.sub(lambda m: m[0].translate(_LOOKALIKE), joined)
    return re.sub(r"\s+", " ", mended.casefold().replace("ё", "е"))


def _finding(kind: str, sentence: str, place: str) -> Finding:
    texts = _wordings()[kind]
    return Finding(kind, sentence, texts["wording"], texts["why"], place)


@lru_cache(maxsize=1)
def _wordings() -> dict[str, Any]:
    path = Path(__file__).parents[2] / "templates" / "shared" / "wordings.yml"
    data: dict[str, Any] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return data
