"""Output safety (first form): sentences that can hurt their signer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.reports.model import Block


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence that can hurt its signer: ``kind`` (refusal, politics …), the sentence, and a lawful wording."""

    kind: str
    sentence: str
    wording: str
    block: str = ""


def inspect(text: str) -> tuple[Finding, ...]:
    """Findings in a text, sentence by sentence."""
    return ()


def inspect_blocks(blocks: Iterable[Block]) -> tuple[Finding, ...]:
    """Findings in a document."""
    return ()
