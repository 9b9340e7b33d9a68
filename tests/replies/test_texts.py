"""What every text of templates/replies must keep: both languages, no law of its own, short sentences, no blame."""

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot import law, replies
from bot.replies import Replies

FOLDER = Path(__file__).parents[2] / "templates" / "replies"
STEMS = sorted(file.stem for file in (FOLDER / "ru").glob("*.j2"))
PUBLIC = [stem for stem in STEMS if not stem.startswith("_")]

LAW_WORDS_RU = re.compile(
    r"\b(ст\.|стать[яеию]|част[ьи] \w+ статьи|пункт[аеу]?|УК|КАС|УПК|КоАП|ФЗ|[Уу]каз[ауе]?|лишени\w+ свободы|"
    r"(двух|двое|трёх|десят[иь]|пятнадцати|тридцат[иь]|шести)\s+(дн|сут|мес|лет)\w*|"
    r"(три|четыре|пять|шесть) (дн|сут|мес|год|лет)\w*)",
)
LAW_WORDS_EN = re.compile(
    r"\b(article|art\.|section|criminal code|decree|years? (in|of) prison|imprisonment|"
    r"(two|three|five|ten|fifteen|thirty) (days?|months?|years?))\b",
    re.IGNORECASE,
)
BLAME_RU = re.compile(
    r"\b(уклонист\w*|отказник\w*|пятисот\w*|дезертир\w*|трус\w*|предател\w*|хохл\w*|враг\w*)", re.IGNORECASE
)
PROMISE_RU = re.compile(
    r"(гарантир|вас (точно |обязательно )?уволят[.!]|вас отпустят|ничего не будет|безопасно уйти)", re.IGNORECASE
)
THOU_RU = re.compile(r"\b(ты|тебя|тебе|тобой|твой|твоя|твои|твоё)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def texts() -> Replies:
    return replies.load()


@pytest.fixture(scope="module")
def forbidden() -> tuple[Any, ...]:
    return law.load().never_say


def source(lang: str, stem: str) -> str:
    return (FOLDER / lang / f"{stem}.j2").read_text(encoding="utf-8")


def words_of(lang: str, stem: str) -> str:
    """The text of a template without its tags; a printed value counts as one word."""
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}", "", source(lang, stem), flags=re.DOTALL)
    return re.sub(r"\{\{.*?\}\}", "слово", text, flags=re.DOTALL)


def sentences(text: str) -> list[str]:
    parts = re.split(r"(?<=[.!?…:;])\s+|\n+", text)
    return [part for part in parts if re.search(r"\w", part)]


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
def test_no_reply_states_an_article_a_term_or_a_year_of_its_own(lang: str, stem: str) -> None:
    text = words_of(lang, stem)
    assert not re.findall(r"\d+", text)
    assert not (LAW_WORDS_RU if lang == "ru" else LAW_WORDS_EN).findall(text)


@pytest.mark.parametrize("stem", PUBLIC)
def test_no_reply_blames_promises_or_says_thou(stem: str) -> None:
    text = words_of("ru", stem)
    for pattern in (BLAME_RU, PROMISE_RU):
        assert not pattern.findall(text)
    assert not THOU_RU.findall(re.sub(r"«[^»]*»", "", text))


def test_russian_sentences_are_short() -> None:
    lengths = {
        sentence: len(re.findall(r"\w+", sentence)) for stem in PUBLIC for sentence in sentences(words_of("ru", stem))
    }
    assert sum(lengths.values()) / len(lengths) < 12
    too_long = {sentence: n for sentence, n in lengths.items() if n > 20}
    assert not too_long


@pytest.mark.parametrize("stem", [stem for stem in PUBLIC if stem.startswith("ask_")])
def test_a_question_is_one_or_two_short_lines_and_says_why(stem: str) -> None:
    text = words_of("ru", stem)
    assert "?" in text or stem == "ask_field"
    branches = source("ru", stem).split("{% else %}")
    assert all(len(branch) < 320 for branch in branches)


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_the_welcome_is_three_lines_of_safety_then_who_we_are(texts: Replies, lang: str) -> None:
    safety, who, ask = words_of(lang, "welcome").strip().split("\n\n")
    assert len(safety.splitlines()) == 3
    assert ("стереть" if lang == "ru" else '"wipe"') in safety
    assert (
        "не юрист, не государство и не человек" if lang == "ru" else "not a lawyer, not the state, not a human"
    ) in who
    assert len(ask.splitlines()) == 1


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("stem", PUBLIC)
def test_no_reply_says_what_the_law_room_forbids_to_say(forbidden: tuple[Any, ...], stem: str, lang: str) -> None:
    text = words_of(lang, stem)
    for rule in forbidden:
        assert not re.search(rule.ru if lang == "ru" else rule.en, text, re.IGNORECASE), rule.id


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
