"""Hurtigtaster: what each key does.  Whether they are used is kept in the browser alone."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages import page


async def shortcuts(request: Request) -> Response:
    return await page(request, "shortcuts.html")


ROUTES = [Route("/hurtigtaster", shortcuts, methods=["GET"], name="shortcuts")]
