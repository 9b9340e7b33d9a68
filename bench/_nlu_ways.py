"""Ways to understand a message, measured in the assistant's environment: called by ``bench.nlu``, one process a way.

    .venv-assistant/bin/python -m bench._nlu_ways NAME [--folds N] [--held-out] --results FILE

Folds keep near-duplicates together, so that no message is asked about whose twin was learnt. Times are wall clock on
this machine; memory is the peak of the process, training included.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from bot.assistant.nlu import encoder, examples, features, morph, thresholds, words
from bot.assistant.nlu.model import IntentModel
from bot.assistant.nlu.score import calibration_error

ROOT = Path(__file__).resolve().parents[1]
NAMES = ("diet", "ngrams", "encoder", "encoder_ngrams", "joined")
Ranking = list[tuple[str, float]]
Messages = tuple[Sequence[str], Sequence[str]]  # texts, intents
FOLDS = 5
# Messages whose letters agree this much (cosine of their trigrams and tetragrams) are kept in one fold.
ALIKE = 0.5


class Way(Protocol):
    """One way to understand messages."""

    def fit(self, texts: Sequence[str], intents: Sequence[str]) -> None:
        """Learn."""

    def ranking(self, text: str) -> Ranking:
        """Intents with confidence, the likeliest first."""


class Joined:
    """The intent model of the project."""

    def fit(self, texts: Sequence[str], intents: Sequence[str]) -> None:
        self._model = IntentModel.fit(texts, intents)

    def ranking(self, text: str) -> Ranking:
        return self._model.ranking(text)


class Linear:
    """Logistic regression as Rasa's LogisticRegressionClassifier sets it up, on n-grams, on the encoder, or on both."""

    def __init__(self, ngrams: bool, encoded: bool) -> None:
        from sklearn.feature_extraction.text import CountVectorizer

        self._encoded = encoded
        self._counters = []
        if ngrams:
            self._counters = [
                CountVectorizer(token_pattern=r"\S+"),
                CountVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2),
            ]

    def fit(self, texts: Sequence[str], intents: Sequence[str]) -> None:
        from sklearn.linear_model import LogisticRegression

        for counter in self._counters:
            counter.fit(_lemmas(text) for text in texts)
        self._found = LogisticRegression(class_weight="balanced", max_iter=100, random_state=42)
        self._found.fit(self._rows(texts), intents)

    def ranking(self, text: str) -> Ranking:
        shares = self._found.predict_proba(self._rows([text]))[0]
        return [(str(self._found.classes_[at]), float(shares[at])) for at in np.argsort(-shares)]

    def _rows(self, texts: Sequence[str]) -> Any:
        from scipy.sparse import csr_matrix, hstack

        rows: list[Any] = [counter.transform(_lemmas(text) for text in texts) for counter in self._counters]
        if self._encoded:
            rows.append(csr_matrix(np.stack([_encoded(text) for text in texts])))
        return hstack(rows).tocsr()


class Diet:
    """What Rasa proposes for a language without word vectors, trained and asked inside Rasa."""

    CONFIG = """
recipe: default.v1
language: ru
assistant_id: bench
pipeline:
  - name: WhitespaceTokenizer
  - name: RegexFeaturizer
  - name: LexicalSyntacticFeaturizer
  - name: CountVectorsFeaturizer
  - name: CountVectorsFeaturizer
    analyzer: char_wb
    min_ngram: 1
    max_ngram: 4
  - name: DIETClassifier
    epochs: 30
    entity_recognition: false
    constrain_similarities: true
"""

    def fit(self, texts: Sequence[str], intents: Sequence[str]) -> None:
        from rasa.core.agent import Agent
        from rasa.model_training import train_nlu

        by_intent = defaultdict(list)
        for text, intent in zip(texts, intents, strict=True):
            by_intent[intent].append(text)
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            (folder / "config.yml").write_text(self.CONFIG)
            (folder / "domain.yml").write_text('version: "3.1"\nintents: [' + ", ".join(by_intent) + "]\n")
            blocks = [
                f"  - intent: {intent}\n    examples: |\n" + "".join(f"      - {text}\n" for text in found)
                for intent, found in by_intent.items()
            ]
            (folder / "nlu.yml").write_text('version: "3.1"\nnlu:\n' + "".join(blocks), encoding="utf-8")
            config, data, domain = (str(folder / name) for name in ("config.yml", "nlu.yml", "domain.yml"))
            made = train_nlu(config, data, scratch, domain=domain)
            self._agent = Agent.load(str(made))
        self._loop = asyncio.new_event_loop()

    def ranking(self, text: str) -> Ranking:
        found = self._loop.run_until_complete(self._agent.parse_message(text))
        return [(item["name"], float(item["confidence"])) for item in found["intent_ranking"]]


