"""Nothing disappears: received is done, open or dead, and what is dead is on the screen within five minutes."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import inbox
from bot.postman import SENDERS
from bot.replay import SetClock
from bot.runner import Runner
from bot.storage.letters import Letters
from bot.storage.store import Store
from bot.storage.tables import message
from tests.fake_telegram import FakeTelegram
from tests.fake_twilio import FakeTwilio
from tests.promises.conftest import Figure
from tests.promises.lives import ASKED, BEFORE, TOWN, Scene, came, opened, prepare, sms_of
from tests.promises.sweep import Sweep, some_of
from tests.promises.world import World, is_conserved
from tests.robot import Robot, until

ALSO = ("tests/channels/test_telegram_asked.py",)
SEED = 20260302
MANY, FIRST_CHAT = 300, 1001
LONGEST_LIFE = 2.5
CANARY = "Kanarifugl"
ON_THE_WAY = {f"messages_{state}" for state in ("queued", "sending", "claimed", "unknown")}
POINTS = 50
LETTERS, IN_TIME = 60, timedelta(minutes=5)


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
    robot: Robot, telegram: FakeTelegram, times: int, figure: Figure
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
    until(lambda: not telegram.waiting and robot.found(lambda store: set(store.counts()) & ON_THE_WAY) == set())

    sent = Counter(posted.chat for posted in telegram.posted)
    left_to_humans = robot.found(lambda store: store.counts()).get("messages_failed", 0)
    assert MANY - len(sent) <= left_to_humans  # begun at two kills, and nothing shows whether they left
    assert left_to_humans <= kills * SENDERS // 2
    assert left_to_humans == 0 or robot.found(lambda store: store.matters())
    again = [chat for chat, so_often in sent.items() if so_often > 1]  # their answers were lost
    assert robot.found(events) == {"events_done": MANY}
    made = robot.found(answers)
    assert (len(made), set(made.values())) == (MANY, {1})
    assert max(sent.values()) <= 2 and len(again) <= kills, f"seed {SEED}"
    figure(
        f"{MANY} on Telegram, {kills} kills: lost 0, done twice 0, {len(again)} sent twice, "
        f"{left_to_humans} left to a human; seed {SEED}"
    )


@pytest.mark.promise
def test_killed_at_any_call_of_an_erasure_it_is_done_once(
    sweep: Callable[..., Sweep], times: int, figure: Figure
) -> None:
    scene = sweep("erase")
    points = some_of(scene.points, POINTS * times)

    scene.survives_all(points)

    figure(f"{len(points)} kill points of {len(scene.points)}: erased, handed on and confirmed once")


def is_all_there(world: World, monkeypatch: pytest.MonkeyPatch, letters: int) -> int:
    """Turns fail at chance, some always; whatever came is accounted for, and what is dead is on the screen in time."""
    chance, hear, bad = random.Random(SEED), Runner.hear, set[str]()

    def hears(self: Runner, turn: Any, event: Any, *more: Any) -> None:
        if event.text in bad or chance.random() < 0.2:
            raise ValueError("a fault of ours")
        hear(self, turn, event, *more)

    monkeypatch.setattr(Runner, "hear", hears)
    bad |= {f"brev {n}" for n in range(0, letters, 10)}
    for n in range(letters):
        world.takes_in(f"brev {n}", f"+4790000{n:03}")
        assert is_conserved(world.counts(), n + 1)
    for _ in range(int(IN_TIME / timedelta(seconds=5))):
        world.replay._clock.at += timedelta(seconds=5)
        world.passes(timedelta())
        assert is_conserved(world.counts(), letters)

    counts = world.counts()
    on_the_screen = world.asks(lambda store: [matter.words for matter in store.matters("dead_letter")])
    assert counts.get("events_open", 0) == 0
    assert len(on_the_screen) == counts["events_dead"]
    assert {words for words in on_the_screen if words} >= bad
    return counts["events_dead"]


@pytest.mark.promise
def test_whatever_fails_all_that_came_is_done_open_or_dead_and_the_dead_are_seen(
    world: Callable[..., World], monkeypatch: pytest.MonkeyPatch, figure: Figure
) -> None:
    dead = is_all_there(world(BEFORE), monkeypatch, LETTERS)

    figure(f"{LETTERS} messages, one turn in five fails: {dead} dead, all on the screen; seed {SEED}")


def test_planted_what_has_failed_five_times_is_let_go(
    world: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    change = Letters.change_event

    def lets_go(self: Letters, which: int, **values: Any) -> None:
        change(self, which, **(values | {"state": "gone"} if values.get("state") == "dead" else values))

    monkeypatch.setattr(Letters, "change_event", lets_go)

    with pytest.raises(AssertionError):
        is_all_there(world(BEFORE), monkeypatch, LETTERS)


def test_planted_a_dead_letter_nobody_is_shown(world: Callable[..., World], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "FIRST_WAIT", timedelta(minutes=5))

    with pytest.raises(AssertionError):
        is_all_there(world(BEFORE), monkeypatch, LETTERS)


@pytest.mark.promise
@pytest.mark.parametrize("refusal", [21610, 30006])
def test_who_comes_is_read_aloud_to_a_number_that_takes_no_sms(tmp_path: Path, refusal: int) -> None:
    async def told() -> list[str]:
        await prepare(Scene(ASKED, timedelta(minutes=1), "ja"), tmp_path)
        at, letter = came(tmp_path)
        clock = SetClock(at)
        with FakeTwilio(clock=clock) as twilio:
            twilio.numbers["+4790000099"] = refusal
            robot = opened(tmp_path, sms_of(twilio.settings(tmp_path)), clock)
            assert letter is not None
            await robot.receive(letter)
            for _ in range(3):
                await robot.tick()
                await robot._postman.close()
                clock.at += timedelta(minutes=1)
            aloud = await robot.read(TOWN, lambda store: [message.kind for message in store.call_list()])
            await robot.close()
        return aloud

    assert asyncio.run(told()) == ["visitor"]
