"""Missed events are fetched: what the provider took while we were away is listed and stored once, in order.

Telegram's offset moves only after the commit.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot import fetching, system
from bot.messages import Incoming
from bot.replay import SetClock
from bot.storage.database import open_writer
from bot.storage.store import add_municipality
from bot.storage.tables import metadata
from tests.fake_twilio import FakeTwilio
from tests.promises.conftest import Figure
from tests.promises.lives import KARI, TOWN, opened, sms_of
from tests.storage.conftest import NOW

ALSO = ("tests/channels/test_telegram_asked.py", "tests/channels/test_sms_sent.py")
MISSED, OUTAGE = 200, timedelta(hours=1)
AGAIN = 3
"""So many of them the provider brings by itself as well, once we are back."""


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def twilio(clock: SetClock) -> Iterator[FakeTwilio]:
    with FakeTwilio(clock=clock) as twilio:
        yield twilio


def begins(folder: Path) -> None:
    writer = open_writer(f"sqlite:///{folder / 'replay.sqlite3'}")
    metadata.create_all(writer)
    with writer.begin() as connection:
        add_municipality(connection, "Eksempel", NOW, example=False, phone="+4762000000")
    writer.dispose()


def comes_back(folder: Path, twilio: FakeTwilio, clock: SetClock) -> list[str]:
    """One message is heard, then we are away for an hour; what stands in the database once we are back, in order."""

    async def run() -> list[str]:
        begins(folder)
        robot = opened(folder, sms_of(twilio.settings(folder)), clock)
        await robot.receive(Incoming("sms", "SM-before", KARI, "før"))
        for n in range(MISSED):
            clock.at += OUTAGE / MISSED
            twilio.hears(KARI, f"nummer {n}", deliver=False)
        await robot.fetch_missed()
        for text in twilio.texts[:AGAIN]:
            await robot.receive(Incoming("sms", text.sid, KARI, text.body))
        await robot.fetch_missed()
        heard = await robot.read(TOWN, lambda store: store.heard_from(store.people_at("sms", KARI)[0], last=9999))
        await robot.close()
        return [event.text for event in heard]

    return asyncio.run(run())


def are_all_there(heard: list[str]) -> None:
    assert heard == ["før", *(f"nummer {n}" for n in range(MISSED))]


@pytest.mark.promise
def test_after_an_hour_away_two_hundred_messages_are_there_once_and_in_order(
    tmp_path: Path, twilio: FakeTwilio, clock: SetClock, figure: Figure
) -> None:
    are_all_there(comes_back(tmp_path, twilio, clock))

    figure(f"{MISSED} of {MISSED} fetched, in order")


def test_planted_looking_back_only_for_a_while(
    tmp_path: Path, twilio: FakeTwilio, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "LOOK_BACK", -OUTAGE / 2)

    with pytest.raises(AssertionError):
        are_all_there(comes_back(tmp_path, twilio, clock))


FIRST = {
    "an SMS": Incoming("sms", "SM-first", "+4790000009", "hei"),
    "a call": Incoming("voice", "CA-first", "", ""),
    "Telegram": Incoming("telegram", "first", "999", "hei"),
}
HALF_HOURS = 10


def hears_another_first(folder: Path, twilio: FakeTwilio, clock: SetClock, first: Incoming) -> list[str]:
    """Five hours without a net; then something else comes, then the robot begins anew, and only then is the list had.

    What stands in the database of what was missed.
    """

    async def run() -> list[str]:
        begins(folder)
        robot = opened(folder, sms_of(twilio.settings(folder)), clock)
        await robot.fetch_missed()
        for n in range(HALF_HOURS):
            clock.at += timedelta(minutes=30)
            twilio.hears(KARI, f"nummer {n}", deliver=False)
        twilio.hides_its_list()
        await robot.fetch_missed()
        await robot.receive(first, TOWN)
        await robot.close()
        robot = opened(folder, sms_of(twilio.settings(folder)), clock)
        await robot.fetch_missed()
        heard = await robot.read(TOWN, lambda store: store.heard_from(store.people_at("sms", KARI)[0], last=9999))
        await robot.close()
        return [event.text for event in heard]

    return asyncio.run(run())


@pytest.mark.promise
@pytest.mark.parametrize("first", FIRST.values(), ids=FIRST.keys())
def test_what_comes_before_the_list_is_had_hides_nothing_that_was_missed(
    tmp_path: Path, twilio: FakeTwilio, clock: SetClock, first: Incoming
) -> None:
    assert hears_another_first(tmp_path, twilio, clock, first) == [f"nummer {n}" for n in range(HALF_HOURS)]


def test_planted_looking_back_from_what_came_last(
    tmp_path: Path, twilio: FakeTwilio, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "_read_up_to", lambda store, _: store.last_received())

    heard = hears_another_first(tmp_path, twilio, clock, FIRST["a call"])
    assert heard != [f"nummer {n}" for n in range(HALF_HOURS)]


SLOW = 4.0


@pytest.mark.promise
def test_a_list_that_is_slow_in_coming_holds_up_no_webhook_and_no_answer_for_long(
    tmp_path: Path, twilio: FakeTwilio, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system, "SECONDS_FOR_MISSED", SLOW / 8)
    twilio.lists_slowly(SLOW)

    async def run() -> tuple[float, float]:
        begins(tmp_path)
        robot, began = opened(tmp_path, sms_of(twilio.settings(tmp_path)), clock), time.monotonic()
        await robot.start()
        await robot.receive(Incoming("sms", "SM-new", KARI, "hei"))
        heard = time.monotonic()
        while not twilio.sent:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        answered = time.monotonic()
        await robot.close()
        return heard - began, answered - began

    heard, answered = asyncio.run(run())
    assert heard < SLOW / 2
    assert answered < SLOW


def stopped_while_away(folder: Path, twilio: FakeTwilio, clock: SetClock) -> list[str]:
    """Kari's STOPP is missed while something waits for her; what she is sent once we are back."""

    async def run() -> None:
        begins(folder)
        robot = opened(folder, sms_of(twilio.settings(folder)), clock)
        await robot.receive(Incoming("sms", "SM-before", KARI, "hei"))
        await robot.act(TOWN, lambda turn: turn.send(
            turn.store.people_at("sms", KARI)[0], "sms", KARI, "nummer 0", "other", reply=True
        ))  # fmt: skip
        await robot.close()
        twilio.hears(KARI, "STOPP", deliver=False)
        twilio.lists_slowly(SLOW / 8)
        robot = opened(folder, sms_of(twilio.settings(folder)), clock)
        await robot.start()
        for _ in range(3):
            await robot.tick()
            await robot._postman.close()
        await robot.close()

    asyncio.run(run())
    return [text.body for text in twilio.sent]


