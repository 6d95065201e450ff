"""What holds whoever carries our SMS: each case is tried with every provider there is."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.channels import Channel, Fate, Incoming, OfSeveral, Outgoing, Receipt
from bot.errors import MaybeSent, SendError, TryLater, Unreachable
from bot.numbers import urn
from tests.channels.providers import ANOTHERS, ID, NUMBER, PROVIDERS, SECOND, Provider, opened, running
from tests.channels.webhooks import Webhooks

KARI = "+4790000001"
HELLO = Outgoing("4711", KARI, "Hei Kåre! Svar JA eller NEI.", timedelta(hours=2))


@pytest.fixture(params=PROVIDERS)
def provider(request: pytest.FixtureRequest) -> Iterator[Provider]:
    provider = PROVIDERS[request.param]()
    with running(provider):
        yield provider


@pytest.fixture
def channel(provider: Provider, tmp_path: Path) -> Channel:
    return opened(provider, tmp_path)


@pytest.fixture
def hooks(channel: Channel) -> Webhooks:
    assert isinstance(channel, OfSeveral)
    channel.ours = frozenset({urn(NUMBER), urn(SECOND)})
    return Webhooks(channel)


def send(channel: Channel, message: Outgoing = HELLO) -> str:
    """Send one message, in a life of its own."""

    async def once() -> str:
        try:
            return await channel.send(message)
        finally:
            await channel.close()

    return asyncio.run(once())


def failure(channel: Channel) -> SendError:
    with pytest.raises(SendError) as raised:
        send(channel)
    return raised.value


@pytest.mark.parametrize(("sender", "shown"), [("", NUMBER), (urn(SECOND), SECOND)])
def test_a_message_goes_out_from_the_number_it_names(
    channel: Channel, provider: Provider, sender: str, shown: str
) -> None:
    name = send(channel, Outgoing("4711", KARI, HELLO.text, sender=sender))

    (sent,) = provider.sent()
    assert (sent.name, sent.to, sent.sender, sent.text) == (name, KARI, shown, HELLO.text)


REFUSALS: dict[str, tuple[int, type[SendError]]] = {
    "a wrong password": (401, TryLater), "no access": (403, TryLater), "no such address": (404, TryLater),
    "too fast": (429, TryLater), "refused": (400, Unreachable), "their fault": (500, MaybeSent),
    "away": (503, MaybeSent),
}  # fmt: skip


@pytest.mark.parametrize(("status", "expected"), REFUSALS.values(), ids=REFUSALS.keys())
def test_a_refusal_says_what_to_do(
    channel: Channel, provider: Provider, status: int, expected: type[SendError]
) -> None:
    provider.fake.refuses(status)

    assert isinstance(failure(channel), expected)
    assert provider.sent() == []


def test_without_a_connection_nothing_was_sent(provider: Provider, tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))

        channel = opened(provider, tmp_path, url=f"http://127.0.0.1:{nobody.getsockname()[1]}")
        assert type(failure(channel)) is TryLater


@pytest.mark.parametrize("taken", [True, False])
def test_a_lost_answer_may_have_been_sent(channel: Channel, provider: Provider, taken: bool) -> None:
    provider.fake.loses_answers(taken=taken)

    assert type(failure(channel)) is MaybeSent
    assert len(provider.sent()) == taken


def test_an_answer_that_takes_too_long_may_have_been_sent(
    provider: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider.slow, 0.2)
    provider.fake.is_slow(0.6)

    assert type(failure(opened(provider, tmp_path))) is MaybeSent
    assert len(provider.sent()) == 1


def test_what_was_lost_is_found_where_the_provider_lists_what_it_took(channel: Channel, provider: Provider) -> None:
    since = datetime.now(UTC) - timedelta(seconds=1)

    async def lose_and_find() -> str | None:
        provider.fake.loses_answers()
        with pytest.raises(MaybeSent):
            await channel.send(HELLO)
        found = await channel.find(HELLO, since)
        await channel.close()
        return found

    assert asyncio.run(lose_and_find()) == (provider.sent()[0].name if channel.can.lists else None)


TEXTS = {
    "a plain yes": "JA", "nothing": "", "norwegian letters": "Ja, gjerne på lørdag. Æ kjæm!", "an emoji": "👍",
    "an emoji of several parts": "👩🏽‍🦳❤️", "as long as can be": "a" * 1600, "several lines": "Ja\nmen ikke\r\ntorsdag",
    "signs of a form": "a=b&c=d+e%20f;g", "signs of json": '{"content": "[\\u00e6]"}',
    "quotes and angles": "<b>\"Hei\"</b> & 'ha det'", "a number": "Ring meg på +4790000002",
}  # fmt: skip


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_what_people_write_is_taken_as_it_is(hooks: Webhooks, provider: Provider, text: str) -> None:
    assert provider.brings(hooks, KARI, text) == 200

    (heard,) = hooks.kept
    assert isinstance(heard, Incoming)
    assert (heard.channel, heard.sender, heard.text, heard.media) == ("sms", KARI, text, 0)
    assert heard.external_id.endswith(ID)


@pytest.mark.parametrize("sender", ["02582", "Posten", "Min Side", "+46700000001"])
def test_whoever_it_is_from_is_told_of(hooks: Webhooks, provider: Provider, sender: str) -> None:
    assert provider.brings(hooks, sender, "hei") == 200
    assert [event.sender for event in hooks.kept if isinstance(event, Incoming)] == [sender]


@pytest.mark.parametrize("to", [NUMBER, SECOND])
def test_it_says_which_number_of_ours_it_was_sent_to(hooks: Webhooks, provider: Provider, to: str) -> None:
    assert provider.brings(hooks, KARI, "JA", to) == 200
    assert [event.ours for event in hooks.kept] == [urn(to)]


def test_what_no_database_can_hold_is_left_out(hooks: Webhooks, provider: Provider) -> None:
    assert provider.brings(hooks, KARI, "ja\x00") == 200
    assert [event.text for event in hooks.kept if isinstance(event, Incoming)] == ["ja"]


@pytest.mark.parametrize("ours", [NUMBER, SECOND])
@pytest.mark.parametrize("fate", [Fate.HANDED_OVER, Fate.DELIVERED, Fate.UNDELIVERABLE])
def test_what_became_of_a_message_is_told_by_our_own_number_for_it(
    hooks: Webhooks, provider: Provider, fate: Fate, ours: str
) -> None:
    assert provider.tells(hooks, "4711", fate, ours) == 200

    (told,) = hooks.kept
    assert isinstance(told, Receipt)
    assert (told.channel, told.ref, told.fate, told.ours) == ("sms", "4711", fate, urn(ours))
    assert told.provider_id.endswith(ID)


def test_the_reference_that_is_sent_along_is_the_one_that_comes_back(
    channel: Channel, hooks: Webhooks, provider: Provider
) -> None:
    send(channel, Outgoing("4711", KARI, "Hei", sender=urn(SECOND)))

    if provider.fake.__class__.__name__ == "FakeLink":
        assert provider.fake.taken[0]["refId"] == f"4711.{SECOND}"
    else:
        assert provider.fake.sent[0].callback.endswith("/hooks/sms/status?ref=4711")


FORGED = {
    "a number of somebody else": {"to": ANOTHERS}, "no number": {"to": ""}, "no sender": {"sender": ""},
    "a sender that is markup": {"sender": "<script>"}, "a sender with a line break": {"sender": f"{KARI}\n{KARI}"},
    "a sender without end": {"sender": "+" + "4" * 60}, "a text without end": {"text": "a" * 1601},
}  # fmt: skip


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED.keys())
def test_proof_alone_is_not_enough(hooks: Webhooks, provider: Provider, forged: dict[str, str]) -> None:
    given = {"sender": KARI, "text": "JA", "to": NUMBER} | forged

    assert provider.brings(hooks, given["sender"], given["text"], given["to"]) == 403
    assert hooks.kept == []


def test_without_proof_nothing_is_taken(hooks: Webhooks, provider: Provider) -> None:
    assert provider.brings(hooks, KARI, "JA", proven=False) == 403
    assert provider.tells(hooks, "4711", Fate.DELIVERED, proven=False) == 403
    assert hooks.kept == []


@pytest.mark.parametrize("ref", ["", "..%2Fx", "1" * 65])
def test_a_report_on_what_cannot_be_ours_is_refused(hooks: Webhooks, provider: Provider, ref: str) -> None:
    assert provider.tells(hooks, ref, Fate.DELIVERED) == 403


def test_a_report_from_a_number_that_is_not_ours_is_refused(hooks: Webhooks, provider: Provider) -> None:
    assert provider.tells(hooks, "4711", Fate.DELIVERED, ANOTHERS) == 403
    assert hooks.kept == []


def test_what_cannot_be_stored_is_not_acknowledged(hooks: Webhooks, provider: Provider) -> None:
    hooks.full = True

    assert (provider.brings(hooks, KARI, "JA"), provider.tells(hooks, "4711", Fate.DELIVERED)) == (503, 503)
