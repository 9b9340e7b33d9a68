"""Those who come to the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from bot.bootstrap import Services
from tests.console.conftest import Visitor


@pytest.fixture
def first(join: Callable[..., Visitor]) -> Visitor:
    """The editor who reads first."""
    return join("сова", "editor")


@pytest.fixture
def second(join: Callable[..., Visitor]) -> Visitor:
    """The advocate who reads second."""
    return join("дятел", "advocate")


@pytest.fixture
def serving(services: Services) -> Iterator[Services]:
    """The chat of the same instance, at work since before."""
    made = Services(services.settings, services.now)
    assert made.knowledge and made.directory
    yield made
    made.close()
