"""The second reader of a sentence: he sees what differs and what people will read, signs, and it is said; or it goes
back to what the project's files say."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from bot.console import pages, wordfiles
from bot.console.desk.doors import EDITORS, WHO
from bot.console.desk.signing import desk_edits
from bot.console.desk.words import checked, compared, find_place, waiting
from bot.console.edits import WORDING, Edit, EditError
from bot.console.errors import ConsoleError
from bot.console.routing import Page, form, me, page, services
from bot.live import State


def routes() -> list[Page]:
    """Return the pages of this module."""
    return [
        page("GET", "/desk/words/{place}/second", show, WHO),
        page("POST", "/desk/words/{place}/second", sign, WHO),
        page("POST", "/desk/words/{place}/back", back, EDITORS),
    ]


def show(request: Request) -> Response:
    """Show the change as its first reader left it."""
    place, edit = find_place(request), _edit(request)
    wanted = wordfiles.read(edit.after)
    problems, warnings = checked(request, place, wanted)
    names = {member.id: member.name for member in services(request).people.everybody()}
    return pages.render(
        request,
        "desk/word_second.html",
        place=place,
        edit=edit,
        by=names.get(edit.by, "—"),
        own=edit.by == me(request).person_id,
        warnings=[*problems, *warnings],
        **compared(request, place, wanted),
    )


def sign(request: Request) -> Response:
    """Sign what was shown: it is said from now on, where the operator lets it, and waits as a patch in any case."""
    place, edit, known, who = find_place(request), _edit(request), services(request), me(request)
    if form(request).one("seen") != edit.seen:
        raise ConsoleError(409, "desk_unknown")
    try:
        desk_edits(known).sign({edit.key}, who.person_id, who.name)
    except EditError as error:
        raise ConsoleError(409, f"desk_{error.code}") from None
    if known.settings.live_readings:
        wording = wordfiles.wording(edit.before, edit.after)
        known.live.change(lambda state: replace(state, wordings={**state.wordings, place.id: wording}))
        known.refresh()
    known.audit.add(who.person_id, "desk_words_signed", f"words:{place.entry}"[:64])
    return pages.see("/desk/words", "words_signed" if known.settings.live_readings else "words_signed_later")


def back(request: Request) -> Response:
    """Say again what the project's files say, and keep no change of this sentence."""
    place, known = find_place(request), services(request)
    desk_edits(known).drop(f"{WORDING}-{place.id}")
    known.live.change(lambda state: _without(state, place.id))
    known.refresh()
    known.audit.add(me(request).person_id, "desk_words_back", f"words:{place.entry}"[:64])
    return pages.see(f"/desk/words/{place.id}", "words_back")


def _without(state: State, place: str) -> State:
    return replace(state, wordings={id: one for id, one in state.wordings.items() if id != place})


def _edit(request: Request) -> Edit:
    """The change of this sentence that waits for a second reader."""
    found = next((one for one in waiting(services(request)) if one.id == request.path_params["place"]), None)
    if found is None:
        raise ConsoleError(404, "not_found")
    return found
