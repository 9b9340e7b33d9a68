"""When care comes before everything else: what the words say, weighed with what the model sees.

The layer reads words, the model reads sense. A cry of despair needs a sign in the words: of what the model alone took
for one, nearly all was benign («хочу жить», «так я сестра, я могу?»), and a script said to the wrong man loses him.
A danger needs its sign too: which one it is («держат», «увозят завтра») decides what is said. Who clearly asks for help
to do harm («гранату в палатку») is not the one in danger.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

CRISIS, DANGER = "crisis_suicide", "urgent_danger"
URGENT = (CRISIS, DANGER)
# Whose trouble it is, as the gateway tells it: his who writes, of the man a relative writes about, the relative's own.
SELF, RELATIVE, OWN = "self", "relative", "own"
# What the talk is about, as the slot ``care`` keeps it: one of URGENT (with AGAIN after a first word back), the dead,
# or the one-line question whether he thinks of death.
AGAIN, GRIEF, CHECK = ":again", "grief", "check"
CARED = "care:"  # how the slot ``answered`` keeps that a page of care was said, with its kind or whose cry it was
OUT_OF_REACH = frozenset({"dead", "missing", "captive"})  # of the slot ``location``
DEAD = frozenset({"dead", "dead_kin", "buried", "died"})  # the rules by which somebody's serviceman is dead
# «Муж умер», said where a living man is spoken of, is another loss of hers: no word in it is of the service.
ANOTHER_LOSS = "died"
NOT_DEAD = frozenset({"alive", "mistaken", "nobody_died"})
# The rule of the layer that hears no more than tiredness: alone it is no sign. Where nothing else at all is said, it is
# one, and he is asked.
TIRED_RULE = "cannot_bear"
TIRED_RULES = frozenset({TIRED_RULE, "whole_message_weary", "worn_out"})
# By these he is asked, whatever the model takes it for: «всё равно, проснусь или нет», «лежу и смотрю в потолок».
ASKED_ABOUT = frozenset({"indifferent_to_living", "worn_out"})
# What goes its usual way also while the talk is about the dead.
ANY_TIME = frozenset({"language_switch", "delete_data", "contacts_ngo", "privacy_trace", "bot_about"})
# What is heard beside the signals when he says that it is over, or that he was misread.
RELIEF = frozenset({"over", "thanks", "back_to_it", "misread", "no_wound", "alive"})
# What he may say in a talk of care that has no question in it.
SMALL_TALK = frozenset({
    "greeting", "goodbye_thanks", "gibberish", "offtopic", "abuse", "affirm", "deny", "unsure", "inform",
    "status_statement", "correct_or_back", "nlu_fallback",
})  # fmt: skip
# Facts that are told to go on with what he came for; where he is now may as well answer «кто рядом?».
GOES_ON_WITH = frozenset({
    "category", "contract_signed_on", "contract_ends_on", "agency", "rank_band", "birth_year", "vvk_category", "vvk_on",
    "dependant_relation", "dependant_disability_group", "children_under_18", "report_filed_on", "report_refused_on",
    "absent_since", "document",
})  # fmt: skip

LOST = "lost_contact"  # what «он звонил, жив» sounds like to the model

# How likely the model must find crisis or danger (both together, they look alike) beside an unsure sign of the words;
# from SURELY on the whole script is said, below he is asked in one line. Chosen on the held-out messages.
WITH_HINT = 0.5
SURELY = 0.75
# Small signs that only add up («cues») are in a benign message as often as in a cry: beside them alone the model must
# be nearly sure before the whole script is said. Of 1,700 messages of talks every cry was above 0.95, and half of those
# that were none below; held-out cries go down to 0.7, so asked in one line it is sooner.
FAINT_RULES = frozenset({"cues"})
FAINTLY_ASKED, FAINTLY_SURE = 0.6, 0.95
WITH_KIND = 0.2  # beside a sign that tells which danger it is: the practical half of a message hides it from the model
# A sure hint yields to a wish to do harm that the model is this sure of, while it sees hardly any danger.
HARM, SURELY_HARM, HARDLY = "refuse_violence", 0.85, 0.2


def due(
    hint: str | None,
    *,
    sure: bool,
    ranking: Sequence[tuple[str, float]],
    kind: str | None = None,
    rules: Collection[str] = (),
    beside: Collection[str] = (),
) -> str | None:
    """Return the intent of care to answer with, CHECK where he is asked first, None where the message goes its way.

    ``hint`` is the intent the safety layer hints at (None: nothing found) by ``rules``, ``sure`` whether it is enough
    alone; ``kind`` of danger and what is heard ``beside``; ``ranking``: the model's intents, the likeliest first.
    """
    likely = dict(ranking)
    danger = sum(likely.get(name, 0.0) for name in URGENT)
    if hint and sure:
        top, confidence = ranking[0] if ranking else ("", 0.0)
        if top == HARM and confidence >= SURELY_HARM and danger < HARDLY:
            return None
        return hint
    least = CHECK if hint == CRISIS and ASKED_ABOUT & set(rules) else None
    faint = hint == CRISIS and bool(rules) and set(rules) <= FAINT_RULES
    if danger < (FAINTLY_ASKED if faint else WITH_HINT):
        return DANGER if hint == DANGER and kind and danger >= WITH_KIND else least
    despair = likely.get(CRISIS, 0.0) >= likely.get(DANGER, 0.0)
    saw = "killed_by_own" in beside and not {"own_cry", "thinks_of_death", "more_than_tired"} & set(beside)
    if hint == CRISIS and not only_tired(rules, beside) and not saw and (despair or kind is None):
        surely = danger >= (FAINTLY_SURE if faint else SURELY)
        return CRISIS if surely and not (rules and set(rules) <= TIRED_RULES) else CHECK
    if kind or (hint == DANGER and not despair and "no_wound" not in beside):
        return DANGER
    return least


def without_a_cry(ranking: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """Return the model's intents without care, which no word bears out; their shares add up to what they did."""
    total = sum(share for _, share in ranking)
    rest = [(name, share) for name, share in ranking if name not in URGENT]
    left = sum(share for _, share in rest)
    return [(name, share * total / left) for name, share in rest] if left else []


