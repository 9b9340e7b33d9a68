"""What an advocate keeps for himself: his stock of sentences and whether his queue counts. One box, sealed to him."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from bot.cases.models import OwnShelf, Person
from bot.cases.people import Unlocked
from bot.vault import boxes

MOST, LONGEST = 60, 2000  # sentences; characters of one, as many as go with a decision


class StockError(Exception):
    """``code``: no_words, too_long, too_many, gone (there is no such sentence any more)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Sentence:
    """A sentence of his, with the places that are filled from a case still open."""

    id: str
    text: str

    def __repr__(self) -> str:
        return f"Sentence({self.id!r})"


@dataclass(frozen=True)
class Shelf:
    """All that he keeps; ``counts``: the tab of his queue says how many cases are new."""

    sentences: tuple[Sentence, ...] = ()
    counts: bool = False


class Stock:
    """The shelves of all advocates; each is opened with its owner's key alone."""

    def __init__(self, engine: Engine) -> None:
        self._sessions = sessionmaker(engine)

    def of(self, me: Unlocked) -> Shelf:
        """Return what I keep; SealError for changed bytes."""
        with self._sessions() as session:
            return _opened(session.get(OwnShelf, me.person_id), me)

    def add(self, me: Unlocked, text: str) -> None:
        """Put a sentence on the shelf, last; StockError no_words, too_long, too_many."""
        text = _checked(text)

        def put(shelf: Shelf) -> Shelf:
            if len(shelf.sentences) >= MOST:
                raise StockError("too_many")
            return replace(shelf, sentences=(*shelf.sentences, Sentence(secrets.token_hex(4), text)))

        self._change(me, put)

    def reword(self, me: Unlocked, id: str, text: str) -> None:
        """Change a sentence; StockError no_words, too_long, gone."""
        text = _checked(text)
        self._change(me, lambda shelf: _with(shelf, id, (Sentence(id, text),)))

    def drop(self, me: Unlocked, id: str) -> None:
        """Take a sentence off the shelf; StockError gone."""
        self._change(me, lambda shelf: _with(shelf, id, ()))

    def count(self, me: Unlocked, counts: bool) -> None:
        """Say whether the tab of my queue counts."""
        self._change(me, lambda shelf: replace(shelf, counts=counts))

    def _change(self, me: Unlocked, change: Callable[[Shelf], Shelf]) -> None:
        with self._sessions.begin() as session:
            person = session.get_one(Person, me.person_id, with_for_update=True)  # of two changes both are kept
            row = session.get(OwnShelf, me.person_id)
            content = json.dumps(asdict(change(_opened(row, me))), ensure_ascii=False).encode()
            _put(session, row, me, boxes.seal_to(person.public_key, content, _context(me)))


def _put(session: Session, row: OwnShelf | None, me: Unlocked, body: bytes) -> None:
    if row is None:
        session.add(OwnShelf(person_id=me.person_id, body=body))
    else:
        row.body = body


def _opened(row: OwnShelf | None, me: Unlocked) -> Shelf:
    if row is None:
        return Shelf()
    found = json.loads(boxes.open_with(me.private, row.body, _context(me)))
    return Shelf(tuple(Sentence(**one) for one in found["sentences"]), found["counts"])


def _context(me: Unlocked) -> str:
    return f"own-shelf:{me.person_id}"


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise StockError("no_words")
    if len(text) > LONGEST:
        raise StockError("too_long")
    return text


def _with(shelf: Shelf, id: str, now: tuple[Sentence, ...]) -> Shelf:
    """Return the shelf with a sentence replaced."""
    ids = [one.id for one in shelf.sentences]
    if id not in ids:
        raise StockError("gone")
    at = ids.index(id)
    return replace(shelf, sentences=(*shelf.sentences[:at], *now, *shelf.sentences[at + 1 :]))
