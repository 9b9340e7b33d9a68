"""The catalogue: every document's declaration beside its template, read strictly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, StrictUndefined, Template, TemplateNotFound
from jinja2.environment import Environment
from jinja2.sandbox import ImmutableSandboxedEnvironment
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.reports.errors import ReportError
from bot.reports.fields import KINDS, SIZES, Field
from bot.reports.markup import prepare
from bot.reports.safety import KINDS as SAFETY_KINDS
from bot.reports.wording import small_start

FORMS = ("report", "complaint", "statement", "appeal", "claim", "list")
RISKS = ("low", "medium", "high")
RELEASES = ("at_once", "after_review")
_SPEC_KEYS = {"title", "form", "options", "fields", "risk", "release", "copies", "steps", "then", "paragraphs"}
_FIELD_KEYS = {"kind", "label", "blank", "size", "choices", "may_hold", "least", "most", "past", "exact"}


@dataclass(frozen=True, slots=True)
class DocumentSpec:
    """A declared document.

    ``fields`` are asked in this order; ``places`` are the option ids that lead here, each with the document's place
    among those of the option (1 is filed first); ``basis`` gives the knowledge fact ids each paragraph rests on;
    ``release`` is at_once or after_review; ``steps_topic`` names the filing steps; ``then`` are the documents that
    follow when this one is refused or left without an answer.
    """

    id: str
    title: Mapping[str, str]
    form: str
    fields: tuple[Field, ...]
    places: Mapping[str, int]
    risk_level: str
    release: str
    copies: int
    steps_topic: str
    then: tuple[str, ...]
    basis: Mapping[str, tuple[str, ...]]

    @property
    def options(self) -> tuple[str, ...]:
        """Option ids that lead to this document."""
        return tuple(self.places)


class Catalogue:
    """All documents. Immutable once loaded; holds the compiled templates."""

    def __init__(
        self, specs: Mapping[str, DocumentSpec], fields: Mapping[str, Field], environment: Environment
    ) -> None:
        self._specs = dict(specs)
        self._environment = environment
        self.vocabulary = dict(fields)

    def get(self, id: str) -> DocumentSpec:
        """ReportError("unknown_document", id) when there is none."""
        try:
            return self._specs[id]
        except KeyError:
            raise ReportError("unknown_document", id) from None

    def all(self) -> tuple[DocumentSpec, ...]:
        """Every document, in the order of ids."""
        return tuple(self._specs[id] for id in sorted(self._specs))

    def for_option(self, option_id: str) -> tuple[DocumentSpec, ...]:
        """Documents of an option, the first one to file first."""
        found = [(spec.places[option_id], spec.id) for spec in self._specs.values() if option_id in spec.places]
        return tuple(self._specs[id] for _, id in sorted(found))

    def chain(self, id: str) -> tuple[DocumentSpec, ...]:
        """What follows a document that is refused or left without an answer, in the order to try."""
        return tuple(self.get(follower) for follower in self.get(id).then)

    def template(self, name: str) -> Template:
        """A compiled template by its path under the folder."""
        return self._environment.get_template(name)


def load(folder: Path | None = None) -> Catalogue:
    """Reads ``reports/*.yml``, their ``.j2`` twins and ``shared/`` under ``folder`` (default: the project's templates).

    ReportError("bad_declaration" | "bad_template", where) at the first thing that is not as it should be.
    """
    folder = folder or Path(__file__).parents[2] / "templates"
    fields = {name: _field(name, data) for name, data in _read(folder / "shared" / "fields.yml").items()}
    specs = {}
    for path in sorted((folder / "reports").glob("*.yml")):
        specs[path.stem] = _spec(path, fields)
        if not path.with_suffix(".j2").is_file():
            raise ReportError("bad_declaration", f"{path.stem}: no template")
    for spec in specs.values():
        if unknown := set(spec.then) - set(specs):
            raise ReportError("bad_declaration", f"{spec.id}: {sorted(unknown)[0]}")
    return Catalogue(specs, fields, make_environment(folder))


def make_environment(folder: Path) -> Environment:
    """Jinja2 in its immutable sandbox, undefined names are errors; answers reach it only as data."""
    environment = ImmutableSandboxedEnvironment(
        loader=_Loader(folder),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
    )
    environment.globals.clear()
    environment.filters["lower_start"] = small_start
    return environment


class _Loader(BaseLoader):
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Any]:
        path = self._folder / template
        if ".." in Path(template).parts or path.suffix != ".j2" or not path.is_file():
            raise TemplateNotFound(template)
        return prepare(path.read_text(encoding="utf-8")), str(path), lambda: True


def _read(path: Path) -> dict[str, Any]:
    try:
        data = YAML(typ="safe", pure=False).load(path.read_text(encoding="utf-8"))
    except (OSError, YAMLError) as error:
        raise ReportError("bad_declaration", path.name) from error
    if not isinstance(data, dict):
        raise ReportError("bad_declaration", path.name)
    return data


def _field(name: str, data: Any) -> Field:
    choices = data.get("choices", {}) if isinstance(data, dict) else {}
    good = (
        isinstance(data, dict)
        and not set(data) - _FIELD_KEYS
        and data.get("kind") in KINDS
        and set(data.get("label", {})) == {"ru", "en"}
        and data.get("size", "medium") in SIZES
        and all(set(texts) == {"ru", "en"} for texts in choices.values())
        and (data["kind"] != "choice" or choices)
        and not set(data.get("may_hold", ())) - set(SAFETY_KINDS)
    )
    if not good:
        raise ReportError("bad_declaration", f"fields.yml: {name}")
    return Field(
        name,
        data["kind"],
        data["label"],
        data.get("blank", ""),
        data.get("size", "medium"),
        choices,
        tuple(data.get("may_hold", ())),
        least=int(data.get("least", 0)),
        most=int(data.get("most", 10**6)),
        past=bool(data.get("past", False)),
        exact=bool(data.get("exact", False)),
    )


def _spec(path: Path, fields: Mapping[str, Field]) -> DocumentSpec:
    data = _read(path)
    named = data.get("fields", [])
    good = (
        set(data) == _SPEC_KEYS
        and set(data["title"]) == {"ru", "en"}
        and data["form"] in FORMS
        and data["risk"] in RISKS
        and data["release"] in RELEASES
        and isinstance(data["copies"], int)
        and all(isinstance(place, int) for place in data["options"].values())
        and not set(named) - set(fields)
        and len(set(named)) == len(named)
        and isinstance(data["paragraphs"], dict)
    )
    if not good:
        raise ReportError("bad_declaration", path.name)
    return DocumentSpec(
        id=path.stem,
        title=data["title"],
        form=data["form"],
        fields=tuple(fields[name] for name in named),
        places=data["options"],
        risk_level=data["risk"],
        release=data["release"],
        copies=data["copies"],
        steps_topic=data["steps"],
        then=tuple(data["then"]),
        basis={id: tuple(facts or ()) for id, facts in data["paragraphs"].items()},
    )
