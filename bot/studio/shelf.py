"""The models an instance keeps: the one that serves, those that served, and those that wait to be compared.

Beside the place the assistant reads (``current.tar.gz``) stands ``kept/<name>/`` for each model: the archive, what is
known of it (``about.json``), how it did in its exam (``exam.json``). The place is a link, changed in one step, so that
whoever starts reads a whole model. What served before stays for a way back.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import IO, Any

KEPT = 5
ARCHIVE = "model.tar.gz"
ASKED_FOR = 10  # times that a lock is tried before it counts as held: a page may be just asking


class ShelfError(Exception):
    """``code``: unknown (no such model), no_earlier (nothing to go back to), no_exam, other_code (than serves now)."""

    def __init__(self, code: str, name: str = "") -> None:
        super().__init__(f"{code}: {name}" if name else code)
        self.code = code
        self.name = name


@dataclass(frozen=True)
class Vote:
    """Somebody wants a model promoted that the gate stops; ``by`` is a person's id, ``against`` the serving model."""

    by: str
    on: str
    reason: str
    against: str


@dataclass(frozen=True)
class About:
    """What is known of a model. ``made_from`` and ``code`` are hashes of the project's files and of those among them
    that are code, ``changes`` of what trainers had changed; empty where nobody knows. ``took``: seconds by stage."""

    name: str
    made_on: str
    archive: str
    made_from: str = ""
    code: str = ""
    changes: str = ""
    took: Mapping[str, float] = field(default_factory=dict)
    votes: tuple[Vote, ...] = ()
    rolled_back: bool = False


@dataclass(frozen=True)
class Step:
    """A model began to serve: when, on whose word (a person's id, or ``start``, ``shell``, ``service``) and why."""

    name: str
    on: str
    by: str
    reason: str = ""


