"""Coordinators, and how they come in: what is kept of a password, a login or a link is a hash of it."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from bot.errors import Refused
from bot.model import MunicipalityId
from bot.storage.tables import invitation, login, municipality, passkey, recovery_code, user

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
FRESH = timedelta(minutes=5)
"""How long after they showed who they are someone may take data out, send to many, or change how they come in."""
FIRST_LINK_LASTS = timedelta(minutes=30)
INVITATION_LASTS = timedelta(days=7)
FREE_TRIES = 5
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)


class Role(StrEnum):
    """What a user is there to do."""

    READER = "reader"
    COORDINATOR = "coordinator"
    MANAGER = "manager"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class User:
    """Someone who may come in.  Without a municipality they have yet to choose how to begin."""

    id: int
    municipality: MunicipalityId | None
    municipality_name: str
    name: str
    email: str
    role: Role


@dataclass(frozen=True, slots=True)
class Login:
    """One browser that is in.  ``look_up`` is the hash of the secret that only the browser has."""

    look_up: bytes
    user: User
    created: datetime
    used: datetime
    proved: datetime
    """When they last showed who they are."""
    device: str
    flash: dict[str, str] | None
    too_weak: bool
    """They come in with a password alone, where that is not enough."""

    def is_fresh(self, now: datetime) -> bool:
        return now - self.proved < FRESH


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that lets one person in, once."""

    look_up: bytes
    municipality: MunicipalityId | None
    role: Role
    expires: datetime


def hashed(secret: str) -> bytes:
    return sha256(secret.encode()).digest()


_USER = (user.c.id, user.c.municipality, user.c.name, user.c.email, user.c.role)
_WITH_MUNICIPALITY = user.outerjoin(municipality, municipality.c.id == user.c.municipality)
_MUNICIPALITY_NAME = func.coalesce(municipality.c.name, "").label("municipality_name")


def _user(row: Any) -> User:
    return User(row.id, row.municipality, row.municipality_name, row.name, row.email, Role(row.role))


def user_by_email(db: Connection, email: str) -> tuple[User, str, datetime | None] | None:
    """The user, what is kept of the password, and until when no password is tried."""
    found = db.execute(
        select(*_USER, _MUNICIPALITY_NAME, user.c.password, user.c.locked_until)
        .select_from(_WITH_MUNICIPALITY)
        .where(user.c.email == email.strip().lower(), user.c.closed.is_(None))
    ).one_or_none()
    return None if found is None else (_user(found), found.password, found.locked_until)


def user_by_subject(db: Connection, subject: str) -> int | None:
    """Whose user is tied to what someone else vouches for."""
    found: int | None = db.scalar(select(user.c.id).where(user.c.subject == subject, user.c.closed.is_(None)))
    return found


def tie(db: Connection, of: int, subject: str) -> None:
    """From now on they come in by what someone else vouches for, and by no password."""
    if db.scalar(select(user.c.id).where(user.c.subject == subject, user.c.id != of)) is not None:
        raise Refused("En annen bruker her er alt koblet til den innloggingen.")
    db.execute(update(user).where(user.c.id == of).values(subject=subject, password=None))


def users_of(db: Connection, of: MunicipalityId | None) -> list[User]:
    found = db.execute(
        select(*_USER, _MUNICIPALITY_NAME)
        .select_from(_WITH_MUNICIPALITY)
        .where(user.c.municipality == of, user.c.closed.is_(None))
        .order_by(user.c.name)
    )
    return [_user(row) for row in found]


def has_users(db: Connection) -> bool:
    return db.execute(select(user.c.id).limit(1)).first() is not None


def wrong_password(db: Connection, of: int, now: datetime) -> None:
    """After five in a row each costs twice the wait of the one before."""
    failures = db.scalar(
        update(user).where(user.c.id == of).values(failures=user.c.failures + 1).returning(user.c.failures)
    )
    if failures is not None and failures >= FREE_TRIES:
        wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(failures - FREE_TRIES, 10))
        db.execute(update(user).where(user.c.id == of).values(locked_until=now + wait))


