"""What a talk knows between two messages. Values are codes, days and numbers; never a name, never words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from bot.dialogue.facts import UNKNOWN
from bot.dialogue.families import HIS, OUT_OF_REACH, OWN
from bot.dialogue.papers import NOT_TAKEN
from bot.dialogue.repeating import CARED
from bot.dialogue.topics import AGAIN, CHECK, GRIEF

NAME_FIELDS = ("signer_rank", "signer_name", "addressee_rank", "addressee_name")


@dataclass(frozen=True)
class State:
    """The state of a talk on ``today``.

    ``facts``: of the man who is served, by profile field (UNKNOWN: asked and left open); ``asker`` is among them.
    ``focus``: what he came for, an intent. ``open``: our one open question, a fact or the field of a paper; ``put``:
    how often each was put; ``asked``: those put so far, the last one last; ``first``: the one to put before others.
    ``waiting``: topics he spoke of that were named and not yet answered. ``mode``: what a talk of care is about.
    ``shown``: the ways out last shown, in order; ``option``: the one he looks at; ``document``: the paper being drawn,
    with ``want_names`` and ``named``, the name fields done; ``drawn``: the one just drawn; ``offered``: what a plain
    «да» asks for. ``misses``: how often in a row he was not understood. ``ten_days``: he spoke of them.
    ``again``: the paper being drawn is one drawn before, with something put in. ``for_paper``: what only papers ask for
    (fields of theirs), with ``drew``, the paper drawn last, and ``filed``, the one that was handed in.
    ``last``: what was said last, as name and what it was about, so that it can be said once more; ``answered``: the
    topics, questions and ways that were told so far, the newest last.
    """

    today: date
    lang: str = "ru"
    facts: Mapping[str, Any] = field(default_factory=dict)
    focus: str | None = None
    open: str | None = None
    put: Mapping[str, int] = field(default_factory=dict)
    asked: tuple[str, ...] = ()
    first: str | None = None
    waiting: tuple[str, ...] = ()
    mode: str | None = None
    shown: tuple[str, ...] = ()
    option: str | None = None
    document: str | None = None
    want_names: str | None = None
    named: tuple[str, ...] = ()
    drawn: str | None = None
    offered: Mapping[str, str | None] = field(default_factory=dict)
    misses: int = 0
    ten_days: bool = False
    last: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    answered: tuple[str, ...] = ()
    for_paper: Mapping[str, Any] = field(default_factory=dict)
    again: bool = False

    @property
    def known(self) -> dict[str, Any]:
        """The facts that are known to the law; what was left open is not among them, nor that he is out of reach."""
        left = (None, UNKNOWN, [], *((self.fate,) if self.fate else ()))
        return {name: value for name, value in self.facts.items() if value not in left}

    @property
    def fate(self) -> str | None:
        """What became of a man who cannot act himself: ``dead``, ``missing``, ``captive``; None: he can."""
        where = self.facts.get("location")
        return where if where in OUT_OF_REACH else None

    @property
    def plight(self) -> str | None:
        """His fate, or the kind of the danger that was spoken of and is not over; a crisis is none."""
        return self.fate or next((kind for kind in reversed(self._cared) if kind not in (OWN, HIS)), None)

    @property
    def crisis_of(self) -> str | None:
        """Whose crisis a relative spoke of last: her ``own`` or ``his``; None: of none."""
        return next((whose for whose in reversed(self._cared) if whose in (OWN, HIS)), None)

    @property
    def _cared(self) -> list[str]:
        return [told.removeprefix(CARED) for told in self.answered if told.startswith(CARED)]

    @property
    def asker(self) -> str:
        """``relative`` when somebody writes about him, else ``self``."""
        return "relative" if self.facts.get("asker") == "relative" else "self"

    @property
    def drafting(self) -> bool:
        """Whether our open question is one of the paper being drawn."""
        return self.document is not None and self.open in NAME_FIELDS

    @property
    def away(self) -> bool:
        """Whether what he came for is an absence."""
        return str(self.focus).startswith("awol_")

    @property
    def mood(self) -> str:
        """The mode in one word: ``calm``, ``crisis``, ``danger``, ``grief`` or ``check``."""
        if self.mode in (None, CHECK, GRIEF):
            return self.mode or "calm"
        return "crisis" if self.mode.removesuffix(AGAIN) == "crisis_suicide" else "danger"

    @property
    def stage(self) -> str:
        """Where the talk stands: ``drafting``, ``refused``, ``waiting``, ``ways`` or ``telling``."""
        if self.document:
            return "drafting"
        if "report_refused_on" in self.known or self.for_paper.get("refusal") in ("refused", *NOT_TAKEN):
            return "refused"
        if "report_filed_on" in self.known or "filed" in self.for_paper:
            return "waiting"
        return "ways" if self.shown or self.option or self.drawn else "telling"

    def after(self, change: Mapping[str, Any], facts: Mapping[str, Any] | None = None) -> State:
        """The state with these fields changed and these facts set; a fact of None is taken away."""
        kept = {name: value for name, value in {**self.facts, **(facts or {})}.items() if value is not None}
        return replace(self, **change, facts=kept)

    def fresh(self) -> State:
        """The state of a talk that begins anew."""
        return State(self.today, self.lang)
