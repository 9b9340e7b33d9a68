"""Whom a message names for a paper: whose name it is, in the nominative, with the rank that stands beside it.

People write names in the very request («Командиру полковнику Дееву, я ефрейтор Лунин А.П.»). They are read at the
gateway and sealed for the one turn that may draw the paper (`bot.conversation.turns`); no rule of the dialogue sees
them. Only a name in Cyrillic with its capitals is read, and only where its nominative is certain: what is not stays a
blank. The words are data, ``words/naming.yml``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ruamel.yaml import YAML

from bot import memory
from bot.reports.grammar import nominative, ranks

WORDS = Path(__file__).with_name("words") / "naming.yml"
SEALED = "told_people"  # under which the gateway seals them for a turn
NAME = ("last", "first", "patronymic")
CHIEF, WRITER, HE, KIN, SIGNS, BARE = "chief", "i", "he", "kin", "signs", "bare"

_CAPITAL = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ]?[а-яё]+)?"
_RUN = re.compile(rf"{_CAPITAL}(?: {_CAPITAL}){{0,4}}")
_INITIALS = re.compile(rf"({_CAPITAL}) ([А-ЯЁ])\. ?([А-ЯЁ])?\.?(?!\w)|(?<!\w)([А-ЯЁ])\. ?(?:([А-ЯЁ])\. ?)?({_CAPITAL})")
_INSTEAD = re.compile(rf"(?<!\w)[Нн]е ({_CAPITAL}),? (?:а )?({_CAPITAL})")
_NEXT = re.compile(r" ?[А-ЯЁ]")
_CLAUSE = ".,;:!?\n"
_PATRONYMIC = re.compile(r"(?:[оеё]вич|ич|[оеё]вн|ичн)(?:[ауеы]|ем|ой)?$")
_CASES = ("nomn", "datv", "gent", "accs", "ablt")
_BESIDE = " ,"  # what may stand between a name and its rank


class Person(NamedTuple):
    """``role``: whose name it is; ``parts``: name, rank and gender; ``instead_of``: the surname it puts right."""

    role: str
    parts: Mapping[str, str]
    instead_of: str = ""


class Words(NamedTuple):
    """The lists, ready to search with."""

    rank: re.Pattern[str]
    denied: re.Pattern[str]
    before: Mapping[str, re.Pattern[str]]
    after: Mapping[str, re.Pattern[str]]
    surname: re.Pattern[str]
    beside: re.Pattern[str]
    posts: Mapping[str, str]
    of_a_unit: re.Pattern[str]


class _Found(NamedTuple):
    """A name at its place in the text; ``alone``: a surname only, in which ``case`` it stands."""

    start: int
    end: int
    parts: Mapping[str, str]
    alone: bool = False
    case: str = "nomn"


@cache
def words() -> Words:
    """Return the word lists, read once."""
    data = YAML(typ="safe").load(WORDS.read_text(encoding="utf-8"))

    def ready(written: str) -> re.Pattern[str]:
        for name, said in data["lists"].items():
            written = written.replace(f"{{{name}}}", said)
        return re.compile(written)

    return Words(
        re.compile(rf"(?<!\w)(?:{ready(data['rank']).pattern})(?!\w)"), ready(data["denied"]),
        {role: ready(one) for role, one in data["before"].items()},
        {role: ready(one) for role, one in data["after"].items()}, ready(data["surname"]),
        ready(data["beside"]), data["posts"], ready(data["of_a_unit"]),
    )  # fmt: skip


@memory.for_a_turn(8)
def people(text: str) -> tuple[Person, ...]:
    """Return whom a message names, in its order; nobody for a button."""
    if text.startswith("/"):
        return ()
    plain = text.lower().replace("ё", "е")
    marks = [(hit.start(), hit.end(), hit[0]) for hit in words().rank.finditer(plain)]
    free = list(marks)
    found = [one for name in _names(text, plain, marks) if (one := _person(name, text, plain, free))]
    for hit in _INSTEAD.finditer(text):
        old, new = _surname_alone(hit[1]), _surname_alone(hit[2])
        if old and new:
            found.append(Person(BARE, new[0], old[0]["last"]))
    return tuple(found)


def names_somebody(text: str) -> bool:
    """Tell whether a message names somebody for a paper: other kin have no place in it."""
    return any(one.role != KIN for one in people(text))


def names_the_writer(text: str) -> bool:
    """Tell whether who writes says his own name, or whose letter it shall be."""
    return any(one.role in (WRITER, SIGNS) for one in people(text))


def names_his_relative(text: str) -> bool:
    """Tell whether who writes names himself and the man he writes of: he is a relative of that man's."""
    return {WRITER, HE} <= {one.role for one in people(text)}


def names_who_signs_for_him(text: str) -> bool:
    """Tell whether he names himself and somebody of his, who then signs a letter of her own for him."""
    return _kin_sign([one.role for one in people(text)])


