"""A panel on a real database file, with a clock to set, served on localhost when a browser is to see it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import uvicorn
from sqlalchemy import Connection
from starlette.applications import Starlette
from starlette.testclient import TestClient

from admin import create_panel
from admin.parts import Parts
from bot.channels.simulator import Simulator
from bot.life.turn import Turn
from bot.model import MunicipalityId
from bot.nlu import Reader
from bot.storage import accounts
from bot.storage.accounts import Role, User
from bot.storage.database import open_reader, open_writer
from bot.storage.store import add_municipality
from bot.storage.tables import municipality
from bot.system import System
from tests import fresh

T = TypeVar("T")
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
PASSWORD = "fire glade reker danser"


@dataclass
class SetClock:
    """A clock that stands where it is put."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


def done(work: Coroutine[Any, Any, T]) -> T:
    """What it comes to, in a thread of its own: an open browser has the event loop of this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@dataclass
class House:
    """What a test has in hand: the panel, its storage and its clock."""

    panel: Starlette
    system: System
    parts: Parts
    clock: SetClock
    file: Path
    """The database."""

    @property
    def at(self) -> datetime:
        return self.clock.at

    @at.setter
    def at(self, moment: datetime) -> None:
        self.clock.at = moment

    def do(self, what: Callable[[Connection], T]) -> T:
        return done(self.system.write(what))

    def act(self, job: Callable[[Turn], T]) -> T:
        """Run a turn in the first municipality, and all that is due after it."""

        async def run() -> T:
            result = await self.system.act(MunicipalityId(1), job)
            await self.system.tick()
            return result

        return done(run())

    def stored(self) -> bytes:
        """All that is on disk, also what has not come from the log into the file yet."""
        return self.file.read_bytes() + self.file.with_name(f"{self.file.name}-wal").read_bytes()

    def user(self, role: Role, email: str = "ingrid@eksempel.no", name: str = "Ingrid Lie") -> User:
        """Someone in the first municipality who can log in with PASSWORD."""
        from argon2 import PasswordHasher

        kept = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
        place = self.do(_first_municipality)
        secret = self.do(lambda db: accounts.invite(db, role, self.at + accounts.INVITATION_LASTS, place))
        self.do(lambda db: accounts.accept(db, secret, name, email, kept, self.at))
        found = self.do(lambda db: accounts.user_by_email(db, email))
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


def make_municipality(db: Connection, name: str, phone: str = "+4762000000") -> MunicipalityId:
    """What is done leaves at once here; ``tests/admin/test_undo.py`` is about the half minute."""
    return add_municipality(
        db, name, NOW, example=True, phone=phone, coordinator="Ingrid Lie", policy={"undo": 0}
    )  # fmt: skip


@contextmanager
def house_in(folder: Path, public_url: str = "http://localhost") -> Iterator[House]:
    url = fresh.database(folder / "panel.sqlite3")
    writer, clock = open_writer(url, durable=False), SetClock()
    phones = Simulator()
    system = System(
        writer=writer, reader=open_reader(url), master=bytes(32), clock=clock, understanding=Reader(),
        channels={"sms": phones, "call": phones}, alone=True,
    )  # fmt: skip

    async def begin_example() -> MunicipalityId:
        return await system.write(lambda db: make_municipality(db, "Eksempel kommune"))

    async def begin_empty(name: str, phone: str) -> MunicipalityId:
        return await system.write(lambda db: make_municipality(db, name, phone))

    parts = Parts(system, public_url, begin_example, begin_empty)
    house = House(create_panel(parts), system, parts, clock, folder / "panel.sqlite3")
    try:
        yield house
    finally:
        done(system.close())


@contextmanager
def served(panel: Starlette, port: int = 0) -> Iterator[str]:
    """The address of the panel on a port of its own."""
    config = uvicorn.Config(panel, port=port, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        threading.Event().wait(0.01)
    try:
        yield f"http://localhost:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
