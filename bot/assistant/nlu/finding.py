"""Which of the questions that people ask a message asks: by meaning, over all examples of all questions at once.

Three opinions are joined. A softmax sees what the message means: the encoder's means, before and after the layers that
were taught our intents. A second one sees the vector of an encoder that reads Russian itself (``multilingual``). A
closed-form regression (ridge) sees what the first sees, the intents themselves, and lemmas, letters and gloss words:
rare words tell two neighbours apart. Messages that ask nothing (greetings, thanks, abuse, forbidden wishes) were seen
by all as examples of no question. Fitted and saved with the intent model, when that is trained.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.linalg

from bot.assistant.nlu import clauses, features, multilingual, thresholds, words
from bot.assistant.nlu.encoder import Vectors
from bot.assistant.nlu.features import NGramTable
from bot.assistant.nlu.model import Look, ModelError
from bot.assistant.nlu.softmax import Softmax
from bot.reading.followups import FollowUp

Looker = Callable[[Sequence[str]], Look]
Records = Mapping[str, Sequence[str]]

# Intents whose messages ask none of the questions. Where the intent model hears one of the first, no question is plain:
# what is said to the bot, what is refused, a cry. What is told may still ask («он третий год там, спасите»).
APART = frozenset({
    "greeting", "goodbye_thanks", "gibberish", "abuse", "offtopic", "language_switch", "correct_or_back", "delete_data",
    "crisis_suicide", "refuse_hide", "refuse_forge", "refuse_violence", "refuse_border", "refuse_selfharm",
})  # fmt: skip
ASIDE = APART | {"inform", "affirm", "deny", "unsure", "status_statement"}
MOST_ASIDE = 60  # examples of each; chosen evenly

# All of this was chosen on examples kept out and on messages of other hands (docs/decisions.md).
# The share of each sign in the regression, how stiffly it keeps to small weights, how much the log-probabilities of the
# two softmaxes count, and how steeply the regression's figures (about 0 to 1) beside them.
SHARES = {"means": 0.5, "taught": 0.3, "intents": 0.1, "lemmas": 0.15, "letters": 0.15, "gloss": 0.15}
COUNTED = ("lemmas", "letters", "gloss")
STIFFNESS = 0.6
MEANING, SECOND = 0.5, 0.7
STEEPNESS = 22.0
STRENGTH = 10.0
LEAST = 2  # rows a string stands in; the once-said ones are half of all strings and tell nothing
_STRIP = 512  # rows of the kernel made at once
_FAINT = 1e-3  # a clause that is far from a question does not rule it out


@dataclass(frozen=True)
class Found:
    """``question`` when it is plain which one is meant; else ``others`` are one to three to choose from, or none.

    ``scores`` are the probabilities by id of all that is not out of the question, the likeliest first: whoever knows
    what was spoken of weighs them anew.
    """

    question: str | None
    others: tuple[str, ...]
    scores: Mapping[str, float]


class Finder:
    """Finds a question among records. Made by ``fit`` or ``load``; a ``look`` is ``IntentModel.look``."""

    def __init__(self, ids: Sequence[str], middles: Mapping[str, Vectors], tables: Mapping[str, NGramTable],
                 weights: Mapping[str, Vectors], meaning: Softmax, second: Softmax, apart: Sequence[int],
                 said: Mapping[str, str]) -> None:  # fmt: skip
        self.ids = list(ids)
        self._middles = middles
        self._tables = tables
        self._weights = weights
        self._meaning = meaning
        self._second = second
        self._apart = list(apart)
        self._said = said

    @classmethod
    def fit(cls, records: Records, aside: Sequence[str], look: Looker, classes: Sequence[str],
            afterwards: Sequence[FollowUp] = ()) -> Finder:  # fmt: skip
        """From ``records``, id to examples, some messages ``aside`` of all questions, and what was written ``afterwards``.

        ``classes`` are the names of the intents that ``look`` tells the probabilities of. Raises EncoderError.
        """
        texts, owners = _examples(records, aside, afterwards)
        seen = look(texts)
        # One message after the other: each is read once and stays in the reader's memory for both.
        read = [(features.blocks(text), _mended(text)) for text in texts]
        counted = [blocks for blocks, _ in read]
        tables = {name: NGramTable.fit([row[name] for row in counted], LEAST) for name in COUNTED}
        vectors = multilingual.load().encode([mended for _, mended in read])
        middles = {
            "means": seen.means.mean(axis=0), "taught": seen.taught.mean(axis=0), "second": vectors.mean(axis=0),
        }  # fmt: skip
        parts = _dense(seen, middles) | {
            name: table.rows([row[name] for row in counted]) for name, table in tables.items()
        }
        meaning = Softmax.fit(_meant(parts), owners, strength=STRENGTH)
        second = Softmax.fit(_even(vectors - middles["second"]), owners, strength=STRENGTH)
        places = [place for place, name in enumerate(classes) if name in APART]
        weights = _ridge(parts, owners, len(records))
        return cls(list(records), middles, tables, weights, meaning, second, places, _said(records))

    def save(self, folder: Path) -> None:
        """Write ``questions.npz`` and ``questions.json``."""
        arrays = {f"middle.{name}": middle for name, middle in self._middles.items()}
        arrays |= {f"weights.{name}": part.astype(np.float16) for name, part in self._weights.items()}
        for name, part in (("meaning", self._meaning), ("second", self._second)):
            arrays |= {f"{name}.weights": part.weights.astype(np.float16), f"{name}.bias": part.bias}
        np.savez(folder / "questions.npz", **arrays)  # type: ignore[arg-type]
        tables = {name: table.state() for name, table in self._tables.items()}
        told = {"encoder": multilingual.WEIGHTS_SHA256, "ids": self.ids, "apart": self._apart, "tables": tables,
                "said": self._said}  # fmt: skip
        (folder / "questions.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, records: Records) -> Finder:
        """What ``save`` wrote; ``records`` as they are today add their very words.

        Raises ModelError where it was trained with another encoder, EncoderError without one; OSError, KeyError, ValueError.
        """
        told = json.loads((folder / "questions.json").read_text(encoding="utf-8"))
        if told.get("encoder") != multilingual.load().sha256:
            raise ModelError("encoder", "trained with another encoder: train again")
        with np.load(folder / "questions.npz", allow_pickle=False) as arrays:
            middles = {name: arrays[f"middle.{name}"] for name in ("means", "taught", "second")}
            # The strings' weights stay short: they are most of what is held, and a message needs few of them.
            weights = {name: arrays[f"weights.{name}"] for name in COUNTED}
            weights |= {name: arrays[f"weights.{name}"].astype(np.float32) for name in SHARES if name not in COUNTED}
            meaning, second = (
                Softmax(arrays[f"{name}.weights"].astype(np.float32), arrays[f"{name}.bias"])
                for name in ("meaning", "second")
            )
        tables = {name: NGramTable(table) for name, table in told["tables"].items()}
        said = {**told["said"], **_said(records)}
        return cls(told["ids"], middles, tables, weights, meaning, second, told["apart"], said)

    def ranking(self, text: str, look: Looker) -> list[tuple[str, float]]:
        """Every question with its probability, the likeliest first; what is missing to one is that of no question.

        In a story the question often stands in one clause: what any clause asks counts too, by half.
        """
        parts = [text, *(clauses.split(text) if len(text.split()) >= thresholds.STORY else [])]
        seen = look(parts)
        near = self._probabilities(parts, seen)
        heard = near[0]
        if len(parts) > 1:
            heard = heard * np.sqrt(near[1:].max(axis=0) + _FAINT)
            heard = heard / heard.sum()
        shares = heard[:-1] * (1 - seen.intents[0][self._apart].sum())
        return [(self.ids[at], float(shares[at])) for at in np.argsort(-shares)]

    def find(self, text: str, look: Looker) -> Found:
        """The question a message asks, as ``thresholds`` weigh it.

        The very words of a record are its question, however many records lie near: no two records claim the same words.
        """
        if (said := self._said.get(_words(text))) is not None:
            return Found(said, (), {said: 1.0})
        ranked = self.ranking(text, look)[: thresholds.WEIGHED] if text.strip() else []
        scores = {id: share for id, share in ranked if share >= thresholds.FAINT}
        if not scores or ranked[0][1] < thresholds.NEAR:
            return Found(None, (), scores)
        (best, share), *rest = ranked[: thresholds.OFFERED]
        if share >= thresholds.SURE:
            return Found(best, (), scores)
        return Found(None, (best, *(id for id, share in rest if share >= thresholds.NEAR_TOO)), scores)

    def _probabilities(self, texts: Sequence[str], seen: Look) -> Vectors:
        """Of each question and, last, of none, shape (texts, questions + 1)."""
        parts = _dense(seen, self._middles)
        near = sum(parts[name] @ self._weights[name] for name in parts)
        for row, text in enumerate(texts):
            counted = features.blocks(text)
            for name, table in self._tables.items():
                places, shares = table.weighted(counted[name])
                near[row] += shares @ self._weights[name][places].astype(np.float32)
        vectors = multilingual.load().encode([_mended(text) for text in texts])
        logs = np.float32(MEANING) * self._meaning.log_probabilities(_meant(parts))
        logs += np.float32(SECOND) * self._second.log_probabilities(_even(vectors - self._middles["second"]))
        logs[:, :-1] += np.float32(STEEPNESS) * near
        shares = np.exp(logs - logs.max(axis=1, keepdims=True))
        return np.asarray(shares / shares.sum(axis=1, keepdims=True), dtype=np.float32)


def aside(texts: Sequence[str], intents: Sequence[str]) -> list[str]:
    """Of training messages and their intents those that ask no question, as many of each intent as ``fit`` wants."""
    found = []
    for name in sorted(ASIDE):
        own = [text for text, intent in zip(texts, intents, strict=True) if intent == name]
        found += own[:: max(1, len(own) // MOST_ASIDE)][:MOST_ASIDE]
    return found


def _examples(records: Records, aside: Sequence[str], afterwards: Sequence[FollowUp]) -> tuple[list[str], Any]:
    """Texts and the number of the record each asks, the last number for none of them.

    Where two records answer as well, it is an example of the first: in both it would blur what parts them.
    """
    numbers = {id: place for place, id in enumerate(records)}
    rows = [(text, numbers[id]) for id, examples in records.items() for text in examples]
    rows += [(one.text, numbers.get(one.asks[0], -1) if one.asks else len(records)) for one in afterwards]
    rows += [(text, len(records)) for text in aside]
    known = [(text, owner) for text, owner in rows if owner >= 0]
    return [text for text, _ in known], np.array([owner for _, owner in known])


def _said(records: Records) -> dict[str, str]:
    return {_words(text): id for id, examples in records.items() for text in examples}


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _mended(text: str) -> str:
    """The repaired words, which the second encoder reads: it knows neither transliteration nor slips of a phone."""
    return " ".join(word.form for word in words.read(text).words)


def _dense(seen: Look, middles: Mapping[str, Vectors]) -> dict[str, Any]:
    even = {"means": _even(seen.means - middles["means"]), "taught": _even(seen.taught - middles["taught"])}
    return {**even, "intents": np.sqrt(seen.intents)}


def _meant(parts: Mapping[str, Any]) -> Vectors:
    return np.concatenate([parts["means"], parts["taught"]], axis=1)


def _ridge(parts: Mapping[str, Any], owners: Any, count: int) -> dict[str, Vectors]:
    """Weights by sign, shape (features, questions): the signs' kernels are summed by their shares.

    The last owner is nobody: its rows are wanted to be near no question.
    """
    places = np.arange(len(owners))
    # Twenty thousand examples make a table of 400 million: half the digits, and filled in strips.
    kernel = np.zeros((len(owners), len(owners)), dtype=np.float32)
    for name, rows in parts.items():
        for start in range(0, len(owners), _STRIP):
            product = rows[start : start + _STRIP] @ rows.T
            product = product.toarray() if hasattr(product, "toarray") else product
            kernel[start : start + _STRIP] += SHARES[name] * product
    kernel[places, places] += STIFFNESS
    wanted = np.zeros((len(owners), count + 1), dtype=np.float32)
    wanted[places, owners] = 1
    # The kernel is symmetric and positive, so half the work of a general solver does; it is overwritten, not copied.
    answers = scipy.linalg.solve(kernel, wanted[:, :count], assume_a="pos", overwrite_a=True, overwrite_b=True)
    return {name: np.asarray(SHARES[name] * (rows.T @ answers), dtype=np.float32) for name, rows in parts.items()}


def _even(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    even: Vectors = rows / np.maximum(lengths, np.float32(1e-6))
    return even
