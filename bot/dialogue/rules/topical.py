"""Side questions: what he asks is answered first, the most urgent of several topics before the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.dialogue import topics
from bot.dialogue.facts import FACTS
from bot.dialogue.heard import CHOICE, ELSEWHERE, STORY, TOPIC, UNSURE, Heard
from bot.dialogue.lookups import Lookups
from bot.dialogue.plan import DROP, Plan, Say
from bot.dialogue.repeating import last_question, mark
from bot.dialogue.several import QUESTION
from bot.dialogue.state import State

MOST_OTHERS = 2
# From here on the model alone is believed: where he leaves our question, and where he does not.
SOONER, NEARLY_SURE = 0.5, 0.8
# Their term may end by itself; of them the records say more than «нет».
NOT_BOUND_ON = frozenset({"conscript", "volunteer"})
LIKELY = 0.1  # of the questions that lie near: from here on the first is answered under its title, others beside it
MOST_WITH_A_LETTER = 2  # facts of a message that is about the letter and no story
# … where the topic is sure: at first its page answers him, later his words mean something narrower.
IN_A_TOPIC_AT_FIRST, IN_A_TOPIC = 0.7, 0.4
ELSEWHERE_PLAIN = 0.6  # … and a question of another topic than the sure one
LIKELIER = 0.65  # a question that is much likelier than not is answered before he is only heard
CALL_NOW = "call_now"  # the record whose answer are numbers
VAGUE = frozenset({"bot_about", "offtopic"})  # what a short follow-up is often taken for


def topic(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """The answer to the topic of the message; Rasa's rules say which intents are topics."""
    if heard.kind != TOPIC or heard.intent == "gibberish":
        return None
    return answer(state, heard, law, [heard.intent, *heard.also])


