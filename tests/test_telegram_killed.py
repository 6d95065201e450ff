"""The robot is killed again and again while people write on Telegram: nothing is lost, and nothing is done twice."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage.store import Store
from bot.storage.tables import message
from tests import telegram_updates as shapes
from tests.fake_telegram import FakeTelegram
from tests.robot import Robot, until

SEED = 20260302
MANY, FIRST_CHAT = 300, 1001
LONGEST_LIFE = 2.5
CANARY = "Kanarifugl"


@pytest.fixture
def robot(telegram: FakeTelegram, tmp_path: Path) -> Iterator[Robot]:
    robot = Robot(telegram, tmp_path)
    yield robot
    robot.dies()


def is_heard_by(robot: Robot, telegram: FakeTelegram) -> None:
    """Begin a life, and wait until it asks what has come."""
    before = len(telegram.calls_of("getUpdates"))
    robot.lives()
    until(lambda: len(telegram.calls_of("getUpdates")) > before)


def people_write(telegram: FakeTelegram, alive: threading.Event, every: float) -> None:
    """Each in a chat of their own, one after the other, as long as the robot is alive."""
    for n in range(MANY):
        alive.wait()
        telegram.writes(FIRST_CHAT + n, f"{CANARY} vil gjerne hjelpe")
        time.sleep(every)


def events(store: Store) -> dict[str, int]:
    """How many there are in each state."""
    return {name: many for name, many in store.counts().items() if name.startswith("events_")}


def answers(store: Store) -> Counter[int]:
    """How many messages have been made for each person."""
    return Counter(row["person"] for row in store._all(store._here(message, message.c.person)))


@pytest.mark.promise
def test_killed_at_any_moment_nothing_is_lost_and_nothing_is_done_twice(
    robot: Robot, telegram: FakeTelegram, times: int
) -> None:
    kills = 20 if times > 1 else 4
    chance, alive = random.Random(SEED), threading.Event()
    writing = threading.Thread(target=people_write, args=(telegram, alive, kills * LONGEST_LIFE / 2 / MANY))
    writing.start()
    for _ in range(kills):
        is_heard_by(robot, telegram)
        alive.set()
        time.sleep(chance.uniform(0, LONGEST_LIFE))
        alive.clear()
        robot.dies()
    is_heard_by(robot, telegram)
    alive.set()
    writing.join()
    until(lambda: len({posted.chat for posted in telegram.posted}) == MANY and not telegram.waiting)

    sent = Counter(posted.chat for posted in telegram.posted)
    again = [chat for chat, so_often in sent.items() if so_often > 1]  # their answers were lost
    assert robot.found(events) == {"events_done": MANY}
    made = robot.found(answers)
    assert (len(made), set(made.values())) == (MANY, {1})
    assert max(sent.values()) <= 2 and len(again) <= kills, f"seed {SEED}"


@pytest.mark.promise
def test_of_three_hundred_one_malformed_is_put_before_a_human_and_no_word_is_in_the_log(
    robot: Robot, telegram: FakeTelegram
) -> None:
    for n in range(MANY):
        if n == MANY // 2:
            telegram.brings({"message": shapes.message(1, FIRST_CHAT + n, [CANARY])})
        else:
            telegram.writes(FIRST_CHAT + n, f"{CANARY} vil gjerne hjelpe")

    robot.lives()
    until(lambda: not telegram.waiting and len(telegram.posted) >= MANY - 1)

    assert robot.found(events) == {"events_done": MANY - 1, "events_dead": 1}
    assert len(robot.found(lambda store: store.matters("dead_letter"))) == 1
    log = robot.log.read_text(encoding="utf-8")
    assert "update not read" in log
    assert [word for word in (CANARY, "Testesen", str(FIRST_CHAT)) if word in log] == []