def is_tied(db: Connection, of: int) -> bool:
    return db.scalar(select(user.c.subject).where(user.c.id == of)) is not None


def has_password(db: Connection, of: int) -> bool:
    return db.scalar(select(user.c.password).where(user.c.id == of)) is not None


def waits_until(db: Connection, of: int) -> datetime | None:
    """Until when nothing they type is tried."""
    found: datetime | None = db.scalar(select(user.c.locked_until).where(user.c.id == of))
    return found


def set_password(db: Connection, of: int, password: str) -> None:
    db.execute(update(user).where(user.c.id == of).values(password=password))


def place_in(db: Connection, of: int, where: MunicipalityId) -> None:
    """Give someone who has none yet their municipality."""
    placed = db.execute(update(user).where(user.c.id == of, user.c.municipality.is_(None)).values(municipality=where))
    if placed.rowcount == 0:
        raise Refused("Kommunen er alt satt opp.")


def close_user(db: Connection, of: int, at: MunicipalityId | None, now: datetime) -> bool:
    """Let nobody in by that name any more, and out at once where they are in."""
    closed = db.execute(
        update(user).where(user.c.id == of, user.c.municipality == at, user.c.closed.is_(None)).values(closed=now)
    )
    return closed.rowcount > 0


def is_last_manager(db: Connection, of: int, at: MunicipalityId | None) -> bool:
    """Whether nobody would be left to let others in.  Two who close each other at once wait for each other here."""
    managers = select(user.c.id).where(
        user.c.municipality == at, user.c.role == Role.MANAGER.value, user.c.closed.is_(None)
    )  # fmt: skip
    return list(db.scalars(managers.order_by(user.c.id).with_for_update())) == [of]


def open_login(db: Connection, of: int, device: str, now: datetime) -> str:
    """The secret for the browser's cookie: always a new one, never kept here."""
    secret = secrets.token_urlsafe(32)
    db.execute(delete(login).where((login.c.created <= now - LONGEST) | (login.c.used <= now - IDLE)))
    row = {"look_up": hashed(secret), "user": of, "created": now, "used": now, "proved": now, "device": device}
    db.execute(insert(login).values(**row))
    db.execute(update(user).where(user.c.id == of).values(failures=0, locked_until=None))
    return secret


_LOGIN = (login.c.look_up, login.c.created, login.c.used, login.c.proved, login.c.device, login.c.flash)
_HAS_KEY = select(passkey.c.id).where(passkey.c.user == user.c.id).correlate(user).exists()
_HAS_MORE = user.c.totp.is_not(None) | user.c.subject.is_not(None) | _HAS_KEY
_TOO_WEAK = and_(func.coalesce(municipality.c.example, True).is_(False), ~_HAS_MORE).label("too_weak")


def _logins() -> Any:
    return (
        select(*_LOGIN, *_USER, _MUNICIPALITY_NAME, _TOO_WEAK)
        .select_from(login.join(user, user.c.id == login.c.user).outerjoin(
            municipality, municipality.c.id == user.c.municipality))
        .where(user.c.closed.is_(None))
    )  # fmt: skip


def _alive(now: datetime) -> Any:
    return (login.c.created > now - LONGEST) & (login.c.used > now - IDLE)


def _login(row: Any) -> Login:
    times = row.created, row.used, row.proved
    return Login(bytes(row.look_up), _user(row), *times, row.device, row.flash, bool(row.too_weak))


def login_by(db: Connection, secret: str, now: datetime) -> Login | None:
    found = db.execute(_logins().where(login.c.look_up == hashed(secret), _alive(now))).one_or_none()
    return None if found is None else _login(found)


def logins_of(db: Connection, of: int, now: datetime) -> list[Login]:
    found = db.execute(_logins().where(login.c.user == of, _alive(now)).order_by(login.c.used.desc()))
    return [_login(row) for row in found]


def used_login(db: Connection, look_up: bytes, now: datetime) -> None:
    db.execute(update(login).where(login.c.look_up == look_up).values(used=now))


def prove(db: Connection, look_up: bytes, now: datetime) -> None:
    """They have shown once more who they are, in the browser they are in with."""
    db.execute(update(login).where(login.c.look_up == look_up).values(proved=now))


