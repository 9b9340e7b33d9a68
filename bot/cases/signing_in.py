"""Signing in: password and second factor together, so that no answer tells which of the two was wrong."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from bot.cases.guessing import Guessing
from bot.cases.people import People, PeopleError, Unlocked
from bot.cases.second_factors import SecondFactorError, SecondFactors
from bot.vault.sealing import Sealer, keyed_hash

AT_ONCE = 2  # Argon2id takes 64 MiB each time: a flood of sign-ins must not take the machine's memory
DEVICE_HASH = 26


class SignInError(Exception):
    """``code``: wrong_sign_in. Which part was wrong is not said."""

    code = "wrong_sign_in"

    def __init__(self) -> None:
        super().__init__(self.code)


@dataclass(frozen=True)
class SignedInBy:
    """Who has signed in, and whether it took a recovery code."""

    unlocked: Unlocked
    by_recovery: bool


class SigningIn:
    """The use case; the stores are given."""

    def __init__(self, people: People, factors: SecondFactors, guessing: Guessing, sealer: Sealer) -> None:
        self._people = people
        self._factors = factors
        self._guessing = guessing
        self._key = sealer.derive("known-device")
        self._slots = threading.BoundedSemaphore(AT_ONCE)

    def sign_in(self, login: str, password: str, code: str, device: str = "") -> SignedInBy:
        """Return the person; SignInError, or TooManyError when there were too many wrong attempts.

        ``device`` is the proof that ``device_proof`` gave this device at an earlier sign-in.
        """
        attempt = self._begin(login, device)
        with self._slots:
            recovery_hash = self._factors.hashed(code)
            try:
                me = self._people.unlock(login, password)
                by = self._factors.spend(me.person_id, code, recovery_hash)
            except (PeopleError, SecondFactorError):
                raise SignInError from None
        self._guessing.succeed(attempt)
        return SignedInBy(me, by == "recovery")

    def unlock(self, login: str, password: str, device: str = "") -> Unlocked:
        """Return the person by the password alone, counted like a sign-in: to set a new second factor by a link."""
        attempt = self._begin(login, device)
        with self._slots:
            try:
                me = self._people.unlock(login, password)
            except PeopleError:
                raise SignInError from None
        self._guessing.succeed(attempt)
        return me

    def device_proof(self, login: str, nonce: str) -> str:
        """Return what a device shows later to be known for this login; ``nonce`` is a random value of its own."""
        return f"{nonce}.{keyed_hash(self._key, nonce, self._people.login_hash(login))[:DEVICE_HASH]}"

    def _begin(self, login: str, device: str) -> int:
        nonce, _, _ = device.partition(".")
        if nonce and device == self.device_proof(login, nonce):
            return self._guessing.begin(keyed_hash(self._key, "count", nonce)[:48], known_device=True)
        return self._guessing.begin(self._people.login_hash(login))
