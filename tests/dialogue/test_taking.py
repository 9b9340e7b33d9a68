"""Who is spoken of: his own word counts at once, and a brother named in passing makes nobody a relative."""

from __future__ import annotations

import pytest

from bot.conversation.guide import Guide
from bot.dialogue import decide
from bot.dialogue.heard import CHOICE, STORY
from bot.dialogue.taking import take
from tests.dialogue.hearing import heard, state


@pytest.mark.parametrize(
    ("text", "told", "before", "after"),
    [
        ("брат в яме", {"asker": "relative"}, "self", "self"),
        ("это жена пишет", {"asker": "relative"}, "self", "relative"),
        ("я сам служу, не он", {"asker": "self"}, "relative", "self"),
        ("не он, а я", {}, "relative", "self"),
        ("брат, подскажи как быть", {}, None, None),
        ("мужики говорят уволят", {}, None, None),
        ("муж сказал: я отсюда не вернусь", {}, None, "relative"),
    ],
)
def test_only_a_persons_own_word_changes_of_whom_is_spoken(
    guide: Guide, text: str, told: dict[str, str], before: str | None, after: str | None
) -> None:
    known = {"asker": before} if before else {}
    taken, _ = take(state(**known), heard(STORY, text, **told), guide)
    assert taken.facts.get("asker") == after


def test_a_filing_after_a_refusal_is_a_new_report(guide: Guide) -> None:
    known = {"category": "contract", "contract_ends_on": "2026-09-01", "report_refused_on": "2026-11-03"}
    taken, read = take(state(**known), heard(STORY, "подал 12.11.2026", report_filed_on="2026-11-12"), guide)
    assert read.doubts == ()
    assert taken.known["report_filed_on"] == "2026-11-12" and "report_refused_on" not in taken.known
    answer = heard(CHOICE, "12.11.2026", date="2026-11-12")
    outcome = decide(state(open="report_filed_on", put={"report_filed_on": 1}, **known), answer, guide)
    assert outcome.state.known["report_filed_on"] == "2026-11-12"


def test_that_he_writes_of_himself_is_no_news(guide: Guide) -> None:
    told = {"asker": "self", "category": "contract"}
    _, read = take(state(), heard(STORY, "я контрактник", **told), guide)
    assert read.noted == ("category",)


@pytest.mark.parametrize(
    ("text", "known", "kept"),
    [
        ("июля. числа 20го ушел", "2026-07-01", "2026-07-20"),
        ("20 числа ушел", "2026-07-01", "2026-07-20"),
        ("20 ноября ушел", "2026-07-01", "2026-11-20"),
        ("20 числа ушел", "2026-07-04", "2026-11-20"),  # a day is known: this is another one
    ],
)
def test_a_day_without_its_month_belongs_to_the_month_told_before(
    guide: Guide, text: str, known: str, kept: str
) -> None:
    taken, _ = take(state(absent_since=known), heard(STORY, text, absent_since="2026-11-20"), guide)
    assert taken.known["absent_since"] == kept
