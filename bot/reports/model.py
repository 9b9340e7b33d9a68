"""The document model: what every renderer draws and nothing else knows how to draw."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.reports.errors import ReportError

if TYPE_CHECKING:
    from bot.reports.safety import Finding

FORMATS = ("txt", "docx", "pdf", "png")
# A court freezes the claim of a man in combat or mobilised without this motion, so none is made without it.
ABSENCE_MOTION = "motion_absence"
# Notes of a document begin with one of these: a form of a name left to the pen, characters that no font can draw.
UNSURE, LEFT_OUT = "unsure_form:", "left_out:"


class Kind(StrEnum):
    """What a block is on the page."""

    ADDRESSEE = "addressee"
    TITLE = "title"
    SUBTITLE = "subtitle"
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEMS = "items"
    ENCLOSURES = "enclosures"
    SIGNATURE = "signature"
    RECEIPT = "receipt"


@dataclass(frozen=True, slots=True)
class Blank:
    """A place to fill by pen. ``label`` stands under the line; ``size`` is short, medium, long or lines."""

    label: str
    size: str = "medium"


Line: TypeAlias = "tuple[str | Blank, ...]"


@dataclass(frozen=True, slots=True)
class Block:
    """One block. ``lines`` are paragraphs' text (one line), an addressee's lines, or the items of a list.

    A person's own line ends stand inside a line as "\n".

    A signature has three lines: post and rank, name, date.
    """

    id: str
    kind: Kind
    lines: tuple[Line, ...]
    label: str = ""

    def plain(self) -> str:
        """The block's words without blanks, for the safety filter and for comparison."""
        return " ".join("".join(part for part in line if isinstance(part, str)) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Document:
    """A drafted document. It holds no identity but what the facts held; what is rendered holds no time and no id.

    ``watermark`` is drawn across each page when set; ``dense`` asks for small print. ``notes`` are codes of what
    was left blank because a form was unsure (``unsure_form:addressee.name``) and of characters left out
    (``left_out:😀``); ``findings`` are sentences that can hurt.
    """

    id: str
    title: str
    blocks: tuple[Block, ...]
    reviewed: bool
    watermark: str = ""
    stamp: str = ""
    copies: int = 2
    lang: str = "ru"
    dense: bool = False
    notes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = field(default=())

    def filename(self, format: str, number: int = 1) -> str:
        """A name that says nothing: ``dokument-1.pdf``."""
        if format not in FORMATS:
            raise ReportError("unknown_format", format)
        return f"dokument-{number}.{format}"

    def block(self, id: str) -> Block:
        """The block with this id; ReportError("missing_part") when it was left out."""
        for block in self.blocks:
            if block.id == id:
                return block
        raise ReportError("missing_part", id)

    def unsure(self) -> tuple[str, ...]:
        """What was left to the pen because its form was unsure: ``addressee.name``."""
        return tuple(note.removeprefix(UNSURE) for note in self.notes if note.startswith(UNSURE))

    def left_out(self) -> str:
        """The characters of the person's words that no font can draw, each once."""
        return "".join(note.removeprefix(LEFT_OUT) for note in self.notes if note.startswith(LEFT_OUT))

    def blanks(self) -> Iterator[Blank]:
        """Every place left to fill by pen, in reading order."""
        for block in self.blocks:
            for line in block.lines:
                yield from (part for part in line if isinstance(part, Blank))

    def as_dict(self) -> dict[str, Any]:
        """Plain data for storage (the caller seals it). ``from_dict`` reads it back."""
        blocks = [
            {
                "id": b.id,
                "kind": b.kind.value,
                "label": b.label,
                "lines": [[_pack(p) for p in line] for line in b.lines],
            }
            for b in self.blocks
        ]
        return {
            "id": self.id,
            "title": self.title,
            "blocks": blocks,
            "reviewed": self.reviewed,
            "watermark": self.watermark,
            "stamp": self.stamp,
            "copies": self.copies,
            "lang": self.lang,
            "notes": list(self.notes),
            "dense": self.dense,
            "findings": [[f.kind, f.sentence, f.place] for f in self.findings],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Document:
        """Reads ``as_dict`` back. ReportError("bad_value", "document") for anything else."""
        from bot.reports.safety import finding

        try:
            blocks = tuple(
                Block(
                    b["id"], Kind(b["kind"]), tuple(tuple(_unpack(p) for p in line) for line in b["lines"]), b["label"]
                )
                for b in data["blocks"]
            )
            return cls(
                data["id"],
                data["title"],
                blocks,
                bool(data["reviewed"]),
                data["watermark"],
                data["stamp"],
                int(data["copies"]),
                data["lang"],
                bool(data.get("dense")),
                tuple(data["notes"]),
                tuple(finding(*stored) for stored in data.get("findings", ())),
            )
        except (KeyError, TypeError, ValueError):
            raise ReportError("bad_value", "document") from None


def _pack(part: str | Blank) -> str | dict[str, str]:
    return part if isinstance(part, str) else {"label": part.label, "size": part.size}


def _unpack(part: str | dict[str, str]) -> str | Blank:
    return part if isinstance(part, str) else Blank(part["label"], part["size"])
