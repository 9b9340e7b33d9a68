"""Renderers: one document model, four kinds of paper."""

from __future__ import annotations

from bot.reports.errors import ReportError, UnsafeTextError
from bot.reports.model import Document
from bot.reports.renderers.page import render_pdf, render_png
from bot.reports.renderers.text import render_message, render_text


def render(document: Document, format: str, *, large: bool = False) -> bytes:
    """The document as a file: ``txt`` (UTF-8), ``docx``, ``pdf`` or ``png``; ``large`` is the large print.

    Raises UnsafeTextError when an unreviewed document holds sentences that can hurt its signer (a reviewed one passes:
    there the findings are a warning), ReportError("unknown_format").
    """
    _refuse_unsafe(document)
    if format == "txt":
        return render_text(document, large=large).encode()
    if format == "docx":
        from bot.reports.renderers.word import render_docx  # read where it is used: the picture is what most take

        return render_docx(document, large=large)
    if format == "pdf":
        return render_pdf(document, large=large)
    if format == "png":
        return render_png(document, large=large)
    raise ReportError("unknown_format", format)


def as_message(document: Document) -> str:
    """The document as a chat message, to read and copy on a phone. UnsafeTextError as ``render``."""
    _refuse_unsafe(document)
    return render_message(document)


def _refuse_unsafe(document: Document) -> None:
    if document.findings and not document.reviewed:
        raise UnsafeTextError(document.findings)
