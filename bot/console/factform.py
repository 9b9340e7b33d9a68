"""The facts of a paper as a form: what each field is, and what an advocate typed turned back into facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.reports import DocumentSpec, Field, ReportError, read_date

PERSON = ("last", "first", "patronymic", "rank", "post", "unit")
NAMED = ("signer", "addressee")
EARLIER = {"on": "date", "number": "line"}


@dataclass(frozen=True)
class Input:
    """One control. ``kind``: line, lines, text, date, number, choice, choices, flag.

    ``label`` is in words, ``part`` the key of a text.
    """

    name: str
    kind: str
    label: str
    part: str = ""
    choices: Sequence[tuple[str, str]] = field(default=())


def inputs(spec: DocumentSpec, lang: str, words: Mapping[str, str]) -> list[Input]:
    """Return the controls of a paper: its own fields, then what every paper has. ``words`` are the page's texts.

    Names come last: most people leave them to the pen.
    """
    made = [control for one in spec.fields for control in _inputs(one, lang)]
    made.append(Input("date", "date", words["fact_date"]))
    earlier = words["fact_earlier_report"]
    made += [Input(f"earlier_report.{part}", kind, earlier, f"fact_{part}") for part, kind in EARLIER.items()]
    for who in NAMED:
        made += [Input(f"{who}.{part}", "line", words[f"fact_{who}"], f"fact_{part}") for part in PERSON]
    return made


def typed(spec: DocumentSpec, facts: Mapping[str, Any]) -> dict[str, str]:
    """Return facts as the form shows them: a text for each control."""
    shown: dict[str, str] = {}
    for name, kind in kinds(spec).items():
        owner, _, part = name.partition(".")
        value = facts.get(owner)
        if part:
            value = value.get(part) if isinstance(value, Mapping) else None
        shown[name] = _text(value, kind)
    return shown


def facts(spec: DocumentSpec, before: Mapping[str, Any], sent: Mapping[str, str]) -> dict[str, Any]:
    """Return the facts a form holds; those of other papers, and what this form does not ask, stay as they were.

    ReportError("bad_value", name) for a date that is none; the paper's own fields check the rest.
    """
    found = dict(before)
    for name, kind in kinds(spec).items():
        if name not in sent and kind not in ("choices", "flag"):
            continue
        owner, _, part = name.partition(".")
        value = _value(name, kind, sent.get(name, ""))
        if part:
            parts = {**(found.get(owner) if isinstance(found.get(owner), Mapping) else {}), part: value}  # type: ignore[dict-item]
            value = {key: one for key, one in parts.items() if one is not None}
        if value is None or value == {}:
            found.pop(owner, None)
        else:
            found[owner] = value
    return found


def _inputs(one: Field, lang: str) -> list[Input]:
    label = one.label[lang]
    if one.kind == "person":
        return [Input(f"{one.name}.{part}", "line", label, f"fact_{part}") for part in PERSON]
    choices = [(code, texts[lang]) for code, texts in one.choices.items()]
    return [Input(one.name, _kind(one), label, choices=choices)]


def _kind(one: Field) -> str:
    if one.kind == "list":
        return "choices" if one.choices else "lines"
    return {"choice": "choice", "flag": "flag", "text": "text", "date": "date", "number": "number"}[one.kind]


def kinds(spec: DocumentSpec) -> dict[str, str]:
    """Return the kind of each control by its name."""
    found = {"date": "date"} | {f"earlier_report.{part}": kind for part, kind in EARLIER.items()}
    people = [*NAMED, *(one.name for one in spec.fields if one.kind == "person")]
    found |= {f"{who}.{part}": "line" for who in people for part in PERSON}
    return found | {one.name: _kind(one) for one in spec.fields if one.kind != "person"}


def _text(value: Any, kind: str) -> str:
    if value in (None, ""):
        return ""
    if kind == "flag":
        return "yes" if value is True else "no"
    if isinstance(value, list | tuple):
        return "\n".join(map(str, value))
    if kind == "date":
        try:
            return f"{read_date(value, 'date'):%d.%m.%Y}"
        except ReportError:
            return str(value)
    return str(value)


def _value(name: str, kind: str, text: str) -> Any:
    text = text.strip()
    if not text:
        return None
    if kind == "date":
        return read_date(text, name).isoformat()
    if kind == "flag":
        return {"yes": True, "no": False}.get(text)
    if kind in ("lines", "choices"):
        return [line.strip() for line in text.split("\n") if line.strip()]
    return text
