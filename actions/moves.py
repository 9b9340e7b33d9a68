"""Back, correct, skip, start again; not understood; another language; to be forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from rasa_sdk.events import ActiveLoop, AllSlotsReset, FollowupAction, SlotSet

from actions.asides import answer_aside, answer_care, answer_topics, take_care, take_date
from actions.base import BotAction, Events, Turn, go_on, set_slots
from actions.drafting import start_draft
from actions.facts import FACTS, UNKNOWN, kind_of, known, names_ten_days, say_doubts
from actions.triage import note_who, show_options
from bot.bootstrap import Services
from bot.conversation import followups
from bot.conversation.topics import CARE, MEANT, SIDE, asks_to_write, paper_named, wanted_paper

VAGUE = frozenset({"bot_about", "offtopic"})  # what a short follow-up is often taken for
SMALL_TALK = frozenset({"greeting", "goodbye_thanks", "gibberish", "offtopic", "abuse"})

LIKELY = 0.2  # in the middle of the questions less is rather an answer than another topic
MOSTLY = 0.6  # a forbidden wish this likely is refused, with what is lawful beside it
NEARLY_SURE = 0.8  # there a side question this likely is answered
MOST_MISSES = 2  # in the middle of the questions; then the question is let go, it must not hold him
ANSWERS = frozenset({"affirm", "deny", "unsure"})
MOST_LIKELY = 5  # intents that a trainer may want to see of a message that was not understood


class HandleMove(BotAction):
    """A move that no form has taken."""

    action_name = "action_handle_move"

    def act(self, turn: Turn) -> Iterable[dict[str, Any]]:
        """Restart, show what can be corrected, or open the last question again."""
        return make_move(self.services, turn)


def make_move(services: Services, turn: Turn) -> Events:
    """Do the move the message names; without one, show what can be corrected."""
    move = turn.entities().get("move")
    if move in ("restart", "stop"):
        services.conversations.drop_answers(turn.conversation)
        turn.say(services.guide.restarted(turn.lang, turn.today))
        return [AllSlotsReset(), SlotSet("lang", turn.lang), ActiveLoop(None), SlotSet("requested_slot", None)]
    if move == "back":
        return _back(services, turn)
    if move == "skip":
        return go_on(turn) or show_options(services, turn)
    turn.say(*services.guide.corrections(known(turn), turn.lang, turn.today, turn.asker))
    return []


def _back(services: Services, turn: Turn) -> Events:
    if turn.form:
        return go_on(turn)
    if turn.slot("option"):
        return show_options(services, turn)
    asked = list(turn.slot("asked") or [])
    if not asked:
        turn.say(services.guide.restarted(turn.lang, turn.today))
        return []
    values = {asked[-1]: None, "first_question": asked[-1], "asked": asked[:-1]}
    return [*set_slots(values), FollowupAction("triage_form")]


class DefaultFallback(BotAction):
    """What was not understood: once again in other words, then buttons and a person."""

    action_name = "action_default_fallback"

    def act(self, turn: Turn) -> Iterable[dict[str, Any]]:
        """Offer what it may have meant; after two misses in a row also somebody to talk to."""
        return not_understood(self.services, turn)


def not_understood(services: Services, turn: Turn) -> Events:
    """Say so, count the misses, and go back to the open question if there is one."""
    if "move" in turn.entities():
        return make_move(services, turn)
    refused = [name for name in turn.ranking(MOSTLY)[:1] if name.startswith("refuse_")]
    if refused:  # nobody is asked whether he meant to do harm: «вы про это?» could not name it
        return answer_topics(services, turn, refused)
    if names_ten_days(turn):
        turn.say(services.guide.ten_days(turn.lang, turn.today, turn.asker))
        return go_on(turn)
    aside = answer_aside(services, turn) or take_date(services, turn)
    if aside is not None:
        return aside
    if turn.slot("care"):
        return answer_care(services, turn)
    lost = answer_aside(services, turn, lost=True)
    if lost is not None:
        return lost
    if asks_to_write(turn.text) and (turn.form or "draft_report" in turn.ranking()[:3]):
        return start_draft(services, turn)
    beside = _asked_aside(turn)
    told = [] if beside else go_by_what_was_told(services, turn)
    if told:
        return told
    topics = [name for name in turn.topics() if name in SIDE] or _by_absence(turn) or beside
    if topics:
        return answer_topics(services, turn, topics)
    if followups.is_afraid(turn.text):
        turn.say(services.guide.afraid(turn.lang, turn.today, turn.asker))
        return [SlotSet("misses", 0), *go_on(turn)]
    misses = int(turn.slot("misses") or 0) + 1
    if misses > MOST_MISSES and turn.form:
        return _leave_open(services, turn)
    ranked = turn.tracker.latest_message.get("intent_ranking") or ()
    if turn.form and not misses - 1 and followups.leans(turn.text):
        # «А могут отправить?»: what is known of his ground is nearer to an answer than «не понял».
        known_of_it = services.guide.topic_if_any(
            str(turn.slot("focus")), known(turn), turn.lang, turn.today, turn.asker
        )
        if known_of_it:
            turn.say(*known_of_it)
            return [SlotSet("misses", misses), *go_on(turn)]
    said = services.guide.not_understood(
        turn.ranking(LIKELY if turn.form else 0.0),
        misses,
        turn.lang,
        turn.today,
        in_form=bool(turn.form),
        wanted=kind_of(turn.requested),
    )
    likely = [[str(item["name"]), float(item["confidence"])] for item in ranked[:MOST_LIKELY]]
    # From «да» and «нет» nobody learns anything.
    missed = {} if turn.intent in ANSWERS else {"missed": {"count": misses, "ranking": likely}}
    turn.say(replace(said, extra=missed))
    likely_topic = next((name for name in services.guide.likely(turn.ranking()) if name != "bot_about"), None)
    offered = {"topic": likely_topic} if likely_topic and not turn.form else None
    return [*set_slots({"misses": misses, "offered": offered}), *go_on(turn)]


def _leave_open(services: Services, turn: Turn) -> Events:
    """Let a question go that was put too often: it stays open, and the next one comes."""
    if turn.requested not in (*FACTS, "motives"):
        return go_on(turn)
    turn.say(services.guide.left_open(turn.lang, turn.today))
    value = ["other"] if turn.form == "draft_form" else UNKNOWN
    values = {str(turn.requested): value, "requested_slot": None, "misses": 0, "first_question": None}
    return [*set_slots(values), *go_on(turn)]


def _by_absence(turn: Turn) -> list[str]:
    """The topic of an absence that the facts are sure of while the model only leans to it."""
    found = turn.entities()
    if turn.form or not ("absent_since" in found or found.get("location") == "absent"):
        return []
    return [name for name in turn.ranking()[:3] if name.startswith("awol_")][:1]


def _asked_aside(turn: Turn) -> list[str]:
    """The side question the model is nearly sure of, where another question of ours would confuse.

    In the middle of the questions two would stand open at once; beside facts a story would begin that nobody told.
    """
    likeliest = [name for name in turn.ranking(NEARLY_SURE)[:1] if name in SIDE]
    if turn.form:
        return likeliest
    has_facts = any(name in turn.entities() for name in FACTS if name != "asker")
    return [name for name in likeliest if name not in MEANT] if has_facts else []


def go_by_what_was_told(services: Services, turn: Turn) -> Events:
    """Start from facts or a named paper when the intent is unsure but near: a story is worth more than its label."""
    if turn.form:
        return []
    likely = [str(item["name"]) for item in turn.tracker.latest_message.get("intent_ranking") or ()]
    likely = [name for name in likely if name != "nlu_fallback"][:3]
    if likely[:1] == ["draft_report"] and (paper_named(turn.text) or asks_to_write(turn.text)):
        return start_draft(services, turn)
    noted = note_who(services, turn) if likely[:1] == ["status_statement"] else []
    if noted:
        return [SlotSet("misses", 0), *noted]
    focus = next((name for name in likely if name in MEANT), None)
    if focus is None or not any(name in turn.entities() for name in FACTS if name != "asker"):
        return []
    say_doubts(services.guide, turn)
    turn.say(*services.guide.understood(known(turn), turn.lang, turn.today, turn.asker))
    values = {"focus": focus, "option": None, "document": None, "misses": 0}
    return [*set_slots(values), FollowupAction("triage_form")]


class SwitchLanguage(BotAction):
    """Answers in the other language from here on."""

    action_name = "action_switch_language"

    def act(self, turn: Turn) -> Iterable[dict[str, Any]]:
        """A button names the language; after a sentence the one it is written in goes on, with both to choose from."""
        named = turn.entities().get("show")
        lang = str(named) if named in ("ru", "en") else turn.lang
        turn.say(self.services.guide.language(lang, turn.today))
        return [SlotSet("lang", lang), *go_on(turn)]


class Erase(BotAction):
    """A sentence that asks to be forgotten gets a button that does it; the word alone never comes this far."""

    action_name = "action_erase"

    def act(self, turn: Turn) -> Iterable[dict[str, Any]]:
        """Ask once; the button makes the gateway erase everything."""
        if turn.entities().get("show") == "erase":
            turn.say(self.services.guide.erase_now())
            return []
        turn.say(self.services.guide.confirm_erase(turn.lang, turn.today))
        return go_on(turn)


class AnswerTopic(BotAction):
    """A side question, answered from the knowledge; an open form goes on where it was."""

    action_name = "action_answer_topic"

    def act(self, turn: Turn) -> Iterable[dict[str, Any]]:
        """Say the answer to the intent of the message, the most urgent part first."""
        if turn.intent in CARE and not self._only_follows_up(turn):
            return take_care(self.services, turn, turn.intent)
        aside = answer_aside(self.services, turn, lost=turn.intent in VAGUE)
        if aside is not None:
            return aside
        if turn.slot("care") and turn.intent in SMALL_TALK:
            return answer_care(self.services, turn)
        if turn.intent == "gibberish":
            return not_understood(self.services, turn)
        if turn.intent in SIDE and wanted_paper(turn.text):
            return start_draft(self.services, turn)
        return answer_topics(self.services, turn, [turn.intent, *turn.topics()])

    @staticmethod
    def _only_follows_up(turn: Turn) -> bool:
        """Tell whether a relative asks what to pass on or to do herself, and no word of the message speaks of harm."""
        asks = followups.asks_for_card(turn.text) or followups.asks_in_his_place(turn.text)
        return asks and turn.asker == "relative" and "hint" not in turn.metadata
