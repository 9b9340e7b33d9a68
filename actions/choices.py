"""Outside a form: a button, «второй», a yes to what was offered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet

from actions.base import BotAction, Events, Turn, set_slots
from actions.drafting import start_draft
from actions.facts import FACTS, known
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
        if turn.intent == "affirm" and turn.slot("option"):
            return start_draft(self.services, turn)
        if any(name in found for name in FACTS):
            return [FollowupAction("triage_form")]
        if turn.form:
            return not_understood(self.services, turn)
        return not_understood(self.services, turn)

    def _option(self, turn: Turn, option: str) -> Events:
        turn.say(*self.services.guide.option(option, known(turn), turn.lang, turn.today, turn.asker))
        return set_slots({"option": option, "document": None})

    def _show(self, turn: Turn, what: str) -> Events:
        if what == "options":
            # Enough asked: the ways with what is known so far.
            leaving = [ActiveLoop(None), SlotSet("requested_slot", None)] if turn.form else []
            return [*leaving, *show_options(self.services, turn)]
        if what == "resume" and (turn.form or turn.slot("first_question")):
            return [FollowupAction(turn.form or "triage_form")]
        turn.say(*self.services.guide.show(what, known(turn), turn.slot("option"), turn.lang, turn.today, turn.asker))
        return []
