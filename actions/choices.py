"""Outside a form: a button, «второй», a yes to what was offered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet

from actions.asides import answer_aside, answer_care, pass_on
from actions.base import BotAction, Events, Turn, set_slots
from actions.drafting import start_draft
from actions.facts import FACTS, known, say_doubts
from actions.moves import not_understood
from actions.triage import show_options


class HandleChoice(BotAction):
    """Outside a form: a button, «второй», a yes to what was offered."""

    action_name = "action_handle_choice"

    def act(self, turn: Turn) -> Iterable[dict[str, Any]]:
        """Go where the choice leads; what cannot be placed is asked again."""
        found = turn.entities()
        shown = list(turn.slot("shown_options") or [])
        option = found.get("option")
        if option is None and shown and str(found.get("number", "")).isdigit():
            place = int(found["number"])
            option = shown[place - 1] if 1 <= place <= len(shown) else None
        if option:
            return self._option(turn, str(option))
        if "fact" in found:
            return [*set_slots({str(found["fact"]): None, "first_question": found["fact"]}),
                    FollowupAction("triage_form")]  # fmt: skip
        if "show" in found:
            return self._show(turn, str(found["show"]))
        aside = answer_aside(self.services, turn)
        if aside is not None:
            return aside
        if turn.slot("care"):
            return answer_care(self.services, turn)
        if turn.intent == "affirm" and turn.slot("offered"):
            return start_draft(self.services, turn, dict(turn.slot("offered")))
        if any(name in found for name in FACTS) or turn.slot("doubts"):
            say_doubts(self.services.guide, turn)
            return [FollowupAction("triage_form")]
        if turn.form or turn.intent == "inform":
            return not_understood(self.services, turn)
        return self._nothing_asked(turn)

    def _nothing_asked(self, turn: Turn) -> Events:
        """«Да», «ок», «нет» when nothing was asked: what was done is not done again."""
        turn.say(
            self.services.guide.what_next(
                turn.slot("option"), known(turn), turn.lang, turn.today, turn.asker, drawn=bool(turn.slot("drawn"))
            )
        )
        return set_slots({"misses": 0})

    def _option(self, turn: Turn, option: str) -> Events:
        turn.say(*self.services.guide.option(option, known(turn), turn.lang, turn.today, turn.asker))
        papers = self.services.guide.documents(option, known(turn), turn.today)
        offered = {"option": option} if papers else None
        return set_slots({"option": option, "document": None, "offered": offered, "drawn": None, "care": None})

    def _show(self, turn: Turn, what: str) -> Events:
        if what == "options":
            # Enough asked: the ways with what is known so far.
            leaving = [ActiveLoop(None), SlotSet("requested_slot", None)] if turn.form else []
            return [*leaving, *show_options(self.services, turn)]
        if what == "resume" and (turn.form or turn.slot("first_question")):
            return [SlotSet("care", None), FollowupAction(turn.form or "triage_form")]
        if what == "resume" and turn.slot("document"):
            return [SlotSet("care", None), FollowupAction("draft_form")]
        if what == "card":
            return pass_on(self.services, turn)
        turn.say(*self.services.guide.show(what, known(turn), turn.slot("option"), turn.lang, turn.today, turn.asker))
        return set_slots({"care": None})
