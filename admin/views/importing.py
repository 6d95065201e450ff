"""Keeping the rows of a spreadsheet a few at a time: how far it has come is in the database, and anyone can end it."""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from admin.views.rows import Sheet, Verdict
from admin.views.sheet_people import Recipients, Volunteers
from admin.views.sheet_things import Errands, Provisions
from bot import desk
from bot.errors import Refused
from bot.life.turn import Turn
from bot.model import MunicipalityId
from bot.system import System

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


async def keep_first(
    system: System, where: MunicipalityId, sheet: Sheet, rows: int, some: Sequence[Verdict], by: int
) -> Job:
    """Those that are kept while somebody waits; however many there are, all of them are taken back as one act."""
    name = secrets.token_hex(8)

    def keep(turn: Turn) -> Job:
        job = begin(turn, sheet, rows, name)
        _keep(turn, job, some, by)
        return job

    return await system.act(where, lambda turn: desk.undoably(turn, "sheets.keep", by, keep, together=name))


async def keep_all(system: System, where: MunicipalityId, job: Job, verdicts: Sequence[Verdict], by: int) -> None:
    for first in range(0, len(verdicts), TOGETHER):
        some = verdicts[first : first + TOGETHER]

        def keep(turn: Turn) -> bool:
            return _keep(turn, job, some, by)  # noqa: B023

        if not await system.act(
            where, lambda turn: desk.undoably(turn, "sheets.keep", by, keep, together=job.id)
        ):
            return


def _keep(turn: Turn, job: Job, some: Sequence[Verdict], by: int) -> bool:
    """False when someone has ended it, or begun another."""
    now = job_in(turn.store.set_up())
    if now is None or now.id != job.id or now.ended:
        return False
    refused = sum(not _kept(turn, SHEETS[job.sheet], one, by) for one in some)
    done = now.done + len(some)
    _put(turn, replace(now, done=done, refused=now.refused + refused, at=turn.now, ended=done >= now.of))
    return True


def _kept(turn: Turn, sheet: Sheet, one: Verdict, by: int) -> bool:
    try:
        sheet.keep(turn, one, by)
    except Refused:  # written up or stopped by someone else since the file was read
        return False
    return True


def carried(lines: Sequence[Sequence[str]]) -> str:
    """The rows as the page carries them from the first look to the second."""
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    return out.getvalue()


def brought(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))
