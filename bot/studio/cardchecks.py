"""What is wrong with rules and stories as they are to be, in codes that the pages put into words. Pure.

Rasa's own validation reads all the data and takes a minute; what stops a training is found here in a moment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from ruamel.yaml import YAML

from bot.studio import rulefiles
from bot.studio.checks import Fault
from bot.studio.rulefiles import OR, SLOT, THEN, WHEN, Card

FALLBACK = "nlu_fallback"  # the model's own: it stands in no list of intents
_OWN_ACTIONS = frozenset({"action_default_fallback", "action_listen", "action_restart", "action_back"})


def faults(before: Mapping[str, str], after: Mapping[str, str], domain: str) -> list[Fault]:
    """What is wrong in the files ``after``, by name, and was not so ``before``. TextError for a file that is none."""
    known = set(_all(before, domain))
    return [fault for fault in _all(after, domain) if fault not in known]


def _all(files: Mapping[str, str], domain: str) -> Iterator[Fault]:
    intents, actions, slots = _domain(domain)
    found = [card for text in files.values() for card in rulefiles.cards(text)]
    for card in found:
        yield from _of_card(card, intents, actions, slots)
    names = [card.name for card in found]
    yield from (Fault("card_twice", name) for name in dict.fromkeys(names) if names.count(name) > 1)
    yield from _first_words(found)


def _of_card(card: Card, intents: frozenset[str], actions: frozenset[str], slots: frozenset[str]) -> Iterator[Fault]:
    for step in card.steps:
        if step.kind in (WHEN, OR) and step.what not in intents:
            yield Fault("no_intent", step.what, card.name)
        elif step.kind == THEN and step.what not in actions:
            yield Fault("no_action", step.what, card.name)
        elif step.kind == SLOT and step.what.partition(":")[0] not in slots:
            yield Fault("no_slot", step.what, card.name)
    if card.steps and card.steps[-1].kind != THEN:
        yield Fault("card_ends", card.name)
    said = [step.what for step in card.steps if step.kind in (WHEN, OR)]
    yield from (Fault("card_said_twice", name, card.name) for name in dict.fromkeys(said) if said.count(name) > 1)


def _first_words(found: list[Card]) -> Iterator[Fault]:
    """Rules that begin alike and go on otherwise: Rasa refuses to train from them."""
    begins: dict[str, tuple[str, str]] = {}
    for card in found:
        if card.kind != "rule" or not card.steps or any(step.kind == SLOT for step in card.steps):
            continue
        action = next((step.what for step in card.steps if step.kind == THEN), "")
        for step in card.steps:
            if step.kind == THEN:
                break
            other, done = begins.setdefault(step.what, (card.name, action))
            if done != action:
                yield Fault("two_rules", step.what, f"{other}; {card.name}")


@lru_cache(maxsize=2)
def _domain(text: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    told = YAML(typ="safe").load(text)
    intents = {next(iter(one)) if isinstance(one, dict) else str(one) for one in told["intents"]}
    actions = {*map(str, told.get("actions", ())), *map(str, told.get("responses", ())), *_OWN_ACTIONS}
    return frozenset({*intents, FALLBACK}), frozenset(actions), frozenset(map(str, told.get("slots", ())))
