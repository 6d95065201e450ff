"""What has changed, told to open pages as it happens: one stream without end, of topics alone."""

from __future__ import annotations

from collections.abc import AsyncIterator

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from admin.auth import EVENTS, find_login, login_of, municipality_of
from admin.live import Live
from bot.storage.accounts import Login

SECONDS_BETWEEN_SIGNS = 15.0
"""So often a page is told that somebody is there, and it is seen whether its user still may listen."""


async def live(request: Request) -> Response:
    if EVENTS not in request.headers.get("accept", ""):
        raise HTTPException(404)
    unheld = {"X-Accel-Buffering": "no"}
    return StreamingResponse(_stream(request, login_of(request)), media_type=EVENTS, headers=unheld)


async def _stream(request: Request, login: Login) -> AsyncIterator[str]:
    """Ends when its user may not listen any more; the page then asks again, and is let in or not."""
    streams: Live = request.app.state.live
    with streams.listening(municipality_of(request), _heard(request)) as listener:
        yield "retry: 1000\n\n"
        while True:
            new = await listener.next(SECONDS_BETWEEN_SIGNS)
            if streams.closed or not await _still(request, login):
                return
            yield _event("changed" if new else "here", listener.heard, " ".join(sorted(new)) if new else "-")


def _heard(request: Request) -> int | None:
    """How far the page has heard before: it asks again where it left off, and so does the tab that comes after it."""
    said = request.headers.get("last-event-id") or request.query_params.get("etter", "")
    return int(said) if said.isdecimal() and len(said) < 20 else None


def _event(kind: str, number: int | None, words: str) -> str:
    known = "" if number is None else f"id: {number}\n"
    return f"event: {kind}\n{known}data: {words}\n\n"


async def _still(request: Request, login: Login) -> bool:
    now = await find_login(request)
    return now is not None and now.look_up == login.look_up and now.user == login.user


ROUTES = [Route("/nytt", live, methods=["GET"], name="live")]