def rest(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Подробнее» under the beginning of a topic: all of it."""
    if heard.typed or heard.told.get("show") != "more" or not law.has_text(heard.intent):
        return None
    return Plan((Say("topic", intent=heard.intent, disagrees=False, full=True),), {"misses": 0}, then=DROP)


def asked(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """He asks what people ask, whatever else the message was taken for: his question is answered first."""
    if heard.kind not in (TOPIC, CHOICE) or heard.intent in topics.NEIGHBOURS:
        return None
    about = law.topic_asked(heard.question)
    told_of = heard.intent if heard.kind == TOPIC and heard.intent in topics.NAMED else about
    return answer(state, heard, law, [told_of, *heard.also]) if about and told_of else None


def letter_told(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Там не В, там Г»: the letter of his commission, told or put right, is answered by what it means for him."""
    letter = str(heard.told.get("vvk_category")) if "vvk_category" in heard.noted else ""
    question = topics.OF_LETTER.get(letter)
    if question is None or state.open or state.drawn or heard.question or heard.kind not in (TOPIC, CHOICE, UNSURE):
        return None
    if len(heard.noted) > MOST_WITH_A_LETTER or heard.intent in topics.NEIGHBOURS or heard.care or heard.in_danger:
        return None
    if not law.can_answer(question, state.known, state.asker, state.today):
        return None
    said = told(state, heard, question, str(law.topic_asked(question)))
    return Plan((*noted(heard, state), said), {"misses": 0, "mode": None, "focus": "ground_health"}, then=DROP)


def number(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Телефон дайте», «куда звонить»: the numbers themselves, whatever else it was taken for."""
    if "wants_number" not in heard.signs or heard.intent in (topics.PEOPLE, *topics.NEIGHBOURS):
        return None  # who asks for people who help gets people, with their numbers
    about = law.topic_asked(CALL_NOW)
    if about is None or not law.can_answer(CALL_NOW, state.known, state.asker, state.today):
        return None
    return Plan(
        (*noted(heard, state), told(state, heard, CALL_NOW, about)), {"misses": 0, "mode": state.mode}, then=DROP
    )


def go_home(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Можно домой?», «не возвращаться?» in any status: no, until the order and the lists."""
    if heard.kind == STORY or heard.intent in topics.NEIGHBOURS or not asks_to_stay_away(state, heard):
        return None
    said = staying(state, law)
    if _just_said(state, said):
        said = Say("again", said=((said.what, said.about),))
    return Plan((*noted(heard, state), said), {"misses": 0, "mode": None}, then=DROP)


def staying(state: State, law: Lookups) -> Say:
    """«Нет» with its reason: the record for his status where there is one, else the rule for everybody."""
    facts = state.known
    question = None
    if facts.get("category") in NOT_BOUND_ON:
        return Say("stay")
    if "contract_ends_on" in facts or state.focus == "contract_expired":
        question = "expiry_go_home"
    elif "report_filed_on" in facts:
        question = "waiting_leave_after_30"
    if question is None or not law.can_answer(question, facts, state.asker, state.today):
        return Say("stay")
    return Say("short_answer", question=question, topic=str(law.topic_asked(question)))


def asks_to_stay_away(state: State, heard: Heard) -> bool:
    """Tell whether he asks to go before he may, and no record or rumour that says so already was found."""
    said_already = heard.question in topics.STAYING or "ten_days" in heard.signs
    freed = state.known.get("category") == "conscript" and heard.question is not None
    return "go_home" in heard.signs and not said_already and not freed


def thanks(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Спасибо» while our question stands open: heard, and it waits."""
    if heard.kind != TOPIC or heard.intent != "goodbye_thanks" or state.open is None:
        return None
    return Plan((Say("topic", intent=heard.intent, disagrees=False),))


def verdict(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Так уволят?», «да или нет»: the answer of the law on his way, in one word first."""
    if heard.question or (heard.kind not in (CHOICE, UNSURE) and heard.intent not in VAGUE):
        return None
    way = way_asked_of(state, heard, law, state.focus)
    if way is None:
        return None
    offered = {"option": way} if law.is_open(way, state.known, state.today) else {}
    change = {"misses": 0, "mode": None, "option": way, "offered": offered}
    return Plan((*noted(heard, state), Say("verdict", option=way)), change, then=DROP)


def way_asked_of(state: State, heard: Heard, law: Lookups, focus: str | None) -> str | None:
    """The way out of which he asks whether they will let him go; None where he does not, or has none."""
    if "will_they" not in heard.signs or not (heard.asks or "question_mark" in heard.signs):
        return None
    return next((one for one in (state.option, *topics.named(state.known, focus)) if one and law.is_way(one)), None)


def noted(heard: Heard, state: State) -> list[Say]:
    """What was newly read of his story, so that it can be corrected: all of it the first time, then what is new."""
    new = {name: state.facts[name] for name in heard.noted if name != "asker"}
    if not new:
        return []
    first = len(new) == len([name for name in state.known if name != "asker"])
    return [Say("understood")] if first and len(new) > 1 else [Say("noted", facts=new)]


def answer(state: State, heard: Heard, law: Lookups, spoken_of: Sequence[str]) -> Plan:
    """Answer the most urgent of these topics and name the others; the ten days first, if he speaks of them."""
    named = [name for at, name in enumerate(spoken_of) if not at or name in topics.SIDE or name in topics.MEANT]
    # What is refused comes first: why he wishes it («он нас на убой шлёт») is not what he asks for.
    first, *others = named if named[0] in topics.NEIGHBOURS else topics.by_urgency(named)
    said: list[Say] = []
    if state.open is None:
        said += doubts(heard)
    short = short_answer(state, heard, law, first)
    if "ten_days" in heard.signs and not short:
        said.append(Say("ten_days"))
    said += short or [page(state, heard, law, first)]
    others = [name for name in others if name in topics.NAMED][:MOST_OTHERS]
    said += also(others)
    change: dict[str, Any] = {
        "misses": 0, "mode": None, "offered": _offered(state, heard, first, whole=not short),
        "waiting": tuple(others) or tuple(name for name in state.waiting if name != first),
    }  # fmt: skip
    keeps_focus = state.focus in topics.MEANT and first not in topics.MEANT
    if state.open is None and first not in topics.PASSING and not keeps_focus:
        change["focus"] = first
    return Plan(tuple(said), change, then=DROP)


def short_answer(state: State, heard: Heard, law: Lookups, about: str) -> list[Say]:
    """The answer to the question he asks, before any overview.

    Nothing where none was found, he is refused help, or he is away and the day is known: the topic counts his days.
    Where none is plain, the one that is likely, with those that lie beside it. What was told is not told again.
    """
    question = heard.question or likely(state, heard, law, about)
    if question is None or about in topics.NEIGHBOURS:
        return []
    if about == topics.PEOPLE and law.topic_asked(question) != about:
        return []  # who asks for people who help gets people
    if about.startswith("awol_") and "absent_since" in state.known:
        return []
    if not law.can_answer(question, state.known, state.asker, state.today):
        return []
    return [told(state, heard, question, about)]


def told(state: State, heard: Heard, question: str, about: str) -> Say:
    """The answer to a question. Told before in this talk and nothing new since: in short, then that we know no more."""
    if heard.noted or f"short_answer:{question}" not in state.answered:
        beside = () if heard.question else tuple(one for one in heard.near if one != question)
        return Say("short_answer", question=question, topic=about, **({"near": beside} if beside else {}))
    if f"said_before:{question}" not in state.answered:
        return Say("said_before", question=question, topic=about)
    new = [one for one in heard.near if f"short_answer:{one}" not in state.answered]
    if new:  # asked a third time: it was another question all along
        return Say("short_answer", question=new[0], topic=about, near=tuple(new[1:]))
    return Say("no_more", topic=about)


def likely(state: State, heard: Heard, law: Lookups, about: str | None = None) -> str | None:
    """The question that is likely though not plain: by itself, or because it follows on the one answered last.

    ``about``: the topic that the message is surely of; the question must be of it.
    """
    last = last_question(state)
    close = (last, *law.beside(last)) if "leans" in heard.signs or heard.near == (last,) else ()
    follows = next((id for id in heard.near if id in close), None)
    in_a_topic = IN_A_TOPIC if state.answered else IN_A_TOPIC_AT_FIRST
    least = in_a_topic if heard.kind == TOPIC and about is not None else LIKELY
    first = follows or (heard.near[0] if heard.near and heard.nearness >= least else None)
    if first is None:
        return None
    elsewhere = heard.kind == TOPIC and about not in (None, law.topic_asked(first))
    if elsewhere and heard.nearness < ELSEWHERE_PLAIN:
        return None
    aside = law.topic_asked(first) in topics.PASSING and law.topic_asked(first) not in heard.ranked()[:1]
    return None if aside else first


def next_waiting(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """The answer to what he asked before and was only named; None where nothing waits."""
    if not state.waiting:
        return None
    first, *later = state.waiting
    question = first.removeprefix(QUESTION)
    if question == first:
        plan = answer(state, heard, law, [first])
    elif law.can_answer(question, state.known, state.asker, state.today):
        said = told(state, heard, question, str(law.topic_asked(question)))
        plan = Plan((said,), {"misses": 0, "mode": None}, then=DROP)
    else:
        return next_waiting(state.after({"waiting": tuple(later)}), heard, law)
    return Plan(plan.say, {**plan.change, "waiting": tuple(later)}, plan.facts, plan.then)


def also(others: Sequence[str]) -> list[Say]:
    """Name what else the message spoke of."""
    return [Say("also", names=tuple(others))] if others else []


def doubts(heard: Heard) -> list[Say]:
    """Say which dates of this message were not taken and why."""
    return [Say("not_taken", doubts=heard.doubts)] if heard.doubts else []


def asked_beside(state: State, heard: Heard) -> list[str]:
    """The side question the model is nearly sure of, where another question of ours would confuse.

    In the middle of the questions two would stand open at once; beside facts a story would begin that nobody told.
    """
    answer = heard.to(state.open)
    least = SOONER if answer and answer.act in ELSEWHERE else NEARLY_SURE
    likeliest = [name for name in heard.ranked(least)[:1] if name in topics.SIDE]
    if state.open:
        return likeliest
    has_facts = any(name in heard.told for name in FACTS if name != "asker")
    return [name for name in likeliest if name not in topics.MEANT] if has_facts else []


def page(state: State, heard: Heard, law: Lookups, about: str) -> Say:
    """The leading sentences of a topic; asked again, the part he asks for, then the whole, then who may know more."""
    late = about in topics.LATE_RETURN and "late" in heard.signs
    intent = "late_return" if late else about
    page = Say("topic", intent=intent, disagrees="disagrees" in heard.signs)
    if about in topics.PASSING or mark("topic", page.about) not in state.answered:
        return page
    if about in topics.NEIGHBOURS:
        return Say("again", said=((page.what, page.about),))
    way = next((one for one in topics.named(state.known, about) if law.is_way(one)), None)
    if heard.part and way:
        return Say("part", option=way, part=heard.part)
    whole = Say("topic", intent=intent, disagrees="disagrees" in heard.signs, full=True)
    return Say("no_more", topic=about) if mark("topic", whole.about) in state.answered else whole


def _just_said(state: State, say: Say) -> bool:
    return any(what == say.what and dict(told) == say.about for what, told in state.last)


def _offered(state: State, heard: Heard, about: str, *, whole: bool) -> dict[str, str | None]:
    """What a topic asks for at its end; ``whole``: its page was said, and not the answer to one question."""
    if whole and about in topics.ASKED_FOR:
        papers = topics.papers_for(about, state.known, disagrees="disagrees" in heard.signs)
        return {"document": papers[0], "option": None}
    if about in topics.DATE_ASKED:
        return {"fact": topics.DATE_ASKED[about], "about": about}
    return {}
