"""What we hand over to Twilio, what we make of its answers, and how we find what was lost."""

from __future__ import annotations

import asyncio
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.channels import Channel, Incoming, Outgoing, sms
from bot.channels.sms import twilio as twilio_channel
from bot.errors import MaybeSent, OptedOut, SendError, TryLater, Unreachable
from bot.settings import Settings
from tests.fake_twilio import FakeTwilio
from tests.twilio_forms import NUMBER

KARI, OLA = "+4790000001", "+4790000002"
HELLO = Outgoing(ref="m-17", to=KARI, text="Hei Kåre! Svar JA eller NEI.", valid_for=timedelta(hours=2))


def send(channel: Channel, message: Outgoing = HELLO) -> str:
    return asyncio.run(channel.send(message))


def find(channel: Channel, since: datetime, message: Outgoing = HELLO) -> str | None:
    return asyncio.run(channel.find(message, since))


def a_moment_ago() -> datetime:
    return datetime.now(UTC) - timedelta(seconds=1)


def test_a_message_is_handed_over_as_it_is(channel: Channel, twilio: FakeTwilio) -> None:
    sid = send(channel)

    (sent,) = twilio.sent
    assert (sent.sid, sent.to, sent.sender, sent.body) == (sid, KARI, NUMBER, HELLO.text)
    assert sent.given["ValidityPeriod"] == "7200"
    assert sent.given["SmartEncoded"].lower() == "false"


def test_our_reference_comes_back_in_the_callback(channel: Channel, twilio: FakeTwilio) -> None:
    send(channel)

    assert twilio.sent[0].callback == "https://frivillig.eksempel.no/hooks/sms/status?ref=m-17"


USEFUL = [(timedelta(days=3), "36000"), (timedelta(0), "1"), (None, None)]


@pytest.mark.parametrize(("valid_for", "said"), USEFUL)
def test_a_message_lives_as_long_as_it_is_of_use(
    channel: Channel, twilio: FakeTwilio, valid_for: timedelta | None, said: str | None
) -> None:
    send(channel, Outgoing("m-18", KARI, "Hei", valid_for))

    assert twilio.sent[0].given.get("ValidityPeriod") == said


ANSWERS: dict[int, type[SendError]] = {
    21211: Unreachable, 21614: Unreachable, 21612: Unreachable, 21408: Unreachable, 30005: Unreachable,
    30006: Unreachable, 30007: Unreachable, 21602: Unreachable, 21610: OptedOut, 20429: TryLater,
    30001: TryLater, 30003: TryLater, 30008: TryLater,
}  # fmt: skip


@pytest.mark.parametrize("code", [21211, 21614, 30005, 30006, 21606, 21212, 21659, 21603, 14107, 21408, 21612, 30007])
def test_what_is_wrong_with_our_account_or_the_words_takes_nobodys_number(
    channel: Channel, twilio: FakeTwilio, code: int
) -> None:
    twilio.refuses(400, code)

    with pytest.raises(Unreachable) as raised:
        send(channel)

    assert raised.value.gone == (code in {21211, 21614, 30005, 30006})


@pytest.mark.parametrize(("code", "expected"), ANSWERS.items())
def test_an_error_says_what_to_do(
    channel: Channel, twilio: FakeTwilio, code: int, expected: type[SendError]
) -> None:
    twilio.refuses(429 if code == 20429 else 400, code)

    with pytest.raises(expected) as raised:
        send(channel)

    assert raised.value.code == str(code)
    assert twilio.sent == []


@pytest.mark.parametrize(
    ("status", "expected"),
    [(401, TryLater), (403, TryLater), (404, TryLater), (429, TryLater), (500, MaybeSent), (503, MaybeSent)],
)
def test_a_status_says_what_to_do(
    channel: Channel, twilio: FakeTwilio, status: int, expected: type[SendError]
) -> None:
    twilio.refuses(status)

    with pytest.raises(expected):
        send(channel)


def test_without_a_connection_nothing_was_sent(tmp_path: Path, twilio: FakeTwilio) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        dead = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        channel = sms.connect(twilio.settings(tmp_path).model_copy(update={"twilio_api_url": dead}))
        assert channel

        with pytest.raises(TryLater):
            send(channel)
        with pytest.raises(TryLater):
            find(channel, a_moment_ago())


