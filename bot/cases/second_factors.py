"""The second factor: codes of a generator (TOTP, RFC 6238), each good once, and recovery codes for when it is lost."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime

import pyotp
from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session, sessionmaker

from bot.cases.database import reading
from bot.cases.models import RecoveryCode, SecondFactor
from bot.vault.sealing import Sealer
from bot.vault.slow import slow_hash

STEP_SECONDS = 30
CODE = re.compile(r"\d{6}")
RECOVERY_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike on paper
RECOVERY = re.compile(rf"[{_LETTERS}]{{12}}")  # 59 bits


class SecondFactorError(Exception):
    """``code``: wrong_code."""

    code = "wrong_code"

    def __init__(self) -> None:
        super().__init__(self.code)


def new_secret() -> str:
    """Return a fresh secret for a generator, in the letters it is typed with."""
    return pyotp.random_base32()


def address(secret: str, name: str, issuer: str) -> str:
    """Return the address that a generator reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)


def step_of(secret: str, code: str, at: datetime) -> int | None:
    """Return the half minute whose code this is, one either side of ``at`` allowed for slow clocks and fingers."""
    bare = "".join(code.split())
    if not CODE.fullmatch(bare):
        return None
    generator, now = pyotp.TOTP(secret), int(at.timestamp()) // STEP_SECONDS
    fitting = [step for step in (now - 1, now, now + 1) if secrets.compare_digest(generator.generate_otp(step), bare)]
    return max(fitting, default=None)


class SecondFactors:
    """The store of second factors; ``sealer`` wraps the secrets, ``now`` gives an aware time."""

    def __init__(self, engine: Engine, sealer: Sealer, now: Callable[[], datetime]) -> None:
        self._sessions = sessionmaker(engine)
        self._reading_sessions = sessionmaker(reading(engine))
        self._sealer = sealer
        self._key = sealer.derive("recovery-code")
        self._now = now

    def put(self, session: Session, person_id: str, secret: str, code: str) -> None:
        """Set the secret within a transaction of the caller, proven by a code of it. SecondFactorError.

        Recovery codes made with an earlier one work no more.
        """
        step = step_of(secret, code, self._now())
        if step is None:
            raise SecondFactorError
        session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
        sealed = self._sealer.seal(secret.encode(), f"second_factor:{person_id}")
        session.merge(SecondFactor(person_id=person_id, secret=sealed, last_step=step))

    def change(self, person_id: str, secret: str, code: str) -> None:
        """Set another secret, proven by a code of it; SecondFactorError."""
        with self._sessions.begin() as session:
            self.put(session, person_id, secret, code)

    def hashed(self, typed: str) -> str | None:
        """Return the slow hash of what may be a recovery code. It is made before anything else is known to be right."""
        bare = re.sub(r"[\s-]", "", typed).lower()
        return slow_hash(bare, self._key) if RECOVERY.fullmatch(bare) else None

    def spend(self, person_id: str, code: str, recovery_hash: str | None) -> str:
        """Use up a code of the generator or a recovery code; returns "code" or "recovery". SecondFactorError."""
        with self._sessions.begin() as session:
            if recovery_hash is not None:
                row = session.get(RecoveryCode, (person_id, recovery_hash), with_for_update=True)
                if row is None:
                    raise SecondFactorError
                session.delete(row)
                return "recovery"
            factor = session.get(SecondFactor, person_id, with_for_update=True)
            if factor is None:
                raise SecondFactorError
            secret = self._sealer.open(factor.secret, f"second_factor:{person_id}").decode()
            step = step_of(secret, code, self._now())
            if step is None or step <= factor.last_step:
                raise SecondFactorError
            factor.last_step = step
            return "code"

    def new_recovery_codes(self, person_id: str) -> Sequence[str]:
        """Make recovery codes in place of the earlier ones and return them to be written down: this once."""
        made = ["".join(secrets.choice(_LETTERS) for _ in range(12)) for _ in range(RECOVERY_CODES)]
        hashes = [slow_hash(code, self._key) for code in made]
        with self._sessions.begin() as session:
            session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
            session.add_all(RecoveryCode(person_id=person_id, code_hash=code_hash) for code_hash in hashes)
        return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in made]

    def recovery_codes_left(self, person_id: str) -> int:
        """Return how many recovery codes are unused."""
        with self._reading_sessions() as session:
            mine = RecoveryCode.person_id == person_id
            return session.scalar(select(func.count()).select_from(RecoveryCode).where(mine)) or 0

    def has(self, person_id: str) -> bool:
        """Return whether the person has a generator."""
        with self._reading_sessions() as session:
            return session.get(SecondFactor, person_id) is not None
