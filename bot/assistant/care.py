"""When care comes before everything else: what the safety layer hints at, weighed with what the model sees.

The layer reads words, the model reads sense. Either may be sure alone; two that are unsure together are enough. A kind
word too many costs little, a form question to someone in danger costs much, so every doubt but one goes to care: who
clearly asks for help to do harm («гранату в палатку») is not the one in danger.
"""

from __future__ import annotations

from collections.abc import Sequence

URGENT = ("crisis_suicide", "urgent_danger")

# How likely the model must find crisis or danger (both together, they look alike): with an unsure hint of the layer,
# and without any where it would otherwise ask «вы про это?». Chosen on the held-out messages.
WITH_HINT = 0.5
ALONE = 0.65
# A sure hint yields to a wish to do harm that the model is this sure of, while it sees hardly any danger.
HARM, SURELY_HARM, HARDLY = "refuse_violence", 0.85, 0.2
# Held in a pit or a cellar: a danger with an answer of its own, where the model sees that topic and no other danger.
HELD, SURELY_HELD = "detention_search", 0.5


def due(hint: str | None, *, sure: bool, asks: bool, ranking: Sequence[tuple[str, float]]) -> str | None:
    """Return the intent of care to answer with, or None where the message goes its way.

    ``hint`` is the intent the safety layer hints at (None: nothing found), ``sure`` whether it is enough alone;
    ``asks`` whether the model would ask; ``ranking`` its intents with confidence, the likeliest first.
    """
    likely = dict(ranking)
    danger = sum(likely.get(name, 0.0) for name in URGENT)
    likelier = max(URGENT, key=lambda name: likely.get(name, 0.0))
    if hint and sure:
        top, confidence = ranking[0] if ranking else ("", 0.0)
        if top == HARM and confidence >= SURELY_HARM and danger < HARDLY:
            return None
        held = top == HELD and confidence >= SURELY_HELD and danger < HARDLY
        return HELD if held and hint == "urgent_danger" else hint
    if hint:
        return likelier if danger >= WITH_HINT else None
    return likelier if asks and danger >= ALONE else None
