"""Angre: what was just done is taken back whole, while nothing of it has left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import login_of, municipality_of, parts_of
from admin.pages import go
from admin.screens.talks import FIELD
from admin.views.talks import to_write_again
from bot import desk
from bot.errors import Refused
from bot.life.recurring import EVERY
from bot.storage.post import Message
from bot.storage.store import Store
from bot.storage.undoing import Undo

BACK_TO: Mapping[str, str] = {
    "errand.post": "/oppgaver/ny?som={errand}&angret=ja", "sending.send": "/utsending", "errands.together": "/oppgaver",
    "needs.end": "/onsker", "volunteer.approval": "/frivillige",
    "merge.do": "/frivillige",
}  # fmt: skip
"""Where one goes on from what was taken back; else to the errand it was about."""


async def undo(request: Request) -> Response:
    which, by = request.path_params["undo"], login_of(request).user.id
    where, system = municipality_of(request), parts_of(request).system
    done, typed, reply = await system.read(where, lambda store: _known(store, which))
    try:
        await system.act(where, lambda turn: desk.undo(turn, which, by))
    except Refused as why:
        return await go(request, _talk(reply) or _page(done, "/oppgaver/{errand}"), str(why), "warning")
    if reply:
        page = f"{_talk(reply)}?{to_write_again(message.id for message in reply)}#{FIELD}"
    else:
        page = _page(done, BACK_TO.get(done.what, "/oppgaver/{errand}")) + typed
    return await go(request, page, "Angret. Ingenting er sendt.")


def _known(store: Store, which: int) -> tuple[Undo, str, Sequence[Message]]:
    """What was done, what was typed, and what was written in a talk."""
    done = store.undo(which)
    wrote = store.messages_of_undo(which) if done.what == "talk.answer" else ()
    return done, _typed(store, which), [store.message(one) for one in wrote]


def _talk(reply: Sequence[Message]) -> str:
    return f"/samtaler/{reply[0].person}" if reply else ""


def _typed(store: Store, which: int) -> str:
    """What the errand itself does not tell of how it was posted: the wish it was made from, and that it came again."""
    done = store.undo(which)
    if done.what != "errand.post" or not done.errand:
        return ""
    again = store.errand(done.errand).series
    every = next((each for each, weeks in EVERY.items() if again and weeks == store.series(again).weeks), "")
    wish = next((str(one.id) for one in store.ended_needs() if one.errand == done.errand), "")
    return "".join(f"&{name}={value}" for name, value in (("gjenta", every), ("onske", wish)) if value)


def _page(done: Undo, where: str) -> str:
    return where.format(errand=done.errand) if done.errand else BACK_TO.get(done.what, "/i-dag")


ROUTES = [Route("/angre/{undo:int}", undo, methods=["POST"], name="undo")]
