"""From facts to a document: one template, one set of facts, one date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from jinja2 import TemplateError, UndefinedError

from bot.reports.catalogue import Catalogue, DocumentSpec
from bot.reports.errors import ReportError
from bot.reports.fields import after_since, date_answer, read_date
from bot.reports.glyphs import undrawn
from bot.reports.grammar.dates import BLANK_DATE, for_signature
from bot.reports.grammar.numbers import count
from bot.reports.law import Cites, LawFacts
from bot.reports.markup import blank, clean, parse
from bot.reports.model import ABSENCE_MOTION, LEFT_OUT, UNSURE, Document
from bot.reports.persons import Answer, Labels, Person
from bot.reports.safety import Finding, inspect
from bot.reports.wording import capital, court, ended, small_start

COMMON = ("signer", "addressee", "date", "earlier_report", "away")
WATERMARK = "ЧЕРНОВИК — не проверен адвокатом"
STAMP = "Место для отметки о регистрации"


def draft(
    spec_or_id: DocumentSpec | str,
    facts: Mapping[str, Any],
    *,
    on: date,
    catalogue: Catalogue,
    knowledge: LawFacts,
    reviewed: bool,
) -> Document:
    """Fills a template with facts; a missing fact becomes a labelled blank.

    ``facts`` hold ``signer``, ``addressee``, ``date``, ``earlier_report`` {on, number}, ``away`` (true: he is absent
    from his place of service, so nothing says that he performs his duties) and the document's own fields;
    fields of other documents are passed over, so one set of answers serves the whole chain (``unknown_facts`` names
    keys no document knows). ``on`` is the date the law is read for. Raises ReportError(code, field).
    """
    spec = catalogue.get(spec_or_id) if isinstance(spec_or_id, str) else spec_or_id
    cites = Cites(knowledge, on)
    context = _context(spec, facts, cites, on)
    try:
        rendered = catalogue.template(f"reports/{spec.id}.j2").render(context)
    except UndefinedError as error:
        raise ReportError("undeclared_field", spec.id) from error
    except TemplateError as error:
        raise ReportError("bad_template", spec.id) from error
    blocks = parse(rendered)
    if spec.form == "claim" and context["absence_motion"] and not any(block.id == ABSENCE_MOTION for block in blocks):
        raise ReportError("missing_part", ABSENCE_MOTION)
    clean_copy = reviewed or spec.release == "at_once"
    return Document(
        id=spec.id,
        title=spec.title["ru"],
        blocks=blocks,
        reviewed=reviewed,
        watermark="" if clean_copy else WATERMARK,
        stamp=STAMP if spec.form in ("report", "complaint", "statement", "appeal") else "",
        copies=spec.copies,
        notes=_notes(spec, facts, context),
        findings=_findings(spec, facts),
    )


def unknown_facts(facts: Mapping[str, Any], catalogue: Catalogue) -> tuple[str, ...]:
    """Keys of ``facts`` that no document declares: most often a slip of the pen."""
    return tuple(sorted(key for key in facts if key not in COMMON and key not in catalogue.vocabulary))


def _context(spec: DocumentSpec, facts: Mapping[str, Any], cites: Cites, on: date) -> dict[str, Any]:
    given = facts.get("date")
    dated = read_date(given, "date", on=on) if given else None
    day = max(on, dated) if dated else on
    context: dict[str, Any] = {field.name: field.value(facts.get(field.name), day) for field in spec.fields}
    context["signer"] = _person(facts, "signer", Labels())
    context["addressee"] = _person(facts, "addressee", Labels(post="должность командира", name="фамилия, инициалы"))
    context["earlier"] = _earlier(facts.get("earlier_report"), day)
    context["absence_motion"] = not (
        facts.get("in_zone") is False and facts.get("category") in ("contract", "conscript")
    )
    context["serving"] = facts.get("away") is not True
    context["date"] = Answer(for_signature(dated)) if dated else Answer(BLANK_DATE, given=False)
    context.update(
        norm=cites.norm,
        norms=cites.norms,
        act=cites.act,
        term=cites.term,
        known=cites.known,
        blank=blank,
        count=count,
        since=after_since,
        cap=capital,
        uncap=small_start,
        ended=ended,
        court=court,
        empty_date=BLANK_DATE,
        title=spec.title["ru"],
    )
    return context


# A post may name a unit's work or its arms; what is no harm there is not looked for.
_POST_MAY_HOLD = ("third_person", "position", "equipment", "strength")


def _findings(spec: DocumentSpec, facts: Mapping[str, Any]) -> tuple[Finding, ...]:
    """What the person's own words hold that can hurt him; the templates' words are read by tests."""
    found: list[Finding] = []
    for field in spec.fields:
        for text in field.written(facts.get(field.name)):
            lines = inspect(text, field.name, field.may_hold)
            kinds = {finding.kind for finding in lines}
            # A sentence may run over his own line ends.
            whole = inspect(clean(text), field.name, field.may_hold)
            found += [*lines, *(finding for finding in whole if finding.kind not in kinds)]
    for name in ("signer", "addressee"):
        person = facts.get(name) or {}
        for part in ("post", "unit"):
            if written := person.get(part):
                found.extend(inspect(str(written), f"{name}.{part}", _POST_MAY_HOLD))
    return tuple(found)


def _person(facts: Mapping[str, Any], name: str, labels: Labels) -> Person:
    given = facts.get(name) or {}
    if not isinstance(given, Mapping):
        raise ReportError("bad_value", name)
    return Person(given, name, labels)


def _earlier(given: Any, day: date) -> dict[str, Answer]:
    """The earlier report: its date in words and its incoming number, each or a blank."""
    given = given or {}
    if not isinstance(given, Mapping) or set(given) - {"on", "number"}:
        raise ReportError("bad_value", "earlier_report")
    on, number = given.get("on"), given.get("number")
    if number is not None and (not isinstance(number, str | int) or isinstance(number, bool) or len(str(number)) > 60):
        raise ReportError("bad_value", "earlier_report.number")
    written = clean(str(number)) if number is not None else ""
    return {
        "on": date_answer(on, "earlier_report.on", on=day, past=True) if on else Answer(BLANK_DATE, given=False),
        "number": Answer(written) if written else Answer(blank("входящий номер", "short"), given=False),
    }


def _notes(spec: DocumentSpec, facts: Mapping[str, Any], context: Mapping[str, Any]) -> tuple[str, ...]:
    """What the person has to be told of the page: forms left to the pen, characters that no font can draw."""
    words = [text for field in spec.fields for text in field.written(facts.get(field.name))]
    people = {name: value for name, value in context.items() if isinstance(value, Person)}
    words += [str(part) for name in people for part in (facts.get(name) or {}).values() if part]
    unsure = {f"{UNSURE}{name}.{part}" for name, person in people.items() for part in person.unsure}
    lost = undrawn(" ".join(words))
    return (*sorted(unsure), *([f"{LEFT_OUT}{lost}"] if lost else []))
