"""A phone's screen: what a topic and a way out begin with is short, and the rest is there for who asks."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from bot import contacts, law, replies, reports
from bot.conversation.guide import Guide
from bot.dialogue.topics import IN_DANGER, SIDE
from bot.safety.dangers import KINDS

TODAY = date(2026, 11, 29)
MOST_WORDS = {"ru": 150, "en": 215}  # an organisation's address takes forty
FACTS = {"category": "contract", "contract_signed_on": "2023-05-03", "in_zone": "yes", "children_under_18": 2}
WHOLE_AT_ONCE = frozenset({"crisis_suicide", "urgent_danger", "privacy_trace", "bot_about"})


@pytest.fixture(scope="module")
def guide() -> Guide:
    nothing: Any = None
    return Guide(
        law.load(), contacts.load(), reports.load(), replies.load(), nothing, nothing,
        has_advocates=False, can_be_shown=lambda: False, idle_hours=24,
    )  # fmt: skip


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("topic", sorted(SIDE - WHOLE_AT_ONCE))
def test_a_topic_begins_short_and_tells_the_rest_on_request(guide: Guide, topic: str, lang: str) -> None:
    (begun,) = guide.topic(topic, FACTS, lang, TODAY, "self", in_form=False)
    (whole,) = guide.topic(topic, FACTS, lang, TODAY, "self", in_form=False, full=True)
    assert len(begun.text.split()) <= MOST_WORDS[lang]
    offered = any('"show": "more"' in sent for _, sent in begun.choices)
    assert offered == (begun.text != whole.text)
    assert not any('"show": "more"' in sent for _, sent in whole.choices)


MOST_IN_DANGER = {"ru": 70, "en": 90}


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("asker", ["self", "relative"])
def test_each_danger_has_three_things_of_its_own_and_whom_to_call(guide: Guide, asker: str, lang: str) -> None:
    said = {kind: guide.care("urgent_danger", lang, TODAY, asker, kind).text for kind in (*IN_DANGER, None)}
    assert len(set(said.values())) == len(said)
    for kind, text in said.items():
        assert len([word for word in text.split() if word != "•"]) <= MOST_IN_DANGER[lang], kind
        assert kind is None or text.count("•") == 3, kind
        assert ("прокурор" in text) if lang == "ru" else ("prosecutor" in text), kind


def test_every_kind_of_danger_that_the_words_know_has_its_papers(guide: Guide) -> None:
    assert set(IN_DANGER) == set(KINDS)
    for kind in KINDS:
        pressed = [sent for _, sent in guide.care("urgent_danger", "ru", TODAY, "self", kind).choices]
        assert [sent for sent in pressed if sent.startswith("/draft_report")], kind


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_a_relative_in_despair_is_spoken_to_herself_and_not_as_a_soldier(guide: Guide, lang: str) -> None:
    own = guide.care("crisis_suicide", lang, TODAY, "own").text
    assert not re.search(r"товарищ|автомат|оружи|священник|\bон\b|comrade|weapon|\bhe\b", own)
    assert "112" in own or "051" in own
