"""The filter: what it catches, what it lets pass, what it offers instead."""

from __future__ import annotations

import time
from typing import Any

import pytest

from bot.reports import Catalogue, inspect, letters
from bot.reports.resemblance import HARMLESS as HARMLESS_KIND
from bot.reports.resemblance import Counted, counted
from bot.reports.resemblance import sentences as written
from bot.reports.safety import KINDS, sentences
from tests.reports.conftest import HERE
from tests.reports.test_documents import IDS

DANGEROUS = [(kind, sentence) for kind, sentence in written() if kind != HARMLESS_KIND]
# Written by a hand that had not seen the filter; nothing is learnt from these rows.
HELD_OUT = [
    line.split("\t") for line in (HERE / "safety" / "held_out.tsv").read_text(encoding="utf-8").splitlines() if line
]
HARMLESS = [sentence for kind, sentence in written() if kind == HARMLESS_KIND]


def test_dangerous_sentences_are_caught() -> None:
    missed = [sentence for _, sentence in DANGEROUS if not inspect(sentence)]
    print(f"dangerous caught: {len(DANGEROUS) - len(missed)} of {len(DANGEROUS)}")
    assert len(DANGEROUS) >= 150
    assert not missed


def test_dangerous_sentences_are_named_for_what_they_are() -> None:
    wrong = [(kind, sentence) for kind, sentence in DANGEROUS if kind not in {f.kind for f in inspect(sentence)}]
    assert len(wrong) <= len(DANGEROUS) // 50, wrong
    assert {kind for kind, _ in DANGEROUS} == set(KINDS)


def test_harmless_neighbours_pass() -> None:
    stopped = [(sentence, [f.kind for f in inspect(sentence)]) for sentence in HARMLESS if inspect(sentence)]
    print(f"harmless passed: {len(HARMLESS) - len(stopped)} of {len(HARMLESS)}")
    assert len(HARMLESS) >= 150
    assert not stopped


def test_of_unseen_sentences_most_dangerous_are_caught_and_few_harmless_stopped() -> None:
    dangerous = [sentence for kind, sentence in HELD_OUT if kind != "harmless"]
    harmless = [sentence for kind, sentence in HELD_OUT if kind == "harmless"]
    caught = sum(bool(inspect(sentence)) for sentence in dangerous)
    stopped = sum(bool(inspect(sentence)) for sentence in harmless)
    print(f"held out: caught {caught} of {len(dangerous)}, stopped {stopped} of {len(harmless)} harmless")
    assert caught >= 0.9 * len(dangerous)
    assert stopped <= 0.03 * len(harmless)


@pytest.mark.parametrize(
    ("own", "anothers"),
    [
        ("Ушёл из части.", "Врач ушёл из части."),
        ("Я отказался выполнять приказ.", "Сосед по палатке отказался выполнять приказ."),
        ("Украл телефон.", "У меня украли телефон."),
        ("Ударил командира.", "Командир ударил меня."),
        ("Употребляю наркотики.", "Наркотики не употребляю."),
        ("Я ушёл с поста.", "Мне сказали, что я ушёл с поста."),
        ("Стрелять не буду.", "Командир сказал, что стрелять не будет."),
        ("Отказываюсь от выполнения задач.", "От выполнения задач не отказываюсь."),
        ("Прошу считать меня уволенным.", "Прошу уволить меня."),
        ("Разрываю контракт.", "Прошу расторгнуть контракт по соглашению сторон."),
        ("Опоздал из отпуска на двое суток.", "Опоздал из отпуска из-за болезни, справка приложена."),
        ("I refuse to obey the order.", "I do not refuse to obey the order."),
        ("I punched the sergeant.", "The sergeant punched me."),
    ],
)
def test_only_what_the_signer_says_of_himself_is_stopped(own: str, anothers: str) -> None:
    assert inspect(own)
    assert not inspect(anothers)


@pytest.mark.parametrize(
    "text",
    [
        "Повестку порвал.",
        "Порвал повестку.",
        "Винтовку утопил в реке.",
        "Утопил винтовку в реке.",
        "Через забор вылез и поехал домой.",
        "Вылез через забор и поехал домой.",
    ],
)
def test_a_deed_is_heard_in_either_order_of_its_words(text: str) -> None:
    assert inspect(text)


@pytest.mark.parametrize(
    ("others", "own"),
    [
        ("Контракт прекратил действие в связи с истечением срока.", "Действие контракта прекращаю."),
        ("Моя служба по призыву закончилась 1 июля.", "Моя служба закончена, больше не звоните."),
        ("Нежелание командира принять рапорт нарушает мои права.", "Выражаю нежелание служить."),
        ("Отправил жене копию приказа об отпуске.", "Отправил жене маршрут колонны."),
        ("Во время эвакуации потерял документы, прошу выдать новые.", "Потерял секретные документы."),
        ("Покинул госпиталь после официальной выписки.", "Покинул госпиталь ночью через окно."),
        ("Упал с машины, сломал руку.", "Сломал сержанту руку."),
    ],
)
def test_a_lawful_neighbour_of_a_new_kind_passes(others: str, own: str) -> None:
    assert inspect(own)
    assert not inspect(others)


def test_a_sentence_no_phrase_knows_is_stopped_for_what_it_resembles() -> None:
    rows = [("refusal", "Туда не двинусь."), ("refusal", "Никуда не двинусь."), ("harmless", "Прошу осмотра врача.")]
    like = Counted([*rows, ("harmless", "Прошу лечения.")]).of("Никуда туда не двинусь.")
    assert (like.kind, like.score > 0) == ("refusal", True)
    assert counted().of("Прошу направить меня к врачу.").score < 0


