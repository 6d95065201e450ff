"""Missed events are fetched: what the provider took while we were away is listed and stored once, in order.

Telegram's offset moves only after the commit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot import fetching
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
