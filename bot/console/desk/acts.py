"""Acts of law in the order of harm, and one act with all its places beside what we say on their strength."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from bot import law
from bot.console import pages
from bot.console.desk.doors import EDITORS, WHO
from bot.console.desk.signing import GRADES, Row, Sent, after, desk_edits, plain_fields, sent, waiting
from bot.console.edits import REGIME, SOURCE, Edit, EditError
from bot.console.errors import ConsoleError
from bot.console.routing import Page, form, me, page, services
from bot.law.certainty import Sure
from bot.law.checking import sentences
from bot.law.harm import Weight, in_order, weights
from bot.law.model import Act, Regime, Source
from bot.law.unlocking import unlocks

FORM_BYTES = 4 * 1024 * 1024  # pasted places of an act: six bytes of a form for a Russian letter


@dataclass(frozen=True)
class Shown:
    """An act with what it weighs, how many places it has, how many of them wait for a second reader, and how many are
    to be read by a first one."""

    act: Act
    weight: Weight
    places: int
    wait: int
    left: int


@dataclass(frozen=True)
class Place:
    """A source on the page of its act. `says`: what people are told on its strength; `fields`: what stands in its form;
    `text`: what was put in; `problem`: the text of what is wrong; `edit`: a reading that waits for a second signature.
    """

    source: Source
    weight: Weight
    says: tuple[str, ...]
    fields: Mapping[str, str]
    text: str
    marked: bool
    problem: str
    edit: Edit | None


def routes() -> list[Page]:
    """Return the pages of this module."""
    return [
        page("GET", "/desk", front, WHO),
        page("GET", "/desk/acts/{id}", show, WHO),
        page("POST", "/desk/acts/{id}", preview, EDITORS, form_bytes=FORM_BYTES),
        page("POST", "/desk/acts/{id}/sign", sign, EDITORS, form_bytes=FORM_BYTES),
    ]


def front(request: Request) -> Response:
    """Show the acts that are to be read, the most harm first; then what waits for a second reader; then the rest."""
    found, today = shown(request), services(request).today()
    return pages.render(
        request,
        "desk/front.html",
        due=[one for one in found if one.left],
        second=[one for one in found if one.wait],
        fresh=[one for one in found if not one.left and not one.wait],
        today=today,
    )


def show(request: Request) -> Response:
    """Show one act: each place as it is written down beside what we say, to be confirmed after it was read."""
    return _act(request, None, {})


def preview(request: Request) -> Response:
    """Show what a signature will change for people; nothing is kept yet."""
    act, given = find_act(request), _sent(request)
    problems = _problems(request, given)
    if problems:
        return _act(request, given, problems)
    known, who = services(request), me(request)
    try:
        changes = {id: given.changes(known.knowledge, id) for id in given.confirmed}
        edits = desk_edits(known).drafted(changes, who.person_id, who.name, given.regimes)
        later = after(known, edits)
    except EditError as error:
        return _act(request, given, {"": pages.texts_of(request)(f"edit_{error.code}", detail=error.detail)})
    return pages.render(
        request,
        "desk/preview.html",
        act=act,
        given=given,
        changes=changes,
        grade=Sure,
        unlocks=unlocks(known.knowledge, later, given.confirmed, known.today()),
        sources=known.knowledge.sources,
        titles=titles(known.knowledge, pages.language(request)),
        regimes=[known.knowledge.regimes[id] for id in given.regimes],
    )


def sign(request: Request) -> Response:
    """Keep the readings in the name of who is signed in, and go on to the next act."""
    act, given = find_act(request), _sent(request)
    problems = _problems(request, given)
    if problems:
        return _act(request, given, problems)
    known, who = services(request), me(request)
    changes = {id: given.changes(known.knowledge, id) for id in given.confirmed}
    try:
        desk_edits(known).read_anew(changes, who.person_id, who.name, given.regimes)
    except EditError as error:
        return _act(request, given, {"": pages.texts_of(request)(f"edit_{error.code}", detail=error.detail)})
    known.audit.add(who.person_id, "desk_read", f"act:{act.id}")
    left = [one.act.id for one in shown(request) if one.left]
    return pages.see(f"/desk/acts/{left[0]}" if left else "/desk", "desk_read")


def find_act(request: Request) -> Act:
    """Return the act of the address."""
    found = services(request).knowledge.acts.get(request.path_params["id"])
    if found is None or not _ids(services(request).knowledge, found.id):
        raise ConsoleError(404, "not_found")
    return found


def shown(request: Request) -> list[Shown]:
    """Return all acts that can grow old, in the order in which to read them."""
    known, today = services(request), services(request).today()
    sources, acts = weights(known.knowledge, today)
    wait = {edit.id for edit in waiting(known) if edit.kind == SOURCE}
    found = []
    for id in in_order(acts, today):
        ids = _ids(known.knowledge, id)
        if ids:
            left = sum(sources[one].due(today) and one not in wait for one in ids)
            found.append(Shown(known.knowledge.acts[id], acts[id], len(ids), len(wait.intersection(ids)), left))
    return found


def places(request: Request, act: str) -> list[str]:
    """Return the ids of the places of an act, the most harm first."""
    knowledge, today = services(request).knowledge, services(request).today()
    found, _ = weights(knowledge, today)
    return in_order({id: found[id] for id in _ids(knowledge, act)}, today)


def regimes(knowledge: law.Knowledge, act: str) -> list[Regime]:
    """Return the switches that are looked up with an act: the first source of their last state is a place of it."""
    return [one for one in knowledge.regimes.values() if knowledge.sources[one.states[-1].sources[0]].act == act]


def said_on(knowledge: law.Knowledge, lang: str) -> dict[str, tuple[str, ...]]:
    """Return by source all sentences that people are told on its strength."""
    found: dict[str, dict[str, None]] = {id: {} for id in knowledge.sources}
    for _, text, sources in sentences(knowledge):
        for id in sources:
            found[id][text.in_(lang)] = None
    return {id: tuple(texts) for id, texts in found.items()}


def titles(knowledge: law.Knowledge, lang: str) -> dict[str, str]:
    """Return the titles of what people read, by name: ways, questions and topics."""
    found = {f"option:{id}": one.rule.title.in_(lang) for id, one in knowledge.options.items()}
    found |= {f"question:{id}": one.rule.title.in_(lang) for id, one in knowledge.asked.items()}
    return found | {f"topic:{id}": one.title.in_(lang) for id, one in knowledge.topics.items()}


def _ids(knowledge: law.Knowledge, act: str) -> list[str]:
    """The places of an act that can grow old: the project's own rules do not."""
    return [id for id, one in knowledge.sources.items() if one.act == act and one.known_through is not None]


