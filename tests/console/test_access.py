"""Every page is closed until it is named open: all routes are walked as nobody and as each role."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from bot.cases.people import ROLES
from bot.console.app import NAV, routes
from bot.console.routing import EVERYBODY, OPEN, Page
from tests.console.conftest import Visitor

Join = Callable[..., Visitor]
# What anybody may open. A new open page must be added here by hand, after thinking.
OPEN_PAGES = {
    ("GET", "/health"),
    ("GET", "/static/{name}"),
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("POST", "/language"),
    ("GET", "/join/{token}"),
    ("POST", "/join/{token}"),
}


def concrete(route: Page) -> str:
    """The path with made-up ids."""
    return re.sub(r"\{[^}]+\}", "0123456789abcdef", route.path)


def test_only_the_listed_pages_are_open() -> None:
    assert {(route.method, route.path) for route in routes() if route.roles == OPEN} == OPEN_PAGES


def test_every_page_names_roles_and_none_is_open_and_closed_at_once() -> None:
    for route in routes():
        assert isinstance(route, Page)
        assert route.roles == OPEN or (route.roles and route.roles <= EVERYBODY), route.path


def test_nobody_is_sent_to_sign_in_from_every_closed_page(nobody: Callable[[], Visitor]) -> None:
    visitor = nobody()
    for route in routes():
        if route.roles == OPEN:
            continue
        if route.method == "GET":
            answer = visitor.get(concrete(route))
            assert answer.status_code == 303, route.path
            assert answer.headers["location"].startswith("/sign-in?next="), route.path
        else:
            answer = visitor.post(concrete(route), {"x": "1"})
            assert answer.status_code == 401, route.path


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_its_own_pages_and_no_others(join: Join, role: str) -> None:
    visitor = join(f"голубь {role}", role)
    csrf = visitor.csrf()
    for route in routes():
        if route.roles == OPEN or route.path == "/sign-out":
            continue
        path = concrete(route)
        answer = visitor.get(path) if route.method == "GET" else visitor.post(path, csrf=csrf)
        if role in route.roles:
            assert answer.status_code not in (401, 403, 500, 503), (route.method, route.path, answer.status_code)
        else:
            assert answer.status_code == 403, (route.method, route.path, answer.status_code)


@pytest.mark.parametrize("role", ROLES)
def test_the_menu_shows_what_opens(join: Join, role: str) -> None:
    visitor = join(f"голубь {role}", role)
    page = visitor.get("/me").text
    for entry in NAV:
        assert (f'<a href="{entry.path}"' in page) == (role in entry.roles)
        if role in entry.roles:
            assert visitor.get(entry.path).status_code == 200


def test_a_role_that_is_taken_away_is_gone_with_the_next_click(join: Join) -> None:
    owl, wren = join("сова", "admin"), join("щегол", "admin", "editor")
    assert wren.get("/people").status_code == 200
    owl.post(f"/people/{wren.person_id}/roles", {"role": "editor"})
    assert wren.get("/people").status_code == 403