@lru_cache(maxsize=100_000)
def _encoded(text: str) -> Any:
    """The vector of a message; kept, so only the first fold's training time holds the encoding."""
    return encoder.load().encode([features.gloss(text)])[0]


def _lemmas(text: str) -> str:
    return " ".join(morph.lemma(word.form) for word in words.read(text).words)


def make(name: str) -> Way:
    """The way of a name."""
    if name == "diet":
        return Diet()
    if name == "joined":
        return Joined()
    return Linear("ngrams" in name, "encoder" in name)


def measure(name: str, train: Messages, test: Messages) -> dict[str, Any]:
    """Train on one part, ask about the other."""
    way = make(name)
    start = time.perf_counter()
    way.fit(*train)
    seconds = time.perf_counter() - start
    times, pairs, rights, offered, found = [], [], [], [], []
    for text, intent in zip(*test, strict=True):
        start = time.perf_counter()
        ranking = way.ranking(text)
        times.append((time.perf_counter() - start) * 1000)
        names = [other for other, _ in ranking[: thresholds.OFFERED]]
        found.append(names[0])
        rights.append(names[0] == intent)
        offered.append(intent in names)
        pairs.append((min(1.0, ranking[0][1]), names[0] == intent))
    from sklearn.metrics import f1_score

    return {
        "f1": float(f1_score(test[1], found, average="macro", zero_division=0)),
        "right": statistics.mean(rights),
        "offered": statistics.mean(offered),
        "calibration": calibration_error(pairs),
        "ms": statistics.median(times),
        "p95_ms": sorted(times)[len(times) * 95 // 100],
        "train_s": seconds,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def twins(texts: Sequence[str]) -> list[int]:
    """A group number for each message; near-duplicates have the same."""
    from scipy.sparse.csgraph import connected_components
    from sklearn.feature_extraction.text import TfidfVectorizer

    rows = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4), sublinear_tf=True).fit_transform(texts)
    return [int(group) for group in connected_components(rows @ rows.T > ALIKE, directed=False)[1]]


def run(name: str, folds: int, held_out: bool, results: Path) -> None:
    """Measure one way on the first ``folds`` of five folds and, if asked, on the held-out messages."""
    from sklearn.model_selection import StratifiedGroupKFold

    training = list(examples.training(ROOT / "data" / "nlu"))
    texts, intents = np.array([e.text for e in training]), np.array([e.intent for e in training])
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=1)
    splits = list(splitter.split(texts, intents, twins(texts)))[:folds]
    for number, (train, test) in enumerate(splits):
        found = measure(name, (list(texts[train]), list(intents[train])), (list(texts[test]), list(intents[test])))
        _append(results, {"name": name, "part": f"fold {number}", "messages": len(training), **found})
    if held_out:
        messages = list(examples.held_out(ROOT / "tests" / "nlu"))
        test_part = ([e.text for e in messages], [e.intent for e in messages])
        found = measure(name, (list(texts), list(intents)), test_part)
        _append(results, {"name": name, "part": "held out", "messages": len(training), **found})


def _append(results: Path, row: dict[str, Any]) -> None:
    with results.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")
    print(row, flush=True)


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description="Measure one way to understand a message.")
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--folds", type=int, default=FOLDS)
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--results", type=Path, required=True)
    options = parser.parse_args()
    run(options.name, options.folds, options.held_out, options.results)


if __name__ == "__main__":
    main()
