"""What is said to a person: law, documents, contacts and texts put together. The actions call it and decide nothing.

Every method takes the date and the language; facts are profile fields as the dialogue keeps them (codes, ISO dates).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from bot.cases.conversations import Conversations
from bot.cases.drafts import Drafts, Source
from bot.contacts import Directory
from bot.conversation import topics
from bot.conversation.said import Said, payload
from bot.conversation.submitting import offer
from bot.law import Assessment, Knowledge, Profile, absence, assess, questions
from bot.replies import Replies
from bot.reports import Catalogue, DocumentSpec, UnsafeTextError

OPEN = ("right", "possible", "may_ask")
MOST_OPEN, MOST_NAMED = 6, 3
FURTHER_QUESTIONS = 2
YES_NO_ANSWERS = ("yes", "no")
LONGEST_BUTTON = 60

Choice = tuple[str, str]


class Guide:
    """The bot's mouth. ``has_advocates``: somebody reviews drafts here; ``idle_hours``: how long silence is kept.

    ``can_be_shown`` tells whether somebody could read a draft that is shown now.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        directory: Directory,
        catalogue: Catalogue,
        replies: Replies,
        conversations: Conversations,
        drafts: Drafts,
        *,
        has_advocates: bool,
        can_be_shown: Callable[[], bool],
        idle_hours: int,
    ) -> None:
        self._knowledge = knowledge
        self._directory = directory
        self._catalogue = catalogue
        self._replies = replies
        self._conversations = conversations
        self._drafts = drafts
        self._can_be_shown = can_be_shown
        self._about_us = {"idle_hours": idle_hours, "advocates": has_advocates}

    # -- the questions ---------------------------------------------------------------------------------------------

    def questions(self, facts: Mapping[str, Any], today: date, focus: str | None) -> tuple[str, ...]:
        """Return the names of facts that can still change an answer, the most telling first.

        Facts that decide on the ways he spoke of come first, a closed way last; of all others only a few.
        """
        profile = _profile(facts)
        found = {item.option: item.verdict for item in assess(profile, today, self._knowledge)}
        meant = sorted(topics.named(facts, focus), key=lambda option: found.get(option) == "closed")
        wanted = [fact for option in meant for fact in questions(profile, today, self._knowledge, option)]
        rest = [fact for fact in questions(profile, today, self._knowledge) if fact not in wanted]
        return tuple(dict.fromkeys([*wanted, *rest[:FURTHER_QUESTIONS]]))

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
        shown = _for_people(facts)
        if not shown:
            return ()
        choice = (self._word("actions", "correct", lang), payload("correct_or_back", move="correct"))
        return (Said(self._text("understood", lang, today, asker, facts=shown), (choice,)),)

    def noted(self, facts: Mapping[str, Any], lang: str, today: date, asker: str) -> Said:
        """Return that something was noted which had not been asked for."""
        return Said(self._text("corrected", lang, today, asker, facts=_for_people(facts)))

    def corrections(self, facts: Mapping[str, Any], lang: str, today: date, asker: str) -> tuple[Said, ...]:
        """Return what is known with a button to change each."""
        shown = _for_people(facts)
        text = self._text("status_ack", lang, today, asker, facts=shown)
        if not shown:
            return (Said(text),)
        changes = [
            (self._word("facts", name, lang), payload("inform", fact=name))
            for name in facts
            if self._has_word("facts", name)
        ]
        go_on = (self._word("actions", "all_right", lang), payload("inform", show="resume"))
        text = self._text("understood", lang, today, asker, facts=shown)
        return (Said(text, (*changes, go_on)),)

    # -- the ways out ----------------------------------------------------------------------------------------------

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
        found = {item.option: item for item in assess(_profile(facts), today, self._knowledge)}
        meant = [found[option] for option in topics.named(facts, focus, ten_days) if option in found]
        open_now = [item for item in meant if item.verdict in OPEN]
        open_now += [item for item in found.values() if item.verdict in OPEN and item not in open_now]
        open_now = open_now[:MOST_OPEN]
        closed = [item for item in meant if item.verdict not in OPEN][:MOST_NAMED]
        text = self._text("options", lang, today, asker, open=open_now, closed=closed)
        choices = [
            (_short(f"{place}. {item.title.in_(lang)}"), payload("inform", option=item.option))
            for place, item in enumerate(open_now, 1)
        ]
        choices += [(_short(f"{item.title.in_(lang)}"), payload("inform", option=item.option)) for item in closed]
        choices.append(self._contacts_button(lang))
        choices.append((self._word("actions", "correct", lang), payload("correct_or_back", move="correct")))
        return tuple(item.option for item in (*open_now, *closed)), (Said(text, tuple(choices)),)

    def option(
        self, option: str, facts: Mapping[str, Any], lang: str, today: date, asker: str, *, offer: bool = True
    ) -> tuple[Said, ...]:
        """Return one way out: verdict, why, risks before steps, papers, sources; then what can be done here."""
        assessment = self._assessment(option, facts, today)
        if assessment is None:
            return (self.error("stale_button", lang, today),)
        text = self._text("option", lang, today, asker, assessment=assessment)
        choices: list[Choice] = []
        if offer and self.documents(option, facts, today):
            choices.append((self._word("actions", "draft", lang), payload("draft_report")))
        if offer and asker == "relative":
            choices.append(self._paper_button("relative_appeal", lang))
        if offer:
            choices += [self._options_button(lang), self._contacts_button(lang)]
        return (Said(text, tuple(choices)),)

    def ten_days(self, lang: str, today: date, asker: str) -> Said:
        """Return what the press wrote of ten days and what the law says; the questions go on after it."""
        return Said(self._text("ten_days", lang, today, asker), (self._option_button("ten_days", lang),))

    def show(
        self, what: str, facts: Mapping[str, Any], option: str | None, lang: str, today: date, asker: str
    ) -> tuple[Said, ...]:
        """Return what a button «покажи» asks for: filing, contacts, or the way out again."""
        if what == "filing":
            return (self._filing(option, facts, lang, today, asker),)
        if what == "erase":
            return (self.erase_now(),)
        if what in ("ru", "en"):
            return (self.language(what, today),)
        if option:
            return self.option(option, facts, lang, today, asker)
        return (Said(self._text("form_paused", lang, today, asker)),)

    # -- side questions --------------------------------------------------------------------------------------------

    def topic(
        self, intent: str, facts: Mapping[str, Any], lang: str, today: date, asker: str, *, in_form: bool
    ) -> tuple[Said, ...]:
        """Return the answer to a side question, with the papers and people that help there."""
        if intent in ("crisis_suicide", "urgent_danger"):
            return (self.care(intent, lang, today, asker),)
        stem = topics.TEXTS.get(intent, intent)
        text = self._text(stem, lang, today, asker, **self._about_us, **self._absence(stem, facts, today))
        if in_form:
            return (Said(text),)
        choices: list[Choice] = []
        choices += [self._paper_button(document, lang) for document in topics.PAPERS.get(intent, ())]
        if stem != "contacts":
            choices.append(self._contacts_button(lang))
        choices.append(self._options_button(lang))
        return (Said(text, tuple(choices)),)

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

    def not_understood(self, ranking: Sequence[str], misses: int, lang: str, today: date, *, in_form: bool) -> Said:
        """Return «вы про это?» with the three likeliest topics; after the second miss also people."""
        stem = "not_understood" if misses < 2 else "not_understood_again"
        if in_form and misses < 2:
            stem = "error_choice"
        choices: list[Choice] = []
        if not in_form:
            likely = [name for name in ranking if name in topics.OFFERED and self._has_word("intents", name)][:3]
            choices = [(self._word("intents", name, lang), payload(name)) for name in likely]
        if misses >= 2 or not choices:
            choices.append(self._contacts_button(lang))
        if not in_form:
            choices.append(self._options_button(lang))
        return Said(self._text(stem, lang, today), tuple(choices))

    # -- papers ----------------------------------------------------------------------------------------------------

    def documents(self, option: str, facts: Mapping[str, Any], today: date) -> tuple[str, ...]:
        """Return the ids of the documents of a way out for this man, the one to file first before the others."""
        assessment = self._assessment(option, facts, today)
        return tuple(document for document in assessment.documents if self._spec(document)) if assessment else ()

    def option_of(self, document: str) -> str | None:
        """Return the one way out a document belongs to; None for one that serves many, such as a complaint."""
        spec = self._spec(document)
        options = [option for option in spec.options if option in self._knowledge.options] if spec else []
        return options[0] if len(options) == 1 else None

    def offer(self, document: str, facts: Mapping[str, Any], lang: str, today: date, asker: str) -> Said:
        """Return what will be drawn and the risk of filing it, for a paper that belongs to no single way out."""
        spec = self._catalogue.get(document)
        assessment = self._assessment(spec.options[0], facts, today) if spec.options else None
        risks = [risk for risk in assessment.risks if risk.trigger in ("filing", "speech")] if assessment else []
        text = self._text(
            "draft_offer", lang, today, asker, title=_title(spec, lang), risks=risks, release=spec.release, asking=False
        )
        return Said(text)

    def no_document(self, lang: str, today: date) -> Said:
        """Return that there is no paper for this way out, and where else to go."""
        return Said(self._text("error_choice", lang, today), (self._options_button(lang), self._contacts_button(lang)))

    def needs_motives(self, document: str) -> bool:
        """Tell whether a document is built from motives."""
        spec = self._spec(document)
        return bool(spec) and any(item.name == "motives" for item in spec.fields)  # type: ignore[union-attr]

    def name_fields(self, document: str) -> tuple[str, ...]:
        """Return the private questions of a document in named mode."""
        return NAME_FIELDS if self._spec(document) else ()

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
        named: bool = False,
    ) -> tuple[Said, ...]:
        """Draw the report and return it: what it is, its text with the files, then how to file it and who helps.

        ``named`` prints the names given in private answers, which are dropped once the draft is kept.
        """
        people = _people(self._conversations.answers(conversation)) if named else {}
        given = {**topics.document_facts(facts), **people}
        try:
            source = Source(facts, option, asker)
            drafted = self._drafts.draft(conversation, made_by, document, given, on=today, source=source)
        except UnsafeTextError as error:
            # His own words would hurt him on paper. They are dropped; he is told why and can say it otherwise.
            why = "\n".join(finding.why[lang] for finding in error.findings)
            return (self.error("unsafe_text", lang, today, why=why),)
        finally:
            self._conversations.drop_answers(conversation)
        spec = self._catalogue.get(document)
        shown = self._can_be_shown()
        ready = self._text(
            "draft_ready",
            lang,
            today,
            asker,
            title=_title(spec, lang),
            marked=bool(drafted.document.watermark),
            advocates=shown,
        )
        files = [{"id": f.id, "name": f.name, "media_type": f.media_type, "preview": f.preview} for f in drafted.files]
        choices: list[Choice] = []
        if shown:
            choices.append((self._word("actions", "send_to_review", lang), offer(drafted.id)))
        if named:
            forget = payload("consent", layer="names", given="forget")
            choices.append((self._word("actions", "forget_names", lang), forget))
        else:
            choices.append(
                (
                    self._word("actions", "names_printed", lang),
                    payload("draft_report", document=document, want_names="yes"),
                )
            )
        others = self.documents(option, facts, today) if option else ()
        choices += [self._paper_button(other, lang) for other in others if other != document]
        choices += [self._options_button(lang), self._contacts_button(lang)]
        help_text = self._text("contacts", lang, today, asker, topic="report", limit=3)
        return (
            Said(ready),
            Said(drafted.text, extra={"files": files}),
            self._filing(option, facts, lang, today, asker),
            Said(help_text, tuple(choices)),
        )

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

    def error(self, code: str, lang: str, today: date, **context: Any) -> Said:
        """Return one clear sentence for a code and what to do next."""
        return Said(self._text(ERRORS.get(code, f"error_{code}"), lang, today, **context))

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

    # -- inside ----------------------------------------------------------------------------------------------------

    def _text(self, stem: str, lang: str, today: date, asker: str = "self", **context: Any) -> str:
        return self._replies.render(
            stem, lang, on=today, knowledge=self._knowledge, directory=self._directory, asker=asker, **context
        )

    def _absence(self, stem: str, facts: Mapping[str, Any], today: date) -> dict[str, Any]:
        """Return how his absence stands today, for the texts about it."""
        return {"absence": absence(_profile(facts), today, self._knowledge)} if stem.startswith("awol_") else {}

    def _filing(self, option: str | None, facts: Mapping[str, Any], lang: str, today: date, asker: str) -> Said:
        deadlines: tuple[Any, ...] = ()
        if option:
            filed = {**facts, "report_filed_on": facts.get("report_filed_on") or today.isoformat()}
            assessment = self._assessment(option, filed, today)
            deadlines = assessment.deadlines if assessment else ()
        text = self._text("filing", lang, today, asker, deadlines=deadlines, filed_on=today)
        return Said(text)

    def _assessment(self, option: str, facts: Mapping[str, Any], today: date) -> Assessment | None:
        found = assess(_profile(facts), today, self._knowledge)
        return next((item for item in found if item.option == option), None)

    def _spec(self, document: str) -> DocumentSpec | None:
        return next((spec for spec in self._catalogue.all() if spec.id == document), None)

    def _codes(self, fact: str) -> tuple[str, ...]:
        return self._replies.captions.choices(fact) if self._has_group(fact) else ()

    def _word(self, group: str, code: str, lang: str) -> str:
        return self._replies.captions.caption(group, code, lang)

    def _has_group(self, group: str) -> bool:
        return group in self._replies.captions.groups("ru")

    def _has_word(self, group: str, code: str) -> bool:
        return code in self._replies.captions.groups("ru").get(group, {})

    def _option_button(self, option: str, lang: str) -> Choice:
        title = self._knowledge.option(option).title.in_(lang)
        return _short(title), payload("inform", option=option)

    def _paper_button(self, document: str, lang: str) -> Choice:
        return _short(_title(self._catalogue.get(document), lang)), payload("draft_report", document=document)

    def _options_button(self, lang: str) -> Choice:
        return self._word("actions", "options", lang), payload("inform", show="options")

    def _contacts_button(self, lang: str) -> Choice:
        return self._word("actions", "contacts", lang), payload("contacts_ngo")


NAME_FIELDS = ("signer_rank", "signer_name", "addressee_rank", "addressee_name")
ERRORS = {"no_words": "error_emoji_only", "internal": "error_failed", "not_understood": "not_understood_again"}
LANGUAGES = (("Русский", "ru"), ("English", "en"))


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


def _profile(facts: Mapping[str, Any]) -> Profile:
    return Profile.from_mapping(facts)


def _for_people(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts as the texts show them: the relative in need as one line, dates as dates."""
    shown: dict[str, Any] = {}
    person = {name.removeprefix("dependant_"): value for name, value in facts.items() if name.startswith("dependant_")}
    for name, value in facts.items():
        if name.startswith("dependant_") or name == "asker":
            continue
        shown[name] = date.fromisoformat(value) if name.endswith(("_on", "_since")) else value
    if person and person.get("relation") != "none":
        shown["dependants"] = [person]
    return shown


def _title(spec: DocumentSpec, lang: str) -> str:
    return str(spec.title[lang])


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_BUTTON else text[: LONGEST_BUTTON - 1].rstrip() + "…"
