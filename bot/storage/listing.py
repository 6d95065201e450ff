"""What the lists of people in the panel ask: one query a list, and only the columns a line shows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, Table, func, select

from bot.model import PersonId, Stage, Tell, VisitState
from bot.storage.base import Base
from bot.storage.tables import address, errand, former_address, person, recipient, talk, visit, volunteer

_COMING = (VisitState.AGREED.value, VisitState.ARRIVED.value)


@dataclass(frozen=True, slots=True)
class VolunteerLine:
    """One volunteer in a list."""

    id: PersonId
    name: str
    stopped: bool
    stage: Stage
    skills: tuple[str, ...]
    postcode: str
    place: str
    paused: bool
    paused_until: date | None
    police_expires: date | None
    pledge: date | None


@dataclass(frozen=True, slots=True)
class RecipientLine:
    """One who gets help, in a list."""

    id: PersonId
    name: str
    postcode: str
    place: str
    tell: Tell
    stopped: bool
    kin_phone: str = ""


class Listing(Base):
    """Verbs about many people at once."""

    def volunteer_lines(self) -> list[VolunteerLine]:
        """Every volunteer who has not left."""
        columns = (
            volunteer.c.person, person.c.name, person.c.stopped, volunteer.c.stage, volunteer.c.skills,
            volunteer.c.postcode, volunteer.c.place, volunteer.c.paused, volunteer.c.paused_until,
            volunteer.c.police_expires, volunteer.c.pledge,
        )  # fmt: skip
        query = self._named(volunteer, *columns).where(volunteer.c.stage != Stage.LEFT.value)
        return [
            VolunteerLine(PersonId(who), name or "", stopped, Stage(stage), tuple(skills), *rest)
            for who, name, stopped, stage, skills, *rest in self._connection.execute(query)
        ]

    def recipient_lines(self) -> list[RecipientLine]:
        columns = (
            recipient.c.person, person.c.name, recipient.c.postcode, recipient.c.place, recipient.c.tell,
            recipient.c.stopped, recipient.c.kin_phone,
        )  # fmt: skip
        query = self._named(recipient, *columns).where(person.c.erased.is_(None))
        return [
            RecipientLine(PersonId(who), name or "", postcode, place, Tell(tell), stopped, kin or "")
            for who, name, postcode, place, tell, stopped, kin in self._connection.execute(query)
        ]

    def _named(self, table: Table, *columns: Any) -> Select[Any]:
        same = (person.c.municipality == table.c.municipality) & (person.c.id == table.c.person)
        return select(*columns).join_from(table, person, same).where(table.c.municipality == self.municipality)

    def begun_talks(self, among: Collection[PersonId] | None = None) -> dict[PersonId, str]:
        """How far the talk has come with those who are neither volunteers nor get help; of some of them, or all."""
        query = self._here(talk, talk.c.person, talk.c.state).where(talk.c.state.is_not(None))
        for table in (volunteer, recipient):
            same = (table.c.municipality == talk.c.municipality) & (table.c.person == talk.c.person)
            query = query.where(~select(table.c.person).where(same).exists())
        if among is not None:
            query = query.where(talk.c.person.in_(among))
        return {PersonId(who): state for who, state in self._connection.execute(query)}

    def numbers(self) -> dict[PersonId, tuple[str, ...]]:
        """The telephone numbers of everyone who has one."""
        found: dict[PersonId, tuple[str, ...]] = {}
        query = self._here(address, address.c.person, address.c.value).where(address.c.channel.in_(("sms", "phone")))
        for who, value in self._connection.execute(query):
            found[who] = (*found.get(who, ()), value)
        return found

    def former_numbers(self) -> dict[PersonId, tuple[str, ...]]:
        """Numbers of those who were two entries, which are theirs still and are not written to."""
        found: dict[PersonId, tuple[str, ...]] = {}
        for who, value in self._connection.execute(self._here(former_address, former_address.c.person,
                                                              former_address.c.value)):  # fmt: skip
            found[who] = (*found.get(who, ()), value)
        return found

    def last_helped(self, who: Collection[PersonId]) -> dict[PersonId, datetime]:
        """When each of them last finished a visit."""
        query = (
            self._here(visit, visit.c.volunteer, func.max(visit.c.ended))
            .where(visit.c.volunteer.in_(who), visit.c.state == VisitState.DONE.value)
            .group_by(visit.c.volunteer)
        )
        return {helper: at for helper, at in self._connection.execute(query) if at is not None}

    def next_visits(self, now: datetime) -> dict[PersonId, datetime]:
        """When someone next comes to each recipient who has an agreement."""
        same = (visit.c.municipality == errand.c.municipality) & (visit.c.errand == errand.c.id)
        query = (
            self._here(errand, errand.c.recipient, func.min(errand.c.starts).label("starts"))
            .join(visit, same)
            .where(errand.c.starts >= now, visit.c.state.in_(_COMING))
            .group_by(errand.c.recipient)
        )
        return {row.recipient: row.starts for row in self._connection.execute(query)}
