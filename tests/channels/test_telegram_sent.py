"""What we hand over to Telegram, and what we make of its answers."""

from __future__ import annotations

import asyncio
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels import Channel, Listener, Outgoing
from bot.channels.telegram import connect, pacing, port
from bot.errors import MaybeSent, SendError, TryLater, Unreachable
from tests.channels.telegrams import opened
from tests.fake_telegram import FakeTelegram

KARI = 1001
HELLO = Outgoing("4711", "1001", "Hei Kåre! Kan du handle? Svar JA eller NEI.", options=("JA", "NEI"))


@pytest.fixture(autouse=True)
def long_since_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "A_SECOND", 0.0)


def sends(telegram: FakeTelegram, *messages: Outgoing, **settings: Any) -> list[str]:
    async def send() -> list[str]:
        async with opened(telegram, **settings) as channel:
            return [await channel.send(message) for message in messages]

    return asyncio.run(send())


def failure(telegram: FakeTelegram, message: Outgoing = HELLO, **settings: Any) -> SendError:
    with pytest.raises(SendError) as raised:
        sends(telegram, message, **settings)
    return raised.value


def test_it_is_a_channel_that_is_told_to_begin(telegram: FakeTelegram) -> None:
    channel: Channel | None = connect(telegram.settings(Path()))

    assert isinstance(channel, Listener)
    assert channel.name == "telegram"


def test_a_message_is_handed_over_with_a_button_a_row(telegram: FakeTelegram) -> None:
    (number,) = sends(telegram, HELLO)

    (posted,) = telegram.posted
    assert (str(posted.number), posted.chat, posted.text) == (number, KARI, HELLO.text)
    assert posted.buttons == [["JA"], ["NEI"]]


def test_a_message_without_answers_to_press_is_only_words(telegram: FakeTelegram) -> None:
    sends(telegram, Outgoing("4711", "1001", "<b>Hei</b> & ha *det*"))

    assert (telegram.posted[0].text, telegram.posted[0].markup) == ("<b>Hei</b> & ha *det*", {})


@pytest.mark.parametrize(("letters", "buttons"), [(59, 2), (60, 0)])
def test_an_answer_too_long_for_a_button_leaves_them_all_to_be_typed(
    telegram: FakeTelegram, letters: int, buttons: int
) -> None:
    sends(telegram, Outgoing("4711", "1001", "Hva?", options=("JA", "a" * letters)))

    assert len(telegram.posted[0].buttons) == buttons


def test_someone_can_be_asked_for_their_own_number(telegram: FakeTelegram) -> None:
    sends(telegram, Outgoing("4711", "1001", "Er dette deg?", asks_number="Del nummeret mitt"))

    (row,) = telegram.posted[0].markup["keyboard"]
    assert row == [{"text": "Del nummeret mitt", "request_contact": True}]


def test_a_message_is_edited_to_its_outcome_and_the_buttons_are_gone(telegram: FakeTelegram) -> None:
    (number,) = sends(telegram, HELLO)

    (again,) = sends(telegram, Outgoing("4712", "1001", "Du svarte JA.", edits=number))

    assert again == number
    assert [(posted.text, posted.buttons) for posted in telegram.posted] == [("Du svarte JA.", [])]


@pytest.mark.parametrize("edits", ["as it is", "gone"])
def test_to_edit_what_is_so_already_or_gone_is_no_failure(telegram: FakeTelegram, edits: str) -> None:
    (number,) = sends(telegram, Outgoing("4711", "1001", "Løst."))
    which = number if edits == "as it is" else "999999"

    assert sends(telegram, Outgoing("4712", "1001", "Løst.", edits=which)) == [which]


ANSWERS: dict[str, tuple[int, str, type[SendError], str]] = {
    "blocked": (403, "Forbidden: bot was blocked by the user", Unreachable, "403"),
    "closed account": (403, "Forbidden: user is deactivated", Unreachable, "403"),
    "never began": (403, "Forbidden: bot can't initiate conversation with a user", Unreachable, "403"),
    "no such chat": (400, "Bad Request: chat not found", Unreachable, "400"),
    "anything else refused": (400, "Bad Request: PEER_ID_INVALID", Unreachable, "400"),
    "a wrong token": (401, "Unauthorized", TryLater, "401"),
    "no such bot": (404, "Not Found", TryLater, "401"),
    "their fault": (500, "Internal Server Error", MaybeSent, "lost"),
    "a bad gateway": (502, "Bad Gateway", MaybeSent, "lost"),
}


@pytest.mark.parametrize(("status", "words", "expected", "code"), ANSWERS.values(), ids=ANSWERS.keys())
def test_an_error_says_what_to_do(
    telegram: FakeTelegram, status: int, words: str, expected: type[SendError], code: str
) -> None:
    telegram.refuses(status, words)

    failed = failure(telegram)

    assert (type(failed), failed.code) == (expected, code)
    assert telegram.posted == []


def test_who_has_shut_us_out_or_is_nobody_cannot_be_reached(telegram: FakeTelegram) -> None:
    telegram.blocked, telegram.unknown = {1001}, {1002}

    assert [type(failure(telegram, Outgoing("1", to, "Hei"))) for to in ("1001", "1002")] == [Unreachable] * 2


def test_a_lost_answer_may_have_been_sent_and_cannot_be_looked_up(telegram: FakeTelegram) -> None:
    telegram.loses_answers()

    async def send() -> str | None:
        async with opened(telegram) as channel:
            with pytest.raises(MaybeSent):
                await channel.send(HELLO)
            return await channel.find(HELLO, datetime.now(UTC))

    assert asyncio.run(send()) is None
    assert len(telegram.posted) == 1


def test_an_answer_that_takes_too_long_may_have_been_sent(
    telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(port, "SECONDS_TO_ANSWER", 0.2)
    telegram.is_slow(0.6)

    assert isinstance(failure(telegram), MaybeSent)


def test_an_answer_that_is_no_answer_may_have_been_sent(telegram: FakeTelegram) -> None:
    telegram.answers({"ok": True}, "sendMessage")

    assert isinstance(failure(telegram), MaybeSent)


def test_without_a_connection_nothing_was_sent(telegram: FakeTelegram) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        failed = failure(telegram, telegram_api_url=f"http://127.0.0.1:{nobody.getsockname()[1]}")

    assert (type(failed), failed.code) == (TryLater, "no-connection")
