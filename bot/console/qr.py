"""A QR code as markup that stands in the page itself: no request, no style attribute, nothing kept."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr_svg(text: str, label: str) -> Markup:
    """Return the picture of ``text``; ``label`` is said by a screen reader in its place."""
    made = segno.make(text, error="m").svg_inline(
        omitsize=True, border=3, dark="#000", light="#fff", svgclass="qr", lineclass=None
    )
    return Markup('<span class="qr-frame" role="img" aria-label="{}">{}</span>').format(label, Markup(made))
