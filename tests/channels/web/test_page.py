"""The page as it is served: small, in two languages, with nothing from elsewhere and colours one can read."""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path

import httpx
import pytest

import bot.channels.web as web
from bot.channels.languages import choose_language
from bot.channels.web import Texts, load_texts
from bot.channels.web.page import load_assets, render_pages, render_worker

STATIC = Path(web.__file__).with_name("static")
# What a phone on a weak line fetches before the first word, as it travels.
PAGE_BYTES = 25_000


def page_and_assets(client: httpx.Client) -> dict[str, tuple[str, int]]:
    """Path to text and to the bytes that travelled."""
    html = client.get("/")
    paths = re.findall(r'(?:href|src)="(/static/[^"]+(?:css|js|svg))"', html.text)
    assert len(paths) == 5
    return {
        path: (answer.text, int(answer.headers["content-length"]))
        for path in ("/", *paths)
        if (answer := client.get(path)).status_code == 200
    }


def test_the_whole_page_is_small(client: httpx.Client) -> None:
    parts = page_and_assets(client)
    assert len(parts) == 6
    assert sum(size for _, size in parts.values()) < PAGE_BYTES


def test_the_page_asks_for_nothing_from_elsewhere(client: httpx.Client) -> None:
    for path, (text, _) in page_and_assets(client).items():
        urls = set(re.findall(r"(?:https?:)?//[\w.-]+\.\w+[^\s\"']*", text))
        assert urls <= {"http://www.w3.org/2000/svg"}, path


def test_the_page_runs_no_inline_code_and_keeps_nothing(client: httpx.Client) -> None:
    html = client.get("/").text
    assert re.findall(r"<script(?![^>]* src=)(?![^>]*application/json)", html) == []
    assert "<style" not in html
    assert not re.search(r'\son\w+="|\sstyle="', html)
    for script in STATIC.glob("*.js"):
        assert not re.search(r"localStorage|sessionStorage|indexedDB|innerHTML|eval\(", script.read_text("utf-8"))


def test_static_files_may_be_kept_for_ever_because_names_follow_content(client: httpx.Client) -> None:
    paths = re.findall(r'"(/static/[^"]+)"', client.get("/").text)
    assert all(re.search(r"\.[0-9a-f]{12}\.\w+$", path) for path in paths)
    for path in paths:
        answer = client.get(path)
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        plain = client.get(path, headers={"accept-encoding": "identity"})
        assert plain.content == answer.content
        assert "content-encoding" not in plain.headers
        assert answer.headers["content-encoding"] == "gzip"
    for wrong in ("app.js", "..%2ftexts.yml", "app.000000000000.js"):
        assert client.get(f"/static/{wrong}").status_code == 404


def test_the_page_holds_every_sentence_it_can_say(client: httpx.Client) -> None:
    html = client.get("/").text
    texts = json.loads(re.search(r'<script id="texts"[^>]*>(.*?)</script>', html, re.S)[1])  # type: ignore[index]
    assert set(texts) == {"ru", "en"}
    source = "".join(path.read_text("utf-8") for path in STATIC.glob("*.js"))
    said = set(re.findall(r"(?:say|label)\([^,]+, '(\w+)'", source))
    said |= set(re.findall(r'data-(?:t|label)="(\w+)"', html))
    for name in re.findall(r"(?:panel|close)\('(\w+)'", source):
        if name not in ("confirm", "viewer"):
            said.add(f"{name}_title")
    said.remove("file_")
    said |= {f"file_{kind}" for kind in ("pdf", "docx", "txt", "ics")}
    assert len(said) > 25
    assert said <= set(texts["ru"])


def test_a_sentence_cannot_break_out_of_the_page() -> None:
    evil = "</script><script>alert(1)</script>\"'<b>"
    texts = Texts({lang: dict.fromkeys(load_texts().in_(lang), evil) for lang in ("ru", "en")})
    for page in render_pages("index.html.j2", texts, load_assets()[0], 4000).values():
        html = page.content.decode()
        assert "<script>alert" not in html
        assert "<b>" not in html


@pytest.mark.parametrize(
    ("cookie", "wishes", "chosen"),
    [
        (None, "", "ru"),
        (None, "ru-RU,ru;q=0.9,en-US;q=0.8", "ru"),
        (None, "en-US,en;q=0.9,ru;q=0.8", "en"),
        (None, "uk-UA,uk;q=0.9", "ru"),
        (None, "tg", "ru"),
        (None, "ne-NP", "en"),
        (None, "de,ru;q=0.5,en;q=0.4", "ru"),
        (None, "en;q=0, ru;q=0.1", "ru"),
        (None, "*", "ru"),
        (None, ";;;=,,x" * 200, "ru"),
        ("en", "ru", "en"),
        ("ru", "en", "ru"),
        ("xx", "en", "en"),
    ],
)
def test_the_page_speaks_the_chosen_or_wished_language(cookie: str | None, wishes: str, chosen: str) -> None:
    assert choose_language(cookie, wishes) == chosen


