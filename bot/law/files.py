"""The knowledge files, each checked against its shape, and errors that point into them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.law import model, model_questions, model_texts
from bot.law.errors import KnowledgeError
from bot.law.laying import LOCK, NOTHING, Laid, lay
from bot.law.reading import line_of, read_trees

Place = tuple[str | int, ...]
_M = TypeVar("_M", bound=BaseModel)

# A file, or with a slash a folder of files, and the shape its tree must have.
_SHAPES: dict[str, type[BaseModel]] = {
    "sources.yml": model.SourcesFile, "regimes.yml": model.RegimesFile, "options/": model.OptionsFile,
    "risks.yml": model.RisksFile, "deadlines.yml": model.DeadlinesFile, "steps.yml": model.StepsFile,
    "facts.yml": model_texts.FactsFile, "topics/": model_texts.TopicsFile, "myths.yml": model_texts.MythsFile,
    "never_say.yml": model_texts.NeverSayFile, "questions.yml": model_texts.QuestionsFile,
    "calendar/": model_texts.CalendarFile, "phrases.yml": model_texts.Phrases, "absence.yml": model_texts.AbsenceFile,
    "ladder.yml": model_texts.LadderFile, LOCK: model_texts.LockFile, "questions/": model_questions.AskedFile,
}  # fmt: skip

# What pydantic calls a mistake, and how a lawyer is told of it: what is wrong, how to mend it.
_MENDS = {
    "missing": ("the field is missing.", "Add it; the entries beside it show the form."),
    "extra_forbidden": ("this field is not known here.", "Correct its spelling or take it out."),
    "string_type": ("this must be text.", "Put the value in quotes."),
    "date_from_datetime_parsing": ("this is not a date.", "Write it as 2022-09-21."),
    "date_parsing": ("this is not a date.", "Write it as 2022-09-21."),
    "literal_error": ("this word is not one of those allowed.", "Use one of: {expected}."),
    "enum": ("this word is not one of those allowed.", "Use one of: {expected}."),
    "too_short": ("the list is empty.", "A sentence needs at least one source, a list at least one entry."),
    "string_pattern_mismatch": ("this id is badly formed.", "Use small Latin letters, digits and _."),
    "string_too_short": ("the text is empty.", "Write the sentence in both languages."),
    "model_type": ("this must be a mapping.", "Write it as {{ru: \"…\", en: \"…\"}} or in indented lines."),
}  # fmt: skip


class Files:
    """All files of a folder with what is laid over them, parsed and checked. Raises KnowledgeError while it is made."""

    def __init__(self, folder: Path, laid: Laid = NOTHING) -> None:
        self.folder = folder
        self._checked: dict[str, BaseModel] = {
            name: self._check(name, tree) for name, tree in lay(read_trees(folder), laid).items()
        }
        for name in _SHAPES:
            if not name.endswith("/") and name not in self._checked:
                raise KnowledgeError("no_file", file=name, line=0, what="The file is missing.", mend="Put it back.")

    def one(self, name: str, shape: type[_M]) -> _M:
        """The file of this name."""
        found = self._checked[name]
        assert isinstance(found, shape)
        return found

    def many(self, prefix: str, shape: type[_M]) -> list[tuple[str, _M]]:
        """Names and trees of the files of one folder, in order."""
        found = [(name, tree) for name, tree in self._checked.items() if name.startswith(prefix)]
        return [(name, tree) for name, tree in found if isinstance(tree, shape)]

    def error(self, code: str, name: str, place: Place, what: str, mend: str) -> KnowledgeError:
        """An error with the line of a place inside a file."""
        return KnowledgeError(code, file=name, line=line_of(self.folder, name, place), what=what, mend=mend)

    def _check(self, name: str, tree: Any) -> BaseModel:
        shape = _SHAPES.get(name if name in _SHAPES else name.split("/")[0] + "/")
        if shape is None:
            raise KnowledgeError(
                "stray_file", file=name, line=1, what="No file of this name belongs here.", mend="Move or rename it."
            )
        try:
            return shape.model_validate(tree)
        except ValidationError as error:
            first = error.errors()[0]
            what, mend = _explained(first)
            place = tuple(first["loc"])
            raise self.error(str(first["type"]), name, place, f"{_spelled(place)}: {what}", mend) from None


def _explained(error: Mapping[str, Any]) -> tuple[str, str]:
    what, mend = _MENDS.get(error["type"], (f"{error['msg']}.", "Compare it with the entries beside it."))
    return what, mend.format(expected=error.get("ctx", {}).get("expected", ""))


def _spelled(place: Place) -> str:
    return " → ".join(f"entry {step + 1}" if isinstance(step, int) else step for step in place) or "the whole file"
