"""What we ask the database about wishes for help: as they were told, and what each ended as."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import RowMapping, bindparam, func, select

from bot.errors import Refused
from bot.model import ErrandId, PersonId, Stage
from bot.storage.base import found, here
from bot.storage.lessons import Lessons
from bot.storage.prepared import Prepared
from bot.storage.tables import consent, message, need, volunteer

NEED_OF = Prepared(select(need).where(here(need), need.c.errand == bindparam("which")))


class Through(StrEnum):
    """The way a wish came in."""

    SMS = "sms"
    PANEL = "panel"
    PAGE = "page"


class Asker(StrEnum):
    """Who asks: the one it is for, kin, or someone in home care; UNKNOWN when it was not said."""

    SELF = "self"
    KIN = "kin"
    CARE = "care"
    UNKNOWN = ""


class Ending(StrEnum):
    """What a wish ends as."""

    ERRAND = "errand"
    ORGANISATION = "organisation"
    PROVISION = "provision"
    CALL = "call"
    NOTHING = "nothing"
    """There was nothing to do: whoever asked hears nothing."""


class Reason(StrEnum):
    """Why there was nothing to do."""

    NONSENSE = "nonsense"
    TWICE = "twice"
    NOT_NEEDED = "not_needed"


NO_WISH = (Reason.NONSENSE.value, Reason.TWICE.value)
"""What is not counted as a wish."""


@dataclass(frozen=True, slots=True)
class Need:
    """One wish.  ``kind`` and ``starts`` are the reader's guess; ``knows`` is "yes", "no" or "" when nobody said."""

    id: int
    person: PersonId
    about: PersonId | None
    whom: str
    words: str
    through: str
    asker: Asker
    knows: str
    says_decided: str
    """What the one who asks says of that: "yes", "no" or ""; a coordinator decides."""
    says_name: str
    """What the one who asks wrote as their name, when the number is known by another."""
    decided: bool | None
    """Whether home care must do it by a decision; None until a coordinator has answered."""
    kind: str
    starts: datetime | None
    received: datetime
    ended: datetime | None
    ending: str
    errand: ErrandId | None
    provision: int | None
    given_to: str
    promised: datetime | None
    """By when whoever asked has been told that we ring."""
    reason: str
    """Why there was nothing to do."""
    used: bool | None
    """Whether what they were told of was of use; None until somebody has heard."""


