"""Provider limits hold, across restarts too: 30 a second and 1 a second to each chat, and a wait we were told of.
SMS leaves each number of ours at its pace, answers first.

Through the whole robot, in real time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import pytest

from bot.app import open_system
from bot.channels import Capability
from bot.channels.telegram import pacing
from bot.clock import SystemClock
from bot.life.turn import Turn
from bot.nlu import Reader
from bot.replay import KEY, Remembering
from bot.settings import Settings
from bot.sms_parts import parts
from bot.storage.database import open_reader, open_writer
from bot.storage.set_up import SetUp
from bot.storage.store import add_municipality
from bot.storage.tables import metadata
from bot.system import System
from bot.ticking import at_work
from tests.channels.telegrams import until
from tests.fake_telegram import FakeTelegram
from tests.promises.conftest import Figure
from tests.promises.lives import TOWN
from tests.robot import founded

ALSO = ("tests/channels/test_telegram_limits.py",)
KARI, MANY = 1001, 90
WAIT = 4


async def works(settings: Settings, so: Callable[[], object]) -> None:
    """The robot at work until something is so."""
    system = open_system(settings)
    async with at_work(system, settings):
        await until(so)


def five_take_four_seconds(telegram: FakeTelegram, folder: Path) -> float:
    for text in ("hei", "ja", "Kari Moen", "Hamar", "1 og 2"):
        telegram.writes(KARI, text)

    asyncio.run(works(founded(telegram.settings(folder / "var")), lambda: len(telegram.posted) >= 5))

    times = [posted.at for posted in telegram.posted]
    assert times[4] - times[0] >= 4.0
    return times[4] - times[0]


@pytest.mark.promise
def test_five_answers_to_one_person_take_four_seconds(telegram: FakeTelegram, tmp_path: Path, figure: Figure) -> None:
    figure(f"{five_take_four_seconds(telegram, tmp_path):.2f} s")


def test_planted_no_rest_between_messages(
    telegram: FakeTelegram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacing, "A_SECOND", 0.0)

    with pytest.raises(AssertionError):
        five_take_four_seconds(telegram, tmp_path)


@pytest.mark.alone
@pytest.mark.promise
def test_ninety_people_are_answered_at_thirty_a_second(
    telegram: FakeTelegram, tmp_path: Path, figure: Figure
) -> None:
    for n in range(MANY):
        telegram.writes(KARI + n, "hei")

    asyncio.run(works(founded(telegram.settings(tmp_path / "var")), lambda: len(telegram.posted) >= MANY))

    times = [posted.at for posted in telegram.posted]
    most = max(sum(start <= at < start + 1 for at in times) for start in times)
    assert 2.0 <= times[-1] - times[0] <= 6.0
    assert most <= 30
    figure(f"{MANY} in {times[-1] - times[0]:.2f} s, at most {most} in any second")


@pytest.mark.promise
def test_a_wait_told_of_before_a_restart_is_over_on_the_second(telegram: FakeTelegram, tmp_path: Path) -> None:
    settings = founded(telegram.settings(tmp_path / "var"))
    telegram.refuses(429, f"Too Many Requests: retry after {WAIT}", retry_after=WAIT)
    telegram.writes(KARI, "hei")

    asyncio.run(works(settings, lambda: telegram.calls_of("sendMessage")))
    asyncio.run(works(settings, lambda: telegram.posted))

    told, after = telegram.calls_of("sendMessage")
    assert WAIT <= after.at - told.at <= WAIT + 0.3


PACE = 20
"""SMS parts a second; half the messages are of two parts."""


def at_its_pace(folder: Path) -> list[tuple[float, str]]:
    """Thirty are written to, and meanwhile the robot begins anew and one is answered; what left when."""
    left: list[tuple[float, str]] = []
    sms = Remembering("sms", lambda _, message: left.append((monotonic(), message.text)))
    sms.can = Capability(longest=1600, per_second=PACE)
    settings = Settings(_env_file=None, data_dir=folder)

    async def lives(queue: Callable[[Turn], None], many: int) -> None:
        robot = System(
            writer=open_writer(settings.database_url), reader=open_reader(settings.database_url), master=KEY,
            clock=SystemClock(), understanding=Reader(),
            channels={"sms": sms, "call": Remembering("call", lambda *_: None)},
        )  # fmt: skip
        async with at_work(robot, settings):
            await robot.act(TOWN, queue)
            await until(lambda: len(left) >= many)

    metadata.create_all(writer := open_writer(settings.database_url))
    with writer.begin() as connection:
        add_municipality(connection, "Eksempel", datetime.now(UTC), example=False, phone="")
    writer.dispose()
    asyncio.run(lives(lambda turn: says(turn, *["lang " * 40] * 15, *["kort"] * 15), many=10))
    asyncio.run(lives(lambda turn: says(turn, "svar", reply=True), many=31))
    return left


def says(turn: Turn, *texts: str, reply: bool = False) -> None:
    for n, text in enumerate(texts):
        which = turn.send(None, "sms", f"+4790000{n:03}", text, "other", reply=reply)
        turn.store.change_message(which, wakes=True, not_before=turn.now)


def never_too_many(left: list[tuple[float, str]]) -> float:
    sent = [(at, parts(text)) for at, text in left]
    most = max(sum(many for at, many in sent if start <= at < start + 1) for start, _ in sent)
    assert most <= PACE * 1.25, most
    assert len(left) == 31
    assert [text for _, text in left].index("svar") < 20
    return left[-1][0] - left[0][0]


@pytest.mark.promise
def test_sms_leaves_at_its_pace_also_after_a_restart_and_answers_first(tmp_path: Path, figure: Figure) -> None:
    took = never_too_many(at_its_pace(tmp_path))

    assert took >= 46 / PACE - 0.5
    figure(f"46 parts at {PACE} a second: {took:.2f} s, across a restart")


def test_planted_a_pace_that_is_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SetUp, "sms_busy", lambda self, until: None)

    with pytest.raises(AssertionError):
        never_too_many(at_its_pace(tmp_path))
