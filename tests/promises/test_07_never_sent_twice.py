"""Never sent twice, except when the provider's answer is lost and neither its callback nor its list shows the message.

Then it is unknown, looked up first, tried at most once more, and counted.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot import outbox
from bot.replay import SetClock
from bot.storage.database import open_writer
from bot.storage.store import add_municipality
from bot.storage.tables import metadata
from bot.system import System
from tests.fake_twilio import FakeTwilio
from tests.promises import defects
from tests.promises.conftest import Figure
from tests.promises.lives import TOWN, is_due, opened, sms_of
from tests.promises.proxy import Fault, between
from tests.storage.conftest import NOW

ALSO = ("tests/storage/test_server_away.py", "tests/test_system.py", "tests/channels/test_sms_sent.py")
LOST, EACH_FAULT, MOST_TICKS = 100, 10, 60


def sends(folder: Path, twilio: FakeTwilio, address: str, many: int) -> dict[str, int]:
    """So many messages are sent until nothing more is to be done; how many are in which state."""
    clock = SetClock(NOW)

    async def run() -> dict[str, int]:
        writer = open_writer(f"sqlite:///{folder / 'replay.sqlite3'}")
        metadata.create_all(writer)
        with writer.begin() as connection:
            add_municipality(connection, "Eksempel", NOW, example=False, phone="+4762000000")
        writer.dispose()
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
    monkeypatch.setattr("bot.channels.sms.twilio.SECONDS_TO_ANSWER", 1.0)
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
