"""From a chosen way out to a report: which document, what it still needs, then the draft and how to file it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa_sdk.events import FollowupAction, SlotSet

from actions.base import BotAction, Turn, set_slots
from actions.facts import checked, known
from bot.bootstrap import Services

PRIVATE = "private_answer"  # its words are sealed by the gateway; only the name of the field comes here
QUESTIONS = ("document", "motives", PRIVATE)


class StartDraft(BotAction):
    """Finds which document he wants; without one the ways out come first: the risk stands before the paper."""

    action_name = "action_start_draft"

    def act(self, turn: Turn) -> Iterable[dict[str, Any]]:
        """Open the drafting, or what has to come before it."""
        guide = self.services.guide
        found = turn.entities()
        option, document = turn.slot("option"), found.get("document")
        values: dict[str, Any] = {"private_asked": None, "want_names": found.get("want_names")}
        if document is None and option is None:
            open_form = "triage_form" if not turn.slot("shown_options") else None
            return [FollowupAction(open_form or "action_show_options")]
        if option is None:
            # He named a paper without having seen what it risks: that comes first, here and now.
            option = guide.option_of(str(document))
            if option:
                turn.say(*guide.option(option, known(turn), turn.lang, turn.today, turn.asker, offer=False))
        documents = guide.documents(option, turn.asker, known(turn)) if option else ()
        if document is None and len(documents) == 1:
            document = documents[0]
        if document is None and not documents:
            turn.say(guide.no_document(turn.lang, turn.today))
            return []
        values |= {"option": option, "document": document}
        return [*set_slots(values), FollowupAction("draft_form")]


class ValidateDraft(BotAction):
    """Takes an answer of the drafting and chooses what is asked next."""

    action_name = "validate_draft_form"

    def act(self, turn: Turn) -> Iterable[dict[str, Any]]:
        """Return the filled slots and the next requested one; no filled slot means the message was something else."""
        values = self._answer(turn)
        after = {**turn.tracker.slots, **values}
        return [*set_slots(values), SlotSet("requested_slot", self._next(turn, after))]

    def _answer(self, turn: Turn) -> dict[str, Any]:
        found, requested = turn.entities(), turn.requested
        move = found.get("move")
        if requested == "document":
            return {"document": found["document"]} if "document" in found else {}
        if requested == "motives":
            if move == "skip" or found.get("answer") == "unsure":
                return {"motives": ["other"]}
            return {"motives": checked("motives", found["motives"], turn.today)} if "motives" in found else {}
        if requested == PRIVATE:
            done = list(turn.slot("private_asked") or [])
            if move == "back" and done:
                return {"private_asked": done[:-1]}
            field = found.get("private") or (self._field(turn, turn.tracker.slots) if move == "skip" else None)
            return {"private_asked": [*done, field]} if field else {}
        return {}

    def _next(self, turn: Turn, slots: dict[str, Any]) -> str | None:
        if slots.get("document") is None:
            return "document"
        if self.services.guide.needs_motives(str(slots["document"])) and not slots.get("motives"):
            return "motives"
        return PRIVATE if self._field(turn, slots) else None

    def _field(self, turn: Turn, slots: dict[str, Any]) -> str | None:
        done = slots.get("private_asked") or []
        if slots.get("want_names") != "yes" or slots.get("document") is None:
            return None
        fields = self.services.guide.name_fields(str(slots["document"]))
        return next((field for field in fields if field not in done), None)


class AskDraft(BotAction):
    """Puts one question of the drafting."""

    def __init__(self, services: Services, question: str) -> None:
        super().__init__(services)
        self.question = question
        self.action_name = f"action_ask_draft_form_{question}"

    def act(self, turn: Turn) -> Iterable[dict[str, Any]]:
        """Say the question in the person's language."""
        guide = self.services.guide
        if self.question == "document":
            documents = guide.documents(str(turn.slot("option")), turn.asker, known(turn))
            turn.say(guide.which_document(documents, turn.lang, turn.today))
        elif self.question == "motives":
            turn.say(guide.question("motives", turn.lang, turn.today, turn.asker))
        else:
            done = turn.slot("private_asked") or []
            fields = guide.name_fields(str(turn.slot("document")))
            field = next(field for field in fields if field not in done)
            turn.say(guide.private_question(field, turn.lang, turn.today, turn.asker))
        return []


class DraftReport(BotAction):
    """Draws the report, gives it out with its files, the steps of filing with dates, and who can help."""

    action_name = "action_draft_report"

    def act(self, turn: Turn) -> Iterable[dict[str, Any]]:
        """The same message asked again gives the same draft."""
        document = str(turn.slot("document"))
        turn.say(
            *self.services.guide.draft(
                turn.conversation,
                turn.message,
                document,
                known(turn),
                turn.slot("option"),
                turn.lang,
                turn.today,
                turn.asker,
                named=turn.slot("want_names") == "yes",
            )
        )
        return set_slots({"document": None, "want_names": None, "private_asked": None})
