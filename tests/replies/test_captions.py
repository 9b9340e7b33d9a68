"""Every code a person can be shown has words in both languages."""

from datetime import date

import pytest

from bot import replies
from bot.law import Verdict
from bot.law.profile import CODES, FLAT_FIELDS, MOTIVES, PROFILE_FIELDS, RELATIONS
from bot.replies import Captions, ReplyError
from bot.replies.wording import count, day, lower_first, say

CLOSED = ("in_zone", "single_parent", "called_up", "pregnant", "relative_killed", "elected", "dependant_needs_care",
          "dependant_other_carer")  # fmt: skip


@pytest.fixture(scope="module")
def captions() -> Captions:
    return replies.load().captions


def test_both_languages_hold_the_same_codes_in_the_same_order(captions: Captions) -> None:
    ru, en = captions.groups("ru"), captions.groups("en")
    assert list(ru) == list(en)
    for group in ru:
        assert list(ru[group]) == list(en[group])


@pytest.mark.parametrize("field", sorted(CODES))
def test_every_code_of_a_profile_field_has_a_button(captions: Captions, field: str) -> None:
    assert set(CODES[field]) <= set(captions.choices(field))


def test_yes_no_questions_offer_yes_no_and_do_not_know(captions: Captions) -> None:
    for field in CLOSED:
        assert captions.choices(field) == ("yes", "no", "unsure")


def test_verdicts_motives_and_relations_have_words(captions: Captions) -> None:
    assert set(Verdict) == set(captions.choices("verdict"))
    assert set(MOTIVES) == set(captions.choices("motives")) == set(captions.choices("motive_words"))
    assert set(RELATIONS) <= set(captions.choices("relation_words"))


def test_every_profile_field_has_a_name_and_a_question(captions: Captions) -> None:
    asked = {stem.removeprefix("ask_") for stem in replies.load().topics if stem.startswith("ask_")}
    fields = {*PROFILE_FIELDS, *FLAT_FIELDS} - {"dependants"}
    assert fields <= asked
    assert fields == set(captions.choices("facts"))


def test_captions_fit_a_narrow_phone(captions: Captions) -> None:
    for lang in ("ru", "en"):
        for group in ("actions", "answer", *CODES, "motives", "dependant_relation", "intents", "facts"):
            for words in captions.groups(lang)[group].values():
                assert len(words) <= 36


def test_an_unknown_code_is_a_typed_error(captions: Captions) -> None:
    with pytest.raises(ReplyError, match="unknown_button: category\\.general"):
        captions.caption("category", "general", "ru")


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "1 день"), (2, "2 дня"), (5, "5 дней"), (11, "11 дней"), (21, "21 день"), (112, "112 дней"), (104, "104 дня")],
)
def test_numbers_take_the_right_noun(number: int, words: str) -> None:
    assert count(number, "день", "дня", "дней") == words


def test_dates_are_said_as_people_say_them() -> None:
    assert day(date(2026, 3, 1), "ru") == "1 марта 2026 года"
    assert day(date(2026, 3, 1), "en") == "1 March 2026"


def test_only_a_plain_word_is_set_small_after_a_colon() -> None:
    assert lower_first("Рапорт на ВВК") == "рапорт на ВВК"
    assert lower_first("ВВК уже была") == "ВВК уже была"
    assert lower_first("") == ""


def test_words_are_found_in_a_text_a_mapping_and_what_carries_one() -> None:
    assert say({"ru": "Да", "en": "Yes"}, "en") == "Yes"
    with pytest.raises(TypeError):
        say(5, "ru")