class Shelf:
    """The models beside ``place``, the file the assistant serves. Days are ISO dates, given by the caller."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.folder = place.parent
        self._kept = self.folder / "kept"
        self._steps = self.folder / "steps.json"
        self._mark = place.with_suffix(".made-from")

    @property
    def made_from(self) -> str:
        """The hash of the project's files that the serving model was made from; empty where nobody knows."""
        return self._mark.read_text() if self.place.exists() and self._mark.exists() else ""

    @property
    def progress(self) -> Path:
        """The file of the training under way, or of the last one."""
        return self.folder / "training.json"

    def serving(self) -> str:
        """The name of the model at the place; empty where there is none, or where nobody has put it on the shelf."""
        target = self.place.resolve()
        return target.parent.name if target.parent.parent == self._kept.resolve() and target.exists() else ""

    def all(self) -> list[About]:
        """All models, the newest first."""
        found = [self.about(path.parent.name) for path in self._kept.glob("*/about.json")]
        return sorted(found, key=lambda one: (one.made_on, one.name), reverse=True)

    def about(self, name: str) -> About:
        """What is known of a model; the start of a name will do where it is one model's. ShelfError unknown."""
        found = [path for path in self._kept.glob("*/about.json") if path.parent.name.startswith(name)]
        exact = [path for path in found if path.parent.name == name]
        if not name or len(exact or found) != 1:
            raise ShelfError("unknown", name)
        told: dict[str, Any] = json.loads((exact or found)[0].read_text(encoding="utf-8"))
        return About(**{**told, "votes": tuple(Vote(**vote) for vote in told.get("votes", ()))})

    def path(self, name: str, file: str = ARCHIVE) -> Path:
        """A file of a model."""
        return self._kept / name / file

    def exam(self, name: str) -> dict[str, Any] | None:
        """How a model did in its exam, or None where it had none."""
        try:
            found: dict[str, Any] = json.loads(self.path(name, "exam.json").read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return None
        return found

    def steps(self) -> list[Step]:
        """Who began to serve when, the newest last."""
        try:
            return [Step(**row) for row in json.loads(self._steps.read_text(encoding="utf-8"))]
        except FileNotFoundError:
            return []

    def made(self, made_from: str, changes: str) -> About | None:
        """The newest model that was made from just this, or None."""
        return next((one for one in self.all() if (one.made_from, one.changes) == (made_from, changes)), None)

    def add(self, archive: Path, on: str, **known: Any) -> About:
        """Take a trained archive onto the shelf (it is moved); returns what is known of it."""
        digest = hashlib.sha256(archive.read_bytes()).hexdigest()
        about = About(f"{on[:10]}-{digest[:6]}", on, digest, **known)
        folder = self._kept / about.name
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        archive.replace(folder / ARCHIVE)
        self.note(about)
        self._drop_old()
        return about

    def note(self, about: About) -> None:
        """Keep what is known of a model."""
        self._write(self.path(about.name, "about.json"), asdict(about))

    def adopt(self, on: str, code: str) -> None:
        """Take a model that only stands at the place onto the shelf, so that there is a way back to it.

        ``code`` is the hash of the code it was made by, where that is known.
        """
        if not self.place.exists() or self.serving():
            return
        made_from, copied = self.made_from, self.place.with_suffix(".adopted")
        shutil.copyfile(self.place, copied)
        about = self.add(copied, on, made_from=made_from, code=code)
        self.promote(about.name, on, "start")

    def promote(self, name: str, on: str, by: str, reason: str = "") -> About:
        """Let a model serve. ShelfError unknown."""
        about = self.about(name)
        with self.locked("steps"):
            self._serve(about)
            self._write(self._steps, [asdict(one) for one in (*self.steps()[-49:], Step(about.name, on, by, reason))])
            if about.rolled_back:
                self.note(replace(about, rolled_back=False))
            self._drop_old()
        return about

    def before(self) -> About:
        """The model that served before the one that serves now and is still kept. ShelfError no_earlier."""
        line: list[str] = []
        for step in self.steps():
            # A model that serves again takes back all that came after it.
            line = line[: line.index(step.name)] if step.name in line else line
            line.append(step.name)
        for name in reversed(line[:-1]):
            if self.path(name).exists():
                return self.about(name)
        raise ShelfError("no_earlier")

    def roll_back(self, on: str, by: str, reason: str = "") -> About:
        """Let the model serve that served before; the one that served is not taken again by a start. ShelfError."""
        about, bad = self.before(), self.serving()
        self.promote(about.name, on, by, reason)
        if bad:
            self.note(replace(self.about(bad), rolled_back=True))
        return about

    def refuse(self, bad: str, good: str, on: str) -> None:
        """Put back a model that did not come up, unless another one was promoted meanwhile."""
        if self.serving() == bad:
            self.promote(good, on, "service", "did not come up")
            self.note(replace(self.about(bad), rolled_back=True))

    @contextmanager
    def locked(self, what: str, *, wait: bool = True) -> Iterator[None]:
        """One at a time, over all processes. BlockingIOError where ``wait`` is off and somebody is at it."""
        with self._lock_file(what).open("w") as handle:
            if wait:
                fcntl.flock(handle, fcntl.LOCK_EX)
            else:
                _lock_at_once(handle)
            yield

    def is_training(self) -> bool:
        """Whether somebody trains now, in whatever process. Those who only ask do not see each other."""
        with self._lock_file("training").open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def _lock_file(self, what: str) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self.folder / f".{what}.lock"

    def _serve(self, about: About) -> None:
        """Set the mark first: a start between the two steps trains anew, which costs minutes and nothing else."""
        self._mark.unlink(missing_ok=True)
        link = self.place.with_suffix(".link")
        link.unlink(missing_ok=True)
        link.symlink_to(self.path(about.name).relative_to(self.folder))
        link.replace(self.place)
        self._mark.write_text(about.made_from)

    def _drop_old(self) -> None:
        """Keep the last five, and among them the one that serves and the one to go back to, however old."""
        names = [one.name for one in self.all()]
        held = {self.serving()}
        with suppress(ShelfError):
            held.add(self.before().name)
        newest = [name for name in names if name not in held][: KEPT - len(held)]
        for name in names:
            if name not in held and name not in newest:
                shutil.rmtree(self._kept / name, ignore_errors=True)

    def _write(self, path: Path, content: Any) -> None:
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
        fresh.replace(path)


def _lock_at_once(handle: IO[str]) -> None:
    """Take a lock that somebody may be just asking about; BlockingIOError where it is held for longer."""
    for _ in range(ASKED_FOR):
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            time.sleep(0.05)
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
