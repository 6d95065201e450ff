"""Danger is answered within ten seconds with the numbers to ring, and alarmed within sixty to whoever is on duty."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

import pytest

from tests.nlu.conftest import lines
from tests.promises.conftest import Figure
from tests.promises.lives import BEFORE
from tests.promises.world import World
from tests.trained import reader

ALSO = ("tests/nlu/test_danger.py", "tests/conversations/fare.txt", "tests/conversations/fare_om_natta.txt")
SEED, DUTY = 20260321, "+4790000098"
NUMBERS = ("113", "110", "116 117", "116 123")
ANSWERED, ALARMED = timedelta(seconds=10), timedelta(seconds=60)
AGAIN = timedelta(minutes=40)
DANGERS = [line.split(": ", 1)[1] for line in lines("danger.txt")]


def is_answered_and_alarmed(world: World) -> int:
    """Each from somebody else, at any hour of some days; only the moment's own lines are looked at."""
    chance = Random(SEED)
    for n, text in enumerate(DANGERS):
        world.passes(timedelta(minutes=chance.randrange(5, 60)))
        at, sender = world.now, f"+4790000{n + 200:03}"
        out = world.hears(text, sender) + world.passes(ALARMED)

        answers = [line for line in out if line.get("to") == sender and line["kind"] == "danger"]
        alarms = [line for line in out if line.get("to") == DUTY and line["kind"] == "alarm"]
        assert answers and alarms, f"seed {SEED}: {text}"
        assert [number for number in NUMBERS if number not in answers[0]["text"]] == []
        assert datetime.fromisoformat(answers[0]["at"]) - at <= ANSWERED
        assert datetime.fromisoformat(alarms[0]["at"]) - at <= ALARMED
        world.hears("SETT", DUTY)
    return len(DANGERS)


@pytest.mark.promise
def test_every_danger_is_answered_and_alarmed_at_any_hour(world: Callable[..., World], figure: Figure) -> None:
    figure(f"{is_answered_and_alarmed(world(BEFORE, reader=reader()))} phrases, by day and by night; seed {SEED}")


def test_planted_danger_left_to_the_model(world: Callable[..., World], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.nlu.danger_in", lambda words: None)

    with pytest.raises(AssertionError):
        is_answered_and_alarmed(world(BEFORE, reader=reader()))


def rings_until_it_is_seen(world: World) -> None:
    out = world.hears("hun puster ikke") + world.passes(AGAIN)
    assert len([line for line in out if line.get("to") == DUTY]) >= 3
    assert [line["text"] for line in world.hears("SETT", DUTY) if line.get("to") == DUTY] != []
    assert [line for line in world.passes(AGAIN) if line.get("to") == DUTY] == []


@pytest.mark.promise
def test_the_alarm_rings_until_someone_has_seen_it(world: Callable[..., World]) -> None:
    rings_until_it_is_seen(world(BEFORE, reader=reader()))


def test_planted_an_alarm_that_rings_once(world: Callable[..., World], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.life.alarming._rung_enough", lambda turn, matter: matter.alarms >= 1)

    with pytest.raises(AssertionError):
        rings_until_it_is_seen(world(BEFORE, reader=reader()))
