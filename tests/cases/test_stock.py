"""An advocate's shelf: his alone, sealed, and no change is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text

from bot.cases.people import Unlocked
from bot.cases.stock import LONGEST, MOST, Stock, StockError
from bot.vault.sealing import SealError

WORDS = "Подайте {бумага} в двух экземплярах."


@pytest.fixture
def stock(engine: Engine) -> Stock:
    return Stock(engine)


def test_what_is_kept_is_there_again_in_its_order_and_for_its_owner_alone(
    stock: Stock, advocate: Callable[[str], Unlocked]
) -> None:
    me, other = advocate("сова"), advocate("сокол")
    stock.add(me, WORDS)
    stock.add(me, "  Ждите ответа.  ")
    stock.count(me, True)
    assert [one.text for one in stock.of(me).sentences] == [WORDS, "Ждите ответа."]
    assert stock.of(me).counts
    assert stock.of(other).sentences == ()
    assert not stock.of(other).counts


def test_nobody_opens_anothers_shelf(stock: Stock, engine: Engine, advocate: Callable[[str], Unlocked]) -> None:
    me, other = advocate("сова"), advocate("сокол")
    stock.add(me, WORDS)
    with engine.begin() as connection:
        body = connection.execute(text("SELECT body FROM own_shelf")).scalar_one()
        assert WORDS.encode() not in bytes(body)
        connection.execute(text("UPDATE own_shelf SET person_id = :other"), {"other": other.person_id})
    with pytest.raises(SealError):
        stock.of(other)


def test_a_sentence_is_reworded_and_dropped_by_its_own_number(
    stock: Stock, advocate: Callable[[str], Unlocked]
) -> None:
    me = advocate("сова")
    for words in ("раз", "два", "три"):
        stock.add(me, words)
    first, second, _ = stock.of(me).sentences
    stock.drop(me, first.id)
    stock.reword(me, second.id, "два с половиной")
    assert [one.text for one in stock.of(me).sentences] == ["два с половиной", "три"]
    for change in (lambda: stock.drop(me, first.id), lambda: stock.reword(me, first.id, "снова")):
        with pytest.raises(StockError, match="gone"):
            change()


def test_a_shelf_has_an_end_and_takes_no_empty_words(stock: Stock, advocate: Callable[[str], Unlocked]) -> None:
    me = advocate("сова")
    for words, code in ((" \n", "no_words"), ("я" * (LONGEST + 1), "too_long")):
        with pytest.raises(StockError, match=code):
            stock.add(me, words)
    for number in range(MOST):
        stock.add(me, str(number))
    with pytest.raises(StockError, match="too_many"):
        stock.add(me, "лишнее")


def test_a_shelf_goes_with_its_owner(stock: Stock, engine: Engine, advocate: Callable[[str], Unlocked]) -> None:
    me = advocate("сова")
    stock.add(me, WORDS)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM person WHERE id = :me"), {"me": me.person_id})
        assert connection.execute(text("SELECT count(*) FROM own_shelf")).scalar_one() == 0
