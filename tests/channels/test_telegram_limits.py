"""Telegram's limits, in real time: thirty messages a second in all, one to each chat, and silence when told to wait."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from bot.channels import Outgoing
from bot.channels.telegram import Telegram, pacing
from bot.errors import TryLater
from tests.channels.telegrams import opened
from tests.fake_telegram import FakeTelegram

MOST_A_SECOND = 30
AT_ONCE = 20


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    """Asked with the library that is there always."""
    with FakeTelegram() as telegram:
        yield telegram


def to_each(chats: Sequence[int]) -> list[Outgoing]:
    return [Outgoing(str(n), str(chat), f"nummer {n}") for n, chat in enumerate(chats)]


async def send_all(channel: Telegram, messages: Sequence[Outgoing]) -> None:
    """As the outbox does: some at a time."""
    room = asyncio.Semaphore(AT_ONCE)

    async def send(message: Outgoing) -> None:
        async with room:
            await channel.send(message)

    await asyncio.gather(*(send(message) for message in messages))


def lifetimes(telegram: FakeTelegram, *batches: Sequence[Outgoing]) -> list[float]:
    """Send each batch in a life of its own, one after the other; when each message came."""

    async def live(messages: Sequence[Outgoing]) -> None:
        async with opened(telegram) as channel:
            await send_all(channel, messages)

    for messages in batches:
        asyncio.run(live(messages))
    return [posted.at for posted in telegram.posted]


def most_in_a_second(times: Sequence[float]) -> int:
    return max(sum(start <= at < start + 1 for at in times) for start in times)


def test_five_messages_to_one_chat_take_four_seconds(telegram: FakeTelegram) -> None:
    times = lifetimes(telegram, to_each([1001] * 5))

    assert [posted.text for posted in telegram.posted] == [f"nummer {n}" for n in range(5)]
    assert 4.0 <= times[-1] - times[0] < 5.0
    assert most_in_a_second(times) == 1


def test_ninety_messages_to_ninety_chats_take_about_three_seconds(telegram: FakeTelegram) -> None:
    times = lifetimes(telegram, to_each(range(1, 91)))

    assert len(times) == 90
    assert 2.0 <= times[-1] - times[0] < 4.0
    assert most_in_a_second(times) <= MOST_A_SECOND


def test_the_limits_hold_over_a_restart(telegram: FakeTelegram) -> None:
    few = to_each([1001] * 2)
    times = lifetimes(telegram, few, [*few[:1], *to_each(range(1, 30))])

    to_kari = [posted.at for posted in telegram.posted if posted.chat == 1001]
    assert all(later - before >= 1.0 for before, later in pairwise(to_kari))
    assert most_in_a_second(times) <= MOST_A_SECOND


async def refused(channel: Telegram, message: Outgoing) -> TryLater:
    with pytest.raises(TryLater) as raised:
        await channel.send(message)
    return raised.value


def test_told_to_wait_nothing_is_asked_before_and_all_goes_right_after(
    telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacing, "A_SECOND", 0.0)
    telegram.refuses(429, "Too Many Requests: retry after 1", retry_after=1)
    kari, ola = to_each([1001, 1002])

    async def send() -> tuple[TryLater, TryLater]:
        async with opened(telegram) as channel:
            first, second = await refused(channel, kari), await refused(channel, ola)
            assert first.not_before is not None
            await asyncio.sleep((first.not_before - datetime.now(UTC)).total_seconds())
            await send_all(channel, [kari, ola])
            return first, second

    first, second = asyncio.run(send())
    told, *after = telegram.calls_of("sendMessage")

    assert (first.code, second.code, second.not_before) == ("429", "429", first.not_before)
    assert len(after) == 2
    assert all(1.0 <= call.at - told.at <= 1.3 for call in after)


def test_what_was_asked_before_a_restart_is_obeyed_after_it(telegram: FakeTelegram) -> None:
    until = datetime.now(UTC) + timedelta(hours=1)

    async def send() -> TryLater:
        async with opened(telegram) as channel:
            channel.hold(until)
            channel.hold(until - timedelta(minutes=30))
            return await refused(channel, to_each([1001])[0])

    assert asyncio.run(send()).not_before == until
    assert telegram.asked == []


def test_who_waits_for_a_turn_when_we_are_told_to_wait_is_told_so_too(telegram: FakeTelegram) -> None:
    telegram.refuses(429, "Too Many Requests: retry after 60", retry_after=60, times=20)

    async def send() -> set[str]:
        async with opened(telegram) as channel:
            refusals = await asyncio.gather(*(refused(channel, message) for message in to_each(range(1, 21))))
            return {refusal.code for refusal in refusals}

    assert asyncio.run(send()) == {"429"}
    assert len(telegram.asked) < 5
