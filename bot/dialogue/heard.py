"""What one message is, computed once: the model's reading, the rules that read its words, what the gateway knows.

No rule of the dialogue sees the words themselves. A reading holds codes, days and numbers, so it may be kept and shown.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from bot.dialogue import topics
from bot.reading.answering import ANSWERS, MISSED

FALLBACK = "nlu_fallback"  # the name under which Rasa says that the model would ask

# What Rasa's rules took a message for: the thin action that was chosen.
TOPIC, STORY, DRAFT, CHOICE, MOVE = "topic", "story", "draft", "choice", "move"
ERASE, LANGUAGE, UNSURE = "erase", "language", "unsure"

# Acts after which a question is let go, and acts that leave our question for one of his.
LET_GO = frozenset({"unsure", "refuses"})
ELSEWHERE = frozenset({"asks", "new_topic"})
SURE_OF_TOPIC = 0.8  # from here on the model's topic is believed where no value was answered


@dataclass(frozen=True)
class Answer:
    """What a typed message is to ``question``: ``act`` as of `bot.reading.answering`, the value, how exact a day is."""

    question: str
    act: str
    value: Any = None
    precision: str | None = None


@dataclass(frozen=True)
class Day:
    """A day the message names: for a fact, or as a plain ``date`` or ``deadline``; ``precision`` as it was told."""

    name: str
    value: str
    precision: str | None = None


# What the model alone may not say of him: an intent or a question, and the sign that bears it out, or the one that
# speaks against it. «Справку из реанимации взять успею?» was taken for a forgery, «ребята на выезде» for a flight,
# ten days of a leave for those of the press.
BORNE_OUT_BY = {"refuse_forge": "forges", "refuse_border": "crosses"}
SPOKEN_AGAINST_BY = {
    "lost_contact": "command_silent", "awol_deadlines": "not_away", "awol_consequences": "not_away",
    "awol_return": "not_away", "ten_days_right": "wants_leave", "ten_days_absence": "wants_leave",
    "ten_days_arrest": "years", "refuse_selfharm": "hurt_in_battle",
}  # fmt: skip


def borne_out(name: str, signs: Collection[str]) -> bool:
    """Tell whether the words of a message allow what the model takes it for, an intent or a question."""
    needed, against = BORNE_OUT_BY.get(name), SPOKEN_AGAINST_BY.get(name)
    return (needed is None or needed in signs) and (against is None or against not in signs)


@dataclass(frozen=True)
class Heard:
    """One message.

    ``kind``: what Rasa's rules took it for. ``typed``: words, no button and nothing that was weighed before the model.
    ``words``: how many it has. ``also``: topics of single clauses; ``question``: the question that people ask, by its
    record; ``may_ask``: all that it may be, each with how likely it is by the words alone; ``near``: those it may be
    in this talk where none is plain, the likeliest first, which is so by ``nearness`` (`bot.dialogue.context`);
    ``asked``: the questions that its single parts ask, where it has several, ``perhaps``: those that a part only may
    ask; ``told``: the first value of each entity; ``motives``: all of them; ``signs``: the names of what the rules of
    `bot.conversation.signs` found; ``part``, ``paper``, ``declined``: the part of an answer, the paper named, the kind
    that no paper may hold; ``takes_back``: facts that he says are not so; ``for_paper``: what only papers ask for
    (`bot.conversation.telling`).
    ``care``, ``hint``, ``sure``, ``beside``: of the gateway and of `bot.assistant.care`.
    ``noted``, ``doubts``: what was newly taken of ``told`` and what was not, set when the facts were taken, with
    ``replaced``: what was known instead before, and ``put_in``: what only papers ask for that is new.
    """

    kind: str
    intent: str = ""
    confidence: float = 0.0
    ranking: tuple[tuple[str, float], ...] = ()
    typed: bool = True
    also: tuple[str, ...] = ()
    question: str | None = None
    may_ask: tuple[tuple[str, float], ...] = ()
    words: int = 0
    near: tuple[str, ...] = ()
    nearness: float = 0.0
    asked: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()
    answer: Answer | None = None
    told: Mapping[str, Any] = field(default_factory=dict)
    days: tuple[Day, ...] = ()
    motives: tuple[str, ...] = ()
    signs: frozenset[str] = frozenset()
    part: str | None = None
    paper: str | None = None
    declined: str | None = None
    takes_back: tuple[str, ...] = ()
    for_paper: Mapping[str, Any] = field(default_factory=dict)
    care: str | None = None
    hint: str | None = None
    sure: bool = False
    beside: frozenset[str] = frozenset()
    noted: tuple[str, ...] = ()
    put_in: tuple[str, ...] = ()
    replaced: Mapping[str, Any] = field(default_factory=dict)
    doubts: tuple[tuple[str, str], ...] = ()

    @property
    def in_danger(self) -> bool:
        """Whether the safety layer is sure that a life is in danger."""
        return self.hint == "urgent_danger" and self.sure

    @property
    def move(self) -> str | None:
        """The move the message names."""
        return self.told.get("move")

    @property
    def asks(self) -> bool:
        """Whether it is put as a question."""
        return "asks" in self.signs

    def ranked(self, least: float = 0.0) -> list[str]:
        """The intents it may have meant, the likeliest first, without the doubt itself; none below ``least``."""
        return [name for name, confidence in self.ranking if name != FALLBACK and confidence >= least]

    def to(self, question: str | None) -> Answer | None:
        """What it is to ``question``; None for a button, and for an answer to another one."""
        if self.answer is None or self.answer.question != question:
            return None
        sure = self.ranked(SURE_OF_TOPIC)[:1]
        if self.answer.act in LET_GO | {MISSED} and sure and sure[0] in topics.SIDE and self.ranked()[:1] == sure:
            # «Надо ли называть фамилию?» is no refusal, it is a question of his own.
            return Answer(self.answer.question, "new_topic")
        return self.answer

    def way(self, shown: tuple[str, ...]) -> str | None:
        """The way out that a typed message chooses among those on the screen, or None."""
        if self.answer is None or self.answer.question != "option" or self.answer.act != ANSWERS:
            return None
        return topics.chosen(str(self.answer.value), shown)

    def as_data(self) -> dict[str, Any]:
        """The reading as plain data, without what is empty: for ``raport why`` and for recordings."""
        told = asdict(self)
        told |= {name: sorted(told[name]) for name in ("signs", "beside")}
        told["ranking"] = [[name, round(confidence, 3)] for name, confidence in self.ranking]
        told["confidence"] = round(self.confidence, 3)
        told["may_ask"] = [[id, round(share, 3)] for id, share in self.may_ask]
        told["nearness"] = round(self.nearness, 3) if self.near else None
        return {name: value for name, value in told.items() if value not in (None, "", (), [], {})}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Heard:
        """What ``as_data`` gave."""
        read: dict[str, Any] = {name: data[name] for name in (one.name for one in fields(cls)) if name in data}
        for name in ("also", "near", "asked", "perhaps", "motives", "noted", "put_in", "takes_back"):
            read[name] = tuple(read.get(name, ()))
        read |= {name: frozenset(read.get(name, ())) for name in ("signs", "beside")}
        read["ranking"] = tuple((str(name), float(confidence)) for name, confidence in read.get("ranking", ()))
        read["may_ask"] = tuple((str(id), float(share)) for id, share in read.get("may_ask", ()))
        read["days"] = tuple(Day(**day) for day in read.get("days", ()))
        read["doubts"] = tuple((str(fact), str(why)) for fact, why in read.get("doubts", ()))
        read["answer"] = Answer(**read["answer"]) if read.get("answer") else None
        return cls(**read)
