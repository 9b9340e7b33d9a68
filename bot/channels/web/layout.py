"""What a line of the talk looks like: its sentences as blocks, and a paper with all that belongs to it as one card.

The bot writes plain text, the same for every channel; its marks («•», «1.», «⚠») say what a sentence is. Pure: no HTTP,
no words of any language. The page draws from this with JavaScript and without.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.channels.port import Button, FileRef, Reply

_BULLET, _WARNING, _ABOUT = "• ", "⚠ ", " — "
_NUMBER = re.compile(r"(\d{1,2})\. ")
# A sentence ends where a new one begins: not inside «ст. 33» or «1 г.».
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[^\W\d_]|[«\"“])")
_LONGEST_LEAD = 140
_MOST_PARTS = 3  # lines of the same turn that belong to a paper


@dataclass(frozen=True, slots=True)
class Block:
    """Some sentences of one kind.

    ``title`` is the first sentence of a text, which answers, or what a list of risks begins with; ``start`` is the
    number of the first step.
    """

    kind: Literal["text", "list", "steps", "risk", "notes"]
    lines: tuple[str, ...]
    title: str = ""
    start: int = 1


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a card that is folded away under its ``title``; without one the page has its own word for it."""

    title: str
    blocks: tuple[Block, ...]
    files: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A button as it is shown: ``label`` is its title in full, ``about`` what the text said of this choice."""

    button: Button
    label: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as it is shown, or the lines of a paper as one; ``paper`` is the paper's text, ``line`` its last line.

    ``text`` and ``files`` are whole, for whoever reads lines and not blocks.
    """

    line: Reply
    text: str
    blocks: tuple[Block, ...]
    choices: tuple[Choice, ...]
    files: tuple[FileRef, ...]
    paper: str | None = None
    sections: tuple[Section, ...] = ()

    @property
    def own_files(self) -> list[FileRef]:
        """The files that stand outside the folded parts."""
        inside = {file.id for section in self.sections for file in section.files}
        return [file for file in self.files if file.id not in inside]


def shown(lines: Sequence[Reply], small_print: Sequence[str]) -> list[Shown]:
    """Return the lines as they are shown; ``small_print`` are beginnings of sentences on sources and dates."""
    found: list[Shown] = []
    at = 0
    while at < len(lines):
        paper = next((n for n in (at, at + 1) if n < len(lines) and _is_paper(lines[n])), None)
        if paper is None or (paper > at and not _introduces(lines[at])):
            found.append(_plain(lines[at], small_print))
            at += 1
            continue
        end = _end(lines, paper)
        found.append(_card(lines[at : end + 1], paper - at, small_print))
        at = end + 1
    return found


def blocks(text: str, small_print: Sequence[str]) -> tuple[Block, ...]:
    """Return a text as blocks, what is small print in the last one."""
    found: list[Block] = []
    notes: list[str] = []
    for paragraph in re.split(r"\n{2,}", text.strip("\n")):
        fresh = True
        for line in paragraph.split("\n"):
            if line.startswith(tuple(small_print)):
                notes.append(line.removeprefix(_WARNING))
            else:
                _add(found, line, fresh=fresh)
                fresh = False
    lead = next((place for place, block in enumerate(found) if block.kind != "risk"), None)
    if lead is not None and found[lead].kind == "text":
        found[lead] = _led(found[lead], alone=len(found) + len(notes) == 1)
    return (*found, *([Block("notes", tuple(notes))] if notes else []))


