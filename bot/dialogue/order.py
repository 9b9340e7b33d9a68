"""The one ordered list: which rule may speak before which. The first that answers wins, and its name is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.dialogue import several
from bot.dialogue.context import in_context
from bot.dialogue.families import DEAD
from bot.dialogue.heard import Heard
from bot.dialogue.lookups import Lookups
from bot.dialogue.offering import offering
from bot.dialogue.plan import Plan, Say
from bot.dialogue.questions import follow
from bot.dialogue.repeating import CARED, remembered, without_warnings_twice
from bot.dialogue.rules import (
    answers,
    asides,
    bereft,
    caring,
    choosing,
    drafting,
    filing,
    mending,
    moves,
    stories,
    topical,
    unclear,
    ways,
)
from bot.dialogue.rules.caring import SMALL_TALK, denied
from bot.dialogue.state import State
from bot.dialogue.taking import take
from bot.dialogue.topics import GRIEF

# What can be said once more as it was; all else has done its work when it was said.
SAID_AGAIN = frozenset({"topic", "short_answer", "option", "part", "verdict", "stay", "ten_days"})

ENOUGH = 2  # answers to one message: nothing else that it may ask is added to them

Rule = Callable[[State, Heard, Lookups], Plan | None]

ORDER: tuple[Rule, ...] = (
    # A person before everything: nothing else may answer the dead, a cry or relief.
    caring.nobody_died,  # or he would be answered as bereaved against his word
    caring.mourning,  # somebody is dead: said before any question, also where other words stand beside
    caring.relief,  # the worst is over: or the care would go on against his word
    caring.weapon,  # what kills is at hand in a crisis: before the crisis is merely gone on with
    caring.words_to_him,  # «что ему написать?» of a man who said good-bye: before any paper
    caring.doctor_for_him,  # … and «к врачу его вести?»
    caring.harm_to_leave,  # he would hurt himself to be let go: no paper and no law before the no
    caring.same_again,  # his page stands on the screen: it is not said twice
    caring.cry,  # weighed before the model, or a button: nothing of ours is asked after it
    caring.tired_with_a_question,  # perhaps despair, and he asks: the answer, then the question
    caring.tiredness,  # a sign that nobody is sure of is asked about in one line
    # Commands: heard at once, whatever stands open.
    moves.erase,
    moves.language,
    moves.restart,
    moves.stop,  # «не надо» to a question drops it; it is no answer and loses nothing
    moves.back,
    moves.skip,
    moves.more,  # «подробнее» in words
    moves.said_again,  # «что вы сказали?» is no answer, whatever it sounds like
    choosing.not_that,  # «не то» to an answer: nothing that he told is wrong
    mending.corrects,  # how a paper is to be put right is no list of facts
    moves.corrections,
    moves.not_answered,  # he tells us that we did not answer: before it can be taken for anything else
    # He is dead, missing or a prisoner: nothing below may speak of him as of a man who can act.
    bereft.of_the_dead,
    bereft.out_of_reach,
    # A button says exactly what it means; a word that may mean one comes after the answers.
    ways.pressed,
    topical.rest,
    ways.change_a_fact,
    bereft.what_to_do,
    ways.show,
    # «Составлю» to nobody who wants a lie or names on paper: before his words can be taken for an answer.
    mending.harms,  # of a paper that stands: shorter than of one that is to be drawn
    drafting.declined,
    topical.thanks,  # heard, while our question waits
    unclear.why_asked,  # «а зачем вам?» is no topic of its own
    moves.of_him,  # «не меня, а брата» says of whom our question is
    filing.whether,  # «надо писать?» starts no paper
    drafting.instead,  # «увольнение, а не отпуск» puts nothing into the paper of leave
    mending.of_another,
    filing.carry,  # «куда её нести?» puts nothing into it
    mending.adds,  # told after a paper was drawn: it belongs into it
    # Our own open question: most of what is said after it is its answer.
    answers.name_of_paper,
    answers.doubted,  # a day that cannot be is said before anything is taken
    answers.yet_to_come,
    answers.out_of_order,
    answers.too_rough,
    filing.day_told,  # the day of filing leads to what comes next, not to the ways out
    answers.mends_another,  # «нет, контракт до июня» mends what was said, it is no "no" to this question
    answers.answered,
    answers.told_beside,  # not what was asked, but worth having; it must be said, or we seem deaf
    moves.takes_something_back,  # what it is was no answer to our question
    # What he wants that leans on what was spoken of, found by its words: the model cannot know it.
    caring.afraid_to_return,  # fear before what its words sound like: «побьют» is no question about a beating
    unclear.wish_to_harm,  # «вы про это?» could not name it
    topical.go_home,  # whatever was asked beside it: a man leaves on a missing «нет»
    filing.which,  # which paper, before any is drawn
    filing.happened,  # what became of his paper
    drafting.named,
    drafting.wish,  # a paper asked for is given at once, whatever topic its words sound like
    asides.in_short,  # «по шагам, коротко» wants what stands so far, whatever its words sound like
    ways.what_then,  # «а что тогда можно?» asks for the ways, not for what the bot can do
    ways.chosen,  # «второй», «про маму»
    moves.took_back,
    moves.of_himself,
    moves.put_right,  # a fact that was otherwise before: the answer it changes is given anew
    bereft.danger_told,  # words of a danger beside a topic of the model's: before a list of ways
    bereft.second_man,  # «ничего с собой не сделаю. старшего бы оттуда»: she is believed, and answered
    bereft.it_is_over,
    bereft.her_own_paper,  # what she may send herself, before how he writes a report
    bereft.where_to_send,
    asides.card,  # what to pass on to him is one paper, not what people ask about
    topical.letter_told,  # a letter told or put right is what the message is about
    topical.number,  # who wants a number gets numbers
    asides.part_of_his,  # two words on a way he looks at are about that way
    topical.asked,  # the very question before any overview
    topical.verdict,
    unclear.away_told,  # «ушёл 12 дней назад, я не сплю»: the days before the sleep
    unclear.question_of_his,  # which question it is was plainer than which topic
    unclear.ten_days,
    asides.in_his_place,
    asides.part,
    asides.day_asked_for,
    bereft.told_in_danger,  # facts in a danger: noted, and the danger is gone on with; no question of ours
    bereft.who_she_is,
    caring.worn_out_herself,  # after whatever she asks: warmth, and no list
    # In a talk of care a short word is said to a person, not to a question of ours.
    caring.goes_on,
    asides.lost,  # nothing else explains it: then a follow-up without a subject gets the general answer
    moves.yes_to_offer,
    stories.told_in_a_choice,
    moves.heard,
    moves.nothing_asked,
    stories.who_he_is,  # to a lost contact no question on leaving belongs
    stories.story,
    topical.topic,
    # Not understood, as the model says itself: what is likeliest, and never a question twice in the same words.
    stories.begins_unsure,
    unclear.thanked,  # no question is guessed at in thanks
    unclear.question_likely,
    choosing.question_near,
    unclear.topic_likely,
    stories.told_something,
    unclear.fear,
    choosing.question_guessed,  # the nearest question says more than a page on his ground
    unclear.only_said,  # nothing was asked: to be heard is enough
    unclear.his_ground,
    unclear.missed,
    unclear.not_understood,
)


@dataclass(frozen=True)
class Outcome:
    """What one message led to: the ``rule`` that spoke, what is ``said``, the ``state`` after, what was ``heard``."""

    rule: str
    said: tuple[Say, ...]
    state: State
    heard: Heard


def decide(state: State, heard: Heard, law: Lookups) -> Outcome:
    """Take the facts of a message, let the first rule that answers speak, then put or drop our question."""
    known = state.known
    state, heard = take(state, denied(heard), law)
    heard = several.first_of_all(in_context(state, heard, law), law)
    for rule in ORDER:
        plan = rule(state, heard, law)
        if plan is not None:
            break
    else:  # the last rule answers everything
        raise AssertionError("no rule answered")
    after, said = _carried_out(plan, state, law)
    answers = sum(say.what in ("mourn", "short_answer") for say in said)
    if after.fate is None and answers < ENOUGH:  # what else is asked of a man out of reach has no answer of the living
        after, said = several.answered(after, said, heard, law)
    if caring.was_mourned(heard) and not any(say.what == "sorry" for say in said):
        said = (Say("sorry"), *said)
    gone = tuple(name for name in heard.takes_back if name in known and name not in state.known)
    if gone and not any(say.what == "taken_back" for say in said):
        said = (Say("taken_back", facts=gone), *said)
    said = without_warnings_twice(state, said, law)
    last = tuple((say.what, say.about) for say in said if _can_be_said_again(say)) or after.last
    if any(say.what == "draft" for say in said):
        last = (("what_next", {"drawn": True}),)  # a paper is not said twice: it stands above
    mode = GRIEF if after.fate == DEAD and after.mode is None else after.mode
    danger = bereft.danger_spoken_of(after, heard)
    told = remembered(after, said, law)
    after = after.after({"last": last, "answered": (*told, f"{CARED}{danger}") if danger else told, "mode": mode})
    after = several.still_waiting(offering(after, heard, said, law))
    return Outcome(name_of(rule), said, after, heard)


def _carried_out(plan: Plan, state: State, law: Lookups) -> tuple[State, tuple[Say, ...]]:
    changed = state.after(plan.change, plan.facts)
    more, after = follow(plan.then, changed, law)
    return after, (*plan.say, *more)


def _can_be_said_again(say: Say) -> bool:
    return say.what in SAID_AGAIN and say.about.get("intent") not in SMALL_TALK


def name_of(rule: Rule) -> str:
    """Return the name of a rule as people read it: the file it stands in and what it answers."""
    return f"{rule.__module__.rpartition('.')[2]}.{rule.__name__}"