class Needs(Lessons):
    """Verbs about wishes for help."""

    def add_need(self, who: PersonId, words: str, now: datetime, *, sender: str = "", **values: Any) -> int:
        """``sender`` is the address on the net it was sent from: kept for a day, as a hash that has a key."""
        kept = self._keys.look_up(sender) if sender else None
        return self._add(need, person=who, words=words, received=now, sender=kept, **values)

    def needs_from(self, sender: str, since: datetime) -> int:
        """How many have been sent from there since then."""
        sent = (need.c.sender == self._keys.look_up(sender), need.c.received > since)
        return int(self._all(self._here(need, func.count().label("n")).where(*sent))[0]["n"])

    def forget_senders(self, before: datetime) -> None:
        self._change(need, need.c.sender.is_not(None), need.c.received <= before, sender=None)

    def need(self, which: int) -> Need:
        return _need(found(self._one(self._here(need).where(need.c.id == which)), "need"))

    def need_of(self, which: ErrandId) -> Need | None:
        """The wish an errand was made from."""
        row = self._first(NEED_OF, which=which)
        return _need(row) if row is not None else None

    def add_consent_to_tell(self, who: PersonId, text: str, channel: str, now: datetime, by: int | None) -> None:
        """What a volunteer may be told of someone, and how we know that they want it."""
        values = {"purpose": "told_volunteers", "basis": "samtykke", "text": text, "language": "nb", "channel": channel}
        self._add(consent, person=who, at=now, by=by, **values)

    def clubs(self) -> list[tuple[PersonId, str]]:
        """Those who answer for a club or an organisation and may be asked, with what it is called."""
        ready = (volunteer.c.organisation != "", volunteer.c.stage == Stage.APPROVED.value)
        query = self._here(volunteer, volunteer.c.person, volunteer.c.organisation).where(*ready)
        return [(row["person"], row["organisation"]) for row in self._all(query.order_by(volunteer.c.organisation))]

    def open_needs(self) -> list[Need]:
        """Those that wait for an answer, the oldest first."""
        query = self._here(need).where(need.c.ended.is_(None)).order_by(need.c.received, need.c.id)
        return [_need(row) for row in self._all(query)]

    def open_need_of(self, who: PersonId) -> Need | None:
        return next((one for one in self.open_needs() if one.person == who), None)

    def ended_needs(self, *, last: int = 30) -> list[Need]:
        query = self._here(need).where(need.c.ended.is_not(None)).order_by(need.c.ended.desc(), need.c.id.desc())
        return [_need(row) for row in self._all(query.limit(last))]

    def needs_among(self, which: Iterable[int | None]) -> Mapping[int, Need]:
        among = {one for one in which if one is not None}
        rows = self._all(self._here(need).where(need.c.id.in_(among))) if among else []
        return {row["id"]: _need(row) for row in rows}

    def change_need(self, which: int, **values: Any) -> None:
        self._set(need, {"id": which}, **values)

    def end_need(self, which: int, ending: Ending, now: datetime, by: int | None, **values: Any) -> None:
        waits = (need.c.id == which, need.c.ended.is_(None))
        if not self._change(need, *waits, ending=ending.value, ended=now, ended_by=by, **values):
            raise Refused("Noen har alt svart på dette ønsket.")

    def count_needs(self, through: Through, since: datetime, who: PersonId | None = None) -> int:
        """How many have come that way since then; from one person, when it is given."""
        query = self._here(need, func.count().label("n")).where(need.c.through == through, need.c.received > since)
        query = query if who is None else query.where(need.c.person == who)
        return int(self._all(query)[0]["n"])

    def needs_by_ending(self, since: datetime, until: datetime) -> Mapping[tuple[str, str], int]:
        """How many were received in a time, by kind and by what they ended as; "" for those that wait."""
        query = self._here(need, need.c.kind, need.c.ending, func.count().label("n"))
        query = query.where(need.c.received >= since, need.c.received < until, need.c.reason.not_in(NO_WISH))
        query = query.group_by(need.c.kind, need.c.ending)
        return {(row["kind"], row["ending"]): int(row["n"]) for row in self._all(query)}

    def uses_by_kind(self, since: datetime, until: datetime) -> Mapping[tuple[str, bool], int]:
        """Of those told of an offer, how many it was of use to and not, as far as somebody has heard, by kind."""
        heard = (need.c.used.is_not(None), need.c.received >= since, need.c.received < until)
        query = self._here(need, need.c.kind, need.c.used, func.count().label("n")).where(*heard)
        query = query.group_by(need.c.kind, need.c.used)
        return {(row["kind"], row["used"]): int(row["n"]) for row in self._all(query)}

    def empty_needs_ended_before(self, when: datetime) -> None:
        """What is left is a kind and an ending, for the figures."""
        self._change(need, need.c.ended <= when, need.c.words.is_not(None), words=None, whom=None, says_name=None)

    def oldest_ended_need(self) -> datetime | None:
        """When the first of those whose words are still kept ended."""
        query = self._here(need, func.min(need.c.ended).label("at")).where(need.c.words.is_not(None))
        row = self._one(query)
        return row["at"] if row else None

    def oldest_sender(self) -> datetime | None:
        """When the first of those came of which is still known where they were sent from."""
        row = self._one(self._here(need, func.min(need.c.received).label("at")).where(need.c.sender.is_not(None)))
        return row["at"] if row else None

    def forget_needs(self, who: PersonId, now: datetime) -> None:
        """What they asked for, and what was asked for them; nobody is left to answer what they asked, or to ring."""
        theirs = self._here(need, need.c.id).where((need.c.person == who) | (need.c.about == who))
        unsaid = message.c.state.in_(("queued", "handed_over"))
        self._change(message, message.c.need.in_(theirs), unsaid, state="withdrawn", settled=now)
        self._change(need, (need.c.person == who) | (need.c.about == who), words=None, whom=None, about=None,
                     says_name=None)  # fmt: skip
        self._change(need, need.c.person == who, need.c.ended.is_(None), ended=now)


def _need(row: RowMapping) -> Need:
    return Need(
        row["id"], PersonId(row["person"]), row["about"], row["whom"] or "", row["words"] or "",
        row["through"], Asker(row["asker"]), row["knows"], row["says_decided"], row["says_name"] or "", row["decided"],
        row["kind"], row["starts"],
        row["received"], row["ended"], row["ending"], row["errand"], row["provision"], row["given_to"] or "",
        row["promised"], row["reason"], row["used"],
    )  # fmt: skip
