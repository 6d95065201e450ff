"""Asking through python-telegram-bot.  What goes wrong says what to do, and nothing of the token in each address."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, TypeVar

import httpx
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup, Update
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from bot.channels import Outgoing
from bot.channels.telegram import port
from bot.channels.telegram.port import NOTHING, conflict, listed_in, seconds_in, tokens_for
from bot.channels.telegram.reading import KINDS
from bot.clock import Clock
from bot.errors import MaybeSent, SendError, TryLater, Unreachable

SECONDS_TO_CONNECT = 5.0
NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

Answer = TypeVar("Answer")


class _TooFast(TelegramError):
    def __init__(self, seconds: float) -> None:
        super().__init__("too fast")
        self.seconds = seconds


class _Connection(HTTPXRequest):
    """The library's own; of its own error for "too fast" the library warns that it will change."""

    async def do_request(self, *args: Any, **named: Any) -> tuple[int, bytes]:
        status, body = await super().do_request(*args, **named)
        if status == httpx.codes.TOO_MANY_REQUESTS:
            raise _TooFast(seconds_in(body))
        return status, body


class _Updates(_Connection):
    """Keeps what came as it came: the library reads all or nothing, and writes what it could not read in the log."""

    came = NOTHING.encode()

    async def do_request(self, *args: Any, **named: Any) -> tuple[int, bytes]:
        status, body = await super().do_request(*args, **named)
        if status != httpx.codes.OK:
            return status, body
        self.came = body
        return status, NOTHING.encode()


class PtbApi:
    """See ``port.Api``."""

    def __init__(self, secret: str, url: str, clock: Clock) -> None:
        _hush()
        self._clock = clock
        self._updates = _Updates(connection_pool_size=1, connect_timeout=SECONDS_TO_CONNECT)
        self._others = _Connection(
            connection_pool_size=port.CONNECTIONS, connect_timeout=SECONDS_TO_CONNECT,
            read_timeout=port.SECONDS_TO_ANSWER, write_timeout=port.SECONDS_TO_ANSWER,
            pool_timeout=port.SECONDS_TO_ANSWER,
        )  # fmt: skip
        self._bot = Bot(secret, f"{url}/bot", request=self._others, get_updates_request=self._updates)

    async def send(self, message: Outgoing) -> str:
        sent = await self._ask(self._bot.send_message(message.to, message.text, reply_markup=_keyboard(message)))
        return str(sent.message_id)

    async def edit(self, message: Outgoing) -> str:
        with suppress(Unreachable):
            await self._ask(self._bot.edit_message_text(
                message.text, chat_id=message.to, message_id=int(message.edits), reply_markup=_buttons(message),
            ))  # fmt: skip
        return message.edits

    async def answer(self, press: str) -> None:
        await self._ask(self._bot.answer_callback_query(press))

    async def refuse(self, group: int, words: str) -> None:
        with suppress(SendError):
            await self._ask(self._bot.send_message(group, words))
        await self._ask(self._bot.leave_chat(group))

    async def updates(self, offset: int | None) -> Sequence[object]:
        await self._ask(self._bot.get_updates(
            offset=offset, timeout=port.SECONDS_ASKED, allowed_updates=KINDS, read_timeout=port.SECONDS_TO_ANSWER,
        ))  # fmt: skip
        return listed_in(self._updates.came)

    async def call_us(self, url: str, secret: str) -> None:
        await self._ask(self._bot.set_webhook(url, allowed_updates=KINDS, secret_token=secret))

    async def no_longer_call(self, url: str) -> None:
        if (await self._ask(self._bot.get_webhook_info())).url == url:
            await self._ask(self._bot.delete_webhook())

    async def close(self) -> None:
        await self._updates.shutdown()
        await self._others.shutdown()

    @staticmethod
    def parse(raw: Mapping[str, object]) -> Update:
        return Update.de_json(dict(raw), None)

    async def _ask(self, call: Awaitable[Answer]) -> Answer:
        try:
            return await call
        except TelegramError as error:
            meant = self._meaning(error)
        except (AttributeError, KeyError, TypeError, ValueError):
            meant = MaybeSent("the answer could not be read", "unreadable")
        raise meant  # out here the library's own error, which may quote the token, does not come along

    def _meaning(self, error: TelegramError) -> SendError:
        match error:
            case _TooFast(seconds=seconds):
                return TryLater("too fast", "429", self._clock.now() + timedelta(seconds=seconds))
            case Forbidden():
                return Unreachable("they have shut us out", "403")
            case BadRequest() | ChatMigrated():
                return Unreachable("refused", "400")
            case InvalidToken():
                return TryLater("the token is not known", "401")
            case Conflict():
                return conflict(error.message)
            case _ if isinstance(error.__cause__, NEVER_LEFT):
                return TryLater("no connection", "no-connection")
            case _:
                return MaybeSent("the answer was lost", "lost")


def _hush() -> None:
    """At lower levels these write every address, and the token is in it; at the higher, what people wrote."""
    for name in ("httpcore", "httpx", "telegram"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _keyboard(message: Outgoing) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | None:
    if not message.asks_number:
        return _buttons(message)
    share = KeyboardButton(message.asks_number, request_contact=True)
    return ReplyKeyboardMarkup([[share]], resize_keyboard=True, one_time_keyboard=True)


def _buttons(message: Outgoing) -> InlineKeyboardMarkup | None:
    """A button for each answer, one below the other."""
    rows = [[InlineKeyboardButton(option, callback_data=each)] for option, each in tokens_for(message).items()]
    return InlineKeyboardMarkup(rows) if rows else None
