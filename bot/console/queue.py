"""The queue: what is urgent first. It renews itself; a case is claimed from here or on its own page."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from bot.cases.designations import designation
from bot.cases.queue import LANGUAGES, MINE, STATES, Filters, Row
from bot.cases.reviews import ASSIGNED
from bot.console import pages
from bot.console.casedoors import WHO
from bot.console.routing import Page, form, me, page, services
from bot.console.texts import Texts
from bot.law import CATEGORIES

LONGEST_WORDS = 60
FILTERS = ("category", "option", "lang", "state", "turn")


def routes() -> list[Page]:
    """Return the pages of this module."""
    return [
        page("GET", "/queue", show, WHO),
        page("GET", "/queue/rows", rows, WHO, quiet=True),
        page("POST", "/queue/count", count, WHO),
    ]


def show(request: Request) -> Response:
    """Show one page of the queue."""
    filters, after = _filters(request), request.query_params.get("after")
    found = services(request).queue.page(me(request).unlocked, filters, after)
    chosen = {name: getattr(filters, name) for name in (*FILTERS, "words") if getattr(filters, name)}
    return pages.render(
        request,
        "queue.html",
        rows=[_shown(request, row) for row in found.rows],
        counts=services(request).queue.counts(me(request).unlocked),
        my_turn=services(request).queue.my_turn(me(request).unlocked),
        choices=_choices(request),
        chosen=chosen,
        query=urlencode({**chosen, **({"after": after} if after else {})}),
        next=urlencode({**chosen, "after": found.next}) if found.next else "",
        first=urlencode(chosen) if after else None,
        counting=services(request).stock.of(me(request).unlocked).counts,
    )


def rows(request: Request) -> Response:
    """Return the same rows for the page that is open, or nothing when it shows them already."""
    found = services(request).queue.page(me(request).unlocked, _filters(request), request.query_params.get("after"))
    content = json.dumps([_shown(request, row) for row in found.rows], ensure_ascii=False).encode()
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"etag": tag}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="application/json", headers=headers)


def count(request: Request) -> Response:
    """Let the tab of this advocate's queue say how many cases are new while nobody looks at it, or a dot alone."""
    services(request).stock.count(me(request).unlocked, form(request).one("on") == "yes")
    return pages.see("/queue", "queue_count")


def age(past: timedelta, texts: Texts) -> str:
    """Return how long ago something was, in the largest whole unit."""
    minutes = max(0, int(past.total_seconds() // 60))
    if minutes < 60:
        return texts("age_minutes", n=minutes)
    if minutes < 48 * 60:
        return texts("age_hours", n=minutes // 60)
    return texts("age_days", n=minutes // (24 * 60))


def labels(request: Request, row: Row) -> list[dict[str, str]]:
    """Return what the queue and the case page say of a case in a word each, with the look of each."""
    texts, lang, known = pages.texts_of(request), pages.language(request), services(request)
    words = known.replies.captions
    found = [(texts[f"urgent_{reason}"], "bad") for reason in row.reasons]
    if row.urgency and not row.reasons:
        found.append((texts["urgent_other"], "bad"))
    if row.spoke:
        found.append((texts["case_spoke"], "warn"))
    if row.mine:
        found.append((texts["case_mine"], "good"))
    if not row.mine or row.state != ASSIGNED:
        found.append((texts[f"state_{row.state}"], ""))
    if row.category:
        found.append((words.caption("category", row.category, lang), ""))
    if row.option:
        found.append((known.knowledge.options[row.option].rule.title.in_(lang), ""))
    if row.lang:
        found.append((texts[f"speaks_{row.lang}"], ""))
    return [{"text": text, "look": look} for text, look in found]


def _shown(request: Request, row: Row) -> dict[str, Any]:
    known = services(request)
    return {
        "id": row.id,
        "name": designation(row.id, pages.language(request)),
        "labels": labels(request, row),
        "age": age(known.now() - row.submitted_at, pages.texts_of(request)),
        "waits": row.state == "waiting",
    }


def _filters(request: Request) -> Filters:
    """Return what is asked for; an unknown code is no filter."""
    words = " ".join(request.query_params.get("words", "").split())[:LONGEST_WORDS] or None
    codes = {**services(request).queue_codes, "lang": LANGUAGES, "state": STATES, "turn": (MINE,)}
    asked = {name: request.query_params.get(name, "") for name in FILTERS}
    return Filters(**{name: code for name, code in asked.items() if code in codes[name]}, words=words)


def _choices(request: Request) -> dict[str, list[tuple[str, str]]]:
    texts, lang, known = pages.texts_of(request), pages.language(request), services(request)
    titles = [(code, option.rule.title.in_(lang)) for code, option in known.knowledge.options.items()]
    return {
        "category": [(code, known.replies.captions.caption("category", code, lang)) for code in CATEGORIES],
        "option": sorted(titles, key=lambda one: one[1]),
        "lang": [(code, texts[f"speaks_{code}"]) for code in LANGUAGES],
        "state": [(code, texts[f"state_{code}"]) for code in STATES],
        "turn": [(MINE, texts["turn_mine"])],
    }
