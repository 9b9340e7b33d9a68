"""What an entry of the directory is, who is offered it, and how a person sees it."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, field_validator, model_validator

Lang = Literal["ru", "en"]
Kind = Literal["ngo", "official", "international", "crisis", "advocate"]
Sure = Literal["high", "medium_high", "medium", "medium_low", "low", "very_low"]
ChannelKind = Literal["site", "web_form", "phone", "telegram", "email", "address", "social"]
Origin = Literal["own_page", "press", "register_copy", "list", "old_copy", "law_notes"]

LONGEST_RECHECK = timedelta(days=60)
_LOOKED_UP = ("none_known", "foreign_agent", "foreign_agent_former")  # statuses that were found in the lists, or not


class _Strict(BaseModel):
    """Unknown fields are mistakes; nothing is changed after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_min_length=1, str_strip_whitespace=True)


class Text(_Strict):
    """One sentence or name in both languages of the service."""

    ru: str
    en: str

    def in_(self, lang: str) -> str:
        """The words in `lang` ("ru" or "en"); any other language gets Russian, the language of the service."""
        return self.en if lang == "en" else self.ru


class Channel(_Strict):
    """A way to reach the body, printed exactly as it was read."""

    kind: ChannelKind
    value: str
    year: int | None = None  # year of the page it was read on, given when the page is old
    sure: Sure | None = None  # only where it differs from the entry's

    @field_validator("value", mode="before")
    @classmethod
    def _as_printed(cls, value: Any) -> Any:
        if isinstance(value, int):
            raise ValueError("put the number in quotes, or leading zeros and spaces are lost")
        return value


class Source(_Strict):
    """The page an entry rests on. Kept for the checker, never shown as a link to a person."""

    url: str
    origin: Origin
    dated: str | None = None  # date of the page as printed: "2025-05", "2013-2014"; None when undated
    says: str | None = None  # what was taken from it, for the checker


class Status(_Strict):
    """Legal status in Russia, as read in the lists of `as_of`."""

    legal: Literal["none_known", "unknown", "state", "service", "foreign", "foreign_agent", "foreign_agent_former"]
    since: date | None = None
    until: date | None = None
    as_of: date | None = None

    @model_validator(mode="after")
    def _dated(self) -> Self:
        if self.legal.startswith("foreign_agent") and (self.since is None or self.as_of is None):
            raise ValueError("a foreign agent needs `since` (date of the register) and `as_of` (date of the copy read)")
        if self.legal == "foreign_agent_former" and self.until is None:
            raise ValueError("a former foreign agent needs `until`")
        if self.legal == "none_known" and self.as_of is None:
            raise ValueError("`none_known` needs `as_of`: the date of the lists in which the name was not found")
        return self


class Labels(_Strict):
    """The fixed words around an entry (`labels.yml`), by language and key."""

    ru: dict[str, str]
    en: dict[str, str]

    @model_validator(mode="after")
    def _twins(self) -> Self:
        if odd := self.ru.keys() ^ self.en.keys():
            raise ValueError(f"keys missing in one language: {', '.join(sorted(odd))}")
        return self

    def get(self, lang: str, key: str, **values: str) -> str:
        return (self.en if lang == "en" else self.ru)[key].format(**values)


