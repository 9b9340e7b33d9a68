"""The one place that turns Rasa's tracker into the dialogue's state and reading, and a state into events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from bot.conversation import signs
from bot.dialogue import Answer, Day, Heard, State
from bot.dialogue.facts import DATES, FACTS
from bot.dialogue.heard import FALLBACK, UNSURE, borne_out

Events = list[dict[str, Any]]

# Field of the state to its slot, where the names differ; ``stage`` and ``mood`` are slots that stories may look at.
SLOTS = {
    "open": "requested_slot", "first": "first_question", "mode": "care", "shown": "shown_options",
    "named": "private_asked",
}  # fmt: skip
FIELDS = (
    "lang", "focus", "open", "put", "asked", "first", "waiting", "mode", "shown", "option", "document", "want_names",
    "named", "drawn", "offered", "misses", "ten_days", "last", "answered",
)  # fmt: skip
TUPLES, MAPPINGS = ("asked", "waiting", "shown", "named", "answered"), ("put", "offered")
DERIVED = ("stage", "mood")


def metadata(tracker: Tracker) -> Mapping[str, Any]:
    """What the gateway sent along with the last message."""
    found = tracker.latest_message.get("metadata")
    return found if isinstance(found, dict) else {}


def state(tracker: Tracker) -> State:
    """The state of the talk, in the language the gateway heard, on the person's date.

    Rasa's own shell sends no date; then the clock is asked, here at the edge.
    """
    told, slots = metadata(tracker), tracker.slots
    found: dict[str, Any] = {name: slots.get(SLOTS.get(name, name)) for name in FIELDS}
    found |= {name: tuple(found[name] or ()) for name in TUPLES}
    found |= {name: dict(found[name] or {}) for name in MAPPINGS}
    lang = told.get("lang") or found["lang"]
    today = date.fromisoformat(told["today"]) if told.get("today") else date.today()  # noqa: DTZ011
    found |= {"lang": "en" if lang == "en" else "ru", "misses": int(found["misses"] or 0)}
    found |= {"ten_days": bool(found["ten_days"])}
    drawn = found["drawn"]
    found |= drawn if isinstance(drawn, Mapping) else {"for_paper": {}}
    found |= {"last": tuple((str(what), dict(about)) for what, about in found["last"] or ())}
    facts = {name: slots[name] for name in FACTS if slots.get(name) is not None}
    return State(today, facts=facts, **found)


def events(tracker: Tracker, after: State) -> Events:
    """The slots that differ from the tracker's now."""
    values: dict[str, Any] = {name: after.facts.get(name) for name in FACTS}
    for name in FIELDS:
        value = getattr(after, name)
        values[SLOTS.get(name, name)] = _plain(value)
    # What papers ask for shares the slot of the paper: a slot of its own would need a new training.
    values["drawn"] = {"drawn": after.drawn, "for_paper": dict(after.for_paper)} if after.for_paper else after.drawn
    values["last"] = [[what, dict(about)] for what, about in after.last] or None
    values |= {name: getattr(after, name) for name in DERIVED}
    return [SlotSet(name, value) for name, value in values.items() if value != tracker.slots.get(name)]


def heard(tracker: Tracker, kind: str) -> Heard:
    """What the last message was read as; ``kind`` is what Rasa's rules took it for."""
    message, told = tracker.latest_message, metadata(tracker)
    text = str(message.get("text") or "")
    items = list(message.get("entities") or ())
    values: dict[str, Any] = {}
    for item in items:
        values.setdefault(str(item["entity"]), item["value"])
    answer = values.pop("answer_to", None)
    question = message.get("question") or values.pop("question", None)  # found in words, or a button's
    shown, typed = signs.shown(text), not text.startswith("/")
    intent = message.get("intent") or {}
    ranking = [(str(one["name"]), float(one["confidence"])) for one in message.get("intent_ranking") or ()]

    def allowed(name: str) -> bool:
        return not typed or borne_out(name, shown.signs)

    if not allowed(str(intent.get("name"))):
        kind, intent = UNSURE, {"name": FALLBACK}
    return Heard(
        kind,
        str(intent.get("name") or ""),
        float(intent.get("confidence") or 0.0),
        tuple(one for one in ranking if allowed(one[0])),
        typed=typed,
        also=tuple(filter(allowed, map(str, _every(items, "also") or told.get("also") or ()))),
        question=question if isinstance(question, str) and question else None,
        may_ask=tuple((str(one["id"]), float(one["score"])) for one in message.get("questions") or ()),
        words=len(text.split()) if typed else 0,
        asked=tuple(map(str, told.get("asked") or ())),
        perhaps=tuple(map(str, told.get("perhaps") or ())),
        answer=Answer(**answer) if isinstance(answer, dict) else None,
        told=values,
        days=_days(items),
        motives=_motives(items),
        signs=shown.signs,
        part=shown.part,
        paper=shown.paper,
        declined=shown.declined,
        takes_back=shown.takes_back,
        for_paper=dict(shown.for_paper),
        care=told.get("care"),
        hint=told.get("hint"),
        sure=told.get("sure") == "yes",
        beside=frozenset(str(told.get("beside") or "").split()),
        doubts=tuple((fact, why) for fact, _, why in (str(one).partition(":") for one in _every(items, "doubt"))),
    )


def _every(items: list[Any], name: str) -> list[Any]:
    return [item["value"] for item in items if item["entity"] == name]


def _motives(items: list[Any]) -> tuple[str, ...]:
    """All motives; a button of several brings them as one list."""
    found = _every(items, "motives")
    return tuple(str(one) for value in found for one in (value if isinstance(value, list) else [value]))


def _days(items: list[Any]) -> tuple[Day, ...]:
    """The days that were read, each with how exactly it was told."""
    exact = {
        (item.get("start"), item.get("end")): str(item["value"])
        for item in items if item["entity"] == "date_precision"
    }  # fmt: skip
    return tuple(
        Day(str(item["entity"]), str(item["value"]), exact.get((item.get("start"), item.get("end"))))
        for item in items if item["entity"] in DATES | {"date", "deadline"}
    )  # fmt: skip


def _plain(value: Any) -> Any:
    """A value as a slot keeps it: what is empty is nothing."""
    if isinstance(value, tuple):
        return list(value) or None
    return dict(value) or None if isinstance(value, Mapping) else value
