"""The pattern language of the lexicon."""

import pytest

from bot.phrasing.folding import fold, readings
from bot.phrasing.phrases import Message, Parser, Phrase, PhraseError, anchor
from bot.phrasing.spelling import Index


def found(line: str, text: str, *, lists: dict[str, list[str]] | None = None) -> bool:
    phrase: Phrase = Parser(lists or {}).parse(line)
    index = Index(key for side in phrase for key in side.all_keys())
    tokens = readings(text)[0]
    places = index.places(tokens)
    hit = bool(Message(tokens, places, frozenset({fold("уже")})).find(phrase))
    assert not hit or set(places) & anchor(phrase), "a phrase that is there must be called for"
    return hit


def test_words_follow_each_other_and_fillers_between_them_are_skipped() -> None:
    assert found("хочу умереть", "я хочу уже умереть")
    assert not found("хочу умереть", "хочу пить и умереть")


def test_a_star_stands_for_any_ending() -> None:
    assert found("штурм*", "после штурмов")
    assert not found("штурм", "штурмовик")


def test_a_gap_takes_up_to_four_words_but_no_negation() -> None:
    assert found("хочу ... домой", "хочу наконец к себе домой")
    assert not found("хочу ... домой", "хочу чтобы меня ещё раз туда домой")
    assert not found("хочу ... домой", "хочу не домой")


def test_two_sides_stand_near_each_other_in_any_order() -> None:
    assert found("сейчас & ведут", "нас ведут прямо сейчас")
    assert not found("сейчас & ведут", "ведут. потом ещё две фразы. и вот сейчас")


def test_brackets_hold_phrases_and_a_question_mark_makes_them_optional() -> None:
    assert found("(выйти из|шагнуть в) окна|окно", "шагнуть в окно")
    assert found("без (меня)? лучше", "без меня лучше")
    assert found("без (меня)? лучше", "без лучше")


def test_a_named_list_is_one_of_its_phrases() -> None:
    assert found("<die> & сегодня", "сегодня на тот свет", lists={"die": ["умереть", "на тот свет"]})


def test_a_phrase_after_a_negation_is_not_meant() -> None:
    assert not found("хочу умереть", "не хочу умереть")
    assert found("не хочу жить", "не хочу жить")


def test_a_negation_written_together_is_still_one() -> None:
    assert found("не хочу жить", "нехочу жить")


def test_a_slip_is_forgiven_in_long_words_only() -> None:
    assert found("эвакуация", "эвкуация")
    assert not found("удали", "ували")


@pytest.mark.parametrize("line", ["", "... жить", "хочу ...", "хочу | жить", "(хочу жить", "<нет> & да", "a&"])
def test_a_line_that_makes_no_sense_is_refused(line: str) -> None:
    with pytest.raises(PhraseError):
        Parser({}).parse(line)