def _sent(request: Request) -> Sent:
    knowledge, act = services(request).knowledge, find_act(request).id
    return sent(form(request), _ids(knowledge, act), [one.id for one in regimes(knowledge, act)])


def _problems(request: Request, given: Sent) -> dict[str, str]:
    """What is wrong by source, and under "" what is wrong with the whole."""
    texts, knowledge = pages.texts_of(request), services(request).knowledge
    found = {id: code for id in given.confirmed if (code := given.rows[id].problem())}
    for id, row in given.rows.items():
        if id not in given.confirmed and (row.fields != plain_fields(knowledge.sources[id]) or row.text.strip()):
            found[id] = "not_marked"
    if not given.confirmed and not given.regimes:
        found.setdefault("", "nothing_marked")
    return {id: texts[f"reading_{code}"] for id, code in found.items()}


def _act(request: Request, given: Sent | None, problems: Mapping[str, str]) -> Response:
    known, act = services(request), find_act(request)
    knowledge, today = known.knowledge, known.today()
    says, (found, _) = said_on(knowledge, pages.language(request)), weights(knowledge, today)
    edits = {(one.kind, one.id): one for one in waiting(known)}
    names = {member.id: member.name for member in known.people.everybody()}

    def place(id: str) -> Place:
        row = given.rows[id] if given else Row(id, plain_fields(knowledge.sources[id]))
        marked = given is not None and id in given.confirmed
        edit = edits.get((SOURCE, id))
        return Place(
            knowledge.sources[id], found[id], says[id], row.fields, row.text, marked, problems.get(id, ""), edit
        )

    return pages.render(
        request,
        "desk/act.html",
        400 if problems else 200,
        act=act,
        places=[place(id) for id in places(request, act.id)],
        regimes=[(one, edits.get((REGIME, one.id))) for one in regimes(knowledge, act.id)],
        looked_up=given.regimes if given else (),
        problem=problems.get("", pages.texts_of(request)["reading_look"] if problems else ""),
        grades=GRADES,
        today=today,
        names=names,
        may_sign=bool(me(request).roles & EDITORS),
        live=[id for id in known.live.state().sources if id in _ids(knowledge, act.id)],
    )