def test_a_browser_without_javascript_is_led_to_the_talk_without_it(client: httpx.Client) -> None:
    for language, word in (("ru", "Открыть чат без JavaScript"), ("en", "Open the chat without JavaScript")):
        html = client.get("/", headers={"accept-language": language}).text
        assert f'<html lang="{language}">' in html
        head, body = re.findall(r"<noscript>(.*?)</noscript>", html, re.S)
        assert head == '<meta http-equiv="refresh" content="0;url=/talk">'
        assert f'<a href="/talk">{word}</a>' in body


@pytest.mark.parametrize(("wishes", "title"), [("ru", "Чат"), ("en", "Chat")])
def test_the_page_can_be_put_among_the_apps_under_a_neutral_name(client: httpx.Client, wishes: str, title: str) -> None:
    html = client.get("/").text
    answer = client.get(re.search(r'rel="manifest" href="([^"]+)"', html)[1], headers={"accept-language": wishes})  # type: ignore[index]
    assert answer.headers["content-type"] == "application/manifest+json"
    manifest = answer.json()
    assert (manifest["name"], manifest["short_name"], manifest["display"]) == (title, title, "standalone")
    for icon in manifest["icons"]:
        picture = client.get(icon["src"])
        width, height = struct.unpack(">II", picture.content[16:24])
        assert (picture.headers["content-type"], icon["sizes"]) == ("image/png", f"{width}x{height}")
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}


def test_no_address_in_the_page_names_a_host_so_that_any_mirror_serves_it(client: httpx.Client) -> None:
    for path in ("/", "/app.webmanifest", "/worker.js"):
        assert not re.search(r"https?://|//[a-z]+\.", client.get(path).text.replace("// ", "")), path


def test_the_worker_keeps_the_page_and_nothing_that_was_said(client: httpx.Client) -> None:
    answer = client.get("/worker.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-store"
    shell = json.loads(re.search(r"SHELL = (\[.*?\]);", answer.text)[1])  # type: ignore[index]
    assert shell[0] == "/"
    assert set(shell[1:]) == set(re.findall(r'(?:href|src)="(/static/[^"]+(?:css|js|svg))"', client.get("/").text))
    assert all(client.get(path).status_code == 200 for path in shell)
    assert "/chat/" not in re.sub(r"//.*", "", answer.text)


def test_a_changed_page_makes_a_new_worker() -> None:
    names, _ = load_assets()
    one, two = (render_pages("index.html.j2", load_texts(), names, chars) for chars in (4000, 4001))
    assert render_worker(names, one) == render_worker(names, one)
    assert render_worker(names, one) != render_worker(names, two)


def test_the_empty_page_says_nothing(client: httpx.Client) -> None:
    html = client.get("/blank").text
    assert "<body" not in html
    assert re.findall(r"<title>(.*)</title>", html) == ["Новая вкладка"]
    assert not re.search(r"<script|<a |icon", html)


def test_the_empty_page_has_the_browser_forget_the_page_but_not_who_comes_back(client: httpx.Client) -> None:
    answer = client.get("/blank")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert client.get("/chat/replies").status_code == 200


def test_the_title_is_neutral(client: httpx.Client) -> None:
    for language, title in (("ru", "Чат"), ("en", "Chat")):
        html = client.get("/", headers={"accept-language": language}).text
        assert re.findall(r"<title>(.*)</title>", html) == [title]


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("text", "background"),
    [
        ("ink", "paper"),
        ("ink", "card"),
        ("ink", "own"),
        ("soft", "paper"),
        ("soft", "card"),
        ("accent", "card"),
        ("accent", "paper"),
        ("on-accent", "accent"),
        ("on-exit", "exit"),
        ("on-warn", "warn"),
        ("bad", "paper"),
        ("bad", "card"),
    ],
)
def test_text_stands_out_from_its_background(scheme: str, text: str, background: str) -> None:
    css = (STATIC / "style.css").read_text("utf-8")
    blocks = re.findall(r":root \{(.*?)\}", css, re.S)
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", blocks[("light", "dark").index(scheme)]))
    lighter, darker = sorted((_luminance(colours[text]), _luminance(colours[background])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5  # WCAG 2.2, 1.4.3 level AA
