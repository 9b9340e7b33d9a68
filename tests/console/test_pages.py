"""The console in a real browser: the way in by hand, every page for screen readers, both themes, narrow screens."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from bot.bootstrap import Services
from bot.bootstrap import now as real_now
from bot.cases.database import migrate
from bot.cases.learning import Sample
from bot.console.app import build, routes
from bot.console.routing import OPEN
from bot.settings import Settings
from bot.studio.shelf import Shelf
from bot.vault import keys
from tests.browser.conftest import ARTIFACTS, Watch, chromium
from tests.channels.server import Server
from tests.console.conftest import PASSWORD
from tests.studio.conftest import exam

__all__ = ["chromium"]

# Pages that answer a form or need an id are named with what stands in for it; the rest is taken from the routes.
IDS = {"/directory/{id}": "peaceplea", "/law/options/{id}": "age_limit", "/law/sources/{id}": "age_65"} | {
    "/desk/acts/{id}": "fz_269", "/studio/examples/{name}": "gibberish", "/studio/answers/{name}": "sex",
    "/studio/questions/{file}": "lost", "/studio/replies/{name}": "greeting", "/studio/captions/{name}": "answer",
}  # fmt: skip
LEFT_OUT = {"/", "/health", "/static/{name}", "/edits/patch", "/edits/zip", "/join/{token}"}


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """One instance for all pages, with the real clock: a browser's code generator has no other."""
    settings = Settings(home=tmp_path_factory.mktemp("console"), mode="local", _env_file=None)
    for path in (settings.key_path, settings.assistant_key_path):
        keys.create(path)
    made = Services(settings)
    migrate(made.database)
    yield made
    made.close()


@pytest.fixture(scope="module")
def server(services: Services) -> Iterator[Server]:
    running = Server(build(services))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def cookie(services: Services) -> str:
    """The session of one who may see everything, with something on every page."""
    secret = pyotp.random_base32()
    token = services.invitations.invite("сова", ["admin", "advocate", "editor", "trainer"])
    me = services.invitations.accept(token, PASSWORD, secret, pyotp.TOTP(secret).at(real_now()))
    services.people.add("ласточка", PASSWORD)
    services.invitations.invite("чиж", ["editor"])
    services.audit.add(me.person_id, "joined")
    services.rota.set([services.today()], [me.person_id])
    services.console_sessions.start(me, "Firefox, Android")
    keep_models(Shelf(services.settings.model_path))
    for text in ("не отпускают домой", "меня не отпускают домой", "как перевестись"):
        services.learning.add(
            Sample(text, "ru", (("transfer", 0.6), ("leave_general", 0.2)), "sure", "topic", "in_zone")
        )
    services.learning.add(Sample("хочу перевестись", "ru", label="transfer"))
    return services.console_sessions.start(me, "Chrome, Linux")


def keep_models(shelf: Shelf) -> None:
    """One that serves, and a worse one."""
    shelf.folder.mkdir(parents=True)
    for number in (1, 2):
        archive = shelf.folder / "new"
        archive.write_bytes(bytes([number]))
        name = shelf.add(archive, f"2026-11-0{number}").name
        shelf.path(name, "exam.json").write_text(json.dumps(exam(crisis=number)))
        if number == 1:
            shelf.promote(name, "2026-11-01", "start")


def opened(browser: Browser, server: Server, cookie: str, lang: str, scheme: str, width: int) -> BrowserContext:
    context = browser.new_context(
        color_scheme=scheme,  # type: ignore[arg-type]
        locale="ru-RU" if lang == "ru" else "en-GB",
        viewport={"width": width, "height": 800},
    )
    context.set_default_timeout(15_000)
    if cookie:
        context.add_cookies([{"name": "console", "value": cookie, "url": server.url}])
    return context


