"""A case on one page: what it is about, the paper with everything that stands beside it, what was said and decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.bootstrap import PEOPLE_ZONE
from bot.cases.casework import DECISIONS, EVENTS, Note, Opened, Version, pictured
from bot.cases.designations import designation
from bot.cases.queue import Filters
from bot.cases.reviews import CLOSED, WAITING
from bot.console import guard, pages
from bot.console.casedoors import WHO, case_id, door, number, opened
from bot.console.casewords import CaseWords, WayShown
from bot.console.errors import ConsoleError
from bot.console.glance import glance, left
from bot.console.queue import age, labels
from bot.console.routing import Page, me, page, services
from bot.console.sentences import offered
from bot.contacts import Contact
from bot.photos import MEDIA_TYPE
from bot.reports import Difference, Document, Finding, Kind, compare, render

CONTACTS = 8
BESIDE = 12  # cases of the queue that are listed beside the one that is open


def routes() -> list[Page]:
    """Return the pages of this module."""
    return [
        page("GET", "/cases/{case}", show, WHO),
        page("GET", "/cases/{case}/pulse", pulse, WHO, quiet=True),
        page("GET", "/cases/{case}/page.png", picture, WHO),
        page("GET", "/cases/{case}/photos/{seq}", photo, WHO),
        page("GET", "/cases/{case}/history", history, WHO),
    ]


@dataclass(frozen=True)
class Paragraph:
    """One block of the paper: its words beside the template's, warnings, comments."""

    id: str
    kind: Kind
    words: Difference
    findings: tuple[Finding, ...]
    comments: tuple[Note, ...]


def show(request: Request) -> Response:
    """Show the case."""
    return case_page(request)


def case_page(request: Request, status: int = 200, problem: str = "") -> Response:
    """Return the page of a case; after a refused form with the problem said and what was typed still there."""
    found = opened(request)
    known, who, lang, texts = services(request), me(request), pages.language(request), pages.texts_of(request)
    row = known.queue.row(case_id(request), who.unlocked)
    if row is None:  # taken between two looks
        raise ConsoleError(404, "case_gone")
    with door():
        readers = known.reviews.readers(found.state.id, who.unlocked)
    words = CaseWords(known.replies.captions, known.knowledge, lang)
    newest, work = found.newest, known.casework
    ways, clocks, alerts = [words.way(way) for way in work.ways(found)], work.clocks(found), work.alerts(found)
    colleagues = [(person, known.people.name(person)) for person in known.people.advocates() if person != who.person_id]
    return pages.render(
        request,
        "case.html",
        status,
        problem=problem,
        typed={} if status == 200 else dict(request.state.form.items()),
        **head(request, found),
        labels=labels(request, row),
        cases=[
            (one.id, designation(one.id, lang)) for one in known.queue.page(who.unlocked, Filters(), size=BESIDE).rows
        ],
        age=age(known.now() - found.state.submitted_at, texts),
        mine=found.state.assigned_to == who.person_id,
        waits=found.state.state == WAITING,
        closed=found.state.state == CLOSED,
        holder=known.people.name(found.state.assigned_to) if found.state.assigned_to else "",
        facts=words.facts(newest.file.profile),
        fields=words.fields(known.catalogue.get(newest.file.document_id), newest.file.report_facts),
        paragraphs=_paragraphs(work.from_template(newest), newest.document, found),
        stray=_stray(newest.document, found),
        glance=glance(found, ways, clocks, work.absence(found), alerts, known.today(), texts, lang),
        alerts=alerts,
        ways=_grouped(ways),
        stock=offered(request, found, clocks),
        clocks=words.clocks(clocks, known.today()),
        left=lambda days: left(days, texts),
        talk=talk(request, found),
        photos=known.photographs.of_case(found.state.id, who.unlocked),
        happened=[(note, words.value("", note.data["value"])) for note in found.of("event") if note.code in EVENTS],
        decided=found.decided,
        outdated=found.outdated,
        decided_seq=found.decided.seq if found.decided else 0,
        decisions=DECISIONS,
        contacts=[(one.id, one.lines(lang, known.today(), brief=True)) for one in helpers(request, found)],
        organisations=[(one.id, one.lines(lang, known.today())) for one in takers(request, found)],
        events=EVENTS,
        colleagues=colleagues,
        readers=[known.people.name(person) for person in readers],
        others=[one for one in colleagues if one[0] not in readers],
    )


def pulse(request: Request) -> Response:
    """Tell an open page whether something is new in the case; its forms get the token of the session as it is now.

    With ``after``, the number of the last line it shows, also what was said since.
    """
    with door():
        state = services(request).reviews.state(case_id(request), me(request).unlocked)
    told: dict[str, Any] = {"items": state.items, "csrf": guard.csrf(request), "seen": _seen(request)}
    if "after" in request.query_params:
        last = number(request.query_params["after"])
        told["said"] = [line for line in talk(request, opened(request)) if line["seq"] > last]
    return JSONResponse(told)


def picture(request: Request) -> Response:
    """Return the paper as a picture: it is looked at and not downloaded."""
    found = opened(request)
    version = _version(found, request.query_params.get("version", ""))
    content = render(pictured(version.document), "png")
    return Response(content, media_type="image/png", headers={"content-disposition": "inline"})


