"""Prints each text that costs the model too much to read, with the seconds; run in the assistant's environment.

What a trained model adds to the intents (three products of small matrices) does not depend on the text; the finder of
questions is fitted here on a part of its records.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from bot import memory
from bot.assistant.nlu import asked, clauses, encoder, features
from bot.assistant.nlu.finding import Finder
from bot.assistant.nlu.model import Look
from tests.cost.pace import budget
from tests.cost.texts import texts

TURN = 0.45  # as in test_cost
PART = 20  # records
# The dearest kinds, by measurement over all of them; the others take less than half.
DEAREST = (
    "random digits and signs", "random signs", "dates", "spans of dates", "dates in words", "wrong layout", "service",
    "absence", "English", "random words", "mixed scripts", "random long Latin words", "clauses", "clauses, no end",
    "one random Latin word", "ligatures", "wide blanks", "family", "crisis lexicon with slips",
)  # fmt: skip


def main() -> None:
    """One message and its clauses, as a turn reads them."""
    read = encoder.load(None)
    seen: dict[str, np.ndarray] = {}

    def look(texts: Sequence[str]) -> Look:
        """Each text read once, as the classifier does."""
        for text in texts:
            if text not in seen:
                features.blocks(text)
                seen[text] = read.read([features.gloss(text)], encoder.LOWER_LAYERS).means
        means = np.concatenate([seen[text] for text in texts])
        return Look(np.full((len(texts), 2), 0.5, dtype=np.float32), means, means[:, : read.size])

    records = dict(list(asked.records().items())[:PART])
    finder = Finder.fit(records, ["привет", "спасибо", "hello"], look, ["vvk_procedure", "leave_annual"])

    def ask(text: str) -> float:
        memory.forget()
        seen.clear()
        begun = time.process_time()
        look([text, *clauses.split(text)])
        finder.find(text, look)
        return time.process_time() - begun

    ask("Привет, кантракт 1 января. Zdravstvuyte, ghbdtn, що робити, help me.")
    for name in DEAREST:
        spent = ask(texts()[name])
        for _ in range(3):
            spent = min(spent, ask(texts()[name])) if spent > budget(TURN) else spent
        if spent > budget(TURN):
            print(f"{name}: {spent:.3f}")


if __name__ == "__main__":
    main()
