"""Parts of a whole service are killed under people who talk to it: every message is answered once and in its place."""

from __future__ import annotations

from pathlib import Path

from tests.service import faults


def test_no_message_is_lost_or_answered_twice_whatever_part_is_killed(tmp_path: Path) -> None:
    report = faults.run(tmp_path, seconds=45, people=20, every=5)
    assert report.wrong == [], str(report)
    assert report.messages > 20
    assert report.reports == 2
    assert len(report.kills) >= 3
    # Telegram has no key that makes a request harmless twice: a message is sent again when probing does not find it.
    assert report.doubled <= report.kills.get("messengers", 0)
