"""An advocate at work on a case: what is in it, put in order; new versions, comments, what happened, what was decided.

Everything is a sealed item of the case. The newest ``file`` is the case as it stands, the earlier ones are its history.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bot.cases.assigning import Also
from bot.cases.casefile import CaseFile
from bot.cases.clocks import FILED, NUMBER, REFUSED, REPLIED, Clock, clocks
from bot.cases.people import Unlocked
from bot.cases.reviews import ANSWERED, ASSIGNED, UNSAVED, CaseState, Item, Reviews
from bot.cases.urgency import urgency
from bot.law import Absence, Assessment, Knowledge, Profile, Standing, absence, assess, changes
from bot.reports import Catalogue, Document, ReportError, draft, read_date, rewritten

APPROVED, RETURNED, DECLINED, HANDED_OVER = "approved", "returned", "declined", "handed_over"
DECISIONS = (APPROVED, RETURNED, DECLINED, HANDED_OVER)
EVENTS = (FILED, NUMBER, REFUSED, REPLIED)
TAKEN = "taken"
LONGEST_NUMBER, LONGEST_WORDS = 60, 4000


class CaseworkError(Exception):
    """``code``: bad_date, future_date, bad_number, no_words, too_long, warnings (they were not confirmed)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Version:
    """The case at one point of its history; ``author`` is bot, person or advocate."""

    seq: int
    at: datetime
    author: str
    file: CaseFile

    @property
    def document(self) -> Document:
        """The paper as it stood."""
        return Document.from_dict(self.file.document)


@dataclass(frozen=True)
class Note:
    """Something said or done in a case. ``by`` is the id of the advocate, if it was one; ``data`` is what it holds."""

    seq: int
    at: datetime
    kind: str
    author: str
    data: Mapping[str, Any]

    @property
    def by(self) -> str:
        """Who of the advocates."""
        return str(self.data.get("by", ""))

    @property
    def code(self) -> str:
        """What it is, for a decision or an event."""
        return str(self.data.get("code", ""))

    @property
    def text(self) -> str:
        """Its words."""
        return str(self.data.get("text", ""))

    @property
    def addresses(self) -> str:
        """Whom a decision sends the person on to, as he reads it."""
        return str(self.data.get("addresses", ""))

    def __repr__(self) -> str:
        return f"Note({self.seq}, {self.kind!r})"


@dataclass(frozen=True)
class Opened:
    """A case laid open for one advocate. ``typed`` is his own that is not saved yet, the newest last."""

    state: CaseState
    versions: tuple[Version, ...]
    notes: tuple[Note, ...]
    typed: tuple[Note, ...]

    @property
    def unsaved(self) -> Note | None:
        """His edit that is not saved yet."""
        return self.typed[-1] if self.typed else None

    @property
    def newest(self) -> Version:
        """The case as it stands."""
        return self.versions[-1]

    @property
    def began_on(self) -> date:
        """The date of the case: when the person had his paper drawn."""
        return self.versions[0].file.on

    def of(self, *kinds: str) -> tuple[Note, ...]:
        """Return the notes of these kinds, oldest first."""
        return tuple(note for note in self.notes if note.kind in kinds)

    @property
    def events(self) -> dict[str, str]:
        """What happened to the paper after it was given out: the newest value by code."""
        return {note.code: str(note.data.get("value", "")) for note in self.of("event") if note.code in EVENTS}

    @property
    def decided(self) -> Note | None:
        """The newest decision."""
        return next(iter(reversed(self.of("decision"))), None)

    @property
    def outdated(self) -> bool:
        """Whether the person holds a paper that was changed after it was approved."""
        approved = [note for note in self.of("decision") if note.code == APPROVED]
        return bool(approved) and self.newest.seq > approved[-1].seq

    @property
    def facts(self) -> dict[str, Any]:
        """What is known of the man, with what has happened since, as the dialogue keeps it."""
        since = {"report_filed_on": self.events.get(FILED), "report_refused_on": self.events.get(REFUSED)}
        return {**self.newest.file.profile, **{name: day for name, day in since.items() if day}}

    @property
    def profile(self) -> Profile:
        """The same for the law."""
        return Profile.from_mapping(self.facts)


@dataclass(frozen=True)
class Way:
    """One way out on the case's date and on today's; ``changed`` when its answer is not the same."""

    then: Assessment
    now: Assessment
    changed: bool
    chosen: bool


