"""What is said to a person: law, documents, contacts and texts put together. The actions call it and decide nothing.

Every method takes the date and the language; facts are profile fields as the dialogue keeps them (codes, ISO dates).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.conversation import topics
from bot.conversation.papers import Papers
from bot.conversation.said import Said, payload
from bot.conversation.voice import Choice, for_people, profile_of, short, worth_saying
from bot.law import Assessment, absence, assess, questions, span

OPEN = ("right", "possible", "may_ask")
MOST_OPEN, MOST_NAMED = 6, 3
FURTHER_QUESTIONS = 2
FIRST_RISKS, FIRST_STEPS = 3, 3  # what a phone shows at once of one way out; the rest comes by «Подробнее»


class Guide(Papers):
    """The bot's mouth: questions, ways out and answers; papers and what all is made of come from its parents."""

    # -- the questions ---------------------------------------------------------------------------------------------

    def questions(self, facts: Mapping[str, Any], today: date, focus: str | None) -> tuple[str, ...]:
        """Return the names of facts that can still change an answer, the most telling first.

        Facts that decide on the ways he spoke of come first, a closed way last; of all others only a few.
        """
        profile = profile_of(facts)
        found = {item.option: item.verdict for item in assess(profile, today, self._knowledge)}
        meant = sorted(topics.named(facts, focus), key=lambda option: found.get(option) == "closed")
        wanted = [fact for option in meant for fact in questions(profile, today, self._knowledge, option)]
        rest = [fact for fact in questions(profile, today, self._knowledge) if fact not in wanted]
        return tuple(dict.fromkeys([*wanted, *rest[:FURTHER_QUESTIONS]]))

    def settles(self, name: str, value: str, facts: Mapping[str, Any], today: date) -> bool:
        """Tell whether the law says the same on the first and on the last day of a year; a month is near enough."""
        if not value.isdigit():
            return True
        first, last = (
            [item.verdict for item in assess(profile_of({**facts, name: day.isoformat()}), today, self._knowledge)]
            for day in span(value)
        )
        return first == last

    def question(self, fact: str, lang: str, today: date, asker: str, *, first: bool = False) -> Said:
        """Return one question with its choices; ``first`` leaves out «назад», there is nothing to go back to."""
        choices = [
            (self._word(fact, code, lang), payload("inform", **{fact: "unknown" if code == "unsure" else code}))
            for code in self._codes(fact)
        ]
        if not any('"unknown"' in sent for _, sent in choices):
            choices.append((self._word("actions", "skip", lang), payload("correct_or_back", move="skip")))
        if not first:
            choices.append((self._word("actions", "back", lang), payload("correct_or_back", move="back")))
        return Said(self._text(f"ask_{fact}", lang, today, asker), tuple(choices))

    def understood(self, facts: Mapping[str, Any], lang: str, today: date, asker: str) -> tuple[Said, ...]:
        """Return what was read from his story, so that it can be corrected; nothing when nothing was read."""
        shown = for_people(facts)
        if not shown:
            return ()
        choice = (self._word("actions", "correct", lang), payload("correct_or_back", move="correct"))
        return (Said(self._text("understood", lang, today, asker, facts=shown), (choice,)),)

    def heard(self, intent: str, lang: str, today: date, asker: str) -> tuple[Said, ...]:
        """Return that another ground he spoke of in the middle of the questions counts too."""
        if intent not in topics.MEANT:
            return ()
        return (Said(self._text("heard", lang, today, asker, intent=intent)),)

    def noted(self, facts: Mapping[str, Any], lang: str, today: date, asker: str) -> tuple[Said, ...]:
        """Return that something was noted which had not been asked for; nothing when there is nothing to show."""
        shown = for_people({name: value for name, value in facts.items() if value != "unknown"})
        return (Said(self._text("corrected", lang, today, asker, facts=shown)),) if shown else ()

    def corrections(self, facts: Mapping[str, Any], lang: str, today: date, asker: str) -> tuple[Said, ...]:
        """Return what is known with a button to change each."""
        shown = for_people(facts)
        text = self._text("status_ack", lang, today, asker, facts=shown)
        if not shown:
            return (Said(text),)
        changes = [
            (self._word("facts", name, lang), payload("inform", fact=name))
            for name in facts
            if self._has_word("facts", name)
        ]
        go_on = (self._word("actions", "all_right", lang), payload("inform", show="resume"))
        text = self._text("understood", lang, today, asker, facts=shown, correcting=True)
        return (Said(text, (*changes, go_on)),)

    def not_taken(self, doubts: Sequence[Sequence[str]], lang: str, today: date, asker: str) -> tuple[Said, ...]:
        """Return which facts were not taken and why, as (fact, reason); nothing when all were taken."""
        return (Said(self._text("not_taken", lang, today, asker, doubts=doubts)),) if doubts else ()

    # -- the ways out ----------------------------------------------------------------------------------------------

    def ways(
        self, facts: Mapping[str, Any], focus: str | None, today: date, *, ten_days: bool = False
    ) -> tuple[list[Assessment], list[Assessment]]:
        """Return what is open, his own ground first, and what he named and is closed."""
        found = {item.option: item for item in assess(profile_of(facts), today, self._knowledge)}
        pointless = {one for one, other in topics.INSTEAD.items() if found[other].verdict in OPEN}
        meant = [found[option] for option in topics.named(facts, focus, ten_days) if option not in pointless]
        open_now = [item for item in meant if item.verdict in OPEN]
        open_now += [
            item
            for option, item in found.items()
            if item.verdict in OPEN and item not in open_now and option not in pointless
        ]
        return open_now[:MOST_OPEN], [item for item in meant if item.verdict not in OPEN][:MOST_NAMED]

    def options(
        self,
        facts: Mapping[str, Any],
        focus: str | None,
        lang: str,
        today: date,
        asker: str,
        *,
        ten_days: bool = False,
    ) -> tuple[tuple[str, ...], tuple[Said, ...]]:
        """Return the ids shown, in order, and the reply: what is open, then what he named and is closed."""
        open_now, closed = self.ways(facts, focus, today, ten_days=ten_days)
        meant = topics.named(facts, focus, ten_days)
        text = self._text("options", lang, today, asker, open=open_now, closed=closed, meant=meant)
        choices = [
            (short(f"{place}. {item.title.in_(lang)}"), payload("inform", option=item.option))
            for place, item in enumerate(open_now, 1)
        ]
        choices += [(short(f"{item.title.in_(lang)}"), payload("inform", option=item.option)) for item in closed]
        if asker == "relative":
            choices.append(self._show_button("card", lang))
        choices.append(self._contacts_button(lang))
        choices.append((self._word("actions", "correct", lang), payload("correct_or_back", move="correct")))
        return tuple(item.option for item in (*open_now, *closed)), (Said(text, tuple(choices)),)

    def option(
        self,
        option: str,
        facts: Mapping[str, Any],
        lang: str,
        today: date,
        asker: str,
        *,
        offer: bool = True,
        full: bool = False,
    ) -> tuple[Said, ...]:
        """Return one way out: verdict, why, risks before steps; ``full`` adds every risk, paper, step and date.

        ``offer`` adds what can be done here.
        """
        assessment = self._assessment(option, facts, today)
        if assessment is None:
            return (self.error("stale_button", lang, today),)
        text = self._text(
            "option",
            lang,
            today,
            asker,
            assessment=assessment,
            risks=assessment.risks if full else _first_risks(assessment),
            steps=assessment.steps if full else assessment.steps[:FIRST_STEPS],
            full=full,
        )
        choices: list[Choice] = []
        if offer:
            choices += self._draft_buttons(option, facts, lang, today, asker)
            choices += [] if full else [self._show_button("more", lang)]
            choices += [self._options_button(lang), self._contacts_button(lang)]
        return (Said(text, tuple(choices)),)

    def part(
        self, option: str, part: str, facts: Mapping[str, Any], lang: str, today: date, asker: str
    ) -> tuple[Said, ...]:
        """Return what was asked about a way out already spoken of: a part of ``followups``."""
        assessment = self._assessment(option, facts, today)
        if assessment is None:
            return ()
        if part == "filing":
            return (self._filing(option, facts, lang, today, asker),)
        terms = [term for term in worth_saying(assessment.deadlines) if part == "time" or term.clock == "limitation"]
        text = self._text("option_part", lang, today, asker, assessment=assessment, part=part, terms=terms)
        choices = []
        if part == "refused":
            choices += [self._paper_button(paper, lang) for paper in topics.PAPERS["commander_refuses"]]
        else:
            choices += self._draft_buttons(option, facts, lang, today, asker)
        return (Said(text, (*choices, self._options_button(lang), self._contacts_button(lang))),)

    def _draft_buttons(self, option: str, facts: Mapping[str, Any], lang: str, today: date, asker: str) -> list[Choice]:
        """What can be drawn: for a relative first what he may file himself, then what only the man can sign."""
        choices: list[Choice] = []
        if asker == "relative":
            choices += [self._paper_button(paper, lang) for paper in topics.RELATIVES_PAPERS]
        if self.documents(option, facts, today):
            code = "draft_for_him" if asker == "relative" else "draft"
            choices.append((self._word("actions", code, lang), payload("draft_report")))
        if asker == "relative":
            choices.append(self._show_button("card", lang))
        return choices

    def ten_days(self, lang: str, today: date, asker: str) -> Said:
        """Return what the press wrote of ten days and what the law says; the questions go on after it."""
        return Said(self._text("ten_days", lang, today, asker), (self._option_button("ten_days", lang),))

    def show(
        self,
        what: str,
        facts: Mapping[str, Any],
        option: str | None,
        lang: str,
        today: date,
        asker: str,
        *,
        drawn: str | None = None,
    ) -> tuple[Said, ...]:
        """Return what a button «покажи» asks for: filing of the paper ``drawn`` last, or the way out again, whole
        with ``more``."""
        if what == "filing":
            return (self._filing(option, facts, lang, today, asker, drawn),)
        if what == "erase":
            return (self.erase_now(),)
        if what in ("ru", "en"):
            return (self.language(what, today),)
        if option:
            return self.option(option, facts, lang, today, asker, full=what == "more")
        return (Said(self._text("form_paused", lang, today, asker)),)

    def what_next(
        self, option: str | None, facts: Mapping[str, Any], lang: str, today: date, asker: str, *, drawn: bool
    ) -> Said:
        """Return the answer to a «да», «ок» or «нет» that nothing was asked for; ``drawn``: a report is ready."""
        choices = [self._show_button("filing", lang)] if drawn else []
        choices += [] if drawn or not option else self._draft_buttons(option, facts, lang, today, asker)
        choices += [self._options_button(lang), self._contacts_button(lang)]
        return Said(self._text("what_next", lang, today, asker, drawn=drawn), tuple(choices))

    # -- side questions --------------------------------------------------------------------------------------------

    def topic(
        self, intent: str, facts: Mapping[str, Any], lang: str, today: date, asker: str, *, in_form: bool
    ) -> tuple[Said, ...]:
        """Return the answer to a side question, with the papers and people that help there."""
        if intent in ("crisis_suicide", "urgent_danger"):
            return (self.care(intent, lang, today, asker),)
        stem = topics.TEXTS.get(intent, intent)
        absence = self._absence(stem, facts, today)
        text = self._text(stem, lang, today, asker, in_form=in_form, facts=facts, **self._about_us, **absence)
        if in_form:
            return (Said(text),)
        return (Said(text, self._topic_choices(intent, facts, lang, today, asker)),)

    def _topic_choices(
        self, intent: str, facts: Mapping[str, Any], lang: str, today: date, asker: str
    ) -> tuple[Choice, ...]:
        """What can be done about a topic: papers, lawful neighbours, people, the ways out."""
        choices: list[Choice] = []
        papers = topics.PAPERS.get(intent, ())
        if asker == "relative" and papers:
            papers = tuple(dict.fromkeys((*topics.RELATIVES_PAPERS, *papers)))
        found = {item.option: item.verdict for item in assess(profile_of(facts), today, self._knowledge)}
        useful = [paper for paper in papers if found.get(topics.INSTEAD.get(paper, "")) not in OPEN]
        choices += [self._paper_button(document, lang) for document in useful]
        choices += [self._intent_button(name, lang) for name in topics.NEIGHBOURS.get(intent, ())]
        if intent != "contacts_ngo":
            choices.append(self._contacts_button(lang))
        choices.append(self._options_button(lang))
        return tuple(choices)

    def noted_for(
        self, topic: str, told: Mapping[str, Any], facts: Mapping[str, Any], lang: str, today: date, asker: str
    ) -> Said:
        """Return that facts were noted to a topic that needs no questions, with what can be done about it."""
        said = self.noted(told, lang, today, asker)
        text = said[0].text if said else self._text("what_next", lang, today, asker, drawn=False)
        return Said(text, self._topic_choices(topic, facts, lang, today, asker))

    def start(self, lang: str, today: date, asker: str) -> Said:
        """Return the first words to a story of which nothing was read: that it was heard, and what comes."""
        return Said(self._text("start", lang, today, asker))

    def left_open(self, lang: str, today: date) -> Said:
        """Return that a question that was put in vain is let go."""
        return Said(self._text("left_open", lang, today))

    def draft_later(self, lang: str, today: date, asker: str) -> Said:
        """Return that a report will be drawn once it is clear which."""
        return Said(self._text("draft_later", lang, today, asker))

    def afraid(self, lang: str, today: date, asker: str) -> Said:
        """Return the answer to fear: a person is heard before anything is asked."""
        choices = (self._options_button(lang), self._contacts_button(lang))
        return Said(self._text("afraid", lang, today, asker), choices)

    def topic_if_any(
        self, intent: str, facts: Mapping[str, Any], lang: str, today: date, asker: str
    ) -> tuple[Said, ...]:
        """Return the short answer to an intent that starts the questions, nothing when there is none."""
        if intent not in self._replies.topics:
            return ()
        return self.topic(intent, facts, lang, today, asker, in_form=True)

    def care(self, kind: str, lang: str, today: date, asker: str = "self") -> Said:
        """Return the answer to a crisis or to immediate danger: a person first, the questions later."""
        choices = (
            (self._word("actions", "resume", lang), payload("inform", show="resume")),
            self._contacts_button(lang),
        )
        return Said(self._text(kind, lang, today, asker), choices)

    def held(self, facts: Mapping[str, Any], lang: str, today: date, asker: str) -> Said:
        """Return the answer to who is held in a pit or a cellar: no question now; papers and people at hand."""
        resume = (self._word("actions", "resume", lang), payload("inform", show="resume"))
        choices = (*self._topic_choices(topics.HELD, facts, lang, today, asker), resume)
        return Said(self._text(topics.HELD, lang, today, asker), choices)

    def care_goes_on(self, ranking: Sequence[str], lang: str, today: date, asker: str, *, again: bool) -> Said:
        """Return the answer to a word or two after care, with what it may have meant: no question of any form."""
        likely = [self._intent_button(name, lang) for name in self.likely(ranking)[:2]]
        choices = (*likely, self._show_button("resume", lang), self._contacts_button(lang))
        return Said(self._text("care_goes_on", lang, today, asker, again=again), choices)

    def likely(self, ranking: Sequence[str]) -> list[str]:
        """Return the topics that may be offered, the likeliest first."""
        return [name for name in ranking if name in topics.OFFERED and self._has_word("intents", name)][:3]

    def also(self, others: Sequence[str], lang: str, today: date, asker: str) -> tuple[Said, ...]:
        """Return what else the message spoke of, a button each; nothing when it spoke of one thing."""
        choices = tuple(self._intent_button(name, lang) for name in others if self._has_word("intents", name))
        names = [name for name, _ in choices]
        return (Said(self._text("also", lang, today, asker, names=names), choices),) if choices else ()

    def not_understood(
        self, ranking: Sequence[str], misses: int, lang: str, today: date, *, in_form: bool, wanted: str = "choice"
    ) -> Said:
        """Return «вы про это?» with the three likeliest topics; after the second miss also people.

        ``wanted`` is what the open question asks for: a ``choice``, a ``date`` or a ``number``.
        """
        choices = [self._intent_button(name, lang) for name in self.likely(ranking)]
        stem = "not_understood" if misses < 2 else "not_understood_again"
        if in_form and misses < 2:
            stem = "not_understood_in_form" if choices else f"error_{wanted}"
        if misses >= 2 or not choices:
            choices.append(self._contacts_button(lang))
        if not in_form:
            choices.append(self._options_button(lang))
        return Said(self._text(stem, lang, today), tuple(choices))

    # -- small things ----------------------------------------------------------------------------------------------

    def welcome(self, lang: str, today: date) -> Said:
        """Return the three-line safety notice and who we are."""
        choices = (
            (self._word("actions", "options", lang), payload("leave_general")),
            (self._word("actions", "relative", lang), payload("status_statement", asker="relative")),
            (self._word("actions", "privacy", lang), payload("privacy_trace")),
            self._contacts_button(lang),
        )
        return Said(self._text("welcome", lang, today), choices)

    def word(self, group: str, code: str, lang: str) -> str:
        """Return the words for a code of a group of captions."""
        return self._word(group, code, lang)

    def restarted(self, lang: str, today: date) -> Said:
        """Return that all answers are gone and he can begin anew."""
        return Said(self._text("restart_done", lang, today))

    def language(self, lang: str, today: date) -> Said:
        """Return the answer to a wish for another language, with both to choose from."""
        choices = tuple((title, payload("language_switch", show=code)) for title, code in LANGUAGES)
        return Said(self._text("language_switch", lang, today), choices, {"lang": lang})

    def confirm_erase(self, lang: str, today: date) -> Said:
        """Return the question whether all shall be erased."""
        choices = (
            (self._word("actions", "wipe_yes", lang), payload("delete_data", show="erase")),
            (self._word("actions", "wipe_no", lang), payload("inform", show="resume")),
        )
        return Said(self._text("wipe_confirm", lang, today), choices)

    def erase_now(self) -> Said:
        """Return the order to the gateway to end the conversation."""
        return Said("", extra={"erase": True})

    def _absence(self, stem: str, facts: Mapping[str, Any], today: date) -> dict[str, Any]:
        """Return how his absence stands today, for the texts about it."""
        return {"absence": absence(profile_of(facts), today, self._knowledge)} if stem.startswith("awol_") else {}


def _first_risks(assessment: Assessment) -> tuple[Any, ...]:
    """The risks a person has to know before anything else: one of each kind, the first few."""
    first = {risk.trigger: risk for risk in reversed(assessment.risks)}
    return tuple(risk for risk in assessment.risks if first[risk.trigger] is risk)[:FIRST_RISKS]


LANGUAGES = (("Русский", "ru"), ("English", "en"))