def say_next(db: Connection, look_up: bytes, words: dict[str, str] | None) -> None:
    """What the next page shall say at the top.  No names: this column is not sealed."""
    db.execute(update(login).where(login.c.look_up == look_up).values(flash=words))


def forget(db: Connection, secret: str) -> None:
    """The login a browser brings when it logs in anew is of no more use."""
    db.execute(delete(login).where(login.c.look_up == hashed(secret)))


def close_login(db: Connection, of: int, look_up: bytes) -> None:
    db.execute(delete(login).where(login.c.user == of, login.c.look_up == look_up))


def close_others(db: Connection, of: int, keep: bytes) -> None:
    db.execute(delete(login).where(login.c.user == of, login.c.look_up != keep))


def invite(
    db: Connection, role: Role, expires: datetime, to: MunicipalityId | None = None, by: int | None = None
) -> str:
    """The secret of a link that lets one person in, once."""
    secret = secrets.token_urlsafe(32)
    db.execute(
        insert(invitation).values(
            look_up=hashed(secret), municipality=to, role=role.value, expires=expires, invited_by=by
        )
    )
    return secret


def invite_first(db: Connection, now: datetime) -> str:
    """A link from the command line, into the municipality there is; one made before stops working."""
    db.execute(delete(invitation).where(invitation.c.invited_by.is_(None), invitation.c.used.is_(None)))
    places = db.scalars(select(municipality.c.id)).all()
    return invite(db, Role.MANAGER, now + FIRST_LINK_LASTS, places[0] if len(places) == 1 else None)


def _open_invitations(now: datetime) -> Any:
    return select(invitation).where(invitation.c.used.is_(None), invitation.c.expires > now)


def _invitation(row: Any) -> Invitation:
    return Invitation(bytes(row.look_up), row.municipality, Role(row.role), row.expires)


def invitation_by(db: Connection, secret: str, now: datetime) -> Invitation | None:
    found = db.execute(_open_invitations(now).where(invitation.c.look_up == hashed(secret))).one_or_none()
    return None if found is None else _invitation(found)


def invitations_of(db: Connection, of: MunicipalityId | None, now: datetime) -> list[Invitation]:
    found = db.execute(_open_invitations(now).where(invitation.c.municipality == of).order_by(invitation.c.expires))
    return [_invitation(row) for row in found]


def withdraw(db: Connection, of: MunicipalityId | None, look_up: bytes, roles: Collection[Role]) -> bool:
    """A link for one of those roles lets nobody in any more."""
    gone = db.execute(delete(invitation).where(
        invitation.c.municipality == of, invitation.c.look_up == look_up, invitation.c.role.in_(roles)
    ))  # fmt: skip
    return gone.rowcount > 0


def accept(db: Connection, secret: str, name: str, email: str, password: str, now: datetime) -> int | None:
    """Make the user the link was for, or open one that was closed.  None when the link is of no use."""
    taken = db.execute(
        update(invitation)
        .where(invitation.c.look_up == hashed(secret), invitation.c.used.is_(None), invitation.c.expires > now)
        .values(used=now)
        .returning(invitation.c.municipality, invitation.c.role)
    ).one_or_none()
    if taken is None:
        return None
    values = {"name": name, "password": password, "role": taken.role, "closed": None, "failures": 0}
    known = db.execute(select(user.c.id, user.c.municipality, user.c.closed).where(user.c.email == email)).first()
    if known is None:
        place = {"municipality": taken.municipality, "email": email, "created": now}
        return int(db.execute(insert(user).values(**values, **place).returning(user.c.id)).scalar_one())
    if known.closed is None or known.municipality != taken.municipality:
        raise Refused("Den e-postadressen er alt i bruk.")
    anew = {"locked_until": None, "totp": None, "totp_step": 0, "subject": None}
    db.execute(update(user).where(user.c.id == known.id).values(**values, **anew))
    for table in (passkey, recovery_code):
        db.execute(delete(table).where(table.c.user == known.id))
    return int(known.id)
