"""Who writes and whose case is told: the serviceman himself, somebody of his, a comrade who is only called «брат».

The words stand in ``words/speaker.yml``, patterns for lower-case text. Each function takes any text; only ``his_case``
gives text back, as long as it was, so that places found in it are places of the message.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

WORDS = Path(__file__).with_name("words") / "speaker.yml"
SELF, RELATIVE = "self", "relative"
_NAMED = re.compile(r"\{([a-z_]+)\}")
_SIGN = re.compile(r"\w")
_SENTENCE = re.compile(r"[.!?\n]")
_PLAIN = str.maketrans("ё’ʼ`", "е'''")


class Words(NamedTuple):
    """The kinds of ``speaker.yml``, each as one pattern or, where places are blanked, as several."""

    blanked: tuple[re.Pattern[str], ...]  # what says nothing of anybody: calling a comrade, his telephone, idioms
    anothers: tuple[re.Pattern[str], ...]
    anothers_unless: re.Pattern[str]
    goes_on: re.Pattern[str]
    general: tuple[re.Pattern[str], ...]
    general_unless: re.Pattern[str]
    self_sure: re.Pattern[str]
    self_topic: re.Pattern[str]
    self_service: re.Pattern[str]
    quoting: re.Pattern[str]
    relative_sure: re.Pattern[str]
    kinsman: re.Pattern[str]
    him: re.Pattern[str]
    for_him: re.Pattern[str]
    he: re.Pattern[str]
    i: re.Pattern[str]


@cache
def words() -> Words:
    """Return the lists of ``words/speaker.yml``, read once. Raises KeyError, re.error: the file is linted by tests."""
    data = YAML(typ="safe").load(WORDS.read_text(encoding="utf-8"))
    lists = data["lists"]

    def several(*names: str) -> tuple[re.Pattern[str], ...]:
        return tuple(pattern(one, lists) for name in names for one in data[name])

    def joined(name: str) -> re.Pattern[str]:
        said = data[name]
        return pattern("|".join([said] if isinstance(said, str) else said), lists)

    return Words(
        several("called", "company", "idioms"), several("anothers"), joined("anothers_unless"),
        joined("another_man_of_his"), several("general"), joined("general_unless"), joined("self_sure"),
        joined("self_topic"), joined("self_service"), joined("quoting"),
        joined("relative_sure"), pattern("{kinsman}", lists), joined("him"), joined("for_him"), joined("he"),
        joined("i"),
    )  # fmt: skip


def pattern(written: str, lists: dict[str, Any]) -> re.Pattern[str]:
    """A pattern of the file: ``{name}`` stands for a list, a blank for a run of blanks, the whole for whole words."""
    whole = written
    while _NAMED.search(whole):
        whole = _NAMED.sub(lambda m: str(lists[m[1]]), whole)
    return re.compile(rf"(?<!\w)(?:{whole.replace(' ', chr(92) + 's+')})(?!\w)")


def his_case(text: str) -> str:
    """The text without what is said of nobody, of somebody else or of all of a kind: blanks stand in its place."""
    plain = text.lower().translate(_PLAIN)
    if len(plain) != len(text):
        return text
    known, places = words(), []
    for one in known.blanked:
        places += [m.span(1) if m.re.groups and m[1] else m.span() for m in one.finditer(plain)]
    rest = _blanked(plain, places)
    others = [
        m.span() for one in known.anothers for m in one.finditer(rest) if not known.anothers_unless.search(m.group())
    ]
    if others:  # «у друга Д. у него трое детей»
        others += [m.span() for m in known.goes_on.finditer(rest, max(end for _, end in others))]
    places += others
    places += [
        m.span() for one in known.general for m in one.finditer(rest) if not known.general_unless.search(m.group())
    ]
    return _blanked(text, places)


def speaker(text: str) -> str | None:
    """``self`` or ``relative`` where the writer says in so many words who he is; None where he does not."""
    plain, known = text.lower().translate(_PLAIN), words()
    relative = known.relative_sure.search(plain)
    serves = _own(known, known.self_service, plain)
    if relative and not (serves and not known.kinsman.search(plain)):  # «я мать, служу по контракту»
        return RELATIVE
    if serves or _own(known, known.self_sure, plain):
        return SELF
    return SELF if known.self_topic.search(plain) and not known.him.search(plain) else None


def says_it_is_he(text: str) -> bool:
    """Tell whether the writer says outright that he speaks of himself: «не он, а я», «я про себя»."""
    plain, known = text.lower().translate(_PLAIN), words()
    return speaker(text) == SELF and (_own(known, known.self_sure, plain) or bool(known.self_topic.search(plain)))


def serves_himself(text: str) -> bool:
    """Tell whether the writer tells his service in the first person, and not another man's words."""
    plain, known = text.lower().translate(_PLAIN), words()
    return _own(known, known.self_service, plain) or _own(known, known.self_sure, plain)


def names_kin(text: str) -> bool:
    """Tell whether a message names a man of the writer's: a son, a husband; not a comrade called «брат»."""
    return bool(words().him.search(his_case(text).lower().translate(_PLAIN)))


def speaks_of_another(text: str) -> bool:
    """Tell whether a message is about a son, a husband, «он», and not about the writer."""
    plain, known = his_case(text).lower().translate(_PLAIN), words()
    said = speaker(plain)
    if said is not None:
        return said == RELATIVE
    return bool(known.him.search(plain)) or (bool(known.he.search(plain)) and not known.i.search(plain))


def speaks_for_another(text: str) -> bool:
    """Tell whether the writer acts for his man: «за мужа», "for my husband"."""
    return bool(words().for_him.search(text.lower().translate(_PLAIN)))


def speaks_of_oneself(text: str) -> bool:
    """Tell whether the writer himself is in the message, and not only another man's «я»: «меня», "I"."""
    return _own(words(), words().i, text.lower().translate(_PLAIN))


def _own(known: Words, said: re.Pattern[str], plain: str) -> bool:
    """Whether it stands outside the words of another: not in «муж говорит я отсюда не вернусь»."""
    return any(not _quoted(known, plain, m.start()) for m in said.finditer(plain))


def _quoted(known: Words, plain: str, at: int) -> bool:
    start = max((m.end() for m in _SENTENCE.finditer(plain, 0, at)), default=0)
    return any(m.start() < at <= m.end() for m in known.quoting.finditer(plain, start))


def _blanked(text: str, places: list[tuple[int, int]]) -> str:
    for start, end in places:
        text = text[:start] + _SIGN.sub(" ", text[start:end]) + text[end:]
    return text
