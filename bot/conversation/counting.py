"""What of a turn is counted: codes of the rule that spoke, of our question, of what was shown. Pure.

Nothing is counted of a turn in which care, grief or danger was heard: a number there could be one person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

TURNS, RULE, ASKED, ANSWERED, MISSED, SHOWN = "turns", "rule", "asked", "answered", "missed", "shown"
CALM = "calm"
DOUBT = "nlu_fallback"  # the model's word for asking back: no meaning of its own
UNCLEAR = ("unclear.", "moves.")
# What people come for; all else that is said is a step on the way.
REACHED = frozenset({"options", "option", "short_answer", "topic", "verdict", "draft", "own_papers", "filing_step"})


def codes(told: Mapping[str, Any]) -> Iterator[str]:
    """The codes of a turn; ``told`` is what came with the answer beside its words, as `Lessons.after` gets it.

    ``asked.X``: a question of ours was put. ``answered.X``: what came next was understood and the question stands open
    no more. The rest was passed over, or nothing came: that is its drop-off.
    """
    why = told.get("why")
    if not why or why.get("mood", CALM) != CALM:
        return
    heard, rule, now = why.get("heard", {}), str(why.get("rule", "")), why.get("open")
    before = heard.get("question")
    yield TURNS
    if rule:
        yield f"{RULE}.{rule}"
    if now and now != before:
        yield f"{ASKED}.{now}"
    if before and now != before and not rule.startswith(UNCLEAR):
        yield f"{ANSWERED}.{before}"
    if "missed" in told:
        yield from (f"{MISSED}.{name}" for name in _likeliest(told["missed"].get("ranking", ())))
    yield from (f"{SHOWN}.{what}" for what in why.get("said", ()) if what in REACHED)


def _likeliest(ranking: Any) -> list[str]:
    return [str(name) for name, _ in ranking if name != DOUBT][:1]
