"""The legal editor's changes to contacts and law: kept as files for version control until they are taken over.

A change is a block of a YAML file as it was and as it is to be. The changed files, whole, and one patch lie in the
folder of edits. What people read does not change by it: an operator applies the patch to the project's own copy, where
it is reviewed, tested and released like any other change. A block that was changed there meanwhile is shown as such.
"""

from __future__ import annotations

import difflib
import fcntl
import io
import json
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from bot import contacts, law
from bot.contacts.loader import DirectoryError
from bot.law.errors import LawError
from bot.law.knowledge import fingerprint
from bot.law.loading import PACKAGED
from bot.law.locking import approved
from bot.law.model_texts import Approval
from bot.law.reading import write_compiled
from bot.settings import ROOT

CONTACT, SOURCE, APPROVAL = "contact", "source", "approval"
PATCH = "raport-edits.patch"
LONGEST_BLOCK = 20_000  # characters
OFFICIAL_DAYS, OTHER_DAYS = 60, 30  # how long a check of a contact holds; the head of directory.yml says why


class EditError(Exception):
    """``code``: unknown, other_id, too_long, refused (``detail`` then says which line is wrong and how to mend it)."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class Edit:
    """One change. Of an approval ``before`` is the fingerprint and ``after`` the name that will stand beside it."""

    kind: str
    id: str
    before: str
    after: str
    by: str
    on: str

    @property
    def key(self) -> str:
        """What names the change in an address."""
        return f"{self.kind}-{self.id}"


@dataclass(frozen=True)
class Pending:
    """A change and how it stands to the project's files now: open, or overtaken by another change there."""

    edit: Edit
    overtaken: bool

    def diff(self) -> list[tuple[str, str]]:
        """Return the lines with their marks: " ", "-" or "+"."""
        lines = difflib.ndiff(self.edit.before.splitlines(), self.edit.after.splitlines())
        return [(line[0], line[2:]) for line in lines if line[0] != "?"]


