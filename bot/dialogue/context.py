"""Which question a message asks, given what was spoken of: «а если откажут?» asks something else in every talk.

The model tells how likely each question is by the words alone. Here these are weighed by what is known: a question that
this person cannot ask falls out, one that people ask after the last answer gains. Pure; the words are not seen.
"""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue import topics
from bot.dialogue.heard import FALLBACK, TOPIC, UNSURE, Heard, borne_out
from bot.dialogue.lookups import Lookups
from bot.dialogue.repeating import ASKED, last_question
from bot.dialogue.state import State

# Chosen on follow-ups that were written from the titles alone (tests/nlu/followups.tsv, docs/decisions.md).
ANSWERED, CANNOT = 0.05, 0.02
LEAST_GAIN, MOST_GAIN = 0.3, 5.0  # what was seldom or often asked after an answer: his words say more
BY_ITSELF = 0.25  # of the words alone: what is fainter, no talk makes plain
A_FACT = 3  # words that hold a fact and no question
# From here on one is plain; from here on it is one that may be meant, the likeliest and others.
SURE, NEAR, NEAR_TOO, OFFERED = 0.85, 0.02, 0.02, 3


def in_context(state: State, heard: Heard, law: Lookups) -> Heard:
    """The message with its question, or those it may be, as they are likely in this talk; a button says it itself."""
    if not heard.typed:
        return heard
    if heard.kind == TOPIC and _elsewhere(heard.intent, state):
        ranking = tuple(one for one in heard.ranking if not _elsewhere(one[0], state))
        heard = replace(heard, kind=UNSURE, intent=FALLBACK, ranking=ranking)
    left = tuple(one for one in heard.may_ask if borne_out(one[0], heard.signs))
    if left != heard.may_ask:
        heard = replace(heard, may_ask=left, question=None)
    if heard.noted and not heard.asks and 0 < heard.words <= A_FACT:
        return replace(heard, question=None)  # «он мобилизованный» tells who he is, whatever is asked of such men
    if not heard.may_ask or dict(heard.may_ask).get(heard.question or "") == 1.0:  # the very words of a record
        return heard
    ranked = weighed(heard, state, law)
    best, question = ranked[0]
    if best >= SURE and dict(heard.may_ask)[question] >= BY_ITSELF:
        return replace(heard, question=question, near=(), nearness=0.0)
    ranked = [one for one in ranked if not law.is_grave(one[1])] or [(0.0, question)]
    best = ranked[0][0]
    near = tuple(id for share, id in ranked[:OFFERED] if share >= NEAR_TOO) if best >= NEAR else ()
    return replace(heard, question=None, near=near, nearness=best if near else 0.0)


def weighed(heard: Heard, state: State, law: Lookups) -> list[tuple[float, str]]:
    """The questions it may ask with how likely each is in this talk, the likeliest first; none of them has the rest."""
    shares = [(share * _weight(id, state, law), id) for id, share in heard.may_ask]
    total = sum(share for share, _ in shares) + max(0.0, 1.0 - sum(share for _, share in heard.may_ask))
    return sorted(((share / total, id) for share, id in shares), reverse=True)


def _weight(question: str, state: State, law: Lookups) -> float:
    """How much likelier or less likely this question is than by the words alone."""
    if not law.may_ask(question, state.known, state.asker, state.today):
        return CANNOT
    if f"{ASKED}{question}" in state.answered:
        return ANSWERED
    return min(MOST_GAIN, max(LEAST_GAIN, law.asked_after(question, last_question(state), state.focus)))


def _elsewhere(intent: str, state: State) -> bool:
    where = state.known.get("location")
    return where is not None and where not in topics.WHERE.get(intent, (where,))
