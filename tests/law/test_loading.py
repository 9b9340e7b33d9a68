"""One broken file per kind of mistake, with the line and the words of its error."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.law import Knowledge, KnowledgeError, load
from bot.law.reading import compile_folder, outdated, write_compiled

Spoil = Callable[[str, str, str], Path]

MISTAKES = YAML(typ="safe", pure=True).load((Path(__file__).parent / "mistakes.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("mistake", [pytest.param(mistake, id=mistake["name"]) for mistake in MISTAKES])
def test_a_mistake_is_named_with_file_line_and_how_to_mend_it(spoil: Spoil, mistake: dict[str, str]) -> None:
    with pytest.raises(KnowledgeError) as caught:
        load(spoil(mistake["file"], mistake["instead_of"], mistake["put"]))
    error = caught.value
    assert error.code == mistake["code"]
    assert mistake["words"] in f"{error.what} {error.mend}"
    assert error.file == mistake["file"] and error.line > 0
    assert str(error).startswith(f"{error.file}:{error.line}: ")
    assert error.mend.endswith(".")


def test_the_line_is_the_line_of_the_mistake(spoil: Spoil) -> None:
    folder = spoil("deadlines.yml", "    event: filing\n", "    event: sending\n")
    with pytest.raises(KnowledgeError) as caught:
        load(folder)
    lines = (folder / "deadlines.yml").read_text(encoding="utf-8").splitlines()
    assert "event: sending" in lines[caught.value.line - 1]


def test_a_file_that_is_not_text_is_named(copy: Path) -> None:
    (copy / "steps.yml").write_bytes(b"steps:\n  - \xff\xfe\n")
    with pytest.raises(KnowledgeError) as caught:
        load(copy)
    assert (caught.value.code, caught.value.file, caught.value.line) == ("encoding", "steps.yml", 2)


def test_a_missing_file_is_named(copy: Path) -> None:
    (copy / "risks.yml").unlink()
    with pytest.raises(KnowledgeError) as caught:
        load(copy)
    assert (caught.value.code, caught.value.file) == ("no_file", "risks.yml")


def test_a_stray_file_is_named(copy: Path) -> None:
    (copy / "notes.yml").write_text("a: 1\n", encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load(copy)
    assert (caught.value.code, caught.value.file) == ("stray_file", "notes.yml")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError) as caught:
        load(tmp_path / "none")
    assert caught.value.code == "no_folder"


def test_the_compiled_form_ships_up_to_date(copy: Path) -> None:
    assert outdated(copy) == []


def test_the_compiled_form_changes_nothing_but_the_time(copy: Path, knowledge: Knowledge) -> None:
    (copy / "compiled.json").unlink()
    parsed = load(copy)
    assert parsed.sources == knowledge.sources
    assert {id: one.rule for id, one in parsed.options.items()} == {
        id: one.rule for id, one in knowledge.options.items()
    }
    assert (parsed.topics, parsed.facts, parsed.steps) == (knowledge.topics, knowledge.facts, knowledge.steps)


def test_an_edit_is_seen_although_the_compiled_form_is_old(spoil: Spoil) -> None:
    folder = spoil("options/health.yml", "категория «Д»", "категория «Д» (проба)")
    assert outdated(folder) == ["options/health.yml"]
    assert "(проба)" in load(folder).option("health_unfit").title.ru
    write_compiled(folder)
    assert outdated(folder) == []
    assert "(проба)" in load(folder).option("health_unfit").title.ru


def test_a_broken_compiled_form_is_passed_over(copy: Path, knowledge: Knowledge) -> None:
    (copy / "compiled.json").write_text("{", encoding="utf-8")
    assert load(copy).sources == knowledge.sources


def test_the_compiled_form_of_a_removed_file_is_reported(copy: Path) -> None:
    (copy / "topics" / "transfer.yml").unlink()
    assert outdated(copy) == ["topics/transfer.yml"]
    assert "topics/transfer.yml" not in compile_folder(copy)
