"""The token stands in every address we call; it and what people write are in no log and no error."""

from __future__ import annotations

import asyncio
import io
import logging
import sys
import threading
import traceback
from collections.abc import Iterator

import pytest
import structlog

from bot import log
from bot.channels import Outgoing
from bot.channels.telegram import connect, pacing
from bot.channels.telegram import listening as asking
from bot.channels.telegram.calling_aiogram import AiogramApi
from bot.errors import SendError
from bot.settings import Settings
from tests import telegram_updates as shapes
from tests.channels.telegrams import Kept, listening, opened, until
from tests.fake_telegram import FakeTelegram
from tests.telegram_updates import SECRET, TOKEN

KARI = 1001
CANARY = "Kanarifugl Testesen"
HELLO = Outgoing("4711", "1001", CANARY, options=("JA",))


@pytest.fixture
def ours(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """The log as it is when the robot runs, with everything in it that can be."""
    monkeypatch.setattr(asking, "WAITS", (0.01,))
    monkeypatch.setattr(pacing, "A_SECOND", 0.0)
    root, hooks = logging.getLogger(), (sys.excepthook, threading.excepthook)
    before, level = root.handlers[:], root.level
    lines = io.StringIO()
    log.configure("DEBUG", lines)
    yield lines
    logging.captureWarnings(False)
    root.handlers[:] = before
    root.setLevel(level)
    sys.excepthook, threading.excepthook = hooks
    structlog.reset_defaults()


@pytest.fixture
def anyones(ours: io.StringIO) -> io.StringIO:
    """What anyone who wants to hear everything is told."""
    told = io.StringIO()
    listener = logging.StreamHandler(told)
    listener.setFormatter(logging.Formatter("%(name)s %(message)s"))
    logging.getLogger().addHandler(listener)
    return told


async def everything(telegram: FakeTelegram) -> list[SendError]:
    """What may go well and what may go wrong, out and in."""
    kept, errors = Kept(), list[SendError]()
    async with listening(telegram, kept) as channel:
        for status in (200, 401, 403, 404, 409, 429, 500, 502):
            if status != 200:
                telegram.refuses(status, f"{CANARY} {TOKEN}")
                telegram.refuses(status, f"{CANARY} {TOKEN}", method="getUpdates")
            try:
                await channel.send(HELLO)
            except SendError as error:
                errors.append(error)
        for method in ("sendMessage", "getUpdates"):
            telegram.loses_answers(method=method)
            telegram.answers({"ok": True, "words": CANARY}, method)
        telegram.brings({"message": shapes.message(1, KARI, [CANARY])})
        kept.fails = [ValueError(CANARY)]
        telegram.writes(KARI, CANARY)
        telegram.presses(telegram.posted[0], "JA")
        telegram.adds_us(-5)
        for _ in range(2):
            with pytest.raises(SendError) as raised:
                await channel.send(HELLO)
            errors.append(raised.value)
        await until(lambda: len(kept.events) == 3 and telegram.left and telegram.answered)
    return errors


def test_the_token_is_in_no_log_however_closely_one_listens(
    telegram: FakeTelegram, ours: io.StringIO, anyones: io.StringIO
) -> None:
    asyncio.run(everything(telegram))

    assert "telegram is not heard" in ours.getvalue() and "update not read" in anyones.getvalue()
    for secret in (TOKEN, TOKEN.split(":")[1], SECRET):
        assert secret not in ours.getvalue() + anyones.getvalue()


def test_what_people_write_is_in_no_log(telegram: FakeTelegram, ours: io.StringIO) -> None:
    asyncio.run(everything(telegram))

    assert CANARY not in ours.getvalue() and "Kari" not in ours.getvalue() and "1001" not in ours.getvalue()


@pytest.mark.usefixtures("ours")
def test_an_error_carries_nothing_of_what_the_library_said(telegram: FakeTelegram) -> None:
    errors = asyncio.run(everything(telegram))

    assert len(errors) == 9
    assert [(error.__cause__, error.__context__) for error in errors] == [(None, None)] * 9
    told = "".join(line for error in errors for line in traceback.format_exception(error))
    assert TOKEN not in told and CANARY not in told


def test_what_is_shown_of_the_channel_holds_no_secret(telegram: FakeTelegram, settings: Settings) -> None:
    async def shown() -> str:
        async with opened(telegram) as channel:
            await channel.send(HELLO)
            return f"{channel!r} {channel.api!r}"

    said = asyncio.run(shown())

    assert TOKEN not in said and SECRET not in said
    assert connect(settings) is None


def test_what_cannot_be_read_is_not_quoted() -> None:
    with pytest.raises(ValueError, match="not as an update is") as raised:
        AiogramApi.parse(shapes.heard(1, KARI, [CANARY]))

    assert CANARY not in "".join(traceback.format_exception(raised.value))
