"""The emergency switch: one answer, way, topic, paper or contact is taken out of sight at once, and put back.

Whoever reads may take away, since silence does no harm that a wrong sentence would not; only an editor puts back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from bot.console import pages
from bot.console.desk.doors import EDITORS, WHO
from bot.console.errors import ConsoleError
from bot.console.routing import Page, me, page, services
from bot.live import CONTACT, KINDS, OPTION, PAPER, QUESTION, TOPIC, Shut, State

MOST = 40  # rows of one look


@dataclass(frozen=True)
class Thing:
    """What can be withdrawn: its kind and id, its title, and how it begins in the eyes of people."""

    kind: str
    id: str
    title: str
    says: str
    words: str = ""

    @property
    def name(self) -> str:
        """What names it in the file, in an address and in the log."""
        return f"{self.kind}:{self.id}"


def routes() -> list[Page]:
    """Return the pages of this module."""
    return [
        page("GET", "/desk/switch", show, WHO),
        page("POST", "/desk/switch/{kind}/{id}/shut", shut, WHO),
        page("POST", "/desk/switch/{kind}/{id}/open", put_back, EDITORS),
    ]


def show(request: Request) -> Response:
    """Show what is withdrawn now, and what can be: all of a kind, or what the words of a search find."""
    everything = {thing.name: thing for thing in _things(request)}
    state, wanted = services(request).live.state(), " ".join(request.query_params.get("q", "").lower().split())
    kind = request.query_params.get("kind", "")
    found = [
        thing
        for thing in everything.values()
        if thing.name not in state.shut and kind in ("", thing.kind) and wanted in thing.words.lower()
    ]
    names = {member.id: member.name for member in services(request).people.everybody()}
    return pages.render(
        request,
        "desk/switch.html",
        away=[
            (everything.get(name), name, date.fromisoformat(one.on), names.get(one.by, "—"))
            for name, one in state.shut.items()
        ],
        found=found[:MOST] if wanted or kind else [],
        left=max(0, len(found) - MOST) if wanted or kind else 0,
        looked=bool(wanted or kind),
        kinds=KINDS,
        kind=kind,
        q=request.query_params.get("q", ""),
        may_put_back=bool(me(request).roles & EDITORS),
    )


def shut(request: Request) -> Response:
    """Take it out of sight, now."""
    wanted = _name(request)
    if wanted not in {thing.name for thing in _things(request)}:
        raise ConsoleError(404, "not_found")
    mark = Shut(me(request).person_id, services(request).today().isoformat())
    services(request).live.change(lambda state: replace(state, shut={**state.shut, wanted: mark}))
    return _done(request, "desk_shut")


def put_back(request: Request) -> Response:
    """Show it again, as it stands in the project."""
    wanted = _name(request)
    if wanted not in services(request).live.state().shut:
        raise ConsoleError(404, "not_found")
    services(request).live.change(lambda state: _without(state, wanted))
    return _done(request, "desk_opened")


def _without(state: State, name: str) -> State:
    return replace(state, shut={key: one for key, one in state.shut.items() if key != name})


def _done(request: Request, code: str) -> Response:
    services(request).audit.add(me(request).person_id, code, _name(request))
    services(request).refresh()
    return pages.see("/desk/switch", code)


def _name(request: Request) -> str:
    return f"{request.path_params['kind']}:{request.path_params['id']}"


def _things(request: Request) -> Iterator[Thing]:
    """Everything that can be withdrawn, with the words it is found by."""
    known, lang, today = services(request), pages.language(request), services(request).today()
    law = known.knowledge
    for option in law.options.values():
        rule = option.rule
        first = option.versions[-1].branches[0].because.text.in_(lang)
        yield _thing(OPTION, rule.id, rule.title.in_(lang), first)
    for contact in known.directory.contacts:
        if contact.offered != "not_yet":
            yield _thing(CONTACT, contact.id, contact.name.in_(lang), contact.helps.in_(lang))
    for topic in law.topics.values():
        said = [one.text.in_(lang) for one in topic.sentences if one.holds(today)]
        yield _thing(TOPIC, topic.id, topic.title.in_(lang), said[0] if said else "")
    for id, myth in law.myths.items():
        said = [one.text.in_(lang) for one in myth.answers if one.holds(today)]
        yield _thing(TOPIC, f"myth_{id}", myth.claim.in_(lang), said[0] if said else "")
    for paper in known.catalogue.all():
        yield _thing(PAPER, paper.id, paper.title[lang], "")
    for question in law.asked.values():
        answers = [one.short.in_(lang) for one, _ in question.answers if one.holds(today)]
        asked = question.rule.asked.ru if lang == "ru" else question.rule.asked.en
        yield _thing(QUESTION, question.rule.id, question.rule.title.in_(lang), " … ".join(answers), *asked)


def _thing(kind: str, id: str, title: str, says: str, *more: str) -> Thing:
    return Thing(kind, id, title, says, " ".join((title, says, *more)))
