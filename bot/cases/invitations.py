"""Invitations: a link that works once and for two days, by which somebody sets his own password and second factor."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from bot.cases.database import reading
from bot.cases.models import Invitation
from bot.cases.people import People, PeopleError, Unlocked, check_login, check_roles
from bot.cases.second_factors import SecondFactors
from bot.vault.sealing import Sealer

VALID = timedelta(hours=48)


class InvitationError(Exception):
    """``code``: gone (used, withdrawn, too old or never there: not told apart)."""

    code = "gone"

    def __init__(self) -> None:
        super().__init__(self.code)


@dataclass(frozen=True)
class Invited:
    """An invitation as it is shown. With ``person_id`` it is for a new second factor of somebody known."""

    id: str
    name: str
    roles: frozenset[str]
    person_id: str | None
    expires_at: datetime


class Invitations:
    """The store of invitations; ``now`` gives an aware time."""

    def __init__(
        self, engine: Engine, people: People, factors: SecondFactors, sealer: Sealer, now: Callable[[], datetime]
    ) -> None:
        self._sessions = sessionmaker(engine)
        self._reading_sessions = sessionmaker(reading(engine))
        self._people = people
        self._factors = factors
        self._sealer = sealer
        self._now = now

    def invite(self, login: str, roles: Iterable[str], by: str | None = None) -> str:
        """Invite somebody new under a pseudonym and return the token for the link.

        PeopleError login_taken, bad_login, unknown_role. An open invitation of the same pseudonym is replaced.
        """
        check_login(login)
        wanted = check_roles(roles)
        if self._people.find(login) is not None:
            raise PeopleError("login_taken")
        for earlier in self.waiting():
            if earlier.name.casefold() == login.strip().casefold():
                self.withdraw(earlier.id)
        return self._put(login.strip(), " ".join(sorted(wanted)), None, by)

    def renew_factor(self, person_id: str, by: str | None = None) -> str:
        """Return the token of a link by which somebody known sets a new second factor, with his own password."""
        member = self._people.member(person_id)
        if member is None:
            raise PeopleError("no_person")
        return self._put(member.name, "", person_id, by)

    def find(self, token: str) -> Invited:
        """Return what a token invites to; InvitationError."""
        with self._reading_sessions() as session:
            return self._invited(self._row(session, token))

    def waiting(self) -> tuple[Invited, ...]:
        """Return the invitations nobody has used yet, oldest first."""
        with self._reading_sessions() as session:
            rows = session.scalars(
                select(Invitation).where(Invitation.expires_at > self._now()).order_by(Invitation.expires_at)
            ).all()
            return tuple(self._invited(row) for row in rows)

    def withdraw(self, invitation_id: str) -> bool:
        """Make a link useless; False when there is none such."""
        with self._sessions.begin() as session:
            this = delete(Invitation).where(Invitation.id == invitation_id).returning(Invitation.id)
            return bool(session.scalars(this).all())

    def accept(self, token: str, password: str, secret: str, code: str) -> Unlocked:
        """Make the invited person, with his second factor, and use the link up: all or nothing.

        InvitationError; PeopleError short_password, login_taken; SecondFactorError.
        """
        try:
            with self._sessions.begin() as session:
                row = self._row(session, token)
                if row.person_id is not None:
                    raise InvitationError
                invited = self._invited(row)
                session.delete(row)
                me = self._people.put(session, invited.name, password, invited.roles)
                self._factors.put(session, me.person_id, secret, code)
                return me
        except IntegrityError as error:
            raise PeopleError("login_taken") from error

    def accept_factor(self, token: str, me: Unlocked, secret: str, code: str) -> None:
        """Set the second factor of one who has shown his password, and use the link up. InvitationError, ..."""
        with self._sessions.begin() as session:
            row = self._row(session, token)
            if row.person_id != me.person_id:
                raise InvitationError
            session.delete(row)
            self._factors.put(session, me.person_id, secret, code)

    def purge(self) -> None:
        """Drop invitations past their time."""
        with self._sessions.begin() as session:
            session.execute(delete(Invitation).where(Invitation.expires_at <= self._now()))

    def _put(self, name: str, roles: str, person_id: str | None, by: str | None) -> str:
        token, invitation_id = secrets.token_urlsafe(32), secrets.token_hex(8)
        with self._sessions.begin() as session:
            session.add(
                Invitation(
                    id=invitation_id,
                    token_hash=_hash(token),
                    name=self._sealer.seal(name.encode(), f"invitation:{invitation_id}"),
                    roles=roles,
                    person_id=person_id,
                    invited_by=by,
                    expires_at=self._now() + VALID,
                )
            )
        return token

    def _row(self, session: Session, token: str) -> Invitation:
        row = session.scalar(select(Invitation).where(Invitation.token_hash == _hash(token)))
        if row is None or row.expires_at <= self._now():
            raise InvitationError
        return row

    def _invited(self, row: Invitation) -> Invited:
        name = self._sealer.open(row.name, f"invitation:{row.id}").decode()
        return Invited(row.id, name, frozenset(row.roles.split()), row.person_id, row.expires_at)


def _hash(token: str) -> str:
    return hashlib.sha256(b"raport invitation\x00" + token.encode()).hexdigest()
