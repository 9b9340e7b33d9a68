"""The trainers' files: the project's own, over which their changes lie in a folder of the instance.

The project's files may be read-only (a container, a unit under systemd), and what is released is not changed behind its
back. So a change is the whole file, in its place, under the folder of changes; whoever asks for a file gets the changed
one where there is one. A change of a file that a later release changed too is overtaken: shown and not used, or it
would take the release back. A model is trained from a copy of all this, so that nothing moves under it meanwhile.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

from bot.law.reading import write_compiled

# What a model is made from and examined on, and what of the project the training needs to run.
_COPIED = ("bot", "data", "config.yml", "domain.yml", "locks", "tests/nlu", "tests/safety/corpora")
# What a trainer may change: all else is code, law, or what models are measured by.
LAW = "bot/law/knowledge/ru/"
_NOTES = "notes.json"  # of each changed file: the hash of the project's, and who changed it
TAUGHT = ("data/", f"{LAW}questions/")  # what a training takes
# Words are read by the code of a release, and a model is trained by the same: they count with the next release.
WORDS = ("bot/reading/words", "bot/conversation/words", "bot/assistant/facts/words")
REPLIES = "templates/replies/"
# Talks that trainers played and kept, and what was heard in them.
TALKS = ("tests/dialogue/talks/", "tests/dialogue/readings/")
SPOKEN = (LAW, REPLIES)  # what a legal editor lets speak without a training
EDITABLE = (*TAUGHT, f"{LAW}topics/", *(f"{folder}/" for folder in WORDS), REPLIES, *TALKS)


class Workspace:
    """The project in ``root`` with the changes in ``folder``. Names are paths inside the project, with "/"."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = root
        self.folder = folder

    def path(self, name: str) -> Path:
        """Where the file stands now: among the changes, else in the project."""
        return self.folder / name if name in self.changes() else self.root / name

    def read(self, name: str) -> str:
        """The file as it stands now. OSError."""
        return self.path(name).read_text(encoding="utf-8")

    def files(self, folder: str) -> list[str]:
        """The names of all YAML files under a folder of the project, sorted."""
        return sorted(path.relative_to(self.root).as_posix() for path in (self.root / folder).rglob("*.yml"))

    def write(self, name: str, text: str, by: str) -> None:
        """Change a file whole; one that is as in the project again is no change any more. ``by`` is a person's id."""
        target, project = self.folder / name, (self.root / name).read_text(encoding="utf-8")
        notes = self._notes()
        notes.pop(name, None)
        if text == project:
            target.unlink(missing_ok=True)
        else:
            _put(target, text)
            notes[name] = {"base": _hash(project), "by": by}
        _put(self.folder / _NOTES, json.dumps(notes))

    def changes(self) -> list[str]:
        """The names of all changed files, sorted."""
        return [name for name, note in sorted(self._notes().items()) if self._stands(name, note["base"])]

    def overtaken(self) -> list[str]:
        """The names of the files whose change is not used, since a release has changed them too."""
        names = (name for name in self._notes() if (self.folder / name).exists() and (self.root / name).exists())
        return sorted(name for name in names if name not in self.changes() and not self._taken_over(name))

    def changed_by(self, name: str) -> str:
        """The id of whoever changed a file last; empty for one that is not changed."""
        return self._notes().get(name, {}).get("by", "")

    def stamp(self) -> tuple[int, int]:
        """What changes when anything is changed here, cheap to ask."""
        try:
            told = (self.folder / _NOTES).stat()
        except FileNotFoundError:
            return 0, 0
        return told.st_ino, told.st_mtime_ns

    def mark(self) -> str:
        """One hash over all changes that a training takes; empty where there are none."""
        digest, names = hashlib.sha256(), self._taught()
        for name in names:
            digest.update(name.encode() + b"\0" + (self.folder / name).read_bytes() + b"\0")
        return digest.hexdigest() if names else ""

    def copy(self, target: Path) -> None:
        """Put everything a training needs under ``target``, with the changes that it takes."""
        for name in _COPIED:
            source = self.root / name
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
            elif source.exists():
                shutil.copyfile(source, target / name)
        changes = self._taught()
        for name in changes:
            shutil.copyfile(self.folder / name, target / name)
        if any(name.startswith(LAW) for name in changes):
            write_compiled(target / LAW)

    def _taught(self) -> list[str]:
        return [name for name in self.changes() if name.startswith(TAUGHT)]

    def _stands(self, name: str, base: str) -> bool:
        """Whether a change is one that trainers may make, is there, and is of the file as the project has it."""
        if not name.startswith(EDITABLE) or not (self.folder / name).exists() or not (self.root / name).exists():
            return False
        return _hash((self.root / name).read_text(encoding="utf-8")) == base

    def _taken_over(self, name: str) -> bool:
        return (self.root / name).read_bytes() == (self.folder / name).read_bytes()

    def _notes(self) -> dict[str, dict[str, str]]:
        try:
            found: dict[str, dict[str, str]] = json.loads((self.folder / _NOTES).read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return found


def _put(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = target.with_name(f"{target.name}.new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(target)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
