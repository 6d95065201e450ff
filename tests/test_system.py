"""The parts put together: what may never happen, whatever is set up, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import pytest

from bot import desk
from bot.channels.simulator import Simulator
from bot.errors import MaybeSent, SendError, TryLater
from bot.messages import Fate, Incoming, Outgoing, Receipt
from bot.model import MunicipalityId
from bot.nlu import Reader
from bot.storage.database import open_reader, open_writer
from bot.storage.store import add_municipality
from bot.system import System
from tests import postgres
from tests.admin.house import SetClock

TUESDAY = datetime(2026, 3, 3, 9, tzinfo=UTC)
TOWN = MunicipalityId(1)


class Provider(Simulator):
    """A real provider's place: counts what it took, and fails as it is told."""

    name = "sms"

    def __init__(self) -> None:
        self.took: list[Outgoing] = []
        self.send_fails: list[SendError] = []
        self.find_fails: list[SendError] = []

    async def send(self, message: Outgoing) -> str:
        self.took.append(message)
        if self.send_fails:
            raise self.send_fails.pop(0)
        return f"sent-{message.ref}"

    async def find(self, message: Outgoing, since: datetime) -> str | None:
        if self.find_fails:
            raise self.find_fails.pop(0)
        return f"sent-{message.ref}" if message in self.took else None


@pytest.fixture(params=postgres.KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with postgres.of_kind(request.param, tmp_path / "system.sqlite3") as url:
        yield url


class Opens(Protocol):
    def __call__(self, provider: Provider, *, example: bool) -> System: ...


@pytest.fixture
def opens(url: str, clock: SetClock) -> Iterator[Opens]:
    """Opens the robot with a provider, in a municipality that is an example or is not."""
    opened: list[System] = []

    def open_with(provider: Provider, *, example: bool) -> System:
        writer = open_writer(url, durable=False)
        system = System(
            writer=writer, reader=open_reader(url), master=bytes(32), clock=clock, understanding=Reader(),
            channels={"sms": provider, "call": Simulator()}, phones=Simulator(), alone=True,
        )  # fmt: skip
        opened.append(system)
        new = system.write(lambda db: add_municipality(db, "Eksempel", TUESDAY, example=example, phone="+4762000000"))
        asyncio.run(new)
        return system

    yield open_with
    for system in opened:
        asyncio.run(system.close())


@pytest.fixture
def clock() -> SetClock:
    return SetClock(TUESDAY)


async def hears(system: System, text: str) -> None:
    await system.receive(Incoming("sms", f"{text}-{system.clock.now()}", "+4790000001", text))
    await system.tick()


def test_an_example_municipality_never_reaches_a_real_telephone(opens: Opens, clock: SetClock) -> None:
    provider = Provider()
    system = opens(provider, example=True)

    asyncio.run(hears(system, "jeg vil gjerne hjelpe"))

    told = asyncio.run(system.read(TOWN, lambda store: store.counts()))
    assert provider.took == []
    assert told["messages_handed_over"] == 1


def test_a_real_one_does(opens: Opens, clock: SetClock) -> None:
    provider = Provider()
    system = opens(provider, example=False)

    asyncio.run(hears(system, "jeg vil gjerne hjelpe"))

    assert [message.to for message in provider.took] == ["+4790000001"]


def test_what_is_longer_than_the_provider_takes_is_not_tried(opens: Opens, clock: SetClock) -> None:
    provider = Provider()
    system = opens(provider, example=False)

    async def say() -> tuple[str, str | None]:
        long = "a" * (provider.can.longest + 1)
        which = await system.act(TOWN, lambda turn: turn.send(None, "sms", "+4790000007", long, "other", reply=True))
        await system.tick()
        told = await system.read(TOWN, lambda store: store.message(which))
        return told.state.value, told.code

    assert asyncio.run(say()) == ("failed", "too-long")
    assert provider.took == []


def test_a_message_whose_answer_was_lost_is_not_sent_again_when_looking_it_up_fails(
    opens: Opens, clock: SetClock
) -> None:
    provider = Provider()
    provider.send_fails = [MaybeSent("timeout")]
    provider.find_fails = [TryLater("their fault"), TryLater("their fault")]
    system = opens(provider, example=False)

    asyncio.run(hears(system, "jeg vil gjerne hjelpe"))
    for _ in range(6):
        clock.at += timedelta(minutes=10)
        asyncio.run(system.tick())

    told = asyncio.run(system.read(TOWN, lambda store: store.counts()))
    assert len(provider.took) == 1
    assert told["messages_handed_over"] == 1


def test_a_coordinators_words_go_to_the_number_on_file(opens: Opens, clock: SetClock) -> None:
    provider = Provider()
    system = opens(provider, example=False)

    async def say() -> None:
        who = await system.act(TOWN, lambda turn: desk.add_person(turn, "Kari Moen", "+4790000007"))
        await system.act(TOWN, lambda turn: desk.say(turn, who, "Hei Kari!"))
        await system.tick()

    asyncio.run(say())

    assert [(message.to, message.text) for message in provider.took] == [("+4790000007", "Hei Kari!")]


def test_a_receipt_whose_number_no_message_can_have_is_passed_over(opens: Opens) -> None:
    system = opens(Provider(), example=False)

    for ref in ("9" * 40, "²", "x"):
        asyncio.run(system.receive(Receipt("sms", ref, Fate.DELIVERED, "SM1", "", ""), TOWN))
