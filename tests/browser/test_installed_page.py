"""The page among a phone's apps, in a real Chromium: it opens without a connection, says so, and keeps no word."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Watch
from tests.channels.fake_port import FakePort
from tests.channels.server import Server

SECRET = "мать инвалид 1 группы"
NO_CONNECTION = "Нет связи"
# Everything that a page can find in the browser's keeping, as text.
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      found.push(request.url + ' ' + await (await cache.match(request, { ignoreVary: true })).text());
    }
  }
  found.push(JSON.stringify(await indexedDB.databases()), JSON.stringify(localStorage), JSON.stringify(sessionStorage));
  return found;
}"""
Save = Callable[[Page, str], Path]


def open_and_keep(page: Page, server: Server) -> None:
    page.goto(server.url)
    expect(page.locator(".bot").first).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def say(page: Page, text: str) -> None:
    page.get_by_label("Ваше сообщение").fill(text)
    page.get_by_role("button", name="Отправить").click()
    expect(page.locator(".bot").last).to_contain_text(text)


def test_the_browser_finds_nothing_amiss_with_the_manifest(page: Page, server: Server, context: BrowserContext) -> None:
    open_and_keep(page, server)
    session = context.new_cdp_session(page)
    found = session.send("Page.getAppManifest")
    assert found["errors"] == []
    manifest = json.loads(found["data"])
    assert manifest["name"] == "Чат"
    errors = {error["errorId"] for error in session.send("Page.getInstallabilityErrors")["installabilityErrors"]}
    assert errors <= {"in-incognito"}  # the test's own profile is a private window


def test_without_a_connection_the_page_opens_and_says_so(
    page: Page, server: Server, context: BrowserContext, watch: Watch, picture: Save
) -> None:
    open_and_keep(page, server)
    assert watch.complaints == []
    context.set_offline(True)
    page.reload()
    expect(page.get_by_text(NO_CONNECTION)).to_be_visible()
    expect(page.get_by_role("button", name="Выход", exact=False).first).to_be_visible()
    picture(page, "offline")
    context.set_offline(False)
    expect(page.locator(".bot").first).to_be_visible(timeout=20_000)
    expect(page.get_by_text(NO_CONNECTION)).to_be_hidden()


def test_with_the_server_away_the_page_opens_and_says_so(page: Page, server: Server) -> None:
    open_and_keep(page, server)
    server.stop()
    page.reload()
    expect(page.get_by_text(NO_CONNECTION)).to_be_visible(timeout=20_000)
    server.start()
    expect(page.locator(".bot").first).to_be_visible(timeout=20_000)


def test_nothing_that_was_said_is_in_the_browsers_keeping(page: Page, server: Server, port: FakePort) -> None:
    open_and_keep(page, server)
    say(page, SECRET)
    page.reload()
    expect(page.locator(".bot").last).to_contain_text(SECRET)
    kept = page.evaluate(KEPT)
    assert len(kept) > 5
    assert all(SECRET not in one and "Здравствуйте" not in one and "/chat/" not in one.split(" ")[0] for one in kept)
    assert kept[-3:] == ["[]", "{}", "{}"]


def test_no_old_talk_is_shown_without_a_connection(page: Page, server: Server, context: BrowserContext) -> None:
    open_and_keep(page, server)
    say(page, SECRET)
    context.set_offline(True)
    page.reload()
    expect(page.get_by_text(NO_CONNECTION)).to_be_visible()
    assert SECRET not in page.inner_text("body")


def test_erasing_takes_the_worker_and_its_cache_away(page: Page, server: Server) -> None:
    open_and_keep(page, server)
    say(page, SECRET)
    page.get_by_role("button", name="Стереть всё").click()
    page.get_by_role("button", name="Да, стереть").click()
    expect(page.get_by_text("Всё стёрто")).to_be_visible()
    page.wait_for_function("async () => (await navigator.serviceWorker.getRegistrations()).length === 0")
    page.wait_for_function("async () => (await caches.keys()).length === 0")


def test_the_quick_exit_takes_them_away_as_well(page: Page, server: Server) -> None:
    open_and_keep(page, server)
    page.get_by_role("button", name="Выход").click()
    page.wait_for_url("**/blank")
    page.wait_for_function("async () => (await navigator.serviceWorker.getRegistrations()).length === 0")
    page.wait_for_function("async () => (await caches.keys()).length === 0")


def test_a_new_version_of_the_page_replaces_the_old_one(chromium: Browser, server: Server) -> None:
    context = chromium.new_context(locale="ru-RU")
    page = context.new_page()
    open_and_keep(page, server)
    page.evaluate("caches.open('shell-old').then((cache) => cache.put('/', new Response('old')))")
    page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.unregister())")
    page.reload()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("async () => !(await caches.keys()).includes('shell-old')")
    context.close()


def test_a_browser_without_workers_shows_the_page_as_ever(
    context: BrowserContext, page: Page, server: Server, watch: Watch
) -> None:
    context.add_init_script("delete Navigator.prototype.serviceWorker")
    page.goto(server.url)
    expect(page.locator(".bot").first).to_be_visible()
    assert watch.complaints == []
