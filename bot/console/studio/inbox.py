"""What people said and what the bot made of it: redacted, tied to nobody, grouped, named by a trainer with one key."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from bot.cases.learning import Sample
from bot.cases.people import TRAINER
from bot.console import pages
from bot.console.errors import ConsoleError
from bot.console.routing import Page, form, me, page, services
from bot.console.studio import labels
from bot.console.studio.subjects import label, workspace
from bot.console.texts import Texts
from bot.studio import editing, likeness

WHO = frozenset({TRAINER})
KINDS = ("missed", "corrected", "sure")
SHOWN = 30  # groups on a page


@dataclass(frozen=True)
class Group:
    """Messages that are alike: their ids, the one shown first, all their texts, and what they were taken for most."""

    ids: tuple[str, ...]
    first: Sample
    texts: tuple[str, ...]
    taken: tuple[str, ...]


def routes() -> list[Page]:
    """Return the pages of this module."""
    return [
        page("GET", "/studio/inbox", show, WHO),
        page("POST", "/studio/inbox/label", name_them, WHO),
        page("GET", "/studio/inbox/labelled", show_labelled, WHO),
    ]


def show(request: Request) -> Response:
    """Show the groups that have no label yet."""
    kind, t = request.query_params.get("kind", ""), pages.texts_of(request)
    kept = services(request).learning.kept()
    open_ = {id: one for id, one in kept.items() if not one.label and (not kind or one.kind == kind)}
    ids, samples = list(open_), list(open_.values())
    found = [_group(ids, samples, places) for places in likeness.groups([one.text for one in samples])]
    questions = {one.first.question for one in found[:SHOWN] if one.first.question}
    space = workspace(request)
    return pages.render(
        request, "studio/inbox.html", groups=found[:SHOWN], more=max(0, len(found) - SHOWN), kind=kind, kinds=KINDS,
        counts=Counter(one.kind for one in kept.values() if not one.label), intents=editing.intents(space),
        labelled=sum(bool(one.label) for one in kept.values()), last=request.query_params.get("last", ""),
        answers={name: _places(request, name) for name in questions}, days=services(request).settings.learning_days,
        named=lambda code: _named(code, t), asked=_asked(request),
    )  # fmt: skip


def name_them(request: Request) -> Response:
    """Note what a group means, or drop it where it is of no use."""
    sent, learning = form(request), services(request).learning
    chosen, ids = sent.one("chosen") or sent.one("asked").strip() or sent.one("label"), sent.all("id")
    chosen = {title: code for code, title in _asked(request)}.get(chosen, chosen)
    if chosen == "none":
        learning.drop(ids)
        return pages.see("/studio/inbox", "sample_dropped")
    if chosen not in _labels(request, sent.one("question")):
        raise ConsoleError(400, "bad_form")
    learning.label(ids, chosen)
    services(request).audit.add(me(request).person_id, "samples_labelled", chosen.replace(".", "/")[:64])
    return pages.see(f"/studio/inbox?last={chosen}", "sample_labelled")


def show_labelled(request: Request) -> Response:
    """Show what has been named and waits for a person to make examples of it."""
    t, found = pages.texts_of(request), Counter(one.label for one in services(request).learning.all() if one.label)
    rows = [(_named(code, t), f"{labels.path(code)}?from=inbox", n) for code, n in found.most_common()]
    return pages.render(request, "studio/labelled.html", rows=rows)


def _group(ids: list[str], samples: list[Sample], places: list[int]) -> Group:
    taken = Counter(name for at in places for name, _ in samples[at].ranking)
    texts = dict.fromkeys(samples[at].text for at in places)
    likely = tuple(name for name, _ in taken.most_common(3))
    return Group(tuple(ids[at] for at in places), samples[places[0]], tuple(texts), likely)


def _labels(request: Request, question: str) -> set[str]:
    answers = {code for code, _ in _places(request, question)} if question else set()
    return {*editing.intents(workspace(request)), *answers, *(code for code, _ in _asked(request))}


def _asked(request: Request) -> list[tuple[str, str]]:
    """The labels of the questions that people ask, with their titles."""
    space, lang, known = workspace(request), pages.language(request), services(request).knowledge.asked
    return [
        (labels.asked(file, record), getattr(known[record].rule.title, lang))
        for file in editing.question_codes(space)
        for record in editing.record_ids(space, file)
        if record in known
    ]


def _places(request: Request, question: str) -> list[tuple[str, str]]:
    """The labels of the answers to a question, with their words: of each value and act once, whatever the language."""
    try:
        parts = editing.answer_parts(workspace(request), question)
    except OSError:
        return []
    t = pages.texts_of(request)
    places = dict.fromkeys(part.place.rpartition(".")[0] for part in parts if part.place.endswith((".ru", ".en")))
    return [(labels.answer(question, place), label(place, t)) for place in places]


def _named(code: str, t: Texts) -> str:
    """A label as people read it."""
    _, name, place = labels.parts(code)
    return f"{name}: {label(place, t)}" if place else name
