"""Caps and brakes: two unprompted messages a day at most, robots that talk together stop, only Norwegian mobiles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.life import looping
from bot.storage.candidates import Candidates
from tests.promises.conftest import Figure
from tests.promises.lives import BEFORE
from tests.promises.world import World
from tests.trained import reader

ALSO = (
    "tests/conversations/to_om_dagen.txt", "tests/conversations/to_roboter.txt", "tests/conversations/utlandet.txt",
    "tests/test_matching.py",
)  # fmt: skip
DAYS, A_DAY, MOST = 5, 6, 2
ANSWERS = 6
STRANGER, FOREIGNERS = "+4790000020", ("+46700000001", "+4521000000", "+12025550100", "+4762000044", "02582", "Posten")
WAITING = frozenset({"offer", "check_in", "invitation"})


def two_a_day(world: World, days: int) -> int:
    """Six errands a day for people who may be asked as often as anyone likes."""
    for n in range(4):
        world.plays({"at": world.now, "do": "volunteer", "id": f"v{n}", "phone": f"+47900001{n:02}", "per_week": 99})
    for n in range(days * A_DAY):
        at = world.now + timedelta(days=1) / A_DAY
        starts = (at + timedelta(days=2)).isoformat()
        errand = {"do": "errand", "id": f"e{n}", "kind": "walk", "recipient": world.ids["Astrid"], "starts": starts}
        world.plays({"at": at, **errand})

    asked = Counter(
        (line["to"], line["at"][:10]) for line in world.out if line.get("send") and line["kind"] in WAITING
    )
    assert asked
    assert max(asked.values()) <= MOST
    return sum(asked.values())


@pytest.mark.promise
def test_nobody_is_asked_more_than_twice_a_day(world: Callable[..., World], times: int, figure: Figure) -> None:
    asked = two_a_day(world(BEFORE), DAYS * times)

    figure(f"{DAYS * A_DAY * times} errands in {DAYS * times} days, {asked} questions: at most {MOST} a day to anyone")


def test_planted_nobody_counts_what_was_said_today(
    world: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Candidates, "_told", lambda *_: {})

    with pytest.raises(AssertionError):
        two_a_day(world(BEFORE), 4 * DAYS)


def a_robot_is_answered_six_times(world: World) -> int:
    """A machine answers each of our answers at once, as long as we answer."""
    answered = 0
    for _ in range(5 * ANSWERS):
        world.replay._clock.at += timedelta(seconds=1)
        out = world.hears("Hva vet dere om meg?", STRANGER)
        if not any(line.get("to") == STRANGER for line in out):
            break
        answered += 1
    assert answered <= ANSWERS
    return answered


@pytest.mark.promise
def test_two_robots_stop_within_six_messages(world: Callable[..., World], figure: Figure) -> None:
    figure(f"stopped after {a_robot_is_answered_six_times(world(BEFORE, reader=reader()))} answers")


def test_planted_a_robot_that_never_tires(world: Callable[..., World], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looping, "LOOP", 999)

    with pytest.raises(AssertionError):
        a_robot_is_answered_six_times(world(BEFORE, reader=reader()))


def only_norwegian_mobiles_are_answered(world: World) -> None:
    for number in FOREIGNERS:
        out = world.hears("Jeg vil gjerne hjelpe", number)
        assert [line for line in out if line.get("send") == "sms"] == [], number


@pytest.mark.promise
def test_nobody_else_is_answered(world: Callable[..., World], figure: Figure) -> None:
    only_norwegian_mobiles_are_answered(world(BEFORE, reader=reader()))

    figure(f"{len(FOREIGNERS)} kinds of other numbers: 0 answered")


def test_planted_any_number_will_do(world: Callable[..., World], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.runner.is_mobile", lambda number: True)

    with pytest.raises(AssertionError):
        only_norwegian_mobiles_are_answered(world(BEFORE, reader=reader()))