def test_the_weights_of_letters_were_learnt_from_the_sentences_as_they_are() -> None:
    assert letters.kept_for() == letters.digest()


def test_letters_know_a_word_that_no_sentence_had() -> None:
    rows = [
        (True, "Туда я не поеду."), (True, "Никуда мы не поедем."),
        (False, "Прошу осмотра у врача."), (False, "Прошу о лечении врача."),
    ]  # fmt: skip
    weights, base = letters.learnt(rows)
    told = [
        letters.probability(letters.features(said), weights, base)
        for said in ("Никуда теперь не поедешь", "Просим осмотреть у врачей")
    ]
    assert told[0] > 0.5 > told[1]
    assert letters.learnt(rows) == (weights, base)


@pytest.mark.parametrize(
    "text", ["", "Председателю", "ушибы спины", "ВВК дала категорию", "I will go home, and stay.", "123 …"]
)
def test_letters_tell_nothing_of_a_few_words_or_of_another_language(text: str) -> None:
    assert letters.danger(text) == 0
    assert letters.danger("На штурм больше не поеду.") > 0.8


def test_what_was_never_counted_tells_nothing_and_other_languages_are_not_counted() -> None:
    few = Counted([("refusal", "Туда не двинусь.")])
    assert few.of("Абракадабра").score == 0
    assert not few.features("I will go home, and stay.")


@pytest.mark.parametrize(
    "text",
    ["Сосед по палатке туда больше не двинется, сил нет.", "Говорят, что в посадку я не ходок и не боец."],
)
def test_what_another_did_or_tells_is_not_weighed_by_what_it_resembles(text: str) -> None:
    assert not inspect(text)


@pytest.mark.parametrize("text", ["Атказываюсь ваевать", "Otkazyvayus voevat", "Не пойдууу на штурм", "нихачу ваевать"])
def test_slips_and_spellings_do_not_hide_a_refusal(text: str) -> None:
    assert "refusal" in {found.kind for found in inspect(text)}


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(sentence for _, sentence in DANGEROUS),
        " ".join(HARMLESS),
        "Приказ Рота " * 400,
        "не буду " * 600,
        "отправил координаты " * 300,
        "а" * 4000,
        "дал денег командиру чтобы отпуск взятка врач " * 100,
        "".join(f"слово{number}выполнятъ " for number in range(300)),
    ],
    ids=["dangerous", "harmless", "capitals", "denials", "half_phrases", "one_word", "crowded", "unknown_words"],
)
def test_the_time_grows_no_faster_than_the_text(text: str) -> None:
    inspect("Слова читаются один раз.")

    def spent(part: str) -> float:
        times = []
        for _ in range(3):
            start = time.process_time()
            inspect(part)
            times.append(time.process_time() - start)
        return min(times)

    assert spent(text[:4000]) < 6 * spent(text[:1000]) + 0.03


def test_the_sentence_is_named_and_a_lawful_wording_offered() -> None:
    found = inspect("Болит спина. Воевать не буду! Прошу осмотра.", "complaints")
    assert [(f.kind, f.sentence, f.place) for f in found] == [("refusal", "Воевать не буду!", "complaints")]
    assert "продолжаю исполнять обязанности" in found[0].wording
    assert set(found[0].why) == {"ru", "en"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_offered_wording_is_itself_harmless(kind: str) -> None:
    sentence = next(sentence for each, sentence in DANGEROUS if each == kind)
    wording = next(f.wording for f in inspect(sentence) if f.kind == kind)
    assert inspect(wording) == ()


@pytest.mark.parametrize("text", ["ВОЕВАТЬ НЕ БУДУ", "Boевать нe буду", "в о е в а т ь не буду", "воевать не  буду"])
def test_capitals_lookalikes_and_spaces_do_not_hide_a_word(text: str) -> None:
    assert [f.kind for f in inspect(text)] == ["refusal"]


def test_an_address_may_hold_a_place_and_a_name(make: Any) -> None:
    facts = {"answer_address": "г. Купянск, ул. Мира, Петров И.И.", "circumstances_text": "Рапорт не приняли"}
    assert make("complaint_prosecutor", facts).findings == ()
    assert make("complaint_prosecutor", {"answer_address": "Воевать не буду"}).findings


def test_every_written_field_is_read(make: Any, catalogue: Catalogue) -> None:
    for id in IDS:
        for field in catalogue.get(id).fields:
            if field.kind in ("text", "list") and not field.choices:
                given = "Воевать не буду." if field.kind == "text" else ["Воевать не буду."]
                assert make(id, {field.name: given}).findings, (id, field.name)


@pytest.mark.parametrize("id", IDS)
def test_what_templates_say_would_pass_the_filter_itself(id: str, make: Any, typical: dict[str, Any]) -> None:
    for facts in (
        {},
        {"category": "mobilised"},
        {k: v for k, v in typical.items() if k not in ("signer", "addressee", "serviceman")},
    ):
        for block in make(id, facts).blocks:
            for line in block.lines:
                said = "".join(part for part in line if isinstance(part, str))
                assert not inspect(said), said


def test_initials_and_abbreviations_do_not_end_a_sentence() -> None:
    assert sentences("Служу с 3 марта 2022 г. в части. Лечился в госпитале им. Бурденко. Всё") == [
        "Служу с 3 марта 2022 г. в части.",
        "Лечился в госпитале им. Бурденко.",
        "Всё",
    ]
