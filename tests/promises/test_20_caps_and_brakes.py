"""Caps and brakes: two unprompted messages a day at most, more than 25 wait for a second look, one button stops all.
Robots that talk together stop, and only Norwegian mobiles are written to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot import desk, outbox
from bot.life import holding, looping
from bot.life.turn import Turn
from bot.storage.candidates import Candidates
from bot.storage.post import MessageState, Post
from bot.storage.store import Store
from tests.promises.conftest import Figure
from tests.promises.lives import BEFORE
from tests.promises.world import Line, World, run
from tests.trained import reader

ALSO = (
    "tests/conversations/to_om_dagen.txt", "tests/conversations/to_roboter.txt", "tests/conversations/utlandet.txt",
    "tests/test_matching.py", "tests/admin/test_sending.py", "tests/admin/test_sending_many.py",
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

    asked = Counter((line["to"], line["at"][:10]) for line in world.out if line.get("send") and line["kind"] in WAITING)
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
        two_a_day(world(BEFORE), DAYS)


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


LOOK_AGAIN_ABOVE = 25


def enrolled(world: World, many: int) -> list[Line]:
    """What leaves when one act of a coordinator's would write to so many."""
    runner, before = world.system.runner, len(world.out)
    world.does(
        lambda turn: [desk.enrol(turn, runner, f"Hjelper {n}", f"+479000{n:04}") for n in range(3000, 3000 + many)]
    )
    world.passes(timedelta(minutes=5))
    return [line for line in world.out[before:] if line.get("send") == "sms"]


def more_than_25_wait(world: World, answer: Callable[[Turn, int, int], object], leave: int) -> None:
    """As many as one has in mind leave at once; one more and all wait, until someone says what is to be done."""
    assert len(enrolled(world, LOOK_AGAIN_ABOVE + 1)) == 0
    (matter,) = world.asks(lambda store: store.matters("mass"))
    before = len(world.out)
    world.does(lambda turn: answer(turn, matter.id, 1))
    world.passes(timedelta(hours=1))
    assert len([line for line in world.out[before:] if line.get("send") == "sms"]) == leave
    assert world.asks(lambda store: store.matters("mass")) == []


@pytest.mark.promise
def test_what_goes_to_more_than_25_waits_for_a_second_look(world: Callable[..., World], figure: Figure) -> None:
    assert len(enrolled(world(BEFORE), LOOK_AGAIN_ABOVE)) == LOOK_AGAIN_ABOVE
    more_than_25_wait(world(BEFORE), holding.send, LOOK_AGAIN_ABOVE + 1)
    more_than_25_wait(world(BEFORE), holding.drop, 0)

    figure("25: 25 at once; 26: 0 before a look, then all 26, or none")


def test_planted_nobody_looks_over_what_goes_to_many(
    world: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.system.look_over", lambda turn: None)

    with pytest.raises(AssertionError):
        more_than_25_wait(world(BEFORE), holding.send, LOOK_AGAIN_ABOVE + 1)


def test_planted_what_was_not_meant_is_let_go(world: Callable[..., World], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "take_back", lambda turn, message: turn.store.change_message(
        message.id, not_before=turn.now, matter=None))  # fmt: skip

    with pytest.raises(AssertionError):
        more_than_25_wait(world(BEFORE), holding.drop, 0)


KINDS = ("offer", "reminder", "details", "visitor", "changed", "other", "danger", "alarm", "receipt")
EVEN_SO = frozenset({"danger", "alarm", "receipt"})


def one_button_stops_all(world: World, many: int) -> int:
    """Much is queued, all is stopped, and started again an hour later; how many left while it was stopped."""

    def queue(turn: Turn) -> None:
        for n in range(many):
            turn.send(None, "sms", f"+479000{n:04}", f"nummer {n}", KINDS[n % len(KINDS)])
        holding.hold(turn, "stopped")

    world.does(queue)
    before = _left(world)
    assert set(before.values()) == EVEN_SO
    world.does(holding.release)
    assert len(_left(world)) == many
    sent = [message.text for _, message in world.replay._sent]
    assert max(Counter(text for text in sent if text.startswith("nummer")).values()) == 1
    return len(before)


def _left(world: World) -> dict[int, str]:
    """The kinds of the messages that have left an hour later."""
    world.replay._clock.at += timedelta(hours=1)
    run(world.system.tick())
    every = world.asks(lambda store: [store.message(which) for which in range(1, _last(store) + 1)])
    return {m.id: m.kind for m in every if m.text.startswith("nummer") and m.handed_over is not None}


def _last(store: Store) -> int:
    return sum(n for name, n in store.counts().items() if name.startswith("messages_"))


@pytest.mark.promise
def test_one_button_stops_all_but_danger_and_then_each_leaves_once(
    world: Callable[..., World], times: int, figure: Figure
) -> None:
    many = 180 * times
    left = one_button_stops_all(world(BEFORE), many)

    figure(f"{many} queued, {left} about danger left, the rest once each when it was started again")


def test_planted_a_button_that_is_not_asked(world: Callable[..., World], monkeypatch: pytest.MonkeyPatch) -> None:
    due = Post.due_messages
    monkeypatch.setattr(
        Post, "due_messages", lambda self, now, most, apart="", *, held=False: due(self, now, most, apart, held=False)
    )

    with pytest.raises(AssertionError):
        one_button_stops_all(world(BEFORE), 18)


def what_is_claimed_stops_too(turn: Turn) -> None:
    """A batch is on its way to one person, one after the other, when the button is pressed."""
    for text in ("en", "to", "tre"):
        turn.send(None, "sms", STRANGER, text, "other", reply=True)
    _, *rest = outbox.claim(turn, 9, by="x")
    assert len(rest) == 2
    holding.hold(turn, "stopped")
    pressed = replace(turn)
    assert not any(outbox.still_goes(pressed, message, "x") for message in rest)
    assert [turn.store.message(message.id).state for message in rest] == [MessageState.QUEUED] * 2


@pytest.mark.promise
def test_the_button_holds_for_what_has_been_claimed_too(world: Callable[..., World]) -> None:
    world(BEFORE).does(what_is_claimed_stops_too)


def test_planted_what_is_claimed_is_not_looked_at_again(
    world: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "still_goes", lambda turn, message, by="": True)

    with pytest.raises(AssertionError):
        world(BEFORE).does(what_is_claimed_stops_too)
