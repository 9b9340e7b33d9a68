"""Sentences of law in plain fields: found, worded anew, looked at as people will read them, handed on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from bot import law
from bot.bootstrap import Services
from bot.console import pages
from bot.console.desk.doors import EDITORS, WHO
from bot.console.desk.signing import desk_edits
from bot.console.edits import WORDING, Edit, EditError
from bot.console.errors import ConsoleError
from bot.console.routing import Page, form, me, page, services
from bot.console.texts import Texts
from bot.law.checking import check
from bot.law.errors import LawError
from bot.law.model_questions import LONGEST_ANSWER, words_in
from bot.law.wordings import KINDS, Place, Said, Wording
from bot.replies.lawview import LawView
from bot.studio.editing import difference

MOST = 40  # sentences of one look
LONGEST = 1200  # letters of a sentence


@dataclass(frozen=True)
class Preview:
    """What people read of a sentence, by language: it, the risks told with it, its sources in one line."""

    lang: str
    text: str
    risks: tuple[str, ...]
    sources: str


def routes() -> list[Page]:
    """Return the pages of this module."""
    return [
        page("GET", "/desk/words", find, WHO),
        page("GET", "/desk/words/{place}", show, WHO),
        page("POST", "/desk/words/{place}", look, EDITORS),
        page("POST", "/desk/words/{place}/sign", sign, EDITORS),
    ]


def find(request: Request) -> Response:
    """Show what waits for a second reader, what is said on this instance only, and what the words of a search find."""
    known, lang = services(request), pages.language(request)
    everything = known.live.sentences()
    wanted, kind = " ".join(request.query_params.get("q", "").lower().split()), request.query_params.get("kind", "")
    looked = bool(wanted or kind in KINDS.values())
    found = [one for one in everything.values() if looked and kind in ("", one.kind) and _holds(one, wanted)]
    live = known.live.state().wordings
    return pages.render(
        request,
        "desk/words.html",
        waiting=[(everything[one.id], one) for one in waiting(known) if one.id in everything],
        live=[everything[id] for id in live if id in everything],
        found=found[:MOST],
        left=max(0, len(found) - MOST),
        looked=looked,
        kinds=tuple(dict.fromkeys(KINDS.values())),
        kind=kind,
        q=request.query_params.get("q", ""),
        names={member.id: member.name for member in known.people.everybody()},
        tongue=lang,
    )


def show(request: Request) -> Response:
    """Show one sentence with its fields as they are said now."""
    place = find_place(request)
    return _form(request, place, spoken(services(request), place))


def look(request: Request) -> Response:
    """Show what the change will say to people and what differs; nothing is kept yet."""
    place, wanted = find_place(request), _sent(request)
    problems, warnings = checked(request, place, wanted)
    if problems:
        return _form(request, place, wanted, problems)
    return pages.render(
        request,
        "desk/word_preview.html",
        place=place,
        wanted=wanted,
        warnings=warnings,
        **compared(request, place, wanted),
    )


def sign(request: Request) -> Response:
    """Keep the change for a second reader, in the name of who is signed in."""
    place, wanted = find_place(request), _sent(request)
    problems, _ = checked(request, place, wanted)
    if problems:
        return _form(request, place, wanted, problems)
    known, who = services(request), me(request)
    try:
        desk_edits(known).word(place.id, wanted, who.person_id)
    except EditError as error:
        return _form(request, place, wanted, [pages.texts_of(request)[f"words_{error.code}"]])
    known.audit.add(who.person_id, "desk_worded", f"words:{place.entry}"[:64])
    return pages.see("/desk/words", "words_kept")


def find_place(request: Request) -> Place:
    """Return the sentence of the address."""
    found = services(request).live.sentences().get(request.path_params["place"])
    if found is None:
        raise ConsoleError(404, "not_found")
    return found


def waiting(services: Services) -> list[Edit]:
    """Return the sentences that one has worded anew and nobody else has signed."""
    found = (one.edit for one in desk_edits(services).pending() if not one.overtaken)
    return [one for one in found if one.kind == WORDING and not one.second]


def spoken(services: Services, place: Place) -> Said:
    """Return a sentence as it is said on this instance now."""
    laid = services.live.state().wordings.get(place.id)
    return laid.after if laid and dict(laid.before) == dict(place.said) else place.said


def checked(request: Request, place: Place, wanted: Said) -> tuple[list[str], list[str]]:
    """Return what is wrong with a sentence, in words, and what only deserves a look."""
    texts, known, lang = pages.texts_of(request), services(request), pages.language(request)
    problems = list(_plain_problems(texts, known.knowledge, place, wanted, lang))
    if problems:
        return problems, []
    try:
        after = with_sentence(known, place, wanted)
    except LawError as error:
        return [texts.get(f"words_{error.code}", texts["words_refused"])], []
    before = {(one.about, one.detail) for one in check(known.knowledge, known.today())}
    fresh = [one for one in check(after, known.today()) if (one.about, one.detail) not in before]
    uncited = [texts("words_uncited", number=_number(one.detail)) for one in fresh if one.code == "uncited"]
    return uncited, [texts["words_long_sentence"] for one in fresh if one.code == "long"][:1]


def with_sentence(services: Services, place: Place, wanted: Said) -> law.Knowledge:
    """Return the law as it will be said with a sentence worded anew; LawError."""
    laid = services.live.state().laid()
    wordings = {**laid.wordings, place.id: Wording(place.said, wanted)}
    return services.live.law_with(replace(laid, wordings=wordings))


def compared(request: Request, place: Place, wanted: Said) -> dict[str, Any]:
    """Return what a page of comparison shows: both as people read them, and the words that differ."""
    known, now = services(request), spoken(services(request), place)
    after = with_sentence(known, place, wanted)
    return {
        "now": [_preview(known, known.knowledge, place, now, lang) for lang in ("ru", "en")],
        "then": [_preview(known, after, place, wanted, lang) for lang in ("ru", "en")],
        "differs": {lang: _words(now[lang], wanted[lang]) for lang in ("ru", "en") if now[lang] != wanted[lang]},
        "gone": [known.knowledge.cite(id) for id in now["sources"] if id not in wanted["sources"]],
        "come": [known.knowledge.cite(id) for id in wanted["sources"] if id not in now["sources"]],
    }


def _preview(services: Services, knowledge: law.Knowledge, place: Place, said: Said, lang: str) -> Preview:
    question = knowledge.asked.get(place.entry) if place.kind == "question" else None
    group = question.rule.risk if question else None
    view = LawView(knowledge, services.today(), lang, "self", services.replies.captions)
    risks = tuple(view.risk(group).splitlines()) if group else ()
    return Preview(lang, said[lang], risks, view.sources(said["sources"]))


def _words(before: str, after: str) -> list[tuple[str, str]]:
    """The words that differ, with their marks."""
    return difference("\n".join(before.split()), "\n".join(after.split()), around=4)


def _plain_problems(texts: Texts, knowledge: law.Knowledge, place: Place, wanted: Said, lang: str) -> Iterable[str]:
    if not wanted["ru"] or not wanted["en"]:
        yield texts["words_empty"]
    if any(len(wanted[one]) > LONGEST for one in ("ru", "en")):
        yield texts["words_too_long"]
    if not wanted["sources"]:
        yield texts["words_no_source"]
    most = max(words_in(wanted[one]) for one in ("ru", "en"))
    if place.kind == "question" and most > LONGEST_ANSWER:
        yield texts("words_long_answer", n=most, most=LONGEST_ANSWER)
    banned = knowledge.banned(wanted["ru"]) + knowledge.banned(wanted["en"])
    for rule in (one for one in knowledge.never_say if one.id in banned):
        yield texts("words_never", why=rule.why.in_(lang))


def _form(request: Request, place: Place, wanted: Said, problems: Iterable[str] = ()) -> Response:
    known = services(request)
    said = list(problems)
    return pages.render(
        request,
        "desk/word.html",
        400 if said else 200,
        place=place,
        wanted=wanted,
        problems=said,
        cited=[(id, known.knowledge.cite(id, pages.language(request))) for id in wanted["sources"]],
        others=sorted(
            (known.knowledge.cite(id, pages.language(request)), id)
            for id in known.knowledge.sources
            if id not in wanted["sources"]
        ),
        edit=next((one for one in waiting(known) if one.id == place.id), None),
        live=place.id in known.live.state().wordings,
        may_word=bool(me(request).roles & EDITORS),
        longest=LONGEST,
    )


def _sent(request: Request) -> dict[str, object]:
    sent, known = form(request), services(request).knowledge.sources
    ids = [id for id in (*sent.all("source"), *sent.all("more")) if id in known]
    texts = {lang: " ".join(sent.one(lang).split()) for lang in ("ru", "en")}
    return {**texts, "sources": list(dict.fromkeys(ids))}


def _holds(place: Place, wanted: str) -> bool:
    return wanted in f"{place.title['ru']} {place.title['en']} {place.said['ru']} {place.said['en']}".lower()


def _number(detail: str) -> str:
    found = re.search(r"\d[\d.]*", detail)
    return found[0] if found else ""
