"""Works off one message: safety first, then the engine, then the answer, written together with the end of the turn."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy.exc import OperationalError

from bot.cases.conversations import CASE, ConversationNotFoundError, Conversations
from bot.cases.messages import ClaimedTurn, ConversationState, FileRef, Incoming, Outgoing
from bot.conversation import intake, language, wording
from bot.conversation.consents import ASKING_NAMES, Consents
from bot.conversation.correspondence import HIDDEN, OF_A_CASE, Correspondence
from bot.conversation.engine import DialogueEngine, EngineReply, EngineUnavailableError
from bot.conversation.erasure import Erasure
from bot.conversation.requests import REQUEST, Requests
from bot.conversation.said import payload, read
from bot.conversation.sayings import CARE, Sayings
from bot.conversation.submitting import Submitting
from bot.conversation.whereabouts import BLOT, blot
from bot.conversation.wishes import PrivacyWishes
from bot.safety import SafetyLayer

MOST_FAILURES = 3
MOST_A_MINUTE = 40  # messages of one person; the next gets one sentence, then nothing is taken until the minute is over
LOOK_BACK = 6  # lines in which an offered button may still be meant by its words
RESUME = '/inform{"show": "resume"}'  # puts the open question again
CARED_FOR = "cared_for"  # what is left to do of a cry for help that was answered as it came
WIPE_BUTTON = payload("delete_data", show="erase")  # «да, стереть»: done here, so that it needs no engine

logger = logging.getLogger(__name__)


class Turns:
    """Takes messages in and works them off; every collaborator is given, the clock too."""

    def __init__(
        self,
        conversations: Conversations,
        engine: DialogueEngine,
        safety: SafetyLayer,
        sayings: Sayings,
        erasure: Erasure,
        today: Callable[[], date],
        max_message: int,
        wishes: PrivacyWishes,
        farewell: Callable[[], str],
        submitting: Submitting,
        correspondence: Correspondence,
        consents: Consents,
        requests: Requests,
    ) -> None:
        self._conversations = conversations
        self._engine = engine
        self._safety = safety
        self._sayings = sayings
        self._erasure = erasure
        self._today = today
        self._max_message = max_message
        self._wishes = wishes
        self._farewell = farewell
        self._submitting = submitting
        self._correspondence = correspondence
        self._consents = consents
        self._requests = requests

    def open(self, channel: str, address: str, lang: str) -> str:
        """Return the conversation of ``address``; the first contact gets the safety notice before anything else."""
        conversation_id = self._conversations.open(channel, address, lang)
        state = self._conversations.state(conversation_id)
        farewell = self._farewell()
        if state.is_new and farewell:
            self._conversations.say(conversation_id, [Outgoing(farewell)])
        elif state.is_new:
            self._conversations.say(conversation_id, self._sayings.welcome(state.lang, self._today()))
        return conversation_id

    def greet(self, conversation_id: str, update_id: str, *, again: bool) -> None:
        """Take the start button of a messenger; pressed ``again``, it gets the first notice again."""
        state = self._conversations.state(conversation_id)
        farewell = self._farewell()
        said = [Outgoing(farewell)] if farewell else self._sayings.welcome(state.lang, self._today())
        self._conversations.receive_answered(conversation_id, update_id, "/start", said if again else ())

    def receive_other(self, conversation_id: str, update_id: str, kind: str) -> None:
        """Take note of something that is not read here, such as a ``voice`` message, and say so. Nothing is kept."""
        state = self._conversations.state(conversation_id)
        shown, said = self._sayings.other(kind, state.lang, self._today())
        self._conversations.receive_answered(conversation_id, update_id, shown, said)

    def receive(self, conversation_id: str, update_id: str, message: Incoming) -> bool:
        """Keep a message; False for one received before. A pressed button is kept as what it stands for."""
        shown = message.text or ""
        farewell = self._farewell()
        if farewell:  # the instance was closed: nothing more is taken
            self._conversations.say(conversation_id, [Outgoing(farewell)])
            return True
        if message.button is not None:
            choice = self._conversations.choice(conversation_id, message.button)
            shown = choice[0] if choice else ""
            message = Incoming(button=choice[1] if choice else "")
        elif len(shown) > self._max_message:
            # Kept only as far as it will be read: a longer one is answered with how to shorten it.
            shown = shown[: self._max_message] + "…"
            message = Incoming(text=(message.text or "")[: self._max_message + 1])
        if self._is_wipe(message):
            # At once and unkept: before older messages that still wait, and whether the engine is there or not.
            self._erase(conversation_id, language.detect(shown, self._conversations.state(conversation_id).lang))
            return True
        state = self._conversations.state(conversation_id)
        if self._is_flood(state, update_id, message):
            return False
        if message.text is not None and self._wishes.take(
            state, update_id, message.text, language.detect(shown, state.lang)
        ):
            return True
        if self._take_for_case(state, update_id, message, shown):
            return True
        asked = self._meant_button(state, message.text) if message.text else None  # its words or number were typed
        request = Incoming(button=asked) if asked and asked.startswith(REQUEST) else message
        if self._requests.take(state, update_id, request, shown, language.detect(shown, state.lang)):
            return True
        if message.text is not None:
            # Unit numbers and places are not kept, not even sealed: nothing here needs them.
            kept = blot(message.text)
            if len(message.text) > self._max_message:
                kept = kept.ljust(self._max_message + 1, "…")  # still too long to be answered
            care, then = self._care_at_once(state, message.text)
            message, shown = then or Incoming(text=kept), blot(shown)
            return self._conversations.receive(conversation_id, update_id, message, shown, care)
        return self._conversations.receive(conversation_id, update_id, message, shown)

    def _care_at_once(self, state: ConversationState, text: str) -> tuple[tuple[Outgoing, ...], Incoming | None]:
        """Return the answer to a sure cry for help, and what is to be worked off in its place.

        It waits for no engine, no free worker and no earlier message that waits for them. Danger that is no despair is
        better answered with the engine, where no message waits before it.
        """
        signal = None if intake.check(text, self._max_message) else self._safety.check(text)
        if signal is None or not signal.sure or signal.kind not in CARE:
            return (), None
        if signal.kind != "crisis" and not self._conversations.is_busy(state.id):
            return (), None
        self._consents.cared(state.id)
        lang, asker = language.detect(text, state.lang), _asker(text)
        care = self._sayings.care(signal.kind, lang, self._today(), asker)
        return care, Incoming(button=payload(CARED_FOR, kind=signal.kind, lang=lang, asker=asker))

    def _is_flood(self, state: ConversationState, update_id: str, message: Incoming) -> bool:
        """Tell whether a person writes faster than anybody can; said once a minute. Despair is heard for longer."""
        count = self._conversations.recent(state.id)
        if count < MOST_A_MINUTE:
            return False
        signal = self._safety.check(message.text) if message.text else None
        if signal is not None and signal.sure and count < 2 * MOST_A_MINUTE:
            return False
        if count == MOST_A_MINUTE:
            said = self._sayings.error("too_many", state.lang, self._today())
            self._conversations.receive_answered(state.id, update_id, HIDDEN, said)
        return True

    def _take_for_case(self, state: ConversationState, update_id: str, message: Incoming, shown: str) -> bool:
        """Pass on what belongs to a case at advocates, at once: neither the engine nor a waiting turn may hold it."""
        text = message.text
        care: tuple[Outgoing, ...] = ()
        if text is not None and state.private_field != CASE:
            meant = self._meant_button(state, text)
            message = Incoming(button=meant) if meant in OF_A_CASE else message
        elif text is not None:
            problem = intake.check(text, self._max_message)
            if problem:
                said = self._sayings.error(problem.code, state.lang, self._today())
                return self._conversations.receive_answered(state.id, update_id, HIDDEN, said)
            care = self._care(state.id, text, state.lang)
        return self._correspondence.take(state, update_id, message, shown, care)

    def _care(self, conversation_id: str, text: str, lang: str) -> tuple[Outgoing, ...]:
        """Return the answer to despair or danger, if it is surely there."""
        signal = self._safety.check(text)
        if signal is None or not signal.sure or signal.kind not in CARE:
            return ()
        self._consents.cared(conversation_id)
        return self._sayings.care(signal.kind, lang, self._today(), _asker(text))

    def work(self, conversation_id: str) -> bool:
        """Work off the oldest waiting message; False when there is none or it must be tried again later."""
        try:
            turn = self._conversations.claim(conversation_id)
            if turn is None:
                return False
            return self._work_or_give_up(turn)
        except ConversationNotFoundError:
            return False

    def _work_or_give_up(self, turn: ClaimedTurn) -> bool:
        state = self._conversations.state(turn.conversation_id)
        try:
            return self._work(turn, state)
        except (ConversationNotFoundError, OperationalError):  # nothing is wrong with the message
            raise
        except Exception as error:
            if turn.attempts < MOST_FAILURES:
                raise
            # This very message breaks us each time: say so, or nothing after it would ever be answered.
            logger.error("turn given up: %s", type(error).__name__)
            self._conversations.finish(
                turn, self._sayings.error("internal", state.lang, self._today()), lang=state.lang
            )
            return True

    def _work(self, turn: ClaimedTurn, state: ConversationState) -> bool:
        text = turn.message.text
        lang = language.detect(text, state.lang) if text else state.lang
        early = self._before_engine(turn, lang)
        if early is not None:
            self._conversations.finish(turn, early, lang=lang, private_field=state.private_field)
            return True
        if (cared := read(turn.message.button or "", CARED_FOR)) is not None:
            self._after_care(turn, state, **cared)
            return True
        pressed = turn.message.button or (text and self._meant_button(state, text)) or None
        if pressed and (shown := read(pressed, "review")) is not None:
            said_of_review = self._submitting.press(state.id, shown, lang)
            if said_of_review is not None:
                self._conversations.finish(turn, said_of_review, lang=lang, private_field=state.private_field)
            return True
        if pressed and (consent := read(pressed, "consent")) is not None:
            agreed = self._consents.press(state.id, consent, lang)
            if isinstance(agreed, Outgoing):
                self._conversations.finish(turn, (agreed,), lang=lang, private_field=state.private_field)
                return True
            pressed = agreed
        return self._with_engine(turn, state, lang, pressed)

    def _with_engine(self, turn: ClaimedTurn, state: ConversationState, lang: str, pressed: str | None) -> bool:
        text = turn.message.text
        passed = pressed or self._keep_private(turn, state) or (text and intake.for_engine(text)) or RESUME
        metadata = {"lang": lang, "today": self._today().isoformat(), "message": turn.update_hash}
        signal = self._safety.check(text) if text else None
        care: tuple[Outgoing, ...] = ()
        if text and signal is not None and signal.kind in CARE:
            self._consents.cared(state.id)
            metadata["hint"] = CARE[signal.kind]
            metadata["sure"] = "yes" if signal.sure else "no"
            care = self._sayings.care(signal.kind, lang, self._today(), _asker(text))
        if text:
            metadata["asker"] = _asker(text)
        try:
            replies = self._engine.turn(state.id, turn.update_hash, passed, metadata)
        except EngineUnavailableError as error:
            return self._without_engine(turn, state, lang, error.code, care, sure=metadata.get("sure") == "yes")
        if any((reply.extra or {}).get("erase") for reply in replies):
            self._erase(state.id, lang)
            return True
        said = [_outgoing(reply) for reply in replies] or [*self._sayings.error("not_understood", lang, self._today())]
        if text is None and not turn.message.button:
            said = [*self._sayings.error("stale_button", lang, self._today()), *said]
        if text and BLOT in text and signal is None:
            said = [*self._place_warning(state, lang), *said]
        lang, private_field = _lang(replies, lang), _private_field(replies)
        if private_field is not None and not self._consents.may_keep(state.id, private_field):
            said, private_field = [self._consents.ask_names(lang)], ASKING_NAMES
        miss = _miss(replies) if text and not pressed and signal is None else None
        if miss is not None:
            # Before the answer: the last thing on the screen is help, not a question of ours.
            said = [*self._consents.ask_learning(state.id, miss, lang), *said]
        self._conversations.finish(turn, said, lang=lang, private_field=private_field)
        if text and miss is not None:
            self._consents.learn(state.id, text, miss, lang)
        return True

    def _without_engine(
        self,
        turn: ClaimedTurn,
        state: ConversationState,
        lang: str,
        code: str,
        care: tuple[Outgoing, ...],
        *,
        sure: bool,
    ) -> bool:
        """Answer as far as that can be done while the engine is away; ``care`` is due if ``sure``, else perhaps."""
        if turn.attempts == 1:  # it is tried every second
            logger.warning("engine unavailable: %s", code)
        if code == "http_500" and turn.attempts >= MOST_FAILURES:
            # This very message breaks the engine each time: say so, or nothing after it would ever be answered.
            logger.error("turn given up: %s", code)
            self._conversations.finish(turn, self._sayings.error("internal", lang, self._today()), lang=lang)
            return True
        if care and sure:
            # Danger does not wait for an engine that is away.
            self._conversations.finish(turn, care, lang=lang, private_field=state.private_field)
            return True
        # A hint that nobody can weigh now is taken for what it may be; the message itself is answered later.
        notice = (care or self._sayings.error("engine_down", lang, self._today())) if turn.attempts == 1 else ()
        self._conversations.release(turn, notice, blamed=code == "http_500")
        return False

    def _after_care(self, turn: ClaimedTurn, state: ConversationState, *, kind: str, lang: str, asker: str) -> None:
        """Let the engine know of a crisis answered without it, so that his next word is no answer to a form."""
        in_crisis = kind == "crisis"
        if in_crisis:
            metadata = {"lang": lang, "today": self._today().isoformat(), "message": turn.update_hash}
            about = {"asker": asker} if asker == "relative" else {}
            try:
                self._engine.turn(state.id, turn.update_hash, payload(CARE[kind], **about), metadata)
            except EngineUnavailableError as error:
                logger.warning("engine unavailable: %s", error.code)
        self._conversations.finish(turn, (), lang=lang, private_field=None if in_crisis else state.private_field)

    def _place_warning(self, state: ConversationState, lang: str) -> tuple[Outgoing, ...]:
        """Return that places are not needed here, unless that was said before."""
        warning = self._sayings.error("location", lang, self._today())
        told = {line.text for line in self._conversations.transcript(state.id, state.base_seq)}
        return () if told.issuperset(one.text for one in warning) else warning

    def _meant_button(self, state: ConversationState, text: str) -> str | None:
        """Return the payload when the text is a move («назад») or the words or the number of a button just offered."""
        if move := wording.move(text):
            return move
        said = wording.plain(text)
        own_lines = 0
        for reply in reversed(self._conversations.transcript(state.id, state.last_seq - LOOK_BACK)):
            if reply.author != "bot":
                own_lines += 1
                continue
            meant = [button for button in reply.buttons if said and said in wording.names_of(button.title)]
            if own_lines <= 1 and reply.buttons and not meant and (place := wording.place(said)):
                return self._nth_answer(state, [button.token for button in reply.buttons], place)
            choice = self._conversations.choice(state.id, meant[0].token) if meant else None
            if choice and (own_lines <= 1 or not wording.answers_a_question(choice[1])):
                return choice[1]
        return None

    def _nth_answer(self, state: ConversationState, tokens: list[str], place: int) -> str | None:
        """Return «второй» of the answers just offered, None when the buttons are no list to choose from."""
        pressed = [choice[1] for token in tokens if (choice := self._conversations.choice(state.id, token))]
        return wording.nth(pressed, place)

    def _before_engine(self, turn: ClaimedTurn, lang: str) -> tuple[Outgoing, ...] | None:
        """Return the answer when the message never reaches the engine, else None."""
        text = turn.message.text
        if text is None:
            return None
        problem = intake.check(text, self._max_message)
        if problem:
            return self._sayings.error(problem.code, lang, self._today())
        signal = self._safety.check(text)
        if signal is not None and signal.kind == "wipe":
            return self._sayings.confirm_erase(lang, self._today())
        return None

    def _keep_private(self, turn: ClaimedTurn, state: ConversationState) -> str | None:
        """Seal the answer to a private question and return the code the engine gets in its place."""
        text = turn.message.text
        if (
            state.private_field in (None, CASE)
            or text is None
            or self._sayings.is_command(text)
            or text.rstrip().endswith("?")
        ):
            return None
        if not self._consents.may_keep(state.id, state.private_field):
            return RESUME  # the question of consent comes again
        self._conversations.keep_answer(state.id, state.private_field, text.strip())
        return f'/inform{{"private": "{state.private_field}"}}'

    def _is_wipe(self, message: Incoming) -> bool:
        if message.text is None:
            return message.button == WIPE_BUTTON
        signal = self._safety.check(message.text)
        return signal is not None and signal.kind == "wipe" and signal.sure

    def _erase(self, conversation_id: str, lang: str) -> None:
        self._erasure.erase(conversation_id, reopen_in=lang)


def _asker(text: str) -> str:
    return "relative" if wording.speaks_of_another(text) else "self"


def _outgoing(reply: EngineReply) -> Outgoing:
    files = tuple(
        FileRef(f["id"], f["name"], f["media_type"], bool(f.get("preview")))
        for f in (reply.extra or {}).get("files", ())
    )
    return Outgoing(reply.text, reply.choices, files)


def _private_field(replies: tuple[EngineReply, ...]) -> str | None:
    asked = [reply.extra["private"] for reply in replies if reply.extra and reply.extra.get("private")]
    return str(asked[-1]) if asked else None


def _miss(replies: tuple[EngineReply, ...]) -> Mapping[str, Any] | None:
    return next((reply.extra["missed"] for reply in replies if reply.extra and reply.extra.get("missed")), None)


def _lang(replies: tuple[EngineReply, ...], lang: str) -> str:
    chosen = [reply.extra["lang"] for reply in replies if reply.extra and reply.extra.get("lang")]
    return str(chosen[-1]) if chosen else lang
