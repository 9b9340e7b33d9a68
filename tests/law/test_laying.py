"""What an instance lays over the files replaces the entry it was made over and nothing else, and hides what is shut."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bot.law import Knowledge, Profile, Standing, answer, assess, load
from bot.law.knowledge import fingerprint
from bot.law.laying import Laid, Reading, Renewal

TODAY = date(2026, 12, 1)
ID = "decree_647_4"


def reading(knowledge: Knowledge, id: str = ID, **changed: Any) -> Reading:
    """The source as if it had been read today."""
    source = knowledge.sources[id]
    entry = source.model_dump(mode="json", by_alias=True, exclude_none=True)
    entry |= {"read_on": "2026-12-01", "known_through": "2026-12-01"} | changed
    return Reading(fingerprint(source), entry, "сова, дятел", "2026-12-01")


def test_a_reading_moves_the_day_on_and_is_its_own_approval(knowledge: Knowledge) -> None:
    laid = load(laid=Laid({ID: reading(knowledge)}))
    assert laid.sources[ID].known_through == TODAY
    assert laid.withdrawn == frozenset()
    assert laid.approvals[ID].approved_by == "сова, дятел"
    assert {id for id in laid.sources if laid.sources[id] != knowledge.sources[id]} == {ID}


def test_the_warning_goes_once_all_that_an_answer_rests_on_was_read(knowledge: Knowledge) -> None:
    option = knowledge.options["age_limit"]
    before = {one.option: one for one in assess(Profile(category="contract"), TODAY, knowledge)}["age_limit"]
    ids = [id for id in option.rests_on if knowledge.sources[id].known_through]
    laid = load(laid=Laid({id: reading(knowledge, id) for id in ids}))
    after = {one.option: one for one in assess(Profile(category="contract"), TODAY, laid)}["age_limit"]
    assert (before.stale, after.stale) == (True, False)
    assert after.known_through == TODAY


def test_a_better_reading_raises_what_may_be_said(knowledge: Knowledge) -> None:
    weak = next(id for id, one in knowledge.sources.items() if one.sure == "S")
    laid = load(laid=Laid({weak: reading(knowledge, weak, sure="P")}))
    assert laid.sources[weak].sure == "P"
    assert laid.withdrawn == frozenset()


def test_the_files_speak_alone_once_the_entry_was_changed_in_them(knowledge: Knowledge, copy: Path) -> None:
    made = reading(knowledge, "age_65")
    sources = copy / "sources.yml"
    sources.write_text(sources.read_text().replace('edition: "24.06.2023"', 'edition: "30.11.2026"', 1))
    changed = next(iter(load(copy).withdrawn))
    laid = load(copy, Laid({changed: reading(knowledge, changed), "age_65": made}))
    assert laid.sources[changed].edition == "30.11.2026"
    assert changed in laid.withdrawn


def test_a_reading_that_is_no_entry_any_more_is_left_out(knowledge: Knowledge) -> None:
    broken = replace(reading(knowledge), entry={"id": ID, "act": "decree_647"})
    other = reading(knowledge, act="uk")
    for one in (broken, other):
        assert load(laid=Laid({ID: one})).sources == knowledge.sources


def test_a_switch_is_known_for_longer_only_over_the_day_it_was_made_over(knowledge: Knowledge) -> None:
    id = "partial_mobilisation"
    before = knowledge.regimes[id].known_through
    late = before + knowledge.recheck_after + timedelta(days=1)
    fits = load(laid=Laid(regimes={id: Renewal(before.isoformat(), "2026-12-01")}))
    stranger = load(laid=Laid(regimes={id: Renewal("2026-01-01", "2026-12-01")}))
    assert fits.regime_state(id, late) == "on"
    assert stranger.regime_state(id, late) == knowledge.regime_state(id, late) == "unknown"


def test_what_is_shut_says_that_it_is_and_leads_nowhere(knowledge: Knowledge) -> None:
    question = next(iter(knowledge.asked))
    laid = load(laid=Laid(shut=frozenset({"option:age_limit", f"question:{question}", "topic:stay_rule"})))
    found = {one.option: one for one in assess(Profile(), TODAY, laid)}
    assert found["age_limit"].standing is Standing.WITHDRAWN
    assert found["age_limit"].reasons[0].text == laid.phrases.shut
    assert found["age_limit"].documents == ()
    assert [id for id, one in found.items() if one.standing is Standing.WITHDRAWN] == ["age_limit"]
    told = answer(question, Profile(), TODAY, laid)
    assert told.withdrawn and told.text == laid.phrases.shut and not told.leads.papers and not told.risk
    [sentence] = laid.topic("stay_rule", TODAY).sentences
    assert sentence.text == laid.phrases.shut


def test_whoever_holds_the_law_holds_the_newer_one(knowledge: Knowledge, copy: Path) -> None:
    held = load(copy)
    held.known_through(["decree_647_4"])
    ask: Callable[[], bool] = lambda: held.topic("stay_rule", TODAY).withdrawn  # noqa: E731
    assert not ask()
    held.renew(load(copy, Laid(shut=frozenset({"topic:stay_rule"}))))
    assert ask()
    held.renew(load(copy))
    assert not ask()
