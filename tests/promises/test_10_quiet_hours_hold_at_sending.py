"""Quiet hours hold at sending, not only at planning: never from 21 to 8, nor before 12 on free days.

Only what is named is excepted: danger, alarms, an answer to what was written in the last ten minutes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import holidays
import pytest

from bot import outbox
from bot.clock import OSLO
from bot.errors import TryLater
from bot.life.turn import Turn
from bot.messages import Outgoing
from bot.model import ErrandId, PersonId
from bot.replay import Remembering
from bot.storage.post import MessageState
from bot.waking import is_quiet
from tests.promises.conftest import Figure
from tests.promises.lives import AGREED, BEFORE, KARI
from tests.promises.talks import is_near, just_heard, sent
from tests.promises.world import Line, World
from tests.transcript import talks

ALSO = ("tests/test_waking.py", "tests/conversations/sondag_kl_11.txt", "tests/conversations/stille_om_natta.txt")
EACH = pytest.mark.parametrize("path", talks(), ids=lambda path: path.stem)
ALWAYS = frozenset(("danger", "alarm", "stopped", "receipt"))
KINDS = tuple("offer reminder details solved visitor changed check_in other danger alarm stopped".split())
SEED, SCHEDULES, DAYS = 20260310, 10_000, 400
START = datetime(2026, 3, 2, tzinfo=UTC)
TRIP = ErrandId(1)
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
def test_of_ten_thousand_schedules_none_wakes_anybody(world: Callable[..., World], times: int, figure: Figure) -> None:
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


EVENING = datetime(2026, 3, 4, 19, 55, tzinfo=UTC)
"""20.55 on Wednesday; Kari shops for Astrid on Thursday."""


def told_to_wait_until_night(world: World, monkeypatch: pytest.MonkeyPatch, starts: datetime) -> list[Line]:
    """The address is to leave five minutes before nine, and the provider says ten minutes; what Kari is told, how."""
    busy_until = EVENING + timedelta(minutes=10)
    send = Remembering.send

    async def busy(self: Remembering, message: Outgoing) -> str:
        if self.name == "sms" and world.now < busy_until:
            raise TryLater("too fast", "429", busy_until)
        return await send(self, message)

    world.passes(EVENING - world.now)
    monkeypatch.setattr(Remembering, "send", busy)

    def asked(turn: Turn) -> None:
        turn.store.change_errand(TRIP, starts=starts)
        turn.send(PersonId(1), "sms", KARI, "Storgata 1", "details", turn.store.errand(TRIP))

    world.does(asked)
    world.plays({"at": EVENING, "do": "until"}, {"at": EVENING + timedelta(hours=16), "do": "until"})
    return [line for line in world.out if line.get("text") == "Storgata 1"]


def waits_for_the_morning(told: list[Line]) -> None:
    assert [(line["send"], line["at"][:16]) for line in told] == [("sms", "2026-03-05T08:00")]


@pytest.mark.promise
def test_a_wait_we_were_told_of_that_ends_at_night_ends_in_the_morning(
    world: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    waits_for_the_morning(told_to_wait_until_night(world(AGREED), monkeypatch, EVENING + timedelta(hours=15)))


@pytest.mark.promise
def test_when_the_morning_is_too_late_for_the_address_a_human_has_it_at_once(
    world: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = world(AGREED)

    told = told_to_wait_until_night(here, monkeypatch, EVENING + timedelta(hours=10, minutes=30))

    assert [line["send"] for line in told] == ["call"]
    rung = [line for line in here.out if line.get("kind") == "alarm"]
    assert rung[0]["at"].startswith("2026-03-04T21:05") and "få beskjed på telefon" in rung[0]["text"]
    assert {"undeliverable", "untold"} <= {matter.kind for matter in here.asks(lambda store: store.matters())}


def test_planted_a_wait_that_is_over_is_all_that_is_looked_at(
    world: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "is_quiet", lambda at: False)

    with pytest.raises(AssertionError):
        waits_for_the_morning(told_to_wait_until_night(world(AGREED), monkeypatch, EVENING + timedelta(hours=15)))


AFTER_NINE = EVENING + timedelta(minutes=6)


def first_and_last(turn: Turn, kind: str, **more: Any) -> tuple[bool, MessageState, datetime]:
    """A message that is claimed before nine and comes to its turn after; whether it goes, and where it then is."""
    which = turn.store.add_message(channel="sms", to=KARI, text="Hei", kind=kind, created=EVENING, not_before=EVENING,
                                   **more)  # fmt: skip
    message = turn.store.message(which)
    turn.store.claim_message(message, EVENING, "x")
    goes = outbox.still_goes(replace(turn, now=AFTER_NINE), message, "x")
    after = turn.store.message(which)
    return goes, after.state, after.not_before


@pytest.mark.promise
@pytest.mark.parametrize(
    ("kind", "more", "expected"),
    [
        ("other", {}, (False, MessageState.QUEUED, EVENING + timedelta(hours=11, minutes=5))),
        ("offer", {"expires": EVENING + timedelta(minutes=5)}, (False, MessageState.WITHDRAWN, EVENING)),
        ("danger", {"wakes": True}, (True, MessageState.SENDING, EVENING)),
        ("other", {"reply": True}, (True, MessageState.SENDING, EVENING)),
    ],
)
def test_what_waits_for_those_before_it_is_looked_at_again(
    world: Callable[..., World], kind: str, more: dict[str, Any], expected: tuple[bool, MessageState, datetime]
) -> None:
    assert world(BEFORE).does(lambda turn: first_and_last(turn, kind, **more)) == expected
