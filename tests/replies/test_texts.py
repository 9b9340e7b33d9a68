"""What every text of templates/replies must keep: both languages, no law of its own, short sentences, no blame."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot import law, replies
from bot.law import Knowledge
from bot.replies import Replies, lint
from bot.replies.lint import sentences, words_of

FOLDER = Path(__file__).parents[2] / "templates" / "replies"
STEMS = sorted(file.stem for file in (FOLDER / "ru").glob("*.j2"))
PUBLIC = [stem for stem in STEMS if not stem.startswith("_")]


@pytest.fixture(scope="module")
def texts() -> Replies:
    return replies.load()


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return law.load()


def source(lang: str, stem: str) -> str:
    return (FOLDER / lang / f"{stem}.j2").read_text(encoding="utf-8")


@pytest.mark.parametrize("stem", STEMS)
def test_every_russian_reply_has_an_english_twin_with_the_same_variables(texts: Replies, stem: str) -> None:
    assert (FOLDER / "en" / f"{stem}.j2").is_file()
    assert texts.variables(stem, "ru") == texts.variables(stem, "en")


def test_no_english_reply_is_without_its_russian_one() -> None:
    assert sorted(file.stem for file in (FOLDER / "en").glob("*.j2")) == STEMS


@pytest.mark.parametrize("stem", STEMS)
def test_both_twins_ask_the_law_and_the_directory_the_same_things(stem: str) -> None:
    calls = [re.findall(r"(?:law|fact|contacts|known|sources)\([^)]*\)", source(lang, stem)) for lang in ("ru", "en")]
    assert calls[0] == calls[1]


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("stem", STEMS)
def test_no_reply_states_law_blames_promises_or_says_thou(knowledge: Knowledge, stem: str, lang: str) -> None:
    assert list(lint.of_text(stem, lang, source(lang, stem), knowledge)) == []


@pytest.mark.parametrize(
    ("lang", "said", "wrong"),
    [
        ("ru", "Это статья 337, до трёх лет.", {"digits", "law"}),
        ("ru", "За это пять лет.", {"law"}),
        ("ru", "Вы не дезертир.", {"blame"}),
        ("ru", "Мы гарантируем.", {"promise", "forbidden"}),
        ("ru", "Пиши, что у тебя.", {"thou"}),
        ("ru", "слово " * 21, {"long"}),
        ("ru", "{% if asker %}{% endif %}", {"gone"}),
        ("en", "Imprisonment of five years.", {"law"}),
    ],
)
def test_what_no_reply_may_say_is_found(knowledge: Knowledge, lang: str, said: str, wrong: set[str]) -> None:
    assert {flaw.code for flaw in lint.of_text("any", lang, said, knowledge)} == wrong


def test_a_word_that_is_quoted_is_not_said_to_him(knowledge: Knowledge) -> None:
    assert list(lint.of_text("any", "ru", "Он скажет: «ты сам подписал».", knowledge)) == []


def test_russian_sentences_are_short() -> None:
    lengths = {
        sentence: len(re.findall(r"\w+", sentence))
        for stem in PUBLIC
        for sentence in sentences(words_of(source("ru", stem)))
    }
    assert sum(lengths.values()) / len(lengths) < 12
    too_long = {sentence: n for sentence, n in lengths.items() if n > 20}
    assert not too_long


@pytest.mark.parametrize("stem", [stem for stem in PUBLIC if stem.startswith("ask_")])
def test_a_question_is_one_or_two_short_lines_and_says_why(stem: str) -> None:
    text = words_of(source("ru", stem))
    assert "?" in text or stem == "ask_field"
    branches = source("ru", stem).split("{% else %}")
    assert all(len(branch) < 320 for branch in branches)


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_the_welcome_is_three_lines_of_safety_then_who_we_are(texts: Replies, lang: str) -> None:
    safety, who, ask = words_of(source(lang, "welcome")).strip().split("\n\n")
    assert len(safety.splitlines()) == 3
    assert ("стереть" if lang == "ru" else '"wipe"') in safety
    assert (
        "не юрист, не государство и не человек" if lang == "ru" else "not a lawyer, not the state, not a human"
    ) in who
    assert len(ask.splitlines()) == 1


def test_rasa_itself_says_only_questions_and_apologies_in_both_languages() -> None:
    files = sorted((FOLDER.parents[1] / "data" / "responses").glob("*.yml"))
    responses = [item for file in files for item in YAML(typ="safe").load(file)["responses"].items()]
    assert {"utter_default", "utter_please_rephrase"} <= {key for key, _ in responses}
    assert len({key for key, _ in responses}) == len(responses) <= 8
    for _, variants in responses:
        english, russian = variants
        assert english["condition"] == [{"type": "slot", "name": "lang", "value": "en"}]
        assert "condition" not in russian
        assert "channel" not in english | russian
        assert re.search("[А-я]", russian["text"])
        assert not re.search("[А-я]", english["text"])
