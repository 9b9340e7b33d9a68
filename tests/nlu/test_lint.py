"""The lint finds what it is there to find, and the project's own data have none of it."""

import json
import subprocess
from pathlib import Path

import pytest

from bot.assistant.nlu import examples, glossary, lint, spelling
from bot.assistant.nlu.examples import Example
from bot.assistant.nlu.glossary import Entry

ROOT = Path(__file__).resolve().parents[2]


def example(text: str, intent: str = "a", lang: str = "ru", line: int = 1) -> Example:
    return Example(text, intent, lang, f"{lang}/{intent}.yml", line)


def texts(training: list[Example], held_out: list[Example] | None = None) -> list[str]:
    return [str(remark) for remark in lint.check_examples(training, held_out or []) if "fewest" not in remark.text]


def test_the_same_message_twice_is_a_duplicate() -> None:
    found = texts([example("Не отпускают домой!"), example("не отпускают домой", line=2)])
    assert found == ["ru/a.yml:2: duplicate of ru/a.yml:1"]


def test_the_same_words_under_two_intents_are_a_conflict() -> None:
    assert "conflict" in texts([example("командир рвёт рапорт"), example("рапорт рвет командир", "b")])[0]


def test_a_message_of_the_tests_in_the_training_data_is_a_leak() -> None:
    assert "stands in the tests" in texts([example("куда звонить")], [example("Куда звонить?", "b")])[0]


def test_a_name_that_rasa_would_fill_from_the_environment_is_a_fault() -> None:
    assert "environment" in texts([example("мой ключ ${HOME}")])[0]


def test_too_few_examples_are_told() -> None:
    found = [str(remark) for remark in lint.check_examples([example("раз"), example("one", lang="en")], [])]
    assert found == ["ru/a: 1 examples, 60 are the fewest", "en/a: 1 examples, 35 are the fewest"]


@pytest.mark.parametrize(
    ("entries", "part"),
    [
        ([Entry("a", 1, "яма", "pit"), Entry("b", 1, "яма", "hole")], "stands already in a.tsv:1 as «pit»"),
        ([Entry("a", 1, "яма", "")], "a line needs"),
        ([Entry("a", 1, "яма", "Яма")], "not plain lower-case English"),
        ([Entry("a", 1, "раз два три четыре пять шесть", "many")], "never found"),
    ],
)
def test_a_fault_of_the_lexicon_is_found(entries: list[Entry], part: str) -> None:
    assert part in " ".join(str(remark) for remark in lint.check_lexicon(entries))


def test_the_same_term_may_mean_another_thing_in_ukrainian() -> None:
    assert not list(lint.check_lexicon([Entry("a", 1, "час", "hour"), Entry("uk", 1, "час", "time")]))


def test_a_repair_into_a_word_that_is_none_is_found() -> None:
    assert list(lint.check_spelling({"кантракт": "контрактец-молодец-фыр"}))
    assert not list(lint.check_spelling({"кантракт": "контракт"}))


def test_our_own_lexicon_has_no_fault() -> None:
    remarks = [*lint.check_lexicon(glossary.entries()), *lint.check_spelling(spelling.table())]
    assert [str(remark) for remark in remarks if remark.fault] == []


def test_our_own_examples_have_no_fault() -> None:
    training = list(examples.training(ROOT / "data" / "nlu"))
    held_out = list(examples.held_out(ROOT / "tests" / "nlu"))
    assert len(training) > 5000
    assert len(held_out) > 300
    assert [str(remark) for remark in lint.check_examples(training, held_out) if remark.fault] == []


READ_BY_RASA = """
import json, sys
from pathlib import Path
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
for path in sorted(Path(sys.argv[1]).glob("*/*.yml")):
    for found in RasaYAMLReader().read(str(path)).training_examples:
        print(json.dumps([f"{path.parent.name}/{path.name}", found.get("intent"), found.get("text")]))
"""


def test_rasa_reads_the_very_examples_that_we_read() -> None:
    python = ROOT / ".venv-assistant" / "bin" / "python"
    folder = ROOT / "data" / "nlu"
    command = [str(python), "-W", "ignore", "-c", READ_BY_RASA, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    by_rasa = [tuple(json.loads(line)) for line in done.stdout.splitlines()]
    assert by_rasa == [(ours.file, ours.intent, ours.text) for ours in examples.training(folder)]


@pytest.mark.parametrize("line", ["      - глубже", "    без черты", "     - на шаг глубже"])
def test_a_line_that_rasa_would_skip_is_a_fault_with_its_place(
    tmp_path: Path, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "ru").mkdir()
    head = 'version: "3.1"\nnlu:\n- intent: a\n  examples: |\n    - раз\n'
    (tmp_path / "ru" / "a.yml").write_text(f"{head}{line}\n    - два\n", encoding="utf-8")
    with pytest.raises(examples.SkippedError) as skipped:
        list(examples.training(tmp_path))
    assert skipped.value.places == ("ru/a.yml:6",)
    assert lint.main(["--data", str(tmp_path)]) == 1
    assert "ru/a.yml:6: Rasa would skip" in capsys.readouterr().out


def test_unknown_words_are_counted_as_lemmas() -> None:
    counted = lint.unknown_words([example("фырмыки пришли"), example("нет фырмыка")])
    assert sum(counted.values()) == 2
