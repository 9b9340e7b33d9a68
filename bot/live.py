"""What is live on this instance only: readings and sentences of the law that two have signed, what an editor withdrew
at once, and the question records, topics and replies that he approved.

The first three lie in one small file of the instance, the rest as whole files (`bot.studio.workspace`). Every process
looks at both and takes a change over within seconds. They are no second truth: what the project has changed since
speaks alone.
"""

from __future__ import annotations

import fcntl
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from bot import contacts, law, replies
from bot.law.knowledge import Knowledge
from bot.law.laying import Laid, Reading, Renewal
from bot.law.loading import PACKAGED
from bot.law.reading import read_trees
from bot.law.wordings import Place, Wording, places
from bot.studio import lawfiles
from bot.studio.workspace import LAW, REPLIES, Workspace

logger = logging.getLogger(__name__)

QUESTION, OPTION, TOPIC, PAPER, CONTACT = "question", "option", "topic", "paper", "contact"
KINDS: Final = (QUESTION, OPTION, TOPIC, PAPER, CONTACT)  # what can be withdrawn at once


@dataclass(frozen=True)
class Shut:
    """Who withdrew a thing, and on which day in ISO form."""

    by: str
    on: str


@dataclass(frozen=True)
class State:
    """What the file holds: readings by source, renewals by switch, what is withdrawn by name ("question:…"), and
    sentences worded anew by their places."""

    sources: Mapping[str, Reading] = field(default_factory=dict)
    regimes: Mapping[str, Renewal] = field(default_factory=dict)
    shut: Mapping[str, Shut] = field(default_factory=dict)
    wordings: Mapping[str, Wording] = field(default_factory=dict)

    def laid(self) -> Laid:
        """The part of it that concerns the law."""
        names = frozenset(name for name in self.shut if not name.startswith(f"{CONTACT}:"))
        return Laid(self.sources, self.regimes, names, self.wordings)

    def contacts_shut(self) -> frozenset[str]:
        """The ids of contacts that nobody is offered."""
        return frozenset(kind_and_id[1] for name in self.shut if (kind_and_id := name.split(":", 1))[0] == CONTACT)


class Live:
    """The file at ``path``, which need not be there, and the ``approved`` files; over them, for a rehearsal, those that
    trainers have ``changed``."""

    def __init__(self, path: Path, approved: Workspace, changed: Workspace | None = None) -> None:
        self._path = path
        self._approved = approved
        self._changed = changed
        self._seen: object = None
        self._spoken: object = None

    def state(self) -> State:
        """Return what the file holds now; ValueError for a file that is none of ours."""
        try:
            raw = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return State()
        return _state(raw)

    def law(self) -> Knowledge:
        """Return the law as it is to be said now. Where the loader refuses readings or approved records, the project's
        own files speak; what is withdrawn stays withdrawn."""
        self._seen = self._stamp()
        laid = self.state().laid()
        try:
            return self.law_with(laid)
        except (law.LawError, OSError) as error:
            logger.error("live: readings and approved records are not used: %s", type(error).__name__)
            return law.load(laid=Laid(shut=laid.shut))

    def law_with(self, laid: Laid) -> Knowledge:
        """Return the law with the approved records and ``laid`` over it; LawError, OSError."""
        words = self._words(LAW)
        if not words:
            return law.load(laid=laid)
        with lawfiles.folder(self._approved, words) as folder:
            return law.load(folder, laid)

    def sentences(self) -> dict[str, Place]:
        """Return the sentences of the project's files and the approved records, with nothing laid over them."""
        words = self._words(LAW)
        if not words:
            return places(read_trees(PACKAGED))
        with lawfiles.folder(self._approved, words) as folder:
            return places(read_trees(folder))

    def replies(self) -> replies.Replies:
        """Return the replies as they are to be said now; where approved ones cannot be read, the project's own."""
        self._spoken = self._stamp()
        try:
            return replies.load(laid={name.removeprefix(REPLIES): text for name, text in self._words(REPLIES).items()})
        except (replies.ReplyError, OSError) as error:
            logger.error("live: approved replies are not used: %s", type(error).__name__)
            return replies.load()

    def contacts(self) -> contacts.Directory:
        """Return the directory without what is withdrawn."""
        return contacts.load(shut=self.state().contacts_shut())

    def changed(self) -> bool:
        """Whether anything is another than what the law, or the replies, were last made of."""
        now = self._stamp()
        return self._seen != now or self._spoken not in (None, now)

    def change(self, made: Callable[[State], State]) -> None:
        """Put what ``made`` returns in the place of what is there, one change at a time over all processes."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._path.with_suffix(".lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            fresh = self._path.with_suffix(".new")
            fresh.write_text(json.dumps(asdict(made(self.state())), ensure_ascii=False, indent=1), encoding="utf-8")
            fresh.replace(self._path)

    def _words(self, room: str) -> dict[str, str]:
        """The files of a room that are other than the project's, by their names."""
        spaces = [self._approved, *([self._changed] if self._changed else [])]
        return {name: space.read(name) for space in spaces for name in space.changes() if name.startswith(room)}

    def _stamp(self) -> object:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return self._approved.stamp()
        return (found.st_ino, found.st_mtime_ns, *self._approved.stamp())


def _state(raw: Any) -> State:
    try:
        return State(
            {id: Reading(**one) for id, one in raw["sources"].items()},
            {id: Renewal(**one) for id, one in raw["regimes"].items()},
            {name: Shut(**one) for name, one in raw["shut"].items()},
            {id: Wording(**one) for id, one in raw.get("wordings", {}).items()},  # earlier files have none
        )
    except (KeyError, TypeError, AttributeError):
        raise ValueError("not a file of what is live") from None
