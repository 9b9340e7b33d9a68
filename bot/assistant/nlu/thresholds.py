"""When the bot answers at once and when it asks «вы про это?»: the one place where this is declared.

Chosen on cross-validated and held-out messages (docs/nlu-comparison.md): a wrong answer to a frightened person costs
far more than one question with three buttons. Measure again (``bench/nlu.py``) when the data or the model change much.
"""

from __future__ import annotations

from collections.abc import Sequence

# Weights of the parts of the intent model, and the temperature of their weighted mean times three. English examples
# are half as many, and its words say less.
WEIGHTS = {"tuned": 1.0, "means": 0.6, "words": 1.5}
ENGLISH_WEIGHTS = {"tuned": 1.0, "means": 0.6, "words": 0.4}
TEMPERATURE = 2.3

# Below this confidence of the likeliest intent the bot asks.
ASK_BELOW = 0.6
# So it does when the second is this near.
ASK_WITHIN = 0.1
# How many it offers.
OFFERED = 3


def asks(ranking: Sequence[tuple[str, float]]) -> bool:
    """Whether the bot would ask instead of answering. ``ranking`` is intents with confidence, the likeliest first."""
    if not ranking:
        return True
    first = ranking[0][1]
    second = ranking[1][1] if len(ranking) > 1 else 0.0
    return first < ASK_BELOW or first - second < ASK_WITHIN
