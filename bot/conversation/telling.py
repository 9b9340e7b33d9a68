"""What a message tells that only a paper asks for: of whom a trouble is, what became of a report, which copies.

The words are data, ``words/told.yml``; what is found are codes of the fields of ``templates/shared/fields.yml``, never
the words themselves. What is told of another man, of all of a kind, or as a fear is not taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from bot.conversation import naming
from bot.reading import speaker

WORDS = Path(__file__).with_name("words") / "told.yml"
NEITHER_FIELD = frozenset(
    {
        "lists", "kin", "troubles", "many", "unless", "leave_days", "so_many_days", "since", "waited", "numbers",
        "units", "ailments_without",
    }
)  # fmt: skip
_SENTENCE, _CLAUSE = re.compile(r"[.!?;\n]+"), re.compile(r"[.!?;,\n]+")
_DENIED = re.compile(r"\bне\s+(?:\w+\s+)?$")
MOST_DAYS = 400  # a longer wait is another story


OTHER_KIN = "other"  # of these what befell them is told, and the paper has no word for whom


class Words(NamedTuple):
    """The lists, ready to search with: patterns by code, by field."""

    fields: Mapping[str, Mapping[str, re.Pattern[str]]]
    many: frozenset[str]
    kin: Mapping[str, re.Pattern[str]]
    troubles: Mapping[str, re.Pattern[str]]
    unless: re.Pattern[str]
    ailments_without: re.Pattern[str]
    leave_days: re.Pattern[str]
    so_many_days: re.Pattern[str]
    since: re.Pattern[str]
    waited: re.Pattern[str]
    numbers: Mapping[str, int]
    units: Mapping[str, int]


@cache
def words() -> Words:
    """Return the word lists, read once."""
    data = YAML(typ="safe").load(WORDS.read_text(encoding="utf-8"))
    lists = {**data["lists"], "number": "|".join(data["numbers"]), "unit": "|".join(data["units"])}

    def ready(written: Any) -> re.Pattern[str]:
        return _whole("|".join([written] if isinstance(written, str) else written), lists)

    def by_code(name: str) -> dict[str, re.Pattern[str]]:
        return {str(code): ready(patterns) for code, patterns in data[name].items()}

    return Words(
        {name: by_code(name) for name in data if name not in NEITHER_FIELD}, frozenset(data["many"]), by_code("kin"),
        by_code("troubles"), ready(data["unless"]), ready(data["ailments_without"]), ready(data["leave_days"]),
        ready(data["so_many_days"]), ready(data["since"]),
        ready(data["waited"]), data["numbers"], data["units"],
    )  # fmt: skip


def told(text: str) -> dict[str, Any]:
    """Return the fields of papers that a message fills: a code, for some a list of codes, for some a number.

    Beside the fields: ``days_since``, how many days ago he handed something in, ``so_many_days``, a count of days,
    ``ailments_gone``, what he says he has not or wants out of a paper.
    """
    known = words()
    said = _plain(speaker.his_case(text))
    clauses = [one for one in _CLAUSE.split(said) if one.strip() and not known.unless.search(one)]
    found: dict[str, Any] = {}
    for name, codes in known.fields.items():
        if name == "ailments":
            continue
        values = [code for code, pattern in codes.items() if any(pattern.search(one) for one in clauses)]
        if values:
            found[name] = values if name in known.many else values[0]
    found |= _trouble(said, known)
    found |= _ailments(clauses, known)
    if days := known.leave_days.search(said):
        found["leave_days"] = int(next(group for group in days.groups() if group))
    if days := known.so_many_days.search(said):
        found["so_many_days"] = int(days[1])
    if rank := naming.rank_put_right(text):
        found["rank"] = rank
    if since := _days_since(clauses, known):
        found["days_since"] = since
    return found


def _ailments(clauses: list[str], known: Words) -> dict[str, list[str]]:
    """His own troubles of health, and those he denies: a clause is of the one or of the other."""
    has: list[str] = []
    gone: list[str] = []
    for one in clauses:
        if not any(kin.search(one) for kin in known.kin.values()):
            codes = [code for code, pattern in known.fields["ailments"].items() if pattern.search(one)]
            (gone if known.ailments_without.search(one) else has).extend(codes)
    told = {"ailments": has, "ailments_gone": gone}
    return {name: list(dict.fromkeys(codes)) for name, codes in told.items() if codes}


def _trouble(said: str, known: Words) -> dict[str, str]:
    """What befell somebody of his family, and whom: both in one sentence, the nearest word for kin."""
    for sentence in _SENTENCE.split(said):
        for reason, pattern in known.troubles.items():
            for hit in pattern.finditer(sentence):
                if _DENIED.search(sentence[: hit.start()]) or known.unless.search(sentence):
                    continue
                near = sorted(_kin(sentence, hit.start(), known))
                if near:
                    relation = near[0][1]
                    return {"leave_reason": reason} | ({"relation": relation} if relation != OTHER_KIN else {})
                if reason in ("birth", "disaster"):
                    return {"leave_reason": reason}
    return {}


def _kin(sentence: str, at: int, known: Words) -> Iterator[tuple[int, str]]:
    for relation, pattern in known.kin.items():
        for hit in pattern.finditer(sentence):
            yield abs(hit.start() - at), relation


def _days_since(clauses: list[str], known: Words) -> int | None:
    if not any(known.waited.search(one) for one in clauses):
        return None
    for one in clauses:
        if hit := known.since.search(one):
            count = hit["count"] or "1"
            number = int(count) if count.isdigit() else known.numbers[count]
            unit = next(days for pattern, days in known.units.items() if re.fullmatch(pattern, hit["unit"]))
            return number * unit if number * unit <= MOST_DAYS else None
    return None


def _whole(written: str, lists: Mapping[str, str]) -> re.Pattern[str]:
    for name, pattern in lists.items():
        written = written.replace(f"{{{name}}}", f"(?:{pattern})")
    return re.compile(rf"(?<!\w)(?:{written})(?!\w)")


def _plain(text: str) -> str:
    return text.lower().replace("ё", "е")
