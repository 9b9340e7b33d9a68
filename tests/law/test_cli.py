"""`raport law …` as the operator and the legal editor use it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from icalendar import Calendar
from typer.testing import CliRunner, Result

from bot.law.cli import app
from bot.law.loading import load

KEYS = {"option", "verdict", "reasons", "risks", "deadlines", "evidence", "steps", "sources", "known_through"}


@pytest.fixture
def profile(tmp_path: Path) -> str:
    """A profile file."""
    path = tmp_path / "man.yml"
    path.write_text(
        "category: contract\nvvk_category: Д\nreport_filed_on: 2026-11-01\nabsent_since: 2026-11-20\n", encoding="utf-8"
    )
    return str(path)


@pytest.fixture
def changed(spoil: Callable[[str, str, str], Path]) -> Path:
    """A knowledge folder in which one source has a new edition."""
    return spoil("sources.yml", 'edition: "21.09.2022"', 'edition: "2026"')


def run(*words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, list(words), input=stdin)


def test_assess_prints_every_option_as_json(profile: str) -> None:
    result = run("assess", "--on", "2026-11-22", "--profile", profile, "--json")
    assert result.exit_code == 0
    answers = json.loads(result.output)
    assert len(answers) == 30 and all(set(answer) >= KEYS for answer in answers)
    unfit = next(answer for answer in answers if answer["option"] == "health_unfit")
    assert unfit["verdict"] == "may_ask" and unfit["stale"] and unfit["known_through"] == "2026-03-06"


def test_assess_tells_the_risk_before_the_step(profile: str) -> None:
    result = run("assess", "--on", "2026-11-22", "--profile", profile)
    text = result.output[result.output.index("[health_unfit,") :]
    assert text.index("Чем рискуете") < text.index("Шаги:")
    assert text.index("! Слова «отказываюсь воевать»") < text.index(". Подпишите рапорт в двух")
    assert result.output.startswith("Отсутствие с 2026-11-20")


def test_assess_reads_standard_input_and_speaks_english() -> None:
    result = run("assess", "--on", "2026-11-22", "--profile", "-", "--lang", "en", stdin='{"category": "conscript"}')
    assert result.exit_code == 0
    assert "End of conscript service: YOU MAY ASK" in result.output


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("category: soldier", "not_a_code"),
        ("surname: x", "unknown_field"),
        ("- a", "must be a mapping"),
        ("a: [", "neither YAML nor JSON"),
    ],
)
def test_a_wrong_profile_is_refused_in_plain_words(text: str, words: str) -> None:
    result = run("assess", "--on", "2026-11-22", "--profile", "-", stdin=text)
    assert result.exit_code == 2 and words in result.output


def test_a_wrong_date_is_refused(profile: str) -> None:
    assert run("assess", "--on", "22.11.2026", "--profile", profile).exit_code == 2


def test_a_profile_that_is_not_there_is_refused() -> None:
    assert run("assess", "--profile", "/nonexistent/man.yml").exit_code == 2


def test_show_prints_one_option_with_its_possible_answers() -> None:
    result = run("show", "contract_expiry", "--on", "2026-11-22")
    assert result.exit_code == 0
    assert "закрыто: Идёт частичная мобилизация" in result.output
    assert "закрыто" not in run("show", "health_unfit", "--on", "2021-01-01").output
    today, before = (run("show", "family_care", "--on", day).output for day in ("2026-11-22", "2022-05-20"))
    assert "вправе уволиться досрочно" not in today and "вправе уволиться досрочно" in before
    assert "возможно: Категория «Д»" in run("show", "health_unfit", "--on", "2026-03-01").output
    assert "можно просить: Категория «Д»" in run("show", "health_unfit", "--on", "2026-11-22").output
    assert run("show", "escape").exit_code == 2


def test_check_passes_as_it_ships_and_fails_when_something_is_withdrawn(copy: Path) -> None:
    assert run("check", "--on", "2026-11-22").exit_code == 0
    path = copy / "sources.yml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('edition: "21.09.2022"', 'edition: "2026"'), encoding="utf-8"
    )
    result = run("check", "--on", "2026-11-22", "--knowledge", str(copy), "--json")
    assert result.exit_code == 1
    withdrawn = [one for one in json.loads(result.output) if one["code"] == "withdrawn"]
    assert withdrawn and all("option:" in one["detail"] for one in withdrawn)


def test_check_tells_a_broken_file_with_its_line(copy: Path) -> None:
    (copy / "steps.yml").write_text("steps: [\n", encoding="utf-8")
    result = run("check", "--knowledge", str(copy))
    assert result.exit_code == 2 and result.output.startswith("steps.yml:")


def test_approve_brings_withdrawn_answers_back(copy: Path) -> None:
    path = copy / "sources.yml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('edition: "21.09.2022"', 'edition: "2026"'), encoding="utf-8"
    )
    assert load(copy).withdrawn
    result = run("approve", "--all", "--by", "A. Advocate", "--on", "2026-11-23", "--knowledge", str(copy))
    assert result.exit_code == 0 and "decree_647_5" in result.output
    assert not load(copy).withdrawn
    assert run("check", "--on", "2026-11-23", "--knowledge", str(copy)).exit_code == 0


def test_approve_refuses_an_unknown_source(copy: Path) -> None:
    assert run("approve", "rumour", "--by", "A", "--knowledge", str(copy)).exit_code == 2


def test_diff_names_what_changed(profile: str) -> None:
    result = run("diff", "--profile", profile, "--from", "2022-09-20", "--to", "2022-09-21")
    assert "[own_wish]: можно просить → закрыто" in result.output
    as_json = json.loads(
        run("diff", "--profile", profile, "--from", "2022-09-20", "--to", "2022-09-21", "--json").output
    )
    assert {"option", "before", "after"} <= set(as_json[0])


def test_graph_names_what_rests_on_a_source() -> None:
    assert "option:health_unfit" in run("graph", "--source", "decree_647_5b").output
    assert run("graph", "--dot").output.startswith("digraph")
    assert "decree_647_5b" in json.loads(run("graph", "--json").output)
    assert run("graph", "--source", "rumour").exit_code == 2


def test_absence_says_what_it_is_today_and_next(profile: str) -> None:
    result = run("absence", "--profile", profile, "--on", "2026-11-22", "--json")
    found = json.loads(result.output)
    assert [stage["act"] for stage in found["now"]] == ["УК 337 ч.2.1"]
    assert found["next"][0]["begins_on"] == "2026-11-30"
    assert run("absence", "--profile", "-", "--on", "2026-11-22", stdin="category: contract").exit_code == 2


def test_calendar_writes_a_neutral_file(profile: str, tmp_path: Path) -> None:
    out = tmp_path / "days.ics"
    assert run("calendar", "--profile", profile, "--on", "2026-11-22", "-o", str(out)).exit_code == 0
    titles = [str(event["summary"]) for event in Calendar.from_ical(out.read_bytes()).walk("VEVENT")]
    assert titles and all(title.startswith("Напоминание") for title in titles)
