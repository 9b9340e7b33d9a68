"""What a message is to the question asked: the ranking of its answers and the facts read by rule, weighed once.

The rules see what stands in so many words, the ranking what is meant; where they differ the surer one counts, and
where neither is sure nothing is taken: the question may be put once more, a wrong fact may send a man to prison.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.reading.ways import ACTS

ANSWERS = "answers"
MISSED = "missed"  # no answer that one could be sure of
NONE = "none"  # there is no such thing: no report filed, no category given, nobody ill
# Questions that rules answer: a day, a number. Their rows only tell that an answer is given at all.
READ_BY_RULE = frozenset({"date", "number"})

# Where to pass a question over has a meaning of its own: without names is what is safe.
MEANT = {("want_names", "refuses"): "no", ("want_names", "unsure"): "no"}

SURE = 0.58  # a value, where no rule speaks
SURER = 0.8  # a value against what a rule read
BARELY = 0.35  # an act that answers nothing: to take it for one costs a question, not a fact
AHEAD = 0.15


@dataclass(frozen=True)
class Answer:
    """``act`` is ``answers``, one of ``ACTS`` or ``missed``; ``value`` a code, day or number as the rules give it."""

    act: str
    value: str | int | None = None


BARE = {"no": Answer(ANSWERS, NONE), "unsure": Answer("unsure")}


def resolve(question: str, ranking: Sequence[tuple[str, float]], told: Mapping[str, str | int]) -> Answer:
    """The answer to ``question``. ``ranking``: values and acts with probabilities, likeliest first, perhaps empty.

    ``told``: facts by name as the rules read them from this message, with the asked one read in its light.
    """
    kinds = {kind for kind, _ in ranking}
    by_rule = told.get(question, told.get("answer") if told.get("answer") in kinds - {*ACTS} else None)
    heard = _weighed(question, ranking, by_rule) if ranking else _ruled(by_rule)
    if heard.act == MISSED and told.get("answer") in BARE:
        return BARE[str(told["answer"])]  # «нет» to a choice: none of these; «хз»: he does not know
    return heard


def _weighed(question: str, ranking: Sequence[tuple[str, float]], by_rule: str | int | None) -> Answer:
    best, share = ranking[0]
    ruled = any(kind in READ_BY_RULE for kind, _ in ranking)
    if ruled:
        return _by_rule(best, share, by_rule)
    if by_rule is not None and str(by_rule) != best and not (best not in ACTS and share >= SURER):
        # A rule read it in so many words. A question that only mentions it is still a question.
        if best in ("asks", "new_topic") and share >= SURE:
            return Answer(best)
        return Answer(ANSWERS, by_rule)
    if best in ACTS:
        if (question, best) in MEANT:
            return Answer(ANSWERS, MEANT[question, best])
        return Answer(best) if share >= BARELY else Answer(MISSED)
    second = ranking[1][1] if len(ranking) > 1 else 0.0
    if str(by_rule) == best or (share >= SURE and share - second >= AHEAD):
        return Answer(ANSWERS, best)
    return Answer(MISSED)


def _ruled(by_rule: str | int | None) -> Answer:
    return Answer(ANSWERS, by_rule) if by_rule is not None else Answer(MISSED)


def _by_rule(best: str, share: float, by_rule: str | int | None) -> Answer:
    if best in READ_BY_RULE or best not in ACTS:
        if best not in READ_BY_RULE and (by_rule is None or share >= SURE):
            return Answer(ANSWERS, best) if share >= SURE else Answer(MISSED)
        return _ruled(by_rule)
    if by_rule is not None and share < SURER and best != "asks":
        return Answer(ANSWERS, by_rule)
    return Answer(best) if share >= BARELY else Answer(MISSED)
