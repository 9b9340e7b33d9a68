"""What an advocate must see of a case before anything else: what is asked, what presses, what is wrong, who waits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.cases.casework import Opened
from bot.cases.clocks import LIMITATION, RUNS, Clock
from bot.cases.urgency import SOON
from bot.console.casewords import WayShown
from bot.console.texts import Texts
from bot.law import Absence

LONGEST_WORDS = 240  # of the person's newest message


@dataclass(frozen=True)
class Glance:
    """One line: the key of its label, its words, the part of the page it leads to, its look, the day it is about."""

    label: str
    text: str
    part: str
    look: str = ""
    on: date | None = None


def glance(
    opened: Opened,
    ways: Iterable[WayShown],
    clocks: Sequence[Clock],
    away: Absence | None,
    alerts: Sequence[str],
    on: date,
    texts: Texts,
    lang: str,
) -> list[Glance]:
    """Return the lines, in the order in which they matter; what there is nothing to say of is left out."""
    lines = [Glance("glance_way", f"{way.title}: {way.now}", "ways") for way in ways if way.chosen]
    running = [clock for clock in clocks if clock.state == RUNS]
    # Of a right that can be lost first, then whatever comes next.
    rights = [clock for clock in running if clock.term.clock == LIMITATION][:1]
    for clock in dict.fromkeys((*rights, *[one for one in running if one.ours][:1])):
        look = "bad" if clock.on - on <= SOON else ""
        words = clock.term.text.in_(lang) + ("" if clock.ours else f" ({texts['clock_other_way']})")
        lines.append(Glance(f"glance_{clock.term.clock}", words, "clocks", look, clock.on))
    for stage in away.next if away else ():
        lines.append(Glance("glance_absence", stage.text.in_(lang), "facts", "bad", stage.begins_on))
    lines += [_alert(code, opened, texts) for code in alerts]
    words = _unanswered(opened)
    if words:
        lines.append(Glance("glance_waits", words, "talk", "warn"))
    return lines


def left(days: int, texts: Texts) -> str:
    """Return how far away a day is."""
    if days == 0:
        return texts["clock_today"]
    return texts("clock_left", n=days) if days > 0 else texts("clock_over", n=-days)


def _alert(code: str, opened: Opened, texts: Texts) -> Glance:
    words = texts(f"alert_{code}", n=len(opened.newest.document.findings))
    return Glance("glance_alert", words, "ways" if code in ("law_changed", "locked") else "paper", "bad")


def _unanswered(opened: Opened) -> str:
    """Return the person's newest words when nobody has said anything since."""
    said = opened.of("message", "question", "decision")
    if not said or said[-1].author != "person":
        return ""
    words = " ".join(said[-1].text.split())
    return words if len(words) <= LONGEST_WORDS else words[:LONGEST_WORDS].rstrip() + "…"
