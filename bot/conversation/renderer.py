"""Turns what the dialogue decided to say into bubbles: each name of a ``Say`` is one screen of the Guide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.conversation.guide import Guide
from bot.conversation.said import Said
from bot.dialogue import Say, State, families
from bot.dialogue.families import DEAD, HIS, OWN
from bot.dialogue.papers import terms_run_from

# After these a question of ours, or the ways out, stand on the screen: an answer before them has no buttons of its own.
CRISIS = "crisis_suicide"
TAKES_THE_FLOOR = frozenset({"question", "private_question", "options"})


# What was noted stands over the answer, and what else he asked under it, in one bubble.
JOINED = frozenset({"noted", "understood", "not_taken", "taken_back", "why_asked"})
JOINS = frozenset({"also"})


class Renderer:
    """Says a plan on one screen: for one conversation, answering one message, in the state after it."""

    def __init__(self, guide: Guide, conversation: str, message: str, state: State) -> None:
        self._guide = guide
        self._conversation = conversation
        self._message = message
        self._state = state
        self._where: tuple[Any, ...] = (state.lang, state.today, state.asker)
        self._resumes = bool(state.open or state.first or state.document)

    def render(self, says: Sequence[Say]) -> list[Said]:
        """Return the bubbles in order. Raises AttributeError for a name that nobody says."""
        beside = any(say.what in TAKES_THE_FLOOR for say in says)
        bubbles: list[Said] = []
        before = ""
        extra = next((self._missed(**say.about) for say in says if say.what == "missed"), {})
        for say in says:
            if say.what == "missed":
                continue
            about = {**say.about, "beside": beside} if say.what in ("topic", "short_answer") else say.about
            said = self._by_name(say.what)(**about)
            for one in [said] if isinstance(said, Said) else said:
                joins = bubbles and (say.what in JOINS or before in JOINED)
                bubbles = [*bubbles[:-1], _joined(bubbles[-1], one)] if joins else [*bubbles, one]
                before = say.what
        if bubbles and extra:
            bubbles[-1] = replace(bubbles[-1], extra={**bubbles[-1].extra, **extra})
        return bubbles

    @staticmethod
    def _missed(misses: int, missed: Sequence[Any]) -> dict[str, Any]:
        return {"missed": {"count": misses, "ranking": missed}} if missed else {}

    def _by_name(self, what: str) -> Callable[..., Said | Iterable[Said]]:
        found: Callable[..., Said | Iterable[Said]] = getattr(self, f"_say_{what}")
        return found

    # -- the questions ---------------------------------------------------------------------------------------------

    def _say_question(self, fact: str, first: bool, again: bool) -> Said:
        return self._guide.question(fact, *self._where, first=first, again=again)

    def _say_private_question(self, field: str) -> Said:
        return self._guide.private_question(field, *self._where)

    def _say_why_asked(self, fact: str) -> Said:
        return self._guide.why_asked(fact, *self._where)

    def _say_understood(self) -> Iterable[Said]:
        return self._guide.understood(self._state.known, *self._where)

    def _say_noted(self, facts: dict[str, Any]) -> Iterable[Said]:
        return self._guide.noted(facts, *self._where)

    def _say_noted_for(self, topic: str, facts: dict[str, Any]) -> Said:
        return self._guide.noted_for(topic, facts, self._state.known, *self._where)

    def _say_not_taken(self, doubts: Sequence[Sequence[str]]) -> Iterable[Said]:
        return self._guide.not_taken(doubts, *self._where)

    def _say_corrections(self) -> Iterable[Said]:
        return self._guide.corrections(self._state.known, *self._where)

    def _say_error(self, code: str) -> Said:
        return self._guide.error(code, self._state.lang, self._state.today)

    # -- the ways out and papers -----------------------------------------------------------------------------------

    def _say_options(self, warned: bool = False) -> Iterable[Said]:
        return self._guide.options(
            self._state.known, self._state.focus, *self._where, ten_days=self._state.ten_days, warned=warned
        )

    def _say_option(self, option: str, offer: bool) -> Iterable[Said]:
        return self._guide.option(option, self._state.known, *self._where, offer=offer)

    def _say_part(self, option: str, part: str) -> Iterable[Said]:
        return self._guide.part(option, part, self._state.known, *self._where)

    def _say_show(self, item: str) -> Iterable[Said]:
        state = self._state
        return self._guide.show(item, state.known, state.option, *self._where, drawn=state.drawn)

    def _say_what_next(self, drawn: bool, again: bool = False) -> Said:
        return self._guide.what_next(self._state.option, self._state.known, *self._where, drawn=drawn, again=again)

    def _say_card(self) -> Iterable[Said]:
        state = self._state
        ways, _ = self._guide.ways(state.known, state.focus, state.today)
        return self._guide.card(self._conversation, self._message, ways, state.lang, state.today)

    def _say_which_paper(self, papers: Sequence[str]) -> Said:
        return self._guide.which_paper(papers, *self._where)

    def _say_offer(self, document: str, why: str | None = None) -> Said:
        return self._guide.offer(document, self._state.known, *self._where, why=why)

    def _say_fitting(self, fits: Sequence[Sequence[str]]) -> Said:
        return self._guide.fitting(fits, *self._where)

    def _say_whether_to_write(self) -> Said:
        return self._guide.whether_to_write(self._state.offered.get("document"), *self._where)

    def _say_filing_step(self, code: str, papers: Sequence[str]) -> Said:
        facts = terms_run_from(self._state.known, self._state.for_paper)
        return self._guide.filing_step(code, papers, facts, *self._where)

    def _say_drawn_anew(self, facts: dict[str, Any], leave: dict[str, Any], place: bool) -> Said:
        return self._guide.drawn_anew(facts, *self._where, leave=leave, place=place)

    def _say_not_changed(self, document: str) -> Said:
        return self._guide.not_changed(document, *self._where)

    def _say_not_put_in(self, kind: str, document: str) -> Said:
        return self._guide.not_put_in(kind, document, *self._where)

    def _say_no_place(self, document: str, facts: dict[str, Any], papers: Sequence[str]) -> Said:
        return self._guide.no_place(document, facts, papers, *self._where)

    def _say_names_anew(self) -> Said:
        return self._guide.names_anew(*self._where)

    def _say_declined(self, kind: str) -> Said:
        return self._guide.declined(kind, *self._where)

    def _say_draft(self, document: str, option: str | None, named: bool, again: bool) -> Iterable[Said]:
        return self._guide.draft(
            self._conversation, self._message, document, self._state.known, option, *self._where, named=named,
            about=families.paper_facts(self._state.plight), fate=self._state.fate,
            again=again, more=self._state.for_paper, focus=self._state.focus,
        )  # fmt: skip

    # -- what he asks ----------------------------------------------------------------------------------------------

    def _say_topic(
        self, intent: str, disagrees: bool, beside: bool, full: bool = False, counted: bool = False
    ) -> Iterable[Said]:
        return self._guide.topic(
            intent, self._state.known, *self._where, in_form=beside, disagrees=disagrees, full=full, counted=counted
        )

    def _say_short_answer(
        self, question: str, topic: str, beside: bool, near: Sequence[str] = (), warned: bool = False,
    ) -> Iterable[Said]:  # fmt: skip
        return self._guide.short_answer(
            question, topic, self._state.known, *self._where, in_form=beside, near=near, warned=warned
        )

    def _say_said_before(self, question: str, topic: str) -> Iterable[Said]:
        return self._guide.said_before(question, topic, self._state.known, *self._where)

    def _say_which_question(
        self, questions: Sequence[str], rejected: bool, misses: int, missed: Sequence[Any], again: bool = False
    ) -> Said:
        said = self._guide.which_question(questions, *self._where, rejected=rejected, again=again)
        return replace(said, extra=self._missed(misses, missed))

    def _say_also(self, names: Sequence[str], questions: Sequence[str] = ()) -> Iterable[Said]:
        return self._guide.also(names, questions, *self._where)

    def _say_ten_days(self) -> Said:
        return self._guide.ten_days(*self._where)

    def _say_verdict(self, option: str) -> Iterable[Said]:
        return self._guide.verdict(option, self._state.known, *self._where)

    def _say_stay(self) -> Said:
        return self._guide.stay(*self._where)

    def _say_no_more(self, topic: str | None) -> Said:
        return self._guide.no_more(topic, self._state.known, *self._where)

    def _say_again(self, said: Sequence[tuple[str, Mapping[str, Any]]]) -> Iterable[Said]:
        """The beginning of what was said last: he did not hear it, or it was too much."""
        return [self._guide.shorter(one) for one in self.render([Say(what, **about) for what, about in said])]

    def _say_taken_back(self, facts: Sequence[str]) -> Said:
        return self._guide.taken_back(facts, *self._where)

    def _say_next_step(self, papers: Sequence[str], questions: Sequence[str]) -> Said:
        return self._guide.next_step(papers, questions, *self._where)

    def _say_in_short(self, option: str, paper: str | None) -> Iterable[Said]:
        return self._guide.in_short(option, paper, self._state.known, *self._where)

    def _say_of_you(self) -> Said:
        return self._guide.of_you(self._state.lang, self._state.today)

    def _say_not_understood(self, likely: Sequence[str], misses: int, missed: Sequence[Any]) -> Said:
        said = self._guide.not_understood(likely, misses, self._state.lang, self._state.today)
        return replace(said, extra=self._missed(misses, missed))

    # -- care and commands -----------------------------------------------------------------------------------------

    def _say_care(self, kind: str, show: str | None = None) -> Said:
        """``show``: the kind of the danger, or ``own`` where a relative despairs herself."""
        lang, today, _ = self._where
        return self._guide.care(
            kind, lang, today, "own" if show == "own" else self._whom(kind)[2], show, resumes=self._resumes
        )

    def _say_care_goes_on(self, kind: str, likely: Sequence[str], again: bool) -> Said:
        return self._guide.care_goes_on(kind, likely, *self._whom(kind), again=again, resumes=self._resumes)

    def _say_weapon(self) -> Said:
        return self._guide.weapon(*self._whom(CRISIS))

    def _say_check(self, own: bool = False) -> Said:
        lang, today, whom = self._whom(CRISIS)
        return self._guide.check(lang, today, OWN if own else whom)

    def _say_words_to_him(self) -> Said:
        return self._guide.words_to_him(*self._where[:2])

    def _whom(self, kind: str) -> tuple[Any, ...]:
        """To whom a crisis is spoken: to the family of the dead, and to who despaired herself, it is her own."""
        hers = kind == CRISIS and (self._state.fate == DEAD or self._state.crisis_of == OWN)
        return (*self._where[:2], "own") if hers else self._where

    def _say_relieved(self, buttons: bool, his: bool = False) -> Said:
        """``his``: a man of theirs said good-bye, and somebody is with him now."""
        lang, today, asker = self._where
        return self._guide.relieved(lang, today, HIS if his else asker, buttons=buttons, resumes=self._resumes)

    def _say_sorry(self) -> Said:
        return self._guide.sorry(*self._where)

    def _say_mourn(self, about: str, second: bool) -> Said:
        return self._guide.mourn(about, self._state.lang, self._state.today, second=second)

    def _say_family(self, about: str, again: bool) -> Said:
        state = self._state
        return self._guide.family(str(state.fate), about, state.lang, state.today, again=again)

    def _say_own_papers(self, plight: str, again: bool) -> Said:
        return self._guide.own_papers(plight, self._state.lang, self._state.today, again=again)

    def _say_in_danger(self, plight: str) -> Said:
        return self._guide.in_danger(plight, *self._where)

    def _say_of_him(self) -> Said:
        return self._guide.of_him(self._state.lang, self._state.today)

    def _say_filing_own(self) -> Said:
        return self._guide.filing_own(self._state.fate, self._state.lang, self._state.today)

    def _say_afraid(self) -> Said:
        return self._guide.afraid(*self._where)

    def _say_restarted(self) -> Said:
        return self._guide.restarted(self._conversation, self._state.lang, self._state.today)

    def _say_language(self, lang: str) -> Said:
        return self._guide.language(lang, self._state.today)

    def _say_confirm_erase(self) -> Said:
        return self._guide.confirm_erase(self._state.lang, self._state.today)

    def _say_erase_now(self) -> Said:
        return self._guide.erase_now()


def _joined(above: Said, below: Said) -> Said:
    """One bubble of two; the buttons of the lower come first."""
    choices = dict.fromkeys((*below.choices, *above.choices))
    return Said(f"{above.text}\n\n{below.text}", tuple(choices), {**above.extra, **below.extra})
