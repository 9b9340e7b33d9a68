"""One line of the bot as the messages a messenger can carry: texts within its limit, then files, a picture first.

Pure, and the same line gives the same parcels each time: what was sent before a restart is known by its number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.cases.messages import Button, FileRef, Reply
from bot.channels.messenger import Capabilities, Parcel
from bot.conversation import wording

# Where a text may be cut, best first: between paragraphs, lines, sentences, words.
_CUTS = (re.compile(r"\n\n+"), re.compile(r"\n"), re.compile(r"(?<=[.!?…;:])\s+"), re.compile(r"\s+"))
_NUMBER = re.compile(r"(\d{1,2})(?!\d)")
_EMPTY = "…"  # a messenger takes no buttons without a text


def parcels(line: Reply, capabilities: Capabilities) -> tuple[Parcel | FileRef, ...]:
    """Return what is to be sent for a line, in order: texts, the last with the buttons, then each file by itself."""
    text, buttons = line.text.strip(), line.buttons
    if buttons and not capabilities.buttons:
        text, buttons = _with_choices(text, buttons), ()
    if buttons and not text:
        text = _EMPTY
    texts = list(split(text, capabilities.text_limit))
    bodies: list[Parcel | FileRef] = [Parcel(one) for one in texts[:-1]]
    bodies += [Parcel(texts[-1], buttons)] if texts else []
    return (*bodies, *sorted(line.files, key=lambda file: not file.preview))


def numbered(buttons: Sequence[Button]) -> dict[str, Button]:
    """Return the numbers that stand for buttons where there are none: a title's own number, else the next free one.

    Moves («назад», «пропустить») get none: they are said in words, so that a number can still be an answer.
    """
    rest = [button for button in buttons if not wording.move(button.title)]
    own = {found[1]: button for button in rest if (found := _NUMBER.match(button.title))}
    free = (str(number) for number in range(1, 100) if str(number) not in own)
    return own | {next(free): button for button in rest if button not in own.values()}


def split(text: str, limit: int) -> Iterator[str]:
    """Yield ``text`` in pieces of at most ``limit`` UTF-16 units, cut at the best place; blanks at a cut go."""
    while units(text) > limit:
        head = _head(text, limit)
        cut = next((found for pattern in _CUTS if (found := _last(pattern, head, text))), None)
        before, after = cut or (len(head), len(head))
        yield text[:before].rstrip()
        text = text[after:].lstrip()
    if text:
        yield text


def units(text: str) -> int:
    """Return the length of a text as messengers count it: in UTF-16 units."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def _head(text: str, limit: int) -> str:
    """Return as much of the text as fits."""
    count = 0
    for at, letter in enumerate(text):
        count += 2 if letter > "\uffff" else 1
        if count > limit:
            return text[:at]
    return text


def _last(pattern: re.Pattern[str], head: str, text: str) -> tuple[int, int] | None:
    """Return where the last cut within ``head`` begins and ends, unless it would leave a scrap before it."""
    found = None
    for match in pattern.finditer(text, 0, len(head)):
        found = match
    if found is None or found.start() < len(head) // 4:
        return None
    return found.start(), found.end()


def _with_choices(text: str, buttons: Sequence[Button]) -> str:
    numbers = numbered(buttons)
    lines = [button.title if button.title.startswith(n) else f"{n}. {button.title}" for n, button in numbers.items()]
    words = [f"«{button.title}»" for button in buttons if button not in numbers.values()]
    return "\n\n".join(part for part in (text, "\n".join(lines), ", ".join(words)) if part)
