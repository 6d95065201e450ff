"""How something would be, seen before it is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from starlette.requests import Request

from admin.auth import municipality_of, parts_of
from bot.life.turn import Turn

T = TypeVar("T")


async def look_ahead(request: Request, job: Callable[[Turn], T]) -> T:
    """Run something that changes nothing, in a snapshot."""
    system, now = parts_of(request).system, parts_of(request).now()
    return await system.read(municipality_of(request), lambda store: job(Turn(store, now, system.runner.engine)))
