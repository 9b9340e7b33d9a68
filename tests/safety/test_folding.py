"""One spelling for many."""

import pytest

from bot.phrasing.folding import fold, readings


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("хачу", "хочу"), ("хочуууу", "хочу"), ("здохнуть", "сдохнуть"), ("жызнь", "жизнь"), ("што", "что"),
        ("щеты", "счеты"),
        ("застрелитца", "застрелиться"), ("зробити", "зробыты"), ("её", "ее"), ("KILLLL", "kill"), ("don't", "dont"),
    ],
)  # fmt: skip
def test_spellings_of_one_word_fold_to_one_form(typed: str, meant: str) -> None:
    assert fold(typed) == fold(meant)


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [("hochu", "хочу"), ("xochu", "хочу"), ("khochu", "хочу"), ("zhizn", "жизнь"), ("jizn", "жизнь"), ("4to", "что"),
     ("sebya", "себя"), ("yama", "яма"), ("shturm", "штурм"), ("cheloveka", "человека")],
)  # fmt: skip
def test_transliterated_words_are_read_as_russian(latin: str, cyrillic: str) -> None:
    (tokens,) = {readings(f"ne {latin}")[0]}
    assert fold(cyrillic) in tokens[1].forms


def test_english_is_not_read_as_transliterated_russian() -> None:
    assert not any(fold("то") in token.forms for token in readings("they want me to go")[0])


def test_a_message_in_the_wrong_layout_has_a_second_reading() -> None:
    assert any(fold("умереть") in token.forms for tokens in readings("evthtnm") for token in tokens)
    assert len(readings("я хочу домой")) == 1


def test_letters_that_look_alike_are_taken_for_what_they_look_like() -> None:
    assert fold("сейчас") in readings("ceйчac")[0][0].forms


def test_spelled_out_and_masked_words_are_put_together() -> None:
    assert fold("суицид") in readings("с у и ц и д")[0][0].forms
    assert len(readings("су*цид")[0]) == 1


def test_a_full_stop_ends_a_sentence_and_an_ellipsis_does_not() -> None:
    assert [token.sentence for token in readings("да. нет")[0]] == [0, 1]
    assert [token.sentence for token in readings("не хочу... жить")[0]] == [0, 0, 0]
