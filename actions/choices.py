"""Outside a form: a button, «второй», a yes to what was offered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet

from actions.asides import answer_aside, answer_care, answer_topics, pass_on, take_date
from actions.base import BotAction, Events, Turn, go_on, set_slots
from actions.drafting import start_draft
from actions.facts import FACTS, known, say_doubts
from actions.moves import not_understood
from actions.triage import show_options
from bot.conversation.topics import MEANT


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
        aside = answer_aside(self.services, turn) or take_date(self.services, turn)
        if aside is not None:
            return aside
        if turn.slot("care"):
            return answer_care(self.services, turn)
        if turn.intent == "affirm" and not turn.form and "fact" not in (turn.slot("offered") or {"fact": None}):
            return self._offered(turn, dict(turn.slot("offered")))
        if any(name in found for name in FACTS) or turn.slot("doubts") or turn.slot("noted"):
            say_doubts(self.services.guide, turn)
            if not turn.slot("asked") and len(turn.slot("noted") or ()) > 1:  # a story, whatever it was taken for
                understood = self.services.guide.understood(known(turn), turn.lang, turn.today, turn.asker)
                turn.say(*understood)
            return [FollowupAction("triage_form")]
        if turn.intent == "affirm" and turn.form and not turn.slot("misses"):
            return [*set_slots({"misses": 1}), *go_on(turn)]  # «ок», «понял»: heard, and the question stands
        if turn.form or turn.intent == "inform":
            return not_understood(self.services, turn)
        return self._nothing_asked(turn)

    def _offered(self, turn: Turn, offered: dict[str, str | None]) -> Events:
        """«Да» to what the last answer offered: a report, or the topic he was asked about."""
        topic = offered.get("topic")
        if topic is None:
            return start_draft(self.services, turn, offered)
        if topic in MEANT:
            return [*set_slots({"focus": topic, "offered": None, "misses": 0}), FollowupAction("triage_form")]
        return answer_topics(self.services, turn, [topic])

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
        if what == "do" and str(turn.slot("focus")).startswith("awol_"):
            return answer_topics(self.services, turn, ["awol_return"])
        if what == "do" and turn.slot("option"):
            said = self.services.guide.part(
                str(turn.slot("option")), "steps", known(turn), turn.lang, turn.today, turn.asker
            )
            turn.say(*said)
            return [*set_slots({"care": None}), *go_on(turn)]
        if what in ("options", "do"):
            # Enough asked: the ways with what is known so far.
            leaving = [ActiveLoop(None), SlotSet("requested_slot", None)] if turn.form else []
            return [*leaving, *show_options(self.services, turn)]
        if what == "resume" and (turn.form or turn.slot("first_question")):
            return [SlotSet("care", None), FollowupAction(turn.form or "triage_form")]
        if what == "resume" and turn.slot("document"):
            return [SlotSet("care", None), FollowupAction("draft_form")]
        if what == "card":
            return pass_on(self.services, turn)
        facts, drawn = known(turn), turn.slot("drawn")
        said = self.services.guide.show(
            what, facts, turn.slot("option"), turn.lang, turn.today, turn.asker, drawn=drawn
        )
        turn.say(*said)
        return set_slots({"care": None})
