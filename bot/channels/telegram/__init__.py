"""Telegram, for those who like it.  It is off, and its library not loaded, until someone listens."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING

import structlog
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.channels import Capability, Incoming, Outgoing, Receive
from bot.channels.telegram.pacing import Pace
from bot.clock import Clock, SystemClock
from bot.errors import CannotStore, SendError, SetupError, TryLater
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.channels.telegram.port import Api

NAME = "telegram"
HOOK = "/hooks/telegram"
LONGEST_BODY = 256 * 1024
CAN = Capability(longest=4096)
SECONDS_BETWEEN_TRIES = 30
NO_AIOGRAM = (
    "HANDSLAG_TELEGRAM_TRANSPORT: aiogram is not installed: pip install --require-hashes -r requirements/aiogram.txt"
)
NO_GROUPS = (
    "Hei! Jeg er en robot, og skriver bare med én om gangen. "
    "Derfor går jeg ut av gruppa. Skriv gjerne til meg i en egen samtale."
)

log = structlog.get_logger()


def connect(settings: Settings, clock: Clock | None = None) -> Telegram | None:
    if not (settings.telegram_token and settings.telegram_secret):
        return None
    if settings.telegram_transport == "aiogram" and find_spec("aiogram") is None:
        raise SetupError(NO_AIOGRAM)
    return Telegram(
        token=settings.telegram_token,
        secret=settings.telegram_secret,
        url=settings.telegram_api_url,
        webhook=settings.public_url + HOOK,
        is_called=settings.telegram_webhook,
        clock=clock or SystemClock(),
        transport=settings.telegram_transport,
    )


@dataclass(slots=True)
class Telegram:
    token: SecretStr
    secret: SecretStr
    url: str
    webhook: str
    is_called: bool
    clock: Clock
    transport: str = "ptb"
    name: str = NAME
    can: Capability = CAN
    _pace: Pace = field(default_factory=Pace)
    _held: datetime | None = None
    _api: Api | None = None
    _listens: bool = False
    _left: set[int] = field(default_factory=set)
    _aside: set[asyncio.Task[None]] = field(default_factory=set)

    async def send(self, message: Outgoing) -> str:
        self._may_send()
        hand_over = self.api.edit if message.edits else self.api.send
        async with self._pace.turn(message.to):
            self._may_send()
            try:
                return await hand_over(message)
            except TryLater as late:
                if late.not_before:
                    self.hold(late.not_before)
                raise

    async def find(self, message: Outgoing, since: datetime) -> str | None:
        """Telegram shows no bot what it has sent."""
        return None

    async def missed(self, since: datetime, ours: str = "") -> Sequence[Incoming]:
        """Nothing: Telegram keeps what we have not taken for a day, and listening begins with it."""
        return ()

    def hold(self, until: datetime) -> None:
        self._held = max(until, self._held or until)

    def _may_send(self) -> None:
        if self._held and self.clock.now() < self._held:
            raise TryLater("told to wait", "429", self._held)

    @property
    def api(self) -> Api:
        if self._api is None:
            self._api = self._open()
        return self._api

    def _open(self) -> Api:
        """The library that is chosen, and read in only now."""
        if self.transport == "aiogram":
            from bot.channels.telegram.calling_aiogram import AiogramApi

            return AiogramApi(self.token.get_secret_value(), self.url, self.clock)
        from bot.channels.telegram.calling import PtbApi

        return PtbApi(self.token.get_secret_value(), self.url, self.clock)

    async def listen(self, receive: Receive) -> None:
        """Ask for what comes, or have Telegram call us, if that is how it is set."""
        self._listens = True
        if self.is_called:
            await self._have_them_call()
            return
        from bot.channels.telegram.listening import Listening

        await Listening(self.api, lambda raw: self._take(raw, receive), self.webhook, self.clock).run()

    async def _have_them_call(self) -> None:
        why = ""
        while True:
            try:
                return await self.api.call_us(self.webhook, self.secret.get_secret_value())
            except SendError as failed:
                if failed.code != why:
                    why = failed.code
                    log.warning("telegram is not heard", channel=NAME, reason_code=why)
                await asyncio.sleep(SECONDS_BETWEEN_TRIES)

    async def _take(self, raw: object, receive: Receive) -> None:
        """Store what an update holds; only then see to what Telegram waits for."""
        from bot.channels.telegram.reading import read, unreadable

        came = read(raw, self.token.get_secret_value().encode(), self.api.parse)
        if came.event is not None:
            try:
                await receive(came.event)
            except CannotStore:
                raise
            except Exception as wrong:  # the edge: what cannot be taken in must not stop what comes after it
                log.exception("update not read", channel=NAME, exc_info=wrong)
                await receive(unreadable(raw))
        if came.press:
            self._beside(self.api.answer(came.press))
        if came.group is not None and came.group not in self._left:
            self._left.add(came.group)
            self._beside(self._refuse(came.group))

    async def _refuse(self, group: int) -> None:
        async with self._pace.turn(str(group)):
            await self.api.refuse(group, NO_GROUPS)

    def _beside(self, call: Coroutine[None, None, None]) -> None:
        """Do what is only polite, without keeping anyone waiting; it may fail."""

        async def politely() -> None:
            with suppress(SendError):
                await call

        task = asyncio.create_task(politely())
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)

    def routes(self, receive: Receive) -> Sequence[BaseRoute]:
        async def heard(request: Request) -> Response:
            return Response(status_code=await self._heard(request, receive))

        return (Route(HOOK, heard, methods=["POST"]),)

    async def _heard(self, request: Request, receive: Receive) -> int:
        """The status to answer with; what is not stored gets none of the 200s, and comes again."""
        shown = request.headers.get("x-telegram-bot-api-secret-token", "")
        if not hmac.compare_digest(shown.encode(), self.secret.get_secret_value().encode()):
            log.warning("a webhook was refused", channel=NAME, reason_code="secret")
            return 403
        body = await _body(request)
        if body is None:
            return 413
        try:
            if not self._listens:
                raise CannotStore("no municipality has turned it on")
            await self._take(_loaded(body), receive)
        except CannotStore:
            return 503
        return 200

    async def close(self) -> None:
        for task in self._aside:
            task.cancel()
        await asyncio.gather(*self._aside, return_exceptions=True)
        if self._api is not None:
            await self._api.close()


async def _body(request: Request) -> bytes | None:
    """The body, or None when it is longer than anything Telegram sends."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LONGEST_BODY:
            return None
    return body


def _loaded(body: bytes) -> object:
    """What the body says, or the body itself when it says nothing."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return body.decode("utf-8", "replace")
