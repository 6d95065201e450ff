"""Angre: what was just done is taken back whole, while nothing of it has left."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import login_of, municipality_of, parts_of
from admin.pages import go
from bot import desk
from bot.errors import Refused
from bot.storage.undoing import Undo

BACK_TO: Mapping[str, str] = {"errand.post": "/oppgaver/ny?som={errand}&angret=ja", "sending.send": "/utsending"}
"""Where one goes on from what was taken back; else to the errand it was about."""


async def undo(request: Request) -> Response:
    which, by = request.path_params["undo"], login_of(request).user.id
    where, system = municipality_of(request), parts_of(request).system
    done = await system.read(where, lambda store: store.undo(which))
    try:
        await system.act(where, lambda turn: desk.undo(turn, which, by))
    except Refused as why:
        return await go(request, _page(done, "/oppgaver/{errand}"), str(why), "warning")
    return await go(request, _page(done, BACK_TO.get(done.what, "/oppgaver/{errand}")), "Angret. Ingenting er sendt.")


def _page(done: Undo, where: str) -> str:
    return where.format(errand=done.errand) if done.errand else BACK_TO.get(done.what, "/i-dag")


ROUTES = [Route("/angre/{undo:int}", undo, methods=["POST"], name="undo")]
