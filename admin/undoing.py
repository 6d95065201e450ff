"""Acts that whoever does them may take back, before anything of them leaves."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from starlette.requests import Request

from admin.auth import login_of, municipality_of, parts_of
from bot import desk
from bot.life.turn import Turn
from bot.model import ErrandId

T = TypeVar("T")


async def act_undoably(request: Request, what: str, job: Callable[[Turn], T], errand: ErrandId | None = None) -> T:
    """``what`` is the name of the route; ``errand`` is what it is done to."""
    by = login_of(request).user.id
    return await parts_of(request).system.act(
        municipality_of(request), lambda turn: desk.undoably(turn, what, by, job, errand)
    )
