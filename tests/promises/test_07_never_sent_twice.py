"""Never sent twice, except when the provider's answer is lost and neither its callback nor its list shows the message.

Then it is unknown, looked up first, tried at most once more, and counted.
"""

from __future__ import annotations

import asyncio
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot import outbox
from bot.life import holding
from bot.life.turn import Turn
from bot.replay import KEY, SetClock
from bot.storage.backup import backup, restore
from bot.storage.database import open_writer
from bot.storage.post import Message, MessageState, Post
from bot.storage.store import add_municipality
from bot.system import System
from tests import fresh
from tests.fake_twilio import FakeTwilio
from tests.promises import defects
from tests.promises.conftest import Figure
from tests.promises.lives import KARI, TOWN, Unlisted, is_due, opened, sms_of
from tests.promises.proxy import Fault, between
from tests.storage.conftest import NOW

ALSO = ("tests/storage/test_server_away.py", "tests/test_system.py", "tests/channels/test_sms_sent.py",
        "tests/promises/test_sent_once_more.py")  # fmt: skip
LOST, EACH_FAULT, MOST_TICKS = 100, 10, 60


def sends(folder: Path, twilio: FakeTwilio, address: str, many: int) -> dict[str, int]:
    """So many messages are sent until nothing more is to be done; how many are in which state."""
    clock = SetClock(NOW)

    async def run() -> dict[str, int]:
        founded(folder)
        settings = twilio.settings(folder).model_copy(update={"twilio_api_url": address})
        robot = opened(folder, sms_of(settings), clock)
        await robot.act(TOWN, lambda turn: [
            turn.send(None, "sms", f"+4790000{n:03}", f"nummer {n}", "other", reply=True) for n in range(many)
        ])  # fmt: skip
        for _ in range(MOST_TICKS):
            await robot.tick()
            await robot._postman.close()
            if not await robot.read(TOWN, lambda store: is_due(store, clock.at, moves=True)) and await _over(robot):
                break
            clock.at += timedelta(minutes=1)
        counts = await robot.read(TOWN, lambda store: store.counts())
        await robot.close()
        return counts

    return asyncio.run(run())


def founded(folder: Path) -> None:
    writer = open_writer(fresh.database(folder / "replay.sqlite3"))
    with writer.begin() as connection:
        add_municipality(connection, "Eksempel", NOW, example=False, phone="+4762000000")
    writer.dispose()


async def _over(robot: System) -> bool:
    return not (await robot.read(TOWN, lambda store: store.counts())).get("messages_queued")


def each_once(twilio: FakeTwilio, counts: dict[str, int], many: int) -> None:
    assert Counter(text.body for text in twilio.sent) == Counter(f"nummer {n}" for n in range(many))
    assert {name: n for name, n in counts.items() if name.startswith("messages")} == {"messages_handed_over": many}


@pytest.mark.promise
def test_of_a_hundred_accepted_whose_answers_were_lost_none_is_sent_twice(
    tmp_path: Path, times: int, figure: Figure
) -> None:
    with FakeTwilio() as twilio:
        twilio.loses_answers(times=LOST * times)

        each_once(twilio, sends(tmp_path, twilio, twilio.url, LOST * times), LOST * times)

    figure(f"{LOST * times} answers lost: {LOST * times} received, 0 twice")


@pytest.mark.promise
@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.NONE], ids=str)
def test_whatever_becomes_of_the_line_each_is_received_once(
    tmp_path: Path, fault: Fault, figure: Figure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.sms.twilio.SECONDS_TO_ANSWER", 2.0)
    with FakeTwilio() as twilio, between(("127.0.0.1", urlsplit(twilio.url).port or 0)) as proxy:
        proxy.faults = [fault] * EACH_FAULT

        each_once(twilio, sends(tmp_path, twilio, f"http://127.0.0.1:{proxy.port}", EACH_FAULT), EACH_FAULT)

    figure(f"{fault}: {EACH_FAULT} of {EACH_FAULT} once")


def test_planted_a_lost_answer_is_sent_again_without_looking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "hand_over", outbox.hand_over)  # put back when the test is over
    defects.sends_again_without_looking()
    with FakeTwilio() as twilio:
        twilio.loses_answers(times=EACH_FAULT)

        with pytest.raises(AssertionError):
            each_once(twilio, sends(tmp_path, twilio, twilio.url, EACH_FAULT), EACH_FAULT)


