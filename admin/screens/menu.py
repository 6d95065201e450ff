"""The menu alone, for open pages: how much waits is told as it changes."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import local
from admin.pages import menu_alone


async def menu(request: Request) -> Response:
    return await menu_alone(request, local(request.query_params.get("her", "/")))


ROUTES = [Route("/meny", menu, methods=["GET"], name="menu")]
