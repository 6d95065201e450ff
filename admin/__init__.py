"""The web panel: coordinators see what needs a human, post errands and follow them."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from admin import errors, screens
from admin.assets import Assets
from admin.auth import guarded
from admin.live import Live
from admin.parts import Parts
from admin.security import Security


def create_panel(parts: Parts) -> Starlette:
    """The panel as a web application of its own, with every screen in ``admin/screens``."""
    assets = Assets()
    routes = [guarded(route) for route in all_routes()]
    panel = Starlette(
        routes=[Route("/static/{path:path}", assets.serve, name="static"), *routes],
        middleware=[
            Middleware(Security, refused=refused, public_url=parts.public_url),
            # To guess by its weight what a page holds, one must ask for it again and again in a coordinator's name; the
            # cookie comes along only when a page is opened whole, in plain sight.
            Middleware(GZipMiddleware, compresslevel=6),
        ],
        exception_handlers=dict(errors.HANDLERS),
    )
    panel.state.parts = parts
    panel.state.assets = assets
    panel.state.live = Live(lambda where: parts.system.read(where, lambda store: store.changes()))
    panel.state.routes = frozenset(route.name for route in routes)
    return panel


def all_routes() -> list[Route]:
    found = sorted(module.name for module in pkgutil.iter_modules(screens.__path__))
    return [route for name in found for route in import_module(f"admin.screens.{name}").ROUTES]


async def refused(scope: Scope, receive: Receive, send: Send) -> None:
    """A writing request that did not come from our own page."""
    request = Request(scope, receive)
    response = await errors.said(request, HTTPException(403))
    await response(scope, receive, send)
