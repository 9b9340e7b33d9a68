"""Works off one message: safety first, then the engine, then the answer, written together with the end of the turn."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.exc import OperationalError

from bot import memory
from bot.cases import looking
from bot.cases.conversations import CASE, ConversationNotFoundError, Conversations
from bot.cases.messages import ClaimedTurn, ConversationState, FileRef, Finished, Incoming, Outgoing
from bot.conversation import intake, language, naming, wording
from bot.conversation.caring import DEAD, OWN, RELATIVE, Caring
from bot.conversation.consents import ASKING_NAMES, Consents
from bot.conversation.correspondence import HIDDEN, OF_A_CASE, Correspondence
from bot.conversation.engine import DialogueEngine, EngineReply, EngineUnavailableError
from bot.conversation.erasing import WIPE_BUTTON, Erasing
from bot.conversation.erasure import Erasure
from bot.conversation.lessons import Lessons
from bot.conversation.requests import REQUEST, Requests
from bot.conversation.said import payload, read
from bot.conversation.sayings import CARE, Sayings
from bot.conversation.submitting import Submitting
from bot.conversation.whereabouts import BLOT, blot
from bot.conversation.wishes import PrivacyWishes
from bot.dialogue.families import NOBODY_DIED
from bot.safety import SafetyLayer, Signal

MOST_FAILURES = 3
MOST_A_MINUTE = 40  # messages of one person; the next gets one sentence, then nothing is taken until the minute is over
LOOK_BACK = 6  # lines in which an offered button may still be meant by its words
RESUME = '/inform{"show": "resume"}'  # puts the open question again
GONE = Finished(waits=False, noted=frozenset())  # the turn went with its conversation
CARED_FOR = "cared_for"  # what is left to do of a cry for help that was answered as it came

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
        lessons: Lessons,
        requests: Requests,
        erasing: Erasing,
        caring: Caring,
        beside: SafetyLayer,
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
        self._lessons = lessons
        self._requests = requests
        self._erasing = erasing
        self._caring = caring
        self._beside = beside

    @looking.look()
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

    @looking.look()
    def greet(self, conversation_id: str, update_id: str, *, again: bool) -> None:
        """Take the start button of a messenger; pressed ``again``, it gets the first notice again."""
        state = self._conversations.state(conversation_id)
        farewell = self._farewell()
        said = [Outgoing(farewell)] if farewell else self._sayings.welcome(state.lang, self._today())
        self._conversations.receive_answered(conversation_id, update_id, "/start", said if again else ())

    @looking.look()
    def receive_other(self, conversation_id: str, update_id: str, kind: str) -> None:
        """Take note of something that is not read here, such as a ``voice`` message, and say so. Nothing is kept."""
        state = self._conversations.state(conversation_id)
        shown, said = self._sayings.other(kind, state.lang, self._today())
        self._conversations.receive_answered(conversation_id, update_id, shown, said)

    @memory.turn()
    @looking.look()
    def receive(self, conversation_id: str, update_id: str, message: Incoming) -> bool:
        """Keep a message; False for one received before. A pressed button is kept as what it stands for."""
        shown = message.text or ""
        farewell = self._farewell()
        if farewell:  # the instance was closed: nothing more is taken
            self._conversations.say(conversation_id, [Outgoing(farewell)])
            return True
        if message.button is not None:
            choice = self._chosen(conversation_id, message.button)
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
        if message.text is not None and self._answers_erasing(state, update_id, message.text):
            return True
        meant = self._meant_button(state, message.text) if message.text else None  # its words or number were typed
        if self._take_for_case(state, update_id, message, shown, meant):
            return True
        request = Incoming(button=meant) if meant and meant.startswith(REQUEST) else message
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

    def _answers_erasing(self, state: ConversationState, update_id: str, text: str) -> bool:
        """Do what is typed to the open question «Стереть всё?» and tell that it was an answer to it."""
        answer = self._erasing.answer(state, text)
        lang = language.detect(text, state.lang)
        if answer == "yes":
            self._erase(state.id, lang)
        elif answer is not None:
            self._conversations.receive_answered(state.id, update_id, blot(text), self._erasing.said(answer, lang))
        return answer is not None

    def _care_at_once(self, state: ConversationState, text: str) -> tuple[tuple[Outgoing, ...], Incoming | None]:
        """Return the answer to a sure cry for help, and what is to be worked off in its place.

        It waits for no engine, no free worker and no earlier message that waits for them. Danger that is no despair is
        better answered with the engine, where no message waits before it.
        """
        kind = None if intake.check(text, self._max_message) else self._caring.cry(text)
        if kind is None or (kind != "crisis" and not self._conversations.is_busy(state.id)):
            return (), None
        lang = language.detect(text, state.lang)
        who = self._caring.who(state, text)
        care = self._care(state, kind, text, lang, who)
        return care, Incoming(button=payload(CARED_FOR, kind=kind, lang=lang, who=who))

    def _is_flood(self, state: ConversationState, update_id: str, message: Incoming) -> bool:
        """Tell whether a person writes faster than anybody can; said once a minute. Despair is heard for longer."""
        count = self._conversations.recent(state.id)
        if count < MOST_A_MINUTE:
            return False
        signal = self._caring.signal(message.text) if message.text else None
        if signal is not None and signal.sure and count < 2 * MOST_A_MINUTE:
            return False
        if count == MOST_A_MINUTE:
            said = self._sayings.error("too_many", state.lang, self._today())
            self._conversations.receive_answered(state.id, update_id, HIDDEN, said)
        return True

    def _take_for_case(
        self, state: ConversationState, update_id: str, message: Incoming, shown: str, meant: str | None
    ) -> bool:
        """Pass on what belongs to a case at advocates, at once: neither the engine nor a waiting turn may hold it."""
        text = message.text
        care: tuple[Outgoing, ...] = ()
        if text is not None and state.private_field != CASE:
            message = Incoming(button=meant) if meant in OF_A_CASE else message
        elif text is not None:
            problem = intake.check(text, self._max_message)
            if problem:
                said = self._sayings.error(problem.code, state.lang, self._today())
                return self._conversations.receive_answered(state.id, update_id, HIDDEN, said)
            kind = self._caring.cry(text)
            care = self._care(state, kind, text, state.lang, self._caring.who(state, text)) if kind else ()
        return self._correspondence.take(state, update_id, message, shown, care)

    def _care(self, state: ConversationState, kind: str, text: str, lang: str, who: str) -> tuple[Outgoing, ...]:
        self._consents.cared(state.id)
        return self._caring.answer(state, kind, text, lang, who)

    @memory.turn()
    @looking.look()
    def work(self, conversation_id: str) -> Finished | None:
        """Work off the oldest waiting message; None when there is none or it must be tried again later."""
        try:
            turn = self._conversations.claim(conversation_id)
            if turn is None:
                return None
            return self._work_or_give_up(turn)
        except ConversationNotFoundError:
            return None

    def _work_or_give_up(self, turn: ClaimedTurn) -> Finished | None:
        state = turn.state
        try:
            return self._work(turn, state)
        except (ConversationNotFoundError, OperationalError):  # nothing is wrong with the message
            raise
        except Exception as error:
            if turn.attempts < MOST_FAILURES:
                raise
            return self._give_up(turn, state.lang, type(error).__name__)

    def _give_up(self, turn: ClaimedTurn, lang: str, why: str) -> Finished | None:
        """Say of a message that breaks us each time that it did, or nothing after it would ever be answered."""
        logger.error("turn given up: %s", why)
        return self._finish(turn, self._sayings.error("internal", lang, self._today()), lang)

    def _work(self, turn: ClaimedTurn, state: ConversationState) -> Finished | None:
        text = turn.message.text
        lang = language.detect(text, state.lang) if text else state.lang
        signal = self._caring.signal(text) if text else None
        # The question may have been asked after this message came in.
        to_erasing = self._erasing.answer(state, text, kept=True) if text else None
        if to_erasing == "yes":
            self._erase(state.id, lang)
            return GONE
        early = self._erasing.said(to_erasing, lang) if to_erasing else self._before_engine(turn, lang, signal)
        if early is not None:
            return self._finish(turn, early, lang, state.private_field)
        if (cared := read(turn.message.button or "", CARED_FOR)) is not None:
            return self._after_care(turn, state, **cared)
        pressed = turn.message.button or (text and self._meant_button(state, text)) or None
        if pressed and (shown := read(pressed, "review")) is not None:
            said_of_review = self._submitting.press(state.id, shown, lang)
            if said_of_review is None:  # he took all away, this turn too
                return GONE
            return self._finish(turn, said_of_review, lang, state.private_field)
        if pressed and (consent := read(pressed, "consent")) is not None:
            agreed = self._consents.press(state.id, consent, lang)
            if isinstance(agreed, Outgoing):
                return self._finish(turn, (agreed,), lang, state.private_field)
            pressed = agreed
        return self._with_engine(turn, state, lang, pressed, signal)

    def _finish(
        self, turn: ClaimedTurn, said: Sequence[Outgoing], lang: str, private_field: str | None = None
    ) -> Finished:
        return self._conversations.finish(turn, said, lang=lang, private_field=private_field)

    def _with_engine(
        self, turn: ClaimedTurn, state: ConversationState, lang: str, pressed: str | None, signal: Signal | None
    ) -> Finished | None:
        text = turn.message.text
        passed = pressed or self._keep_private(turn, state) or (text and intake.for_engine(text)) or RESUME
        metadata = {"lang": lang, "today": self._today().isoformat(), "message": turn.update_hash}
        if text and signal is not None and signal.kind in CARE:
            self._consents.cared(state.id)
        if text and (not pressed or wording.move(text)):  # the words of a button are ours, they tell nothing of him
            metadata |= self._caring.metadata(state, text, signal, lang)
        looking.rest()
        try:
            with self._names_of(state, text if not pressed else None):
                replies = self._engine.turn(state.id, turn.update_hash, passed, metadata)
        except EngineUnavailableError as error:
            return self._without_engine(turn, state, lang, signal, error.code)
        if any((reply.extra or {}).get("erase") for reply in replies):
            self._erase(state.id, lang)
            return GONE
        said = [_outgoing(reply) for reply in replies] or [*self._sayings.error("not_understood", lang, self._today())]
        if text is None and not turn.message.button:
            said = [*self._sayings.error("stale_button", lang, self._today()), *said]
        if text and BLOT in text and signal is None:
            said = [*self._place_warning(state, lang), *said]
        if text and lang == "ru" and signal is None and language.is_ukrainian(text):
            said = self._to_a_ukrainian(state, said)
        lang, private_field = _lang(replies, lang), _private_field(replies)
        if private_field is not None and not self._consents.may_keep(state.id, private_field):
            said, private_field = [self._consents.ask_names(lang)], ASKING_NAMES
        miss = _miss(replies) if text and not pressed and signal is None else None
        if miss is not None:
            self._consents.missed(state.id, miss)
        elif (
            signal is None and private_field is None and _is_calm(replies) and not said[-1].text.rstrip().endswith("?")
        ):
            # He was answered and nothing stands open: a calm moment. Before the answer, so that help stays the last.
            said = [*self._consents.ask_learning(state.id, lang), *said]
        told = {name: value for reply in reversed(replies) for name, value in (reply.extra or {}).items()}
        counted = self._lessons.counted(told) if signal is None else None
        done = self._conversations.finish(turn, said, lang=lang, private_field=private_field, also=counted)
        if text and not pressed and signal is None and private_field is None and state.private_field is None:
            self._lessons.after(state.id, text, told, lang, done.noted)
        return done

    @contextmanager
    def _names_of(self, state: ConversationState, text: str | None) -> Iterator[None]:
        """Seal whom a message names for as long as it is answered: a paper drawn in that turn prints them."""
        named = naming.people(text) if text and state.private_field is None else ()
        if named:
            self._conversations.keep_answer(state.id, naming.SEALED, naming.sealed(named))
        try:
            yield
        finally:
            if named:
                self._conversations.drop_answers(state.id, naming.SEALED)

    def _without_engine(
        self, turn: ClaimedTurn, state: ConversationState, lang: str, signal: Signal | None, code: str
    ) -> Finished | None:
        """Answer as far as that can be done while the engine is away."""
        if turn.attempts == 1:  # it is tried every second
            logger.warning("engine unavailable: %s", code)
        if code == "http_500" and turn.attempts >= MOST_FAILURES:
            return self._give_up(turn, lang, code)
        care: tuple[Outgoing, ...] = ()
        if signal is not None and signal.kind in CARE:
            text = turn.message.text or ""
            care = self._caring.answer(state, signal.kind, text, lang, self._caring.who(state, text))
            if signal.sure:
                # Danger does not wait for an engine that is away.
                return self._finish(turn, care, lang, state.private_field)
        # A hint that nobody can weigh now is taken for what it may be; the message itself is answered later.
        notice = (care or self._sayings.error("engine_down", lang, self._today())) if turn.attempts == 1 else ()
        self._conversations.release(turn, notice, blamed=code == "http_500")
        return None

    def _after_care(self, turn: ClaimedTurn, state: ConversationState, *, kind: str, lang: str, who: str) -> Finished:
        """Let the engine know of a crisis answered without it, so that his next word is no answer to a form."""
        in_crisis = kind == "crisis"
        if in_crisis:
            metadata = {"lang": lang, "today": self._today().isoformat(), "message": turn.update_hash}
            about = {"asker": who} if who == RELATIVE else {"show": who} if who == OWN else {}
            looking.rest()
            try:
                self._engine.turn(state.id, turn.update_hash, payload(CARE[kind], **about), metadata)
            except EngineUnavailableError as error:
                logger.warning("engine unavailable: %s", error.code)
        return self._finish(turn, (), lang, None if in_crisis else state.private_field)

    def _to_a_ukrainian(self, state: ConversationState, said: list[Outgoing]) -> list[Outgoing]:
        """Return what is said with one sentence in Ukrainian over it, unless it was said before in this talk."""
        sentence = self._sayings.in_ukrainian(self._today())
        told = any(sentence in line.text for line in self._conversations.transcript(state.id, state.base_seq))
        return said if told else [replace(said[0], text=f"{sentence}\n\n{said[0].text}"), *said[1:]]

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
        asked_for = self._sayings.titles(wording.button_meant(text))
        own_lines = 0
        for reply in reversed(self._conversations.transcript(state.id, state.last_seq - LOOK_BACK)):
            if reply.author != "bot":
                own_lines += 1
                continue
            meant = [
                button
                for button in reply.buttons
                if said and (said in wording.names_of(button.title) or button.title in asked_for)
            ]
            if own_lines <= 1 and not meant:
                meant = [button for button in reply.buttons if wording.means_title(button.title, said)][:1]
            if own_lines <= 1 and not meant and NOBODY_DIED not in self._beside.rules(text):
                meant = [button for button in reply.buttons if wording.quotes(button.title, said)][:1]
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

    def _before_engine(self, turn: ClaimedTurn, lang: str, signal: Signal | None) -> tuple[Outgoing, ...] | None:
        """Return the answer when the message never reaches the engine, else None."""
        text = turn.message.text
        if text is None:
            return None
        problem = intake.check(text, self._max_message)
        if problem:
            return self._sayings.error(problem.code, lang, self._today())
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
            or DEAD & self._beside.rules(text)
        ):
            return None
        if not self._consents.may_keep(state.id, state.private_field):
            return RESUME  # the question of consent comes again
        self._conversations.keep_answer(state.id, state.private_field, text.strip())
        return f'/inform{{"private": "{state.private_field}"}}'

    def _chosen(self, conversation_id: str, button: str) -> tuple[str, str] | None:
        tokens = button.split(",")[: wording.MOST_TOGETHER]
        chosen = [self._conversations.choice(conversation_id, token) for token in dict.fromkeys(tokens)]
        return chosen[0] if len(chosen) == 1 else wording.together(chosen)

    def _is_wipe(self, message: Incoming) -> bool:
        if message.text is None:
            return message.button == WIPE_BUTTON
        # Who is come for and wants all gone is in danger too: erasing is what he asks. A cry of despair is heard first.
        sure = {signal.kind for signal in self._safety.signals(message.text) if signal.sure}
        return "wipe" in sure and "crisis" not in sure

    def _erase(self, conversation_id: str, lang: str) -> None:
        self._erasure.erase(conversation_id, reopen_in=lang)


def _outgoing(reply: EngineReply) -> Outgoing:
    files = tuple(
        FileRef(f["id"], f["name"], f["media_type"], bool(f.get("preview")))
        for f in (reply.extra or {}).get("files", ())
    )
    return Outgoing(reply.text, reply.choices, files, paper=bool((reply.extra or {}).get("paper")))


def _private_field(replies: tuple[EngineReply, ...]) -> str | None:
    asked = [reply.extra["private"] for reply in replies if reply.extra and reply.extra.get("private")]
    return str(asked[-1]) if asked else None


def _miss(replies: tuple[EngineReply, ...]) -> Mapping[str, Any] | None:
    return next((reply.extra["missed"] for reply in replies if reply.extra and reply.extra.get("missed")), None)


def _is_calm(replies: tuple[EngineReply, ...]) -> bool:
    """Tell whether he is done for now: he thanks, or his paper was drawn; not in grief, crisis or anger.

    Between two questions nobody is asked for anything: «опоздал, болел» got the question before its answer.
    """
    why: Mapping[str, Any] = next((reply.extra["why"] for reply in replies if reply.extra and "why" in reply.extra), {})
    heard: Mapping[str, Any] = why.get("heard", {})
    done = heard.get("intent") == "goodbye_thanks" or str(why.get("rule", "")).startswith("drafting.")
    return bool(replies) and why.get("mood", "calm") == "calm" and done


def _lang(replies: tuple[EngineReply, ...], lang: str) -> str:
    chosen = [reply.extra["lang"] for reply in replies if reply.extra and reply.extra.get("lang")]
    return str(chosen[-1]) if chosen else lang
