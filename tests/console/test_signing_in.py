"""Coming in: by an invitation once, by password and code ever after."""

from __future__ import annotations

from collections.abc import Callable

from tests.console.conftest import Visitor

Join = Callable[..., Visitor]


def test_who_was_invited_is_signed_in_and_has_ten_recovery_codes(join: Join) -> None:
    dove = join("голубь")
    assert len(dove.codes) == 10
    assert "голубь" in dove.get("/me").text


def test_password_and_code_let_in_and_the_same_code_does_not_twice(join: Join, nobody: Callable[[], Visitor]) -> None:
    dove = join("голубь")
    dove.post("/sign-out")
    code = dove.code()
    assert dove.sign_in(code=code).status_code == 303
    assert dove.get("/me").status_code == 200
    dove.post("/sign-out")
    assert dove.sign_in(code=code).status_code == 401
