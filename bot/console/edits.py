"""The legal editor's changes to contacts and law: kept as files for version control until they are taken over.

A change is a block of a YAML file as it was and as it is to be. The changed files, whole, and one patch lie in the
folder of edits. What people read does not change by it: an operator applies the patch to the project's own copy, where
it is reviewed, tested and released like any other change. A block that was changed there meanwhile is shown as such.
"""

from __future__ import annotations

import difflib
import fcntl
import hashlib
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from pydantic import ValidationError

from bot import contacts, law
from bot.console import wordfiles
from bot.console.blocks import block, entry, with_fields
from bot.contacts.loader import DirectoryError
from bot.law.errors import LawError
from bot.law.knowledge import fingerprint
from bot.law.laying import Laid, Reading
from bot.law.loading import PACKAGED
from bot.law.locking import approved
from bot.law.model import Source
from bot.law.model_texts import Approval
from bot.law.reading import write_compiled
from bot.law.wordings import Said, file_of
from bot.settings import ROOT
from bot.studio.yamltext import TextError

CONTACT, SOURCE, REGIME, APPROVAL, WORDING = "contact", "source", "regime", "approval", "wording"
PATCH = "raport-edits.patch"
LONGEST_BLOCK = 20_000  # characters
OFFICIAL_DAYS, OTHER_DAYS = 60, 30  # how long a check of a contact holds; the head of directory.yml says why


