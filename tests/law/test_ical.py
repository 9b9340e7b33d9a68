"""The calendar file says when and nothing else."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from icalendar import Calendar

from bot.law import Knowledge, Profile, assess, calendar
from bot.law.ical import listed

ON = date(2026, 11, 22)
KEY, OTHER_KEY = b"one talk", b"another talk"


def terms(knowledge: Knowledge) -> list[object]:
    """All terms of a man who filed and was refused."""
    man = Profile(category="contract", report_filed_on=date(2026, 11, 1), report_refused_on=date(2026, 11, 15))
    return [term for answer in assess(man, ON, knowledge) for term in answer.deadlines]


def test_titles_are_neutral_and_nothing_else_is_told(knowledge: Knowledge) -> None:
    for lang, word in (("ru", "Напоминание"), ("en", "Reminder")):
        text = calendar(terms(knowledge), ON, lang, KEY).decode()
        events = Calendar.from_ical(text).walk("VEVENT")
        assert [str(event["summary"]) for event in events] == [f"{word} {n}" for n in range(1, len(events) + 1)]
        for banned in ("рапорт", "суд", "КАС", "прокурор", "raport", "report", "court", "law", "army", "DESCRIPTION:Р"):
            assert banned.lower() not in text.lower()
        assert all("DESCRIPTION" not in event for event in events)


def test_only_days_that_lie_ahead_are_exported_once_and_in_order(knowledge: Knowledge) -> None:
    events = Calendar.from_ical(calendar(terms(knowledge), ON, "ru", KEY)).walk("VEVENT")
    days = [event["dtstart"].dt for event in events]
    assert days == [term.on for term in listed(terms(knowledge), ON)]
    assert days == sorted(days) and all(day >= ON for day in days)
    assert date(2026, 12, 1) in days and date(2027, 2, 15) in days and date(2026, 11, 4) not in days


def test_the_file_does_not_carry_the_clock(knowledge: Knowledge) -> None:
    first, second = (calendar(terms(knowledge), ON, "ru", KEY) for _ in range(2))
    assert first == second
    assert b"DTSTAMP:20261122T000000Z" in first


def test_no_terms_make_an_empty_calendar(knowledge: Knowledge) -> None:
    assert Calendar.from_ical(calendar([], ON, "en", KEY)).walk("VEVENT") == []


def names_of(knowledge: Knowledge, key: bytes, on: date = ON) -> list[str]:
    return [str(event["uid"]) for event in Calendar.from_ical(calendar(terms(knowledge), on, "ru", key)).walk("VEVENT")]


def test_each_event_has_a_name_of_its_own_and_keeps_it_in_a_later_file(knowledge: Knowledge) -> None:
    names = names_of(knowledge, KEY)
    assert len(set(names)) == len(names) >= 3
    later = names_of(knowledge, KEY, on=date(2026, 12, 20))
    assert later and set(later) < set(names)


def test_files_of_two_people_share_no_name_of_an_event(knowledge: Knowledge) -> None:
    names, others = names_of(knowledge, KEY), names_of(knowledge, OTHER_KEY)
    assert not set(names) & set(others)
    # A name tells neither the day nor the term nor this service.
    assert all(len(name) == 32 and set(name) <= set("0123456789abcdef") for name in names)


def test_the_phone_rings_on_the_morning_of_the_day_before(knowledge: Knowledge) -> None:
    for event in Calendar.from_ical(calendar(terms(knowledge), ON, "ru", KEY)).walk("VEVENT"):
        (alarm,) = event.walk("VALARM")
        rings = datetime.combine(event["dtstart"].dt, time()) + alarm["trigger"].dt
        assert (rings.date(), rings.hour) == (event["dtstart"].dt - timedelta(days=1), 10)
