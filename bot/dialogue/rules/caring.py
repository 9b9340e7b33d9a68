"""Care for a person: a crisis, a danger, the dead; how each begins, goes on and ends.

What a message is was weighed before the model (`bot.assistant.care`) and stands as ``heard.care``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.dialogue import families, topics
from bot.dialogue.facts import FACTS
from bot.dialogue.families import DEAD, HIS, OWN
from bot.dialogue.heard import CHOICE, FALLBACK, TOPIC, UNSURE, Heard
from bot.dialogue.lookups import Lookups
from bot.dialogue.plan import ASK, CLOSE, DROP, WAIT, Plan, Say
from bot.dialogue.repeating import CARED, MISTAKEN, MOURNED
from bot.dialogue.rules import bereft, topical
from bot.dialogue.state import State
from bot.dialogue.topics import AGAIN, CARE, CHECK, GRIEF

CRISIS, DANGER = "crisis_suicide", "urgent_danger"
SMALL_TALK = frozenset({"greeting", "goodbye_thanks", "gibberish", "offtopic", "abuse"})
# A fact that is taken back, to the intent that its words sound like.
DENIES = {"dependant_relation": "ground_family_care", "report_refused_on": "commander_refuses"}
NEAR_ENOUGH = 0.2  # a topic this likely makes a question one of law and not a word to a person
SELF_HARM = "refuse_selfharm"
WORN_OUT = "wife_exhausted"  # the question of who waits at home
DOCTOR, DRUNK = "see_psychiatrist", "drunk_duty"  # what is asked of a man who said good-bye, by morning
SAFE_RETURN = "return_how"  # the question that tells how a return is recorded, and with whom
MOST_LIKELY = 2  # topics offered beside care


def denied(heard: Heard) -> Heard:
    """Return a message that denies its own subject («я не про уход») without that subject."""
    if "kin_to_him" in heard.beside:  # «я ему невеста, не жена, мне можно?» is not «не жена, а я»
        heard = replace(heard, signs=heard.signs - {"of_me"})
    denies = {intent for fact, intent in DENIES.items() if fact in heard.takes_back}
    if heard.intent not in denies and not denies & {name for name, _ in heard.ranking}:
        return heard
    ranking = tuple(one for one in heard.ranking if one[0] not in denies)
    also = tuple(name for name in heard.also if name not in denies)
    if heard.intent not in denies:
        return replace(heard, ranking=ranking, also=also)
    return replace(heard, kind=UNSURE, intent=FALLBACK, confidence=0.0, ranking=ranking, also=also)


def mourning(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """Speak with the family of the dead: condolence first, then what they ask about. No question of ours."""
    if heard.care != "mourn":
        return None
    dead = {"asker": "relative", "location": DEAD}
    if any(told.startswith(MOURNED) for told in state.answered):
        plan = bereft.answer(state.after({}, dead), heard, law)
        return Plan(plan.say, plan.change, dead, plan.then)
    second = "another_man" in heard.beside
    if heard.hint == CRISIS:  # «кота отдала соседям»: she is asked for herself before anything of law
        said = [Say("mourn", about=families.SOUL, second=second)]
    else:
        said = [Say("mourn", about=families.first_subject(heard.beside), second=second)]
        if second and law.can_answer(bereft.SECOND, {}, "relative", state.today):
            said.append(Say("short_answer", question=bereft.SECOND, topic=str(law.topic_asked(bereft.SECOND))))
    facts = {**dict.fromkeys(state.facts), **dead}  # what was told of him is asked of nobody any more
    change: dict[str, Any] = {"first": None, "focus": None, "offered": bereft.OFFER}
    if state.facts.get("asker") == "self" or (state.last and heard.replaced.get("asker") == "self"):
        # Should it be no death, he is himself again.
        change["answered"] = (*state.answered, MISTAKEN)
    if len(said) > 1:  # the talk is of the living one, and the dead comes back with what only he is spoken of with
        facts["location"] = None
    return _begun(state, GRIEF if len(said) == 1 else None, said, change, facts)


def nobody_died(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Никто не умер», where we spoke of a death: we are sorry; what else he asks is answered by the rules below."""
    asks = heard.question or heard.paper or set(heard.noted) - {"asker"} or heard.asked or heard.near
    topic = heard.kind == TOPIC and heard.intent in topics.OFFERED
    if not was_mourned(heard) or asks or topic:
        return None
    return Plan((Say("sorry"),), {"misses": 0, "mode": None, "offered": {}}, then=DROP)


