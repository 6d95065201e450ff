"""The example municipality: sixty volunteers and a fortnight of errands, lived through in a moment."""

from __future__ import annotations

from bot.example.living import SET_UP, Life
from bot.model import MunicipalityId
from bot.storage.store import add_municipality
from bot.system import System

__all__ = ["fill"]


async def fill(system: System) -> MunicipalityId:
    """Make it as if it had been in use until now.  Everyone in it is invented, and the same on any one day."""
    now = system.clock.now()
    where = await system.write(lambda connection: add_municipality(connection, "Eksempel", now, example=True, **SET_UP))
    await system.act(where, lambda turn: Life(system.runner, turn).play())
    return where
