"""Quiet hours hold at sending, not only at planning: never from 21 to 8, nor before 12 on free days.

Only what is named is excepted: danger, alarms, an answer to what was written in the last ten minutes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import holidays
import pytest

from bot import outbox
from bot.clock import OSLO
from bot.life.turn import Turn
from bot.waking import is_quiet
from tests.promises.conftest import Figure
from tests.promises.lives import BEFORE
from tests.promises.talks import is_near, just_heard, sent
from tests.promises.world import World
from tests.transcript import talks

ALSO = ("tests/test_waking.py", "tests/conversations/sondag_kl_11.txt", "tests/conversations/stille_om_natta.txt")
EACH = pytest.mark.parametrize("path", talks(), ids=lambda path: path.stem)
ALWAYS = frozenset(("danger", "alarm", "stopped", "receipt"))
KINDS = tuple("offer reminder details solved visitor changed check_in other danger alarm stopped".split())
SEED, SCHEDULES, DAYS = 20260310, 10_000, 400
START = datetime(2026, 3, 2, tzinfo=UTC)
NORWAY = holidays.country_holidays("NO", years=(2026, 2027))


def people_sleep(at: datetime) -> bool:
    """The rule, told once more from the law's own list of days."""
    here = at.astimezone(OSLO)
    free = here.weekday() == 6 or here.date() in NORWAY or (here.month, here.day) in {(12, 24), (12, 31)}
    return not (12 if free else 8) <= here.hour < 21


def nobody_is_woken(world: World, schedules: int) -> int:
    """Messages of all kinds, planned for any moment, are tried at any moment; how many left."""
    chance, left = Random(SEED), 0

    def one(turn: Turn) -> None:
        nonlocal left
        kind, reply = chance.choice(KINDS), chance.random() < 0.3
        created = turn.now - timedelta(minutes=chance.randrange(60))
        which = turn.store.add_message(
            channel="sms", to="+4790000001", text="Hei", kind=kind, created=created, not_before=created, reply=reply,
            wakes=kind in {"danger", "alarm", "stopped"},
        )  # fmt: skip
        for message in outbox.claim(turn, 1):
            left += 1
            answers = message.reply and turn.now - message.created <= timedelta(minutes=10)
            assert not people_sleep(turn.now) or message.wakes or answers, f"seed {SEED}: {turn.now}"
        turn.store.change_message(which, state="withdrawn")

    def many(turn: Turn) -> None:
        for _ in range(schedules):
            turn.now = START + timedelta(days=DAYS) * chance.random()
            one(turn)

    world.does(many)
    return left


@pytest.mark.promise
def test_of_ten_thousand_schedules_none_wakes_anybody(
    world: Callable[..., World], times: int, figure: Figure
) -> None:
    left = nobody_is_woken(world(BEFORE), SCHEDULES * times)

    figure(f"{SCHEDULES * times} schedules over {DAYS} days, {left} left at once, 0 in the quiet; seed {SEED}")


def test_planted_quiet_is_not_looked_at_when_sending(
    world: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "is_quiet", lambda at: False)

    with pytest.raises(AssertionError):
        nobody_is_woken(world(BEFORE), SCHEDULES)


def test_planted_a_forgotten_holiday(world: Callable[..., World], monkeypatch: pytest.MonkeyPatch) -> None:
    free = date(2026, 5, 14)
    monkeypatch.setattr(outbox, "is_quiet", lambda at: is_quiet(at) and at.astimezone(OSLO).date() != free)

    with pytest.raises(AssertionError):
        nobody_is_woken(world(BEFORE), SCHEDULES)


@EACH
def test_nobody_is_woken_at_night_in_any_talk(path: Path) -> None:
    woken = [
        line for at, line in sent(path, "sms")
        if is_quiet(at) and line["kind"] not in ALWAYS and not just_heard(path, line["to"], at)
        and not (line["kind"] in {"changed", "cancelled"} and is_near(path, line["errand"], at))
    ]  # fmt: skip

    assert woken == []
