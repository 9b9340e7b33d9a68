"""What a person may ask of the bot besides law: to remind him of a day, to prove itself, to clear the chat behind them.

Found by whole short messages and by its own buttons, before the engine. What a reminder is for is not kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.assistant.facts import dates
from bot.cases.conversations import Conversations
from bot.cases.habits import Habits
from bot.cases.messages import ConversationState, Incoming, Outgoing
from bot.cases.reminders import ReminderError, Reminders
from bot.conversation import wording
from bot.replies import Replies

LONGEST = 100
HIDDEN = "•••"
ASKED = "asked"  # the topic of a reminder that the person asked for in his own words
OFFERED = "case"  # of one that an advocate's note has offered and the person wanted
REQUEST = "request:"  # how what its buttons stand for begins
ZONES_BUTTON = "request:zones"
_ZONE_BUTTON = re.compile(r"request:zone:([A-Za-z_/+-]+\d*)")
_DAYS_BUTTON = re.compile(r"request:days:([0-9,-]*)")
REMIND = re.compile(
    r"/?(?:пожалуйста,? |please,? )?(?:напомни(?:те|ть)?(?: (?:мне|нам))?|поставь(?:те)? напоминание|remind(?: me)?|"
    r"set (?:a|me a) reminder)\b[ :,]*(.*)"
)
# «Напомни, что было 3 декабря» asks for something else.
_QUESTION = re.compile(r"\b(?:что|как\w*|кто|где|когда|почему|зачем|сколько|what|how|who|where|when|why|which)\b")
_FILLERS = re.compile(r"\b(?:на|в|об?|про|к|on|in|at|by|the|about|for|мне|день)\b|[.,!:]")
MOST_WORDS = 5  # beside the date; a longer message is a story
STOP = re.compile(
    r"/?(?:(?:стоп|хватит|отмени\w*|отменить|не надо|убери\w*|убрать|удали\w*|без) напомина\w+|"
    r"(?:больше )?не напомина(?:й|йте|ть)(?: больше)?|(?:stop|cancel|no|delete) reminders?|stop reminding(?: me)?)[.!]*"
)
_BARE_STOP = re.compile(r"стоп|stop")
ZONE = re.compile(
    r"/?(?:мо[её] время|мой часовой пояс|часовой пояс|время по|my time ?zone(?: is)?|time ?zone)\s*[:—–-]?\s*(.+)"
)
_PLACE = re.compile(r"(?:я (?:сейчас )?(?:во?|на) |i am in |i'm in )?(.+)")
_OFFSET = re.compile(r"(?P<base>utc|gmt|мск|msk)\s*(?P<sign>[+−–-])\s*(?P<hours>\d{1,2})(?::?00)?")
# The zone of each city a button names, and how its name begins in a message.
CITIES = {
    "Europe/Kaliningrad": r"калининград|kaliningrad",
    "Europe/Moscow": r"москв|московск|moscow|мск|msk|питер|петербург|ростов|краснодар|крым|petersburg|rostov",
    "Europe/Samara": r"самар|ижевск|удмурт|samara|izhevsk",
    "Asia/Yekaterinburg": r"екатеринбург|челябинск|тюмен|перм|уф[аеы]\b|оренбург|yekaterinburg|ekaterinburg|perm|ufa",
    "Asia/Omsk": r"омск|omsk",
    "Asia/Novosibirsk": r"новосибирск|барнаул|томск|novosibirsk|tomsk|barnaul",
    "Asia/Krasnoyarsk": r"красноярск|кемеров|абакан|кызыл|krasnoyarsk|kyzyl",
    "Asia/Irkutsk": r"иркутск|улан-удэ|бурят|irkutsk|ulan-ude",
    "Asia/Yakutsk": r"якутск|чит[аеы]\b|забайкал|благовещенск|yakutsk|chita",
    "Asia/Vladivostok": r"владивосток|хабаровск|приморь|уссурийск|vladivostok|khabarovsk",
    "Asia/Magadan": r"магадан|сахалин|magadan|sakhalin",
    "Asia/Kamchatka": r"камчат|петропавловск-камчат|kamchatka",
}
_CITIES = {zone: re.compile(rf"(?:{names})\w*(?: время| time)?[.!]*") for zone, names in CITIES.items()}
VANISH = re.compile(
    r"/?(?:(?:удаляй|удаляйте|стирай|стирайте|чисти|чистите|удалять) (?:(?:за собой|наши|мои|все|эти) )?"
    r"(?:сообщения|переписку|чат|за собой)|delete (?:our |my |the |old )?messages|clear the chat|autodelete)[.!]*"
)
KEEP = re.compile(
    r"/?(?:не (?:удаляй|удаляйте|стирай|стирайте|чисти|чистите) (?:(?:наши|мои|все|эти) )?(?:сообщения|переписку|чат)|"
    r"(?:keep|do not delete|don't delete) (?:our |my |the )?messages)[.!]*"
)
PHRASE = re.compile(
    r"/?(?:(?:мо[йя] )?(?:пароль-фраза|фраза-пароль)(?:\s*[:—–-]\s*|\s+)|моя фраза\s*[:—–-]\s*|"
    r"my (?:pass ?phrase|phrase)\s*[:—–-]\s*)(\S.{2,59})",
    re.IGNORECASE,
)
PROVE = re.compile(
    r"/?(?:(?:докажи|докажите|подтверди|подтвердите),? что (?:это )?(?:ты|вы)(?: настоящ(?:ий|ие|ая))?(?: это)?|"
    r"(?:ты|вы) настоящ(?:ий|ие|ая)|prove (?:that )?(?:it is you|it's you|it's really you|you are real)|"
    r"prove it|prove)[.?!]*"
)
NEVER = re.compile(
    r"/?(?:(?:чего|что) (?:ты|вы) никогда не (?:спросишь|спросите|спрашиваешь|спрашиваете|просишь|просите)|"
    r"как (?:узнать|отличить) (?:подделку|мошенник\w+|фальшивк\w)|what (?:do )?you never ask(?: for)?|"
    r"what will you never ask|never)[.?!]*"
)


def remind_button(days: Sequence[date]) -> str:
    """Return what a button stands for that asks to be reminded of these days; of none, that declines it."""
    return "request:days:" + ",".join(day.isoformat() for day in days)


class Requests:
    """Answers such requests. ``now`` gives an aware time; days are the person's own."""

    def __init__(
        self,
        conversations: Conversations,
        habits: Habits,
        reminders: Reminders,
        replies: Replies,
        now: Callable[[], datetime],
    ) -> None:
        self._conversations = conversations
        self._habits = habits
        self._reminders = reminders
        self._replies = replies
        self._now = now

    def take(self, state: ConversationState, update_id: str, message: Incoming, shown: str, lang: str) -> bool:
        """Answer a request at once and tell that it was one. A phrase does not stay on the screen."""
        answer = self._pressed(state.id, message.button, lang) if message.button else None
        text = message.text or ""
        if text and len(text) <= LONGEST:
            answer = self._asked(state, " ".join(text.lower().split()), text, lang)
            shown = HIDDEN if PHRASE.fullmatch(" ".join(text.split())) else shown
        if answer is None:
            return False
        self._conversations.receive_answered(state.id, update_id, shown, answer)
        return True

    def remind(self, reminder: int, lang: str) -> None:
        """Tell somebody what he wished to be reminded of."""
        self._reminders.tell(reminder, self._say("reminder", lang))

    # -- reading ---------------------------------------------------------------------------------------------------

    def _pressed(self, conversation_id: str, button: str, lang: str) -> tuple[Outgoing, ...] | None:
        if button == ZONES_BUTTON:
            return self._say("reminder_zones", lang, choices=self._zones(lang))
        if days := _DAYS_BUTTON.fullmatch(button):
            wanted = [date.fromisoformat(day) for day in days[1].split(",") if day]
            return self._set_days(conversation_id, wanted, lang)
        found = _ZONE_BUTTON.fullmatch(button)
        return self._set_zone(conversation_id, ZoneInfo(found[1]), lang) if found else None

    def _asked(self, state: ConversationState, said: str, text: str, lang: str) -> tuple[Outgoing, ...] | None:
        if STOP.fullmatch(said) or (_BARE_STOP.fullmatch(said) and self._was_reminded(state)):
            self._reminders.cancel(state.id)
            return self._say("reminder_stopped", lang)
        for pattern, vanish in ((VANISH, True), (KEEP, False)):
            if pattern.fullmatch(said):
                return self._set_vanish(state.id, vanish, lang)
        if phrase := PHRASE.fullmatch(" ".join(text.split())):
            self._habits.set_phrase(state.id, phrase[1])
            return self._say("proof_set", lang)
        if PROVE.fullmatch(said):
            known = self._habits.phrase(state.id)
            return self._say("proof", lang, phrase=known) if known else self._say("proof_none", lang)
        if wording.asks_for_files(text):
            return self._files_again(state, lang)
        if NEVER.fullmatch(said):
            return self._say("never", lang)
        zone = self._named_zone(state.id, said)
        if zone is not None:
            return self._set_zone(state.id, zone, lang)
        found = REMIND.fullmatch(said)
        return self._remind(state.id, found[1], lang) if found else None

    def _remind(self, conversation_id: str, rest: str, lang: str) -> tuple[Outgoing, ...] | None:
        if _QUESTION.search(rest):
            return None
        today = self._now().astimezone(self._habits.zone(conversation_id)).date()
        found = dates.find(rest, today)
        if not found:
            bare = not _FILLERS.sub(" ", rest).split()
            return self._say("reminder_day", lang) if bare else None
        other = rest[: found[0].start] + rest[found[-1].end :]
        if len(found) > 1 or len(_FILLERS.sub(" ", other).split()) > MOST_WORDS:
            return None
        span = found[0].resolve(today, True)
        if span is None or span[0] != span[1]:
            return self._say("reminder_day", lang)
        return self._set(conversation_id, span[0], lang)

    def _set_days(self, conversation_id: str, wanted: Sequence[date], lang: str) -> tuple[Outgoing, ...]:
        """Remind of the days that an advocate's note has offered, as far as it is not too late or too many."""
        if not wanted:
            return self._say("reminder_declined", lang)
        refused, set_days = "", []
        for day in wanted:
            try:
                self._reminders.set(conversation_id, OFFERED, day)
                set_days.append(day)
            except ReminderError as error:
                refused = error.code
        return self._told(conversation_id, set_days, lang) if set_days else self._say(f"reminder_{refused}", lang)

    def _set(self, conversation_id: str, on: date, lang: str) -> tuple[Outgoing, ...]:
        try:
            self._reminders.set(conversation_id, ASKED, on)
        except ReminderError as error:
            return self._say(f"reminder_{error.code}", lang)
        return self._told(conversation_id, [on], lang)

    def _told(self, conversation_id: str, days: Sequence[date], lang: str) -> tuple[Outgoing, ...]:
        zone = self._habits.zone(conversation_id)
        other = self._replies.captions.caption("actions", "other_zone", lang)
        return self._say(
            "reminder_set",
            lang,
            choices=((other, ZONES_BUTTON),),
            days_on=days,
            zone=self._zone_name(zone, lang),
            messenger=self._habits.is_in_messenger(conversation_id),
        )

    def _was_reminded(self, state: ConversationState) -> bool:
        lines = self._conversations.transcript(state.id, state.last_seq - 1)
        reminders = {self._say("reminder", lang)[0].text for lang in ("ru", "en")}
        return any(line.text in reminders for line in lines)

    def _files_again(self, state: ConversationState, lang: str) -> tuple[Outgoing, ...] | None:
        """The files of the newest paper once more; None when there is none, so that the words mean something else."""
        lines = self._conversations.transcript(state.id, state.base_seq)
        files = next((line.files for line in reversed(lines) if len(line.files) > 1), None)
        return (replace(self._say("files_again", lang)[0], files=files),) if files else None

    # -- zones -----------------------------------------------------------------------------------------------------

    def _named_zone(self, conversation_id: str, said: str) -> ZoneInfo | None:
        """Return the zone a message names: with the word for it, or a bare place while a reminder is set."""
        found = ZONE.fullmatch(said)
        if found:
            return _zone(found[1])
        found = _PLACE.fullmatch(said)
        zone = _zone(found[1]) if found else None
        return zone if zone and self._reminders.all(conversation_id) else None

    def _set_zone(self, conversation_id: str, zone: ZoneInfo, lang: str) -> tuple[Outgoing, ...]:
        self._reminders.set_zone(conversation_id, zone)
        return self._say("reminder_zone", lang, zone=self._zone_name(zone, lang))

    def _zones(self, lang: str) -> tuple[tuple[str, str], ...]:
        captions = self._replies.captions
        return tuple(
            (captions.caption("zones", zone, lang), f"request:zone:{zone}") for zone in captions.choices("zones")
        )

    def _zone_name(self, zone: ZoneInfo, lang: str) -> str:
        if zone.key in self._replies.captions.choices("zones"):
            return self._replies.captions.caption("zones", zone.key, lang)
        return f"UTC{-int(zone.key.removeprefix('Etc/GMT')):+d}"

    # -- the rest --------------------------------------------------------------------------------------------------

    def _set_vanish(self, conversation_id: str, on: bool, lang: str) -> tuple[Outgoing, ...]:
        if not self._habits.is_in_messenger(conversation_id):
            return self._say("vanish_page", lang)
        self._habits.set_vanish(conversation_id, on)
        return self._say("vanish_on" if on else "vanish_off", lang)

    def _say(
        self, stem: str, lang: str, *, choices: tuple[tuple[str, str], ...] = (), **context: Any
    ) -> tuple[Outgoing, ...]:
        return (Outgoing(self._replies.render(stem, lang, on=self._now().date(), **context), choices),)


def _zone(place: str) -> ZoneInfo | None:
    offset = _OFFSET.fullmatch(place.strip(" .!"))
    if offset:
        hours = int(offset["hours"]) * (1 if offset["sign"] == "+" else -1)
        hours += 3 if offset["base"] in ("мск", "msk") else 0
        return ZoneInfo(f"Etc/GMT{-hours:+d}") if -12 <= hours <= 14 else None
    return next((ZoneInfo(zone) for zone, names in _CITIES.items() if names.fullmatch(place.strip())), None)
