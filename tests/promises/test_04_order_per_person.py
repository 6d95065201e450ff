"""Order per person: turns of one person run one after another, and a late reply never answers a newer question."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bot import inbox
from bot.life.turn import Turn
from bot.model import PersonId
from bot.replay import SetClock
from bot.runner import Runner
from bot.storage.letters import Letters, Received
from bot.storage.sending import Sending
from tests.fake_twilio import FakeTwilio
from tests.promises.conftest import Figure
from tests.promises.lives import ASKED, BEFORE, KARI, MINUTE, TOWN, opened, sms_of
from tests.promises.test_07_never_sent_twice import founded, goes_on
from tests.promises.world import World
from tests.storage.conftest import NOW

ALSO = (
    "tests/storage/test_entering.py", "tests/conversations/sent_ja_etter_flytting.txt",
    "tests/conversations/telegram_rettet.txt", "tests/conversations/telegram_gammel_knapp.txt",
)  # fmt: skip
SEED, LETTERS, FAILURES = 20260304, 60, 25


def heard_in_order(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some turns fail at first, each as often as chance will; what was heard in the end, and in which order."""
    chance, heard = Random(SEED), list[str]()
    bad = chance.sample(range(LETTERS), FAILURES)
    failures = {f"nummer {n}": chance.randrange(1, inbox.MOST_TRIES - 1) for n in bad}
    hear = Runner.hear

    def hears(self: Runner, turn: Any, event: Received, *more: Any) -> None:
        if failures.get(event.text, 0):
            failures[event.text] -= 1
            raise ValueError("not yet")
        hear(self, turn, event, *more)
        heard.append(event.text)

    monkeypatch.setattr(Runner, "hear", hears)
    for n in range(LETTERS):
        world.takes_in(f"nummer {n}", f"+4790000{n % 3 + 1:03}")
        world.passes(timedelta(seconds=1))
    world.passes(timedelta(minutes=30))
    while "events_open" in world.counts():
        world.passes(timedelta(minutes=1))

    for who in range(3):
        mine = [int(text.split()[1]) for text in heard if int(text.split()[1]) % 3 == who]
        assert mine == list(range(who, LETTERS, 3)), f"seed {SEED}"


@pytest.mark.promise
def test_what_one_has_written_is_handled_in_order_whatever_fails(
    world: Callable[..., World], monkeypatch: pytest.MonkeyPatch, figure: Figure
) -> None:
    heard_in_order(world(BEFORE), monkeypatch)

    figure(f"{LETTERS} messages of 3 people, {FAILURES} fail at first: each heard in order; seed {SEED}")


def test_planted_what_waits_behind_nothing(world: Callable[..., World], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Letters, "waits_behind", lambda *_: False)

    with pytest.raises(AssertionError):
        heard_in_order(world(BEFORE), monkeypatch)


def answers_what_was_asked_then(world: World) -> None:
    """A JA to what was called off reaches us after something else was asked: it is no JA to that."""
    written = world.now + MINUTE
    tomorrow, starts = world.now + timedelta(days=1), "2026-03-06T12:00:00+01:00"
    world.plays(
        {"at": world.now + timedelta(minutes=5), "do": "cancel_errand", "id": "A"},
        {"at": tomorrow, "do": "errand", "id": "B", "kind": "walk", "recipient": world.ids["Astrid"], "starts": starts},
        {"at": tomorrow + MINUTE, "from": KARI, "channel": "sms", "text": "ja", "sent": written.isoformat()},
    )  # fmt: skip

    asked = [line for line in world.out if line.get("kind") == "offer" and line.get("errand") == "B"]
    assert KARI in {line["to"] for line in asked}
    assert [line for line in world.out if line.get("event") == "offer_accepted"] == []


@pytest.mark.promise
def test_a_late_ja_is_no_answer_to_a_newer_question(world: Callable[..., World]) -> None:
    answers_what_was_asked_then(world(ASKED))


def test_planted_a_reply_counts_from_when_it_came(world: Callable[..., World], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Received, "said", property(lambda event: event.received))

    with pytest.raises(AssertionError):
        answers_what_was_asked_then(world(ASKED))


def received(folder: Path, status: int, *queued: tuple[str, str, str]) -> list[str]:
    """What comes of messages queued by kind, number and words, when the provider refuses the first at first."""
    clock = SetClock(NOW)

    async def run() -> None:
        founded(folder)
        robot = opened(folder, sms_of(twilio.settings(folder)), clock)
        await robot.act(TOWN, lambda turn: [
            turn.send(_person(turn, name), "sms", KARI, words, kind, reply=True) for kind, name, words in queued
        ])  # fmt: skip
        await goes_on(robot, clock)
        await robot.close()

    with FakeTwilio(clock=clock) as twilio:
        twilio.refuses(status, times=1)
        asyncio.run(run())
        return [text.body for text in twilio.sent]


def _person(turn: Turn, name: str) -> PersonId:
    """Who is reached at that number by that name."""
    known = [who for who in turn.store.people_at("sms", KARI) if turn.store.person(who).name == name]
    who = known[0] if known else turn.store.add_person(name, turn.now)
    turn.store.give_address(who, "sms", KARI)
    return who


@pytest.mark.promise
@pytest.mark.parametrize("status", [429, 503])
def test_what_is_said_later_waits_until_what_was_refused_has_been_said(tmp_path: Path, status: int) -> None:
    said = ["kom kl. 12", "nei, kl. 13", "takk"]

    assert received(tmp_path, status, *(("other", "Kari", words) for words in said)) == said


@pytest.mark.promise
@pytest.mark.parametrize(("kind", "name"), [("stopped", "Kari"), ("danger", "Kari"), ("other", "Ola")])
def test_neither_stopp_nor_danger_nor_what_is_for_another_waits_behind_it(
    tmp_path: Path, kind: str, name: str
) -> None:
    queued = ("other", "Kari", "refused"), (kind, name, "at once"), ("other", "Kari", "after")

    assert received(tmp_path, 429, *queued) == ["at once", "refused", "after"]


def test_planted_nothing_waits_behind_what_was_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Sending, "is_held_back", lambda *_: False)

    assert received(tmp_path, 429, ("other", "Kari", "first"), ("other", "Kari", "then")) == ["then", "first"]
