"""The bar of a training: it moves on, never stands at the end too early, and learns from the last time."""

from pathlib import Path

from bot.studio import progress
from bot.studio.progress import STAGES, USUAL, Progress


def test_the_share_grows_and_is_whole_only_when_a_model_was_made() -> None:
    at, now, seen = Progress(0.0, STAGES[0], 0.0), 0.0, [0.0]
    for stage in STAGES[1:]:
        now += USUAL[at.stage] * 2  # a slow machine
        seen.append(at.share(now))
        at = at.enter(stage, now)
    assert seen == sorted(seen)
    assert at.share(now + 10_000) < 1
    assert at.end(now, made="m").share(now) == 1


def test_the_time_left_follows_the_pace_of_this_run() -> None:
    slow = Progress(0.0, "reading", 0.0).enter("answers", USUAL["reading"] * 3)
    quick = Progress(0.0, "reading", 0.0).enter("answers", USUAL["reading"])
    assert slow.left(slow.since) == 3 * quick.left(quick.since)
    assert quick.left(quick.since + 10_000) == sum(USUAL[stage] for stage in STAGES[2:])


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "training.json"
    assert progress.read(path) is None
    kept = Progress(1.0, "exam", 2.0).end(3.0, failed="why")
    progress.write(path, kept)
    assert progress.read(path) == kept
    path.write_text("{")
    assert progress.read(path) is None
