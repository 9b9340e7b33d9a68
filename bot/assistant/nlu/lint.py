"""``raport nlu lint``: faults of the training data and of the lexicon, and the commonest words it does not know.

    python -m bot.assistant.nlu.lint [--unknown N] [--data FOLDER] [--tests FOLDER]

Exit code 1 where there is a fault; remarks (imbalance, likenesses inside one intent) do not fail.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.assistant.nlu import examples, glossary, morph, spelling, words
from bot.assistant.nlu.examples import Example

FEWEST = {"ru": 60, "en": 35}
# An intent with this many times the examples of the median draws messages to itself.
MOST_TIMES_MEDIAN = 3
_LONGEST_PHRASE = 5
_SECRET = re.compile(r"\$\{")


@dataclass(frozen=True)
class Remark:
    """One finding: where, what, and whether it fails the lint."""

    place: str
    text: str
    fault: bool = True

    def __str__(self) -> str:
        return f"{self.place}: {'' if self.fault else 'remark: '}{self.text}"


def check_examples(training: Sequence[Example], held_out: Sequence[Example]) -> Iterator[Remark]:
    """Duplicates, conflicts, imbalance, leaks into the tests, and what Rasa would expand from the environment."""
    by_words: dict[str, list[Example]] = defaultdict(list)
    for example in training:
        by_words[_essence(example.text) or example.text].append(example)
        if _SECRET.search(example.text):
            yield Remark(example.place, "«${» would be filled from the environment")
    for alike in by_words.values():
        yield from _alike(alike)
    for example in held_out:
        for twin in by_words.get(_essence(example.text), ()):
            if _essence(example.text):
                yield Remark(twin.place, f"also stands in the tests ({example.place}): it measures nothing there")
    yield from _balance(training)


def _alike(alike: list[Example]) -> Iterator[Remark]:
    first, *others = alike
    for other in others:
        if other.intent != first.intent:
            yield Remark(other.place, f"conflict: the same words are {first.intent} in {first.place}")
        elif _plain(other.text) == _plain(first.text):
            yield Remark(other.place, f"duplicate of {first.place}")
        else:
            yield Remark(other.place, f"the same words as {first.place}", fault=False)


def _balance(training: Sequence[Example]) -> Iterator[Remark]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for example in training:
        counts[example.lang][example.intent] += 1
    intents = sorted({example.intent for example in training})
    for lang, fewest in FEWEST.items():
        found = sorted(counts[lang][intent] for intent in intents)
        median = found[len(found) // 2] if found else 0
        for intent in intents:
            count = counts[lang][intent]
            if count < fewest:
                yield Remark(f"{lang}/{intent}", f"{count} examples, {fewest} are the fewest")
            elif count > MOST_TIMES_MEDIAN * median:
                yield Remark(f"{lang}/{intent}", f"{count} examples, the median is {median}", fault=False)


def check_lexicon(table: Iterable[glossary.Entry]) -> Iterator[Remark]:
    """Terms said twice with different glosses, empty or foreign glosses, phrases that can never match."""
    met: dict[tuple[str, str], glossary.Entry] = {}
    for entry in table:
        place = f"lexicon/{entry.file}.tsv:{entry.line}"
        parts = glossary.term_words(entry.term)
        if not parts or not entry.gloss:
            yield Remark(place, "a line needs terms, a tab and a gloss")
            continue
        if entry.gloss != "-" and not re.fullmatch(r"[a-z0-9' -]+", entry.gloss):
            yield Remark(place, f"the gloss of «{entry.term}» is not plain lower-case English")
        if len(parts) > _LONGEST_PHRASE:
            yield Remark(place, f"«{entry.term}» is longer than {_LONGEST_PHRASE} words and is never found")
        earlier = met.setdefault((entry.lang, entry.term), entry)
        if earlier is not entry:
            same = earlier.gloss == entry.gloss
            what = f"«{entry.term}» stands already in {earlier.file}.tsv:{earlier.line}"
            yield Remark(place, what if same else f"{what} as «{earlier.gloss}»", fault=not same)


def check_spelling(table: dict[str, str]) -> Iterator[Remark]:
    """Repairs of words that need none, and repairs into words that do not exist."""
    for written, meant in table.items():
        for word in meant.split():
            known = glossary.vocabulary()
            if not all(
                morph.is_known(part) or part in known or part == "нибудь" for part in re.findall(r"[а-я]+", word)
            ):
                yield Remark("lexicon/spelling.tsv", f"«{written}» is mended into «{meant}», which no dictionary has")
        if meant in table:
            yield Remark("lexicon/spelling.tsv", f"«{written}» is mended into «{meant}», which is mended again")


def unknown_words(messages: Iterable[Example]) -> Counter[str]:
    """How often each Russian or Ukrainian word was met that no table knows, as lemma."""
    found: Counter[str] = Counter()
    table = glossary.load()
    for message in messages:
        reading = words.read(message.text)
        lang = "uk" if reading.lang == "uk" else "ru"
        found.update(morph.lemma(word, lang) for word in table.gloss(reading).unknown)
    return found


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", morph.fold(text)))


def _essence(text: str) -> str:
    """The words of a message as lemmas, whatever their order, case and punctuation; one word alone as it stands."""
    reading = words.read(text)
    if len(reading.words) < 2:
        return _plain(text)
    return " ".join(sorted(morph.lemma(word.form) for word in reading.words))


def main(arguments: list[str] | None = None) -> int:
    """Print every remark, then the unknown words; 1 where something is a fault."""
    parser = argparse.ArgumentParser(description="Find faults of the training data and of the lexicon.")
    parser.add_argument("--data", type=Path, default=Path("data/nlu"))
    parser.add_argument("--tests", type=Path, default=Path("tests/nlu"))
    parser.add_argument("--unknown", type=int, default=40, help="how many unknown words to list")
    options = parser.parse_args(arguments)
    try:
        training = list(examples.training(options.data))
    except examples.SkippedError as skipped:
        for place in skipped.places:
            print(Remark(place, "Rasa would skip this line: examples of a block start alike, with «- »"))
        return 1
    held_out = list(examples.held_out(options.tests))
    remarks = [
        *check_examples(training, held_out),
        *check_lexicon(glossary.entries()),
        *check_spelling(spelling.table()),
    ]
    for remark in remarks:
        print(remark)
    unknown = unknown_words(training)
    common = ", ".join(f"{word} {count}" for word, count in unknown.most_common(options.unknown))
    faults = sum(remark.fault for remark in remarks)
    print(f"{len(training)} examples, {len(held_out)} held out, {len(list(glossary.entries()))} lexicon terms")
    print(f"{sum(unknown.values())} words no table knows; the commonest: {common}")
    print(f"{faults} faults, {len(remarks) - faults} remarks")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
