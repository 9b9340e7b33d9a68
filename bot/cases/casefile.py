"""What goes into a case for its advocate to work with: all the bot knew when the person sent it. Only kept sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


class CaseFileError(Exception):
    """Bytes that are no case file. ``code`` is bad_case_file."""

    code = "bad_case_file"


@dataclass(frozen=True)
class CaseFile:
    """One version of a case; a later one supersedes it.

    ``lang`` is the person's language and ``asker`` self or relative. ``profile`` are fields of law.Profile as the
    dialogue keeps them (codes, ISO dates); ``option`` is the way out it is about, if one was chosen. ``document`` is
    ``Document.as_dict()`` of the template ``document_id``, drawn from ``report_facts`` on the date ``on``.
    """

    lang: str
    asker: str
    profile: Mapping[str, Any]
    option: str | None
    document_id: str
    report_facts: Mapping[str, Any]
    document: Mapping[str, Any]
    on: date

    def __repr__(self) -> str:
        return f"CaseFile({self.document_id!r})"

    def to_bytes(self) -> bytes:
        """Return it for sealing; dates among the facts become ISO text."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, default=_iso).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> CaseFile:
        """Read ``to_bytes`` back; CaseFileError for anything else."""
        try:
            found = json.loads(data)
            found.pop("note", None)  # earlier files have it, always empty
            return cls(**{**found, "on": date.fromisoformat(found["on"])})
        except (ValueError, TypeError, KeyError, AttributeError):
            raise CaseFileError from None


def _iso(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
