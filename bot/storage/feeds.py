"""Secret addresses of calendars: one for each user, known by its hash alone."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from bot.model import MunicipalityId
from bot.storage.accounts import hashed
from bot.storage.tables import feed, user


def make(db: Connection, of: int, now: datetime) -> str:
    """The secret of a new address; the one from before leads nowhere."""
    secret = secrets.token_urlsafe(32)
    end(db, of)
    db.execute(insert(feed).values(look_up=hashed(secret), user=of, created=now))
    return secret


def end(db: Connection, of: int) -> None:
    db.execute(delete(feed).where(feed.c.user == of))


def owner(db: Connection, secret: str) -> tuple[MunicipalityId, str] | None:
    """Where whoever has the address works, and as what, while they may come in."""
    same = feed.c.user == user.c.id
    found = select(user.c.municipality, user.c.role).join(feed, same).where(feed.c.look_up == hashed(secret))
    row = db.execute(found.where(user.c.closed.is_(None), user.c.municipality.is_not(None))).one_or_none()
    return None if row is None else (MunicipalityId(row.municipality), row.role)


def used(db: Connection, secret: str, now: datetime) -> None:
    db.execute(update(feed).where(feed.c.look_up == hashed(secret)).values(used=now))


def of_user(db: Connection, of: int) -> tuple[datetime, datetime | None] | None:
    """When it was made, and when it was last asked for."""
    row = db.execute(select(feed.c.created, feed.c.used).where(feed.c.user == of)).one_or_none()
    return None if row is None else (row.created, row.used)