class Contact(_Strict):
    """One entry.

    `offered` says where: `dialogue` (inside the talk), `abroad_page` (the separate page for relatives outside
    Russia), `not_yet` (kept for the checker, never shown; `why_not` tells the reason).
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: Text
    kind: Kind
    offered: Literal["dialogue", "abroad_page", "not_yet"]
    why_not: str | None = None
    helps: Text
    helps_with: tuple[str, ...] = ()
    for_whom: tuple[Literal["self", "relative"], ...] = Field(min_length=1)
    languages: tuple[Literal["ru", "en", "de", "fr", "es", "tr", "ka"], ...] = Field(min_length=1)
    channels: tuple[Channel, ...] = ()
    sources: tuple[Source, ...] = Field(min_length=1)
    status: Status
    sure: Sure
    risk: Text
    checked_on: date
    recheck_by: date

    _labels: Labels = PrivateAttr()

    def model_post_init(self, context: Any) -> None:
        self._labels = context["labels"]

    @model_validator(mode="after")
    def _fit_to_be_shown(self) -> Self:
        if self.offered == "not_yet" and not self.why_not:
            raise ValueError("`offered: not_yet` needs `why_not`")
        if self.offered != "not_yet" and not self.shown_channels:
            raise ValueError("an entry that is offered needs a channel to show; else write `offered: not_yet`")
        if (self.kind == "official") != (self.status.legal == "state"):
            raise ValueError("`kind: official` and `status: {legal: state}` go together: the person is told who it is")
        if not self.checked_on < self.recheck_by <= self.checked_on + LONGEST_RECHECK:
            raise ValueError(f"`recheck_by` must be 1 to {LONGEST_RECHECK.days} days after `checked_on`")
        return self

    @property
    def abroad(self) -> bool:
        """Whether the entry belongs on the page for people outside Russia."""
        return self.offered == "abroad_page"

    @property
    def shown_channels(self) -> tuple[Channel, ...]:
        """Channels fit to print: one whose number is probably somebody else's by now is kept for the checker only."""
        return tuple(channel for channel in self.channels if (channel.sure or self.sure) != "very_low")

    def stale(self, on: date) -> bool:
        """True when `on` is past the date by which a person had to check the entry again."""
        return on > self.recheck_by

    def can_take_a_case(self, on: date) -> bool:
        """Whether an advocate may send a man on to it with his papers on a date.

        Only who is independent of the state, works where he is, and whose legal status was read and is fresh: one that
        nobody has looked up may be a body that it is a crime to deal with by now.
        """
        independent = self.kind in ("ngo", "advocate") and self.offered == "dialogue"
        return independent and self.status.legal in _LOOKED_UP and not self.stale(on)

    def lines(self, lang: str, on: date, *, brief: bool = False) -> list[str]:
        """The entry as a person reads it on date `on`, a line each; past its date the first line is the warning.

        `brief` keeps what cannot be left out: warning, name, channels, status of a state body, risk.
        """
        say = self._labels.get
        late = "stale" if self.kind in ("official", "crisis") else "stale_body"
        lines = [say(lang, late, date=_day(self.recheck_by, lang))] if self.stale(on) else []
        lines += [self.name.in_(lang)] if brief else [self.name.in_(lang), self.helps.in_(lang)]
        lines += [self._channel_line(channel, lang) for channel in self.shown_channels]
        if not brief and self.languages != ("ru",):
            lines.append(say(lang, "languages", list=", ".join(say(lang, f"lang_{code}") for code in self.languages)))
        if not brief or self.status.legal in ("state", "foreign_agent"):
            lines.append(self._status_line(lang))
        lines.append(self.risk.in_(lang))
        if not brief or self.sure in ("low", "very_low"):
            lines.append(say(lang, "checked", date=_day(self.checked_on, lang), sure=say(lang, f"sure_{self.sure}")))
        return lines

    def numbers(self, lang: str, on: date) -> str:
        """Name, telephone numbers and status in one line, to be dialled now; empty without a number to rely on."""
        told = [channel for channel in self.shown_channels if channel.kind == "phone"]
        if not told or self.stale(on):
            return ""
        line = f"☎ {self.name.in_(lang)}: {', '.join(channel.value for channel in told)}"
        return f"{line}. {self._status_line(lang)}" if self.status.legal == "state" else line

    def _channel_line(self, channel: Channel, lang: str) -> str:
        line = self._labels.get(lang, f"channel_{channel.kind}", value=channel.value)
        if channel.year is not None:
            line += " " + self._labels.get(lang, "page_year", year=str(channel.year))
        return line

    def _status_line(self, lang: str) -> str:
        dates = {"since": self.status.since, "until": self.status.until, "as_of": self.status.as_of}
        values = {key: _day(day, lang) if day else "" for key, day in dates.items()}
        return self._labels.get(lang, f"status_{self.status.legal}", **values)