@pytest.mark.promise
def test_a_stopp_that_was_missed_is_heard_before_anything_leaves(
    tmp_path: Path, twilio: FakeTwilio, clock: SetClock
) -> None:
    told = stopped_while_away(tmp_path, twilio, clock)

    assert len(told) == 1
    assert "nummer 0" not in told


def test_planted_nothing_waits_for_what_was_missed(
    tmp_path: Path, twilio: FakeTwilio, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system, "SECONDS_FOR_MISSED", 0)

    assert "nummer 0" in stopped_while_away(tmp_path, twilio, clock)


def hears_while_listing(folder: Path, twilio: FakeTwilio, clock: SetClock) -> list[str]:
    """A list nobody has read yet is slow, something comes meanwhile, and all is over before the list is had."""

    async def run() -> list[str]:
        begins(folder)
        robot = opened(folder, sms_of(twilio.settings(folder)), clock)
        await robot.receive(Incoming("sms", "SM-before", KARI, "før"))
        await robot.close()
        for n in range(HALF_HOURS):
            clock.at += timedelta(minutes=30)
            twilio.hears(KARI, f"nummer {n}", deliver=False)
        twilio.lists_slowly(SLOW / 4)
        robot = opened(folder, sms_of(twilio.settings(folder)), clock)
        await robot.start()
        await robot.receive(FIRST["an SMS"], TOWN)
        await robot.close()
        twilio.lists_slowly(0)
        robot = opened(folder, sms_of(twilio.settings(folder)), clock)
        await robot.fetch_missed()
        heard = await robot.read(TOWN, lambda store: store.heard_from(store.people_at("sms", KARI)[0], last=9999))
        await robot.close()
        return [event.text for event in heard]

    return asyncio.run(run())


@pytest.mark.promise
def test_what_comes_while_a_first_list_is_on_its_way_hides_nothing(
    tmp_path: Path, twilio: FakeTwilio, clock: SetClock
) -> None:
    assert hears_while_listing(tmp_path, twilio, clock) == ["før", *(f"nummer {n}" for n in range(HALF_HOURS))]


def test_planted_a_list_is_begun_with_when_it_is_had(
    tmp_path: Path, twilio: FakeTwilio, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "_begin", lambda *_: None)

    assert hears_while_listing(tmp_path, twilio, clock) != ["før", *(f"nummer {n}" for n in range(HALF_HOURS))]