def paths(services: Services) -> list[str]:
    """All pages that can be opened, with ids that are there."""
    ids = {**IDS, "/people/{person_id}": services.people.find("ласточка") or ""}
    ids["/studio/models/{name}"] = Shelf(services.settings.model_path).all()[0].name
    shown = [route for route in routes() if route.method == "GET" and not route.quiet]
    found = [route.path for route in shown if route.path not in LEFT_OUT]
    return [
        path if "{" not in path else path[: path.index("{")] + ids[path]
        for path in found
        if "{" not in path or path in ids
    ]


def sound(page: Page) -> None:
    """No violation that axe knows, and nothing wider than the screen."""
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"
    width = page.viewport_size["width"]  # type: ignore[index]
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


@pytest.mark.parametrize(("lang", "scheme"), [("ru", "light"), ("ru", "dark"), ("en", "light"), ("en", "dark")])
def test_every_page_is_sound_for_a_screen_reader_and_on_a_narrow_screen(
    chromium: Browser, server: Server, services: Services, cookie: str, lang: str, scheme: str
) -> None:
    context, watch = opened(chromium, server, cookie, lang, scheme, 320), Watch()
    page = context.new_page()
    watch.follow(page)
    for path in paths(services):
        assert page.goto(server.url + path).status == 200, path  # type: ignore[union-attr]
        assert page.locator("html").get_attribute("lang") == lang
        sound(page)
        name = path.strip("/").replace("/", "-") or "front"
        ARTIFACTS.mkdir(exist_ok=True)
        page.screenshot(path=ARTIFACTS / f"console-{name}-{lang}-{scheme}.png", full_page=True)
    assert watch.complaints == []
    assert all(url.startswith(server.url) for url in watch.requests)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_before_sign_in_and_error_pages_are_sound_too(
    chromium: Browser, server: Server, services: Services, scheme: str
) -> None:
    context = opened(chromium, server, "", "ru", scheme, 320)
    page = context.new_page()
    token = services.invitations.invite(f"голубь {scheme}", ["advocate"])
    for path in ("/sign-in", f"/join/{token}", "/join/nothing", "/nothing"):
        page.goto(server.url + path)
        sound(page)
    page.goto(server.url + "/sign-in")
    for field in ("login", "password", "code"):
        page.fill(f"#{field}", "000000")
    page.get_by_role("button", name="Войти").click()
    assert page.get_by_role("alert").inner_text() == "Псевдоним, пароль или код не подходит."
    sound(page)
    context.close()


def test_the_whole_way_in_by_hand_and_by_keyboard(chromium: Browser, server: Server, services: Services) -> None:
    context, watch = opened(chromium, server, "", "ru", "light", 390), Watch()
    page = context.new_page()
    watch.follow(page)
    token = services.invitations.invite("снегирь", ["advocate"])
    page.goto(f"{server.url}/join/{token}")
    secret = page.locator("code.letters").inner_text().replace(" ", "")
    assert page.get_by_role("img", name="Рисунок для приложения").locator("svg path").count()
    page.get_by_label("Пароль", exact=True).fill(PASSWORD)
    page.get_by_label("Пароль ещё раз").fill(PASSWORD)
    page.get_by_label("Код из приложения").fill(pyotp.TOTP(secret).at(real_now()))
    page.get_by_role("button", name="Сохранить и войти").click()
    code = page.locator(".codes code").first.inner_text()
    sound(page)
    page.get_by_role("link", name="Я переписал").click()
    page.goto(f"{server.url}/me")
    page.get_by_text("снегирь").first.wait_for()
    page.get_by_role("button", name="Выйти (").click()
    page.get_by_text("Вы вышли.").wait_for()
    # The last code of the generator was used up by joining, so a recovery code opens, typed without a mouse.
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.get_by_label("Псевдоним").focus()
    page.keyboard.type("снегирь")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Tab")
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    page.get_by_text("Вы вошли по запасному коду").wait_for()
    page.goto(f"{server.url}/join/{token}")
    page.get_by_text("Ссылка больше не действует").wait_for()
    assert [line for line in watch.complaints if "410" not in line] == []
    assert all(url.startswith(server.url) for url in watch.requests)
    context.close()


