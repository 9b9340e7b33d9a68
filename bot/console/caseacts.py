"""What an advocate does with a case: claim, comment, ask, note, decide, share, leave, close."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from bot.cases.casework import DECLINED, EVENTS, HANDED_OVER, CaseworkError
from bot.cases.reviews import ReviewError
from bot.console import pages
from bot.console.casedoors import WHO, case_id, door, log, number, opened
from bot.console.casepage import case_page, helpers, takers
from bot.console.errors import ConsoleError
from bot.console.routing import Page, form, me, page, services


def routes() -> list[Page]:
    """Return the pages of this module."""
    acts: dict[str, Callable[[Request], Response]] = {
        "claim": claim,
        "release": release,
        "share": share,
        "assign": assign,
        "pass-on": pass_on,
        "comments": comment,
        "questions": ask,
        "events": note_event,
        "decision": decide,
        "resume": resume,
        "close": close,
    }
    return [page("POST", f"/cases/{{case}}/{path}", act, WHO) for path, act in acts.items()]


def claim(request: Request) -> Response:
    """Take a waiting case; who comes second is told that it is gone."""
    with door():
        services(request).deciding.claim(case_id(request), me(request).unlocked)
    log(request, "case_claimed")
    return _back(request, "case_claimed")


def release(request: Request) -> Response:
    """Give it back to all."""
    with door():
        services(request).deciding.release(case_id(request), me(request).unlocked)
    log(request, "case_released")
    return pages.see("/queue", "case_released")


def share(request: Request) -> Response:
    """Let a second advocate read."""
    with door():
        services(request).deciding.share(case_id(request), me(request).unlocked, form(request).one("person"))
    log(request, "case_shared")
    return _back(request, "case_shared")


def assign(request: Request) -> Response:
    """Hand it over to another advocate, who alone reads it from then on."""
    with door():
        services(request).deciding.assign(case_id(request), me(request).unlocked, form(request).one("person"))
    log(request, "case_assigned")
    return pages.see("/queue", "case_assigned")


def pass_on(request: Request) -> Response:
    """This was hard: pass the case on, no questions asked."""
    with door():
        services(request).deciding.pass_on(case_id(request), me(request).unlocked)
    log(request, "case_passed_on")
    return pages.see("/queue", "case_passed_on")


def comment(request: Request) -> Response:
    """Add a comment for colleagues."""

    def write() -> None:
        sent = form(request)
        services(request).casework.comment(
            case_id(request), me(request).unlocked, sent.one("block") or None, sent.one("comment")
        )

    return _done(request, write, "case_commented", "paper")


def ask(request: Request) -> Response:
    """Ask the person in the chat."""

    def write() -> None:
        services(request).deciding.ask(case_id(request), me(request).unlocked, form(request).one("question"))

    return _done(request, write, "case_asked", "talk")


def note_event(request: Request) -> Response:
    """Note what became of the paper; its terms run from there."""
    opened(request)  # first of all: may this person know of the case
    code, value = form(request).one("code"), form(request).one("value")
    if code not in EVENTS:
        raise ConsoleError(400, "bad_form")

    def write() -> None:
        services(request).deciding.happened(case_id(request), me(request).unlocked, code, value)

    return _done(request, write, "case_event", "clocks")


def decide(request: Request) -> Response:
    """Approve, return, decline with addresses or send on to an organisation; the person hears it in the chat."""
    found, sent = opened(request), form(request)
    code, text = sent.one("code"), sent.one("text").strip()
    seen = {"file": number(sent.one("version")), "decision": number(sent.one("decided"))}
    lang, today = found.newest.file.lang, services(request).today()
    entries: list[str] = []
    if code == DECLINED:
        chosen = [one for one in helpers(request, found) if one.id in sent.all("contact")]
        entries = ["\n".join(one.lines(lang, today, brief=True)) for one in chosen]
    elif code == HANDED_OVER:
        chosen = [one for one in takers(request, found) if one.id == sent.one("organisation")]
        entries = ["\n".join(one.lines(lang, today)) for one in chosen]

    def write() -> None:
        services(request).deciding.decide(
            case_id(request), me(request).unlocked, seen, code, text,
            addresses="\n\n".join(entries), warned=bool(sent.one("warned")),
        )  # fmt: skip

    return _done(request, write, f"case_{code}", "decide")


def resume(request: Request) -> Response:
    """Go on working on an answered case."""
    with door():
        services(request).casework.resume(case_id(request), me(request).unlocked)
    log(request, "case_resumed")
    return _back(request, "case_resumed")


def close(request: Request) -> Response:
    """End the case; it is erased on its date."""
    with door():
        services(request).deciding.close(case_id(request), me(request).unlocked)
    log(request, "case_closed")
    return pages.see("/queue", "case_closed")


def _done(request: Request, write: Callable[[], None], code: str, section: str) -> Response:
    """Do it and go back; refused, the page comes back with what was typed and what is wrong."""
    try:
        with door():
            try:
                write()
            except ReviewError as error:
                if error.code != "newer":
                    raise
                return case_page(request, 409, "case_newer")
    except CaseworkError as error:
        return case_page(request, 422, f"case_{error.code}")
    except ValueError:
        raise ConsoleError(400, "bad_form") from None
    log(request, code)
    return pages.see(f"/cases/{case_id(request)}", code, section)


def _back(request: Request, said: str) -> Response:
    return pages.see(f"/cases/{case_id(request)}", said)