def rank_put_right(text: str) -> str | None:
    """Return the rank of «не ефрейтор, мл сержант» in full words; None where no rank is said not to be his."""
    plain = text.lower().replace("ё", "е")
    marks = [(hit[0], bool(words().denied.search(plain[: hit.start()]))) for hit in words().rank.finditer(plain)]
    beside = [rank for said, denied in marks if not denied and (rank := ranks.nominative_rank(said))]
    return beside[0][0] if beside and any(denied for _, denied in marks) else None


def sealed(found: Sequence[Person]) -> str:
    """Return what the gateway seals of them."""
    return json.dumps([[one.role, dict(one.parts), one.instead_of] for one in found], ensure_ascii=False)


def opened(kept: str | None) -> tuple[Person, ...]:
    """Return those that were sealed."""
    return tuple(Person(role, parts, old) for role, parts, old in json.loads(kept)) if kept else ()


def on_paper(
    told: Sequence[Person], before: Mapping[str, Mapping[str, str]], *, own: bool, asker: str, to_chief: bool
) -> dict[str, dict[str, str]]:
    """Return signer, addressee and serviceman as a paper prints them.

    ``told`` now, ``before``: as the paper drawn before had them; ``own``: a relative's own paper, else he signs;
    ``to_chief``: it goes to the commander. Who is named without a word of whose name it is signs a paper of his, and
    is the man that a relative's paper is about; a surname alone only puts right one that stands there.
    """
    found = {place: dict(person) for place, person in before.items() if person}
    places = _places(told, own, asker, to_chief)
    said = {places.get(one.role) for one in told if one.role != BARE}
    for one in told:
        place = places.get(one.role)
        if one.role == BARE:
            old = one.instead_of or one.parts["last"]
            same = next((at for at, person in found.items() if person.get("last") == old), None)
            place = same or (place if place not in said and not one.instead_of and "first" in one.parts else None)
        if place:
            kept = found.get(place, {})
            another = "first" in one.parts and one.parts["last"] != kept.get("last")
            found[place] = {**({} if another else kept), **one.parts}
    return found


def _places(told: Sequence[Person], own: bool, asker: str, to_chief: bool) -> dict[str, str]:
    """Role to the place on paper. Who names himself and the man he writes of is that man's relative, and no signer of
    a report; who names his mother and himself, and nobody else, is the man of whom she writes."""
    roles = {one.role for one in told}
    chief = {CHIEF: "addressee"} if to_chief else {}
    if not own:
        himself = asker == "self" and HE not in roles
        return {**chief, BARE: "signer", **({WRITER: "signer"} if himself else {HE: "signer"})}
    if _kin_sign(roles) or (asker == "self" and HE not in roles):
        return {**chief, KIN: "signer", SIGNS: "signer", WRITER: "serviceman", BARE: "serviceman"}
    return {**chief, WRITER: "signer", SIGNS: "signer", HE: "serviceman", BARE: "serviceman"}


def _kin_sign(roles: Collection[str]) -> bool:
    return {KIN, WRITER} <= set(roles) and HE not in roles


# -- names in the text ---------------------------------------------------------------------------------------------


def _names(text: str, plain: str, marks: Sequence[tuple[int, int, str]]) -> Iterator[_Found]:
    taken: list[tuple[int, int]] = []
    for hit in _INITIALS.finditer(text):
        last = _surname_alone(hit[1] or hit[6])
        if last and last[1] == "nomn":
            initials = [f"{one}." for one in (hit[2] or hit[4], hit[3] or hit[5]) if one]
            taken.append(hit.span())
            yield _Found(*hit.span(), {**last[0], **dict(zip(NAME[1:], initials, strict=False))})
    for run in _RUN.finditer(text):
        if any(run.start() < end and start < run.end() for start, end in taken):
            continue
        tokens = [(run.start() + hit.start(), hit[0]) for hit in re.finditer(r"\S+", run[0])]
        whole = _whole(tokens)
        if whole is not None:
            yield whole
            continue
        if sum(nominative.may_be_last(token) for _, token in tokens) > 1:
            continue  # two names, and which is the surname is not certain
        for start, token in tokens:
            end = start + len(token)
            beside = any(_touches(plain, start, end, mark) for mark in marks)
            alone = _surname_alone(token)
            if alone and (beside or _role(plain, start, end) == CHIEF or words().surname.search(plain[:start])):
                yield _Found(start, end, alone[0], alone=True, case=alone[1])


