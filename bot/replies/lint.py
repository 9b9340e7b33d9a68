"""What every text of the replies must keep, whoever writes it: short sentences, no law of its own, no blame or promise.

What may not be said stands in `never.yml` beside the templates; what the law forbids to say, in the law room.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError
from ruamel.yaml import YAML

from bot.law import Knowledge

RULES = Path(__file__).resolve().parents[2] / "templates" / "replies" / "never.yml"
LONGEST_SENTENCE = 20  # words, in Russian
LONGEST_CAPTION = 36  # letters: what a narrow phone shows
_PRINTED = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_SILENT = re.compile(r"\{#.*?#\}|\{%.*?%\}", re.DOTALL)
_QUOTED = re.compile(r"«[^»]*»")
_ENDS = re.compile(r"(?<=[.!?…:;])\s+|\n+")
_FILLED = re.compile(r"\{\w*\}")
_DATA = frozenset({"data", "whitespace", "comment_begin", "comment", "comment_end"})
_WORDS = re.compile(r"[^\x00-\x7f]|\w \w")  # a string that is words and no code


@dataclass(frozen=True)
class Flaw:
    """``code``: tags, template, digits, law, blame, promise, thou, forbidden, long, gone, must, caption_long,
    caption_same, caption_filled. ``about`` is the piece of the text."""

    code: str
    about: str


def words_of(source: str) -> str:
    """The text of a template without its tags; a printed value counts as one word."""
    return _PRINTED.sub("слово", _SILENT.sub("", source))


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [part for part in _ENDS.split(text) if re.search(r"\w", part)]


def of_text(stem: str, lang: str, source: str, law: Knowledge) -> Iterator[Flaw]:
    """What is wrong with the words of a reply."""
    text = words_of(source)
    if not text.strip():
        yield Flaw("gone", stem)
    yield from (Flaw("digits", found) for found in re.findall(r"\d+", text))
    for rule, pattern in rules(lang).items():
        # A word that is quoted is somebody else's.
        searched = _QUOTED.sub("", text) if rule == "thou" else text
        yield from (Flaw(rule, found[0]) for found in pattern.finditer(searched))
    for forbidden in law.never_say:
        if found := re.search(forbidden.ru if lang == "ru" else forbidden.en, text, re.IGNORECASE):
            yield Flaw("forbidden", found[0])
    if lang == "ru" and not stem.startswith("_"):
        long = (one for one in sentences(text) if len(re.findall(r"\w+", one)) > LONGEST_SENTENCE)
        yield from (Flaw("long", one.strip()) for one in long)
    must = _must().get(stem, {}).get(lang)
    if must and must not in text:
        yield Flaw("must", must)


def of_tags(before: str, after: str) -> Iterator[Flaw]:
    """What differs in the tags of a template: only its words may become others, a quoted one in a tag too."""
    try:
        kept, wanted = _tags(before), _tags(after)
    except TemplateSyntaxError as error:
        yield Flaw("template", str(error.lineno))
        return
    for one, other in zip(kept, wanted, strict=False):
        if one != other:
            yield Flaw("tags", other[0])
            return
    if len(kept) != len(wanted):
        yield Flaw("tags", max(kept, wanted, key=len)[min(len(kept), len(wanted))][0])


def of_captions(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Flaw]:
    """What is wrong with the captions of a group, by code; only what is new is judged."""
    longest = max(LONGEST_CAPTION, *map(len, before.values()))
    for code, words in after.items():
        if words == before.get(code):
            continue
        if not words.strip():
            yield Flaw("gone", code)
        if len(words) > longest:
            yield Flaw("caption_long", words)
        if sorted(_FILLED.findall(words)) != sorted(_FILLED.findall(before.get(code, ""))):
            yield Flaw("caption_filled", words)
        if [one.casefold() for one in after.values()].count(words.casefold()) > 1:
            yield Flaw("caption_same", words)


@lru_cache(maxsize=2)
def rules(lang: str) -> dict[str, re.Pattern[str]]:
    """The patterns of what no reply may say, by what is wrong with it."""
    told = YAML(typ="safe").load(RULES.read_text(encoding="utf-8"))["never"]
    return {
        name: re.compile("|".join(f"(?:{one})" for one in by_lang[lang]), re.IGNORECASE)
        for name, by_lang in told.items()
        if lang in by_lang
    }


@lru_cache(maxsize=1)
def _must() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = YAML(typ="safe").load(RULES.read_text(encoding="utf-8"))["must"]
    return found


def _tags(source: str) -> list[tuple[str, ...]]:
    """The tags of a template, each as what it is made of; a string of words in one may be any other."""
    tags: list[tuple[str, ...]] = []
    inside: list[str] = []
    for _, kind, value in Environment(trim_blocks=True, lstrip_blocks=True).lex(source):
        if kind in _DATA:
            continue
        if kind.endswith("_begin"):
            inside = []
        elif kind.endswith("_end"):
            tags.append((" ".join(inside), kind))
        elif kind != "whitespace":
            inside.append('"…"' if kind == "string" and _WORDS.search(value) else value)
    return tags
