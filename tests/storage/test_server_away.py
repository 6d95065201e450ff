"""The server dies, and comes back: what was promised is kept, what cannot be stored is refused, and it is said."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.app import routes
from bot.channels.simulator import Simulator
from bot.errors import CannotStore
from bot.messages import Incoming, Outgoing
from bot.model import MunicipalityId
from bot.nlu import Reader
from bot.storage.database import open_reader, open_writer
from bot.storage.migrating import migrate
from bot.storage.store import add_municipality
from bot.system import System
from tests import postgres
from tests.admin.house import SetClock

NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)
TOWN = MunicipalityId(1)
KARI = "+4790000001"
SOON = 1.0


@pytest.fixture
def server() -> Iterator[postgres.Server]:
    with postgres.server() as server:
        migrate(server.url)
        yield server


def opened(server: postgres.Server, phones: Simulator) -> System:
    system = System(
        writer=open_writer(server.url), reader=open_reader(server.url), master=bytes(32), clock=SetClock(NOW),
        understanding=Reader(), channels={"sms": phones, "call": phones},
    )  # fmt: skip
    system._writer.submit(lambda db: add_municipality(db, "Eksempel", NOW, example=True)).result()
    return system


def ready(system: System) -> int:
    return TestClient(Starlette(routes=routes(system))).get("/readyz").status_code


@pytest.mark.promise
def test_what_was_acknowledged_is_there_when_the_server_is_back_and_what_was_refused_may_come_again(
    server: postgres.Server,
) -> None:
    system = opened(server, Simulator())

    async def hears(number: int) -> bool:
        try:
            await system.receive(Incoming("sms", f"SM{number}", KARI, "hei"))
        except CannotStore:
            return False
        return True

    async def run() -> None:
        before = [await hears(n) for n in range(3)]
        await system.tick()
        assert (before, ready(system)) == ([True] * 3, 200)
        server.stop()
        assert not await hears(3)
        await system.tick()
        assert ready(system) == 503
        server.start()
        await asyncio.sleep(SOON)
        assert await hears(3)
        await system.tick()
        assert ready(system) == 200
        counts = await system.read(TOWN, lambda store: store.counts())
        assert counts["events_done"] == 4
        await system.close()

    asyncio.run(run())


class Unlucky(Simulator):
    """Takes a message, and shows none it has taken; the server dies in that moment."""

    def __init__(self, server: postgres.Server) -> None:
        self.server, self.took = server, list[str]()

    async def send(self, message: Outgoing) -> str:
        self.took.append(message.ref)
        self.server.stop()
        return message.ref

    async def find(self, message: Outgoing, since: datetime) -> str | None:
        return None


@pytest.mark.promise
def test_what_a_provider_took_while_the_server_was_away_is_not_sent_again(server: postgres.Server) -> None:
    provider = Unlucky(server)
    system = opened(server, provider)

    async def run() -> dict[str, int]:
        await system.receive(Incoming("sms", "SM1", KARI, "hei"))
        await system.tick()
        await asyncio.sleep(1)
        server.start()
        while True:
            await asyncio.sleep(0.2)
            counts = await system.read(TOWN, lambda store: store.counts())
            if "messages_sending" not in counts:
                await system.close()
                return counts

    assert asyncio.run(asyncio.wait_for(run(), 30))["messages_handed_over"] == 1
    assert len(provider.took) == 1
