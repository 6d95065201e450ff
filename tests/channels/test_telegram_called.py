"""Telegram may call us instead: only with the secret, and only what is stored is acknowledged."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from bot.channels import telegram as channels
from bot.channels.telegram import HOOK, connect
from bot.channels.telegram.reading import KINDS
from tests.channels.telegrams import FULL, Kept, listening, opened, until
from tests.fake_telegram import FakeTelegram
from tests.serving import serving
from tests.telegram_updates import SECRET, heard

KARI = 1001
SHOWN = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
REAL = heard(1, KARI, "JA")


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def web(telegram: FakeTelegram, kept: Kept) -> Iterator[TestClient]:
    """Our webhook, with someone who listens."""

    async def listen() -> Starlette:
        async with opened(telegram, telegram_webhook=True, public_url="https://frivillig.eksempel.no") as channel:
            await channel.listen(kept.keep)
            return Starlette(routes=list(channel.routes(kept.keep)))

    with TestClient(asyncio.run(listen())) as web:
        yield web


def test_telegram_is_told_where_we_are_and_what_to_show(telegram: FakeTelegram, web: TestClient) -> None:
    (call,) = telegram.calls_of("setWebhook")

    assert (telegram.webhook, telegram.webhook_secret) == (f"https://frivillig.eksempel.no{HOOK}", SECRET)
    assert json.loads(call.given["allowed_updates"]) == list(KINDS)
    assert telegram.calls_of("getUpdates") == []


def test_what_telegram_brings_is_taken_once(web: TestClient, kept: Kept) -> None:
    answers = [web.post(HOOK, json=update, headers=SHOWN).status_code for update in (REAL, REAL)]

    assert answers == [200, 200]
    assert [(event.sender, event.text) for event in kept.events] == [("1001", "JA")]


WRONG = ["", "x", SECRET[:-1], SECRET + "0", SECRET.upper(), "Ã¦", " " + SECRET, "a" * 5000]


@pytest.mark.parametrize("secret", WRONG)
def test_without_the_secret_nothing_is_taken(web: TestClient, kept: Kept, secret: str) -> None:
    shown = {b"X-Telegram-Bot-Api-Secret-Token": secret.encode()}

    assert web.post(HOOK, json=REAL, headers=shown).status_code == 403
    assert kept.events == []


def test_a_request_that_shows_nothing_is_refused(web: TestClient, kept: Kept) -> None:
    with capture_logs() as lines:
        answer = web.post(HOOK, json=REAL)

    assert (answer.status_code, kept.events) == (403, [])
    assert [(line["event"], line["reason_code"]) for line in lines] == [("a webhook was refused", "secret")]


@pytest.mark.promise
def test_of_two_thousand_guesses_none_is_taken(web: TestClient, kept: Kept, times: int) -> None:
    chance = random.Random(16)

    answers = {web.post(HOOK, json=REAL, headers=guess(chance)).status_code for _ in range(2000 * times)}

    assert (answers, kept.events) == ({403}, [])


def guess(chance: random.Random) -> dict[str, str]:
    """The secret with one letter changed, put in or taken out."""
    place, letter = chance.randrange(len(SECRET)), chance.choice("abcXYZ019_-")
    wrong = SECRET[:place] + letter + SECRET[place + chance.choice((0, 1)) :]
    return guess(chance) if wrong == SECRET else {"X-Telegram-Bot-Api-Secret-Token": wrong}


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 5000, b"null", b"17"])
def test_what_telegram_brings_and_nobody_can_read_is_kept(web: TestClient, kept: Kept, body: bytes) -> None:
    with capture_logs():
        assert web.post(HOOK, content=body, headers=SHOWN).status_code == 200

    assert [event.unreadable for event in kept.events] == [True]


def test_a_body_without_end_is_refused(web: TestClient, kept: Kept) -> None:
    assert web.post(HOOK, content=b" " * 300_000, headers=SHOWN).status_code == 413
    assert kept.events == []


def test_only_posts_are_taken(web: TestClient) -> None:
    assert [web.request(method, HOOK, headers=SHOWN).status_code for method in ("GET", "PUT", "DELETE")] == [405] * 3


def test_what_cannot_be_stored_is_not_acknowledged(web: TestClient, kept: Kept) -> None:
    kept.fails = [FULL]

    assert [web.post(HOOK, json=REAL, headers=SHOWN).status_code for _ in range(2)] == [503, 200]
    assert kept.texts == ["JA"]


def test_while_nobody_listens_nothing_is_taken(telegram: FakeTelegram, kept: Kept) -> None:
    channel = connect(telegram.settings(Path()))
    assert channel is not None
    web = TestClient(Starlette(routes=list(channel.routes(kept.keep))))

    assert web.post(HOOK, json=REAL, headers=SHOWN).status_code == 503
    assert (kept.events, telegram.asked) == ([], [])


def test_that_telegram_will_not_call_us_is_said_once(
    telegram: FakeTelegram, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channels, "SECONDS_BETWEEN_TRIES", 0.01)

    async def listen() -> None:
        async with listening(telegram, kept, telegram_webhook=True, public_url="http://frivillig.eksempel.no"):
            await until(lambda: len(telegram.calls_of("setWebhook")) >= 3)

    with capture_logs() as lines:
        asyncio.run(listen())

    assert [(line["event"], line["reason_code"]) for line in lines] == [("telegram is not heard", "400")]


def test_over_real_connections_what_is_written_is_taken(telegram: FakeTelegram, kept: Kept) -> None:
    app = Starlette()

    async def called(url: str) -> int | None:
        async with listening(telegram, kept, telegram_webhook=True, public_url=url) as channel:
            app.router.routes.extend(channel.routes(kept.keep))
            await until(lambda: telegram.webhook)
            return await asyncio.to_thread(telegram.brings, heard(1, KARI, "Ja, gjerne på lørdag 👍"))

    with serving(app) as url:
        assert asyncio.run(called(url)) == 200

    assert kept.texts == ["Ja, gjerne på lørdag 👍"]
