"""The guided way: the questions of the talk as one plain form, a question a page, for who would rather not write.

The same facts, ways and papers as the talk: what it knows is taken over, and what is answered here is told to it as one
message. How far somebody is stands sealed among the private answers of his conversation, so a resume code brings it
along and an erasure takes it away.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from bot import memory
from bot.cases.conversations import Conversations
from bot.cases.erasures import DECOY
from bot.cases.messages import FileRef, Incoming, Outgoing
from bot.conversation.caring import Caring
from bot.conversation.engine import EngineUnavailableError, RasaEngine
from bot.conversation.guide import Guide
from bot.conversation.guidedforms import Field, Forms, ProblemError
from bot.conversation.said import Said, payload
from bot.conversation.submitting import Submitting
from bot.conversation.turns import Turns
from bot.dialogue.facts import UNKNOWN
from bot.dialogue.papers import document_facts
from bot.dialogue.topics import MEANT, RELATIVES_PAPERS
from bot.law import Assessment, is_rough, span

SHEET = "guided"  # the private answer that holds how far somebody is
REASON = "reason"  # what he came for: an intent, asked first of all
WHO = "asker"
REASONS = (
    "ground_health", "ground_family_care", "ground_children", "ground_age", "contract_expired", "forced_contract",
    "ground_conscience", "leave_general",
)  # fmt: skip
MOST_QUESTIONS = 10  # of the law's, however many could still change an answer
GIVE_CODE = {"ru": "код возврата", "en": "resume code"}
START, ASKED, CHECK, WAYS, PAPER, DRAWN, CONSENT = "start", "asked", "check", "ways", "paper", "drawn", "consent"


@dataclass(frozen=True)
class Sheet:
    """How far somebody is: the page he is ``at`` and the question ``asked`` there, his answers and their order.

    ``left``: about how many questions come after this one; ``told``: the facts as the talk knows them; ``given``:
    answers to what the ``document`` asks for; ``draft``: its id.
    """

    at: str = START
    asked: str = ""
    reason: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    told: Mapping[str, Any] = field(default_factory=dict)
    trail: Sequence[str] = ()
    left: int = 0
    option: str | None = None
    document: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
    draft: str = ""

    def __repr__(self) -> str:
        return "Sheet()"

    @property
    def known(self) -> dict[str, Any]:
        """The facts that are known; what was passed over is not among them."""
        return {name: value for name, value in self.facts.items() if value != UNKNOWN}


@dataclass(frozen=True)
class Way:
    """One way out as it stands for him today, in brief and in full; ``papers`` (id, title) can be drawn for it."""

    option: str
    title: str
    verdict: str
    brief: str
    full: str
    papers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Screen:
    """One page of the form: which one (``at``), and what stands on it.

    ``left``: about how many questions there still are; ``answers``: (name, what it is, what was answered).
    """

    at: str
    field: Field | None = None
    left: int = 0
    answers: tuple[tuple[str, str, str], ...] = ()
    ways: tuple[Way, ...] = ()
    title: str = ""
    text: str = ""
    can_show: bool = False


class Guided:
    """The use cases of the form. All raise ConversationNotFoundError; ``today`` gives the person's date."""

    def __init__(
        self,
        conversations: Conversations,
        guide: Guide,
        forms: Forms,
        engine: RasaEngine,
        turns: Turns,
        caring: Caring,
        submitting: Submitting,
        today: Callable[[], date],
    ) -> None:
        self._conversations = conversations
        self._guide = guide
        self._forms = forms
        self._engine = engine
        self._turns = turns
        self._caring = caring
        self._submitting = submitting
        self._today = today

    # -- what stands on the page -----------------------------------------------------------------------------------

    def look(self, conversation: str, lang: str) -> Screen:
        """Return the page somebody is at."""
        if self._conversations.state(conversation).mode == DECOY:
            return Screen(START)
        return self._screen(conversation, self._sheet(conversation), lang)

    def _screen(self, conversation: str, sheet: Sheet, lang: str) -> Screen:
        if sheet.at == ASKED:
            return Screen(ASKED, self._field(sheet, lang), left=sheet.left)
        if sheet.at == CHECK:
            return Screen(CHECK, answers=self._answers(sheet, lang))
        if sheet.at == WAYS:
            return Screen(WAYS, ways=self._ways(sheet, lang), answers=self._answers(sheet, lang))
        if sheet.at == PAPER:
            left = len(self._forms.of_paper(sheet.document, {**self._carried(sheet), **sheet.given}, lang)) - 1
            asked = self._forms.paper_field(sheet.document, sheet.asked, lang, sheet.given.get(sheet.asked))
            return Screen(PAPER, asked, left=left, title=self._forms.paper(sheet.document, lang))
        if sheet.at == DRAWN:
            return Screen(DRAWN, title=self._forms.paper(sheet.document, lang), can_show=self._can_show(sheet))
        if sheet.at == CONSENT:
            said = self._submitting.press(conversation, {"show": "consent", "draft": sheet.draft}, lang) or ()
            return Screen(CONSENT, text=said[0].text, can_show=bool(said[0].choices))
        return Screen(START, answers=self._answers(sheet, lang))

    def _field(self, sheet: Sheet, lang: str) -> Field:
        if sheet.asked == REASON:
            return self._forms.reasons(REASONS, lang, sheet.reason)
        asker = str(sheet.facts.get(WHO) or "self")
        said = self._guide.question(sheet.asked, lang, self._today(), asker, first=True)
        return self._forms.fact(sheet.asked, said.text, lang, sheet.facts.get(sheet.asked))

    def _answers(self, sheet: Sheet, lang: str) -> tuple[tuple[str, str, str], ...]:
        named = [(REASON, sheet.reason)] if sheet.reason else []
        return tuple(
            (name, self._forms.name(name, lang), self._forms.said(name, value, lang))
            for name, value in [*named, *sheet.facts.items()]
        )

    def _ways(self, sheet: Sheet, lang: str) -> tuple[Way, ...]:
        found = self._guide.ways(sheet.known, self._focus(sheet), self._today())
        return tuple(self._way(one, sheet, lang) for group in found for one in group)

    def _way(self, one: Assessment, sheet: Sheet, lang: str) -> Way:
        today, asker = self._today(), str(sheet.known.get(WHO) or "self")
        brief, full = (
            self._guide.option(one.option, sheet.known, lang, today, asker, offer=False, full=full)[0].text
            for full in (False, True)
        )
        own = RELATIVES_PAPERS if asker == "relative" else ()
        papers = dict.fromkeys((*own, *self._guide.documents(one.option, sheet.known, today)))
        titled = tuple((paper, self._forms.paper(paper, lang)) for paper in papers)
        verdict = self._guide.word("verdict", one.verdict, lang)
        return Way(one.option, one.title.in_(lang), verdict, brief, full, titled)

    def _can_show(self, sheet: Sheet) -> bool:
        return bool(sheet.draft) and self._submitting.can_be_read()

    # -- what is pressed -------------------------------------------------------------------------------------------

    @memory.turn()
    def press(
        self, conversation: str, update_id: str, go: str, values: Mapping[str, Sequence[str]], lang: str
    ) -> Screen | None:
        """Do what a button of the page says and return the page then; None where it leads back to the talk.

        ``go`` is the button, with what it is about after a colon; ``values`` are the fields of the page.
        ProblemError when an answer cannot be meant; a button that does not belong to the page does nothing.
        """
        if self._conversations.state(conversation).mode == DECOY:
            return None
        sheet = self._sheet(conversation)
        said = " ".join(values.get("value", ())).strip()
        if go in ("next", "send") and self._is_for_the_talk(said):
            self._turns.receive(conversation, update_id, Incoming(text=said))
            return None
        if go in ("talk", "save"):
            self._tell(conversation, update_id, sheet, lang)
            if go == "save":
                self._turns.receive(conversation, f"{update_id}-c", Incoming(text=GIVE_CODE[lang]))
            return None
        if go == "send" and sheet.at == CONSENT:
            self._keep(conversation, replace(sheet, at=START))
            return None if self._send(conversation, sheet, said) else self.look(conversation, lang)
        sheet = self._after(conversation, update_id, sheet, go, values, lang)
        self._keep(conversation, sheet)
        return self._screen(conversation, sheet, lang)

    def _is_for_the_talk(self, said: str) -> bool:
        """Whether words in a box are a cry for help or the wish to erase all: nobody is left alone with a form."""
        signal = self._caring.signal(said) if said else None
        return signal is not None and signal.sure

    def _after(
        self, conversation: str, update_id: str, sheet: Sheet, go: str,
        values: Mapping[str, Sequence[str]], lang: str,
    ) -> Sheet:  # fmt: skip
        what, _, about = go.partition(":")
        if what == "begin":
            return self._next(self._with_talk(conversation, sheet))
        if what == "back":
            return self._back(sheet)
        if what == "change" and (about == REASON or about in sheet.facts):
            return replace(sheet, at=ASKED, asked=about)
        if what == "check":
            return replace(sheet, at=CHECK, asked="")
        if what == "ways":
            return replace(sheet, at=WAYS, asked="")
        if what == "paper":
            document, _, option = about.partition(":")
            if self._forms.paper(document, lang):
                begun = replace(sheet, document=document, option=option or None, given={}, draft="")
                return self._next_of_paper(conversation, update_id, begun, lang)
        if what == "draw" and sheet.at == PAPER:
            return self._drawn(conversation, update_id, sheet, lang)
        if what == "show" and sheet.at == DRAWN and self._can_show(sheet):
            return replace(sheet, at=CONSENT)
        if what in ("next", "skip") and sheet.at in (ASKED, PAPER):
            return self._answered(conversation, update_id, sheet, None if what == "skip" else values, lang)
        return sheet

    def _answered(
        self, conversation: str, update_id: str, sheet: Sheet, values: Mapping[str, Sequence[str]] | None, lang: str
    ) -> Sheet:
        """The sheet with the answer of the page (None: passed over), at the next question."""
        if sheet.at == PAPER:
            value = (
                self._forms.read_paper(sheet.document, sheet.asked, values, self._today())
                if values is not None
                else None
            )
            given = {**sheet.given, sheet.asked: value}
            return self._next_of_paper(conversation, update_id, replace(sheet, given=given), lang)
        changed = sheet.asked in sheet.facts or (sheet.asked == REASON and bool(sheet.reason))
        if sheet.asked == REASON:
            reason = ((values or {}).get("value") or [""])[0]
            if values is not None and reason not in REASONS:
                raise ProblemError("choose")
            sheet = replace(sheet, reason=reason or "leave_general")
        else:
            value = (
                UNKNOWN if values is None else self._forms.read_fact(sheet.asked, values, sheet.known, self._today())
            )
            self._settled(sheet, value)
            sheet = replace(sheet, facts={**sheet.facts, sheet.asked: value})
        if changed:
            return replace(sheet, at=CHECK, asked="")
        return self._next(replace(sheet, trail=(*sheet.trail, sheet.asked)))

    def _settled(self, sheet: Sheet, value: Any) -> None:
        if is_rough(value) and not self._guide.settles(sheet.asked, str(value), sheet.known, self._today()):
            raise ProblemError("month")

    def _next(self, sheet: Sheet) -> Sheet:
        """The sheet at the next question, or at the check of all answers when nothing more can change the ways."""
        if WHO not in sheet.facts:
            return replace(sheet, at=ASKED, asked=WHO)
        if not sheet.reason:
            return replace(sheet, at=ASKED, asked=REASON)
        may_ask = MOST_QUESTIONS - len(self._of_law(sheet))
        missing = self._missing(sheet)[:may_ask] if may_ask > 0 else []
        if not missing:
            return replace(sheet, at=CHECK, asked="")
        return replace(sheet, at=ASKED, asked=missing[0], left=len(missing) - 1)

    def _missing(self, sheet: Sheet) -> list[str]:
        found = self._guide.questions(sheet.known, self._today(), self._focus(sheet))
        return [fact for fact in found if fact not in sheet.facts]

    @staticmethod
    def _of_law(sheet: Sheet) -> list[str]:
        return [name for name in sheet.trail if name not in (WHO, REASON)]

    @staticmethod
    def _focus(sheet: Sheet) -> str | None:
        return sheet.reason if sheet.reason in MEANT else None

    def _back(self, sheet: Sheet) -> Sheet:
        if sheet.at in (PAPER, DRAWN, CONSENT):
            return replace(sheet, at=WAYS if sheet.at != CONSENT else DRAWN, asked="")
        if sheet.at == WAYS:
            return replace(sheet, at=CHECK)
        if not sheet.trail:
            return replace(sheet, at=START, asked="")
        *rest, last = sheet.trail
        facts = {name: value for name, value in sheet.facts.items() if name != last}
        reason = "" if last == REASON else sheet.reason
        return replace(sheet, at=ASKED, asked=last, trail=tuple(rest), facts=facts, reason=reason)

    # -- papers ----------------------------------------------------------------------------------------------------

    def _carried(self, sheet: Sheet) -> dict[str, Any]:
        return document_facts(sheet.known)

    def _next_of_paper(self, conversation: str, update_id: str, sheet: Sheet, lang: str) -> Sheet:
        """The sheet at the next thing the paper asks for; when there is none the paper is drawn."""
        fields = self._forms.of_paper(sheet.document, {**self._carried(sheet), **sheet.given}, lang)
        if fields:
            return replace(sheet, at=PAPER, asked=fields[0].name)
        return self._drawn(conversation, update_id, sheet, lang)

    def _drawn(self, conversation: str, update_id: str, sheet: Sheet, lang: str) -> Sheet:
        """Draw the paper and put it into the talk too, where its files are kept and an advocate's answer will come."""
        given = {name: value for name, value in sheet.given.items() if value is not None}
        asker = str(sheet.known.get(WHO) or "self")
        said = self._guide.draft(
            conversation, update_id[:60], sheet.document, sheet.known, sheet.option, lang, self._today(), asker,
            about=given,
        )  # fmt: skip
        lines = [_outgoing(one) for one in said]
        if not any(line.paper for line in lines):  # his own words would hurt him on paper: they are asked anew
            self._keep(conversation, replace(sheet, at=WAYS, asked="", given={}))
            raise ProblemError("said", lines[0].text)
        title = self._forms.paper(sheet.document, lang)
        self._conversations.receive_answered(conversation, update_id, title, lines)
        draft = next(line.files[0].id.partition(".")[0] for line in lines if line.paper)
        return replace(sheet, at=DRAWN, asked="", draft=draft)

    def _send(self, conversation: str, sheet: Sheet, note: str) -> bool:
        if not self._can_show(sheet):
            return False
        self._submitting.agreed(conversation, sheet.draft, note)
        return True

    # -- to and from the talk --------------------------------------------------------------------------------------

    def _with_talk(self, conversation: str, sheet: Sheet) -> Sheet:
        """The sheet with what was told in the talk since: what stands there as it was told here stays as it is."""
        try:
            there = self._engine.facts(conversation)
        except EngineUnavailableError:  # the form works without it; the talk is asked again the next time
            return sheet
        fresh = {name: value for name, value in there.items() if sheet.told.get(name) != value}
        return replace(sheet, facts={**sheet.facts, **fresh}, told={**sheet.told, **there})

    def _tell(self, conversation: str, update_id: str, sheet: Sheet, lang: str) -> None:
        """Tell the talk what was answered here: one message for all, and one for each date that names no day."""
        new = {name: value for name, value in sheet.facts.items() if sheet.told.get(name) != value}
        rough = {name: value for name, value in new.items() if is_rough(value)}
        shown = self._guide.word("actions", "form_answers", lang)
        if new or (sheet.reason and sheet.at != START):
            whole = {name: value for name, value in new.items() if name not in rough}
            sent = payload(sheet.reason or "status_statement", **whole)
            self._conversations.receive(conversation, update_id, Incoming(button=sent), shown)
        for number, (name, value) in enumerate(rough.items()):
            day = span(str(value))[0].isoformat()
            told = {name: day, "date_precision": "month" if "-" in str(value) else "year"}
            line = f"{self._forms.name(name, lang)}: {self._forms.said(name, value, lang)}"
            self._conversations.receive(
                conversation, f"{update_id}-{number}", Incoming(button=payload("inform", **told)), line
            )
        self._keep(conversation, replace(sheet, at=START, asked="", told={**sheet.told, **sheet.facts}))

    # -- how far he is ---------------------------------------------------------------------------------------------

    def _sheet(self, conversation: str) -> Sheet:
        kept = self._conversations.answers(conversation).get(SHEET)
        return Sheet(**json.loads(kept)) if kept else Sheet()

    def _keep(self, conversation: str, sheet: Sheet) -> None:
        self._conversations.keep_answer(conversation, SHEET, json.dumps(asdict(sheet), ensure_ascii=False))


def _outgoing(said: Said) -> Outgoing:
    files = tuple(
        FileRef(one["id"], one["name"], one["media_type"], bool(one.get("preview")))
        for one in said.extra.get("files", ())
    )
    return Outgoing(said.text, said.choices, files, paper=bool(said.extra.get("paper")))
