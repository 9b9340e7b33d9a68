"""Phrases that can hurt their signer, in the pattern language of `bot.phrasing.phrases` and with Russian grammar.

The words stand in ``templates/shared/dangerous.yml``. To the pattern language the file adds the forms of a word, so
that a person is written and not an ending: ``пойти@я`` is the first person (пойду, пойдём), ``уйти@был`` the past
(ушёл, ушла, ушли), ``приказ@`` every form; ``ИНФ`` is any infinitive, ``ДЕЛАЮ`` a verb in the first person after «не».

What another did, what others said of the signer and what he denies is not his own word. So a rule has, beside ``any``:

* ``past: true`` - a phrase is not heard when its clause has another subject («врач ушёл»), or a plural past has none
  («у меня украли»), or when another tells it («говорят, что я ушёл»);
* ``told: true`` - a phrase is not heard when another tells it;
* ``unless`` takes away the phrases it overlaps, ``unless_anywhere`` the whole rule in that sentence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.phrasing.folding import Token, fold, readings
from bot.phrasing.phrases import Message, Parser, Phrase, Span, anchor
from bot.phrasing.spelling import Index
from bot.reports.grammar.morphology import morph

INFINITIVE, FIRST_PERSON = fold("ИНФ"), fold("ДЕЛАЮ")
_INFINITIVE = ("ть", "ться", "ти", "тись", "чь", "чься")
_FIRST = ("ю", "у", "юсь", "усь", "ем", "им", "емся", "имся", "ём")
_FORM = re.compile(r"([а-яё-]+)@([а-я]*)")
REACH = 12  # words from a verb to its subject, at most
_OWN = frozenset(("я", "мы"))


@dataclass(frozen=True, eq=False)
class Rule:
    """Phrases of one kind and what takes them away."""

    kind: str
    any: tuple[Phrase, ...]
    unless: tuple[Phrase, ...]
    unless_anywhere: tuple[Phrase, ...]
    past: bool
    told: bool


@dataclass(frozen=True)
class Phrasebook:
    """What is looked for: the index of all words, the phrases a word calls for, the phrases by which another tells.

    ``others`` are words for who acts that is not the signer, ``nouns`` words that only look like infinitives.
    """

    index: Index
    fillers: frozenset[str]
    anchored: dict[str, tuple[tuple[Rule, Phrase], ...]]
    tells: tuple[Phrase, ...]
    others: frozenset[str]
    nouns: frozenset[str]

    def read(self, sentence: str) -> Reading:
        """What the phrases make of one sentence."""
        tokens = _tagged(
            readings(sentence)[0], self.nouns
        )  # as typed: what makes no sense in this layout makes none on paper
        places = self.index.places(tokens)
        called: dict[Rule, list[Phrase]] = {}
        for rule, phrase in dict.fromkeys(one for key in places for one in self.anchored.get(key, ())):
            called.setdefault(rule, []).append(phrase)
        heard = _Heard(tokens, Message(tokens, places, self.fillers), self)
        kinds: list[str] = []
        for rule, phrases in called.items():
            if rule.kind not in kinds and heard.holds(rule, phrases):
                kinds.append(rule.kind)
        return Reading(kinds, heard)


def _tagged(tokens: Sequence[Token], nouns: frozenset[str]) -> list[Token]:
    """The tokens, infinitives and denied verbs in the first person found by the names the file has for them."""
    tagged: list[Token] = []
    named: dict[tuple[str, bool], str | None] = {}
    for at, token in enumerate(tokens):
        key = token.word, bool(at) and tokens[at - 1].word == "не"
        if key not in named:
            named[key] = None if token.word in nouns else _name(*key)
        name = named[key]
        tagged.append(replace(token, forms=token.forms | {name}) if name else token)
    return tagged


def _name(word: str, denied: bool) -> str | None:
    """What the file calls the form of a word, if it has a name."""
    if word.endswith(_INFINITIVE) and not word.endswith("ость"):
        return INFINITIVE
    first = denied and word.endswith(_FIRST) and "1per" in morph().tag(word)[0]
    return FIRST_PERSON if first else None


class _Heard:
    """One sentence: whose words stand in it. What was looked up of a word is kept no longer than the sentence."""

    def __init__(self, tokens: Sequence[Token], message: Message, book: Phrasebook) -> None:
        self._tokens, self._message, self._book = tokens, message, book
        self._tags: dict[str, Any] = {}
        self._told_at: list[Span] | None = None
        self.let_go = False  # a phrase was heard, and is not the signer's own word

    def holds(self, rule: Rule, phrases: Iterable[Phrase]) -> bool:
        """Whether the signer says one of the phrases of himself."""
        spans = self._spans(phrases)
        if not spans:
            return False
        own = self._own(rule, spans)
        self.let_go = self.let_go or not own
        return own

    def of_another(self) -> bool:
        """Whether another tells it, or acts where the signer nowhere calls himself by a pronoun."""
        words = [token.word for token in self._tokens]
        return bool(self._tellings()) or (_OWN.isdisjoint(words) and any(map(self._acts, words)))

    def _own(self, rule: Rule, spans: Iterable[Span]) -> bool:
        if any(self._message.find(phrase) for phrase in rule.unless_anywhere):
            return False
        taken = self._spans(rule.unless)
        return any(
            not any(start <= last and first <= end for first, last in taken)
            and not (rule.told and self._told((start, end)))
            and not (rule.past and self._others((start, end)))
            for start, end in spans
        )

    def _spans(self, phrases: Iterable[Phrase]) -> list[Span]:
        return list(dict.fromkeys(span for phrase in phrases for span in self._message.find(phrase)))

    def _told(self, span: Span) -> bool:
        """Whether another tells it: the telling stands before, in the same sentence, and it is not the signer's."""
        sentence = self._tokens[span[1]].sentence
        return any(tell[1] < span[1] and self._tokens[tell[0]].sentence == sentence for tell in self._tellings())

    def _tellings(self) -> list[Span]:
        if self._told_at is None:
            self._told_at = [tell for tell in self._spans(self._book.tells) if self._is_anothers(tell)]
        return self._told_at

    def _is_anothers(self, tell: Span) -> bool:
        clause = self._clause(tell)
        if _OWN.intersection(clause):
            return False
        return not self._is_past(self._tokens[tell[0]].word, "sing") or any(map(self._acts, clause))

    def _others(self, span: Span) -> bool:
        """Whether another did it: the clause has another subject, or a plural past has none («у меня украли»)."""
        clause = self._clause(span)
        if _OWN.intersection(clause):
            return False
        words = [token.word for token in self._tokens[span[0] : span[1] + 1]]
        return any(map(self._acts, clause)) or (
            any(self._is_past(word, "plur") for word in words) and not any(token.word == "мы" for token in self._tokens)
        )

    def _clause(self, span: Span) -> list[str]:
        """The words of the clauses the span touches, as far as a subject may stand from its verb."""
        tokens, (low, high) = self._tokens, span
        clauses = {token.clause for token in tokens[low : high + 1]}
        while low and tokens[low - 1].clause in clauses and span[0] - low < REACH:
            low -= 1
        while high + 1 < len(tokens) and tokens[high + 1].clause in clauses and high - span[1] < REACH:
            high += 1
        return [token.word for token in tokens[low : high + 1]]

    def _acts(self, word: str) -> bool:
        if word in self._book.others:
            return True
        tag = self._tag(word)
        return "NOUN" in tag and "anim" in tag and "nomn" in tag

    def _is_past(self, word: str, number: str) -> bool:
        tag = self._tag(word)
        return "VERB" in tag and "past" in tag and number in tag

    def _tag(self, word: str) -> Any:
        if word not in self._tags:
            self._tags[word] = frozenset(map(str, morph().tag(word)[0].grammemes))
        return self._tags[word]


