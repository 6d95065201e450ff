"""What Telegram waits for besides: a press is answered, a group is told and left, and nobody is kept waiting."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels import Outgoing
from bot.channels.telegram import NO_GROUPS, pacing
from bot.channels.telegram import listening as asking
from tests import telegram_updates as shapes
from tests.channels.telegrams import FULL, Kept, listening, until
from tests.fake_telegram import FakeTelegram

KARI = 1001
A_WHILE = 0.3
"""Long enough for something to be done once too often."""
OFFER = Outgoing("4711", "1001", "Kan du handle? Svar JA eller NEI.", options=("JA", "NEI"))


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "WAITS", (0.02,))
    monkeypatch.setattr(pacing, "A_SECOND", 0.0)


@pytest.fixture
def kept() -> Kept:
    return Kept()


def test_a_press_is_stored_and_only_then_answered(telegram: FakeTelegram, kept: Kept) -> None:
    async def listen() -> str:
        async with listening(telegram, kept) as channel:
            await channel.send(OFFER)
            kept.fails = [FULL] * 3
            press = telegram.presses(telegram.posted[0], "JA")
            await until(lambda: not kept.fails)
            assert telegram.answered == []
            await until(lambda: telegram.answered)
            return press

    assert telegram.answered == [asyncio.run(listen())]
    assert [(event.text, event.pressed) for event in kept.events] == [("JA", "4711")]


def test_a_message_is_edited_to_its_outcome_and_an_old_press_is_answered_all_the_same(
    telegram: FakeTelegram, kept: Kept
) -> None:
    async def listen() -> list[str]:
        async with listening(telegram, kept) as channel:
            number = await channel.send(OFFER)
            old = telegram.posted[0].markup
            await channel.send(Outgoing("4712", "1001", "Takk, vi har fått hjelp.", edits=number))
            assert telegram.posted[0].buttons == []
            telegram.posted[0].markup = old  # as on a phone that has been without a net
            presses = [telegram.presses(telegram.posted[0], option) for option in ("JA", "NEI")]
            await until(lambda: len(telegram.answered) == 2)
            return presses

    assert asyncio.run(listen()) == sorted(telegram.answered)
    assert {event.pressed for event in kept.events} == {"4711"}


def test_a_press_on_something_else_is_answered_though_it_says_nothing(telegram: FakeTelegram, kept: Kept) -> None:
    telegram.brings(shapes.pressed("77", KARI, "something else"))

    async def listen() -> None:
        async with listening(telegram, kept):
            await until(lambda: telegram.answered)

    asyncio.run(listen())
    assert (telegram.answered, kept.events) == (["77"], [])


def test_an_answer_to_a_press_that_fails_stops_nothing(telegram: FakeTelegram, kept: Kept) -> None:
    telegram.refuses(400, "Bad Request: query is too old", method="answerCallbackQuery")
    telegram.brings(shapes.pressed("77", KARI, "4711:JA"))
    telegram.writes(KARI, "hei")

    async def listen() -> None:
        async with listening(telegram, kept):
            await until(lambda: len(kept.events) == 2 and telegram.calls_of("answerCallbackQuery"))

    asyncio.run(listen())
    assert kept.texts == ["JA", "hei"]


def test_a_group_is_told_once_and_left(telegram: FakeTelegram, kept: Kept) -> None:
    telegram.adds_us(-5)
    for n in range(3):
        telegram.brings({"message": {**shapes.message(n + 1, KARI, "JA"), "chat": shapes.group(-5)}})
    telegram.writes(KARI, "hei")

    async def listen() -> None:
        async with listening(telegram, kept):
            await until(lambda: telegram.left and kept.events)
            await asyncio.sleep(A_WHILE)

    asyncio.run(listen())
    assert telegram.left == [-5]
    assert [(posted.chat, posted.text) for posted in telegram.posted] == [(-5, NO_GROUPS)]
    assert kept.texts == ["hei"]


def test_a_group_that_cannot_be_written_to_is_left_too(telegram: FakeTelegram, kept: Kept) -> None:
    telegram.blocked = {-5}
    telegram.adds_us(-5)

    async def listen() -> None:
        async with listening(telegram, kept):
            await until(lambda: telegram.left)

    asyncio.run(listen())


def test_who_shuts_us_out_is_told_of_in_order_with_what_they_wrote(telegram: FakeTelegram, kept: Kept) -> None:
    telegram.writes(KARI, "nei takk")
    telegram.blocks(KARI)
    telegram.comes_back(KARI)
    telegram.writes(KARI, "/start")

    async def listen() -> None:
        async with listening(telegram, kept):
            await until(lambda: len(kept.events) == 3)

    asyncio.run(listen())
    assert [(event.text, event.blocked) for event in kept.events] == [
        ("nei takk", False), ("", True), ("/start", False),
    ]  # fmt: skip
