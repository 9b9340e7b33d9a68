"""Language: by letters and common words; what does not tell keeps the last one."""

import pytest

from bot.conversation.language import detect, is_ukrainian


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("контракт кончился, не отпускают", "ru"),
        ("how do i leave the army", "en"),
        ("my husband is in the hospital", "en"),
        ("kontrakt konchilsya ne otpuskayut", "ru"),
        ("komandir porval raport chto delat", "ru"),
        ("мене тримають, контракт закінчився", "ru"),
        ("хочу report написать", "ru"),
        ("i want write рапорт please help", "en"),
        ("can i resign", "en"),
        ("muzh na svo, kak vernut domoj", "ru"),
        ("contract over, they not let me go", "en"),
    ],
)
def test_a_message_is_answered_in_its_own_language(text: str, lang: str) -> None:
    other = "en" if lang == "ru" else "ru"
    assert detect(text, other) == lang


@pytest.mark.parametrize("text", ["", "12.05.2021", "👍", "???", "ok", "Ivanov"])
@pytest.mark.parametrize("last", ["ru", "en"])
def test_a_message_that_does_not_tell_keeps_the_language(text: str, last: str) -> None:
    assert detect(text, last) == last


@pytest.mark.parametrize(
    "text",
    ["чоловік мобілізований, чи можна його звільнити", "чи можна українською?", "що робити, ні копійки"],
)
def test_ukrainian_is_told_from_russian(text: str) -> None:
    assert is_ukrainian(text)


@pytest.mark.parametrize("text", ["муж мобилизован, что делать", "рапорт, i need help", "как быть", "I am here"])
def test_russian_and_english_are_no_ukrainian(text: str) -> None:
    assert not is_ukrainian(text)
