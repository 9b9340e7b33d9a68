"""What a message of several questions asks: each of its parts that asks is read for itself.

The whole of a message names one question and hides the second («положена ли ему ВВК и выплата за ранение?»); a part
alone names its own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.assistant.nlu import clauses
from bot.reading import joined

LIKELY, FAINT = 0.8, 0.55  # from here on a part asks the question that is nearest, or may ask it
LEAST_WORDS = 3  # «что делать» alone asks nothing of its own
MOST = 4  # parts of one message that are read; each costs what a short message does
LONGEST = 120  # words; whoever writes more tells a story, and its end is read with the rest

Parse = Callable[[str], Awaitable[Mapping[str, Any]]]


async def asked(text: str, parse: Parse) -> tuple[list[str], list[str]]:
    """Return the questions that single parts ask, in their order, and those that a part only may ask.

    ``parse`` reads one text as the pipeline does. Nothing for a message of one part.
    """
    parts = joined.questions(text, clauses.split) if len(text.split()) <= LONGEST else []
    parts = [part for part in parts if len(part.split()) >= LEAST_WORDS and part != text.strip()]
    plain: list[str] = []
    perhaps: list[str] = []
    for part in parts[:MOST]:
        read = await parse(part)
        near = [(str(one["id"]), float(one["score"])) for one in read.get("questions") or ()]
        id, share = (str(read["question"]), 1.0) if read.get("question") else near[0] if near else ("", 0.0)
        if share >= FAINT:
            (plain if share >= LIKELY else perhaps).append(id)
    plain = list(dict.fromkeys(plain))
    return plain, [id for id in dict.fromkeys(perhaps) if id not in plain]