def test_an_admin_invites_gives_roles_and_takes_out(
    chromium: Browser, server: Server, services: Services, cookie: str
) -> None:
    context = opened(chromium, server, cookie, "ru", "light", 1000)
    page = context.new_page()
    page.goto(f"{server.url}/people")
    page.get_by_label("Псевдоним").fill("щегол")
    page.get_by_label("тренер").check()
    page.get_by_role("button", name="Получить ссылку").click()
    link = page.get_by_label("Ссылка").input_value()
    sound(page)
    token = link.rpartition("/join/")[2]
    secret = pyotp.random_base32()
    services.invitations.accept(token, PASSWORD, secret, pyotp.TOTP(secret).at(real_now()))
    page.goto(f"{server.url}/people")
    page.get_by_role("link", name="щегол").click()
    page.get_by_label("редактор права").check()
    page.get_by_role("button", name="Сохранить").click()
    page.get_by_text("Роли сохранены.").wait_for()
    page.get_by_label("Для подтверждения").fill("щегол")
    page.get_by_role("button", name="Отстранить").click()
    page.get_by_text("Человек отстранён.").wait_for()
    assert services.people.find("щегол") is None
    context.close()


def test_the_editor_changes_a_contact_and_downloads_the_patch(chromium: Browser, server: Server, cookie: str) -> None:
    context = opened(chromium, server, cookie, "ru", "light", 1000)
    page = context.new_page()
    page.goto(f"{server.url}/directory")
    page.get_by_role("button", name="Проверено сегодня: «Призыв к совести»").click()
    page.get_by_role("status").wait_for()
    page.get_by_role("link", name="«Призыв к совести»").click()
    entry = page.get_by_label("Запись из файла")
    entry.fill(entry.input_value().replace("sure: medium", "sure: low"))
    page.get_by_role("button", name="Сохранить правку").click()
    page.get_by_text("Правка сохранена файлом.").wait_for()
    page.goto(f"{server.url}/edits")
    sound(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Скачать патч").click()
    assert "+    sure: low" in download.value.path().read_text()
    page.get_by_role("button", name="Отменить правку: peaceplea").click()
    page.get_by_text("Правок нет.").wait_for()
    context.close()


def test_what_was_typed_when_the_session_ended_comes_back(
    chromium: Browser, server: Server, services: Services
) -> None:
    secret = pyotp.random_base32()
    token = services.invitations.invite("зяблик", ["editor"])
    me = services.invitations.accept(token, PASSWORD, secret, pyotp.TOTP(secret).at(real_now()))
    [code, *_] = services.factors.new_recovery_codes(me.person_id)
    context = opened(chromium, server, services.console_sessions.start(me, ""), "ru", "light", 390)
    page = context.new_page()
    page.goto(f"{server.url}/directory/peaceplea")
    entry = page.get_by_label("Запись из файла").input_value()
    page.get_by_label("Запись из файла").fill(entry.replace("Юристы и волонтёры.", "Юристы, волонтёры."))
    services.console_sessions.end_all(me.person_id)
    page.get_by_role("button", name="Сохранить правку").click()
    page.get_by_text("Текст сохранён на этой странице.").wait_for()
    sound(page)
    page.get_by_label("Псевдоним").fill("зяблик")
    page.get_by_label("Пароль").fill(PASSWORD)
    page.get_by_label("Код").fill(code)
    page.get_by_role("button", name="Войти").click()
    page.get_by_text("Ваш текст не потерян").first.wait_for()
    sound(page)
    page.get_by_role("button", name="Отправить").click()
    page.get_by_text("Правка сохранена файлом.").wait_for()
    assert "Юристы, волонтёры." in page.get_by_label("Запись из файла").input_value()
    context.close()


def test_every_open_page_is_among_those_looked_at(services: Services) -> None:
    seen = set(paths(services))
    for route in routes():
        plain = route.method == "GET" and not route.quiet and "{" not in route.path
        if plain and route.roles != OPEN and route.path not in LEFT_OUT:
            assert route.path in seen