class Reading:
    """What the phrases make of a sentence; ``kinds`` are those of its danger, each once."""

    def __init__(self, kinds: Sequence[str], heard: _Heard) -> None:
        self.kinds, self._heard = tuple(kinds), heard

    @property
    def settled(self) -> bool:
        """Whether the phrases know enough to be believed.

        They do where one was heard, be it that the signer denies it, and where another acts or tells.
        """
        return bool(self.kinds) or self._heard.let_go or self._heard.of_another()


@lru_cache(maxsize=1)
def phrasebook() -> Phrasebook:
    """The phrasebook that is shipped, read once."""
    path = Path(__file__).parents[2] / "templates" / "shared" / "dangerous.yml"
    data: dict[str, Any] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    parser = Parser({name: [_expanded(line) for line in lines] for name, lines in data["lists"].items()})

    def phrases(lines: Iterable[str] | None) -> tuple[Phrase, ...]:
        return tuple(parser.parse(_expanded(str(line))) for line in lines or ())

    rules = tuple(
        Rule(
            kind,
            phrases(rule["any"]),
            phrases(rule.get("unless")),
            phrases(rule.get("unless_anywhere")),
            past=bool(rule.get("past")),
            told=bool(rule.get("told")) or bool(rule.get("past")),
        )
        for kind, several in data["kinds"].items()
        for rule in several
    )
    tells = phrases(data["tells"])
    read = [phrase for rule in rules for phrase in (*rule.any, *rule.unless, *rule.unless_anywhere)]
    keys = (key for phrase in (*read, *tells) for side in phrase for key in side.all_keys())
    return Phrasebook(
        Index(keys, morph().word_is_known),
        frozenset(fold(word) for word in data["fillers"]),
        _anchored(rules),
        tells,
        frozenset(data["others"] + data["bodies"]),
        frozenset(data["not_infinitives"]),
    )


def _anchored(rules: Iterable[Rule]) -> dict[str, tuple[tuple[Rule, Phrase], ...]]:
    anchored: dict[str, list[tuple[Rule, Phrase]]] = defaultdict(list)
    for rule in rules:
        for phrase in rule.any:
            for key in anchor(phrase):
                anchored[key].append((rule, phrase))
    return {key: tuple(called) for key, called in anchored.items()}


def _expanded(line: str) -> str:
    """The line with ``word@form`` written out. ValueError for a word that has no such form."""
    return _FORM.sub(lambda found: f"({'|'.join(_forms(found[1], found[2]))})", line)


def _is_form(form: str, grammemes: Set[str]) -> bool:
    if form == "я":
        return "1per" in grammemes and "impr" not in grammemes
    if form == "был":
        return "past" in grammemes and "VERB" in grammemes and "neut" not in grammemes
    return form == "" and grammemes.isdisjoint(("PRTF", "PRTS", "GRND"))


@lru_cache(maxsize=2048)
def _forms(word: str, form: str) -> tuple[str, ...]:
    plain = word.replace("ё", "е")
    parses = [one for one in morph().parse(word) if one.normal_form.replace("ё", "е") == plain]
    parses = [one for one in parses if not form or "INFN" in one.tag.grammemes]
    forms = (
        tuple(dict.fromkeys(one.word for one in parses[0].lexeme if _is_form(form, one.tag.grammemes)))
        if parses
        else ()
    )
    if not forms:
        raise ValueError(f"{word}@{form}: no such form")
    return forms
