"""Records what the trained model hears in each message of the talks, and prints how they go.

    python -m tests.dialogue.record [STEM …]

Run it after a training, and after a change of rules by which another question stands open when a message comes.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from bot.rehearsal.ear import Ear
from bot.rehearsal.stage import Side
from bot.settings import Settings
from bot.studio.talks import Talk
from tests.dialogue.talks import keep, talks


def main(stems: list[str]) -> None:
    """Play the talks of these files, or all, and keep every reading."""
    with tempfile.TemporaryDirectory() as home:
        ear = Ear(Settings(), [Settings().model_path.resolve()])
        side = Side(Settings(home=Path(home), mode="local"), ear)
        wanted = [talk for talk in talks() if not stems or talk.file in stems]
        found: dict[str, dict[str, list[Any]]] = {}
        for talk in wanted:
            found.setdefault(talk.file, {})[talk.name] = _play(side, talk)
        for file, of_file in found.items():
            keep(file, of_file)
        ear.close()
        side.services.close()


def _play(side: Side, talk: Talk) -> list[Any]:
    print(f"\n== {talk.file}: {talk.name}")
    side.begin(talk.lang, talk.on)
    heard: list[Any] = []
    for turn in talk.turns:
        told = side.say(turn["say"]) if "say" in turn else side.press(turn["press"])
        if "press" in turn and not told["pressed"]:
            raise SystemExit(f"no button {turn['press']!r}")
        heard.append(told["reading"])
        print(f"> {turn.get('say') or turn['press']}\n    {told['rule']}, open={told.get('asks', '?')}")
        for bubble in told["bubbles"]:
            print(f"    < {bubble['text'][:110]!r} {[title[:16] for title in bubble['buttons']][:4]}")
    return heard


if __name__ == "__main__":
    main(sys.argv[1:])
