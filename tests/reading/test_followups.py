"""What people write after an answer: how the lines are read, and how much likelier they make a record."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import law
from bot.reading.followups import NOTHING, Afterwards, FollowUp, FollowUpsError, follow_ups

TOPICS = {"late": "leave", "days": "leave", "court": "complaint", "term": "complaint", "never": "complaint"}
ROWS = [
    *(FollowUp("late", "а справка", ("days",)) for _ in range(4)),
    FollowUp("late", "в суд?", ("court", "term")),
    FollowUp("court", "сколько ждать", ("term",)),
    FollowUp("court", "спасибо", ()),
]


def test_a_line_tells_after_what_it_was_written_and_what_it_asks(tmp_path: Path) -> None:
    (tmp_path / "ru.tsv").write_text(
        "# a comment\nlate\tа справка где\tdays,court\nlate\tспасибо\t-\n", encoding="utf-8"
    )
    assert follow_ups(tmp_path) == [
        FollowUp("late", "а справка где", ("days", "court")),
        FollowUp("late", "спасибо", ()),
    ]


@pytest.mark.parametrize(("line", "code"), [("late\tа справка", "columns"), ("late\t \tdays", "empty")])
def test_a_line_that_is_none_is_named_by_its_place_and_never_by_its_words(tmp_path: Path, line: str, code: str) -> None:
    (tmp_path / "ru.tsv").write_text(f"# one\n{line}\n", encoding="utf-8")
    with pytest.raises(FollowUpsError) as raised:
        follow_ups(tmp_path)
    assert (raised.value.code, raised.value.place) == (code, "ru.tsv:2")
    assert "справка" not in str(raised.value)


def test_what_is_asked_after_an_answer_gains_most_then_what_is_asked_after_its_topic() -> None:
    after = Afterwards(ROWS, TOPICS)
    assert after.gain("days", "late", None) > after.gain("court", "late", None) > after.gain("never", "late", None)
    assert after.gain("term", "court", None) > 1
    assert after.gain("term", "never", None) > 1  # asked after another record of its topic
    assert after.gain("days", None, "leave") > after.gain("days", None, "complaint")


def test_where_nothing_was_answered_nothing_gains() -> None:
    after = Afterwards(ROWS, TOPICS)
    assert (
        after.gain("days", None, None) == after.gain("unknown", "late", None) == after.gain("days", "gone", "gone") == 1
    )


def test_the_projects_lines_name_records_that_exist_and_none_is_written_twice() -> None:
    known = set(law.load().asked)
    rows = follow_ups()
    assert len(rows) > 4_000
    assert {row.after for row in rows} - {NOTHING} | {id for row in rows for id in row.asks} <= known
    written = [(row.after, " ".join(row.text.lower().split())) for row in rows]
    assert len(written) == len(set(written))
