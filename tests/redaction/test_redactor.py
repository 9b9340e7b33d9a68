"""Nothing that identifies survives; what says what he wants does; and any text at all comes out harmless."""

from __future__ import annotations

import re
from pathlib import Path

import pymorphy3
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot import redaction
from bot.redaction import Redactor
from bot.redaction.patterns import PLACEHOLDERS, STOPS
from bot.redaction.redactor import GRAMMAR, PROPER

LINES = [
    line.rpartition(" | ")
    for line in Path(__file__).with_name("corpus.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.fixture(scope="module")
def redactor() -> Redactor:
    return redaction.load()


def words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", re.sub(r"\[[а-я]+\]", " ", text.lower()))


def test_the_corpus_is_large() -> None:
    assert len(LINES) >= 120


@pytest.mark.parametrize(("message", "secret"), [(line[0], line[2]) for line in LINES])
def test_nothing_that_identifies_is_left(redactor: Redactor, message: str, secret: str) -> None:
    left = redactor.redact(message).text.lower()
    for part in secret.split(";"):
        if len(part) <= 3:  # a short name is looked for as a word, or it would be found in any other
            assert part not in words(left)
        else:
            assert part.lower() not in left


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("комбат не принимает рапорт, что делать", "комбат не принимает рапорт, что делать"),
        ("Могут ли меня уволить по здоровью?", "могут ли меня уволить по здоровью?"),
        ("чё делать если контракт кончился а не отпускают", "чё делать если контракт кончился а не отпускают"),
        ("за мамой некому ухаживать, она лежачая", "за мамой некому ухаживать, она лежачая"),
        ("the commander refuses to take my report", "the commander refuses to take my report"),
        ("командир роты забрал военник", "командир роты забрал военник"),
    ],
)
def test_what_he_wants_is_left(redactor: Redactor, message: str, kept: str) -> None:
    assert redactor.redact(message).text == kept


def test_most_of_a_plain_question_stays(redactor: Redactor) -> None:
    plain = "как написать рапорт на увольнение если болеет мать и ей нужен уход а командир не подписывает"
    assert redactor.redact(plain).words >= 14


@given(st.text(max_size=300))
@example("")
@example("[имя] [имя]")
@example("«" * 50)
def test_of_any_text_only_known_words_placeholders_and_stops_are_left(redactor: Redactor, text: str) -> None:
    left = redactor.redact(text)
    assert not re.search(r"\d", left.text)
    bare = left.text
    for placeholder in PLACEHOLDERS:
        bare = bare.replace(placeholder, " ")
    assert set(re.findall(r"[^\w\s'’-]", bare)) <= STOPS
    assert redactor.redact(left.text).text == left.text


NAMES = st.sampled_from("Иван Мария Ахмед Оксана Тимур Жаргал Остап Вероника Рамзан Гульнара Женя Хосе".split())
PLACES = st.sampled_from("Тула Чита Бахмут Кызыл Ростов Херсон Псков Уфа Донецк Омск Курск Элиста".split())
FRAMES = st.sampled_from(
    ("{} из {}, что делать", "меня зовут {} служу в {}", "{}, {}, помогите", "нашего {} увезли в {}", "{} {}")
)


@given(NAMES, PLACES, FRAMES, st.sampled_from([str, str.lower, str.upper]))
def test_a_name_and_a_place_go_in_any_frame_and_any_capitals(
    redactor: Redactor, name: str, place: str, frame: str, case: object
) -> None:
    said = frame.format(name, place)
    left = words(redactor.redact(case(said)).text)  # type: ignore[operator]
    assert name.lower() not in left
    assert place.lower() not in left


@pytest.mark.parametrize("name", ["Ли", "Том", "Ван", "Коли"])
def test_a_name_that_is_also_a_particle_goes_when_it_is_written_as_a_name(redactor: Redactor, name: str) -> None:
    for said in (f"{name} служит в пехоте", f"меня бил {name}, что делать"):
        assert name.lower() not in words(redactor.redact(said).text)


def test_the_list_of_plain_words_holds_no_name(redactor: Redactor) -> None:
    morph = pymorphy3.MorphAnalyzer()
    russian = [word for word in redactor._plain if re.fullmatch("[а-яё]+", word)]
    assert len(russian) > 50
    known = [word for word in russian if morph.word_is_known(word)]
    named = {word for word in known if any(PROPER & parse.tag.grammemes for parse in morph.parse(word))}
    assert {word for word in named if morph.parse(word)[0].tag.POS not in {*GRAMMAR, "ADJF"}} == set()