class Casework:
    """The use cases. ``today`` gives the date where the person is."""

    def __init__(self, reviews: Reviews, catalogue: Catalogue, knowledge: Knowledge, today: Callable[[], date]) -> None:
        self._reviews = reviews
        self._catalogue = catalogue
        self._knowledge = knowledge
        self._today = today

    def open(self, case_id: str, me: Unlocked) -> Opened:
        """Return a case that I can open; ReviewError no_case, no_key."""
        state = self._reviews.state(case_id, me)
        items = self._reviews.open_case(case_id, me)
        versions = [Version(i.seq, _at(i), i.author, CaseFile.from_bytes(i.content)) for i in items if i.kind == "file"]
        notes = [Note(i.seq, _at(i), i.kind, i.author, _data(i)) for i in items if i.kind != "file"]
        typed = tuple(note for note in notes if note.kind == UNSAVED and note.by == me.person_id)
        said = tuple(note for note in notes if note.kind != UNSAVED)
        return Opened(state, tuple(versions), said, typed)

    def ways(self, opened: Opened) -> tuple[Way, ...]:
        """Return all ways out, the chosen one first, then as open as they are today; on both dates."""
        profile, start, end = opened.profile, opened.began_on, self._today()
        then = {answer.option: answer for answer in assess(profile, start, self._knowledge)}
        changed = {change.option for change in changes(profile, start, end, self._knowledge)}
        chosen = opened.newest.file.option
        found = [
            Way(then[answer.option], answer, answer.option in changed, answer.option == chosen)
            for answer in assess(profile, end, self._knowledge)
        ]
        return tuple(sorted(found, key=lambda way: not way.chosen))

    def clocks(self, opened: Opened) -> tuple[Clock, ...]:
        """Return the clocks of the case as they stand today, the earliest first."""
        file = opened.newest.file
        return clocks(opened.profile, file.option, opened.events, self._today(), self._knowledge)

    def absence(self, opened: Opened) -> Absence | None:
        """Return what the man's absence is today and from when it is judged more gravely; None when he is not away."""
        return absence(opened.profile, self._today(), self._knowledge)

    def alerts(self, opened: Opened) -> tuple[str, ...]:
        """Return why the paper is not to be approved without a second look.

        ``findings``: it can hurt its signer; ``law_changed``: the law answers otherwise than when it was drawn;
        ``locked``: what it stands on is withdrawn until somebody approves it; ``redrawn``: drawn today it would differ.
        """
        found = ["findings"] if opened.newest.document.findings else []
        for way in self.ways(opened):
            if way.chosen and way.now.standing is Standing.WITHDRAWN:
                found.append("locked")
            elif way.chosen and way.changed:
                found.append("law_changed")
        file = opened.newest.file
        try:
            today = self._drawn(file.document_id, file.report_facts, self._today())
        except ReportError:
            return (*found, "redrawn")
        if today.blocks != self.from_template(opened.newest).blocks:
            found.append("redrawn")
        return tuple(found)

    def from_template(self, version: Version) -> Document:
        """Return the paper as the template alone would have it on the version's date, to compare with."""
        file = version.file
        return self._drawn(file.document_id, file.report_facts, file.on)

    # -- new versions ----------------------------------------------------------------------------------------------

    def redraw(self, case_id: str, me: Unlocked, based_on: int, facts: Mapping[str, Any]) -> int:
        """Draw the paper anew from changed facts and today's law; returns the version's number.

        ReportError for a fact of the wrong kind; ReviewError newer, not_yours and as in ``open``.
        """
        opened = self.open(case_id, me)
        file = self._version(opened, based_on)
        document = self._drawn(file.document_id, facts, self._today())
        redrawn = replace(file, report_facts=facts, document=document.as_dict(), on=self._today())
        return self._save(opened, me, based_on, redrawn)

    def rewrite(self, case_id: str, me: Unlocked, based_on: int, texts: Mapping[str, str]) -> int:
        """Put the advocate's own words into the paper: text by block, a line each; returns the version's number.

        An unchanged text makes no version. ReportError as ``rewritten``; ReviewError newer, not_yours, as in ``open``.
        """
        opened = self.open(case_id, me)
        file = self._version(opened, based_on)
        before = Document.from_dict(file.document)
        after = rewritten(before, {block: text.split("\n") for block, text in texts.items()})
        if after == before and based_on == opened.newest.seq:
            self.drop_unsaved(case_id, me)
            return based_on
        return self._save(opened, me, based_on, replace(file, document=after.as_dict()))

    def keep_unsaved(self, case_id: str, me: Unlocked, form: str, based_on: int, values: Mapping[str, str]) -> None:
        """Keep what is typed into a form but not saved yet, so that the end of a session loses nothing."""
        content = {"by": me.person_id, "form": form, "based_on": based_on, "values": dict(values)}
        earlier = [note.seq for note in self.open(case_id, me).typed]
        self._reviews.keep_unsaved(case_id, me, _item(UNSAVED, content), earlier)

    def drop_unsaved(self, case_id: str, me: Unlocked) -> None:
        """Forget what was not saved."""
        earlier = [note.seq for note in self.open(case_id, me).typed]
        if earlier:
            self._reviews.keep_unsaved(case_id, me, None, earlier)

    # -- notes -----------------------------------------------------------------------------------------------------

    def comment(self, case_id: str, me: Unlocked, block: str | None, text: str) -> None:
        """Add a comment for the colleagues, on one block of the paper or on the whole; the person never sees it."""
        blocks = [found.id for found in self.open(case_id, me).newest.document.blocks]
        paragraph = blocks.index(block) if block in blocks else None
        content = {"paragraph": paragraph, "block": block, "text": words(text), "by": me.person_id}
        self._reviews.write(case_id, me, _item("comment", content))

    def happened(self, case_id: str, me: Unlocked, code: str, value: str) -> date | None:
        """Note what became of the paper: a day for filed_on, refused, answered; the incoming number for number.

        Returns the day. CaseworkError bad_date, future_date, bad_number; ValueError for another code.
        """
        if code not in EVENTS:
            raise ValueError("code")
        day = None if code == NUMBER else self._past(value)
        text = day.isoformat() if day else " ".join(value.split())
        if not 0 < len(text) <= LONGEST_NUMBER:
            raise CaseworkError("bad_number")
        content = {"code": code, "value": text, "by": me.person_id}
        self._reviews.write(case_id, me, _item("event", content))
        if day is not None:  # a term may end sooner, or later, than was known when the case came
            self._reviews.rate(case_id, me, urgency(self.open(case_id, me).facts, self._today(), self._knowledge))
        return day

    def decide(
        self,
        case_id: str,
        me: Unlocked,
        seen: Mapping[str, int],
        code: str,
        text: str,
        addresses: str = "",
        also: Also | None = None,
    ) -> None:
        """Write down a decision on the version and the decision that the advocate had before him (``seen``, by kind).

        ``addresses`` are those the person is sent on to, as he reads them. The case is then answered; ``also`` is done
        in the same transaction. ReviewError newer, not_yours, as in ``open``; ValueError for another code.
        """
        if code not in DECISIONS:
            raise ValueError("code")
        content = {"code": code, "text": text.strip(), "by": me.person_id, "version": seen["file"]}
        if addresses:
            content["addresses"] = addresses
        self._reviews.write(case_id, me, _item("decision", content), based_on=seen, state=ANSWERED, also=also)

    def resume(self, case_id: str, me: Unlocked) -> None:
        """Go on working on a case that was answered."""
        self._reviews.write(case_id, me, _item("event", {"code": "resumed", "by": me.person_id}), state=ASSIGNED)

    # -- inside ----------------------------------------------------------------------------------------------------

    def _drawn(self, document_id: str, facts: Mapping[str, Any], on: date) -> Document:
        return draft(document_id, facts, on=on, catalogue=self._catalogue, knowledge=self._knowledge, reviewed=False)

    @staticmethod
    def _version(opened: Opened, seq: int) -> CaseFile:
        """The version that was edited; a number that is none ends where a stale one does."""
        return next((version.file for version in opened.versions if version.seq == seq), opened.newest.file)

    def _save(self, opened: Opened, me: Unlocked, based_on: int, file: CaseFile) -> int:
        item = Item("file", "advocate", file.to_bytes())
        seq = self._reviews.write(opened.state.id, me, item, based_on={"file": based_on})
        self.drop_unsaved(opened.state.id, me)
        return seq

    def _past(self, value: str) -> date:
        try:
            day = read_date(value, "value")
        except ReportError:
            raise CaseworkError("bad_date") from None
        if day > self._today():
            raise CaseworkError("future_date")
        return day


def finished(document: Document) -> Document:
    """Return the paper without the mark of a draft: an advocate stands behind it."""
    return replace(document, reviewed=True, watermark="")


def pictured(document: Document) -> Document:
    """Return the paper for the advocate's own eyes: with what is dangerous in it, still marked a draft."""
    return replace(document, reviewed=True)


def words(text: str) -> str:
    """Return what an advocate wrote, bounded; CaseworkError no_words, too_long."""
    text = text.strip()
    if not text:
        raise CaseworkError("no_words")
    if len(text) > LONGEST_WORDS:
        raise CaseworkError("too_long")
    return text


def _item(kind: str, content: Mapping[str, Any]) -> Item:
    return Item(kind, "advocate", json.dumps(content, ensure_ascii=False).encode())


def _data(item: Item) -> Mapping[str, Any]:
    """What a note holds: JSON for what was chosen, plain words for what was said."""
    if item.kind in ("message", "question"):
        return {"text": item.content.decode("utf-8", "replace")}
    found = json.loads(item.content)
    return found if isinstance(found, dict) else {}


def _at(item: Item) -> datetime:
    assert item.at is not None
    return item.at
