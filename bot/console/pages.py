"""Rendering: strict templates that escape everything, texts in the language of the reader, dates as people write."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.bootstrap import PEOPLE_ZONE
from bot.channels.languages import choose_language
from bot.console import cookies, guard
from bot.console.texts import Texts

# A path of this console with its query: no scheme, no host, nothing a browser would read as one.
_OWN_PATH = re.compile(r"/(?![/\\])[A-Za-z0-9_./~-]*(\?[A-Za-z0-9_.~=&%+-]*)?")
_LONGEST_PATH = 300
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def environment() -> Environment:
    """Return the Jinja environment of the console."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(day=day, moment=moment)
    return made


def render(request: Request, template: str, status: int = 200, **context: Any) -> Response:
    """Return a page. Templates see ``t`` (texts), ``lang``, ``me``, ``nav``, ``here``, ``urls``, ``csrf_field()``.

    ``said`` is the sentence about what was just done, from ``see``.
    """
    lang = language(request)
    texts = texts_of(request)
    who = request.state.me
    said = texts.get(f"said_{request.query_params.get('said', '')}", "")
    html = (
        cast(Environment, request.app.state.templates)
        .get_template(template)
        .render(
            {
                "t": texts,
                "lang": lang,
                "me": who,
                "nav": [entry for entry in request.app.state.nav if who and who.roles & entry.roles],
                "here": request.url.path,
                "back": own_path(_path(request)) if request.method == "GET" else "/",
                "urls": request.app.state.urls,
                "csrf": guard.csrf(request),
                "csrf_field": lambda: Markup('<input type="hidden" name="csrf" value="{}">').format(
                    guard.csrf(request)
                ),
                "said": said,
                **context,
            }
        )
    )
    response = HTMLResponse(html, status)
    if who is None and cookies.form_secret(request) != guard.form_secret(request):
        cookies.put(request, response, cookies.FORM, guard.form_secret(request))
    return response


def see(path: str, said: str = "", section: str = "") -> Response:
    """Send the browser on after a form; ``said`` is the code of a text ``said_<code>`` shown there."""
    mark = ("&" if "?" in path else "?") + f"said={said}" if said else ""
    return RedirectResponse(path + mark + (f"#{section}" if section else ""), 303)


def error(request: Request, status: int, code: str, **values: Any) -> Response:
    """Return the page of a fault, which says what to do next; who lost a case is led to those that wait."""
    message = texts_of(request)(f"error_{code}", **values)
    return render(request, "error.html", status, message=message, to_queue=code == "case_gone")


def ask_to_sign_in(request: Request) -> Response:
    """Send somebody who is not signed in to do so. What he has just sent by a form is kept on the page he gets."""
    if request.method != "POST":
        return RedirectResponse(f"/sign-in?next={quote(_path(request), safe='')}", 303)
    fields = [field for field in request.state.form.items() if field[0] != "csrf"]
    return render(request, "sign_in.html", 401, problem="", login="", next=request.url.path, kept=fields, ended=True)


def language(request: Request) -> str:
    """Return the language of the reader: ru or en."""
    return choose_language(request.cookies.get(cookies.LANG), request.headers.get("accept-language", ""))


def texts_of(request: Request) -> Texts:
    """Return the texts in the reader's language."""
    return cast(Mapping[str, Texts], request.app.state.texts)[language(request)]


def own_path(text: str) -> str:
    """Return a path to go to when it is one of this console's, else the front page."""
    return text if len(text) <= _LONGEST_PATH and _OWN_PATH.fullmatch(text) else "/"


def _path(request: Request) -> str:
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")


def day(on: date, lang: str) -> str:
    """Return a date as people write it."""
    return f"{on:%d.%m.%Y}" if lang == "ru" else f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def moment(at: datetime, lang: str) -> str:
    """Return a time as people write it, of Moscow, where the terms run."""
    local = at.astimezone(PEOPLE_ZONE)
    return f"{day(local.date(), lang)}, {local:%H:%M}"
