"""A Twilio that takes its time holds up nobody: no page, no one else's message, no STOPP, and not the end."""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot import postman
from bot.channels import Channel, Incoming, Outgoing
from bot.life.turn import Turn
from bot.model import MunicipalityId
from bot.postman import SENDERS
from bot.replay import SetClock
from bot.settings import Settings
from bot.system import System
from tests.fake_twilio import FakeTwilio
from tests.promises.lives import KARI, TOWN, opened, sms_of
from tests.promises.test_07_never_sent_twice import founded
from tests.storage.conftest import NOW

AT_ONCE = 1.0


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    with FakeTwilio(clock=SetClock(NOW)) as twilio:
        yield twilio


async def asked_to_send(robot: System, many: int) -> None:
    def job(turn: Turn) -> None:
        for n in range(many):
            turn.send(None, "sms", f"+4790000{n:03}", f"nummer {n}", "other", reply=True)

    await robot.act(TOWN, job)
    await robot.tick()


@pytest.mark.promise
def test_all_are_written_to_at_once_and_the_pages_are_read_meanwhile(
    tmp_path: Path, twilio: FakeTwilio, caplog: pytest.LogCaptureFixture
) -> None:
    founded(tmp_path)
    twilio.is_slow(3 * AT_ONCE, times=SENDERS)

    async def run() -> tuple[int, float]:
        robot = opened(tmp_path, sms_of(twilio.settings(tmp_path)), SetClock(NOW))
        await asked_to_send(robot, SENDERS)
        for _ in range(25):  # the first is answered only after thirty of these
            if len(twilio.sent) == SENDERS:
                break
            await asyncio.sleep(AT_ONCE / 10)
        arrived, began = len(twilio.sent), time.monotonic()
        await robot.read(TOWN, lambda store: store.counts())
        took = time.monotonic() - began
        await robot._postman.close()
        await robot.close()
        return arrived, took

    arrived, took = asyncio.run(run())
    assert arrived == SENDERS
    assert took < AT_ONCE
    assert caplog.record_tuples == [], "lines to Twilio are thrown away"


def stops_meanwhile(folder: Path, twilio: FakeTwilio, what: str) -> list[str]:
    """Something holds up a first message for a second, and meanwhile something happens; what Kari then is sent."""
    founded(folder)
    clock = SetClock(NOW)

    async def run() -> None:
        robot = opened(folder, sms_of(twilio.settings(folder)), clock)
        await robot.receive(Incoming("sms", "SM0", KARI, "hei"))
        find = robot._postman.channel

        async def slowly(where: MunicipalityId, name: str) -> Channel | None:
            robot._postman.channel = find
            clock.at += timedelta(hours=12) if what == "night" else timedelta(seconds=1)
            if what == "STOPP":
                await robot.receive(Incoming("sms", "SM1", KARI, what))
            if what == "held":
                await robot.act(TOWN, lambda turn: turn.store.change_set_up(held="restored"))
            return await find(where, name)

        await robot.tick()
        await robot._postman.close()
        robot._postman.channel = slowly
        await robot.act(TOWN, lambda turn: turn.send(
            turn.store.people_at("sms", KARI)[0], "sms", KARI, "nummer 0", "other", reply=False
        ))  # fmt: skip
        await robot.tick()
        await robot._postman.close()
        await robot.close()

    asyncio.run(run())
    return [text.body for text in twilio.sent if text.body == "nummer 0"]


@pytest.mark.promise
@pytest.mark.parametrize("what", ["STOPP", "held", "night"])
def test_the_first_to_someone_is_looked_at_again_when_it_has_waited(
    tmp_path: Path, twilio: FakeTwilio, what: str
) -> None:
    assert stops_meanwhile(tmp_path, twilio, what) == []


def test_what_has_waited_and_may_leave_leaves(tmp_path: Path, twilio: FakeTwilio) -> None:
    assert stops_meanwhile(tmp_path, twilio, "nothing") == ["nummer 0"]


def stops_while_looked_for(
    folder: Path, twilio: FakeTwilio, words: str, monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    """The first try was lost on the way there; while Twilio is asked about it, they write."""
    founded(folder)
    clock = SetClock(NOW)

    async def run() -> None:
        channel = sms_of(twilio.settings(folder))
        robot = opened(folder, channel, clock)
        await robot.receive(Incoming("sms", "SM0", KARI, "hei"))
        await robot.tick()
        await robot._postman.close()
        find = type(channel).find

        async def slowly(self: Channel, message: Outgoing, since: datetime) -> str | None:
            found = await find(self, message, since)
            await robot.receive(Incoming("sms", "SM1", KARI, words))
            return found

        monkeypatch.setattr(type(channel), "find", slowly)
        twilio.loses_answers(taken=False)
        await robot.act(TOWN, lambda turn: turn.send(
            turn.store.people_at("sms", KARI)[0], "sms", KARI, "nummer 0", "other", reply=False
        ))  # fmt: skip
        for _ in range(3):
            await robot.tick()
            await robot._postman.close()
            clock.at += timedelta(minutes=1)
        await robot.close()

    asyncio.run(run())
    return [text.body for text in twilio.sent if text.body == "nummer 0"]


@pytest.mark.promise
@pytest.mark.parametrize(("words", "received"), [("STOPP", 0), ("takk", 1)])
def test_a_stopp_while_a_lost_message_is_looked_for_is_the_last_word(
    tmp_path: Path, twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch, words: str, received: int
) -> None:
    assert len(stops_while_looked_for(tmp_path, twilio, words, monkeypatch)) == received


SLOW, DRAIN = 8.0, 0.3


def stops_in_the_middle(folder: Path, settings: Settings) -> None:
    """A process of its own: told to stop while everything it may send is on its way."""
    postman.SECONDS_TO_DRAIN = DRAIN

    async def run() -> None:
        robot = opened(folder, sms_of(settings), SetClock(NOW))
        await robot.start()
        await asked_to_send(robot, SENDERS)
        await asyncio.sleep(AT_ONCE)
        (folder / "told").write_text(str(time.monotonic()), encoding="utf-8")
        await robot.close()

    asyncio.run(run())


@pytest.mark.promise
def test_a_process_is_gone_after_the_drain_though_every_answer_is_still_to_come(
    tmp_path: Path, twilio: FakeTwilio
) -> None:
    founded(tmp_path)
    twilio.is_slow(SLOW, times=SENDERS)
    process = multiprocessing.get_context("spawn").Process(
        target=stops_in_the_middle, args=(tmp_path, twilio.settings(tmp_path))
    )
    process.start()
    process.join(60)

    took = time.monotonic() - float((tmp_path / "told").read_text(encoding="utf-8"))
    assert process.exitcode == 0
    assert len(twilio.sent) == SENDERS
    assert took < SLOW / 2