def photo(request: Request) -> Response:
    """Return a photo that the person sent: it is looked at and not downloaded."""
    with door():
        content = services(request).photographs.one(
            case_id(request), me(request).unlocked, number(request.path_params["seq"])
        )
    return Response(content, media_type=MEDIA_TYPE, headers={"content-disposition": "inline"})


def history(request: Request) -> Response:
    """Show all versions, newest first, each with what it changed."""
    found = opened(request)
    rows = []
    for before, version in zip((None, *found.versions), found.versions, strict=False):
        changed = _changed(before, version) if before else []
        rows.append((version, changed))
    return pages.render(request, "case_history.html", **head(request, found), rows=rows[::-1])


def helpers(request: Request, found: Opened) -> tuple[Contact, ...]:
    """Return who of the directory could help in this case, state bodies too."""
    file = found.newest.file
    topic, today = file.option or file.document_id, services(request).today()
    return services(request).directory.find(topic=topic, on=today, asker=file.asker, limit=CONTACTS)


def takers(request: Request, found: Opened) -> tuple[Contact, ...]:
    """Return the organisations that this case may be handed to."""
    file, today = found.newest.file, services(request).today()
    return services(request).directory.takers(topic=file.option or file.document_id, on=today, asker=file.asker)


def head(request: Request, found: Opened) -> dict[str, Any]:
    """Return what every page of a case shows of it."""
    known, lang = services(request), pages.language(request)
    spec = known.catalogue.get(found.newest.file.document_id)
    return {
        "case": found.state.id,
        "name": designation(found.state.id, lang),
        "theirs": designation(found.state.id, found.newest.file.lang),
        "found": found,
        "file": found.newest.file,
        "paper": spec.title[lang],
        "began_on": found.began_on,
        "today": known.today(),
        "erased_on": found.state.expires_at.astimezone(PEOPLE_ZONE).date(),
        "by": lambda note: known.people.name(note.by) or pages.texts_of(request)["colleague"],
    }


def talk(request: Request, found: Opened) -> list[dict[str, Any]]:
    """Return what was said between person and advocate, as it is shown."""
    texts, lang, seen = pages.texts_of(request), pages.language(request), _seen(request)
    return [
        {
            "seq": note.seq,
            "seen": seen.get(note.seq, ""),
            "author": note.author,
            "who": texts["said_person"] if note.author == "person"
            else texts[f"decision_{note.code}"] if note.kind == "decision" else texts["said_question"],
            "at": pages.moment(note.at, lang),
            "words": [words for words in (note.text, note.addresses) if words],
        }
        for note in found.of("message", "question", "decision")
    ]  # fmt: skip


def _seen(request: Request) -> dict[int, str]:
    """Return by the number of what an advocate sent whether the person has seen it, in words."""
    texts, found = pages.texts_of(request), services(request).sight.of_case(case_id(request))
    return {seq: texts[f"sight_{state}"] for seq, state in found.items()}


def _grouped(ways: list[WayShown]) -> dict[str, list[WayShown]]:
    """Return the chosen way, those whose answer changed, those open today, and the rest."""
    groups: dict[str, list[WayShown]] = {"chosen": [], "changed": [], "open": [], "rest": []}
    for way in ways:
        groups["chosen" if way.chosen else "changed" if way.changed else "open" if way.open else "rest"].append(way)
    return groups


def _paragraphs(template: Document, document: Document, found: Opened) -> list[Paragraph]:
    kinds = {block.id: block.kind for block in (*template.blocks, *document.blocks)}
    comments = found.of("comment")
    return [
        Paragraph(
            row.block,
            kinds[row.block],
            row,
            tuple(one for one in document.findings if _stands_in(one, document) == row.block),
            tuple(note for note in comments if note.data.get("block") == row.block),
        )
        for row in compare(template, document)
    ]


def _stray(document: Document, found: Opened) -> dict[str, Any]:
    """Return warnings and comments that belong to no block: of an answer, of the whole, of a block that is gone."""
    blocks = {block.id for block in document.blocks}
    return {
        "findings": [one for one in document.findings if _stands_in(one, document) not in blocks],
        "comments": [note for note in found.of("comment") if note.data.get("block") not in blocks],
    }


def _stands_in(finding: Finding, document: Document) -> str:
    """Return the block a dangerous sentence stands in, also when it was found in an answer the block was drawn from."""
    sentence = finding.sentence.rstrip(".!?").casefold()
    ids = [block.id for block in document.blocks if sentence in block.plain().casefold()]
    return finding.place if finding.place in ids or not ids else ids[0]


def _version(found: Opened, asked: str) -> Version:
    """Return a version of the case by its number, the newest without one; ConsoleError."""
    if not asked:
        return found.newest
    version = next((one for one in found.versions if one.seq == number(asked)), None)
    if version is None:
        raise ConsoleError(404, "case_gone")
    return version


def _changed(before: Version, after: Version) -> list[Difference]:
    return [row for row in compare(before.document, after.document) if row.changed]
