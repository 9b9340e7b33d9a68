"""The shelf of models: what serves is changed in one step, the last five stay, there is a way back."""

import fcntl
import threading
from pathlib import Path

import pytest

from bot.studio import shelf as shelves
from bot.studio.shelf import Shelf, ShelfError


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "models" / "current.tar.gz")


def put(shelf: Shelf, number: int, **known: str) -> str:
    """A model made on the day of its number."""
    shelf.folder.mkdir(parents=True, exist_ok=True)
    archive = shelf.folder / "new.tar.gz"
    archive.write_bytes(b"model %d" % number)
    return shelf.add(archive, f"2026-11-{number:02}T09:00:00", **known).name


def test_a_new_model_does_not_serve_until_it_is_promoted(shelf: Shelf) -> None:
    first = put(shelf, 1)
    shelf.promote(first, "2026-11-01", "shell")
    second = put(shelf, 2, made_from="b" * 64)
    assert shelf.serving() == first
    assert shelf.place.read_bytes() == b"model 1"
    shelf.promote(second, "2026-11-02", "shell")
    assert (shelf.serving(), shelf.place.read_bytes(), shelf.made_from) == (second, b"model 2", "b" * 64)


def test_the_start_of_a_name_names_a_model_where_it_is_one_models(shelf: Shelf) -> None:
    first, second = put(shelf, 1), put(shelf, 2)
    assert shelf.about(first[:10]).name == first
    for name in ("2026-11-0", "", "2025"):
        with pytest.raises(ShelfError, match="unknown"):
            shelf.about(name)
    assert second in {one.name for one in shelf.all()}


def test_one_goes_back_step_by_step_and_never_to_what_was_taken_back(shelf: Shelf) -> None:
    names = [put(shelf, number) for number in (1, 2, 3)]
    for name in names:
        shelf.promote(name, "2026-11-20", "shell")
    assert shelf.roll_back("2026-11-21", "shell", "it read cries as small talk").name == names[1]
    assert shelf.about(names[2]).rolled_back
    assert shelf.roll_back("2026-11-21", "shell").name == names[0]
    with pytest.raises(ShelfError, match="no_earlier"):
        shelf.roll_back("2026-11-21", "shell")
    assert shelf.serving() == names[0]
    assert shelf.steps()[-2].reason == "it read cries as small talk"


def test_five_stay_and_among_them_what_serves_and_what_served_before(shelf: Shelf) -> None:
    old = [put(shelf, number) for number in (1, 2)]
    for name in old:
        shelf.promote(name, "2026-11-03", "shell")
    newer = [put(shelf, number) for number in range(3, 10)]
    assert {one.name for one in shelf.all()} == {*old, *newer[-3:]}
    assert shelf.before().name == old[0]


def test_a_model_that_only_stands_at_the_place_is_adopted(shelf: Shelf) -> None:
    shelf.folder.mkdir(parents=True)
    shelf.place.write_bytes(b"of an earlier release")
    shelf.place.with_suffix(".made-from").write_text("a" * 64)
    shelf.adopt("2026-11-01", "code")
    adopted = shelf.serving()
    assert shelf.about(adopted).code == "code"
    assert (shelf.place.read_bytes(), shelf.made_from) == (b"of an earlier release", "a" * 64)
    shelf.adopt("2026-11-02", "code")
    assert [one.name for one in shelf.all()] == [adopted]
    shelf.promote(put(shelf, 3), "2026-11-03", "shell")
    assert shelf.before().name == adopted


def test_a_model_that_does_not_come_up_is_put_back_unless_another_was_promoted(shelf: Shelf) -> None:
    good, bad, other = (put(shelf, number) for number in (1, 2, 3))
    shelf.promote(good, "2026-11-03", "shell")
    shelf.promote(bad, "2026-11-04", "shell")
    shelf.refuse(bad, good, "2026-11-04")
    assert shelf.serving() == good
    assert shelf.about(bad).rolled_back
    shelf.promote(bad, "2026-11-05", "shell")
    assert not shelf.about(bad).rolled_back
    shelf.promote(other, "2026-11-05", "shell")
    shelf.refuse(bad, good, "2026-11-05")
    assert shelf.serving() == other


def test_a_copy_of_the_folder_without_the_shelf_still_serves(shelf: Shelf, tmp_path: Path) -> None:
    """Whoever copies the two files of the place has a whole model with its mark."""
    shelf.promote(put(shelf, 1, made_from="c" * 64), "2026-11-03", "shell")
    other = Shelf(tmp_path / "other" / "current.tar.gz")
    other.folder.mkdir()
    for path in (shelf.place, shelf.place.with_suffix(".made-from")):
        (other.folder / path.name).write_bytes(path.read_bytes())
    assert other.made_from == "c" * 64
    assert other.place.read_bytes() == b"model 1"


def test_one_training_at_a_time(shelf: Shelf) -> None:
    assert not shelf.is_training()
    with shelf.locked("training"):
        assert shelf.is_training()
    assert not shelf.is_training()
    assert shelves.KEPT == 5


def test_whoever_asks_whether_one_trains_keeps_nobody_from_training(shelf: Shelf) -> None:
    assert not shelf.is_training()
    with (shelf.folder / ".training.lock").open("w") as asking:
        fcntl.flock(asking, fcntl.LOCK_SH)
        assert not shelf.is_training(), "two who ask do not see each other"
        threading.Timer(0.1, fcntl.flock, (asking, fcntl.LOCK_UN)).start()
        with shelf.locked("training", wait=False):
            assert shelf.is_training()
