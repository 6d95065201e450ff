"""How the robot is: what fails and where, and what lasts is said at once and then ever more seldom."""

from __future__ import annotations

import traceback
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.clock import Clock
from bot.due import Failed
from bot.errors import CannotStore
from bot.model import MunicipalityId

log = structlog.get_logger()

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
OVER_AFTER = timedelta(minutes=5)
"""What has not failed for so long is new when it fails again."""
MOST_KEPT = 1000


@dataclass(slots=True)
class Said:
    """When a failure was last met, when it is to be said again, and how many times it was met unsaid."""

    met: datetime
    again: datetime
    wait: timedelta = FIRST_WAIT
    unsaid: int = 0


@dataclass(slots=True)
class Watch:
    clock: Clock
    ticked: datetime | None = None
    """When all that was due was last seen to."""
    can_store: bool = True
    """Whether what was last written reached the disk."""
    failing: set[MunicipalityId] = field(default_factory=set)
    """Municipalities where something due could not be done when last tried."""
    _said: dict[Hashable, Said] = field(default_factory=dict)

    def how_late(self) -> timedelta:
        return self.clock.now() - self.ticked if self.ticked else timedelta(0)

    def stored(self, *, well: bool) -> None:
        self.can_store = well
        if not well and (count := self._is_to_be_said("could not store")):
            log.error("could not store", count=count)

    def unread(self, wrong: Exception) -> CannotStore:
        """Says that the database did not answer who asked; what to raise."""
        if count := self._is_to_be_said(("could not read", type(wrong))):
            log.error("could not read", count=count, exc_info=wrong)
        return CannotStore("the database does not answer")

    def in_(self, where: MunicipalityId) -> Failed:
        """Says what fails in one municipality."""
        return partial(self.failed, where)

    def failed(self, where: MunicipalityId, event: str, wrong: Exception) -> None:
        place = traceback.extract_tb(wrong.__traceback__)[-1:]
        if count := self._is_to_be_said((where, event, type(wrong), *(str(frame) for frame in place))):
            log.error(event, municipality=where, count=count, exc_info=wrong)

    def late(self, where: MunicipalityId, many: int) -> None:
        if self._is_to_be_said((where, "late")):
            log.warning("messages are late", municipality=where, count=many)

    def _is_to_be_said(self, what: Hashable) -> int:
        """How many times it has been met since it was last said, now included; none while it is not to be said."""
        now, said = self.clock.now(), self._said.get(what)
        if said is None or now - said.met > OVER_AFTER:
            if len(self._said) >= MOST_KEPT:
                self._said.clear()
            self._said[what] = Said(now, now + FIRST_WAIT)
            return 1
        said.met, said.unsaid = now, said.unsaid + 1
        if now < said.again:
            return 0
        count, said.unsaid = said.unsaid, 0
        said.wait = min(2 * said.wait, LONGEST_WAIT)
        said.again = now + said.wait
        return count
