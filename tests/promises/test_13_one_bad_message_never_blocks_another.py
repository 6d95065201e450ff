"""One bad message never blocks another: isolated at once, dead after five tries, and no word of it in any log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import inbox
from bot.runner import Runner
from tests.fake_telegram import FakeTelegram
from tests.promises.conftest import Figure
from tests.promises.lives import BEFORE, KARI
from tests.promises.world import World
from tests.robot import Robot, until
from tests.telegram_updates import message

ALSO = ("tests/test_towns_apart.py", "tests/channels/test_telegram_asked.py", "tests/test_log.py")
MANY, FIRST_CHAT = 300, 1001
CANARY = "Kanarifugl"


@pytest.fixture
def robot(telegram: FakeTelegram, tmp_path: Path) -> Iterator[Robot]:
    robot = Robot(telegram, tmp_path)
    yield robot
    robot.dies()


@pytest.mark.promise
def test_of_three_hundred_one_malformed_is_put_before_a_human_and_no_word_is_in_the_log(
    robot: Robot, telegram: FakeTelegram, figure: Figure
) -> None:
    for n in range(MANY):
        if n == MANY // 2:
            telegram.brings({"message": message(1, FIRST_CHAT + n, [CANARY])})
        else:
            telegram.writes(FIRST_CHAT + n, f"{CANARY} vil gjerne hjelpe")

    robot.lives()
    until(lambda: not telegram.waiting and len(telegram.posted) >= MANY - 1)

    counts = robot.found(lambda store: store.counts())
    assert {name: many for name, many in counts.items() if name.startswith("events_")} == {
        "events_done": MANY - 1, "events_dead": 1,
    }  # fmt: skip
    assert len(robot.found(lambda store: store.matters("dead_letter"))) == 1
    log = robot.log.read_text(encoding="utf-8")
    assert "update not read" in log
    assert [word for word in (CANARY, "Testesen", str(FIRST_CHAT)) if word in log] == []
    figure(f"{MANY} on Telegram, 1 malformed: {MANY - 1} done, 1 dead, 0 words in the log")


def the_others_are_heard(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of many fails whenever it is tried; the others are answered at once, and it is dead after five tries."""
    hear, tried = Runner.hear, list[str]()

    def hears(self: Runner, turn: Any, event: Any, *more: Any) -> None:
        if event.text == CANARY:
            turn.tell("human", "half done")
            tried.append(event.text)
            raise ValueError("a fault of ours")
        hear(self, turn, event, *more)

    monkeypatch.setattr(Runner, "hear", hears)
    for n in range(MANY):
        world.takes_in(CANARY if n == MANY // 2 else "hei", f"+4790000{n:03}")

    assert world.counts().get("events_done") == MANY - 1
    tries_again(world)
    assert (len(tried), world.counts()["events_dead"]) == (inbox.MOST_TRIES, 1)
    assert world.asks(lambda store: store.matters("human")) == []


@pytest.mark.promise
def test_one_that_always_fails_stops_no_other_and_leaves_nothing_half_done(
    world: Callable[..., World], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], figure: Figure
) -> None:
    the_others_are_heard(world(BEFORE), monkeypatch)

    assert CANARY not in capsys.readouterr().out
    figure(f"{MANY} by SMS, 1 fails always: {MANY - 1} done at once, 1 dead after {inbox.MOST_TRIES} tries")


def tries_again(world: World) -> None:
    world.passes(timedelta(seconds=1))
    for _ in range(inbox.MOST_TRIES * 10):
        world.replay._clock.at += timedelta(seconds=10)
        world.passes(timedelta())


HOW = {"handled_stop": "STOP", "edited": "hei igjen", "blocked": ""}
FAILS = {"handled_stop": "_stopped_by_provider", "edited": "_edited", "blocked": "_shut_out"}


@pytest.mark.promise
@pytest.mark.parametrize("how", HOW)
def test_what_is_no_turn_of_theirs_is_stored_and_tried_again_as_what_it_is(
    world: Callable[..., World], monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    there, name = world(BEFORE), FAILS[how]
    works, tried = getattr(inbox, name), list[int]()

    def fails_at_first(turn: Any, event: Any) -> None:
        works(turn, event)
        tried.append(event.id)
        if len(tried) < inbox.MOST_TRIES - 1:
            raise ValueError("a fault of ours")

    monkeypatch.setattr(inbox, name, fails_at_first)
    flag: dict[str, Any] = {how: True}
    there.takes_in(HOW[how], **flag)
    assert there.counts()["events_open"] == 1

    tries_again(there)
    assert (len(tried), there.counts().get("events_done")) == (inbox.MOST_TRIES - 1, 1)


@pytest.mark.promise
def test_a_stop_the_provider_acted_on_holds_though_its_turn_never_succeeds(
    world: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> None:
        raise ValueError("a fault of ours")

    there = world(BEFORE)
    monkeypatch.setattr(inbox, "_stopped_by_provider", fails)
    there.takes_in("STOP", handled_stop=True)
    tries_again(there)

    assert there.counts()["events_dead"] == 1
    assert there.asks(lambda store: store.is_stopped(KARI))


def test_planted_a_turn_without_a_savepoint(world: Callable[..., World], monkeypatch: pytest.MonkeyPatch) -> None:
    class Nothing:
        def __init__(self, _: object) -> None: ...
        def __enter__(self) -> None: ...
        def __exit__(self, *_: object) -> None: ...

    monkeypatch.setattr(inbox, "savepoint", Nothing)

    with pytest.raises(AssertionError):
        the_others_are_heard(world(BEFORE), monkeypatch)


URGENT = {"STOPP": "opted_out", "Jeg har falt og kommer meg ikke opp": "emergency"}


@pytest.mark.promise
@pytest.mark.parametrize("words", URGENT)
def test_danger_and_stopp_wait_for_nothing_of_theirs_that_fails(
    world: Callable[..., World], monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    hear = Runner.hear

    def hears(self: Runner, turn: Any, event: Any, *more: Any) -> None:
        if event.text == CANARY:
            raise ValueError("a fault of ours")
        hear(self, turn, event, *more)

    monkeypatch.setattr(Runner, "hear", hears)
    there = world(BEFORE)
    there.takes_in(CANARY)
    there.takes_in("hei igjen")
    there.takes_in(words)

    assert there.counts()["events_open"] == 2
    assert URGENT[words] in {matter.kind for matter in there.asks(lambda store: store.matters())}
