"""Angre: what was just done is taken back whole, while nothing of it has left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import came_from, login_of, municipality_of, parts_of
from admin.pages import go
from admin.screens.talks import FIELD
from admin.undoing import TELLS
from admin.views.talks import to_write_again
from bot import desk
from bot.errors import Refused
from bot.life.recurring import EVERY
from bot.storage.post import Message
from bot.storage.store import Store
from bot.storage.undoing import Undo

BACK_TO: Mapping[str, str] = {
    "errand.post": "/oppgaver/ny?som={errand}&angret=ja", "sending.send": "/utsending", "errands.together": "/oppgaver",
    "merge.do": "/frivillige", "needs.drop": "/onsker", "needs.end": "/onsker", "needs.register": "/onsker",
    "volunteer.approval": "/frivillige", "volunteers.register": "/frivillige", "recipients.register": "/innbyggere",
    "volunteers.together": "/frivillige",
}  # fmt: skip
"""Where one goes on from what was taken back; else to the errand it was about, or back to where one was."""


async def undo(request: Request) -> Response:
    which, by = request.path_params["undo"], login_of(request).user.id
    where, system = municipality_of(request), parts_of(request).system
    done, typed, reply = await system.read(where, lambda store: _known(store, which))
    try:
        await system.act(where, lambda turn: desk.undo(turn, which, by))
    except Refused as why:
        return await go(request, _talk(reply) or _errand(request, done), str(why), "warning")
    if reply:
        page = f"{_talk(reply)}?{to_write_again(message.id for message in reply)}#{FIELD}"
    else:
        page = (BACK_TO.get(done.what, "").format(errand=done.errand) or _errand(request, done)) + typed
    return await go(request, page, "Angret. Ingenting er sendt." if done.what in TELLS else "Angret.")


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


def _errand(request: Request, done: Undo) -> str:
    """The errand that something was done to; else the page where the button was pressed."""
    is_about_it = done.errand is not None and done.what.startswith("errand.")
    return f"/oppgaver/{done.errand}" if is_about_it else came_from(request)


ROUTES = [Route("/angre/{undo:int}", undo, methods=["POST"], name="undo")]
