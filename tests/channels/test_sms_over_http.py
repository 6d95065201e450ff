"""Both ways over real connections: Twilio calls us, we call Twilio."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette

from bot.channels import Channel, Fate, Incoming, Outgoing, Receipt, sms
from bot.errors import OptedOut
from tests.channels.webhooks import Webhooks
from tests.fake_twilio import FakeTwilio
from tests.serving import serving
from tests.twilio_forms import NUMBER

KARI = "+4790000001"
OURS = f"tel:{NUMBER}"


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    with FakeTwilio() as twilio:
        yield twilio


@pytest.fixture
def hooks(twilio: FakeTwilio, tmp_path: Path) -> Iterator[Webhooks]:
    """Our webhooks where Twilio reaches them; the address is known only when they are up."""
    app = Starlette()
    with serving(app) as url:
        twilio.public_url = url
        channel = sms.connect(twilio.settings(tmp_path))
        assert channel
        hooks = Webhooks(channel)
        app.router.routes.extend(channel.routes(hooks.keep))
        yield hooks
        asyncio.run(channel.close())


def send(channel: Channel, text: str) -> str:
    return asyncio.run(channel.send(Outgoing("m-17", KARI, text)))


def test_a_message_and_its_answer_and_what_became_of_it(twilio: FakeTwilio, hooks: Webhooks) -> None:
    sid = send(hooks.channel, "Kan du handle for Astrid? Svar JA eller NEI.")
    told = [twilio.tells(twilio.sent[0], status).status_code for status in ("sent", "delivered")]
    heard = twilio.hears(KARI, "Ja, gjerne på lørdag 👍")

    assert heard is not None and (told, heard.status_code) == ([200, 200], 200)
    assert hooks.kept[:2] == [
        Receipt("sms", "m-17", fate, sid, ours=OURS) for fate in (Fate.HANDED_OVER, Fate.DELIVERED)
    ]  # fmt: skip
    answer = hooks.kept[2]
    assert isinstance(answer, Incoming)
    assert (answer.sender, answer.text) == (KARI, "Ja, gjerne på lørdag 👍")


def test_after_twilios_own_stop_nothing_can_be_sent_until_they_start_again(
    twilio: FakeTwilio, hooks: Webhooks
) -> None:
    twilio.hears(KARI, "Stop")
    with pytest.raises(OptedOut):
        send(hooks.channel, "Hei")
    twilio.hears(KARI, "START")

    assert send(hooks.channel, "Hei") == twilio.sent[-1].sid


def test_what_we_could_not_store_is_missed_and_fetched(twilio: FakeTwilio, hooks: Webhooks) -> None:
    hooks.full = True
    refused = twilio.hears(KARI, "ja")

    missed = asyncio.run(hooks.channel.missed(twilio.texts[0].created))

    assert refused and refused.status_code == 503
    assert [message.text for message in missed] == ["ja"]
