"""Counters without people: where questions are left, what is misread, what people reach, which rules speak."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from bot.cases.counters import LEAST
from bot.cases.people import TRAINER
from bot.console import pages
from bot.console.routing import Page, page, services
from bot.conversation.counting import ANSWERED, ASKED, MISSED, RULE, SHOWN, TURNS

WEEKS = 4


@dataclass(frozen=True)
class Asked:
    """A question of ours: how often it was asked and its answer understood, and the share that was left."""

    name: str
    asked: int
    answered: int

    @property
    def left(self) -> float:
        """From 0 to 1. An answer may come in a later week than its question."""
        return max(0.0, 1 - self.answered / self.asked)


def routes() -> list[Page]:
    """Return the pages of this module."""
    return [page("GET", "/studio/counts", show, frozenset({TRAINER}))]


def show(request: Request) -> Response:
    """Show the counters of the last weeks, the most telling first."""
    counted = services(request).counters.counted(WEEKS)
    asked = [Asked(name, n, dict(_of(counted, ANSWERED)).get(name, 0)) for name, n in _of(counted, ASKED)]
    t = pages.texts_of(request)
    tables = {
        SHOWN: [(t[f"shown_{name}"], n) for name, n in _of(counted, SHOWN)],
        MISSED: _of(counted, MISSED),
        RULE: _of(counted, RULE),
    }
    return pages.render(
        request, "studio/counts.html", weeks=WEEKS, least=LEAST, turns=counted.get(TURNS, 0), tables=tables,
        questions=sorted(asked, key=lambda one: -one.left),
    )  # fmt: skip


def _of(counted: dict[str, int], kind: str) -> list[tuple[str, int]]:
    """The counters of a kind by their names, the largest first."""
    found = [(code.removeprefix(f"{kind}."), n) for code, n in counted.items() if code.startswith(f"{kind}.")]
    return sorted(found, key=lambda one: (-one[1], one[0]))
