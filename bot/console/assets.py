"""Static files under names that change with their content, so a copy never grows old."""

from __future__ import annotations

import hashlib
from pathlib import Path

from bot.channels.web.page import Asset

_FOLDER = Path(__file__).parent / "static"
_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


def load_assets() -> tuple[dict[str, str], dict[str, Asset]]:
    """Return plain file name ("console.css") to address, and public name to asset."""
    addresses, assets = {}, {}
    for path in sorted(_FOLDER.iterdir()):
        content = path.read_bytes()
        name = f"{path.stem}.{hashlib.sha256(content).hexdigest()[:12]}{path.suffix}"
        addresses[path.name] = f"/static/{name}"
        assets[name] = Asset.of(content, _MEDIA_TYPES[path.suffix])
    return addresses, assets
