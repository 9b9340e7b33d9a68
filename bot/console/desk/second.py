"""The second reader: another compares the same places, sees what his signature changes, and it is said at once."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from bot.console import pages
from bot.console.blocks import entry
from bot.console.desk.acts import FORM_BYTES, find_act, places, regimes, said_on, titles
from bot.console.desk.doors import EDITORS, WHO
from bot.console.desk.signing import FIELDS, Row, after, desk_edits, go_live, take_back, waiting
from bot.console.edits import REGIME, SOURCE, Edit, EditError
from bot.console.errors import ConsoleError
from bot.console.routing import Page, form, me, page, services
from bot.law.certainty import Sure
from bot.law.unlocking import unlocks


@dataclass(frozen=True)
class Reread:
    """A place as the first reader has left it. `changed`: field, what stood there, what is to stand; `says`: what
    people are told on its strength; `mark`: the SHA-256 of the text he had before him, empty when he put none in;
    `other`: the second reader has put in another."""

    edit: Edit
    changed: tuple[tuple[str, str, str], ...]
    quote: str
    says: tuple[str, ...]
    mark: str
    text: str = ""
    other: bool = False


def routes() -> list[Page]:
    """Return the pages of this module."""
    return [
        page("GET", "/desk/acts/{id}/second", show, WHO),
        page("POST", "/desk/acts/{id}/second", sign, WHO, form_bytes=FORM_BYTES),
        page("POST", "/desk/acts/{id}/back", back, EDITORS),
    ]


def show(request: Request) -> Response:
    """Show the places that wait for a second reader, each beside what we say, and what his signature changes."""
    return _second(request, _wait(request), frozenset())


def sign(request: Request) -> Response:
    """Sign what was shown: it is said from now on. A text put in must be the one that the first reader had."""
    act, who, known = find_act(request), me(request), services(request)
    every = form(request).one("which") == "all"
    seen = set(form(request).all("shown" if every else "row"))
    edits = [one for one in _wait(request) if one.seen in seen]
    if not edits or len(edits) < len(seen):
        raise ConsoleError(409, "desk_unknown")
    others = frozenset(one.id for one in edits if one.kind == SOURCE and _other_text(request, one))
    if others:
        return _second(request, _wait(request), others)
    try:
        signed = desk_edits(known).sign({one.key for one in edits}, who.person_id, who.name)
    except EditError as error:
        raise ConsoleError(409, f"desk_{error.code}") from None
    go_live(known, signed)
    known.audit.add(who.person_id, "desk_signed", f"act:{act.id}")
    left = [one for one in waiting(known) if one.kind == SOURCE and one.by != who.person_id]
    following = known.knowledge.sources[left[0].id].act if left else ""
    said = "desk_signed" if known.settings.live_readings else "desk_signed_later"
    return pages.see(f"/desk/acts/{following}/second" if following else "/desk", said)


def back(request: Request) -> Response:
    """Take all readings of an act back: the project's files speak again."""
    act, known = find_act(request), services(request)
    ids = {id for id, one in known.knowledge.sources.items() if one.act == act.id}
    take_back(known, ids, [one.id for one in regimes(known.knowledge, act.id)])
    known.audit.add(me(request).person_id, "desk_back", f"act:{act.id}")
    return pages.see(f"/desk/acts/{act.id}", "desk_back")


def _wait(request: Request) -> list[Edit]:
    """The readings of this act that nobody has signed second."""
    known, act = services(request), find_act(request).id
    mine = {(SOURCE, id) for id in places(request, act)} | {(REGIME, one.id) for one in regimes(known.knowledge, act)}
    return [one for one in waiting(known) if (one.kind, one.id) in mine]


def _second(request: Request, edits: list[Edit], others: frozenset[str]) -> Response:
    known, act, lang = services(request), find_act(request), pages.language(request)
    says, who = said_on(known.knowledge, lang), me(request).person_id
    rows = [_reread(request, one, says[one.id], one.id in others) for one in edits if one.kind == SOURCE]
    names = {member.id: member.name for member in known.people.everybody()}
    ids = [row.edit.id for row in rows]
    return pages.render(
        request,
        "desk/second.html",
        400 if others else 200,
        act=act,
        rows=rows,
        regimes=[(known.knowledge.regimes[one.id], one) for one in edits if one.kind == REGIME],
        unlocks=unlocks(known.knowledge, after(known, edits), ids, known.today()),
        titles=titles(known.knowledge, lang),
        sources=known.knowledge.sources,
        names=names,
        grade=Sure,
        own=[one for one in edits if one.by == who],
        problem=pages.texts_of(request)["reading_look"] if others else "",
    )


def _reread(request: Request, edit: Edit, says: tuple[str, ...], other: bool) -> Reread:
    was, will = entry(edit.before), entry(edit.after)
    both = ((name, str(was.get(name) or ""), str(will.get(name) or "")) for name in FIELDS)
    changed = tuple(one for one in both if one[1] != one[2])
    text = form(request).one(f"text.{edit.id}") if other else ""
    return Reread(edit, changed, str(will.get("quote") or ""), says, str(will.get("hash") or ""), text, other)


def _other_text(request: Request, edit: Edit) -> bool:
    """Whether he put in a text, and it is another than the first reader had."""
    mark = Row(edit.id, {}, form(request).one(f"text.{edit.id}")).mark()
    return bool(mark) and mark != str(entry(edit.after).get("hash") or "")
