"""Crisis, danger and erase words in one message: deterministic, tested alone, in no need of the dialogue engine."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Literal, cast

from bot import memory
from bot.phrasing.folding import readings
from bot.phrasing.phrases import Message, Phrase
from bot.safety import lexicon
from bot.safety.lexicon import Cue, Lexicon, Rule

Kind = Literal["crisis", "danger", "wipe", "mourning", "family", "calming", "erasing", "dangers"]
LONGEST = 4000  # characters looked at from each end of a longer message: the heart of it stands first or last


@dataclass(frozen=True)
class Signal:
    """What was found. ``sure`` is enough to act on alone; otherwise it counts together with the intent.

    ``rule`` is the id of the lexicon's rule, or "cues" for small signs that add up; those are never sure, and beside a
    sign of doubt (long ago, with a laugh, a figure of speech) no rule is.
    """

    kind: Kind
    sure: bool
    rule: str = ""


class SafetyLayer:
    """Checks messages against one lexicon, which ``read`` returns when it is first needed; holds no message."""

    def __init__(self, read: Callable[[], Lexicon]) -> None:
        """``read`` is `bot.safety.lexicon.read` of some folder and kinds."""
        self._read = read
        # A gateway asks a dozen times of one message, and a long one costs a hundredth of a second each time.
        self._remembered = memory.for_a_turn(64)(self._signals)

    @cached_property
    def _words(self) -> Lexicon:
        return self._read()

    def warm(self) -> None:
        """Read the lexicon now, so that no message waits for it. Raises SafetyError."""
        self._words  # noqa: B018

    def check(self, text: str) -> Signal | None:
        """Return the most serious signal of the text, or None: sure before unsure, then crisis, danger, wipe.

        Small signs of danger that only add up come last: «прибери все, щоб ніхто не найшов» asks to erase.
        """
        found = self.signals(text)
        return found[0] if found else None

    def signals(self, text: str) -> tuple[Signal, ...]:
        """Return a signal for every rule that holds in the text, most serious first."""
        return self._remembered(text)

    def _signals(self, text: str) -> tuple[Signal, ...]:
        found: list[Signal] = []
        for tokens in readings(_bounded(text)):
            places = self._words.index.places(tokens)
            messages = {kind: Message(tokens, places, fillers) for kind, fillers in self._words.fillers.items()}
            called = self._called(places)
            cues = self._cues(called, messages)
            doubted = {cue.kind for cue in cues if cue.doubt}
            found += [
                Signal(cast(Kind, rule.kind), rule.sure and rule.kind not in doubted, rule.id)
                for rule, phrases in called.items()
                if isinstance(rule, Rule) and _holds(rule, phrases, messages[rule.kind])
            ]
            found += [
                Signal(cast(Kind, kind), sure=False, rule="cues")
                for kind, enough in self._words.enough.items()
                if sum(cue.weight for cue in cues if cue.kind == kind) >= enough
            ]
        order = {kind: place for place, kind in enumerate(self._words.kinds)}

        def weight(signal: Signal) -> tuple[bool, bool, int]:
            return not signal.sure, (signal.kind, signal.rule) == ("danger", "cues"), order[signal.kind]

        return tuple(dict.fromkeys(sorted(found, key=weight)))

    def rules(self, text: str) -> frozenset[str]:
        """Return the ids of the rules that hold in the text, sure or not."""
        return frozenset(signal.rule for signal in self.signals(text))

    def _called(self, keys: Iterable[str]) -> dict[Rule | Cue, list[Phrase]]:
        """Return the phrases that the words of a message call for, by rule; no other phrase can stand in it."""
        called: dict[Rule | Cue, list[Phrase]] = {}
        for entry, phrase in dict.fromkeys(one for key in keys for one in self._words.anchored.get(key, ())):
            called.setdefault(entry, []).append(phrase)
        return called

    def _cues(self, called: dict[Rule | Cue, list[Phrase]], messages: dict[str, Message]) -> list[Cue]:
        return [
            cue
            for cue, phrases in called.items()
            if isinstance(cue, Cue) and any(messages[cue.kind].find(phrase) for phrase in phrases)
        ]


@cache
def load(folder: Path | None = None) -> SafetyLayer:
    """Return the layer with the word lists of ``folder`` (default: the ones shipped).

    They are read once, by the first message or by ``warm``: SafetyError then.
    """
    return SafetyLayer(lambda: lexicon.read(folder))


@cache
def load_beside() -> SafetyLayer:
    """Return the layer of what is heard beside the signals, by rule: of the dead, of what calms down, of erasing."""
    return SafetyLayer(lambda: lexicon.read(kinds=lexicon.BESIDE))


def _bounded(text: str) -> str:
    return text if len(text) <= 2 * LONGEST else f"{text[:LONGEST]}\n{text[-LONGEST:]}"


def _holds(rule: Rule, phrases: list[Phrase], message: Message) -> bool:
    if rule.whole:
        return message.is_only(phrases)
    spans = [span for phrase in phrases for span in message.find(phrase)]
    if not spans or any(message.find(phrase) for phrase in rule.unless_anywhere):
        return False
    taken = [span for phrase in rule.unless for span in message.find(phrase)]
    return any(not any(start <= last and first <= end for first, last in taken) for start, end in spans)
