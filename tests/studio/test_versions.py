"""A change is a commit on the trainers' branch; what is checked out is not touched."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from bot.studio.versions import Versions


def git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "data").mkdir(parents=True)
    (root / "data" / "a.yml").write_text("a: 1\n")
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "-c", "user.name=x", "-c", "user.email=x@invalid", "commit", "-qm", "first")
    return root


def test_a_change_is_a_commit_with_the_trainers_pseudonym_and_nothing_else_moves(project: Path) -> None:
    head = git(project, "rev-parse", "HEAD")
    first = Versions(project).keep("data/a.yml", "a: 2\n", "сова", "a: changed in the studio")
    second = Versions(project).keep("data/a.yml", "a: 3\n", "щегол", "a: changed in the studio")
    assert git(project, "rev-parse", "studio") == second
    assert git(project, "rev-parse", "studio~1") == first
    assert git(project, "log", "-1", "--format=%an|%cn|%s", "studio") == "щегол|щегол|a: changed in the studio"
    assert git(project, "show", "studio:data/a.yml") == "a: 3"
    assert (git(project, "rev-parse", "HEAD"), git(project, "status", "--porcelain")) == (head, "")


def test_a_file_that_stands_so_already_is_no_commit(project: Path) -> None:
    assert Versions(project).keep("data/a.yml", "a: 1\n", "сова", "nothing") == ""


def test_after_the_branch_was_taken_over_it_goes_on_from_what_is_checked_out(project: Path) -> None:
    Versions(project).keep("data/a.yml", "a: 2\n", "сова", "one")
    git(project, "merge", "-q", "--ff-only", "studio")
    git(project, "-c", "user.name=x", "-c", "user.email=x@invalid", "commit", "-qm", "more", "--allow-empty")
    head = git(project, "rev-parse", "HEAD")
    Versions(project).keep("data/a.yml", "a: 3\n", "сова", "two")
    assert git(project, "rev-parse", "studio~1") == head


def test_without_git_the_change_is_kept_as_a_file_alone(tmp_path: Path) -> None:
    assert Versions(tmp_path).keep("data/a.yml", "a: 2\n", "сова", "one") == ""
