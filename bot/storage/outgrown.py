"""Whom nothing is left to do for, and from whom nothing has come for long: volunteers, those helped, and all others."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, exists, or_, select

from bot.model import PersonId, Stage, Status, Tell, VisitState
from bot.recurring import PairingState
from bot.storage.base import Base
from bot.storage.tables import (
    address,
    errand,
    event,
    matter,
    message,
    need,
    pairing,
    person,
    question,
    recipient,
    series,
    talk,
    visit,
    volunteer,
    wake,
    wellbeing,
)
from bot.storage.written import ON_ITS_WAY

_UNDER_WAY = (Status.OPEN.value, Status.FILLED.value)
_COMING = (VisitState.AGREED.value, VisitState.ARRIVED.value)


class Outgrown(Base):
    """Verbs about who may be forgotten."""

    def done_with_others(self, before: datetime) -> list[PersonId]:
        """Those who asked for help, began to sign up or wrote, and became neither; no kin of anyone who is here."""
        kin = select(recipient.c.kin_look_up).where(recipient.c.municipality == self.municipality)
        known = kin.where(recipient.c.kin_look_up.is_not(None))
        neither = (~_any(table, table.c.person) for table in (volunteer, recipient))
        return self._done_with(before, *neither, ~_any(address, address.c.person, address.c.look_up.in_(known)))

    def done_with_recipients(self, before: datetime) -> list[PersonId]:
        """Those who were helped, and are no volunteers; places are nobody."""
        helped = _any(recipient, recipient.c.person, recipient.c.tell != Tell.NOBODY.value)
        return self._done_with(before, helped, ~_any(volunteer, volunteer.c.person))

    def done_with_stopped(self, before: datetime) -> list[PersonId]:
        """Volunteers who have said STOPP, and so cannot be asked whether they want to stay; nobody who is helped."""
        stayed = _any(volunteer, volunteer.c.person, volunteer.c.stage != Stage.LEFT.value)
        return self._done_with(before, person.c.stopped, stayed, ~_any(recipient, recipient.c.person))

    def not_in_hand(self, among: Collection[PersonId], but: Collection[str] = ()) -> list[PersonId]:
        """Those of them for whom nothing is under way and who are not helped, in the same order.

        ``but`` are matters that do not count.
        """
        open_ = or_(*_needed(self.municipality, but), *_talking(), _any(recipient, recipient.c.person))
        query = self._here(person, person.c.id).where(person.c.id.in_(among), ~open_)
        free = {row["id"] for row in self._all(query)} if among else set()
        return [who for who in among if who in free]

    def _done_with(self, before: datetime, *of: ColumnElement[bool]) -> list[PersonId]:
        here = (person.c.erased.is_(None), person.c.merged_into.is_(None), person.c.created < before)
        open_ = or_(*_needed(self.municipality, ()), _any(question, question.c.person), *_talking())
        query = self._here(person, person.c.id).where(*here, *of, ~open_, ~or_(*_heard(self.municipality, before)))
        return [PersonId(row["id"]) for row in self._all(query.order_by(person.c.id))]


def _needed(town: int, but: Collection[str]) -> list[ColumnElement[bool]]:
    """What is still to be done for someone."""
    unseen = (matter.c.closed.is_(None), matter.c.kind.not_in(but))
    about = select(errand.c.recipient).join(
        matter, (matter.c.municipality == errand.c.municipality) & (matter.c.errand == errand.c.id)
    )
    to_be_read = (message.c.channel == "call") & (message.c.state == "handed_over")
    on_its_way = or_(message.c.state.in_(ON_ITS_WAY), to_be_read)
    friends = (pairing.c.recipient, pairing.c.volunteer, pairing.c.substitute)
    return [
        _among(matter.c.person, town, *unseen),
        person.c.id.in_(about.where(matter.c.municipality == town, *unseen)),
        _among(need.c.person, town, need.c.ended.is_(None)), _among(need.c.about, town, need.c.ended.is_(None)),
        _any(errand, errand.c.recipient, errand.c.status.in_(_UNDER_WAY)),
        _any(series, series.c.recipient, series.c.ended.is_(None)),
        *(_among(one, town, pairing.c.state != PairingState.ENDED.value) for one in friends),
        _any(visit, visit.c.volunteer, visit.c.state.in_(_COMING)),
        _any(message, message.c.person, on_its_way),
        _any(event, event.c.person, event.c.state == "open"),
    ]


def _talking() -> list[ColumnElement[bool]]:
    """A human has the talk, or wants to be reminded of it."""
    return [
        _any(talk, talk.c.person, talk.c.human_since.is_not(None)),
        _any(wake, wake.c.id, wake.c.subject == "snooze"),
    ]


def _heard(town: int, before: datetime) -> list[ColumnElement[bool]]:
    """What has happened with someone since then."""
    moments = (
        (event.c.person, event.c.received), (message.c.person, message.c.created),
        (errand.c.recipient, errand.c.starts), (errand.c.recipient, errand.c.created),
        (series.c.recipient, series.c.ended), (visit.c.volunteer, visit.c.ended), (wellbeing.c.person, wellbeing.c.at),
    )  # fmt: skip
    few = (
        (need.c.person, need.c.received), (need.c.person, need.c.ended), (need.c.about, need.c.ended),
        (matter.c.person, matter.c.closed), (pairing.c.recipient, pairing.c.ended),
        (pairing.c.volunteer, pairing.c.ended),
    )  # fmt: skip
    return [
        *(_any(whose.table, whose, at >= before) for whose, at in moments),
        *(_among(whose, town, at >= before) for whose, at in few),
    ]


def _any(table: Table, whose: Any, *which: Any) -> ColumnElement[bool]:
    """Whether there is such a row of the person asked about, found by an index on whose it is."""
    return exists().where(table.c.municipality == person.c.municipality, whose == person.c.id, *which)


def _among(whose: Any, town: int, *which: Any) -> ColumnElement[bool]:
    """The same where there is no such index: all whose it is are read once."""
    theirs = select(whose).where(whose.table.c.municipality == town, whose.is_not(None), *which)
    return person.c.id.in_(theirs)
