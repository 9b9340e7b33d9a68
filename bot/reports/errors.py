"""Errors of the room. They carry codes and field names, never the text a person wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.reports.safety import Finding


class ReportError(Exception):
    """A document cannot be loaded, drafted or rendered.

    ``code`` says what happened: ``unknown_document``, ``bad_template``, ``bad_declaration``, ``undeclared_field``,
    ``bad_value``, ``out_of_range``, ``too_long``, ``unknown_law``, ``unknown_format``, ``missing_part``,
    ``unsafe_text``. ``field`` names the field, document or fact concerned and is empty where there is none.
    """

    def __init__(self, code: str, field: str = "") -> None:
        self.code = code
        self.field = field
        super().__init__(f"{code}: {field}" if field else code)


class UnsafeTextError(ReportError):
    """An unreviewed document holds sentences that can hurt its signer; ``findings`` names them for the caller."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__("unsafe_text")
