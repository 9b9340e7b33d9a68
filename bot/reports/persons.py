"""A person as a template sees one: each part in the case asked for, or a labelled blank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.reports.errors import ReportError
from bot.reports.grammar import names, posts, ranks
from bot.reports.markup import blank, clean

PARTS = ("last", "first", "patronymic", "gender", "rank", "post", "unit")
_MALE, _FEMALE = ("m", "male", "м", "муж", "мужской"), ("f", "female", "ж", "жен", "женский")
_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Labels:
    """What stands under a person's blanks: the label of the whole name, of the rank, the post and the unit."""

    name: str = "фамилия, имя, отчество"
    rank: str = "воинское звание"
    post: str = "воинская должность"
    unit: str = "воинская часть"


class Answer(str):
    """A person's words, or a blank's mark when there are none: then it is false."""

    __slots__ = ("given",)
    given: bool

    def __new__(cls, text: str, given: bool = True) -> Answer:
        made = super().__new__(cls, text)
        made.given = given
        return made

    def __bool__(self) -> bool:
        return self.given


class Person:
    """``{{ signer.name("gent") }}``, ``{{ addressee.rank("datv") }}``: words in a case, or a labelled blank.

    A blank stands for what is missing and for what would have to be guessed.

    ``unsure`` holds the parts whose form is not known for certain and was therefore left blank.
    """

    def __init__(self, data: Mapping[str, Any], field: str, labels: Labels) -> None:
        for key, value in data.items():
            if key not in PARTS or not isinstance(value, str | None) or len(value or "") > _LIMIT:
                raise ReportError("bad_value", f"{field}.{key if key in PARTS else ''}".rstrip("."))
        self._parts = {part: clean(data.get(part) or "") for part in PARTS}
        for part in ("last", "first", "patronymic"):
            self._parts[part] = names.as_name(self._parts[part])
        self._labels = labels
        self._field = field
        self.unsure: list[str] = []

    @property
    def gender(self) -> str:
        """ "m", "f" or "" when neither given nor told by the name."""
        given = self._parts["gender"].casefold()
        if given in _MALE:
            return "m"
        if given in _FEMALE:
            return "f"
        if given:
            raise ReportError("bad_value", f"{self._field}.gender")
        return names.gender_of(self._parts["last"], self._parts["first"], self._parts["patronymic"])

    def name(self, case: str = "nomn", size: str = "long", label: str = "") -> Answer:
        """Surname, first name and patronymic."""
        last, first, patronymic = (self._parts[part] for part in ("last", "first", "patronymic"))
        label = label or self._labels.name
        if not last:
            return self._blank(label, size)
        forms = [last, first, patronymic]
        if case != "nomn":
            gender = self.gender
            made = [
                names.decline_last(last, gender, case),
                names.decline_first(first, gender, case),
                names.decline_patronymic(patronymic, gender, case),
            ]
            if any(form is None for form in made):
                self.unsure.append("name")
                return self._blank(f"{_CASE_NAMES[case]}: {label}", size)
            forms = [form or "" for form in made]
        return Answer("\u00a0".join(part.replace(" ", "\u00a0") for part in forms if part))

    def short(self, size: str = "long", label: str = "фамилия, инициалы") -> Answer:
        """Initials and surname in the nominative: «И. И. Иванов»."""
        last = self._parts["last"]
        if not last:
            return self._blank(label, size)
        initials = [_initial(self._parts[part]) for part in ("first", "patronymic") if self._parts[part]]
        return Answer("\u00a0".join([*initials, last]))

    def rank(self, case: str = "nomn", size: str = "medium") -> Answer:
        """The rank, abbreviations written out."""
        return self._declined("rank", ranks.decline_rank, case, size)

    def post(self, case: str = "nomn", size: str = "long", label: str = "") -> Answer:
        """The post."""
        return self._declined("post", posts.decline_post, case, size, label)

    def unit(self, case: str = "gent", size: str = "medium") -> Answer:
        """The unit; «12345» is written out as «войсковой части 12345»."""
        return self._declined("unit", posts.decline_unit, case, size)

    def by_gender(self, male: str, female: str) -> str:
        """The word that agrees with the person; both, with a stroke, when the gender is not known."""
        return {"m": male, "f": female}.get(self.gender) or f"{male} ({female})"

    def _declined(self, part: str, decline: Any, case: str, size: str, label: str = "") -> Answer:
        given = self._parts[part]
        label = label or getattr(self._labels, part)
        if not given:
            return self._blank(label, size)
        form = decline(given, case)
        if form is None:
            self.unsure.append(part)
            return self._blank(f"{_CASE_NAMES[case]}: {label}" if case in _CASE_NAMES else label, size)
        return Answer(form)

    @staticmethod
    def _blank(label: str, size: str) -> Answer:
        return Answer(blank(label, size), given=False)


def _initial(name: str) -> str:
    return "-".join(f"{part[0].upper()}." for part in name.split(" ")[0].split("-") if part)


_CASE_NAMES = {"gent": "кого", "datv": "кому", "accs": "кого", "ablt": "кем", "loct": "о ком"}
