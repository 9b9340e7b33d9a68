"""Typed errors of the room. None carries what a person wrote."""

from __future__ import annotations


class LawError(Exception):
    """Base of the room's errors; `code` is a stable word for machines."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class KnowledgeError(LawError):
    """A knowledge file is wrong. Written for the lawyer who edits it: where, what, how to mend."""

    def __init__(self, code: str, *, file: str, line: int, what: str, mend: str) -> None:
        super().__init__(code, f"{file}:{line}: {what} {mend}")
        self.file = file
        self.line = line
        self.what = what
        self.mend = mend


class ProfileError(LawError):
    """A profile field is unknown or its value is not one of those allowed. The value itself is not repeated."""

    def __init__(self, code: str, field: str) -> None:
        super().__init__(code, f"profile field {field!r}: {code}")
        self.field = field


class NotKnownError(LawError):
    """Nothing is known under this id, on this date, or its source changed and awaits approval.

    Codes: `no_such_id`, `not_in_force`, `withdrawn`.
    """

    def __init__(self, code: str, kind: str, id: str) -> None:
        super().__init__(code, f"{kind} {id!r}: {code}")
        self.kind = kind
        self.id = id
