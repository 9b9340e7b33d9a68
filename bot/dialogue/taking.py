"""Takes the facts of a message into the state, so that nothing said once is asked again; what cannot be is a doubt."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from bot.dialogue import families, filed
from bot.dialogue.facts import (
    CODES,
    CONTRACTS,
    DATES,
    FACTS,
    IN_ORDER,
    UNKNOWN,
    FutureDateError,
    against_order,
    as_exact,
    checked,
)
from bot.dialogue.families import DEAD, HIS
from bot.dialogue.heard import Heard
from bot.dialogue.lookups import Lookups
from bot.dialogue.repeating import CARED, MISTAKEN, MOURNED
from bot.dialogue.state import State
from bot.law import is_rough, span

# Signs by which the reader of facts takes one that he did not tell: «кроме меня у мамы детей нет», «заключения нет».
NOT_TOLD_BY = {"only_child": "children_under_18", "no_care_conclusion": "dependant_needs_care",
               "not_signed": "contract_signed_on"}  # fmt: skip
AHEAD = "ahead"  # a doubt that needs no other answer: the day is still to come
# After care these answer the person, whatever words are in them: «никого рядом нет».
OF_SERVICE = frozenset({"category", "vvk_category", "location", "in_zone", "contract_signed_on", "rank_band"})
# By these a danger that was spoken of is over.
OVER = frozenset({"over", "alive", "misread", "no_wound"})
OF_A_CONTRACT = frozenset({"contract", *CONTRACTS})
CONTRACT_DAYS = ("contract_signed_on", "contract_ends_on")
OF_A_DEATH = "bereaved"  # the topic of the questions that only the bereaved ask
EXACT = frozenset({"day", "about"})  # how exactly a day is told that may be one of an absence
MISCOUNTED = 3  # days by which a count of days and a day told beside it may differ and be the same absence
MERELY_A_DAY = 6  # words: who says more tells something else that has a day of its own
SECOND_TOLD = "short_answer:second_son"  # of a family that lost one and asks for another
STORY = 2  # facts of him that are more than a short word
SHORT_ANSWERS = frozenset({"inform", "affirm", "deny", "unsure", "nlu_fallback", "gibberish"})


def take(state: State, heard: Heard, law: Lookups) -> tuple[State, Heard]:
    """Return the state with the facts of the message, and the message with what was ``noted`` and what was not."""
    mourned = state.fate == DEAD
    state, heard = _out_of_trouble(state, heard), _without_a_death(heard, law)
    if state.fate == DEAD:
        return state, heard  # what is told of the dead is no fact to be asked about
    if heard.care == "ended":
        state = state.after({"mode": None})  # it is over, and he speaks of something else
    elif state.mode and heard.intent in SHORT_ANSWERS and heard.question is None and _tells(heard) < STORY:
        return state, heard  # said to a person who cares, not to a question of ours
    values = _told(state, heard)
    more = filed.for_paper(state, heard, str(values.get("asker") or state.asker))
    values |= filed.days(state, heard)
    if more.get("contact_lost_on") == values.get("service_started_on"):
        values.pop("service_started_on", None)  # «нет связи с 3 ноября» is no beginning of service
    doubts = [*_doubts(state, heard), *_against_order(values, state)]
    unsettled = _unsettled(values, state, law)
    change: dict[str, Any] = {}
    again = next(
        (fact for fact, why in doubts if why != AHEAD and fact in FACTS and state.facts.get(fact) is None), unsettled
    )
    if again and state.open is None:
        change["first"] = again  # misread or mistyped: it is asked before anything else
    if "ten_days" in heard.signs:
        change["ten_days"] = True
    if more != state.for_paper:
        change["for_paper"] = more
    # «Не контрактник, мобилизованный» takes one value back and gives another.
    denied = {
        name for name in heard.takes_back if name not in CODES or values.get(name) in (None, state.facts.get(name))
    }
    kept = {name: value for name, value in values.items() if value is not None and name not in denied}
    noted = tuple(
        name for name in FACTS
        if name in kept and kept[name] not in (UNKNOWN, state.facts.get(name))
        and (name, kept[name], state.facts.get(name)) != ("asker", "self", None)  # that he writes of himself is no news
    )  # fmt: skip
    was = {name: state.known[name] for name in noted if name in state.known}
    if "asker" in noted and kept["asker"] == "relative":
        was.setdefault("asker", "self")
    if mourned:
        was["location"] = DEAD
    if was.get("category") in OF_A_CONTRACT and kept["category"] not in OF_A_CONTRACT:
        denied |= {name for name in CONTRACT_DAYS if name not in kept}  # no contract, so no day of one
    if _files_again(kept, state):
        denied.add("report_refused_on")
    gone = {name: None for name in denied if name in state.facts}
    after = state.after(change, {**kept, **gone})
    fate = families.fate_of(heard.beside) if after.asker == "relative" and not heard.asks else None
    put_in = tuple(name for name, value in more.items() if value != state.for_paper.get(name))
    heard = replace(heard, noted=noted, replaced=was, doubts=tuple(doubts), put_in=put_in)
    return after.after({}, {"location": fate} if fate else {}), heard


def _files_again(kept: Mapping[str, Any], state: State) -> bool:
    """Tell whether a filing told now came after the refusal that is known: that one was of an earlier report."""
    filed, refused = kept.get("report_filed_on"), state.known.get("report_refused_on")
    if filed in (None, UNKNOWN) or refused is None or "report_refused_on" in kept:
        return False
    return span(str(filed))[0] > span(str(refused))[1]


def _out_of_trouble(state: State, heard: Heard) -> State:
    """Return the state without the danger that is over and, where he lives or another man is spoken of, without him."""
    if OVER & heard.beside and not families.danger_of(heard.beside):
        of_him = f"{CARED}{families.HIS}"  # that he said good-bye is not forgotten with the first good word
        left = (told for told in state.answered if told == of_him or not told.startswith(CARED))
        state = replace(state, answered=tuple(left))
    if state.fate is None or not families.NOT_HE & heard.beside:
        return state
    denied = families.NOBODY_DIED in heard.beside
    if state.fate == DEAD and "another_man" in heard.beside and not denied:
        if SECOND_TOLD in state.answered:  # the other man was spoken of before: what is known was told of him
            return state.after({"mode": None}, {"location": None})
        return replace(state, mode=None, facts={"asker": "relative"})
    answered = tuple(told for told in state.answered if not told.startswith(MOURNED))
    his = {"asker": None} if MISTAKEN in state.answered else {}
    return state.after({"mode": None, "answered": answered}, {"location": None, **his})


def _without_a_death(heard: Heard, law: Lookups) -> Heard:
    """Return the message without the death that it denies: «какой ещё погибший сын?» makes nobody a relative."""
    if families.NOBODY_DIED not in heard.beside:
        return heard
    gone = {"relative_killed"} if "says_who" in heard.signs else {"relative_killed", "asker"}
    told = {name: value for name, value in heard.told.items() if name not in gone}

    def others(ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(id for id in ids if law.topic_asked(id) != OF_A_DEATH)

    question = None if law.topic_asked(heard.question) == OF_A_DEATH else heard.question
    may_ask = tuple((id, share) for id, share in heard.may_ask if law.topic_asked(id) != OF_A_DEATH)
    return replace(
        heard, told=told, question=question, may_ask=may_ask, near=others(heard.near), asked=others(heard.asked),
        perhaps=others(heard.perhaps),
    )  # fmt: skip


def _tells(heard: Heard) -> int:
    return sum(name in heard.told for name in FACTS if name != "asker")


def as_said(name: str, value: Any, heard: Heard) -> Any:
    """Return a date as exactly as this message told it: a year alone stays a year."""
    precision = next(
        (day.precision for day in heard.days if day.name in (name, "date", "deadline") and day.value == value
         and day.precision), None,
    )  # fmt: skip
    return value if value == UNKNOWN else as_exact(name, value, precision)


def told(state: State, heard: Heard) -> dict[str, Any]:
    """Return the facts that this very message holds, as they were taken."""
    found = {*heard.told, *heard.noted}
    return {name: state.facts[name] for name in FACTS if name in found and state.facts.get(name) is not None}


def _told(state: State, heard: Heard) -> dict[str, Any]:
    if "of_a_comrade" in heard.signs and "of_himself" not in heard.signs and state.asker == "self":
        return {}  # «а Вовке нашему В дали»: it is not his letter
    found = heard.told
    values: dict[str, Any] = {}
    for name in FACTS:
        if name in found and name != state.open:
            _keep(values, name, found[name], state, heard)
    for sign in NOT_TOLD_BY.keys() & heard.signs:
        values.pop(NOT_TOLD_BY[sign], None)
    inferred = values.get("asker") == "relative" and "says_who" not in heard.signs
    himself = "of_himself" in heard.signs and not {"of_another", "kin"} & heard.signs  # «отец умер, порвал при мне»
    bereft = heard.for_paper.get("leave_reason") and ("leave_days" in heard.for_paper or himself)
    if inferred and (state.facts.get("asker") == "self" or bereft):
        values.pop("asker")  # «брат в яме», said by who serves himself: only her own word makes a relative of him
    if "kin_signs" in heard.signs:
        values.pop("asker", None)  # «мама Иванова Анна, я Иванов Пётр»: it is he who writes here
    if {"not_me", "names_his_man"} & heard.signs:
        values["asker"] = "relative"
    elif "of_me" in heard.signs or ("asker" not in values and _serves_himself(state, heard)):
        values["asker"] = "self"
    elif "asker" not in values and state.facts.get("asker") is None and _is_about_him(state, heard):
        values["asker"] = "relative"
    if values.get("asker") == "relative" and _despairs_himself(state, heard):
        values.pop("asker")  # «автомат рядом, он тут у всех», «Серёга сидит тут, отдал ему»
    if (values.get("asker") or state.asker) == "relative":
        _tell_apart(values, found)
    if values.get("category") == "contract" and state.facts.get("category") in CONTRACTS and not _corrects(found):
        values.pop("category")  # «контракт же кончился»: it is still the contract he told of
    if "mends_a_date" in heard.signs and not any(name in found for name in FACTS):
        values |= _mended(state, heard)
    if "absent_since" in values:
        values["absent_since"] = _first_day_away(state, heard, str(values["absent_since"]))
    elif str(found.get("days_absent", "")).isdigit():
        values["absent_since"] = (state.today - relativedelta(days=int(found["days_absent"]))).isoformat()
    if heard.motives and state.open != "motives":
        values["motives"] = checked("motives", heard.motives, state.today)
    asked = state.offered.get("fact")
    alone = heard.words <= MERELY_A_DAY and not heard.for_paper  # «забыла, у него ещё инфаркт был в 21м» is no answer
    if asked and state.open is None and "date" in found and asked not in values and alone:
        _keep(values, asked, found["date"], state, heard)
    if "absent_since" in values and _milder_by_the_way(state, heard, str(values["absent_since"])):
        values.pop("absent_since")
    return values


def _despairs_himself(state: State, heard: Heard) -> bool:
    """Whether a crisis of who writes stands open, and no word here makes a relative of him."""
    his_own = state.mood == "crisis" and state.asker == "self" and state.crisis_of != HIS
    return his_own and not {"kin", "says_who", "not_me", "names_his_man"} & heard.signs


def _keep(values: dict[str, Any], name: str, value: Any, state: State, heard: Heard) -> None:
    with contextlib.suppress(FutureDateError):  # told apart by the fact reader: see ``_doubts``
        kept = checked(name, value, state.today)
        values[name] = as_said(name, kept, heard) if name in DATES - {"absent_since"} and kept else kept


def _corrects(found: Mapping[str, Any]) -> bool:
    """Tell whether a message takes something back: «нет, до июля», «ошибся»."""
    return found.get("answer") == "no" or found.get("move") == "correct"


def _serves_himself(state: State, heard: Heard) -> bool:
    """Tell whether the writer tells facts of service as his own, and it was not known yet of whom he speaks."""
    of_service = any(name in heard.told for name in OF_SERVICE)
    return state.facts.get("asker") is None and of_service and "of_himself" in heard.signs and "kin" not in heard.signs


def _is_about_him(state: State, heard: Heard) -> bool:
    """Tell whether somebody writes about his own man: «муж сбежал», not «мать болеет».

    In the middle of a talk a bare «его» may be his report, and «а если брат есть?» is a question: there it takes more.
    """
    begins = not (state.last or state.known or state.drawn or state.shown)
    named = begins or ("kin" in heard.signs and not heard.asks)
    about_him = named and "of_another" in heard.signs and "of_himself" not in heard.signs
    return "dependant_relation" not in heard.told and (about_him or "for_another" in heard.signs)


def _tell_apart(values: dict[str, Any], found: Mapping[str, Any]) -> None:
    """What a relative tells of herself is not his: she is pregnant, he is not; her disability makes a dependant."""
    for name in ("pregnant", "sex"):
        values.pop(name, None)
    if "own_group" in found and "dependant_disability_group" not in found:
        values["dependant_disability_group"] = str(found["own_group"])


def _mended(state: State, heard: Heard) -> dict[str, Any]:
    """Return the date that «нет, до июля» puts right: the end, or the only one known. The year stays if unsaid."""
    said = heard.told.get("deadline") or heard.told.get("date")
    known = [name for name in sorted(DATES) if state.facts.get(name) not in (None, UNKNOWN)]
    if "contract_ends_on" in known and "deadline" in heard.told:
        known = ["contract_ends_on"]
    if not isinstance(said, str) or len(known) != 1 or state.open in DATES:
        return {}
    name = known[0]
    said = as_said(name, said, heard)
    if "names_a_year" not in heard.signs:
        said = f"{str(state.facts[name])[:4]}{said[4:]}"
    try:
        span(said)
        return {name: said if is_rough(said) else checked(name, said, state.today)}
    except (ValueError, FutureDateError):
        return {}


def _first_day_away(state: State, heard: Heard, read: str) -> str:
    """Return the earliest day of an absence: «ушёл, сегодня восьмые сутки» names two, and the first one counts."""
    known = str(state.facts.get("absent_since") or "")
    if "day_alone" in heard.signs and known.endswith("-01") and len(read) == len(known):
        joined = f"{known[:-2]}{read[-2:]}"  # «с июля», then «числа 20-го»: the month was told before
        with contextlib.suppress(ValueError):
            if date.fromisoformat(joined) <= state.today:
                return joined
    days = [day for day in heard.days if day.name == "absent_since" or (day.name == "date" and day.precision in EXACT)]
    counted = str(heard.told.get("days_absent", ""))
    least = (state.today - relativedelta(days=int(counted) + MISCOUNTED)).isoformat() if counted.isdigit() else ""
    told = [day.value for day in days if day.name == "absent_since" or day.value >= least]  # «ранили 3 мая» is older
    return min([read, *(day for day in told if day <= state.today.isoformat())])


def _milder_by_the_way(state: State, heard: Heard, read: str) -> bool:
    """Tell whether a day would make a known absence shorter while something else is told that has a day of its own.

    «Ушёл, потому что мать умерла неделю назад» names the day of a death; days he did not take back still count.
    """
    known = state.known.get("absent_since")
    corrects = _corrects(heard.told) or "puts_right" in heard.signs or state.open == "absent_since"
    return known is not None and "leave_reason" in heard.for_paper and not corrects and read > str(known)


def _doubts(state: State, heard: Heard) -> list[tuple[str, str]]:
    """Return the dates of this message that cannot be, as fact and reason.

    A day to come where that of the same fact is known is another day: «могут меня завтра с категорией Г отправить?»
    """
    doubts = [(fact if fact in FACTS else "date", why) for fact, why in heard.doubts]
    return [(fact, why) for fact, why in doubts if why != AHEAD or fact not in state.known]


def _against_order(values: dict[str, Any], state: State) -> list[tuple[str, str]]:
    """Take back a date that would let something end before it began, and say which."""
    days = {**state.facts, **{name: value for name, value in values.items() if value}}
    wrong = [name for name in DATES if name in values and against_order(name, values[name], days)]
    later = [name for name in wrong if not any(name == first and last in wrong for first, last in IN_ORDER)]
    for name in later:
        values.pop(name)
    return [(name, "order") for name in later]


def _unsettled(values: dict[str, Any], state: State, law: Lookups) -> str | None:
    """Take back a rough date that leaves the law open, such as a year with a term in it; return which to ask."""
    told = {name: value for name, value in values.items() if name in FACTS and value not in (None, UNKNOWN)}
    for name in DATES & told.keys():
        if not law.settles(name, str(told[name]), state.known | told, state.today):
            values.pop(name)
            return name
    return None
