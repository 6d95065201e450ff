"""Keeping the rows of a spreadsheet a few at a time: how far it has come is in the database, and anyone can end it."""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from admin.trail import each
from admin.views.rows import Does, Sheet, Verdict
from admin.views.sheet_people import Recipients, Volunteers
from admin.views.sheet_things import Errands, Provisions
from bot import desk
from bot.errors import Refused
from bot.life.turn import Turn
from bot.model import MunicipalityId
from bot.system import System

T = TypeVar("T")
SHEETS: Mapping[str, Sheet] = {one.code: one for one in (Volunteers(), Recipients(), Errands(), Provisions())}
TOGETHER = 100
"""So many are kept in one turn: nobody else waits long for the writer."""
STANDS_STILL = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Job:
    """How far keeping has come.  ``ended`` when it is over, by itself or because someone said so."""

    id: str
    sheet: str
    done: int
    of: int
    refused: int
    at: datetime
    ended: bool
    new: int = 0
    changed: int = 0

    def runs(self, now: datetime) -> bool:
        """Whoever kept it may have been stopped in the middle of it."""
        return not self.ended and now - self.at < STANDS_STILL


def job_in(set_up: Mapping[str, Any]) -> Job | None:
    kept = set_up.get("import")
    return None if kept is None else Job(**(kept | {"at": datetime.fromisoformat(kept["at"])}))


def begin(turn: Turn, sheet: Sheet, rows: int, name: str = "") -> Job:
    """One at a time, so that two do not write the same people up."""
    running = job_in(turn.store.set_up())
    if running is not None and running.runs(turn.now):
        raise Refused("En annen import er i gang. Vent til den er ferdig.")
    return _put(turn, Job(name or secrets.token_hex(8), sheet.code, 0, rows, 0, turn.now, ended=False))


def _put(turn: Turn, job: Job) -> Job:
    turn.store.change_set_up(**{"import": asdict(job) | {"at": job.at.isoformat()}})
    return job


def stop(turn: Turn) -> None:
    """What is kept stays; no more is."""
    job = job_in(turn.store.set_up())
    if job is not None and not job.ended:
        _put(turn, replace(job, at=turn.now, ended=True))


@dataclass(frozen=True, slots=True)
class Keeper:
    """Whoever keeps the rows, where, and the clock that the log goes by."""

    system: System
    where: MunicipalityId
    by: int
    clock: Callable[[], datetime]

    async def begin(self, sheet: Sheet, rows: int, some: Sequence[Verdict]) -> Job:
        """Those that are kept while somebody waits; however many there are, all of them are taken back as one act."""
        name = secrets.token_hex(8)

        def keep(turn: Turn) -> Job:
            job = begin(turn, sheet, rows, name)
            self._keep(turn, job, some)
            return job

        return await self._act(keep, name)

    async def go_on(self, job: Job, verdicts: Sequence[Verdict]) -> None:
        for first in range(0, len(verdicts), TOGETHER):
            some = verdicts[first : first + TOGETHER]
            if not await self._act(lambda turn: self._keep(turn, job, some), job.id):  # noqa: B023
                return

    async def _act(self, keep: Callable[[Turn], T], together: str) -> T:
        return await self.system.act(
            self.where, lambda turn: desk.undoably(turn, "sheets.keep", self.by, keep, together=together)
        )

    def _keep(self, turn: Turn, job: Job, some: Sequence[Verdict]) -> bool:
        """False when someone has ended it, or begun another."""
        now = job_in(turn.store.set_up())
        if now is None or now.id != job.id or now.ended:
            return False
        kept = [one.does for one in some if self._kept(turn, SHEETS[job.sheet], one)]
        done, new = now.done + len(some), kept.count(Does.NEW)
        _put(turn, replace(
            now, done=done, new=now.new + new, changed=now.changed + len(kept) - new,
            refused=now.refused + len(some) - len(kept), at=turn.now, ended=done >= now.of,
        ))  # fmt: skip
        return True

    def _kept(self, turn: Turn, sheet: Sheet, one: Verdict) -> bool:
        try:
            kept = sheet.keep(turn, one, self.by)
        except Refused:  # written up or stopped by someone else since the file was read
            return False
        each(turn, self.by, self.clock(), sheet.logged, kept.people, kept.errands)
        return True


def carried(lines: Sequence[Sequence[str]]) -> str:
    """The rows as the page carries them from the first look to the second."""
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    return out.getvalue()


def brought(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))
