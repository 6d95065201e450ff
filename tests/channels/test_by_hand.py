"""Simulated phones and the call list: nothing leaves the house, and the outbox's row is the message."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from types import ModuleType

import pytest

from bot.channels import Channel, Outgoing, call, simulator
from bot.settings import Settings
from tests.channels.webhooks import Webhooks

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HELLO = Outgoing("m-17", "+4790000001", "Hei!")


@pytest.fixture(params=[call, simulator], ids=["call", "simulator"])
def channel(request: pytest.FixtureRequest, settings: Settings) -> Channel:
    module: ModuleType = request.param
    channel: Channel = module.connect(settings)
    assert channel.name == request.node.callspec.id
    return channel


def test_a_message_is_handed_over_at_once_and_once(channel: Channel) -> None:
    first, second = asyncio.run(channel.send(HELLO)), asyncio.run(channel.send(HELLO))

    assert first == second
    assert asyncio.run(channel.find(HELLO, NOW)) == first


def test_two_messages_have_two_ids(channel: Channel) -> None:
    assert asyncio.run(channel.send(HELLO)) != asyncio.run(channel.send(Outgoing("m-18", HELLO.to, "Hei!")))


def test_nobody_can_call_in(channel: Channel) -> None:
    assert Webhooks(channel).web.post("/hooks/sms").status_code == 404
    assert list(asyncio.run(channel.missed(NOW))) == []
