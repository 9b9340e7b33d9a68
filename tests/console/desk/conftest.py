"""Those who come to the desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.console.conftest import Visitor


@pytest.fixture
def first(join: Callable[..., Visitor]) -> Visitor:
    """The editor who reads first."""
    return join("сова", "editor")


@pytest.fixture
def second(join: Callable[..., Visitor]) -> Visitor:
    """The advocate who reads second."""
    return join("дятел", "advocate")
