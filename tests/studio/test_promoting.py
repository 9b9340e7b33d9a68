"""Which model serves: what a start takes, what the gate stops, who must agree, and the way back."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot import service
from bot.studio import progress, training
from bot.studio.promoting import SHELL, GateError, Promoting
from bot.studio.shelf import ShelfError
from bot.studio.workspace import Workspace
from tests.studio.conftest import Instance, exam

REASON = "the corpus has one wrong line"


def now() -> datetime:
    return datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def quiet(_line: str) -> None:
    pass


@pytest.fixture
def promoting(instance: Instance) -> Promoting:
    return Promoting(instance.settings, now)


@pytest.fixture
def release(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Another release: with other training data, or with other code where ``code`` is named."""

    def change(to: str, code: str = "") -> None:
        monkeypatch.setattr(training, "fingerprint", lambda: to)
        if code:
            monkeypatch.setattr(training, "code_mark", lambda: code)

    return change


def candidate(instance: Instance, **how: object) -> str:
    instance.next(**how)
    return training.train(instance.settings, quiet, now).name


def test_the_first_start_trains_and_promotes_by_itself(instance: Instance, promoting: Promoting) -> None:
    promoting.start(quiet)
    serving = promoting.shelf.serving()
    assert serving
    assert training.is_current(instance.settings)
    promoting.start(quiet)
    assert (promoting.shelf.serving(), instance.trainings) == (serving, 1)


def test_a_training_makes_a_candidate_and_what_serves_stays(instance: Instance, promoting: Promoting) -> None:
    promoting.start(quiet)
    serving = promoting.shelf.serving()
    new = candidate(instance)
    assert promoting.shelf.serving() == serving != new
    assert promoting.promote(new, SHELL).name == promoting.shelf.serving() == new


def test_a_worse_one_needs_a_reason_and_two_people(instance: Instance, promoting: Promoting) -> None:
    promoting.start(quiet)
    serving, bad = promoting.shelf.serving(), candidate(instance, crisis=1)
    for reason, code in (("", "reason"), ("well", "reason"), (REASON, "second"), (REASON, "second")):
        with pytest.raises(GateError) as stopped:
            promoting.promote(bad, "owl", reason)
        assert stopped.value.code == code
        assert [one.name for one in stopped.value.findings] == ["crisis"]
        assert promoting.shelf.serving() == serving
    promoting.promote(bad, "wren", REASON)
    assert promoting.shelf.serving() == bad
    assert {vote.by for vote in promoting.shelf.about(bad).votes} == {"owl", "wren"}


def test_a_vote_counts_against_the_model_that_served_when_it_was_given(
    instance: Instance, promoting: Promoting
) -> None:
    promoting.start(quiet)
    bad = candidate(instance, crisis=1)
    with pytest.raises(GateError):
        promoting.promote(bad, "owl", REASON)
    promoting.promote(candidate(instance), SHELL)
    with pytest.raises(GateError) as stopped:
        promoting.promote(bad, "wren", REASON)
    assert stopped.value.code == "second"


def test_going_back_asks_nobody_and_is_not_undone_by_a_start(
    instance: Instance, promoting: Promoting, release: Callable[..., None]
) -> None:
    promoting.start(quiet)
    first = promoting.shelf.serving()
    release("other data")
    promoting.start(quiet)
    assert promoting.shelf.serving() != first
    assert promoting.roll_back("owl", "reads badly").name == first
    promoting.start(quiet)
    assert (promoting.shelf.serving(), instance.trainings) == (first, 2)


def test_a_release_with_worse_data_leaves_the_old_model(
    instance: Instance, promoting: Promoting, release: Callable[..., None]
) -> None:
    promoting.start(quiet)
    first = promoting.shelf.serving()
    release("other data")
    instance.next(crisis=3)
    said: list[str] = []
    promoting.start(said.append)
    assert promoting.shelf.serving() == first
    assert "stays" in said[-1]
    promoting.start(quiet)
    assert instance.trainings == 2


def test_a_release_with_other_code_takes_its_own_model(
    instance: Instance, promoting: Promoting, release: Callable[..., None]
) -> None:
    promoting.start(quiet)
    first = promoting.shelf.serving()
    release("other", code="other code")
    instance.next(crisis=3)
    promoting.start(quiet)
    assert promoting.shelf.serving() != first
    with pytest.raises(ShelfError, match="other_code"):
        promoting.roll_back("owl")


def test_the_command_makes_a_candidate_unless_nothing_serves_that_fits_the_code(
    instance: Instance, promoting: Promoting, release: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "read_settings", lambda: instance.settings)
    service.run_training(quiet, force=False)
    first = promoting.shelf.serving()
    assert first
    release("other data")
    service.run_training(quiet, force=False)
    assert (promoting.shelf.serving(), instance.trainings) == (first, 2)
    service.run_training(quiet, force=False)
    assert instance.trainings == 2, "it was made from just this already"
    release("other", code="other code")
    service.run_training(quiet, force=False)
    assert promoting.shelf.serving() != first


def test_a_model_of_an_earlier_version_that_is_current_fits_and_is_followed_through_the_gate(
    instance: Instance, promoting: Promoting
) -> None:
    promoting.shelf.folder.mkdir(parents=True)
    promoting.shelf.place.write_text(json.dumps(exam()))
    promoting.shelf.place.with_suffix(".made-from").write_text(training.fingerprint())
    assert not promoting.fits()
    new = candidate(instance, crisis=1)
    assert promoting.fits()
    with pytest.raises(GateError):
        promoting.promote(new, "owl", REASON)


def test_what_trainers_change_waits_for_a_training_and_a_promotion(instance: Instance, promoting: Promoting) -> None:
    """A restart takes no half-done edits over, and does not lose those that were promoted."""
    promoting.start(quiet)
    first, name = promoting.shelf.serving(), "data/nlu/ru/greeting.yml"
    workspace = Workspace(training.ROOT, instance.settings.studio_path)
    workspace.write(name, workspace.read(name) + "      - доброго здоровьица всем\n", "owl")
    promoting.start(quiet)
    assert (promoting.shelf.serving(), instance.trainings) == (first, 1)
    assert training.made(instance.settings) is None
    new = candidate(instance)
    assert promoting.shelf.about(new).changes == workspace.mark() != ""
    promoting.promote(new, "owl")
    promoting.start(quiet)
    assert (promoting.shelf.serving(), instance.trainings) == (new, 2)


def test_how_far_a_training_is_stands_in_a_file(instance: Instance, promoting: Promoting) -> None:
    promoting.start(quiet)
    told = progress.read(promoting.shelf.progress)
    assert told is not None
    assert told.made == promoting.shelf.serving()
    assert list(told.took) == ["reading", "intents"], "the first one sits no exam: nobody is to be compared with"
    assert promoting.shelf.exam(told.made) is None


def test_what_takes_minutes_is_said_before_and_after(instance: Instance) -> None:
    said: list[str] = []
    promoting = Promoting(instance.settings, now, said.append)
    promoting.start(quiet)
    instance.next()
    new = training.train(instance.settings, quiet, now, exam=False).name
    said.clear()
    promoting.promote(new, SHELL)
    assert [line for line in said if new in line] == [
        f"model: {new} sits the exam as the project has it now (about four minutes)",
        f"model: {new} has sat its exam",
    ]
