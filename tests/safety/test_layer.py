"""The safety layer against whole corpora: what it finds, and what it leaves in peace."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot import memory
from bot.safety import SafetyLayer, load

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
URGENT = {"crisis_suicide", "urgent_danger"}


@pytest.fixture(scope="module")
def layer() -> SafetyLayer:
    return load()


def corpus(name: str) -> list[str]:
    lines = (HERE / "corpora" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def labelled() -> Iterator[tuple[str, str]]:
    """Yield (intent, message) of all training and held-out data."""
    yaml = YAML(typ="safe", pure=True)
    for path in sorted((ROOT / "data" / "nlu").glob("*/*.yml")):
        for block in yaml.load(path.read_text(encoding="utf-8"))["nlu"]:
            for line in block.get("examples", "").splitlines():
                if "intent" in block and line.strip().startswith("- "):
                    yield block["intent"], line.strip()[2:]
    for path in sorted((ROOT / "tests" / "nlu").glob("heldout_*.yml")):
        for row in yaml.load(path.read_text(encoding="utf-8")):
            yield row["intent"], row["text"]


# Signs against («long ago», «a joke», a question of law) leave a clear word unsure; the model then weighs it
# (test_with_model.py asks for care in each of these messages).
SURE = 0.93


def missed(layer: SafetyLayer, messages: list[str], *kinds: str) -> list[str]:
    found = {message: layer.check(message) for message in messages}
    return [text for text, signal in found.items() if signal is None or not signal.sure or signal.kind not in kinds]


def alarms(layer: SafetyLayer, messages: list[str]) -> list[str]:
    found = {message: layer.check(message) for message in messages}
    return [text for text, signal in found.items() if signal is not None and signal.sure]


def test_every_clear_crisis_is_found(layer: SafetyLayer) -> None:
    messages = corpus("crisis")
    unsure = missed(layer, messages, "crisis")
    print(f"crisis: {len(messages)} messages, sure {1 - len(unsure) / len(messages):.1%}")
    assert len(messages) >= 150
    assert len(unsure) <= len(messages) * (1 - SURE), unsure
    assert not [message for message in unsure if layer.check(message) is None]


def test_every_clear_danger_is_found(layer: SafetyLayer) -> None:
    messages = corpus("danger")
    unsure = missed(layer, messages, "danger", "crisis")
    print(f"danger: {len(messages)} messages, sure {1 - len(unsure) / len(messages):.1%}")
    assert len(messages) >= 150
    assert len(unsure) <= len(messages) * (1 - SURE), unsure
    assert not [message for message in unsure if layer.check(message) is None]


@pytest.mark.parametrize(
    "text",
    ["в юности хотел повеситься, лет пятнадцать назад", "блин я труп)) опять не ту дату написал",
     "that film killed me, i want to die 😂"],
)  # fmt: skip
def test_a_clear_word_told_of_long_ago_or_with_a_laugh_is_left_to_the_model(layer: SafetyLayer, text: str) -> None:
    signal = layer.check(text)
    assert signal is None or not signal.sure


def test_a_laugh_does_not_hide_a_cry(layer: SafetyLayer) -> None:
    assert layer.check("не хочу жить))") is not None
    assert layer.check("застрелюсь и всё)))") is not None


def test_where_words_alone_cannot_be_sure_an_unsure_signal_is_left(layer: SafetyLayer) -> None:
    assert not [message for message in corpus("hinted") if layer.check(message) is None]


def test_idioms_and_lawful_neighbours_raise_at_most_one_alarm_in_a_hundred(layer: SafetyLayer) -> None:
    messages = corpus("calm")
    raised = alarms(layer, messages)
    print(f"calm: {len(messages)} messages, false alarms {len(raised) / len(messages):.2%}")
    assert len(messages) >= 300
    assert len(raised) <= len(messages) / 100, raised


def test_messages_of_other_intents_raise_at_most_one_alarm_in_a_hundred(layer: SafetyLayer) -> None:
    messages = [text for intent, text in labelled() if intent not in URGENT | {"delete_data"}]
    raised = alarms(layer, messages)
    print(f"other intents: {len(messages)} messages, alarms {len(raised) / len(messages):.2%}")
    assert len(messages) >= 2000
    assert len(raised) <= len(messages) / 100, raised


@pytest.mark.parametrize(
    ("intent", "kinds"), [("crisis_suicide", ("crisis",)), ("urgent_danger", ("danger", "crisis"))]
)
def test_labelled_urgent_messages_are_found(layer: SafetyLayer, intent: str, kinds: tuple[str, ...]) -> None:
    """What words alone hear: the messages were mostly written by people who did not know the word lists.

    The rest is the model's part: test_with_model.py asks for care in every held-out message.
    """
    messages = [text for label, text in labelled() if label == intent]
    unsure = missed(layer, messages, *kinds)
    unheard = [text for text in unsure if layer.check(text) is None]
    print(f"{intent}: {len(messages)} labelled, sure {1 - len(unsure) / len(messages):.1%}, unheard {len(unheard)}")
    assert len(unsure) <= len(messages) * 0.35
    assert len(unheard) <= len(messages) * 0.17


def test_each_erase_word_alone_erases_at_once(layer: SafetyLayer) -> None:
    assert not missed(layer, corpus("wipe"), "wipe")


@pytest.mark.parametrize(
    "text",
    ["удали все мои данные из базы, я передумал", "please delete my account and the chat", "видаліть мою переписку"],
)
def test_a_longer_wish_to_erase_is_asked_about_first(layer: SafetyLayer, text: str) -> None:
    signal = layer.check(text)
    assert signal is not None
    assert (signal.kind, signal.sure) == ("wipe", False)


@pytest.mark.parametrize(
    "text", ["если я удалю чат, что останется?", "удалить всё? не надо", "стёрлась подошва на берцах"]
)
def test_talk_about_erasing_erases_nothing(layer: SafetyLayer, text: str) -> None:
    signal = layer.check(text)
    assert signal is None or not signal.sure


def test_crisis_goes_before_danger_and_both_before_erasing(layer: SafetyLayer) -> None:
    text = "через час штурм, я ранен, эвакуации нет. не хочу жить, удали всё что я писал"
    kinds = [signal.kind for signal in layer.signals(text)]
    assert kinds[0] == "crisis"
    assert {"danger", "wipe"} <= set(kinds)


def test_fear_of_death_and_refusal_to_die_are_no_crisis(layer: SafetyLayer) -> None:
    assert not alarms(
        layer, ["я не хочу умирать", "не хочу умереть на этой войне", "i do not want to die", "боюсь умереть"]
    )


def test_the_same_words_are_found_in_any_spelling(layer: SafetyLayer) -> None:
    spellings = ["Не хочу жить", "НЕ ХОЧУ ЖИТЬ!!!", "нехачу жыть", "ne hochu jit", "ne khochu zhit'", "yt [jxe ;bnm",
                 "нe xoчу жить", "не хочуууу жиииить", "не хочу жити"]  # fmt: skip
    assert not missed(layer, spellings, "crisis")


def test_the_end_of_a_very_long_message_is_read(layer: SafetyLayer) -> None:
    assert not missed(layer, ["служу третий год, всё по порядку. " * 3000 + "я хочу покончить с собой"], "crisis")


def test_words_repeated_without_end_are_worked_off(layer: SafetyLayer) -> None:
    assert layer.check("не хочу ранен сейчас штурм " * 5000) is not None


def test_a_signal_carries_no_word_of_the_message(layer: SafetyLayer) -> None:
    signal = layer.check("Пётр Аверкиев не хочет жить")
    assert signal is not None
    assert "Аверкиев" not in repr(signal)


@given(st.text(max_size=300))
def test_no_text_makes_it_fail(text: str) -> None:
    _CACHED.check(text)


_CACHED = load()


@pytest.mark.parametrize(
    "text",
    ["не нужен мне отпуск и рапорт. мне … уже все равно проснусь я завтра или нет", "пусть убьют, все равно",
     "хоть бы не встать утром", "мне плевать, жив я или нет", "мені вже байдуже, прокинусь я завтра чи ні",
     "i dont care if i wake up tomorrow or not", "i don't care whether i live or die",
     "let them kill me, i don't care"],
)  # fmt: skip
def test_to_whom_it_is_all_one_whether_he_lives_is_heard(layer: SafetyLayer, text: str) -> None:
    assert "indifferent_to_living" in layer.rules(text)


@pytest.mark.parametrize(
    "text",
    ["ничего уже не хочу, лежу и смотрю в потолок", "не сплю, не ем, ничего не хочется",
     "нічого вже не хочу, лежу і дивлюсь у стелю", "i dont want anything anymore, i just lie and stare at the ceiling"],
)  # fmt: skip
def test_who_lies_and_wants_nothing_is_heard(layer: SafetyLayer, text: str) -> None:
    assert "worn_out" in layer.rules(text)


@pytest.mark.parametrize(
    "text",
    ["мне все равно, отпуск или перевод", "командиру плевать, выживем мы или нет", "ничего не хочу подписывать",
     "смотрю в потолок казармы: течет, ремонт никто не делает", "какая разница между отпуском и увольнением",
     "лучше не вставать на учет, пока не решат?", "i dont care about the money, i want a transfer"],
)  # fmt: skip
def test_what_only_sounds_like_it_asks_nobody_about_death(layer: SafetyLayer, text: str) -> None:
    assert not {"indifferent_to_living", "worn_out"} & layer.rules(text)


def test_a_message_is_read_once_in_a_turn_and_forgotten_when_it_is_over() -> None:
    layer = load()
    with memory.turn():
        memory.forget()
        first = layer.signals("я хочу умереть")
        assert layer.check("я хочу умереть") is first[0]
        assert layer.rules("я хочу умереть") == {signal.rule for signal in first}
        assert (layer._remembered.cache_info().misses, layer._remembered.cache_info().currsize) == (1, 1)
    assert layer._remembered.cache_info().currsize == 0
