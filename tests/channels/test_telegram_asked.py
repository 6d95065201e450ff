"""We ask Telegram what has come: nothing is let go of before it is stored, and nothing holds up what comes after it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.channels.telegram import HOOK, port
from bot.channels.telegram import listening as asking
from bot.channels.telegram.reading import KINDS
from tests import telegram_updates as shapes
from tests.channels.telegrams import FULL, Kept, listening, until
from tests.fake_telegram import FakeTelegram

KARI, OLA = 1001, 1002
A_WEBHOOK = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook"
ANOTHER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "WAITS", (0.02,))


@pytest.fixture(autouse=True)
def lines() -> Iterator[list[Any]]:
    with capture_logs() as lines:
        yield lines


@pytest.fixture
def kept() -> Kept:
    return Kept()


def said(lines: list[Any]) -> list[tuple[str, str | None]]:
    return [(line["event"], line.get("reason_code")) for line in lines]


def hears(telegram: FakeTelegram, kept: Kept, so_many: int) -> None:
    """Listen until so many have been stored and Telegram has been told so."""

    async def listen() -> None:
        async with listening(telegram, kept):
            await until(lambda: len(kept.events) >= so_many and not telegram.waiting)

    asyncio.run(listen())


def test_what_people_wrote_is_stored_once_in_order_and_then_let_go(telegram: FakeTelegram, kept: Kept) -> None:
    for n in range(250):
        telegram.writes(KARI, f"nummer {n}")

    hears(telegram, kept, 250)

    assert kept.texts == [f"nummer {n}" for n in range(250)]
    assert kept.deliveries == 250
    assert json.loads(telegram.calls_of("getUpdates")[0].given["allowed_updates"]) == list(KINDS)


def test_nothing_is_let_go_before_it_is_stored(telegram: FakeTelegram, kept: Kept) -> None:
    for n in range(3):
        telegram.writes(KARI, f"nummer {n}")
    kept.fails = [FULL, FULL]

    async def listen() -> None:
        async with listening(telegram, kept):
            await until(lambda: not kept.fails)
            assert len(telegram.waiting) == 3
            await until(lambda: not telegram.waiting)

    asyncio.run(listen())
    assert kept.texts == [f"nummer {n}" for n in range(3)]
    assert kept.deliveries == 5


def test_what_was_stored_before_we_were_stopped_is_not_taken_twice(telegram: FakeTelegram, kept: Kept) -> None:
    for n in range(20):
        telegram.writes(KARI, f"nummer {n}")

    async def stop_midway() -> None:
        async with listening(telegram, kept):
            await until(lambda: len(kept.events) >= 7)

    asyncio.run(stop_midway())
    hears(telegram, kept, 20)

    assert kept.texts == [f"nummer {n}" for n in range(20)]


MALFORMED = {
    "no message at all": {"message": "kanarifugl"},
    "a text that is none": {"message": shapes.message(1, KARI, ["kanarifugl"])},
    "nothing in it": {},
}


@pytest.mark.promise
@pytest.mark.parametrize("malformed", MALFORMED.values(), ids=MALFORMED.keys())
@pytest.mark.parametrize("place", [0, 150, 299])
def test_of_three_hundred_one_malformed_stops_no_other(
    telegram: FakeTelegram, kept: Kept, lines: list[Any], malformed: dict[str, Any], place: int
) -> None:
    for n in range(300):
        telegram.brings(malformed) if n == place else telegram.writes(KARI + n, f"nummer {n}")

    hears(telegram, kept, 300)

    assert [n for n, event in enumerate(kept.events) if event.unreadable] == [place]
    assert len(kept.events) == kept.deliveries == 300
    assert said(lines) == [("update not read", None)]


def test_what_cannot_be_taken_in_is_kept_as_unreadable_and_stops_no_other(
    telegram: FakeTelegram, kept: Kept, lines: list[Any]
) -> None:
    kept.fails = [ValueError("a fault of ours")]
    telegram.writes(KARI, "kanarifugl")
    telegram.writes(OLA, "ja")

    hears(telegram, kept, 2)

    assert [(event.sender, event.unreadable) for event in kept.events] == [("1001", True), ("1002", False)]
    assert said(lines) == [("update not read", None)]


def test_what_fails_even_so_is_tried_until_it_is_stored(telegram: FakeTelegram, kept: Kept, lines: list[Any]) -> None:
    kept.fails = [ValueError()] * 4
    telegram.writes(KARI, "ja")
    telegram.writes(OLA, "nei")

    hears(telegram, kept, 2)

    assert kept.texts == ["ja", "nei"]
    assert said(lines) == [("update not read", None), ("listening failed", None)] * 2


def test_after_a_quiet_week_the_numbers_may_begin_lower(
    telegram: FakeTelegram, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(port, "SECONDS_ASKED", 1)

    async def listen() -> None:
        async with listening(telegram, kept):
            telegram.writes(KARI, "før")
            await until(lambda: len(telegram.calls_of("getUpdates")) >= 3)
            telegram.next_update = 100
            telegram.writes(KARI, "etter")
            await until(lambda: len(kept.events) == 2)

    asyncio.run(listen())
    assert kept.texts == ["før", "etter"]


WHY = {
    "a webhook of someone else's": (409, A_WEBHOOK, "409-webhook"),
    "another process": (409, ANOTHER, "409-another"),
    "a wrong token": (401, "Unauthorized", "401"),
    "their fault": (502, "Bad Gateway", "lost"),
}


@pytest.mark.parametrize(("status", "words", "why"), WHY.values(), ids=WHY.keys())
def test_why_nothing_is_heard_is_said_once_and_that_it_is_over(
    telegram: FakeTelegram, kept: Kept, lines: list[Any], status: int, words: str, why: str
) -> None:
    telegram.refuses(status, words, method="getUpdates", times=6)
    telegram.writes(KARI, "ja")

    hears(telegram, kept, 1)

    assert said(lines) == [("telegram is not heard", why), ("telegram is heard again", None)]


def test_answers_that_are_lost_or_no_list_lose_nothing(telegram: FakeTelegram, kept: Kept, lines: list[Any]) -> None:
    telegram.loses_answers(2, method="getUpdates")
    telegram.answers({"ok": True}, "getUpdates", times=2)
    telegram.writes(KARI, "ja")

    hears(telegram, kept, 1)

    assert [why for _, why in said(lines)] == ["lost", "unreadable", None]


def test_updates_that_have_no_numbers_are_taken_and_asked_for_slowly(
    telegram: FakeTelegram, kept: Kept, lines: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "WAITS", (0.5,))
    telegram.answers({"ok": True, "result": [{"message": shapes.message(1, KARI, "ja")}]}, "getUpdates", times=99)

    async def listen() -> None:
        async with listening(telegram, kept):
            await asyncio.sleep(0.8)

    asyncio.run(listen())

    assert [(event.text, event.unreadable) for event in kept.events] == [("ja", True)]
    assert len(telegram.calls_of("getUpdates")) <= 3


def test_told_to_wait_we_do_not_ask_before(telegram: FakeTelegram, kept: Kept) -> None:
    telegram.refuses(429, "Too Many Requests: retry after 1", method="getUpdates", retry_after=1)
    telegram.writes(KARI, "ja")

    hears(telegram, kept, 1)

    first, second, *_ = telegram.calls_of("getUpdates")
    assert 1.0 <= second.at - first.at < 2.0


@pytest.mark.parametrize(("address", "gone"), [(f"http://localhost:8000{HOOK}", True), ("https://annen.no/x", False)])
def test_a_webhook_of_our_own_from_before_is_taken_down_and_no_other(
    telegram: FakeTelegram, kept: Kept, address: str, gone: bool
) -> None:
    telegram.webhook = address

    async def listen() -> None:
        async with listening(telegram, kept):
            await until(lambda: len(telegram.calls_of("getUpdates")) >= 2)

    asyncio.run(listen())
    assert (telegram.webhook == "") is gone
