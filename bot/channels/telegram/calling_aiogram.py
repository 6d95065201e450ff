"""Asking through aiogram.  What goes wrong says what to do, and nothing of the token that stands in each address."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar, cast

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetUpdates, Response, TelegramMethod
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    Update,
)
from aiogram.utils.token import TokenValidationError
from aiohttp import ClientConnectorError
from pydantic import ValidationError

from bot.channels import Outgoing
from bot.channels.telegram import port
from bot.channels.telegram.port import NOTHING, conflict, listed_in, seconds_in, tokens_for
from bot.channels.telegram.reading import KINDS
from bot.clock import Clock
from bot.errors import MaybeSent, SendError, TryLater, Unreachable

if TYPE_CHECKING:
    from telegram import Update as OurUpdate

Answer = TypeVar("Answer")


class _TooFast(AiogramError):
    def __init__(self, seconds: float) -> None:
        super().__init__("too fast")
        self.seconds = seconds


class _Session(AiohttpSession):
    """Keeps what came as it came: the library reads all or nothing."""

    came = NOTHING

    def check_response(
        self, bot: Bot, method: TelegramMethod[Any], status_code: int, content: str
    ) -> Response[Any]:
        if status_code == HTTPStatus.TOO_MANY_REQUESTS:
            raise _TooFast(seconds_in(content))
        if isinstance(method, GetUpdates) and status_code == HTTPStatus.OK:
            self.came, content = content, NOTHING
        return super().check_response(bot, method, status_code, content)


class AiogramApi:
    """See ``port.Api``."""

    def __init__(self, secret: str, url: str, clock: Clock) -> None:
        _hush()
        self._clock = clock
        server = TelegramAPIServer.from_base(url)
        self._session = _Session(api=server, limit=port.CONNECTIONS, timeout=port.SECONDS_TO_ANSWER)
        try:
            self._bot = Bot(secret, session=self._session)
        except TokenValidationError:
            raise TryLater("the token is not known", "401") from None

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
        wait = int(port.SECONDS_ASKED + port.SECONDS_TO_ANSWER)
        await self._ask(self._bot.get_updates(
            offset=offset, timeout=port.SECONDS_ASKED, allowed_updates=list(KINDS), request_timeout=wait,
        ))  # fmt: skip
        return listed_in(self._session.came)

    async def call_us(self, url: str, secret: str) -> None:
        await self._ask(self._bot.set_webhook(url, allowed_updates=list(KINDS), secret_token=secret))

    async def no_longer_call(self, url: str) -> None:
        if (await self._ask(self._bot.get_webhook_info())).url == url:
            await self._ask(self._bot.delete_webhook())

    async def close(self) -> None:
        await self._session.close()

    @staticmethod
    def parse(raw: Mapping[str, object]) -> OurUpdate:
        try:
            return cast("OurUpdate", Update.model_validate(raw))
        except ValidationError:
            raise ValueError("not as an update is") from None  # the library's own words quote what people wrote

    async def _ask(self, call: Awaitable[Answer]) -> Answer:
        try:
            answer = await call
        except AiogramError as error:
            meant = self._meaning(error)
        except (AttributeError, KeyError, TypeError, ValueError):
            meant = MaybeSent("the answer could not be read", "unreadable")
        else:
            if answer is not None:
                return answer
            meant = MaybeSent("there was nothing in the answer", "unreadable")
        raise meant  # out here the library's own error, which may quote the token, does not come along

    def _meaning(self, error: AiogramError) -> SendError:
        match error:
            case _TooFast(seconds=seconds):
                return TryLater("too fast", "429", self._clock.now() + timedelta(seconds=seconds))
            case TelegramForbiddenError():
                return Unreachable("they have shut us out", "403")
            case TelegramBadRequest() | TelegramMigrateToChat():
                return Unreachable("refused", "400")
            case TelegramUnauthorizedError() | TelegramNotFound():
                return TryLater("the token is not known", "401")
            case TelegramConflictError(message=words):
                return conflict(words)
            case _ if isinstance(error.__cause__, ClientConnectorError):
                return TryLater("no connection", "no-connection")
            case _:
                return MaybeSent("the answer was lost", "lost")


def _hush() -> None:
    for name in ("aiogram", "aiohttp"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _keyboard(message: Outgoing) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | None:
    if not message.asks_number:
        return _buttons(message)
    share = KeyboardButton(text=message.asks_number, request_contact=True)
    return ReplyKeyboardMarkup(keyboard=[[share]], resize_keyboard=True, one_time_keyboard=True)


def _buttons(message: Outgoing) -> InlineKeyboardMarkup | None:
    """A button for each answer, one below the other."""
    rows = [[InlineKeyboardButton(text=option, callback_data=each)] for option, each in tokens_for(message).items()]
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None
