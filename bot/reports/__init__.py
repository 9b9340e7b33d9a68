"""Reports and complaints: drafted from facts and law, in correct Russian, rendered for paper.

Pure: no database, no network, no clock. ``load`` reads the templates, ``draft`` makes a document, ``render`` draws it.
"""

from bot.reports.catalogue import Catalogue, DocumentSpec, load
from bot.reports.comparing import Difference, Piece, compare, words
from bot.reports.drafting import draft, unknown_facts
from bot.reports.editing import rewritten, written
from bot.reports.errors import ReportError, UnsafeTextError
from bot.reports.fields import Field, read_date
from bot.reports.law import LawFacts
from bot.reports.model import Blank, Block, Document, Kind
from bot.reports.onetext import as_one_text, taken_apart
from bot.reports.pack import card, next_steps
from bot.reports.phrasebook import phrasebook
from bot.reports.renderers import as_message, render
from bot.reports.safety import Finding, inspect

__all__ = [
    "Blank",
    "Block",
    "Catalogue",
    "Difference",
    "Document",
    "DocumentSpec",
    "Field",
    "Finding",
    "Kind",
    "LawFacts",
    "Piece",
    "ReportError",
    "UnsafeTextError",
    "as_message",
    "as_one_text",
    "card",
    "compare",
    "draft",
    "inspect",
    "load",
    "next_steps",
    "phrasebook",
    "read_date",
    "render",
    "rewritten",
    "taken_apart",
    "unknown_facts",
    "words",
    "written",
]
