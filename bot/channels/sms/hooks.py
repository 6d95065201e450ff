"""What every provider's webhook has in common: an end to what is read, and an answer that is never a crash."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog
from starlette.requests import Request
from starlette.responses import Response

from bot.errors import CannotStore, Untrusted

LONGEST_BODY = 64 * 1024

Take = Callable[[Request, bytes], Awaitable[Response]]


async def answered(request: Request, kind: str, take: Take) -> Response:
    """What was taken is on disk; what is not proven gets 403, and what could not be stored comes again."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != kind:
        return Response(status_code=415)
    body = await _body(request)
    if body is None:
        return Response(status_code=413)
    try:
        return await take(request, body)
    except Untrusted as why:
        structlog.get_logger().warning("a webhook was refused", channel="sms", reason_code=str(why))
        return Response(status_code=403)
    except CannotStore:
        return Response(status_code=503)


async def _body(request: Request) -> bytes | None:
    """The body, or None when it is longer than anything a provider sends."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LONGEST_BODY:
            return None
    return body


def insist(what: str, holds: object) -> None:
    if not holds:
        raise Untrusted(what)


def clean(text: str | None) -> str:
    """The text as a database can hold it: PostgreSQL stores no NUL, and half a character is none."""
    return (text or "").replace("\x00", "").encode("utf-8", "replace").decode()