class Topic(_Strict):
    """A thing people need help with. `covers` lists the intents and option ids that lead to it."""

    title: Text
    covers: tuple[str, ...] = ()


class Directory:
    """All entries in the editor's order, which is the order of offering. Those in ``shut`` are offered to nobody.

    Only ``renew`` puts a newer one in its place.
    """

    def __init__(self, contacts: Iterable[Contact], topics: dict[str, Topic], shut: Iterable[str] = ()) -> None:
        self.contacts = tuple(contacts)
        self.topics = topics
        self.shut = frozenset(shut)
        self._topic_of = {name: topic for topic, item in topics.items() for name in (topic, *item.covers)}

    def renew(self, newer: "Directory") -> None:
        """Become ``newer``, for everybody who holds this one."""
        vars(self).update(vars(newer))

    def topic(self, name: str) -> str | None:
        """The topic id for a topic, intent or option id; None when nothing is said about it."""
        return self._topic_of.get(name)

    def find(
        self, *, topic: str | None, on: date, asker: str = "self", abroad: bool = False, limit: int = 5
    ) -> tuple[Contact, ...]:
        """Entries to offer, at most `limit`, those within their date first.

        `topic` is a topic id, an intent or an option id. None, a name no topic covers, and a topic nobody
        helps with there, all give the general list: a person is never left without an address.
        `abroad` gives the separate list for people outside Russia and nothing else.
        """
        place = "abroad_page" if abroad else "dialogue"
        there = [contact for contact in self._open() if contact.offered == place]
        return tuple(sorted(self._fitting(there, topic, asker), key=lambda contact: contact.stale(on))[:limit])

    def numbers(self, ids: Collection[str], on: date, lang: str) -> list[str]:
        """The entries among `ids` that can be dialled, a line each, in the order of `ids`."""
        named = {contact.id: contact for contact in self._open() if contact.offered == "dialogue"}
        return [line for id in ids if id in named and (line := named[id].numbers(lang, on))]

    def phone(self, id: str) -> str:
        """The first number of an entry that may be shown; empty where there is none, or it is offered to nobody."""
        entry = next((contact for contact in self._open() if contact.id == id), None)
        shown = entry.shown_channels if entry else ()
        return next((channel.value for channel in shown if channel.kind == "phone"), "")

    def due(self, on: date, until: date) -> tuple[tuple[date, tuple[Contact, ...], int], ...]:
        """What has to be checked again from `on` to `until`: the last good day, the entries, and to how many of
        them an advocate may send a case on now and may not after that day."""
        soon = [contact for contact in self._open() if on <= contact.recheck_by <= until]
        days = sorted({contact.recheck_by for contact in soon})
        groups = [(day, [contact for contact in soon if contact.recheck_by == day]) for day in days]
        return tuple((day, tuple(ones), sum(one.can_take_a_case(on) for one in ones)) for day, ones in groups)

    def takers(self, *, topic: str | None, on: date, asker: str = "self") -> tuple[Contact, ...]:
        """Organisations that an advocate may hand a case to; ``topic`` and ``asker`` as for ``find``. May be empty."""
        able = [contact for contact in self._open() if contact.can_take_a_case(on)]
        return tuple(self._fitting(able, topic, asker))

    def _open(self) -> list[Contact]:
        return [contact for contact in self.contacts if contact.id not in self.shut]

    def _fitting(self, among: Iterable[Contact], topic: str | None, asker: str) -> list[Contact]:
        """Those who help this asker with a topic, in the editor's order; with what nobody helps, those for anything."""
        open_to_him = [contact for contact in among if asker in contact.for_whom]
        wanted = self.topic(topic or "general") or "general"
        helping = [contact for contact in open_to_him if wanted in contact.helps_with]
        return helping or [contact for contact in open_to_him if "general" in contact.helps_with]


def _day(day: date, lang: str) -> str:
    return f"{day:%d.%m.%Y}" if lang != "en" else f"{day.day} {day:%B %Y}"
