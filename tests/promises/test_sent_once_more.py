"""What may have left and is not to be found is sent once more, and no more: then a human rings."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot import outbox
from bot.life.turn import Turn
from bot.replay import SetClock
from bot.storage.post import Message, MessageState
from bot.system import System
from tests.fake_twilio import FakeTwilio
from tests.promises.lives import KARI, TOWN, Unlisted, opened, sms_of
from tests.promises.test_07_never_sent_twice import first, founded, goes_on, says_now
from tests.storage.conftest import NOW

LIVES = 8


async def yes() -> bool:
    return True


@pytest.mark.promise
def test_however_often_it_is_killed_at_the_call_it_is_sent_once_more_and_then_a_human_rings(
    tmp_path: Path
) -> None:
    async def begun(robot: System) -> None:
        """Claimed and handed over; the outcome is never written down."""
        await robot.recover()
        job = lambda db: outbox.claim(robot._turn(db, TOWN), 20, by=robot.share.name)  # noqa: E731
        for message in await robot.write(job, TOWN):
            by = provider if message.channel == "sms" else robot.channels["call"]
            outcome = await outbox.hand_over(by, message, clock.at, "tel:+4759440000", yes)
            if outcome is outbox.GIVEN_UP or by is not provider:
                await robot.act(TOWN, lambda turn: outbox.settle(turn, message, outcome, robot.share.name))  # noqa: B023

    async def run() -> dict[str, int]:
        provider.answers.set()
        founded(tmp_path)
        for n in range(LIVES):
            robot = opened(tmp_path, provider, clock)
            if n == 0:
                await robot.act(TOWN, to_kari)
            await begun(robot)
            counts = await robot.read(TOWN, lambda store: store.counts())
            await robot.close()
        return counts

    def to_kari(turn: Turn) -> None:
        kari = turn.store.add_person("Kari", turn.now)
        turn.store.give_address(kari, "sms", KARI)
        turn.send(kari, "sms", KARI, "hei", "other", reply=True)

    clock, provider = SetClock(NOW), Unlisted()
    counts = asyncio.run(run())

    assert provider.sent == ["hei", "hei"]
    assert counts["sent_once_more"] == 1
    assert counts["messages_failed"] == 1
    assert counts["messages_handed_over"] == 1  # what is to be read aloud instead


@pytest.mark.promise
def test_what_a_provider_says_has_failed_is_tried_again_while_its_list_does_not_show_it(tmp_path: Path) -> None:
    async def run() -> Message:
        clock = SetClock(NOW)
        founded(tmp_path)
        robot = opened(tmp_path, sms_of(twilio.settings(tmp_path)), clock)
        await robot.act(TOWN, says_now("hei"))
        await goes_on(robot, clock, times=9)
        (message,) = await first(robot)
        await robot.close()
        return message

    with FakeTwilio(clock=SetClock(NOW)) as twilio:
        twilio.refuses(503, 20503, times=2)
        assert asyncio.run(run()).state is MessageState.HANDED_OVER
        assert [text.body for text in twilio.sent] == ["hei"]


@pytest.mark.promise
def test_what_was_refused_together_does_not_come_back_together(tmp_path: Path) -> None:
    def tried_again_at(folder: Path) -> list[datetime]:
        async def run() -> list[datetime]:
            founded(folder)
            robot = opened(folder, sms_of(twilio.settings(folder)), SetClock(NOW))
            await robot.act(TOWN, lambda turn: [
                turn.send(None, "sms", f"+4790000{n:03}", "hei", "other", reply=True) for n in range(10)
            ])  # fmt: skip
            await robot.tick()
            await robot._postman.close()
            at = [message.not_before for message in await first(robot, 10)]
            await robot.close()
            return at

        folder.mkdir()
        twilio.refuses(429, 20429, times=10)
        return asyncio.run(run())

    with FakeTwilio(clock=SetClock(NOW)) as twilio:
        once, again = tried_again_at(tmp_path / "once"), tried_again_at(tmp_path / "again")

    assert once == again
    assert len(set(once)) >= 4
    assert all(timedelta(seconds=20) <= at - NOW <= timedelta(seconds=25) for at in once)
