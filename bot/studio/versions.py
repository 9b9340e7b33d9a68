"""Keeps each change of a trainer as a commit on a branch of its own, where the project lies in git and can be written.

Neither the checked-out branch nor the index nor the working tree is touched: whoever runs the project takes the branch
over when he has read it, as any other change.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

BRANCH = "refs/heads/studio"
NOBODY = "trainer@invalid"  # git wants an address; a pseudonym has none


class Versions:
    """The git repository of the project in ``root``, if there is one."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def keep(self, name: str, text: str, author: str, message: str) -> str:
        """Commit one file whole on the branch; returns the commit, or nothing where there is no git to write to."""
        try:
            parent = self._parent()
            with tempfile.TemporaryDirectory() as scratch:
                index = {"GIT_INDEX_FILE": str(Path(scratch) / "index")}
                self._git("read-tree", parent, env=index)
                blob = self._git("hash-object", "-w", "--stdin", given=text)
                self._git("update-index", "--add", "--cacheinfo", f"100644,{blob},{name}", env=index)
                tree = self._git("write-tree", env=index)
            if tree == self._git("rev-parse", f"{parent}^{{tree}}"):
                return ""
            who = {f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER")
                   for part, value in (("NAME", author), ("EMAIL", NOBODY))}  # fmt: skip
            commit = self._git("commit-tree", tree, "-p", parent, "-m", message, env=who)
            self._git("update-ref", BRANCH, commit)
        except (OSError, subprocess.CalledProcessError):
            return ""
        return commit

    def _parent(self) -> str:
        """The tip of the branch; of one that was taken over, or that is not there yet, what is checked out."""
        head = self._git("rev-parse", "--verify", "HEAD")
        try:
            tip = self._git("rev-parse", "--verify", "--quiet", BRANCH)
            self._git("merge-base", "--is-ancestor", tip, head)
        except subprocess.CalledProcessError as error:
            return tip if "merge-base" in error.cmd else head
        return head

    def _git(self, *arguments: str, given: str | None = None, env: dict[str, str] | None = None) -> str:
        done = subprocess.run(
            ["git", "-C", str(self._root), *arguments], input=given, env={**os.environ, **(env or {})},
            capture_output=True, text=True, encoding="utf-8", check=True, timeout=30,
        )  # fmt: skip
        return done.stdout.strip()
