"""The parts of a message that may speak of different things: sentences, and what «и ещё» or «а» joins.

The ranking of a whole message names one topic and hides the second; each clause alone names its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

SURE = 0.9  # a clause has lost its neighbours: only what is plain without them counts
LEAST_WORDS = 2
MOST_CLAUSES = 6
LONG_PART = 4
_BLANKS = re.compile(r"[^\S\n]+")
_SPLIT = re.compile(
    r"[.!?;\n…]+"
    r"|,?\s+(?:и|а)\s+(?:ещ[её]|также|потом)\s+|,?\s+(?:плюс|кроме того|заодно|к тому же)\s+|,\s*(?:и|а|но|да)\s+|\s+и\s+"
    r"|,?\s+(?:and also|and|also|plus|but)\s+",
    re.IGNORECASE,
)


def split(text: str) -> list[str]:
    """The clauses of a message, in order; nothing for a message of one clause."""
    even = _BLANKS.sub(" ", text)  # one blank after the other would be tried as the beginning of every joint
    parts = [part.strip(" ,:-–—") for whole in _SPLIT.split(even) for part in _at_commas(whole)]
    clauses = [part for part in parts if len(part.split()) >= LEAST_WORDS][:MOST_CLAUSES]
    return clauses if len(clauses) > 1 else []


def _at_commas(text: str) -> list[str]:
    """Long parts between commas; short ones, as in a list of three words, stay together."""
    parts = text.split(",")
    return parts if all(len(part.split()) >= LONG_PART for part in parts) else [text]


def topics(text: str, ranking: Callable[[str], Sequence[tuple[str, float]]]) -> list[str]:
    """The intents that clauses of a message are sure of, in order, each once; ``ranking`` is the model's."""
    best = [ranking(clause)[0] for clause in split(text)]
    return list(dict.fromkeys(intent for intent, confidence in best if confidence >= SURE))
