"""A panel on a real database file, with a clock to set, served on localhost when a browser is to see it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import uvicorn
from sqlalchemy import Connection, Engine, create_engine, insert
from starlette.applications import Starlette
from starlette.testclient import TestClient

from admin import create_panel
from admin.parts import Parts
from bot.model import MunicipalityId
from bot.storage import accounts
from bot.storage.accounts import Role, User
from bot.storage.tables import metadata, municipality
from bot.storage.writer import Writer

T = TypeVar("T")
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
PASSWORD = "fire glade reker danser"


@dataclass
class OnDisk:
    """The storage as the panel is given it."""

    engine: Engine
    writer: Writer

    async def read(self, ask: Callable[[Connection], T]) -> T:
        return await asyncio.to_thread(self.now, ask)

    async def write(self, do: Callable[[Connection], T]) -> T:
        return await asyncio.wrap_future(self.writer.submit(do))

    def now(self, ask: Callable[[Connection], T]) -> T:
        with self.engine.connect() as connection:
            return ask(connection)


@dataclass
class House:
    """What a test has in hand: the panel, its storage and its clock."""

    panel: Starlette
    storage: OnDisk
    parts: Parts
    at: datetime = NOW

    def do(self, what: Callable[[Connection], T]) -> T:
        return self.storage.writer.submit(what).result()

    def user(self, role: Role, email: str = "ingrid@eksempel.no", name: str = "Ingrid Lie") -> User:
        """Someone in the first municipality who can log in with PASSWORD."""
        from argon2 import PasswordHasher

        kept = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
        place = self.do(_first_municipality)
        secret = self.do(lambda db: accounts.invite(db, role, self.at + accounts.INVITATION_LASTS, place))
        self.do(lambda db: accounts.accept(db, secret, name, email, kept, self.at))
        found = self.storage.now(lambda db: accounts.user_by_email(db, email))
        assert found is not None
        return found[0]

    def secret(self, user: User) -> str:
        return self.do(lambda db: accounts.open_login(db, user.id, "Firefox på Linux", self.at))

    def let_in(self, client: TestClient, user: User) -> str:
        """Log someone in without the form.  The secret is what their cookie holds."""
        secret = self.secret(user)
        client.cookies.set("handslag", secret, domain="testserver.local", path="/")
        return secret


def _first_municipality(db: Connection) -> MunicipalityId:
    if db.execute(municipality.select()).first() is None:
        make_municipality(db, "Eksempel kommune")
    return MunicipalityId(1)


def make_municipality(db: Connection, name: str) -> MunicipalityId:
    made = db.execute(insert(municipality).values(id=1, name=name))
    assert made.rowcount == 1
    return MunicipalityId(1)


@contextmanager
def house_in(folder: Path, public_url: str = "http://localhost") -> Iterator[House]:
    engine = create_engine(f"sqlite:///{folder / 'panel.sqlite3'}")
    metadata.create_all(engine)
    storage = OnDisk(engine, Writer(engine))
    parts = Parts(
        storage=storage,
        now=lambda: house.at,
        public_url=public_url,
        counts=lambda *_: {"/brukere": 2},
        begin_example=lambda db, _: make_municipality(db, "Eksempel kommune"),
        begin_empty=lambda db, name, *_: make_municipality(db, name),
    )
    house = House(create_panel(parts), storage, parts)
    try:
        yield house
    finally:
        storage.writer.close()
        engine.dispose()


@contextmanager
def served(panel: Starlette) -> Iterator[str]:
    """The address of the panel on a port of its own."""
    server = uvicorn.Server(uvicorn.Config(panel, port=0, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        threading.Event().wait(0.01)
    try:
        yield f"http://localhost:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
