"""The real tor with a file for a server."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

PROGRAM = shutil.which("tor", path="/usr/sbin:/usr/bin")


def check(text: str, folder: Path) -> None:
    """Ask tor whether it takes the file, without a warning."""
    assert PROGRAM is not None
    text = text.replace("/var/lib/tor/", f"{folder}/")
    (folder / "torrc").write_text(f"DataDirectory {folder}/data\nSocksPort 0\n{text}")
    done = subprocess.run([PROGRAM, "--verify-config", "-f", str(folder / "torrc")], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert "Configuration was valid" in done.stdout
    assert not re.search(r"\[warn\](?!.*(?:root|User))", done.stdout), done.stdout