def of_a_relative(who: str | None, beside: Collection[str], *, dead: bool = False, of_him: bool = False) -> str | None:
    """Return whose trouble it is where a relative writes: what seems the writer's is hers, unless he says that he
    serves. No weapon and no comrade is beside a mother at home; nobody looks after a man who is ``dead``. Of ``him``
    the crisis is that stands, until she says that she despairs herself."""
    if of_him and not dead and "own_cry" not in beside:
        return RELATIVE
    return OWN if (who == SELF or dead) and "of_oneself" not in beside else who


def as_told(metadata: dict[str, Any], slots: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the gateway told of a message with what the talk knows (its ``slots``): ``dead``, the man who is
    served; ``who``, whose trouble it is, where a relative writes; ``served``: a living man of theirs was spoken of."""
    if slots.get("asker") != RELATIVE:
        return metadata
    where, told, mode = slots.get("location"), slots.get("answered") or (), str(slots.get("care") or "")
    last = next((one for one in reversed(told) if one.startswith(CARED)), "")
    of_him = mode.startswith((CRISIS, CHECK)) and last != f"{CARED}{OWN}"
    beside = str(metadata.get("beside") or "").split()
    who = of_a_relative(metadata.get("who"), beside, dead=where == "dead", of_him=of_him)
    served = where not in OUT_OF_REACH and bool(slots.get("last"))
    return {**metadata, "dead": where == "dead", "who": who, "served": served}


def is_past(beside: Collection[str]) -> bool:
    """Tell whether a danger in a talk of the dead is what was done to him: neither the writer's nor another man's."""
    return not {"of_oneself", "another_man", "erase_they_come"} & set(beside)


def names_a_topic(ranking: Sequence[tuple[str, float]], *, asks: bool) -> bool:
    """Tell whether the model plainly sees a topic that can be answered; ``asks``: it would ask."""
    top = ranking[0][0] if ranking else ""
    return bool(top) and not asks and top not in SMALL_TALK | set(URGENT) and not top.startswith("refuse_")


def asks_in_words(beside: Collection[str], entities: Collection[str], text: str) -> bool:
    """Tell whether the words themselves put a question, want a paper or tell facts that go on with what he came for."""
    asked = "wants_paper" in beside or ("asks" in beside and "back_to_it" not in beside)
    return bool(asked or "?" in text or GOES_ON_WITH & set(entities))


def turn_of(
    mode: str | None,
    beside: Collection[str],
    *,
    cared: str | None,
    sure: bool,
    told: bool,
    practical: bool,
    asked: bool,
    cry: bool,
    top: str,
    served: bool = False,
) -> str | None:
    """Return how a talk of care goes on with this message, None where it goes its way or care begins.

    ``mode`` is the slot ``care``, ``beside`` the rules heard beside the signals (`bot.safety.load_beside`); ``cared``
    is what `due` returned, ``sure`` whether the words alone were enough, ``told`` whether its page was said before in
    this talk; ``asked`` as of `asks_in_words`, ``practical``: it is, or a question or a topic was found; ``cry``: the
    model takes it for one; ``top``: its likeliest intent; ``served``: a living man of theirs was spoken of.

    ``mourn``: somebody is dead, and it is the first word of it. ``weapon``: something that kills is at hand.
    ``crisis``: he said that he thinks of death.
    ``over``: the worst is over, nothing else is said. ``ended``: it is over, and what else he says is answered.
    ``goes_on``: the same again, the page is not said again.
    """
    heard = frozenset(beside) - ({ANOTHER_LOSS} if served else set())
    if cared and sure and not (told and practical):
        return "goes_on" if told else None
    if mode == GRIEF or DEAD & heard:
        return _of_grief(mode, heard, practical=practical, top=top)
    relieved = bool(RELIEF & heard)
    if mode == CHECK:
        return _after_check(heard, practical=practical, asked=asked, again=cared == CHECK)
    if cared and not told:
        return "ended" if mode and relieved and practical else None
    if mode is None:
        return ("ended" if practical else "goes_on") if cared else None
    if mode.startswith(CRISIS) and "weapon" in heard and "over" not in heard:
        return "weapon"
    if cared and not relieved and not (practical and cared == DANGER):
        return "goes_on"
    if mode.startswith(CRISIS) and not (asked or relieved or top in ANY_TIME):
        return (
            "goes_on"  # «никого рядом, ребята на выезде» answers us; a topic that the model sees in it is no question
        )
    if practical and not ("alive" in heard and top == LOST):
        return "ended"
    if relieved:
        return "over"
    # In a danger a word that no sign bears out goes to the dialogue: «лишь бы ему хуже не стало» has an answer there.
    return "goes_on" if cry and mode.startswith(CRISIS) else None


def _of_grief(mode: str | None, heard: frozenset[str], *, practical: bool, top: str) -> str | None:
    if mode == GRIEF:  # what the family asks is answered by the dialogue, until he is not the one who died
        if NOT_DEAD & heard:
            return "ended" if practical and top != LOST else "over"
        return "ended" if "another_man" in heard else None
    # A brother is dead and the writer serves himself: he asks for himself. A mother has lost one son: condolence first.
    return None if NOT_DEAD & heard or ("another_man" in heard and not {"dead", "buried"} & heard) else "mourn"


def _after_check(heard: frozenset[str], *, practical: bool, asked: bool, again: bool) -> str:
    if "only_weary" in heard and not asked:
        return "over"  # «какой отпуск, просто устал» is an answer, and no question of leave
    over = bool({"over", "thanks", "only_weary", "bare_no", "misread"} & heard)
    if not over and {"thinks_of_death", "bare_yes"} & heard:
        return "crisis"
    if again and not over and not asked:
        return "goes_on"
    return "over" if over and not practical else "ended"


def only_tired(rules: Collection[str], beside: Collection[str]) -> bool:
    """Tell whether the sign of a crisis rests on tiredness alone: no word of death, nothing that kills."""
    tired = set(rules) <= {TIRED_RULE} and "weary" in beside
    return tired and not {"weapon", "thinks_of_death", "more_than_tired"} & set(beside)
