"""The page as files: static assets under names that change with their content, and the HTML around them."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.channels.languages import LANGUAGES
from bot.channels.web.texts import Texts

_FOLDER = Path(__file__).parent
_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the page, whole and packed: phones on a weak line, or behind Tor, wait for every kilobyte."""

    content: bytes
    packed: bytes
    media_type: str

    @classmethod
    def of(cls, content: bytes, media_type: str) -> Asset:
        """The asset with this content."""
        return cls(content, gzip.compress(content, mtime=0), media_type)


def load_assets() -> tuple[dict[str, str], dict[str, Asset]]:
    """Plain file name ("app.js") to public name (with a hash of the content), and public name to asset."""
    names, assets = {}, {}
    for path in sorted((_FOLDER / "static").iterdir()):
        content = path.read_bytes()
        name = f"{path.stem}.{hashlib.sha256(content).hexdigest()[:12]}{path.suffix}"
        names[path.name] = name
        assets[name] = Asset.of(content, _MEDIA_TYPES[path.suffix])
    return names, assets


def render_pages(template: str, texts: Texts, names: Mapping[str, str], text_chars: int) -> dict[str, Asset]:
    """Language to page. Everything in a page is known at start, so it is rendered once."""
    environment = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    # Cyrillic as it is: escaped, it would weigh three times as much.
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": False, "separators": (",", ":")}
    urls = {plain: f"/static/{name}" for plain, name in names.items()}
    return {
        lang: Asset.of(
            environment.get_template(template)
            .render(lang=lang, t=texts.in_(lang), texts=texts.by_lang, urls=urls, text_chars=text_chars)
            .encode(),
            "text/html; charset=utf-8",
        )
        for lang in LANGUAGES
    }
