"""The page as files: static assets under names that change with their content, and the HTML around them."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.channels.languages import LANGUAGES
from bot.channels.web.texts import Texts

_FOLDER = Path(__file__).parent
_JAVASCRIPT = "text/javascript; charset=utf-8"
_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": _JAVASCRIPT,
    ".png": "image/png",
    ".svg": "image/svg+xml",
}

_PAPER = "#f5f3ee"  # as in style.css
# What opens without a connection. Never anything under /chat/.
_SHELL = ("style.css", "view.js", "app.js", "shell.js", "icon.svg")


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


def load_assets(folder: Path = _FOLDER / "static") -> tuple[dict[str, str], dict[str, Asset]]:
    """Plain file name ("app.js") to public name (with a hash of the content), and public name to asset."""
    names, assets = {}, {}
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        name = f"{path.stem}.{hashlib.sha256(content).hexdigest()[:12]}{path.suffix}"
        names[path.name] = name
        assets[name] = Asset.of(content, _MEDIA_TYPES[path.suffix])
    return names, assets


def render_pages(template: str, texts: Texts, names: Mapping[str, str], text_chars: int) -> dict[str, Asset]:
    """Language to page. Everything in a page is known at start, so it is rendered once."""
    templates = environment()
    urls = {plain: f"/static/{name}" for plain, name in names.items()}
    return {
        lang: Asset.of(
            templates.get_template(template)
            .render(lang=lang, t=texts.in_(lang), texts=texts.by_lang, urls=urls, text_chars=text_chars)
            .encode(),
            "text/html; charset=utf-8",
        )
        for lang in LANGUAGES
    }


def render_worker(names: Mapping[str, str], pages: Mapping[str, Asset]) -> Asset:
    """The service worker. Its cache has another name whenever anything that it keeps has changed."""
    shell = ["/", *(f"/static/{names[plain]}" for plain in _SHELL)]
    version = hashlib.sha256(b"".join([*(page.content for page in pages.values()), *(p.encode() for p in shell)]))
    script = environment().get_template("worker.js.j2").render(name=f"shell-{version.hexdigest()[:12]}", shell=shell)
    return Asset.of(script.encode(), _JAVASCRIPT)


def render_manifests(texts: Texts, names: Mapping[str, str]) -> dict[str, Asset]:
    """Language to what a phone needs to know to put the page among its apps: under a neutral name, from any address."""
    icons = [
        {"src": f"/static/{names[f'icon-{size}.png']}", "sizes": f"{size}x{size}", "type": "image/png",
         "purpose": "any maskable"}
        for size in (192, 512)
    ]  # fmt: skip
    common = {"id": "/", "start_url": "/", "scope": "/", "display": "standalone", "icons": icons}
    colours = {"background_color": _PAPER, "theme_color": _PAPER}
    return {
        lang: Asset.of(
            json.dumps(
                {
                    "name": texts.in_(lang)["title"],
                    "short_name": texts.in_(lang)["title"],
                    "lang": lang,
                    **common,
                    **colours,
                },
                ensure_ascii=False,
            ).encode(),
            "application/manifest+json",
        )
        for lang in LANGUAGES
    }


def environment() -> Environment:
    """The templates of the page; what they show is text, never markup."""
    made = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    # Cyrillic as it is: escaped, it would weigh three times as much.
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": False, "separators": (",", ":")}
    return made
