"""Who has been erased and which numbers have said STOPP, kept beside the database: a restore undoes neither.

The list holds numbers of rows and keyed hashes, nothing that tells who anyone is.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select, update

from bot.errors import SetupError
from bot.model import MunicipalityId, OfferState, PersonId, Status, VisitState
from bot.storage.sealing import sync_folder
from bot.storage.store import Store, municipalities, open_store
from bot.storage.tables import address, person, stopped_number

ASKED = (OfferState.OPEN, OfferState.COUNTERED, OfferState.RESERVE)


@dataclass(frozen=True, slots=True)
class Erasures:
    """Persons by municipality and id, numbers by municipality and hash."""

    persons: frozenset[tuple[int, int]] = frozenset()
    numbers: frozenset[tuple[int, str]] = frozenset()


def list_beside(database: Path) -> Path:
    return database.with_name(f"{database.name}.erased")


def remember(connection: Connection, beside: Path) -> None:
    """Write the list anew when something has come to it.  Safe to call at any time."""
    before, now = read(beside), _stored(connection)
    known = Erasures(before.persons | now.persons, now.numbers)
    if known != before:
        _write(beside, known)


def read(beside: Path) -> Erasures:
    """The list as it was last written; empty when nobody has been erased."""
    try:
        data = json.loads(beside.read_text(encoding="utf-8"))
        return Erasures(*(frozenset((town, which) for town, which in data[name]) for name in ("persons", "numbers")))
    except FileNotFoundError:
        return Erasures()
    except (OSError, ValueError, KeyError, TypeError):
        raise SetupError(f"{beside}: cannot be read, and says who must stay erased") from None


def _stored(connection: Connection) -> Erasures:
    erased = connection.execute(select(person.c.municipality, person.c.id).where(person.c.erased.is_not(None)))
    stopped = connection.execute(select(stopped_number.c.municipality, stopped_number.c.look_up))
    return Erasures(frozenset((r[0], r[1]) for r in erased), frozenset((r[0], bytes(r[1]).hex()) for r in stopped))


def _write(beside: Path, known: Erasures) -> None:
    unfinished = beside.with_name(f"{beside.name}.unfinished")
    with unfinished.open("w", encoding="utf-8") as out:
        json.dump({"persons": sorted(known.persons), "numbers": sorted(known.numbers)}, out)
        out.flush()
        os.fsync(out.fileno())
    unfinished.replace(beside)
    sync_folder(beside)


def apply(connection: Connection, known: Erasures, master: bytes, now: datetime) -> None:
    """Erase again who was erased, and stop again who said STOPP, in an older copy."""
    for town in municipalities(connection):
        store = open_store(connection, town, master)
        for look_up in (bytes.fromhex(number) for where, number in sorted(known.numbers) if where == town):
            _stop(connection, store, look_up, now)
        for who in _present(connection, town, (which for where, which in sorted(known.persons) if where == town)):
            _hand_on(store, who, now)
            store.forget(who, now)


def _present(connection: Connection, town: MunicipalityId, people: Iterable[int]) -> list[PersonId]:
    here = select(person.c.id).where(person.c.municipality == town, person.c.erased.is_(None))
    return [PersonId(who) for who in connection.execute(here.where(person.c.id.in_(list(people)))).scalars()]


def _stop(connection: Connection, store: Store, look_up: bytes, now: datetime) -> None:
    store.stop_look_up(look_up, now)
    at = select(address.c.person).where(address.c.municipality == store.municipality, address.c.look_up == look_up)
    stopped = (
        update(person)
        .where(person.c.municipality == store.municipality, person.c.id.in_(at), ~person.c.stopped)
        .values(stopped=True)
        .returning(person.c.id)
    )
    for who in connection.execute(stopped).scalars().all():
        _hand_on(store, PersonId(who), now)


def _hand_on(store: Store, who: PersonId, now: datetime) -> None:
    """What they had agreed to falls free, what they were asked is taken back, and the coordinators are told."""
    store.withdraw(now, to=who)
    for subject in ("talk", "pause"):
        store.wake_at(subject, who, None)
    for offer in store.offers_to(who, *ASKED):
        store.change_offer(offer.errand, who, OfferState.WITHDRAWN, now)
    for visit, errand in store.visits_by(who):
        store.change_visit(visit.id, state=VisitState.CANCELLED.value, asked=None, ended=now, why="erased")
        store.wake_at("visit", visit.id, None)
        if errand.starts > now:
            store.change_errand(errand.id, status=Status.OPEN.value, next_wave=now, told_unfilled=None)
            store.wake_at("errand", errand.id, now)
        store.open_matter("cancelled", now, person=who, errand=errand.id, due=errand.starts)
    for errand in (errand for errand in store.errands_for(who) if errand.active and errand.lies_ahead(now)):
        store.open_matter("erased", now, person=who, errand=errand.id, due=errand.starts)
