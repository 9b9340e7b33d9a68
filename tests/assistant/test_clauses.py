"""A message that speaks of several things is heard in parts, without any model."""

import pytest

from bot.assistant.nlu import clauses


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("командир рапорт порвал, и ещё отпуск не дают", ["командир рапорт порвал", "отпуск не дают"]),
        ("меня бьют в части и денег не платят", ["меня бьют в части", "денег не платят"]),
        ("they took my passport and they don't pay me", ["they took my passport", "they don't pay me"]),
        ("Мне плохо. Куда идти?", ["Мне плохо", "Куда идти"]),
        (
            "сын подписал контракт в учебке, он теперь в госпитале ранен",
            ["сын подписал контракт в учебке", "он теперь в госпитале ранен"],
        ),
    ],
)
def test_the_parts_stand_alone(text: str, parts: list[str]) -> None:
    assert clauses.split(text) == parts


@pytest.mark.parametrize("text", ["мать, отец, брат болеют", "хочу домой", "", "и"])
def test_one_thing_has_no_parts(text: str) -> None:
    assert clauses.split(text) == []


def test_only_what_a_part_is_sure_of_counts_and_each_once() -> None:
    sure = {"рапорт порвали": ("commander_refuses", 0.99), "снова рвали": ("commander_refuses", 0.95)}

    def ranking(text: str) -> list[tuple[str, float]]:
        return [sure.get(text, ("leave_annual", clauses.SURE - 0.01))]

    assert clauses.topics("рапорт порвали. снова рвали. отпуск дали", ranking) == ["commander_refuses"]
