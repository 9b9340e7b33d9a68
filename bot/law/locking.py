"""The law-change lock: what rests on a changed source is withdrawn until somebody approves the change.

`lock.yml` holds the fingerprint of each source as it was when it was approved (edition, hash, dates, certainty,
quotation). A source that differs, or has no entry, withdraws every option, fact and topic that names it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from bot.law.errors import NotKnownError
from bot.law.knowledge import Knowledge, fingerprint
from bot.law.laying import LOCK
from bot.law.reading import write_compiled

_HEAD = (
    "# One approval for every source, written by `raport law approve`; do not edit by hand.\n"
    "# A source whose edition, hash or date differs from its fingerprint here withdraws all that rests on it.\n"
    "approvals:\n"
)


def approved(knowledge: Knowledge, ids: Iterable[str], *, by: str, on: date) -> str:
    """The text of lock.yml after these sources were approved as they stand now; entries of lost sources go.

    Raises NotKnownError for an unknown source, ValueError for an empty name.
    """
    if not by.strip() or '"' in by or "\n" in by:
        raise ValueError("the name of the approver is one line without quotation marks")
    chosen = set(ids)
    for id in chosen:
        if id not in knowledge.sources:
            raise NotKnownError("no_such_id", "source", id)
    lines = [_HEAD]
    for id in sorted(knowledge.sources):
        if id in chosen:
            mark, who, when = fingerprint(knowledge.sources[id]), by.strip(), on
        elif id in knowledge.approvals:
            old = knowledge.approvals[id]
            mark, who, when = old.fingerprint, old.approved_by, old.approved_on
        else:
            continue
        lines.append(f'  {id}: {{fingerprint: "{mark}", approved_by: "{who}", approved_on: {when}}}\n')
    return "".join(lines)


def approve(folder: Path, knowledge: Knowledge, ids: Iterable[str], *, by: str, on: date) -> None:
    """Writes lock.yml and the compiled form beside the files. Errors as in `approved`, and OSError."""
    text = approved(knowledge, ids, by=by, on=on)
    (folder / LOCK).write_text(text, encoding="utf-8")
    write_compiled(folder)
