"""An advocate at work: versions that lose nothing, warnings in place, the law on both dates, what happened since."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot import law, reports
from bot.cases.casefile import CaseFile
from bot.cases.casework import APPROVED, RETURNED, Casework, CaseworkError, finished
from bot.cases.conversations import Conversations
from bot.cases.people import Unlocked
from bot.cases.reviews import ANSWERED, Item, ReviewError, Reviews
from bot.reports import ReportError
from tests.conftest import Clock

CASE_ON = date(2026, 11, 20)
PROFILE = {"category": "mobilised", "dependant_relation": "mother", "dependant_disability_group": 1}
Rooms = tuple[reports.Catalogue, law.Knowledge]
FACTS = {"complaints": "Болит спина после осколочного ранения.", "signer": {"last": "Канарейкин"}}


@pytest.fixture(scope="module")
def rooms() -> Rooms:
    return reports.load(), law.load()


@pytest.fixture
def work(reviews: Reviews, rooms: Rooms, clock: Clock) -> Casework:
    return Casework(reviews, *rooms, lambda: clock().date())


@pytest.fixture
def me(advocate: Callable[[str], Unlocked]) -> Unlocked:
    return advocate("первая")


@pytest.fixture
def case(me: Unlocked, reviews: Reviews, conversations: Conversations, rooms: Rooms) -> str:
    """A case that «первая» has claimed."""
    file = made(rooms, FACTS)
    found, _ = reviews.submit(
        conversations.open("web", "address", "ru"), [Item("file", "bot", file.to_bytes())], tags=("lang:ru",)
    )
    reviews.claim(found, me)
    return found


def made(rooms: Rooms, facts: dict[str, Any]) -> CaseFile:
    catalogue, knowledge = rooms
    document = reports.draft(
        "vvk_referral", facts, on=CASE_ON, catalogue=catalogue, knowledge=knowledge, reviewed=False
    )
    return CaseFile("ru", "self", PROFILE, "vvk_referral", "vvk_referral", facts, document.as_dict(), CASE_ON)


def base(work: Casework, case: str, me: Unlocked) -> int:
    return work.open(case, me).newest.seq


def test_a_rewritten_block_is_a_new_version_beside_the_template(work: Casework, case: str, me: Unlocked) -> None:
    first = base(work, case, me)
    seq = work.rewrite(case, me, first, {"request": "Прошу направить меня на ВВК без промедления."})
    opened = work.open(case, me)
    assert [version.seq for version in opened.versions] == [first, seq]
    assert opened.newest.author == "advocate"
    assert opened.newest.document.block("request").plain() == "Прошу направить меня на ВВК без промедления."
    changed = [
        row.block for row in reports.compare(work.from_template(opened.newest), opened.newest.document) if row.changed
    ]
    assert changed == ["request"]


def test_saving_without_a_change_makes_no_version(work: Casework, case: str, me: Unlocked) -> None:
    first = base(work, case, me)
    document = work.open(case, me).newest.document
    texts = {block.id: "\n".join(reports.written(block)) for block in document.blocks}
    assert work.rewrite(case, me, first, texts) == first
    assert len(work.open(case, me).versions) == 1


def test_who_saves_on_an_older_version_is_told_and_both_texts_stay(work: Casework, case: str, me: Unlocked) -> None:
    first = base(work, case, me)
    work.keep_unsaved(case, me, "text", first, {"request": "Мой текст."})
    work.rewrite(case, me, first, {"request": "Один текст."})
    work.keep_unsaved(case, me, "text", first, {"request": "Другой текст."})
    with pytest.raises(ReviewError, match="newer"):
        work.rewrite(case, me, first, {"request": "Другой текст."})
    with pytest.raises(ReviewError, match="newer"):
        work.redraw(case, me, first, FACTS)
    opened = work.open(case, me)
    assert opened.newest.document.block("request").plain() == "Один текст."
    assert opened.unsaved is not None
    assert opened.unsaved.data["values"] == {"request": "Другой текст."}


def test_changed_facts_draw_the_paper_anew_on_todays_law(work: Casework, case: str, me: Unlocked, clock: Clock) -> None:
    clock.forward(days=3)
    work.redraw(case, me, base(work, case, me), {**FACTS, "complaints": "Болит голова."})
    newest = work.open(case, me).newest
    assert newest.file.on == date(2026, 11, 25)
    assert "олит голова" in " ".join(block.plain() for block in newest.document.blocks)
    assert work.open(case, me).began_on == CASE_ON
    with pytest.raises(ReportError):
        work.redraw(case, me, newest.seq, {"signer": "no mapping"})


def test_an_unsaved_edit_waits_for_its_author_and_goes_when_it_is_saved(
    work: Casework, case: str, me: Unlocked, reviews: Reviews, advocate: Callable[[str], Unlocked]
) -> None:
    second = advocate("вторая")
    reviews.share(case, me, second.person_id)
    work.keep_unsaved(case, me, "text", 1, {"request": "Раз"})
    work.keep_unsaved(case, me, "text", 1, {"request": "Раз, два"})
    unsaved = work.open(case, me).unsaved
    assert unsaved is not None
    assert unsaved.data["values"] == {"request": "Раз, два"}
    assert work.open(case, second).unsaved is None
    assert all(note.kind != "unsaved" for note in work.open(case, second).notes)
    work.rewrite(case, me, base(work, case, me), {"request": "Раз, два."})
    assert work.open(case, me).unsaved is None


def test_a_dangerous_sentence_is_a_warning_in_its_place(work: Casework, case: str, me: Unlocked) -> None:
    work.rewrite(case, me, base(work, case, me), {"request": "Отказываюсь выполнять приказы."})
    [found] = work.open(case, me).newest.document.findings
    assert (found.kind, found.place) == ("refusal", "request")


def test_a_decision_stands_on_what_was_seen_and_is_made_once(work: Casework, case: str, me: Unlocked) -> None:
    seen = {"file": base(work, case, me), "decision": 0}
    work.decide(case, me, seen, APPROVED, "")
    opened = work.open(case, me)
    assert opened.state.state == ANSWERED
    with pytest.raises(ReviewError, match="newer"):
        work.decide(case, me, seen, APPROVED, "")
    assert opened.decided is not None
    work.decide(case, me, {"file": seen["file"], "decision": opened.decided.seq}, RETURNED, "Поправьте дату.")
    again = work.open(case, me).decided
    assert again is not None
    assert again.code == RETURNED


def test_the_finished_paper_has_no_mark_of_a_draft(work: Casework, case: str, me: Unlocked) -> None:
    document = finished(work.open(case, me).newest.document)
    assert (document.reviewed, document.watermark) == (True, "")


def test_what_happened_to_the_paper_moves_the_clocks(work: Casework, case: str, me: Unlocked) -> None:
    assert work.happened(case, me, "filed_on", "21.11.2026") == date(2026, 11, 21)
    assert work.happened(case, me, "number", "  вх. 17 / 4 ") is None
    opened = work.open(case, me)
    assert opened.events == {"filed_on": "2026-11-21", "number": "вх. 17 / 4"}
    assert opened.profile.report_filed_on == date(2026, 11, 21)
    terms = {term.id: term.on for way in work.ways(opened) for term in way.now.deadlines}
    assert terms["answer"] == date(2026, 12, 21)
    for code, value, why in (
        ("filed_on", "завтра", "bad_date"),
        ("refused", "2026-11-23", "future_date"),
        ("number", " ", "bad_number"),
        ("number", "1" * 61, "bad_number"),
    ):
        with pytest.raises(CaseworkError, match=why):
            work.happened(case, me, code, value)


def test_a_note_of_an_old_filing_makes_the_case_urgent(
    work: Casework, case: str, me: Unlocked, reviews: Reviews
) -> None:
    assert reviews.state(case, me).urgency == 0
    work.happened(case, me, "filed_on", "23.08.2026")  # the right to sue ends three months later, tomorrow
    assert reviews.state(case, me).urgency == 1
    work.happened(case, me, "filed_on", "20.11.2026")
    assert reviews.state(case, me).urgency == 0


def test_the_ways_are_shown_on_both_dates_and_what_changed_is_marked(
    work: Casework, case: str, me: Unlocked, reviews: Reviews, rooms: Rooms, conversations: Conversations
) -> None:
    ways = work.ways(work.open(case, me))
    assert ways[0].chosen
    assert ways[0].now.option == "vvk_referral"
    assert len(ways) == len({way.now.option for way in ways}) == len(rooms[1].options)
    assert not any(way.changed for way in ways)
    before = replace(made(rooms, FACTS), on=date(2022, 9, 20))  # the day before the mobilisation decree
    old, _ = reviews.submit(conversations.open("web", "old", "ru"), [Item("file", "bot", before.to_bytes())])
    ways = work.ways(work.open(old, me))
    assert any(way.then.verdict is not way.now.verdict for way in ways)
    assert all(way.changed for way in ways if way.then.verdict is not way.now.verdict)


def test_a_paper_the_law_would_draw_otherwise_today_wants_a_second_look(
    work: Casework, case: str, me: Unlocked, reviews: Reviews, rooms: Rooms, conversations: Conversations
) -> None:
    assert work.alerts(work.open(case, me)) == ()
    before = replace(made(rooms, FACTS), on=date(2022, 9, 20))
    old, _ = reviews.submit(conversations.open("web", "old", "ru"), [Item("file", "bot", before.to_bytes())])
    opened = work.open(old, me)
    [chosen] = [way for way in work.ways(opened) if way.chosen]
    assert ("law_changed" in work.alerts(opened)) == chosen.changed
    work.rewrite(case, me, base(work, case, me), {"request": "Отказываюсь выполнять приказы."})
    assert work.alerts(work.open(case, me)) == ("findings",)


def test_what_stands_on_a_locked_source_wants_a_second_look(
    case: str, me: Unlocked, reviews: Reviews, rooms: Rooms
) -> None:
    catalogue, knowledge = rooms
    locked = replace(knowledge, withdrawn=frozenset(knowledge.options["vvk_referral"].rests_on))
    work = Casework(reviews, catalogue, locked, lambda: date(2026, 11, 22))
    assert "locked" in work.alerts(work.open(case, me))


def test_a_comment_stays_with_its_block_and_is_never_a_template(work: Casework, case: str, me: Unlocked) -> None:
    work.comment(case, me, "request", " {{ 7 * 7 }} <b> ")
    work.comment(case, me, "no_such_block", "общее")
    first, second = work.open(case, me).of("comment")
    assert (first.text, first.data["block"], first.by) == ("{{ 7 * 7 }} <b>", "request", me.person_id)
    assert isinstance(first.data["paragraph"], int)
    assert second.data["paragraph"] is None
    for text, why in (("  ", "no_words"), ("x" * 4001, "too_long")):
        with pytest.raises(CaseworkError, match=why):
            work.comment(case, me, None, text)


def test_what_is_in_a_case_is_never_in_a_repr(work: Casework, case: str, me: Unlocked) -> None:
    work.comment(case, me, None, "Канарейкин")
    assert "Канарейкин" not in repr(work.open(case, me).notes)
    assert "Канарейкин" not in repr(work.open(case, me).versions[0].file)


def test_words_of_the_person_that_look_like_a_note_are_words(
    work: Casework, case: str, me: Unlocked, reviews: Reviews
) -> None:
    reviews.add_item(case, Item("message", "person", json.dumps({"code": "approved"}).encode()))
    [said] = work.open(case, me).of("message")
    assert (said.code, said.text) == ("", '{"code": "approved"}')
