"""What a trainer says a message means: the name of an intent, a question that people ask, or a place among the answers
to a question of ours."""

from __future__ import annotations

from bot.cases.learning import Learning
from bot.studio.editing import LANGUAGES

ANSWER = "answer:"  # then the question, «:», the place without its language
ASKED = "asked:"  # then the file of records, «:», the record


def answer(question: str, place: str) -> str:
    """The label of a place among the answers to a question."""
    return f"{ANSWER}{question}:{place}"


def asked(file: str, record: str) -> str:
    """The label of a question that people ask."""
    return f"{ASKED}{file}:{record}"


def path(label: str) -> str:
    """Where what was named so becomes an example."""
    if label.startswith(ASKED):
        _, file, record = label.split(":", 2)
        return f"/studio/questions/{file}/{record}"
    kind, name, _ = parts(label)
    return f"/studio/{kind}/{name}"


def parts(label: str) -> tuple[str, str, str]:
    """The kind of file a label belongs to, the file's name, and the place in it (empty for an intent)."""
    if label.startswith(ANSWER):
        _, question, place = label.split(":", 2)
        return "answers", question, place
    if label.startswith(ASKED):
        return "questions", label.split(":", 2)[2], "asked"
    return "examples", label, ""


def waiting(learning: Learning, kind: str, name: str) -> tuple[dict[str, list[str]], list[str]]:
    """What was named for a file: lines by the place they belong to, and the ids of the messages."""
    lines: dict[str, list[str]] = {}
    ids = []
    for id, one in learning.kept().items():
        if one.label and parts(one.label)[:2] == (kind, name):
            lang = one.lang if one.lang in LANGUAGES else LANGUAGES[0]
            place = parts(one.label)[2]
            lines.setdefault(f"{place}.{lang}" if place else lang, []).append(one.text)
            ids.append(id)
    return lines, ids
