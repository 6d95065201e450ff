"""The whole robot with LINK Mobility, which tells what became of a message but has no list of what it took."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette

from bot.app import open_system, routes
from bot.model import MunicipalityId
from bot.settings import Settings
from bot.storage.post import MessageState
from bot.system import System
from tests.admin.house import SetClock
from tests.channels.webhooks import PUBLIC
from tests.fake_link import NUMBER, SECRET, FakeLink, Json, brought, report
from tests.robot import founded
from tests.test_calls import AT_WORK

TOWN, KARI = MunicipalityId(1), "+4790000001"


@pytest.fixture
def clock() -> SetClock:
    return SetClock(AT_WORK)


@pytest.fixture
def link() -> Iterator[FakeLink]:
    with FakeLink() as link:
        yield link


@dataclass
class House:
    """The robot in one life: everything is done in one loop, as LINK's client belongs to it."""

    system: System
    clock: SetClock
    web: httpx2.AsyncClient

    async def brings(self, what: str, said: Json) -> int:
        kind = {"Content-Type": "application/json"}
        answer = await self.web.post(f"/hooks/link/{SECRET}/{what}", content=json.dumps(said).encode(), headers=kind)
        return answer.status_code

    async def passes(self, minutes: float = 0) -> MessageState:
        """Time goes, and what is due is done; where the first message is then."""
        self.clock.at += timedelta(minutes=minutes)
        await self.system.tick()
        for _ in range(200):
            state = await self.system.read(TOWN, lambda store: store.message(1).state)
            if state is not MessageState.SENDING:
                break
            await asyncio.sleep(0.01)
        return state


@asynccontextmanager
async def living(link: FakeLink, folder: Path, clock: SetClock) -> AsyncIterator[House]:
    settings = founded(Settings(_env_file=None, data_dir=folder / "var", public_url=PUBLIC, **link.given()))
    system = open_system(settings)
    system.clock = system._postman.clock = clock  # nothing else takes a clock that can be set
    await system.look_around()
    app = Starlette(routes=list(routes(system)))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=PUBLIC) as web:
        yield House(system, clock, web)
    await system.close()


HELLO = brought("ab12", KARI, "jeg vil gjerne hjelpe")


def test_what_someone_writes_is_answered_and_what_became_of_it_is_known(
    link: FakeLink, tmp_path: Path, clock: SetClock
) -> None:
    async def talk() -> list[object]:
        async with living(link, tmp_path, clock) as house:
            answers: list[object] = [await house.brings("in", HELLO), await house.brings("in", HELLO)]
            answers.append(await house.passes())
            (sent,) = link.taken
            answers.append(await house.brings("status", report(sent["refId"], sent["messageId"], 1001)))
            answers.append(await house.passes())
            answers.append(await house.brings("status", report(sent["refId"], sent["messageId"], 1000)))
            return [*answers, await house.passes()]

    assert asyncio.run(talk()) == [
        200, 200, MessageState.HANDED_OVER, 200, MessageState.DELIVERED, 200, MessageState.DELIVERED,
    ]  # fmt: skip
    assert (link.taken[0]["destination"], link.taken[0]["source"]) == (KARI, NUMBER)


def test_a_message_whose_answer_was_lost_is_not_sent_again_when_its_report_comes(
    link: FakeLink, tmp_path: Path, clock: SetClock
) -> None:
    link.loses_answers()

    async def talk() -> list[object]:
        async with living(link, tmp_path, clock) as house:
            await house.brings("in", HELLO)
            lost = await house.passes()
            (sent,) = link.taken
            await house.brings("status", report(sent["refId"], sent["messageId"], 1001))
            return [lost, *[await house.passes(minutes=5) for _ in range(3)]]

    lost, *after = asyncio.run(talk())
    assert lost is MessageState.UNKNOWN
    assert after == [MessageState.DELIVERED] * 3
    assert len(link.taken) == 1


def test_one_that_nothing_is_heard_of_is_sent_once_more_and_no_more(
    link: FakeLink, tmp_path: Path, clock: SetClock
) -> None:
    link.loses_answers(times=9)

    async def talk() -> MessageState:
        async with living(link, tmp_path, clock) as house:
            await house.brings("in", HELLO)
            for _ in range(6):
                state = await house.passes(minutes=1)
            return state

    assert asyncio.run(talk()) is MessageState.FAILED
    assert len(link.taken) == 2
