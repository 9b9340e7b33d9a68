"""The word lists: strict to read, and an error says where."""

import shutil
from pathlib import Path

import pytest

from bot.safety import SafetyError, load
from bot.safety.lexicon import HERE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HERE, tmp_path / "words"))


def spoil(folder: Path, old: str, new: str) -> SafetyError:
    path = folder / "wipe.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SafetyError) as caught:
        load(folder).warm()
    return caught.value


def test_the_lists_of_another_folder_can_be_used(folder: Path) -> None:
    path = folder / "wipe.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("- wipe out", "- абракадабра"), encoding="utf-8")
    signal = load(folder).check("Абракадабра")
    assert signal is not None
    assert (signal.kind, signal.sure, signal.rule) == ("wipe", True, "erase_word")


def test_an_unknown_key_is_refused_with_its_line(folder: Path) -> None:
    error = spoil(folder, "    whole: true", "    hole: true")
    assert (error.code, error.file) == ("shape", "wipe.yml")
    assert "erase_word" in (folder / "wipe.yml").read_text(encoding="utf-8").splitlines()[error.line - 1]


def test_a_phrase_that_cannot_be_read_is_named_by_its_line(folder: Path) -> None:
    error = spoil(folder, "- wipe out", "- (wipe out")
    assert error.code == "phrase"
    assert "(wipe out" in (folder / "wipe.yml").read_text(encoding="utf-8").splitlines()[error.line - 1]


def test_two_rules_of_one_name_are_refused(folder: Path) -> None:
    assert spoil(folder, "id: asks_to_erase", "id: erase_word").code == "rule"


def test_a_key_twice_is_refused(folder: Path) -> None:
    assert spoil(folder, "    whole: true", "    whole: true\n    whole: true").code == "duplicate"


def test_a_file_that_is_not_yaml_is_refused(folder: Path) -> None:
    assert spoil(folder, "rules:", "rules: [").code == "yaml"


def test_a_missing_list_is_refused(folder: Path) -> None:
    (folder / "danger.yml").unlink()
    with pytest.raises(SafetyError) as caught:
        load(folder).warm()
    assert (caught.value.code, caught.value.file) == ("missing", "danger.yml")


def test_cues_need_the_sum_that_is_enough(folder: Path) -> None:
    path = folder / "crisis.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("enough: 2", "enough: much"), encoding="utf-8")
    with pytest.raises(SafetyError) as caught:
        load(folder).warm()
    assert caught.value.code == "shape"
