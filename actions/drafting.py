"""From a chosen way out to a report: which document, what it still needs, then the draft and how to file it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet

from actions.base import BotAction, Events, Turn, go_on, set_slots
from actions.facts import checked, known
from actions.triage import show_options
from bot.bootstrap import Services
from bot.conversation import topics

PRIVATE = "private_answer"  # its words are sealed by the gateway; only the name of the field comes here
QUESTIONS = ("motives", PRIVATE)


class StartDraft(BotAction):
    """He wants a report."""

    action_name = "action_start_draft"

    def act(self, turn: Turn) -> Iterable[dict[str, Any]]:
        """Open the drafting, or what has to come before it."""
        return start_draft(self.services, turn)


def start_draft(services: Services, turn: Turn, offered: dict[str, str | None] | None = None) -> Events:
    """Find the document and open its form; a paper he names without having seen its risk gets that first.

    ``offered`` is what a «да» was said to: an option, or a document of none.
    """
    guide = services.guide
    found = turn.entities()
    option = (offered or {}).get("option", turn.slot("option"))
    document = (offered or {}).get("document") or found.get("document") or topics.paper_named(turn.text)
    document = document or (_paper_of_topic(services, turn) if option is None else None)
    if document is None and (topics.asks_to_complain(turn.text) or option is None):
        topic = "commander_refuses" if topics.asks_to_complain(turn.text) else turn.slot("focus")
        which = guide.which_paper(topic, turn.lang, turn.today, turn.asker)
        if which:
            turn.say(*which)
            return [*set_slots({"misses": 0}), *go_on(turn)]
    if document is None and option is None:
        if turn.slot("shown_options"):
            return show_options(services, turn)
        turn.say(guide.draft_later(turn.lang, turn.today, turn.asker))
        return [FollowupAction("triage_form")]
    if option is None:
        option = guide.option_of(str(document))
        if option:
            turn.say(*guide.option(option, known(turn), turn.lang, turn.today, turn.asker, offer=False))
        elif not found.get("want_names"):
            turn.say(guide.offer(str(document), known(turn), turn.lang, turn.today, turn.asker))
    if document is None:
        documents = guide.documents(str(option), known(turn), turn.today)
        if not documents:
            turn.say(guide.no_document(turn.lang, turn.today))
            return []
        document = documents[0]
    values = {"option": option, "document": document, "private_asked": None, "want_names": found.get("want_names")}
    # Rasa does not open a form inside another; the questions begin again when he asks for the ways out.
    leaving = [ActiveLoop(None), SlotSet("requested_slot", None)] if turn.form else []
    slots = {**turn.tracker.slots, **values}
    if next_question(services, slots) is None:
        return [*leaving, *draw(services, turn, slots)]
    return [*leaving, *set_slots(values), FollowupAction("draft_form")]


def _paper_of_topic(services: Services, turn: Turn) -> str | None:
    """Return the paper that «составьте» means after an answer: what it offered, or the one that helps there."""
    offered = (turn.slot("offered") or {}).get("document")
    return str(offered) if offered else services.guide.only_paper(turn.slot("focus"), turn.asker)


class ValidateDraft(BotAction):
    """Takes an answer of the drafting and chooses what is asked next."""

    action_name = "validate_draft_form"

    def act(self, turn: Turn) -> Iterable[dict[str, Any]]:
        """Return the filled slots and the next requested one; no filled slot means the message was something else."""
        values = self._answer(turn)
        after = {**turn.tracker.slots, **values}
        return [*set_slots(values), SlotSet("requested_slot", next_question(self.services, after))]

    def _answer(self, turn: Turn) -> dict[str, Any]:
        found, requested = turn.entities(), turn.requested
        move = found.get("move")
        if requested == "motives":
            if move == "skip" or found.get("answer") == "unsure":
                return {"motives": ["other"]}
            return {"motives": checked("motives", found["motives"], turn.today)} if "motives" in found else {}
        if requested == PRIVATE and found.get("want_names") == "no":
            return {"want_names": "no"}
        if requested == PRIVATE:
            done = list(turn.slot("private_asked") or [])
            if move == "back" and done:
                return {"private_asked": done[:-1]}
            field = found.get("private") or (next_field(self.services, turn.tracker.slots) if move == "skip" else None)
            return {"private_asked": [*done, field]} if field else {}
        return {}


def next_question(services: Services, slots: dict[str, Any]) -> str | None:
    """Return what the drafting still has to ask, or None when the document has what it needs."""
    if services.guide.needs_motives(str(slots["document"])) and not slots.get("motives"):
        return "motives"
    return PRIVATE if next_field(services, slots) else None


def next_field(services: Services, slots: dict[str, Any]) -> str | None:
    """Return the next private field to ask for, in named mode."""
    done = slots.get("private_asked") or []
    if slots.get("want_names") != "yes" or slots.get("document") is None:
        return None
    return next((field for field in services.guide.name_fields(str(slots["document"])) if field not in done), None)


def draw(services: Services, turn: Turn, slots: dict[str, Any]) -> Events:
    """Draw the report and say it with all that belongs to it. The same message asked again gives the same draft."""
    said = services.guide.draft(
        turn.conversation,
        turn.message,
        str(slots["document"]),
        known(turn),
        slots.get("option"),
        turn.lang,
        turn.today,
        turn.asker,
        named=slots.get("want_names") == "yes",
    )
    turn.say(*said)
    done = {"document": None, "want_names": None, "private_asked": None, "offered": None, "care": None}
    return set_slots({"option": slots.get("option"), "drawn": slots["document"], **done})


class AskDraft(BotAction):
    """Puts one question of the drafting."""

    def __init__(self, services: Services, question: str) -> None:
        super().__init__(services)
        self.question = question
        self.action_name = f"action_ask_draft_form_{question}"

    def act(self, turn: Turn) -> Iterable[dict[str, Any]]:
        """Say the question in the person's language."""
        guide = self.services.guide
        if self.question == "motives":
            turn.say(guide.question("motives", turn.lang, turn.today, turn.asker))
        else:
            field = str(next_field(self.services, turn.tracker.slots))
            turn.say(guide.private_question(field, turn.lang, turn.today, turn.asker))
        return []


class DraftReport(BotAction):
    """Draws the report, gives it out with its files, the steps of filing with dates, and who can help."""

    action_name = "action_draft_report"

    def act(self, turn: Turn) -> Iterable[dict[str, Any]]:
        """Say the report; see ``draw``."""
        return draw(self.services, turn, turn.tracker.slots)