def was_mourned(heard: Heard) -> bool:
    """Tell whether the message denies the death that we spoke of."""
    return families.NOBODY_DIED in heard.beside and heard.replaced.get("location") == DEAD


def relief(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """Say that it is good to hear, end the talk of care and take up the question that was left open."""
    if heard.care != "over" or (state.mode is None and (heard.question or heard.near)):
        return None  # «да шучу; а Б если поставят?» where nobody was in distress is a question
    his = {"his": True} if state.crisis_of == HIS and str(state.mode).startswith(CRISIS) else {}
    question = heard.question if heard.asks else None
    if question and law.can_answer(question, state.known, state.asker, state.today):
        said = Say("short_answer", question=question, topic=str(law.topic_asked(question)))
        return Plan((Say("relieved", buttons=False, **his), said), {"misses": 0, "mode": None}, then=DROP)
    goes_back = bool(state.open or (state.first and "back_to_it" in heard.beside))
    then = ASK if goes_back else WAIT
    return Plan((Say("relieved", buttons=not goes_back, **his),), {"misses": 0, "mode": None}, then=then)


def weapon(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """Something that kills is at hand in a crisis: it stays a crisis."""
    return Plan((Say("weapon"),), {"misses": 0}) if heard.care == "weapon" else None


def words_to_him(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Что ему написать?» of a man who said good-bye: words to send, no blame and no law."""
    asked = "words_to_him" in heard.beside and not heard.paper and "wants_paper" not in heard.beside
    if not asked or state.asker != "relative" or state.crisis_of != HIS or state.fate or not heard.typed:
        return None
    return Plan((Say("words_to_him"),), {"misses": 0, "mode": None}, then=DROP)


def doctor_for_him(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Утром к врачу его вести?» of a man who said good-bye: how a doctor is asked for."""
    asked = "to_a_doctor" in heard.beside and "asks" in heard.beside and heard.typed
    if not asked or state.asker != "relative" or state.crisis_of != HIS or state.fate:
        return None
    if not law.can_answer(DOCTOR, state.known, state.asker, state.today) or f"short_answer:{DOCTOR}" in state.answered:
        return None
    said = [Say("short_answer", question=DOCTOR, topic=str(law.topic_asked(DOCTOR)))]
    drunk = "drunk" in heard.beside and law.can_answer(DRUNK, state.known, state.asker, state.today)
    if drunk:  # «накажут же за пьянку»: said plainly, or he is left without a doctor
        said.append(Say("short_answer", question=DRUNK, topic=str(law.topic_asked(DRUNK)), warned=True))
    return Plan(tuple(said), {"misses": 0, "mode": None}, then=DROP)


def harm_to_leave(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """He would hurt himself to be let go, told of him or of oneself: no, what it costs, and what is lawful."""
    if "harm_to_leave" not in heard.beside or not heard.typed or heard.hint == CRISIS:
        return None
    if SELF_HARM in dict(heard.ranking) or state.mode is None:
        return topical.answer(state, replace(heard, question=None, near=(), asked=()), law, [SELF_HARM])
    return None


def cry(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """A crisis or a danger that was weighed before the model, or a button."""
    if heard.kind != TOPIC or heard.intent not in CARE or heard.typed:
        return None
    return begin(state, heard.intent, heard.told.get("show"))


def same_again(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """The same cry once more: its page is not said twice."""
    if heard.care != "goes_on":
        return None
    stands = state.mode not in (None, GRIEF)
    return go_on_caring(state if stands else state.after({"mode": heard.hint or heard.intent}), heard, law)


def tired_with_a_question(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """It may be despair, and he asks: his question is answered, then he is asked."""
    if not _typed_crisis(state, heard) or not _puts_a_question(heard):
        return None
    topic = next((name for name in heard.ranked() if name not in CARE), None)
    if topic not in topics.OFFERED or topic == "draft_report":
        return None  # no paper is drawn before he is asked
    plan = topical.answer(state, heard, law, [topic])
    asks, change = _check(state, heard)
    return Plan((*plan.say, asks), {**plan.change, **change}, plan.facts, WAIT)


def tiredness(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """Ask in one line whether he thinks of death or is only worn out; an open question waits."""
    if not _typed_crisis(state, heard):
        return None
    asks, change = _check(state, heard)
    return Plan((asks,), {"misses": 0, **change})


def _check(state: State, heard: Heard) -> tuple[Say, dict[str, Any]]:
    """Return the question in one line and the mode; a relative who is worn out herself is asked of herself."""
    hers = state.asker == "relative" and "of_himself" in heard.signs and "of_another" not in heard.signs
    own = {"own": True} if hers else {}
    return Say("check", **own), {"mode": CHECK, **({"answered": (*state.answered, f"{CARED}{OWN}")} if hers else {})}


def worn_out_herself(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """A mother who forgets the kettle and dreams of him: warmth for her, and the search or the case stays open."""
    hers = state.asker == "relative" and "soul" in heard.beside and not state.fate and state.mode is None
    if not hers or heard.kind not in (CHOICE, UNSURE, TOPIC) or heard.paper or heard.noted or heard.asks:
        return None
    told = f"short_answer:{WORN_OUT}" in state.answered
    topic = heard.kind == TOPIC and heard.intent in topics.OFFERED
    if told or topic or (heard.question and heard.question != WORN_OUT):
        return None
    if not law.can_answer(WORN_OUT, state.known, state.asker, state.today):
        return None
    said = Say("short_answer", question=WORN_OUT, topic=str(law.topic_asked(WORN_OUT)), warned=True)
    return Plan((said,), {"misses": 0}, then=WAIT)


def afraid_to_return(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Боюсь идти, побьют» of a man who is away: fear is heard, then how a return is made safe; terms he knows."""
    told = f"short_answer:{SAFE_RETURN}" in state.answered
    away = state.away or "absent_since" in state.known or state.known.get("location") == "absent"
    if not (away and "afraid" in heard.signs and heard.typed) or told or "question_mark" in heard.signs:
        return None
    if heard.part or not law.can_answer(SAFE_RETURN, state.known, state.asker, state.today):
        return None
    how = Say("short_answer", question=SAFE_RETURN, topic=str(law.topic_asked(SAFE_RETURN)), warned=True)
    return Plan((Say("afraid"), how), {"misses": 0, "mode": None}, then=DROP)


def goes_on(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """A word or two in a talk of care. A question, a paper or facts leave it: it holds nobody."""
    practical = heard.question or heard.noted or heard.paper or heard.part or "writes" in heard.signs
    asks_of = heard.asks and (heard.near or any(name in topics.OFFERED for name in heard.ranked(NEAR_ENOUGH)))
    in_danger = (
        str(state.mode).startswith(DANGER) and heard.near
    )  # «лишь бы ему хуже не стало от жалобы» is of the case
    if state.mode in (None, GRIEF) or practical or asks_of or in_danger:
        return None
    small = heard.kind == TOPIC and heard.intent in SMALL_TALK
    return go_on_caring(state, heard, law) if small or heard.kind in (CHOICE, UNSURE) else None


def begin(state: State, kind: str, show: str | None = None) -> Plan:
    """Answer a crisis or a danger. Nothing is asked now; a button brings back the very question."""
    if kind == CRISIS and show is None and state.asker == "relative" and state.fate is None:
        show = HIS
    return _begun(state, kind, [Say("care", kind=kind, show=show)], {})


def go_on_caring(state: State, heard: Heard, law: Lookups) -> Plan:
    """Go on caring: a word or two after a crisis is an answer to a person."""
    kind = str(state.mode)
    again, kind = kind.endswith(AGAIN), kind.removesuffix(AGAIN)
    said = Say("care_goes_on", kind=kind, likely=tuple(law.likely(heard.ranked())[:MOST_LIKELY]), again=again)
    return Plan((said,), {"misses": 0, "mode": kind + AGAIN})


def _begun(
    state: State, mode: str | None, said: list[Say], change: dict[str, Any], facts: dict[str, Any] | None = None
) -> Plan:
    first = state.open if state.open in FACTS and not state.drafting else state.first
    return Plan(tuple(said), {"mode": mode, "first": first, "misses": 0, **change}, facts or {}, CLOSE)


def _typed_crisis(state: State, heard: Heard) -> bool:
    return heard.kind == TOPIC and heard.intent == CRISIS and heard.typed


def _puts_a_question(heard: Heard) -> bool:
    return "asks" in heard.beside or "question_mark" in heard.signs
