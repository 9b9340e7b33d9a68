"""Papers: which ones a way out has, what they still need, and the drawn report with all that belongs to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from bot.cases.drafts import Drafted, Source
from bot.conversation import naming, ownwords
from bot.conversation.kinsfolk import Kinsfolk
from bot.conversation.said import Said, payload
from bot.conversation.submitting import offer
from bot.conversation.voice import Choice, for_people, profile_of, title, worth_saying
from bot.dialogue import topics
from bot.dialogue.papers import document_facts
from bot.law import Assessment, Deadline, assess, deadlines
from bot.reports import ReportError, UnsafeTextError, as_message, card, next_steps

# The terms that run from the day a paper is handed in, or refused.
OF_FILING = ("followup_day10", "answer", "court")
CARD_WAYS = 4
CARD_RISKS = ("filing", "leaving", "refusing")


class Papers(Kinsfolk):
    """What is said about papers."""

    def documents(self, option: str, facts: Mapping[str, Any], today: date) -> tuple[str, ...]:
        """Return the ids of the documents of a way out for this man, the one to file first before the others."""
        assessment = self._assessment(option, facts, today)
        return tuple(filter(self._may_be_drawn, assessment.documents)) if assessment else ()

    def option_of(self, document: str) -> str | None:
        """Return the one way out a document belongs to; None for one that serves many, such as a complaint."""
        spec = self._spec(document)
        options = [option for option in spec.options if option in self._knowledge.options] if spec else []
        return options[0] if len(options) == 1 else None

    def helping(self, topic: str | None, facts: Mapping[str, Any], asker: str) -> tuple[str, ...]:
        """Return the papers that help with a side question, a relative's own before those that only the man signs."""
        papers = topics.papers_for(topic, facts) if topic not in topics.MEANT else ()
        return tuple(dict.fromkeys((*topics.RELATIVES_PAPERS, *papers))) if papers and asker == "relative" else papers

    def which_paper(self, papers: Sequence[str], lang: str, today: date, asker: str) -> Said:
        """Return the question which of several papers is wanted."""
        choices = tuple(self._paper_button(paper, lang) for paper in papers)
        return Said(self._text("ask_document", lang, today, asker), choices)

    def fits(self, document: str, facts: Mapping[str, Any], today: date) -> bool:
        """Tell whether a paper is drawn for a man like him: a report needs a way out of his, a complaint none."""
        spec = self._spec(document)
        ways = [way for way in spec.options if way in self._knowledge.options] if spec else []
        if spec is None or not ways or spec.form != "report":
            return spec is not None
        found = assess(profile_of(facts), today, self._knowledge)
        return any(document in item.documents for item in found if item.option in ways)

    def fields_of(self, document: str) -> frozenset[str]:
        """Return what a paper has a place for: its fields, and who signs it."""
        spec = self._spec(document)
        names = {field.name for field in spec.fields} if spec else set()
        return frozenset(names | ({"serviceman"} if "serviceman" in names else {"signer"}) | {"away"})

    def terms(self, facts: Mapping[str, Any], today: date) -> dict[str, date]:
        """Return the last day of each term that runs from a filing or a refusal, where its start is known."""
        return {term.id: term.until or term.on for term in self._of_filing(facts, today) if term.on}

    def _of_filing(self, facts: Mapping[str, Any], today: date) -> tuple[Deadline, ...]:
        return deadlines(OF_FILING, profile_of(facts), today, self._knowledge)

    def subject_of(self, document: str) -> str | None:
        """Return the first way out that a document serves, None when it serves none."""
        spec = self._spec(document)
        return next((option for option in spec.options if option in self._knowledge.options), None) if spec else None

    def fitting(self, fits: Sequence[Sequence[str]], lang: str, today: date, asker: str) -> Said:
        """Return the paper that fits first with its reason, and the others; ``fits`` are (paper, code of the why)."""
        titles = [title(self._catalogue.get(paper), lang) for paper, _ in fits]
        why = self._word("why_paper", fits[0][1], lang)
        choices = tuple(self._paper_button(paper, lang) for paper, _ in fits)
        return Said(self._text("fitting", lang, today, asker, first=titles[0], more=titles[1:], reason=why), choices)

    def whether_to_write(self, offered: str | None, lang: str, today: date, asker: str) -> Said:
        """Return whether a paper has to be written at all, and which would fit; ``offered`` is a «да» away."""
        heading = title(self._catalogue.get(offered), lang) if offered else None
        choices = (self._paper_button(offered, lang),) if offered else ()
        choices = (*choices, self._contacts_button(lang), self._options_button(lang))
        return Said(self._text("whether_to_write", lang, today, asker, title=heading), choices)

    def filing_step(
        self, code: str, papers: Sequence[str], facts: Mapping[str, Any], lang: str, today: date, asker: str
    ) -> Said:
        """Return what comes now that a paper was handed in: ``code`` and ``papers`` as of `bot.dialogue.papers.step`.

        ``facts`` with the day from which the terms of that paper run.
        """
        terms = {term.id: term for term in self._of_filing(facts, today) if term.on}
        known = self._knowledge.known_through([source for term in terms.values() for source in term.sources])
        text = self._text(
            "filing_step",
            lang,
            today,
            asker,
            code=code,
            filed=facts.get("report_filed_on"),
            followup=terms.get("followup_day10"),
            answer_due=terms.get("answer"),
            court=terms.get("court"),
            title=title(self._catalogue.get(papers[0]), lang) if papers else None,
            stale=known if terms and self._knowledge.is_stale(known, today) else None,
        )
        choices = [self._paper_button(paper, lang) for paper in papers]
        return Said(text, (*choices, self._contacts_button(lang), self._options_button(lang)))

    def drawn_anew(
        self, changed: Mapping[str, Any], lang: str, today: date, asker: str, *, leave: Mapping[str, Any], place: bool
    ) -> Said:
        """Return that a paper is drawn again with what was put right; ``place``: it has a line for one, left to him."""
        begins = date.fromisoformat(leave["leave_from"]) if "leave_from" in leave else None
        told = {"leave_days": leave.get("leave_days"), "begins": begins, "place": place}
        return Said(self._text("drawn_anew", lang, today, asker, facts=for_people(changed), **told))

    def _shut(self, document: str, lang: str, today: date, asker: str) -> Said:
        """Return that a paper is not drawn now, since an editor took it out of sight, and who can help."""
        heading = title(self._catalogue.get(document), lang)
        said = self._text("paper_shut", lang, today, asker, title=heading)
        return Said(said, (self._options_button(lang), self._contacts_button(lang)))

    def not_changed(self, document: str, lang: str, today: date, asker: str) -> Said:
        """Return that a paper stays as it was, and what can be put into it."""
        heading = title(self._catalogue.get(document), lang)
        text = self._text("not_changed", lang, today, asker, title=heading)
        return Said(text, (self._show_button("filing", lang), self._options_button(lang)))

    def not_put_in(self, kind: str, document: str, lang: str, today: date, asker: str) -> Said:
        """Return why something is not put into the paper drawn, and how it is lawfully said; ``kind`` as declined."""
        ill = document in topics.OF_ILLNESS
        text = self._text("not_put_in", lang, today, asker, kind=kind, ill=ill)
        return Said(text, (self._show_button("filing", lang), self._options_button(lang)))

    def no_place(
        self, document: str, told: Mapping[str, Any], papers: Sequence[str], lang: str, today: date, asker: str
    ) -> Said:
        """Return that a paper has no place for what was told, and which has."""
        other = title(self._catalogue.get(papers[0]), lang) if papers else None
        heading = title(self._catalogue.get(document), lang)
        text = self._text("no_place", lang, today, asker, title=heading, facts=for_people(told), other=other)
        return Said(text, (*(self._paper_button(paper, lang) for paper in papers), self._show_button("filing", lang)))

    def names_anew(self, lang: str, today: date, asker: str) -> Said:
        """Return that names are asked again, since none is kept."""
        return Said(self._text("names_anew", lang, today, asker))

    def offer(
        self, document: str, facts: Mapping[str, Any], lang: str, today: date, asker: str, *, why: str | None = None
    ) -> Said:
        """Return what will be drawn, why (a code) where we chose it, and the risk of filing it."""
        if self._is_shut(document):
            return self._shut(document, lang, today, asker)
        spec = self._catalogue.get(document)
        assessment = self._assessment(spec.options[0], facts, today) if spec.options else None
        risks = [risk for risk in assessment.risks if risk.trigger in ("filing", "speech")] if assessment else []
        text = self._text(
            "draft_offer",
            lang,
            today,
            asker,
            title=title(spec, lang),
            risks=risks,
            release=spec.release,
            asking=False,
            reason=self._word("why_paper", why, lang) if why else None,
            # A paper that serves many ways (copies, a complaint) is not closed where one of them is.
            verdict=assessment.verdict if assessment and len(spec.options) == 1 else None,
        )
        return Said(text)

    def declined(self, kind: str, lang: str, today: date, asker: str) -> Said:
        """Return why a paper is not drawn, by the ``kind`` of what it would hold, and what the law allows instead."""
        intents, papers = topics.BESIDE_DECLINED[kind]
        choices = [self._paper_button(paper, lang) for paper in papers]
        choices += [self._intent_button(intent, lang) for intent in intents]
        choices += [self._options_button(lang), self._contacts_button(lang)]
        return Said(self._text("paper_declined", lang, today, asker, kind=kind), tuple(choices))

    def private_question(self, field: str, lang: str, today: date, asker: str) -> Said:
        """Return a question whose answer the gateway seals; the engine gets only the name of the field."""
        choices = (
            (self._word("actions", "skip", lang), payload("correct_or_back", move="skip")),
            (self._word("actions", "back", lang), payload("correct_or_back", move="back")),
        )
        return Said(self._text(f"ask_{field}", lang, today, asker), choices, {"private": field})

    def draft(
        self,
        conversation: str,
        made_by: str,
        document: str,
        facts: Mapping[str, Any],
        option: str | None,
        lang: str,
        today: date,
        asker: str,
        *,
        more: Mapping[str, Any] | None = None,
        focus: str | None = None,
        named: bool = False,
        again: bool = False,
        about: Mapping[str, Any] | None = None,
        fate: str | None = None,
    ) -> tuple[Said, ...]:
        """Draw the report and return it: what it is, its text with the files, then how to file it and who helps.

        ``more``: what only papers ask for, ``focus``: what was come for. ``named`` prints the names given in private
        answers, which are dropped once the draft is kept. ``again``: the paper alone, it was drawn before. ``about``:
        answers to what the document itself asks for; ``fate``: what became of him (`bot.dialogue.families`).
        """
        if self._is_shut(document):
            self._conversations.drop_answers(conversation)
            return (self._shut(document, lang, today, asker),)
        given = document_facts(facts, more, document=document, focus=focus)
        problems = (*given.get("family_problem", ()), *(about or {}).get("family_problem", ()))
        given |= {**(about or {}), **({"family_problem": list(dict.fromkeys(problems))} if problems else {})}
        people = self._named(conversation, document, asker, named=named, again=again)
        for place, person in people.items():
            given[place] = {**person, **given.get(place, {})} if again else {**given.get(place, {}), **person}
        named = named or any("last" in person for person in people.values())
        his = self._own_words(conversation, document, given, asker)
        try:
            source = Source(facts, option, asker)
            drafted = self._drafts.draft(conversation, made_by, document, given | his, on=today, source=source)
        except UnsafeTextError as error:
            # His own words would hurt him on paper. They are dropped; he is told why and can say it otherwise.
            unsafe = tuple({finding.kind: finding for finding in error.findings}.values())
            return (self.error("unsafe_text", lang, today, unsafe=unsafe),)
        except ReportError as error:
            if error.code != "out_of_range":
                raise
            field = self._catalogue.vocabulary.get(error.field)
            return (self.error("bad_answer", lang, today, question=field.label if field else None),)
        finally:
            self._conversations.drop_answers(conversation)
        spec = self._catalogue.get(document)
        shown = self._can_be_shown()
        ready = self._text(
            "draft_ready",
            lang,
            today,
            asker,
            full=False,
            title=title(spec, lang),
            own=document in topics.RELATIVES_PAPERS,
            marked=bool(drafted.document.watermark),
            advocates=shown,
            unsure=bool(drafted.document.unsure()),
            left_out=drafted.document.left_out(),
            named=named,
            his_words=bool(his),
        )
        page = self._next_page(conversation, made_by, document, option, facts, lang, today, asker)
        others = self.documents(option, facts, today) if option else ()
        choices = [
            *self._draft_choices(drafted.id, document, lang, shown=shown, named=named),
            *(self._paper_button(other, lang) for other in others if other != document),
            *(() if fate else (self._options_button(lang),)),
            self._contacts_button(lang),
        ]
        paper = {"files": _files(drafted), "paper": True}
        if again:
            return (Said(drafted.text, tuple(choices), paper),)
        after = self._after_draft(document, facts, lang, today, asker)
        if fate:
            after = self._filing(option, facts, lang, today, asker, document, fate).text
        choices.insert(0, self._show_button("filing", lang))
        return (Said(ready), Said(drafted.text, extra=paper), Said(after, tuple(choices), {"files": page}))

    def _draft_choices(self, draft: str, document: str, lang: str, *, shown: bool, named: bool) -> Iterator[Choice]:
        """What can be done with the draft itself: somebody reads it, the names on it are forgotten or printed."""
        if shown:
            yield self._word("actions", "send_to_review", lang), offer(draft)
        if named:
            yield self._word("actions", "forget_names", lang), payload("consent", layer="names", given="forget")
        else:
            printed = payload("draft_report", document=document, want_names="yes")
            yield self._word("actions", "names_printed", lang), printed

    def _own_words(self, conversation: str, document: str, given: Mapping[str, Any], asker: str) -> dict[str, str]:
        """What he told, for the place of a paper that asks for it in his words; nothing where that is given."""
        if document not in (*ownwords.ACCOUNTS, *ownwords.COMPLAINTS):
            return {}
        lines = self._conversations.transcript(conversation, 0)
        his = ownwords.for_paper(document, [line.text for line in lines if line.author == "person"], asker=asker)
        return {place: told for place, told in his.items() if not given.get(place)}

    def _named(
        self, conversation: str, document: str, asker: str, *, named: bool, again: bool
    ) -> dict[str, dict[str, str]]:
        """Who is named on a paper: asked for, or told in the message itself; drawn ``again``, who stood there too."""
        answers = self._conversations.answers(conversation)
        told = naming.opened(answers.get(naming.SEALED))
        before = self._drafts.people(conversation, document) if again else {}
        own = document in topics.RELATIVES_PAPERS
        people = naming.on_paper(
            told, before, own=own, asker=asker, to_chief=self._catalogue.get(document).form == "report"
        )
        for place, person in (_people(answers) if named else {}).items():
            people[place] = {**people.get(place, {}), **person}
        return people

    def _after_draft(self, document: str, facts: Mapping[str, Any], lang: str, today: date, asker: str) -> str:
        """What to do with a paper, in three lines; the whole comes by «Как подать»."""
        own = document in topics.RELATIVES_PAPERS
        way = "own" if own else self._catalogue.get(document).steps_topic
        terms = self._of_filing({**facts, "report_filed_on": today.isoformat()}, today) if way == "filing" else ()
        followup = next((term for term in terms if term.id == "followup_day10"), None)
        return self._text("after_draft", lang, today, asker, way=way, followup=followup)

    def card(
        self, conversation: str, made_by: str, ways: Sequence[Assessment], lang: str, today: date
    ) -> tuple[Said, ...]:
        """Return the card a relative passes on: what is open today, the risk, the first step, dates; no names.

        ``ways`` are the answers for him, the most open first.
        """
        page = card(
            lang=lang,
            on=today,
            catalogue=self._catalogue,
            ways=[(way.title.in_(lang), self._word("verdict", way.verdict, lang)) for way in ways[:CARD_WAYS]],
            risks=[risk.text.in_(lang) for way in ways[:1] for risk in way.risks if risk.trigger in CARD_RISKS],
            steps=[step.text.in_(lang) for way in ways[:1] for step in way.steps],
            deadlines=[(term.text.in_(lang), term.on) for way in ways[:1] for term in worth_saying(way.deadlines)],
        )
        drafted = self._drafts.keep(conversation, _beside(made_by, "card"), page)
        choices = (self._options_button(lang), self._contacts_button(lang))
        return (
            Said(self._text("card_ready", lang, today, "relative")),
            Said(as_message(page), choices, {"files": _files(drafted, ("png", "pdf")), "paper": True}),
        )

    def _next_page(
        self,
        conversation: str,
        made_by: str,
        document: str,
        option: str | None,
        facts: Mapping[str, Any],
        lang: str,
        today: date,
        asker: str,
    ) -> list[dict[str, Any]]:
        """The page «что дальше» that goes with a report, kept beside it; its file to hand out."""
        contacts = self._directory.find(topic="report", on=today, asker=asker, limit=3)
        page = next_steps(
            self._catalogue.get(document),
            lang=lang,
            catalogue=self._catalogue,
            deadlines=[(term.text.in_(lang), term.on) for term in self._terms(option, facts, today)],
            contacts=[contact.lines(lang, today, brief=True) for contact in contacts],
        )
        return _files(self._drafts.keep(conversation, _beside(made_by, "next"), page), ("pdf",), number=2)

    def _terms(self, option: str | None, facts: Mapping[str, Any], today: date) -> tuple[Deadline, ...]:
        """The terms as they run when the report is filed today, or since it was."""
        filed = {**facts, "report_filed_on": facts.get("report_filed_on") or today.isoformat()}
        assessment = self._assessment(option, filed, today) if option else None
        return assessment.deadlines if assessment else ()

    def _filing(
        self,
        option: str | None,
        facts: Mapping[str, Any],
        lang: str,
        today: date,
        asker: str,
        document: str | None = None,
        fate: str | None = None,
    ) -> Said:
        """How to hand a paper in and what comes then; a relative's own ``document`` goes another way than a report."""
        if document in topics.RELATIVES_PAPERS:
            return self.filing_own(fate, lang, today)
        deadlines = self._terms(option, facts, today)
        return Said(self._text("filing", lang, today, asker, full=False, deadlines=deadlines, filed_on=today))


def _beside(made_by: str, what: str) -> str:
    """The name of a page made with a draft: the same when the message is delivered again."""
    return f"{made_by[:56]}:{what}"


def _files(drafted: Drafted, kinds: Sequence[str] = (), number: int = 1) -> list[dict[str, Any]]:
    """The files of a draft for the gateway; only these ``kinds`` when some are named."""
    return [
        {
            "id": file.id,
            "name": drafted.document.filename(file.id.rpartition(".")[2], number),
            "media_type": file.media_type,
            "preview": file.preview,
        }
        for file in drafted.files
        if not kinds or file.id.rpartition(".")[2] in kinds
    ]


def _people(answers: Mapping[str, str]) -> dict[str, Any]:
    """Return signer and addressee from private answers; a name is surname, first name, then the patronymic."""
    people: dict[str, Any] = {}
    for role in ("signer", "addressee"):
        parts = answers.get(f"{role}_name", "").split(maxsplit=2)
        person = dict(zip(("last", "first", "patronymic"), parts, strict=False))
        if f"{role}_rank" in answers:
            person["rank"] = answers[f"{role}_rank"]
        if person:
            people[role] = person
    return people
