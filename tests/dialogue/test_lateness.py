"""Who is late back for a reason is answered that, and not by the table of terms alone."""

from __future__ import annotations

import pytest

from bot.conversation.guide import Guide
from bot.dialogue import decide
from bot.dialogue.heard import TOPIC
from tests.dialogue.hearing import heard, state


@pytest.mark.parametrize(
    ("text", "intent", "told"),
    [
        ("опоздал из отпуска на три дня, лежал с температурой", "awol_consequences", "late_return"),
        ("сын не успевает вернуться из отпуска, рейс отменили", "leave_annual", "late_return"),
        ("I was late from leave, my flight was cancelled", "awol_deadlines", "late_return"),
        ("ушёл из части три дня назад", "awol_consequences", "awol_consequences"),
    ],
)
def test_the_answer_to_lateness_is_its_own(guide: Guide, text: str, intent: str, told: str) -> None:
    outcome = decide(state(), heard(TOPIC, text, intent=intent), guide)
    assert [say.about["intent"] for say in outcome.said if say.what == "topic"] == [told]
