"""Lint of the templates: undeclared fields, law written as a literal, missing twins, documents nobody can reach."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from pathlib import Path

from jinja2 import nodes
from jinja2.environment import Environment
from jinja2.meta import find_undeclared_variables

from bot.reports.catalogue import Catalogue, DocumentSpec, make_environment
from bot.reports.markup import BLOCK, SEPARATOR, SIGNATURE_PARTS

# Fields that decide whether a claim carries the motion for a hearing in absence; drafting reads them itself.
ABSENCE_FACTS = frozenset({"category", "in_zone"})
# What drafting puts into every template's context besides the declared fields.
CONTEXT = frozenset(
    (
        "signer addressee earlier date norm norms act term known blank count cap uncap ended court since empty_date"
        " title absence_motion serving"
    ).split()
)
FIXED_BLOCKS = frozenset({"addressee", "title", "subtitle", "enclosures", "receipt", *SIGNATURE_PARTS})
_DATA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_BLOCK = re.compile(f"{BLOCK}([a-z0-9_]+){SEPARATOR}")
_KNOWN = re.compile(r"\bknown\([^)]*\)")
_FACT = re.compile(r"""['"]((?:norm|act|term)_[a-z0-9_]+)['"]""")
_LITERALS = (
    re.compile(r"\d"),
    re.compile(r"\b(?:стать[яеиюё]\w*|част[ьи]\w*|пункт\w*|подпункт\w*|глав[аеыу]\w*)\s+(?:\d|[IVX]|«[а-я]»)"),
    re.compile(
        r"№\s*\d|\b[А-Я]{2,4} РФ\b|-ФЗ\b|(?:Указ|Постановлени|Федеральн\w+ закон)\w* (?:Президента|Правительства|от|№)"
    ),
    re.compile(
        r"\b(?:два|две|трёх|три|пять|семь|десять|десяти|тридцать|тридцати)\s+(?:дн|сут|месяц|недел|час)\w*",
        re.IGNORECASE,
    ),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: ``code`` (see ``check``), the document or file, and what it is about."""

    code: str
    place: str
    what: str


def check(catalogue: Catalogue, folder: Path) -> tuple[Problem, ...]:
    """Every problem of the templates under ``folder``, in the order of files.

    Codes: ``undeclared_field``, ``unused_field``, ``literal`` (a number, an article or an act written in the template),
    ``missing_twin``, ``paragraph_without_basis``, ``basis_without_paragraph``, ``basis_differs``, ``unreachable``,
    ``no_duties`` (a report that does not say that duties go on).
    """
    reports = folder / "reports"
    found = list(_twins(reports))
    environment = make_environment(folder)
    sources = {spec.id: _source(environment, f"reports/{spec.id}.j2") for spec in catalogue.all()}
    for spec in catalogue.all():
        found.extend(_document(environment, spec, sources[spec.id]))
    for path in sorted([*reports.glob("*.j2"), *(folder / "shared").glob("*.j2")]):
        found.extend(_literals(path, folder))
    found.extend(_unreachable(catalogue))
    return tuple(found)


def _twins(reports: Path) -> Iterator[Problem]:
    templates = {path.stem for path in reports.glob("*.j2")}
    declarations = {path.stem for path in reports.glob("*.yml")}
    for stem in sorted(templates ^ declarations):
        yield Problem("missing_twin", stem, "yml" if stem in templates else "j2")


def _source(environment: Environment, name: str) -> str:
    """A template with what it includes, marks of structure in place."""
    loader = environment.loader
    assert loader is not None
    text = loader.get_source(environment, name)[0]
    return re.sub(r"""\{%\s*include\s*['"]([^'"]+)['"]\s*%\}""", lambda found: _source(environment, found[1]), text)


def _document(environment: Environment, spec: DocumentSpec, source: str) -> Iterator[Problem]:
    declared = {field.name for field in spec.fields}
    tree = environment.parse(source)
    used = find_undeclared_variables(tree)
    if "absence_motion" in used:
        used |= ABSENCE_FACTS
    for name in sorted(used - declared - CONTEXT):
        yield Problem("undeclared_field", spec.id, name)
    for name in sorted(declared - used - _named(tree)):
        yield Problem("unused_field", spec.id, name)
    yield from _basis(spec, source)
    if (
        spec.form == "report"
        and "продолжаю исполнять обязанности" not in source
        and "обязанности" not in source.lower()
    ):
        yield Problem("no_duties", spec.id, "duties")


def _named(tree: nodes.Template) -> Set[str]:
    return {node.name for node in tree.find_all(nodes.Name)}


def _basis(spec: DocumentSpec, source: str) -> Iterator[Problem]:
    """Each paragraph names the facts it rests on, and rests on those it names."""
    written: dict[str, set[str]] = {}
    pieces = _BLOCK.split(source)
    for name, body in zip(pieces[1::2], pieces[2::2], strict=True):
        written.setdefault(name, set()).update(_FACT.findall(_KNOWN.sub("", body)))
    for name, facts in sorted(written.items()):
        if name in FIXED_BLOCKS or name.startswith("heading"):
            continue
        if name not in spec.basis:
            yield Problem("paragraph_without_basis", spec.id, name)
        elif facts != set(spec.basis[name]):
            yield Problem("basis_differs", spec.id, f"{name}: {', '.join(sorted(facts ^ set(spec.basis[name])))}")
    for name in sorted(set(spec.basis) - set(written)):
        yield Problem("basis_without_paragraph", spec.id, name)


def _literals(path: Path, folder: Path) -> Iterator[Problem]:
    text = _DATA.sub(" ", path.read_text(encoding="utf-8"))
    for number, line in enumerate(text.split("\n"), 1):
        if any(pattern.search(line) for pattern in _LITERALS):
            yield Problem("literal", f"{path.relative_to(folder)}:{number}", line.strip()[:80])


def _unreachable(catalogue: Catalogue) -> Iterator[Problem]:
    """Documents that neither an option nor another reachable document leads to."""
    reached = _closure(catalogue, (spec.id for spec in catalogue.all() if spec.places))
    for spec in catalogue.all():
        if spec.id not in reached:
            yield Problem("unreachable", spec.id, "no option and no document leads here")


def _closure(catalogue: Catalogue, start: Iterable[str]) -> Set[str]:
    reached: set[str] = set()
    waiting = list(start)
    while waiting:
        id = waiting.pop()
        if id not in reached:
            reached.add(id)
            waiting.extend(catalogue.get(id).then)
    return reached
