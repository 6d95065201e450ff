"""What users show beside or in place of a password, and logins that are halfway.

What could let anyone in is kept as a hash, as a public key, or sealed.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from bot.storage.accounts import hashed
from bot.storage.tables import ceremony, passkey, recovery_code, user

HALFWAY_LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Passkey:
    """A key that a telephone or a machine holds; what we have of it is public."""

    id: bytes
    user: int
    public_key: bytes
    signs: int
    device: str
    created: datetime
    used: datetime | None


@dataclass(frozen=True, slots=True)
class Ceremony:
    """What one browser was asked, to be answered once."""

    what: str
    user: int | None
    asked: dict[str, Any]


def totp_of(db: Connection, of: int) -> tuple[bytes | None, int]:
    """The sealed secret of their app, and the last half-minute whose code was used."""
    row = db.execute(select(user.c.totp, user.c.totp_step).where(user.c.id == of)).one()
    return (None if row.totp is None else bytes(row.totp), row.totp_step)


def set_totp(db: Connection, of: int, sealed: bytes | None, step: int = 0) -> None:
    db.execute(update(user).where(user.c.id == of).values(totp=sealed, totp_step=step))


def use_step(db: Connection, of: int, step: int) -> bool:
    """A code counts once, and none that is older than one that has been used."""
    used = update(user).where(user.c.id == of, user.c.totp_step < step).values(totp_step=step)
    return db.execute(used).rowcount > 0


def give_codes(db: Connection, of: int, look_ups: Iterable[bytes]) -> None:
    """New recovery codes; those from before are of no more use."""
    db.execute(delete(recovery_code).where(recovery_code.c.user == of))
    db.execute(insert(recovery_code), [{"user": of, "look_up": one} for one in look_ups])


def use_code(db: Connection, of: int, look_up: bytes) -> bool:
    used = delete(recovery_code).where(recovery_code.c.user == of, recovery_code.c.look_up == look_up)
    return db.execute(used).rowcount > 0


def count_codes(db: Connection, of: int) -> int:
    return int(db.scalar(select(func.count()).select_from(recovery_code).where(recovery_code.c.user == of)) or 0)


def add_passkey(db: Connection, of: int, key: bytes, public_key: bytes, signs: int, device: str, now: datetime) -> None:
    row = {"id": key, "user": of, "public_key": public_key, "signs": signs, "device": device, "created": now}
    db.execute(insert(passkey).values(**row))


def passkeys_of(db: Connection, of: int) -> list[Passkey]:
    theirs = select(passkey).where(passkey.c.user == of).order_by(passkey.c.created)
    return [_passkey(row) for row in db.execute(theirs)]


def passkey_by(db: Connection, key: bytes) -> Passkey | None:
    """The key, when whoever has it may still come in."""
    found = select(passkey).join(user, user.c.id == passkey.c.user).where(passkey.c.id == key, user.c.closed.is_(None))
    row = db.execute(found).one_or_none()
    return None if row is None else _passkey(row)


def _passkey(row: Any) -> Passkey:
    key, public_key = bytes(row.id), bytes(row.public_key)
    return Passkey(key, row.user, public_key, row.signs, row.device, row.created, row.used)


def used_passkey(db: Connection, key: bytes, signs: int, now: datetime) -> None:
    db.execute(update(passkey).where(passkey.c.id == key).values(signs=signs, used=now))


def drop_passkey(db: Connection, of: int, key: bytes) -> bool:
    return db.execute(delete(passkey).where(passkey.c.user == of, passkey.c.id == key)).rowcount > 0


def has_second_step(db: Connection, of: int) -> bool:
    """Whether a password alone is not enough for them."""
    return totp_of(db, of)[0] is not None or bool(passkeys_of(db, of))


def begin(
    db: Connection, what: str, now: datetime, asked: dict[str, Any], of: int | None = None, secret: str = ""
) -> str:
    """The secret for the browser that must come back with it; what was begun with the same one is over."""
    secret = secret or secrets.token_urlsafe(32)
    db.execute(delete(ceremony).where((ceremony.c.expires <= now) | (ceremony.c.look_up == hashed(secret))))
    row = {"look_up": hashed(secret), "what": what, "user": of, "asked": asked, "expires": now + HALFWAY_LASTS}
    db.execute(insert(ceremony).values(**row))
    return secret


def halfway(db: Connection, secret: str, what: str, now: datetime) -> Ceremony | None:
    row = db.execute(select(ceremony).where(*_this(secret, what, now))).one_or_none()
    return None if row is None else Ceremony(row.what, row.user, row.asked)


def finish(db: Connection, secret: str, what: str, now: datetime) -> Ceremony | None:
    """The same, once: whoever comes second with it finds nothing."""
    gone = delete(ceremony).where(*_this(secret, what, now)).returning(ceremony.c.user, ceremony.c.asked)
    row = db.execute(gone).one_or_none()
    return None if row is None else Ceremony(what, row.user, row.asked)


def _this(secret: str, what: str, now: datetime) -> tuple[Any, ...]:
    return (ceremony.c.look_up == hashed(secret), ceremony.c.what == what, ceremony.c.expires > now)
