"""What the question records are asked in: their own words and what people wrote after an answer.

The records come from the law's compiled form: its room needs a newer Python than Rasa has.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.reading.followups import FollowUp, follow_ups

ROOT = Path(__file__).resolve().parents[3]
COMPILED = ROOT / "bot" / "law" / "knowledge" / "ru" / "compiled.json"


def records(compiled: Path = COMPILED) -> Mapping[str, Sequence[str]]:
    """Id to examples of every question record of the law's compiled form."""
    files = json.loads(compiled.read_text(encoding="utf-8"))
    asked = [one for name, file in files.items() if name.startswith("questions/") for one in file["tree"]["questions"]]
    return {one["id"]: [*one["asked"]["ru"], *one["asked"]["en"], *one["asked"]["uk"]] for one in asked}


def afterwards() -> Sequence[FollowUp]:
    """What people wrote after an answer."""
    return follow_ups()


def words(compiled: Path = COMPILED) -> bytes:
    """All that training takes from the records, for who asks whether it has changed."""
    return json.dumps(records(compiled), ensure_ascii=False).encode()
