"""The first address leads to the first page someone may open; anyone may read how the panel works for all."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from admin.auth import login_of
from admin.menu import menu_for
from admin.pages import open_page
from admin.views.accessibility import tried


async def home(request: Request) -> Response:
    menu = menu_for(login_of(request).user.role, request.app.state.routes, {}, "/")
    first = next((line.address for line in (*menu.day, *menu.more)), "/konto")
    return RedirectResponse(first, 303)


async def accessibility(request: Request) -> Response:
    return open_page(request, "accessibility.html", tried=tried())


ROUTES = [
    Route("/", home, methods=["GET"], name="home"),
    Route("/tilgjengelighet", accessibility, methods=["GET"], name="accessibility"),
]