class Edits:
    """The folder of edits over the project in ``root``; ``today`` gives the date."""

    def __init__(self, folder: Path, today: Callable[[], date], root: Path = ROOT) -> None:
        self._folder = folder
        self._today = today
        self._root = root
        self._directory = root / "bot/contacts/directory.yml"
        self._law = root / PACKAGED.relative_to(ROOT)
        self._sources, self._approvals = self._law / "sources.yml", self._law / "lock.yml"
        self._files_of = {CONTACT: (self._directory, "contacts"), SOURCE: (self._sources, "sources")}

    def block(self, kind: str, id: str) -> str:
        """Return an entry as it will stand: with its change when there is one. EditError unknown."""
        mine = next((one for one in self._read() if (one.kind, one.id) == (kind, id)), None)
        return mine.after if mine else _block(self._files_of[kind][0].read_text("utf-8"), self._files_of[kind][1], id)

    def put(self, kind: str, id: str, text: str, by: str) -> bool:
        """Set what an entry is to be; False when it stands so already.

        EditError; nothing is kept that the project's own checks refuse.
        """
        file, section = self._files_of[kind]
        after = "\n".join(line.rstrip() for line in text.strip("\n").splitlines()) + "\n"
        if len(after) > LONGEST_BLOCK:
            raise EditError("too_long")
        if not after.startswith(f"  - id: {id}\n"):
            raise EditError("other_id")
        before = _block(file.read_text("utf-8"), section, id)
        with self._locked():
            others = [one for one in self._read() if (one.kind, one.id) != (kind, id)]
            edit = Edit(kind, id, before, after, by, self._today().isoformat())
            edits = [*others, edit] if after != before else others
            self._write(edits, self._files(edits))
        return after != before

    def check_contact(self, id: str, by: str) -> bool:
        """Say that a contact was checked today: its dates move on. False when they stand so already."""
        on, text = self._today(), self.block(CONTACT, id)
        days = OFFICIAL_DAYS if re.search(r"^    kind: (official|crisis)$", text, re.MULTILINE) else OTHER_DAYS
        text = _with(text, "checked_on", on)
        return self.put(CONTACT, id, _with(text, "recheck_by", on + timedelta(days=days)), by)

    def check_source(self, id: str, by: str, name: str) -> None:
        """Say that a source was read today and is still true; that approves it too."""
        text = self.block(SOURCE, id)
        for field in ("read_on", "known_through"):
            text = _with(text, field, self._today())
        self.put(SOURCE, id, text, by)
        self.approve(id, by, name)

    def approve(self, id: str, by: str, name: str) -> None:
        """Approve a source as it stands with its change: what rests on it is shown again once this is taken over."""
        with self._locked():
            edits = [one for one in self._read() if (one.kind, one.id) != (APPROVAL, id)]
            with self._knowledge(edits) as knowledge:
                if id not in knowledge.sources:
                    raise EditError("unknown")
                mark = fingerprint(knowledge.sources[id])
            edits.append(Edit(APPROVAL, id, mark, name.replace('"', "'"), by, self._today().isoformat()))
            self._write(edits, self._files(edits))

    def drop(self, key: str) -> bool:
        """Take a change back; False when there is none such. An approval falls with the source it was made for."""
        with self._locked():
            edits = self._read()
            gone = next((one for one in edits if one.key == key), None)
            if gone is None:
                return False
            rest = [one for one in edits if one is not gone and not (gone.kind == SOURCE and one.id == gone.id)]
            self._write(rest, self._files(rest))
        return True

    def pending(self) -> tuple[Pending, ...]:
        """Return the changes that the project's files do not have yet, oldest first."""
        return tuple(Pending(one, self._overtaken(one)) for one in self._read() if not self._done(one))

    def files(self) -> Mapping[Path, str]:
        """Return the changed files as they are to be, by their places in the project."""
        return self._files([one for one in self._read() if not self._done(one)])

    def patch(self) -> str:
        """Return all changes as one patch, for ``git apply`` in the project's folder."""
        return "".join(self._diff(path, text) for path, text in self.files().items())

    def archive(self) -> bytes:
        """Return the changed files and the patch in a zip."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, text in self.files().items():
                archive.writestr(self._place(path), text)
            archive.writestr(PATCH, self.patch())
        return packed.getvalue()

    def apply(self) -> list[str]:
        """Write the changes into the project's own files and return their places: the operator's deliberate step."""
        with self._locked():
            found = self.files()
            for path, text in found.items():
                path.write_text(text, encoding="utf-8")
            if any(path.is_relative_to(self._law) for path in found):
                write_compiled(self._law)
            self._write([one for one in self._read() if not self._done(one)], {})
        return [self._place(path) for path in found]

    # -- inside ----------------------------------------------------------------------------------------------------

    def _files(self, edits: list[Edit]) -> dict[Path, str]:
        """Build the files anew from the project's and check them whole; EditError refused."""
        found: dict[Path, str] = {}
        for one in edits:
            if one.kind != APPROVAL and not self._overtaken(one):
                path = self._files_of[one.kind][0]
                found[path] = found.get(path, path.read_text("utf-8")).replace(one.before, one.after, 1)
        if self._directory in found:
            self._check_directory(found[self._directory])
        if any(one.kind != CONTACT for one in edits):
            found[self._approvals] = self._lock(edits)
        return {path: text for path, text in found.items() if text != path.read_text("utf-8")}

    def _lock(self, edits: list[Edit]) -> str:
        with self._knowledge(edits) as knowledge:
            fresh = {
                one.id: Approval(fingerprint=one.before, approved_by=one.after, approved_on=date.fromisoformat(one.on))
                for one in edits
                if one.kind == APPROVAL and one.id in knowledge.sources
            }
            known = replace(knowledge, approvals={**knowledge.approvals, **fresh})
            return approved(known, (), by="-", on=self._today())

    @contextmanager
    def _knowledge(self, edits: list[Edit]) -> Iterator[law.Knowledge]:
        """The law with the changed sources, read and checked by the project's own loader; EditError refused."""
        text = self._sources.read_text("utf-8")
        for one in edits:
            if one.kind == SOURCE and not self._overtaken(one):
                text = text.replace(one.before, one.after, 1)
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "ru"
            shutil.copytree(self._law, copy)
            (copy / self._sources.name).write_text(text, encoding="utf-8")
            try:
                yield law.load(copy)
            except LawError as error:
                raise EditError("refused", str(error)) from None

    def _done(self, edit: Edit) -> bool:
        if edit.kind == APPROVAL:
            return f'{edit.id}: {{fingerprint: "{edit.before}"' in self._approvals.read_text("utf-8")
        return self._standing(edit) == edit.after

    def _overtaken(self, edit: Edit) -> bool:
        return edit.kind != APPROVAL and self._standing(edit) != edit.before

    def _standing(self, edit: Edit) -> str:
        """Return the entry of a change as it stands in the project's files now, empty when it is gone."""
        file, section = self._files_of[edit.kind]
        try:
            return _block(file.read_text("utf-8"), section, edit.id)
        except EditError:
            return ""

    def _check_directory(self, text: str) -> None:
        """Ask the directory's own loader, and see that entries are as many as before; EditError refused."""
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / self._directory.name
            copy.write_text(text, encoding="utf-8")
            try:
                found = contacts.load(copy)
            except DirectoryError as error:
                raise EditError("refused", str(error)) from None
        if [one.id for one in found.contacts] != [one.id for one in contacts.load(self._directory).contacts]:
            raise EditError("other_id")

    def _diff(self, path: Path, text: str) -> str:
        place = self._place(path)
        before, after = path.read_text("utf-8").splitlines(True), text.splitlines(True)
        return "".join(difflib.unified_diff(before, after, f"a/{place}", f"b/{place}"))

    def _place(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix()

    def _read(self) -> list[Edit]:
        try:
            rows = json.loads((self._folder / "edits.json").read_text("utf-8"))
        except FileNotFoundError:
            return []
        return [Edit(**row) for row in rows]

    def _write(self, edits: list[Edit], files: Mapping[Path, str]) -> None:
        """Write the list, the changed files and the patch; what is no longer changed goes."""
        fresh = self._folder / "edits.json.new"
        fresh.write_text(json.dumps([asdict(one) for one in edits], ensure_ascii=False, indent=1), encoding="utf-8")
        fresh.replace(self._folder / "edits.json")
        for path in (self._directory, self._sources, self._approvals):
            (self._folder / self._place(path)).unlink(missing_ok=True)
        for path, text in files.items():
            target = self._folder / self._place(path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        patch = "".join(self._diff(path, text) for path, text in files.items())
        (self._folder / PATCH).write_text(patch, encoding="utf-8")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One change at a time, over all processes."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self._folder / ".lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


def _block(text: str, section: str, id: str) -> str:
    """Return the lines of one entry of a section; EditError unknown."""
    _, _, rest = text.partition(f"\n{section}:\n")
    found = re.search(rf"^  - id: {re.escape(id)}\n((?: {{4}}.*\n|\n(?= {{4}}))*)", rest, re.MULTILINE)
    if found is None:
        raise EditError("unknown")
    return found[0]


def _with(block: str, field: str, day: date) -> str:
    """Return a block with a date set; a field that is not there stays away."""
    return re.sub(rf"^(    {field}: ).*$", rf"\g<1>{day.isoformat()}", block, flags=re.MULTILINE)