def _add(found: list[Block], line: str, *, fresh: bool) -> None:
    """Put a line into the last block when it belongs there; ``fresh`` lines begin a paragraph."""
    last = found[-1] if found and not fresh else None
    number = _NUMBER.match(line)
    if line.startswith(_WARNING):
        said = line.removeprefix(_WARNING)
        if said.endswith(":"):
            found.append(Block("risk", (), title=said))
        elif last and last.kind == "risk" and not last.title:
            found[-1] = replace(last, lines=(*last.lines, said))
        else:
            found.append(Block("risk", (said,)))
    elif line.startswith(_BULLET):
        said = line.removeprefix(_BULLET)
        if last and (last.kind == "list" or (last.kind == "risk" and last.title)):
            found[-1] = replace(last, lines=(*last.lines, said))
        else:
            found.append(Block("list", (said,)))
    elif number:
        said = line[number.end() :]
        if last and last.kind == "steps":
            found[-1] = replace(last, lines=(*last.lines, said))
        else:
            found.append(Block("steps", (said,), start=int(number[1])))
    elif last and last.kind == "text":
        found[-1] = Block("text", (f"{last.lines[0]}\n{line}",))
    else:
        found.append(Block("text", (line,)))


def _led(block: Block, *, alone: bool) -> Block:
    """The block with its first sentence apart; a sentence that stands alone needs no stress."""
    first = block.lines[0].partition("\n")[0]
    end = _SENTENCE_END.search(first)
    lead = first[: end.start()] if end else first
    if len(lead) > _LONGEST_LEAD or (alone and lead == block.lines[0]):
        return block
    return Block("text", (block.lines[0][len(lead) :],), title=lead)


def _is_paper(line: Reply) -> bool:
    return line.paper and bool(line.files)  # names that were taken back took the files along


def _introduces(line: Reply) -> bool:
    return line.author == "bot" and not line.buttons and not line.files


def _end(lines: Sequence[Reply], paper: int) -> int:
    """The place of the line with the buttons that end a paper; the paper itself when none belongs to it."""
    for place in range(paper, min(len(lines), paper + _MOST_PARTS)):
        if lines[place].author != "bot" or (place > paper and _is_paper(lines[place])):
            break
        if lines[place].buttons:
            return place
    return paper


def _plain(line: Reply, small_print: Sequence[str]) -> Shown:
    if line.author == "person":
        return Shown(line, line.text, (Block("text", (line.text,)),), (), line.files)
    found = blocks(line.text, small_print)
    found, choices = _ways(found, [Choice(button, button.title) for button in line.buttons])
    return Shown(line, line.text, found, tuple(choices), line.files)


def _card(lines: Sequence[Reply], paper: int, small_print: Sequence[str]) -> Shown:
    head = blocks(lines[0].text, small_print) if paper else ()
    first = next((place for place, block in enumerate(head) if block.kind in ("list", "notes")), len(head))
    sections = [Section("", head[first:])] if head[first:] else []
    for line in lines[paper + 1 :]:
        found = blocks(line.text, small_print)
        title = (found[0].title or found[0].lines[0]).removesuffix(".")
        rest = (replace(found[0], title=""), *found[1:]) if found[0].title and found[0].lines[0].strip() else found[1:]
        sections.append(Section(title, rest, line.files))
    last = lines[-1]
    return Shown(
        last,
        "\n\n".join(line.text for line in lines),
        head[:first],
        tuple(Choice(button, button.title) for button in last.buttons),
        tuple(file for line in lines for file in line.files),
        lines[paper].text,
        tuple(sections),
    )


def _ways(found: tuple[Block, ...], choices: list[Choice]) -> tuple[tuple[Block, ...], list[Choice]]:
    """Numbered lines that have a button each are said on it: one list instead of two."""
    titles = enumerate(_NUMBER.match(choice.button.title) for choice in choices)
    numbers = {int(title[1]): place for place, title in titles if title}
    kept: list[Block] = []
    for block in found:
        said = {block.start + n: line for n, line in enumerate(block.lines)} if block.kind == "steps" else {}
        if not said or not said.keys() <= numbers.keys() or not all(_ABOUT in line for line in said.values()):
            kept.append(block)
            continue
        for n, line in said.items():
            title, _, about = line.partition(_ABOUT)
            choices[numbers[n]] = Choice(choices[numbers[n]].button, f"{n}. {title}", about[:1].upper() + about[1:])
    return tuple(kept), choices
