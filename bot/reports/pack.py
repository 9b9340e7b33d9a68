"""«What happens next»: one page that goes with a document, in the person's language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from bot.reports.catalogue import Catalogue, DocumentSpec
from bot.reports.grammar.dates import in_words
from bot.reports.grammar.numbers import count
from bot.reports.markup import clean, parse
from bot.reports.model import Document

LANGUAGES = ("ru", "en")
_BETWEEN_DIGITS = re.compile(r"(?<=[\d)]) (?=[\d(])")
_MOST_STEPS, _MOST_DATES, _MOST_CONTACTS, _MOST_LINES = 5, 5, 3, 4


def next_steps(
    spec: DocumentSpec,
    *,
    lang: str,
    catalogue: Catalogue,
    steps: Sequence[str] = (),
    deadlines: Sequence[tuple[str, date | None]] = (),
    contacts: Sequence[Sequence[str]] = (),
) -> Document:
    """One page: how many copies, to whom, what must stand on the second, refusal, dates, what not to do, contacts.

    ``steps`` (sentences), ``deadlines`` (sentence, day or None) and ``contacts`` (each as lines) come from the law and
    the directory in ``lang``; the first five, five and three are printed, earliest dates first. Render it as any
    document. KeyError for a language other than ru and en.
    """
    dated = sorted((pair for pair in deadlines if pair[1]), key=lambda pair: pair[1] or date.max)
    undated = [pair for pair in deadlines if not pair[1]]
    rendered = catalogue.template(f"shared/next_{lang}.j2").render(
        title=spec.title[lang],
        topic=spec.steps_topic,
        copies=count(spec.copies, "экземпляр") if lang == "ru" else str(spec.copies),
        signed=spec.form != "list",
        followers=[follower.title[lang] for follower in catalogue.chain(spec.id)],
        steps=[clean(step) for step in steps[:_MOST_STEPS]],
        dates=[(_day(day, lang), clean(text)) for text, day in [*dated, *undated][:_MOST_DATES]],
        contacts=[_contact(lines) for lines in contacts[:_MOST_CONTACTS]],
    )
    return Document(
        id=f"next_{spec.id}",
        title=spec.title[lang],
        blocks=parse(rendered),
        reviewed=True,
        copies=1,
        lang=lang,
        dense=True,
    )


def _contact(lines: Sequence[str]) -> str:
    """A contact's lines as one; its numbers never part at a line's end."""
    joined = "; ".join(clean(line).rstrip(" .;") for line in lines[:_MOST_LINES])
    return _BETWEEN_DIGITS.sub("\u00a0", joined)


def _day(day: date | None, lang: str) -> str:
    if day is None:
        return ""
    return in_words(day) if lang == "ru" else f"{day.day} {day:%B} {day.year}"
