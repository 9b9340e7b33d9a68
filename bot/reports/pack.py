"""Pages that are no reports: «what happens next» for a document, and the card a relative passes on."""

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
_CARD_LINES = 3
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


def card(
    *,
    lang: str,
    on: date,
    catalogue: Catalogue,
    ways: Sequence[tuple[str, str]],
    risks: Sequence[str] = (),
    steps: Sequence[str] = (),
    deadlines: Sequence[tuple[str, date | None]] = (),
) -> Document:
    """One page for the man himself, passed on by a relative: what is open on that day, the risk, how to begin, dates.

    ``ways`` are (title, verdict in words), the most open first; ``risks``, ``steps`` and ``deadlines`` (sentence, day
    or None) belong to the first of them. It holds no name, no contact and nothing he told. KeyError for a language
    other than ru and en.
    """
    dated = sorted((pair for pair in deadlines if pair[1]), key=lambda pair: pair[1] or date.max)
    undated = [pair for pair in deadlines if not pair[1]]
    rendered = catalogue.template(f"shared/card_{lang}.j2").render(
        day=_day(on, lang),
        ways=[(clean(title), clean(verdict)) for title, verdict in ways],
        risks=[clean(risk) for risk in risks[:_CARD_LINES]],
        steps=[clean(step) for step in steps[:_CARD_LINES]],
        dates=[(_day(day, lang), clean(text)) for text, day in [*dated, *undated][:_CARD_LINES]],
    )
    return Document(
        id="card",
        title={"ru": "Памятка", "en": "A short guide"}[lang],
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
