"""Messages that say nearly the same stand together; others do not."""

from bot.studio import likeness


def test_like_messages_are_one_group_and_the_largest_comes_first() -> None:
    texts = ["как уволиться", "отпуск не дают", "как мне уволиться?", "Как уволиться!", "не дают отпуск", "мороз"]
    assert [sorted(group) for group in likeness.groups(texts)] == [[0, 2, 3], [1, 4], [5]]


def test_every_message_is_in_one_group() -> None:
    texts = [f"{word} {number}" for number in range(40) for word in ("рапорт", "отпуск", "врач")]
    assert sorted(at for group in likeness.groups(texts) for at in group) == list(range(len(texts)))
    assert likeness.groups([]) == []
