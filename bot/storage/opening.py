"""The key and the database must fit each other before anything is read or written."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, select

from bot.errors import SetupError
from bot.model import MunicipalityId
from bot.settings import Settings
from bot.storage.base import inserting
from bot.storage.crypto import KEYS, derive, keys_for, read_key, read_or_make_key
from bot.storage.database import is_postgresql, open_reader
from bot.storage.entering import enter
from bot.storage.migrating import connected
from bot.storage.store import municipalities
from bot.storage.tables import agreed, person


def master_key(settings: Settings) -> bytes:
    """The key to what is stored; a new one is made only while nothing is."""
    engine = open_reader(settings.database_url)
    try:
        if _is_empty(engine):
            master = read_or_make_key(settings.key_file)
        else:
            master = read_key(settings.key_file)
            check(engine, master)
    finally:
        engine.dispose()
    if is_postgresql(settings.database_url):
        _agree(settings.database_url, master)
    return master


def _agree(url: str, master: bytes) -> None:
    """The first worker's key is everyone's; one on another machine that made a key of its own is told so."""
    mine = derive(master, "fingerprint").hex()
    with connected(url) as connection:
        new = inserting(connection, agreed).values(what="key", value=mine)
        connection.execute(new.on_conflict_do_nothing())
        if connection.scalar(select(agreed.c.value).where(agreed.c.what == "key")) != mine:
            raise SetupError("HANDSLAG_KEY_FILE: the first worker has another key; copy it from there")


def check(engine: Engine, master: bytes) -> None:
    """A SetupError when the key does not open what each municipality has stored."""
    with engine.connect() as connection:
        for town in municipalities(connection):
            enter(connection, town)
            KEYS.set(keys_for(master, town))
            connection.execute(select(person.c.name).where(person.c.municipality == town).limit(1)).all()


def _is_empty(engine: Engine) -> bool:
    with engine.connect() as connection:
        return not any(_has_people(connection, town) for town in municipalities(connection))


def _has_people(connection: Connection, town: MunicipalityId) -> bool:
    enter(connection, town)
    return connection.execute(select(person.c.id).where(person.c.municipality == town).limit(1)).first() is not None
