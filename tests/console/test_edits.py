"""Changes to contacts and law: checked like the files themselves, kept as files, taken over only on purpose."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import pytest

from bot import contacts, law
from bot.console.edits import CONTACT, EditError, Edits
from bot.settings import ROOT

TODAY = date(2026, 12, 1)
ID = "peaceplea"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project's files of contacts and law, so that taking over changes nothing here."""
    root = tmp_path / "project"
    for folder in ("bot/contacts", "bot/law/knowledge"):
        shutil.copytree(ROOT / folder, root / folder)
    return root


@pytest.fixture
def edits(project: Path, tmp_path: Path) -> Edits:
    return Edits(tmp_path / "edits", lambda: TODAY, project)


def test_a_contact_checked_today_gets_its_dates_and_nothing_else_changes(edits: Edits, project: Path) -> None:
    before = (project / "bot/contacts/directory.yml").read_text()
    edits.check_contact(ID, "p1")
    [(path, text)] = edits.files().items()
    changed = [(a, b) for a, b in zip(before.splitlines(), text.splitlines(), strict=True) if a != b]
    assert [b.strip() for _, b in changed] == ["checked_on: 2026-12-01", "recheck_by: 2026-12-31"]
    assert path.read_text() == before
    assert (edits._folder / "bot/contacts/directory.yml").read_text() == text


def test_a_state_body_is_checked_for_sixty_days_as_the_directory_says(edits: Edits) -> None:
    official = next(one for one in contacts.load().contacts if one.kind == "official")
    edits.check_contact(official.id, "p1")
    assert "recheck_by: 2027-01-30" in edits.block(CONTACT, official.id)


def test_every_contact_can_be_checked_and_the_directory_stays_sound(edits: Edits) -> None:
    for one in contacts.load().contacts:
        edits.check_contact(one.id, "p1")
    [(_, text)] = edits.files().items()
    copy = edits._folder / "copy.yml"
    copy.write_text(text)
    assert {one.checked_on for one in contacts.load(copy).contacts} == {TODAY}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: text.replace("kind: ngo", "kind: bank"), "refused"),
        (lambda text: text.replace("  - id: peaceplea", "  - id: other"), "other_id"),
        (lambda text: text + "  - id: second\n", "refused"),
        (lambda text: text + text.replace("peaceplea", "second"), "other_id"),
        (lambda text: text.replace("risk:", "risk: ["), "refused"),
        (lambda text: "", "other_id"),
        (lambda text: text + "    # " + "x" * 30000, "too_long"),
        (lambda text: text.replace("    checked_on: 2026-11-22\n", ""), "refused"),
    ],
)
def test_what_the_projects_own_checks_refuse_is_not_kept(edits: Edits, change: object, code: str) -> None:
    text = edits.block(CONTACT, ID)
    with pytest.raises(EditError) as error:
        edits.put(CONTACT, ID, change(text), "p1")  # type: ignore[operator]
    assert error.value.code == code
    assert edits.pending() == ()


def test_a_change_back_is_no_change(edits: Edits) -> None:
    original = edits.block(CONTACT, ID)
    edits.put(CONTACT, ID, original.replace("Юристы", "Адвокаты"), "p1")
    assert len(edits.pending()) == 1
    edits.put(CONTACT, ID, original.replace("\n", "\r\n").replace("\r\n", "  \n"), "p1")
    assert edits.pending() == ()


def test_an_entry_made_shorter_is_a_change_like_any_other(edits: Edits) -> None:
    lines = edits.block(CONTACT, ID).splitlines(keepends=True)
    shorter = "".join(line for line in lines if 'instructions.peaceplea.info"}' not in line)
    edits.put(CONTACT, ID, shorter, "p1")
    assert len(edits.pending()) == 1
    assert 'instructions.peaceplea.info"}' not in next(iter(edits.files().values()))


def test_the_patch_applies_with_git_and_then_nothing_waits(edits: Edits, project: Path) -> None:
    edits.check_contact(ID, "p1")
    edits.read_anew({"age_65": {}}, "p1", "сова")
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    done = subprocess.run(["git", "apply", "-"], input=edits.patch(), text=True, cwd=project, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert edits.pending() == ()
    knowledge = law.load(project / "bot/law/knowledge/ru")
    assert knowledge.sources["age_65"].known_through == TODAY
    assert knowledge.withdrawn == frozenset()
    assert knowledge.approvals["age_65"].approved_by == "сова"


def test_a_changed_source_is_locked_until_it_is_approved(edits: Edits, project: Path) -> None:
    sources = project / "bot/law/knowledge/ru/sources.yml"
    sources.write_text(sources.read_text().replace('edition: "24.06.2023"', 'edition: "01.12.2026"', 1))
    before = law.load(sources.parent)
    [changed] = before.withdrawn
    edits.approve(changed, "p1", 'сова "ночная"')
    assert edits.apply() == ["bot/law/knowledge/ru/lock.yml"]
    assert law.load(sources.parent).withdrawn == frozenset()
    assert edits.pending() == ()


def test_a_change_that_the_project_has_overtaken_is_said_and_left_out(edits: Edits, project: Path) -> None:
    edits.check_contact(ID, "p1")
    directory = project / "bot/contacts/directory.yml"
    directory.write_text(directory.read_text().replace("Юристы и волонтёры.", "Адвокаты и волонтёры.", 1))
    [one] = edits.pending()
    assert one.overtaken
    assert edits.files() == {}


def test_a_change_is_dropped_with_the_approval_that_hangs_on_it(edits: Edits) -> None:
    edits.read_anew({"age_65": {}}, "p1", "сова")
    assert len(edits.pending()) == 2
    assert edits.drop("source-age_65")
    assert edits.pending() == ()
    assert not edits.drop("source-age_65")


def test_the_zip_holds_the_changed_files_and_the_patch(edits: Edits) -> None:
    edits.check_contact(ID, "p1")
    with zipfile.ZipFile(io.BytesIO(edits.archive())) as archive:
        assert archive.namelist() == ["bot/contacts/directory.yml", "raport-edits.patch"]


def test_the_operator_takes_all_over_into_the_copy_of_the_project(edits: Edits, project: Path) -> None:
    edits.check_contact(ID, "p1")
    assert edits.apply() == ["bot/contacts/directory.yml"]
    assert contacts.load(project / "bot/contacts/directory.yml").contacts[0].checked_on == TODAY
    assert edits.apply() == []