class EditError(Exception):
    """``code``: unknown, other_id, too_long, same, same_reader, refused (``detail`` then says what is wrong)."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class Edit:
    """One change, by whom, on which day, and who read it ``second``. Of an approval ``before`` is the fingerprint and
    ``after`` the names that will stand beside it; of a wording both are JSON, as `bot.console.wordfiles` has it."""

    kind: str
    id: str
    before: str
    after: str
    by: str
    on: str
    second: str = ""

    @property
    def key(self) -> str:
        """What names the change in an address."""
        return f"{self.kind}-{self.id}"

    @property
    def seen(self) -> str:
        """What names the change as it reads now, so that nobody signs another than he saw."""
        return f"{self.key}.{hashlib.sha256(self.after.encode()).hexdigest()[:16]}"


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
        self._files_of = {
            CONTACT: (self._directory, "contacts"),
            SOURCE: (self._sources, "sources"),
            REGIME: (self._law / "regimes.yml", "regimes"),
        }

    def block(self, kind: str, id: str) -> str:
        """Return an entry as it will stand: with its change when there is one. EditError unknown."""
        mine = next((one for one in self._read() if (one.kind, one.id) == (kind, id)), None)
        return mine.after if mine and not self._overtaken(mine) else self._in_project(kind, id)

    def put(self, kind: str, id: str, text: str, by: str) -> bool:
        """Set what an entry is to be; False when it stands so already.

        EditError; nothing is kept that the project's own checks refuse.
        """
        after = "\n".join(line.rstrip() for line in text.strip("\n").splitlines()) + "\n"
        if len(after) > LONGEST_BLOCK:
            raise EditError("too_long")
        if not after.startswith(f"  - id: {id}\n"):
            raise EditError("other_id")
        before = self._in_project(kind, id)
        with self._locked():
            others = [one for one in self._read() if (one.kind, one.id) != (kind, id)]
            edit = Edit(kind, id, before, after, by, self._today().isoformat())
            edits = [*others, edit] if after != before else others
            self._write(edits, self._files(edits))
        return after != before

    def word(self, id: str, wanted: Said, by: str) -> Edit:
        """Keep how a sentence is to be worded, for a second reader; EditError unknown, same, refused."""
        before, after = self._in_project(WORDING, id), wordfiles.written(wanted)
        if after == before:
            raise EditError("same")
        edit = Edit(WORDING, id, before, after, by, self._today().isoformat())
        with self._locked():
            edits = [*(one for one in self._read() if one.key != edit.key), edit]
            self._write(edits, self._files(edits))
        return edit

    def check_contact(self, id: str, by: str) -> bool:
        """Say that a contact was checked today: its dates move on. False when they stand so already."""
        on, text = self._today(), self.block(CONTACT, id)
        days = OFFICIAL_DAYS if re.search(r"^    kind: (official|crisis)$", text, re.MULTILINE) else OTHER_DAYS
        dates = {"checked_on": on.isoformat(), "recheck_by": (on + timedelta(days=days)).isoformat()}
        return self.put(CONTACT, id, with_fields(text, dates), by)

    def drafted(
        self, sources: Mapping[str, Mapping[str, str]], by: str, name: str, regimes: Iterable[str] = ()
    ) -> list[Edit]:
        """Return the changes that say that sources were read today, with the fields that are to be set, and switches
        looked up: their days move on. A reading approves its source. EditError unknown, refused."""
        on = self._today().isoformat()
        made: list[Edit] = []
        for id, fields in sources.items():
            days = {"read_on": on, "known_through": on}
            before = self._in_project(SOURCE, id)
            after = with_fields(self.block(SOURCE, id), {**fields, **days})
            if after != before:
                made.append(Edit(SOURCE, id, before, after, by, on))
            made.append(Edit(APPROVAL, id, fingerprint(_source(after)), _one_line(name), by, on))
        for id in regimes:
            before = self._in_project(REGIME, id)
            made.append(Edit(REGIME, id, before, with_fields(before, {"known_through": on}), by, on))
        return made

    def read_anew(
        self, sources: Mapping[str, Mapping[str, str]], by: str, name: str, regimes: Iterable[str] = ()
    ) -> None:
        """Keep what ``drafted`` returns; EditError unknown, refused: then nothing is kept."""
        made = self.drafted(sources, by, name, regimes)
        with self._locked():
            fresh = {one.key for one in made}
            edits = [*(one for one in self._read() if one.key not in fresh), *made]
            self._write(edits, self._files(edits))

    def sign(self, keys: Collection[str], by: str, name: str) -> tuple[Edit, ...]:
        """Sign readings and wordings as their second reader and return them.

        EditError unknown, same_reader: then none is signed.
        """
        with self._locked():
            edits = self._read()
            signed = {one.key for one in edits if one.key in keys and one.kind in (SOURCE, REGIME, WORDING)}
            if signed != set(keys):
                raise EditError("unknown")
            if any(one.key in signed and one.by == by for one in edits):
                raise EditError("same_reader")
            names = {one.id for one in edits if one.key in signed and one.kind == SOURCE}
            edits = [_signed(one, signed, names, by, name) for one in edits]
            self._write(edits, self._files(edits))
        return tuple(one for one in edits if one.key in signed)

    def approve(self, id: str, by: str, name: str) -> None:
        """Approve a source as it stands with its change: what rests on it is shown again once this is taken over."""
        mark = fingerprint(_source(self.block(SOURCE, id)))
        with self._locked():
            edits = [one for one in self._read() if (one.kind, one.id) != (APPROVAL, id)]
            edits.append(Edit(APPROVAL, id, mark, _one_line(name), by, self._today().isoformat()))
            self._write(edits, self._files(edits))

    def drop(self, *keys: str) -> bool:
        """Take changes back; False when none of them is there. An approval falls with the source it was made for."""
        with self._locked():
            edits = self._read()
            gone = [one for one in edits if one.key in keys]
            sources = {one.id for one in gone if one.kind == SOURCE}
            rest = [one for one in edits if one not in gone and not (one.kind == APPROVAL and one.id in sources)]
            if gone:
                self._write(rest, self._files(rest))
        return bool(gone)

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
                path = self._file(one)
                found[path] = self._changed(one, found.get(path) or path.read_text("utf-8"))
        if self._directory in found:
            self._check_directory(found[self._directory])
        if any(one.kind != CONTACT for one in edits):
            found[self._approvals] = self._lock(edits)
        return {path: text for path, text in found.items() if text != path.read_text("utf-8")}

    def _lock(self, edits: list[Edit]) -> str:
        knowledge = self._knowledge(edits)
        fresh = {
            one.id: Approval(fingerprint=one.before, approved_by=one.after, approved_on=date.fromisoformat(one.on))
            for one in edits
            if one.kind == APPROVAL and one.id in knowledge.sources
        }
        return approved(replace(knowledge, approvals={**knowledge.approvals, **fresh}), (), by="-", on=self._today())

    def _knowledge(self, edits: list[Edit]) -> law.Knowledge:
        """The law with the changed sources, checked by the project's own loader; EditError refused."""
        changed = [one for one in edits if one.kind in (SOURCE, WORDING) and not self._overtaken(one)]
        sources = {one.id: reading(one, "-") for one in changed if one.kind == SOURCE}
        wordings = {one.id: wordfiles.wording(one.before, one.after) for one in changed if one.kind == WORDING}
        try:
            return law.load(self._law, Laid(sources, wordings=wordings))
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
        if edit.kind == WORDING:
            return wordfiles.standing(self._law, edit.id)
        file, section = self._files_of[edit.kind]
        return block(file.read_text("utf-8"), section, edit.id)

    def _in_project(self, kind: str, id: str) -> str:
        """Return an entry of the project's files; EditError unknown."""
        if kind == WORDING:
            found = wordfiles.standing(self._law, id)
        else:
            file, section = self._files_of[kind]
            found = block(file.read_text("utf-8"), section, id)
        if not found:
            raise EditError("unknown")
        return found

    def _file(self, edit: Edit) -> Path:
        return self._law / file_of(edit.id) if edit.kind == WORDING else self._files_of[edit.kind][0]

    @staticmethod
    def _changed(edit: Edit, text: str) -> str:
        if edit.kind == WORDING:
            try:
                return wordfiles.with_wording(text, edit.id, edit.after)
            except TextError as error:
                raise EditError("refused", str(error)) from None
        return text.replace(edit.before, edit.after, 1)

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
        for path in self._folder.rglob("*.yml"):
            path.unlink()
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


def reading(edit: Edit, names: str) -> Reading:
    """Return the change of a source as it is laid over the law; EditError refused."""
    return Reading(fingerprint(_source(edit.before)), dict(entry(edit.after)), names, edit.on)


def _source(text: str) -> Source:
    try:
        return Source.model_validate(dict(entry(text)))
    except ValidationError as error:
        raise EditError("refused", str(error.errors()[0]["msg"])) from None


def _signed(edit: Edit, signed: set[str], sources: set[str], by: str, name: str) -> Edit:
    """The change with its second signature; an approval with both names."""
    if edit.key in signed:
        return replace(edit, second=by)
    if edit.kind == APPROVAL and edit.id in sources:
        return replace(edit, after=f"{edit.after}, {_one_line(name)}")
    return edit


def _one_line(name: str) -> str:
    return name.replace('"', "'")
