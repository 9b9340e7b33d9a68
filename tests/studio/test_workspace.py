"""The trainers' files lie over the project's, whole, and what is not theirs is never among them."""

from pathlib import Path

import pytest

from bot.settings import ROOT
from bot.studio.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    root = tmp_path / "project"
    for name, text in (("data/nlu/ru/a.yml", "nlu: []\n"), ("domain.yml", "x"), ("bot/a.yml", "code")):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return Workspace(root, tmp_path / "changes")


def test_a_change_is_read_and_the_project_stays(workspace: Workspace) -> None:
    assert (workspace.changes(), workspace.mark()) == ([], "")
    workspace.write("data/nlu/ru/a.yml", "nlu: [1]\n", "owl")
    assert workspace.read("data/nlu/ru/a.yml") == "nlu: [1]\n"
    assert (workspace.root / "data/nlu/ru/a.yml").read_text() == "nlu: []\n"
    assert workspace.changes() == ["data/nlu/ru/a.yml"]
    assert workspace.mark()
    assert workspace.changed_by("data/nlu/ru/a.yml") == "owl"


def test_a_file_that_is_as_in_the_project_again_is_no_change(workspace: Workspace) -> None:
    workspace.write("data/nlu/ru/a.yml", "nlu: [1]\n", "owl")
    workspace.write("data/nlu/ru/a.yml", "nlu: []\n", "owl")
    assert workspace.changes() == []


def test_what_trainers_may_not_change_is_not_taken_from_their_folder(workspace: Workspace, tmp_path: Path) -> None:
    for name in ("bot/a.yml", "domain.yml"):
        workspace.write(name, "changed", "owl")
    (workspace.folder / "data").mkdir()
    (workspace.folder / "data/none.yml").write_text("new")
    workspace.copy(tmp_path / "copy")
    assert workspace.changes() == []
    assert (tmp_path / "copy" / "bot" / "a.yml").read_text() == "code"
    assert (tmp_path / "copy" / "domain.yml").read_text() == "x"
    assert not (tmp_path / "copy" / "data" / "none.yml").exists()


def test_a_release_that_changes_the_file_too_overtakes_the_change_and_is_not_taken_back(workspace: Workspace) -> None:
    name = "data/nlu/ru/a.yml"
    workspace.write(name, "nlu: [1]\n", "owl")
    (workspace.root / name).write_text("nlu: [2]\n")
    assert (workspace.changes(), workspace.overtaken(), workspace.mark()) == ([], [name], "")
    assert workspace.read(name) == "nlu: [2]\n"
    (workspace.root / name).write_text("nlu: [1]\n")
    assert (workspace.changes(), workspace.overtaken()) == ([], []), "the release has taken it over"


def test_the_copy_holds_the_changes(workspace: Workspace, tmp_path: Path) -> None:
    workspace.write("data/nlu/ru/a.yml", "nlu: [1]\n", "owl")
    workspace.copy(tmp_path / "copy")
    assert (tmp_path / "copy" / "data/nlu/ru/a.yml").read_text() == "nlu: [1]\n"


def test_the_copy_of_the_real_project_holds_all_a_training_needs(tmp_path: Path) -> None:
    Workspace(ROOT, tmp_path / "changes").copy(tmp_path / "copy")
    for name in (
        "config.yml",
        "domain.yml",
        "data/answers/sex.yml",
        "bot/assistant/exam.py",
        "tests/nlu/heldout_d.yml",
    ):
        assert (tmp_path / "copy" / name).read_bytes() == (ROOT / name).read_bytes()
