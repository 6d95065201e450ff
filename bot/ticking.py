"""The robot at work: what is done every second, and what every few minutes, by one worker of several or by all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, timedelta
from functools import partial

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import desk
from bot.clock import SystemClock
from bot.errors import CannotStore
from bot.learning import Newest, model_file
from bot.life import lateness
from bot.life.lateness import LATE
from bot.life.turn import Turn
from bot.settings import Settings
from bot.storage import erasures
from bot.storage.migrating import sqlite_file
from bot.storage.store import Store
from bot.storage.trail import SLICE, Checked, Come
from bot.system import System

log = structlog.get_logger()

TICK_SECONDS = 1
LISTEN_SECONDS = 5
LATE_SECONDS = 10
MISSED_EVERY_MINUTES = 10
ERASURES_EVERY_MINUTES = 10
TIDY_EVERY_MINUTES = 60
SECONDS_BETWEEN_BEGINNINGS = 1.0
CHECK_LOG_EVERY_MINUTES, REST_SECONDS = 60, 0.2
"""The log is read from end to end by the hour, with a rest after each piece of it."""
WATCHMAN_SECONDS, WATCHMAN_PATIENCE_SECONDS = 60, 10.0


@asynccontextmanager
async def at_work(system: System, settings: Settings) -> AsyncIterator[None]:
    """The robot with its ticks, until it is over."""
    scheduler = AsyncIOScheduler(timezone=UTC)
    once = {"coalesce": True, "max_instances": 1}
    scheduler.add_job(system.tick, "interval", seconds=TICK_SECONDS, **once)
    scheduler.add_job(fetch_missed, "interval", minutes=MISSED_EVERY_MINUTES, args=[system], **once)
    newest = Newest(model_file(settings))
    scheduler.add_job(take_up, "interval", seconds=LISTEN_SECONDS, args=[system, newest], **once)
    scheduler.add_job(tidy, "interval", minutes=TIDY_EVERY_MINUTES, args=[system], **once)
    soon = {"next_run_time": SystemClock().now() + timedelta(seconds=WATCHMAN_SECONDS)}
    scheduler.add_job(check_logs, "interval", minutes=CHECK_LOG_EVERY_MINUTES, args=[system], **soon, **once)
    scheduler.add_job(keep_erasures, "interval", minutes=ERASURES_EVERY_MINUTES, args=[system, settings])
    scheduler.add_job(tell_watchman, "interval", seconds=WATCHMAN_SECONDS, args=[system, settings.watchman_url], **once)
    scheduler.add_job(listen, "interval", seconds=LISTEN_SECONDS, args=[system], **once)
    scheduler.add_job(look_for_late, "interval", seconds=LATE_SECONDS, args=[system], **once)
    await look_for_late(system)
    await begin(system)
    scheduler.start()
    log.info("started")
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)
        await system.close()
        log.info("stopped")


async def begin(system: System) -> None:
    """Several begin although the database is away; one alone says so and stops."""
    while True:
        try:
            return await system.start()
        except CannotStore:
            if not system.share.of_many:
                raise
            await asyncio.sleep(SECONDS_BETWEEN_BEGINNINGS)


async def look_for_late(system: System) -> None:
    """See whether something waits that should have left, or been seen to, and let a coordinator know."""
    with suppress(CannotStore):
        for where in system.municipalities() if await system.share.watches() else ():
            before = system.clock.now() - LATE
            if many := await system.read(where, partial(lateness.waiting, before=before)):
                system.watch.late(where, many)
                await system.act(where, lateness.tell)


async def fetch_missed(system: System) -> None:
    """One of several workers asks."""
    with suppress(CannotStore):
        if await system.share.fetches():
            await system.fetch_missed()


async def tidy(system: System) -> None:
    """Take away, once a day, what has been kept long enough; one of several workers does."""
    with suppress(CannotStore):
        for where in system.municipalities() if await system.share.fetches() else ():
            await system.act(where, lambda turn: desk.tidy(turn, system.runner))


async def check_logs(system: System, rest: float = REST_SECONDS) -> None:
    """See whether a line of the log has been touched, and keep what came of it for those who look; one worker does."""
    with suppress(CannotStore):
        for where in system.municipalities() if await system.share.fetches() else ():
            begun = came = await system.read(where, Store.log_begins)
            while True:
                read = partial(Store.check_lines, came=came, most=SLICE, first=came is begun)
                after = await system.read(where, read)
                if after.broken or after.number == came.number:
                    break
                came = after
                await asyncio.sleep(rest)
            if await system.read(where, Store.log_begins) != begun:
                continue  # old lines were taken away meanwhile; it is read again the next time
            checked = await system.act(where, partial(_keep_check, came=after))
            if checked.broken:
                log.error("the log has been touched", municipality=where, line=checked.broken)


def _keep_check(turn: Turn, came: Come) -> Checked:
    return turn.store.keep_log_check(came, turn.now)


async def take_up(system: System, newest: Newest) -> None:
    """A reader that has been trained anew, or put back, reads from now on."""
    reader = await asyncio.to_thread(newest.look)
    if reader is not None:
        system.runner = replace(system.runner, reader=reader)
        log.info("a new reader was taken up")


async def listen(system: System) -> None:
    with suppress(CannotStore):
        await system.listen()


async def tell_watchman(system: System, url: str | None) -> None:
    """Let whoever watches from outside know that all is well; what they do when we are silent is theirs."""
    if url is None or not await system.is_well():
        return
    import httpx  # most have no watchman, and need not wait for it at the start

    async with httpx.AsyncClient(timeout=WATCHMAN_PATIENCE_SECONDS) as web:
        try:
            (await web.get(url)).raise_for_status()
        except httpx.HTTPError as wrong:
            log.warning("the watchman did not answer", error=type(wrong).__name__)  # its address may be a secret


async def keep_erasures(system: System, settings: Settings) -> None:
    """Write down beside the database who has been erased, and take it out of the log SQLite keeps."""
    file = sqlite_file(settings.database_url)
    if file is not None:
        await system.ask(lambda connection: erasures.remember(connection, erasures.list_beside(file)))
        await system.fold()
