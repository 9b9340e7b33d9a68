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
TEMPERATURE = 2.0

# Below this confidence of the likeliest intent the bot asks: three of a hundred messages answered wrongly is the most
# that is borne, and a question with three buttons holds the right one nine times of ten.
ASK_BELOW = 0.85
# Some answers are given sooner: to leave a cry for help unanswered is worse than to answer one too many, and a calm
# refusal that names the lawful neighbour does little harm where it was not called for. By the start of the name.
SOONER = {"crisis_suicide": 0.65, "urgent_danger": 0.65, "refuse_": 0.8}
# All refusals together: from here on it is refused, though which of them is meant is open.
TOGETHER = 0.96
# How many the bot offers when it asks.
OFFERED = 3


def asks(ranking: Sequence[tuple[str, float]]) -> bool:
    """Whether the bot would ask instead of answering. ``ranking`` is intents with confidence, the likeliest first."""
    if not ranking:
        return True
    name, confidence = ranking[0]
    least = next((least for start, least in SOONER.items() if name.startswith(start)), ASK_BELOW)
    if name.startswith("refuse_"):
        # Torn between two refusals is hardly torn about the answer.
        return confidence < least and sum(share for other, share in ranking if other.startswith("refuse_")) < TOGETHER
    return confidence < least


# Finding one of the questions that people ask (``finding``), in probabilities. From here on it is plain and answered at
# once: of examples kept out and of other hands' messages one in twenty-five is then answered wrongly (docs/decisions.md).
SURE = 0.94
# From here on of the likeliest up to OFFERED are named to choose from, each that is likely enough itself.
NEAR = 0.18
NEAR_TOO = 0.05
# So many of the likeliest are handed on with their probability, none fainter than this: what was spoken of before may
# make the eighth the one that is meant (``bot.dialogue.choosing``).
WEIGHED, FAINT = 20, 0.002
# From so many words on a message is a story, and its clauses count too.
STORY = 10
