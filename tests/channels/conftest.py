"""A Twilio for each test, our channel to it, and our webhooks."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channels import Channel, sms
from tests.channels.webhooks import PUBLIC, Webhooks
from tests.fake_telegram import FakeTelegram
from tests.fake_twilio import FakeTwilio


@pytest.fixture(params=["ptb", "aiogram"])
def telegram(request: pytest.FixtureRequest) -> Iterator[FakeTelegram]:
    """Asked with each library there is: both are held to the same."""
    with FakeTelegram() as telegram:
        telegram.transport = request.param
        yield telegram


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    with FakeTwilio(PUBLIC) as twilio:
        yield twilio


@pytest.fixture
def channel(twilio: FakeTwilio, tmp_path: Path) -> Iterator[Channel]:
    channel = sms.connect(twilio.settings(tmp_path))
    assert channel is not None
    yield channel
    asyncio.run(channel.close())


@pytest.fixture
def hooks(channel: Channel) -> Webhooks:
    return Webhooks(channel)
