"""Fallback: what nobody answers on Telegram is said once by SMS, in time; any answer, on any channel, cancels that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

import pytest

from bot.life import ladder
from bot.runner import WAKES
from bot.waking import add_waking
from tests.promises.conftest import Figure
from tests.promises.lives import KARI, ON_TELEGRAM
from tests.promises.sweep import Sweep, some_of
from tests.promises.world import World

SEED, ANSWERS = 20260309, 16
POINTS = 50
PATIENCE = timedelta(hours=4)
ALSO = (
    "tests/conversations/telegram_uten_svar.txt", "tests/conversations/telegram_blokkert.txt",
    "tests/conversations/telegram_i_siste_liten.txt", "tests/conversations/telegram_om_kvelden.txt",
    "tests/conversations/telegram_begge_feiler.txt", "tests/conversations/pamint_uten_svar.txt",
)  # fmt: skip


def said_otherwise_if_unanswered(world: Callable[..., World], many: int) -> None:
    """Kari answers after so many minutes, on one channel or the other; she is asked by SMS if that is too late."""
    chance = Random(SEED)
    for _ in range(many):
        here = world(ON_TELEGRAM)
        asked, after, by_sms = here.now, timedelta(minutes=chance.randrange(1, 480)), chance.random() < 0.5
        sender = {"from": KARI, "channel": "sms"} if by_sms else {"from": "telegram:1001", "channel": "telegram"}
        here.plays({"at": asked + after, **sender, "text": "ja"}, {"at": asked + timedelta(hours=20), "do": "until"})

        moments = [line["at"] for line in here.out if line.get("send") == "sms" and line["kind"] == "offer"]
        due = add_waking(asked, PATIENCE)
        assert [datetime.fromisoformat(at) for at in moments] == ([due] if asked + after > due else []), f"seed {SEED}"


@pytest.mark.promise
def test_after_four_waking_hours_without_an_answer_there_is_one_sms(
    world: Callable[..., World], times: int, figure: Figure
) -> None:
    said_otherwise_if_unanswered(world, ANSWERS * times)

    figure(f"{ANSWERS * times} answers at any time on either channel; seed {SEED}")


def test_planted_an_answer_that_cancels_nothing(world: Callable[..., World], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ladder, "heard_from", lambda *_: None)
    monkeypatch.setitem(WAKES, "fallback", lambda turn, which: ladder._say_otherwise(
        turn, turn.store.message(which), turn.store.errand(turn.store.message(which).errand)
    ))  # fmt: skip

    with pytest.raises(AssertionError):
        said_otherwise_if_unanswered(world, ANSWERS)


@pytest.mark.promise
def test_killed_at_any_call_of_a_fallback_it_is_said_once(
    sweep: Callable[..., Sweep], times: int, figure: Figure
) -> None:
    scene = sweep("fallback")
    points = some_of(scene.points, POINTS * times)

    scene.survives_all(points)

    figure(f"{len(points)} kill points of {len(scene.points)}: said once")
