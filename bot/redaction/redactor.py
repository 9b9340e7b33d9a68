"""Redaction by permission: a word stays when it is known to tell nothing, everything else becomes a placeholder.

A name that no list knows is an unknown word, and an unknown word goes. What is lost is only worth to the trainers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pymorphy3
from ruamel.yaml import YAML

from bot import memory
from bot.redaction import patterns

PLAIN = Path(__file__).with_name("plain_words.txt")
WORDS = Path(__file__).with_name("words.yml")
# What a dictionary knows as the name of a person, a place or an organisation; of two meanings the worse one counts.
PROPER = frozenset(("Name", "Surn", "Patr", "Geox", "Orgn", "Trad"))
NUMBERS = frozenset(("NUMR", "Anum"))
# Words of grammar; those that may also be a name («том») stay only when they are listed as plain.
GRAMMAR = frozenset(("PREP", "CONJ", "PRCL", "NPRO", "Apro", "PRED", "ADVB", "INTJ"))
CONTENT = frozenset(("NOUN", "ADJF", "ADJS", "LATN", "UNKN", "ROMN", None))
ALONE = frozenset("аивксоуя")  # words of one letter
VERBS = frozenset(("VERB", "INFN"))
REACH = 3  # how many words after «командир», «город», «зовут» may be the name

NAME, PLACE, NUMBER, WORD = "[имя]", "[место]", "[число]", "[слово]"


@dataclass(frozen=True)
class Redacted:
    """A message without what identifies; ``words`` tells how many of its words stayed."""

    text: str
    words: int


class Redactor:
    """Redacts messages in Russian and English; other languages lose nearly every word."""

    def __init__(self, plain: frozenset[str], shortened: frozenset[str], detachments: frozenset[str]) -> None:
        self._plain = plain
        self._shortened = shortened
        self._detachments = detachments
        morph = pymorphy3.MorphAnalyzer()
        self._parse = memory.for_a_turn(2048)(morph.parse)
        self._known = morph.word_is_known

    def redact(self, text: str) -> Redacted:
        """Return the message as it may be kept. Doing it twice changes nothing."""
        said = patterns.without_marks(text)
        if said.isupper():
            said = said.lower()  # shouted: capitals say nothing
        for pattern, placeholder in patterns.WHOLE:
            said = pattern.sub(f" {placeholder} ", said)
        kept: list[str] = []
        reach, begins = 0, True  # how far a name may still follow; whether a sentence begins
        before = ""
        for token in patterns.TOKEN.findall(said):
            short, before = token == "." and self._is_shortened(before), token
            if short:
                reach, begins = REACH, False
            elif token in patterns.STOPS:
                if token != "," or (kept and kept[-1] in patterns.PLACEHOLDERS):
                    reach = 0
                begins = token != ","
            elif token not in patterns.PLACEHOLDERS:
                leads = patterns.leads_to_a_name(token)
                token, begins = self._judged(token, begins, reach > 0), False
                stayed = token not in patterns.PLACEHOLDERS
                if leads and stayed:
                    reach = REACH
                elif stayed:
                    reach = 0 if self._parse(token.lower())[0].tag.POS in VERBS else reach - 1
            else:
                begins = False
            _add(kept, token)
        joined = re.sub(r" ([,.!?])", r"\1", " ".join(kept)).strip(" ,")
        words = sum(token not in patterns.PLACEHOLDERS and token not in patterns.STOPS for token in kept)
        return Redacted(joined, words)

    def _is_shortened(self, token: str) -> bool:
        """Tell whether a dot belongs to the word before it: an initial, «г», «серж»."""
        return token.lower() in self._shortened or (len(token) == 1 and token.isupper())

    def _judged(self, token: str, begins: bool, expected: bool) -> str:
        """Return the word, or what stands for it. ``expected``: the word before says that a name may follow."""
        parts = [part for part in token.split("-") if part]
        judged = [self._judged_part(part, begins and place == 0, expected) for place, part in enumerate(parts)]
        bad = next((one for one, part in zip(judged, parts, strict=True) if one != part.lower()), None)
        return bad or "-".join(judged) or WORD

    def _judged_part(self, part: str, begins: bool, expected: bool) -> str:
        word = part.lower()
        if patterns.MIXED.search(word) or not patterns.LETTERS.fullmatch(word):
            return WORD
        if word in patterns.ABBREVIATIONS:
            return word
        if part[0].isupper() and not begins and word != "i":
            return NAME
        if patterns.LATIN.fullmatch(word):
            return NAME if expected and word not in patterns.AFTER_A_TITLE else word if word in self._plain else WORD
        return self._judged_russian(word, expected, capital=part[0].isupper())

    def _judged_russian(self, word: str, expected: bool, capital: bool) -> str:
        if len(word) == 1 and word not in ALONE:
            return WORD  # spelled out
        if patterns.MONTH.fullmatch(word):
            return patterns.DATE
        if not self._known(word):
            return word if word in self._plain and not expected else WORD
        parses = self._parse(word)
        # Signs are looked for in ``grammemes``: a tag itself asks the dictionary that was loaded last, maybe Ukrainian.
        tags = [parse.tag for parse in parses]
        first = tags[0]
        if any(NUMBERS & {str(tag.POS), *map(str, tag.grammemes)} for tag in tags) and word not in self._plain:
            return NUMBER
        grammar = first.POS in GRAMMAR or "Apro" in first.grammemes
        if any(PROPER & tag.grammemes for tag in tags) and not (grammar and word in self._plain and not capital):
            return PLACE if any("Geox" in tag.grammemes for tag in tags) else NAME
        if capital and parses[0].normal_form in self._detachments:
            return NAME
        if grammar:
            return word
        if first.POS == "NOUN" and "anim" in first.grammemes and parses[0].normal_form not in self._plain:
            return NAME  # «волк», «кузнец»: what can be a man can be his name
        if patterns.OF_A_PLACE.search(word) and not patterns.COMMON_ADJECTIVE.match(word):
            return PLACE
        if expected and first.POS in CONTENT and not patterns.COMMON_AFTER_A_TITLE.fullmatch(word):
            return NAME
        return word


def load() -> Redactor:
    """Return a redactor with the words that tell nothing and those that tell more than they seem to."""
    lines = PLAIN.read_text(encoding="utf-8").splitlines()
    told = YAML(typ="safe").load(WORDS.read_text(encoding="utf-8"))
    plain = frozenset(word for line in lines if not line.startswith("#") for word in line.split())
    return Redactor(plain, *(frozenset(told[name].split()) for name in ("shortened", "detachments")))


def _add(kept: list[str], token: str) -> None:
    """Add a token; of placeholders or stops in a row one is enough, their number tells something too."""
    if kept and token == kept[-1] and (token in patterns.PLACEHOLDERS or token in patterns.STOPS):
        return
    kept.append(token)
