"""The key and the database must fit each other before anything is read or written."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, select

from bot.model import MunicipalityId
from bot.settings import Settings
from bot.storage.crypto import KEYS, keys_for, read_key, read_or_make_key
from bot.storage.database import open_reader
from bot.storage.entering import enter
from bot.storage.store import municipalities
from bot.storage.tables import person


def master_key(settings: Settings) -> bytes:
    """The key to what is stored; a new one is made only while nothing is."""
    engine = open_reader(settings.database_url)
    try:
        if _is_empty(engine):
            return read_or_make_key(settings.key_file)
        master = read_key(settings.key_file)
        check(engine, master)
        return master
    finally:
        engine.dispose()


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
