"""Back-fill: how far each list of a provider's has been read is kept, for what comes first tells of nothing before."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from sqlalchemy import Connection

from bot.channels import Channel, Incoming
from bot.clock import Clock
from bot.errors import CannotStore, SendError
from bot.life.turn import Turn
from bot.model import MunicipalityId
from bot.senders import Senders
from bot.storage.store import Store

log = structlog.get_logger()

LOOK_BACK = timedelta(hours=1)
"""How far before what was read last we look: what providers list may come late."""
LISTED = "listed"
TOWNS_AT_ONCE = 10


class Write(Protocol):
    def __call__(self, job: Callable[[Connection], Any], where: MunicipalityId) -> Awaitable[Any]: ...


class Read(Protocol):
    def __call__(self, where: MunicipalityId, job: Callable[[Store], Any]) -> Awaitable[Any]: ...


@dataclass(frozen=True, slots=True)
class Fetcher:
    write: Write
    read: Read
    turn: Callable[[Connection, MunicipalityId], Turn]
    receive: Callable[[Incoming, MunicipalityId], Awaitable[None]]
    channels: Mapping[str, Channel]
    clock: Clock

    async def begin(self, where: MunicipalityId, senders: Senders) -> None:
        """Write down from when a list nobody has read is to be read: what is heard from now on would hide that."""
        keys = [_key(channel, ours) for channel, ours in self._lists(where, senders)]
        if keys and await self.read(where, lambda store: _unread(store, keys)):
            await self.write(lambda db: _begin(self.turn(db, where).store, keys, self.clock.now()), where)

    async def fetch_all(self, towns: Sequence[MunicipalityId], senders: Senders) -> None:
        """Side by side, so that a list that is slow in coming holds up few."""
        at_once = asyncio.Semaphore(TOWNS_AT_ONCE)

        async def fetch(where: MunicipalityId) -> None:
            async with at_once:
                await self.fetch(where, senders)

        for wrong in await asyncio.gather(*map(fetch, towns), return_exceptions=True):
            if wrong is not None:
                raise wrong

    async def fetch(self, where: MunicipalityId, senders: Senders) -> None:
        """What a municipality was sent while we were away; what has been here before changes nothing."""
        for channel, ours in self._lists(where, senders):
            await self._fetch(where, channel, ours)

    def _lists(self, where: MunicipalityId, senders: Senders) -> list[tuple[Channel, str]]:
        listing = [(name, channel) for name, channel in self.channels.items() if channel.can.lists]
        return [(channel, ours) for name, channel in listing for ours in senders.of(where, name)]

    async def _fetch(self, where: MunicipalityId, channel: Channel, ours: str) -> None:
        begun, key = self.clock.now(), _key(channel, ours)
        upto = await self.read(where, lambda store: _read_up_to(store, key))
        since = min(upto or begun, begun)
        whole = await self._take_in(where, channel, since - LOOK_BACK, ours)
        await self.write(lambda db: _remember(self.turn(db, where).store, key, begun if whole else since), where)

    async def _take_in(self, where: MunicipalityId, channel: Channel, since: datetime, ours: str) -> bool:
        """Whether all that was listed is stored."""
        missed = await _missed_on(channel, since, ours)
        whole = missed is not None
        for came in missed or ():
            try:
                await self.receive(came, where)
            except CannotStore:
                raise
            except Exception as wrong:  # one that cannot be stored must not stop those after it
                log.exception("what was missed could not be stored", channel=channel.name, exc_info=wrong)
                whole = False
        return whole


async def _missed_on(channel: Channel, since: datetime, ours: str) -> Sequence[Incoming] | None:
    try:
        return await channel.missed(since, ours)
    except SendError as wrong:
        log.warning("could not fetch what was missed", channel=channel.name, code=wrong.code)
        return None


def _key(channel: Channel, ours: str) -> str:
    return f"{channel.name} {ours}"


def _unread(store: Store, keys: Collection[str]) -> set[str]:
    return set(keys) - set(store.set_up().get(LISTED, {}))


def _begin(store: Store, keys: Collection[str], now: datetime) -> None:
    for key in _unread(store, keys):
        _remember(store, key, _read_up_to(store, key) or now)


def _read_up_to(store: Store, key: str) -> datetime | None:
    """When that list was last read; before it ever was, when something last came."""
    at = store.set_up().get(LISTED, {}).get(key)
    return datetime.fromisoformat(at) if at else store.last_received()


def _remember(store: Store, key: str, at: datetime) -> None:
    marks = store.set_up().get(LISTED, {})
    store.change_set_up(**{LISTED: marks | {key: at.isoformat()}})