def put_back(folder: Path) -> list[str]:
    """A copy is made, more is sent, the machine is lost, the copy is put back and let send; all that was received."""
    clock = SetClock(NOW)
    (folder / "key").write_bytes(urlsafe_b64encode(KEY))
    founded(folder)
    with FakeTwilio(clock=clock) as twilio:
        url = f"sqlite:///{folder / 'replay.sqlite3'}"
        settings = twilio.settings(folder).model_copy(update={"database_url": url, "key_file": folder / "key"})

        async def lives(*acts: Callable[[System], Awaitable[object]]) -> None:
            robot = opened(folder, sms_of(settings), clock)
            await robot.start()
            for act in acts:
                await act(robot)
            clock.at += timedelta(seconds=30)
            for _ in range(5):  # what is for one person leaves one by one
                await robot.tick()
                await robot._postman.close()
            await robot.close()

        asyncio.run(lives(says("waits", minutes=60)))
        backup(settings, folder / "copy")
        clock.at += timedelta(hours=1)
        twilio.hears(KARI, "Hei, hvem er du?", deliver=False)
        asyncio.run(lives(says("a timer")))
        restore(settings, folder / "copy", force=True)
        asyncio.run(lives(says("a timer"), says("new"), lambda robot: robot.act(TOWN, holding.release)))
        return sorted(text.body for text in twilio.sent)


def says(words: str, *, minutes: int = 0) -> Callable[[System], Awaitable[object]]:
    def job(turn: Turn) -> None:
        which = turn.send(None, "sms", KARI, words, "other")
        turn.store.change_message(which, not_before=turn.now + timedelta(minutes=minutes))

    return lambda robot: robot.act(TOWN, job)


def each_is_received_once(received: list[str]) -> None:
    answer, *others = received
    assert "robot" in answer
    assert others == ["a timer", "new", "waits"]


@pytest.mark.promise
def test_what_left_after_the_copy_that_was_put_back_is_not_sent_again(tmp_path: Path, figure: Figure) -> None:
    each_is_received_once(put_back(tmp_path))

    figure("put back an hour: 3 that had left, 0 twice; 1 that had not, once")


def test_planted_what_waits_in_a_copy_has_not_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Post, "may_have_left", lambda self: None)

    with pytest.raises(AssertionError):
        each_is_received_once(put_back(tmp_path))


def test_planted_what_a_copy_makes_anew_has_not_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Turn, "_may_have_left", lambda self, kind: None)

    with pytest.raises(AssertionError):
        each_is_received_once(put_back(tmp_path))


async def goes_on(robot: System, clock: SetClock, *, times: int = 6) -> None:
    for _ in range(times):
        await robot.tick()
        await robot._postman.close()
        clock.at += timedelta(seconds=30)


def says_now(words: str) -> Callable[[Turn], int]:
    return lambda turn: turn.send(None, "sms", KARI, words, "other", reply=True)


async def first(robot: System, many: int = 1) -> list[Message]:
    return await robot.read(TOWN, lambda store: [store.message(n + 1) for n in range(many)])


@pytest.mark.promise
def test_of_two_with_the_same_words_one_is_never_taken_for_the_other(tmp_path: Path) -> None:
    async def run() -> list[Message]:
        clock = SetClock(NOW)
        founded(tmp_path)
        robot = opened(tmp_path, sms_of(twilio.settings(tmp_path)), clock)
        await robot.act(TOWN, says_now("Takk, notert."))
        await robot.tick()
        await robot._postman.close()
        twilio.loses_answers(taken=False)
        await robot.act(TOWN, says_now("Takk, notert."))
        await goes_on(robot, clock)
        both = await first(robot, 2)
        await robot.close()
        return both

    with FakeTwilio(clock=SetClock(NOW)) as twilio:
        both = asyncio.run(run())

        assert [message.state for message in both] == [MessageState.HANDED_OVER] * 2
        assert [message.provider_id for message in both] == [text.sid for text in twilio.sent]


def sent_while_the_clock_jumps(folder: Path) -> list[str]:
    async def run() -> list[str]:
        clock, provider = SetClock(NOW), Unlisted()
        founded(folder)
        robot = opened(folder, provider, clock)
        await robot.act(TOWN, says_now("hei"))
        await robot.tick()
        while not provider.sent:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        clock.at += timedelta(minutes=3)
        await robot.tick()
        await asyncio.sleep(0.2)
        provider.answers.set()
        await goes_on(robot, clock)
        await robot.close()
        return provider.sent

    return asyncio.run(run())


@pytest.mark.promise
def test_what_is_on_its_way_while_the_clock_jumps_is_not_sent_again(tmp_path: Path) -> None:
    assert sent_while_the_clock_jumps(tmp_path) == ["hei"]


def test_planted_what_is_on_its_way_is_aged_by_the_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.in_hand.is_held", lambda *_: False)

    assert sent_while_the_clock_jumps(tmp_path) != ["hei"]