def _whole(tokens: Sequence[tuple[int, str]]) -> _Found | None:
    """A surname with a first name and perhaps a patronymic, in any order; None where that is not certain."""
    said = [token for _, token in tokens]
    at = next((place for place, token in enumerate(said) if place and _PATRONYMIC.search(token)), None)
    orders: list[tuple[int, ...]]  # surname, first name, patronymic
    if at is None:
        orders = [(0, 1), (1, 0)] if len(said) == 2 else []
    else:
        orders = [(last, at - 1, at) for last in (at - 2, at + 1) if 0 <= last < len(said)]
    made = [(found, places) for places in orders if (found := _in_one_case(*(said[place] for place in places)))]
    if not made or (len(made) > 1 and at is None):
        return None
    (parts, case), places = made[0]
    last = max(places)
    return _Found(tokens[min(places)][0], tokens[last][0] + len(said[last]), parts, case=case)


def _in_one_case(last: str, first: str, patronymic: str = "") -> tuple[dict[str, str], str] | None:
    """The parts in the nominative and the case they stood in: first name and patronymic say which.

    An unknown first name is believed before a patronymic in the nominative.
    """
    for case in _CASES:
        for gender in ("m", "f"):
            middle = nominative.patronymic(patronymic, gender, case) if patronymic else ""
            given = nominative.first(first, gender, case) or (first if middle and case == "nomn" else None)
            parts = {"last": nominative.last(last, gender, case), "first": given, "patronymic": middle}
            if all(part is not None for part in parts.values()):
                return {**{name: str(part) for name, part in parts.items() if part}, "gender": gender}, case
    return None


def _surname_alone(token: str) -> tuple[dict[str, str], str] | None:
    """A surname by itself in the nominative, and the case it stands in: an addressee stands in the dative."""
    if not nominative.may_be_last(token):
        return None
    for case in ("nomn", "datv"):
        made = {gender: nominative.last(token, gender, case) for gender in ("m", "f")}
        known = {
            gender: form for gender, form in made.items() if form and nominative.is_known_last(token, gender, case)
        }
        if len(known) == 1:
            gender, form = next(iter(known.items()))
            return {"last": form, "gender": gender}, case
    return None


# -- whose name it is ----------------------------------------------------------------------------------------------


def _person(one: _Found, text: str, plain: str, free: list[tuple[int, int, str]]) -> Person | None:
    """The name with the rank beside it; a rank belongs to one name only. None for one that is nobody's on paper."""
    near = [mark for mark in free if _touches(plain, one.start, one.end, mark)]
    # «… Орлову, рядовой Иванов»: a rank behind a name that another name follows is of that one.
    beside = [mark for mark in near if mark[0] < one.start or not _NEXT.match(text, mark[1])]
    parts, start, end, dative = dict(one.parts), one.start, one.end, one.case == "datv"
    if beside and (rank := ranks.nominative_rank(beside[0][2])):
        free.remove(beside[0])
        parts["rank"] = rank[0]
        start, end = min(start, beside[0][0]), max(end, beside[0][1])
        dative = dative or rank[1] == "datv"
    surname = words().surname.search(plain[:start])
    if surname:
        return Person(WRITER if surname["he"] in ("меня", "моя") else HE, {"last": one.parts["last"]})
    role = _role(plain, start, end)
    if role == CHIEF and (post := _post(plain[:start])):
        parts["post"] = post
    if role != BARE:
        return Person(role, parts)
    if dative:
        return Person(CHIEF, parts) if one.alone else None
    return Person(BARE, parts) if one.alone or (one.case == "nomn" and _by_itself(plain, start, end)) else None


def _post(before: str) -> str:
    """The post of a chief below the commander of the unit: «командиру роты» is no commander of a unit."""
    hit = words().before[CHIEF].search(before)
    head, _, below = hit[0].strip(" ,:-").partition(" ") if hit else ("", "", "")
    post = next((post for stem, post in words().posts.items() if head.startswith(stem)), "")
    if " " in post:
        return post
    return f"{post} {below}" if post and below and not words().of_a_unit.match(below) else ""


def _by_itself(plain: str, start: int, end: int) -> bool:
    """Tell whether a name is a clause of its own: in «меня избил Сидоров Иван» it is no man's who signs."""
    left = max(plain.rfind(mark, 0, start) for mark in _CLAUSE) + 1
    right = min((at for mark in _CLAUSE if (at := plain.find(mark, end)) >= 0), default=len(plain))
    around = words().beside.sub(" ", f"{plain[left:start]} | {plain[end:right]}")
    return not re.search(r"\w", around)


def _role(plain: str, start: int, end: int) -> str:
    before = next((role for role, said in words().before.items() if said.search(plain[:start])), None)
    return before or next((role for role, said in words().after.items() if said.search(plain[end:])), BARE)


def _touches(plain: str, start: int, end: int, mark: tuple[int, int, str]) -> bool:
    between = plain[mark[1] : start] if mark[1] <= start else plain[end : mark[0]] if mark[0] >= end else None
    denied = words().denied.search(plain[: mark[0]])
    return between is not None and not between.strip(_BESIDE) and not denied