def test_a_secret_that_is_wrong_is_no_fault_of_the_number(tmp_path: Path, twilio: FakeTwilio) -> None:
    given = {**twilio.given(), "twilio_auth_token": "another"}
    channel = sms.connect(Settings(_env_file=None, data_dir=tmp_path, **given))
    assert channel

    with pytest.raises(TryLater) as raised:
        send(channel)

    assert raised.value.code == "20003"


def test_a_lost_answer_is_found_by_looking_it_up(channel: Channel, twilio: FakeTwilio) -> None:
    since = a_moment_ago()
    twilio.loses_answers()

    with pytest.raises(MaybeSent):
        send(channel)

    assert find(channel, since) == twilio.sent[0].sid


def test_a_message_that_never_came_through_is_not_found(channel: Channel, twilio: FakeTwilio) -> None:
    since = a_moment_ago()
    twilio.loses_answers(taken=False)

    with pytest.raises(MaybeSent):
        send(channel)

    assert find(channel, since) is None


def test_an_answer_that_takes_too_long_may_have_been_sent(
    tmp_path: Path, twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(twilio_channel, "SECONDS_TO_ANSWER", 0.2)
    channel = sms.connect(twilio.settings(tmp_path))
    assert channel
    twilio.is_slow(0.6)

    with pytest.raises(MaybeSent):
        send(channel)

    assert len(twilio.sent) == 1


def test_another_message_is_not_taken_for_the_lost_one(channel: Channel, twilio: FakeTwilio) -> None:
    since = a_moment_ago()
    send(channel, Outgoing("m-1", KARI, "Noe annet"))
    send(channel, Outgoing("m-2", OLA, HELLO.text))

    assert find(channel, since) is None


def test_the_same_words_of_an_earlier_day_are_not_taken_for_the_lost_one(
    channel: Channel, twilio: FakeTwilio
) -> None:
    send(channel)

    assert find(channel, datetime.now(UTC) + timedelta(minutes=1)) is None


def test_a_list_that_cannot_be_had_is_asked_for_later(channel: Channel, twilio: FakeTwilio) -> None:
    twilio.hides_its_list()

    with pytest.raises(TryLater):
        asyncio.run(channel.missed(a_moment_ago()))


def test_what_was_missed_is_listed_oldest_first(channel: Channel, twilio: FakeTwilio) -> None:
    since = a_moment_ago()
    for n in range(120):
        twilio.hears(KARI, f"nummer {n}", deliver=False)
    send(channel, Outgoing("m-1", NUMBER, "til oss selv"))

    missed = asyncio.run(channel.missed(since))

    assert [message.text for message in missed] == [f"nummer {n}" for n in range(120)]


def test_a_missed_message_is_the_same_as_a_delivered_one(channel: Channel, twilio: FakeTwilio) -> None:
    twilio.hears(KARI, "stop", deliver=False, NumMedia="1")

    (missed,) = asyncio.run(channel.missed(a_moment_ago()))

    text = twilio.texts[0]
    assert missed == Incoming(
        "sms", text.sid, KARI, "stop", media=1, handled_stop=True, sent_at=text.created, ours=f"tel:{NUMBER}"
    )


def test_what_came_before_is_not_missed(channel: Channel, twilio: FakeTwilio) -> None:
    twilio.hears(KARI, "ja", deliver=False)

    assert asyncio.run(channel.missed(datetime.now(UTC) + timedelta(minutes=1))) == []


def test_of_a_hundred_lost_answers_all_are_found_and_none_is_sent_twice(
    channel: Channel, twilio: FakeTwilio
) -> None:
    since = a_moment_ago()
    twilio.loses_answers(times=100)

    async def send_all() -> None:
        for n in range(100):
            message = Outgoing(f"m-{n}", KARI, f"Hei nummer {n}")
            with pytest.raises(MaybeSent):
                await channel.send(message)
            assert await channel.find(message, since)

    asyncio.run(send_all())

    assert len(twilio.sent) == 100


def test_without_an_account_there_is_no_sms(settings: Settings) -> None:
    assert sms.connect(settings) is None
