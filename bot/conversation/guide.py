"""What is said to a person: law, documents, contacts and texts put together. The renderer calls it; it decides nothing.

Every method takes the date and the language; facts are profile fields as the dialogue keeps them (codes, ISO dates).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.conversation.asked import Asked
from bot.conversation.consoling import Consoling
from bot.conversation.said import Said, payload
from bot.conversation.voice import Choice, for_people, profile_of, short, worth_saying
from bot.dialogue import topics
from bot.law import OPEN, AbsenceStage, Assessment, absence, assess, questions, span
from bot.replies.wording import beginning

MOST_OPEN, MOST_NAMED = 6, 3
MOST_SHORT = 30  # words of an answer that he asked to hear shorter
FURTHER_QUESTIONS = 2
MOST_DONE = 3  # what can be done about a topic, as buttons: papers and neighbours
MOST_OF_LETTER = 2  # papers under the ways out: the one of his letter, and the appeal where that stands second
FIRST_RISKS, FIRST_STEPS = 2, 1  # what a phone shows at once of one way out; the rest comes by «Подробнее»


class Guide(Consoling, Asked):
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

    def question(
        self, fact: str, lang: str, today: date, asker: str, *, first: bool = False, again: bool = False
    ) -> Said:
        """Return one question with its choices; ``first`` leaves out «назад», there is nothing to go back to.

        ``again``: it was put before, so it is put in other words.
        """
        choices = [
            (self._word(fact, code, lang), payload("inform", **{fact: "unknown" if code == "unsure" else code}))
            for code in self._codes(fact)
        ]
        if not any('"unknown"' in sent for _, sent in choices):
            choices.append((self._word("actions", "skip", lang), payload("correct_or_back", move="skip")))
        if not first:
            choices.append((self._word("actions", "back", lang), payload("correct_or_back", move="back")))
        if again:
            text = self._text("put_again", lang, today, asker, question=self._word("again", fact, lang))
            return Said(text, tuple(choices))
        return Said(self._text(f"ask_{fact}", lang, today, asker), tuple(choices))

    def why_asked(self, fact: str, lang: str, today: date, asker: str) -> Said:
        """Return why a question is put, to who asks that instead of answering."""
        return Said(self._text("why_asked", lang, today, asker, reason=self._word("why", fact, lang)))

    def understood(self, facts: Mapping[str, Any], lang: str, today: date, asker: str) -> tuple[Said, ...]:
        """Return what was read from his story, so that it can be corrected; nothing when nothing was read."""
        shown = for_people(facts)
        if not shown:
            return ()
        choice = (self._word("actions", "correct", lang), payload("correct_or_back", move="correct"))
        return (Said(self._text("understood", lang, today, asker, facts=shown), (choice,)),)

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
        if facts.get("vvk_category") in topics.HEALTH:
            pointless.add(topics.APPEAL)  # the letter opens a way: to complain of it would close that
        meant = [found[option] for option in topics.named(facts, focus, ten_days) if option not in pointless]
        open_now = [item for item in meant if item.verdict in OPEN]
        open_now += [
            item
            for option, item in found.items()
            if item.verdict in OPEN and item not in open_now and option not in pointless
        ]
        return open_now[:MOST_OPEN], [item for item in meant if item.verdict not in OPEN][:MOST_NAMED]

    def shown(
        self, facts: Mapping[str, Any], focus: str | None, today: date, *, ten_days: bool = False
    ) -> tuple[str, ...]:
        """Return the ids of the ways out in the order they are shown."""
        return tuple(item.option for found in self.ways(facts, focus, today, ten_days=ten_days) for item in found)

    def is_way(self, option: str) -> bool:
        """Tell whether there is such a way out."""
        return option in self._knowledge.options

    def is_open(self, option: str, facts: Mapping[str, Any], today: date) -> bool:
        """Tell whether a way out is open to him on that day, however well."""
        assessment = self._assessment(option, facts, today)
        return assessment is not None and assessment.verdict in OPEN

    def options(
        self,
        facts: Mapping[str, Any],
        focus: str | None,
        lang: str,
        today: date,
        asker: str,
        *,
        ten_days: bool = False,
        warned: bool = False,
    ) -> tuple[Said, ...]:
        """Return what is open, then what he named and is closed; ``warned``: what leaving risks was told before."""
        open_now, closed = self.ways(facts, focus, today, ten_days=ten_days)
        meant = topics.named(facts, focus, ten_days)
        text = self._text("options", lang, today, asker, open=open_now, closed=closed, meant=meant, warned=warned)
        choices = [
            (short(f"{place}. {item.title.in_(lang)}"), payload("inform", option=item.option))
            for place, item in enumerate(open_now, 1)
        ]
        choices += [(short(f"{item.title.in_(lang)}"), payload("inform", option=item.option)) for item in closed]
        choices += self._letter_buttons(facts, lang)
        if asker == "relative":
            choices.append(self._show_button("card", lang))
        choices.append(self._contacts_button(lang))
        choices.append((self._word("actions", "correct", lang), payload("correct_or_back", move="correct")))
        return (Said(text, tuple(choices)),)

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

    def _letter_buttons(self, facts: Mapping[str, Any], lang: str) -> list[Choice]:
        """The papers that the letter of the commission calls for; nothing while the letter is not known."""
        papers = topics.AFTER_COMMISSION.get(str(facts.get("vvk_category")), ())
        return [self._paper_button(paper, lang) for paper in papers[:MOST_OF_LETTER]]

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
        return (self.error("stale_button", lang, today),)

    def what_next(
        self, option: str | None, facts: Mapping[str, Any], lang: str, today: date, asker: str, *,
        drawn: bool, again: bool = False,
    ) -> Said:  # fmt: skip
        """Return the answer to a «да», «ок» or «нет» that nothing was asked for; ``drawn``: a report is ready,
        ``again``: it was said before in this talk."""
        choices = [self._show_button("filing", lang)] if drawn else []
        if not drawn:
            own = (
                self._draft_buttons(option, facts, lang, today, asker) if option else self._letter_buttons(facts, lang)
            )
            choices += own
        choices += [self._options_button(lang), self._contacts_button(lang)]
        return Said(self._text("what_next", lang, today, asker, drawn=drawn, again=again), tuple(choices))

    # -- side questions --------------------------------------------------------------------------------------------

    def topic(
        self,
        intent: str,
        facts: Mapping[str, Any],
        lang: str,
        today: date,
        asker: str,
        *,
        in_form: bool,
        disagrees: bool = False,
        full: bool = False,
        counted: bool = False,
    ) -> tuple[Said, ...]:
        """Return the answer to a side question, with the papers and people that help there.

        Its leading sentences only; the rest comes by «Подробнее», which asks for it ``full``.
        ``disagrees``: he speaks against the commission's conclusion, so its appeal is offered first. ``counted``: to
        which day his absence leads was told already.
        """
        if intent in ("crisis_suicide", "urgent_danger"):
            return (self.care(intent, lang, today, asker),)
        stem = topics.TEXTS.get(intent, intent)
        absence = self._absence(stem, facts, today)
        papers = topics.papers_for(intent, facts, disagrees=disagrees)
        heading = self._catalogue.get(papers[0]).title if papers else {}
        about = {"in_form": in_form, "facts": facts, "title": heading, "counted": counted, **self._about_us, **absence}
        text = whole = self._text(stem, lang, today, asker, full=True, **about)
        if not full:
            text = self._text(stem, lang, today, asker, full=False, **about)
        rest = () if text == whole else (self._rest_button(intent, lang),)
        if in_form:
            return (Said(text, rest),)
        return (Said(text, (*rest, *self._topic_choices(intent, facts, lang, today, asker, disagrees=disagrees))),)

    def _topic_choices(
        self, intent: str, facts: Mapping[str, Any], lang: str, today: date, asker: str, *, disagrees: bool = False
    ) -> tuple[Choice, ...]:
        """What can be done about a topic: papers, lawful neighbours, people, the ways out."""
        choices: list[Choice] = []
        papers = topics.papers_for(intent, facts, disagrees=disagrees)
        if asker == "relative" and papers:
            papers = tuple(dict.fromkeys((*topics.RELATIVES_PAPERS, *papers)))
        found = {item.option: item.verdict for item in assess(profile_of(facts), today, self._knowledge)}
        useful = [paper for paper in papers if found.get(topics.INSTEAD.get(paper, "")) not in OPEN]
        choices += [self._paper_button(document, lang) for document in useful]
        choices += [self._intent_button(name, lang) for name in topics.NEIGHBOURS.get(intent, ())]
        always = [] if intent == "contacts_ngo" else [self._contacts_button(lang)]
        return (*choices[:MOST_DONE], *always, *([] if choices else [self._options_button(lang)]))

    def noted_for(
        self, topic: str, told: Mapping[str, Any], facts: Mapping[str, Any], lang: str, today: date, asker: str
    ) -> Said:
        """Return that facts were noted to a topic that needs no questions, with what can be done about it."""
        said = self.noted(told, lang, today, asker)
        text = said[0].text if said else self._text("what_next", lang, today, asker, drawn=False, again=False)
        return Said(text, self._topic_choices(topic, facts, lang, today, asker))

    def stay(self, lang: str, today: date, asker: str) -> Said:
        """Return that nobody leaves before the order and the lists, to who asks whether he may go home."""
        choices = (self._options_button(lang), self._contacts_button(lang))
        return Said(self._text("stay", lang, today, asker, full=False), choices)

    def no_more(self, topic: str | None, facts: Mapping[str, Any], lang: str, today: date, asker: str) -> Said:
        """Return that more than was told is not known, whom to ask, and the papers that help."""
        papers = tuple(self._paper_button(paper, lang) for paper in self.helping(topic, facts, asker)[:2])
        choices = (*papers, self._options_button(lang), self._contacts_button(lang))
        return Said(self._text("no_more", lang, today, asker), choices)

    def shorter(self, said: Said) -> Said:
        """Return the beginning of something said, with its buttons: a sentence, more where it is a short one."""
        told: list[str] = []
        for line in (line for line in said.text.splitlines() if line.strip()):
            if told and len(" ".join([*told, line]).split()) > MOST_SHORT:
                break
            told.append(beginning(line))
        return Said("\n".join(told), said.choices)

    def taken_back(self, facts: Sequence[str], lang: str, today: date, asker: str) -> Said:
        """Return that facts were taken back."""
        names = [self._word("facts", name, lang) for name in facts if self._has_word("facts", name)]
        return Said(self._text("taken_back", lang, today, asker, names=names))

    def of_you(self, lang: str, today: date) -> Said:
        """Return that he himself is spoken to from now on."""
        return Said(self._text("of_you", lang, today), (self._options_button(lang), self._contacts_button(lang)))

    def verdict(self, option: str, facts: Mapping[str, Any], lang: str, today: date, asker: str) -> tuple[Said, ...]:
        """Return the answer of the law on a way out in one word first: yes, no, contested, one may ask."""
        assessment = self._assessment(option, facts, today)
        if assessment is None:
            return ()
        choices = (
            *self._draft_buttons(option, facts, lang, today, asker),
            (self._word("actions", "more", lang), payload("inform", option=option)),
            self._options_button(lang),
        )
        return (Said(self._text("verdict", lang, today, asker, assessment=assessment), choices),)

    def in_short(
        self, option: str, paper: str | None, facts: Mapping[str, Any], lang: str, today: date, asker: str
    ) -> tuple[Said, ...]:
        """Return in short what stands: his way, its paper, how it is handed in, what holds till the order."""
        assessment = self._assessment(option, facts, today)
        if assessment is None:
            return ()
        drawn = self._paper_button(paper, lang) if paper else None
        more = (self._word("actions", "more", lang), payload("inform", option=option))
        choices = (*((drawn,) if drawn else ()), more, self._options_button(lang), self._contacts_button(lang))
        told = {"assessment": assessment, "paper": drawn[0] if drawn else ""}
        return (Said(self._text("in_short", lang, today, asker, **told), choices),)

    def has_text(self, intent: str) -> bool:
        """Tell whether an intent that starts the questions has a short answer of its own."""
        return intent in self._replies.topics

    def likely(self, ranking: Sequence[str]) -> list[str]:
        """Return the topics that may be offered, the likeliest first."""
        return [name for name in ranking if name in topics.OFFERED and self._has_word("intents", name)][:3]

    def also(
        self, others: Sequence[str], questions: Sequence[str], lang: str, today: date, asker: str
    ) -> tuple[Said, ...]:
        """Return what else the message asked, topics and questions, a button each; nothing when it was one thing."""
        asked = self.question_choices(questions, lang)
        choices = (*asked, *(self._intent_button(name, lang) for name in others if self._has_word("intents", name)))
        names = [name for name, _ in choices]
        text = self._text("also", lang, today, asker, names=names, questions=bool(asked))
        return (Said(text, choices),) if choices else ()

    def not_understood(self, likely: Sequence[str], misses: int, lang: str, today: date) -> Said:
        """Return «вы про это?» with the likeliest topics; after the second miss also people."""
        choices = [self._intent_button(name, lang) for name in likely]
        if misses >= 2 or not choices:
            choices.append(self._contacts_button(lang))
        choices.append(self._options_button(lang))
        stem = "not_understood" if misses < 2 else "not_understood_again"
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

    def restarted(self, conversation: str, lang: str, today: date) -> Said:
        """Drop the private answers and return that he can begin anew."""
        self._conversations.drop_answers(conversation)
        return Said(self._text("restart_done", lang, today))

    def language(self, lang: str, today: date) -> Said:
        """Return the answer to a wish for another language, with both to choose from."""
        choices = tuple((title, payload("language_switch", show=code)) for title, code in LANGUAGES)
        return Said(self._text("language_switch", lang, today), choices, {"lang": lang})

    def in_ukrainian(self, today: date) -> str:
        """Return the sentence, in Ukrainian, that Ukrainian is understood and the answer comes in Russian."""
        return self._text("ukrainian", "ru", today)

    def confirm_erase(self, lang: str, today: date) -> Said:
        """Return the question whether all shall be erased."""
        return Said(self._text("wipe_confirm", lang, today), self._erase_buttons(lang))

    def erase_asked(self, lang: str, today: date) -> Said:
        """Return what erasing takes away, with the same buttons."""
        return Said(self._text("wipe_asked", lang, today), self._erase_buttons(lang))

    def kept(self, lang: str, today: date) -> Said:
        """Return that nothing was erased."""
        return Said(self._text("wipe_kept", lang, today))

    def _erase_buttons(self, lang: str) -> tuple[Choice, ...]:
        return (
            (self._word("actions", "wipe_yes", lang), payload("delete_data", show="erase")),
            (self._word("actions", "wipe_no", lang), payload("inform", show="resume")),
        )

    def erase_now(self) -> Said:
        """Return the order to the gateway to end the conversation."""
        return Said("", extra={"erase": True})

    def _absence(self, stem: str, facts: Mapping[str, Any], today: date) -> dict[str, Any]:
        """Return how his absence stands today, for the texts about it."""
        if not stem.startswith(("awol_", "late_")):
            return {}
        found = absence(profile_of(facts), today, self._knowledge)
        if found and "category" not in facts:
            found = replace(found, now=_of_most(found.now), next=_of_most(found.next))
        return {"absence": found}


def _of_most(stages: tuple[AbsenceStage, ...]) -> tuple[AbsenceStage, ...]:
    """The stages without those of men from prison: whoever comes from there says so, all others only take fright."""
    return tuple(stage for stage in stages if not stage.id.startswith("convict_")) or stages


def _first_risks(assessment: Assessment) -> tuple[Any, ...]:
    """The risks a person has to know before anything else: one of each kind, the first few."""
    first = {risk.trigger: risk for risk in reversed(assessment.risks)}
    return tuple(risk for risk in assessment.risks if first[risk.trigger] is risk)[:FIRST_RISKS]


LANGUAGES = (("Русский", "ru"), ("English", "en"))
