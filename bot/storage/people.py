"""What we ask the database about people: volunteers, recipients, and how to reach them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, Table, bindparam, case, select, true

from bot.model import (
    Approval,
    Availability,
    Frequency,
    Kin,
    MunicipalityId,
    Person,
    PersonId,
    Recipient,
    Stage,
    Tell,
    Volunteer,
    Window,
)
from bot.storage.base import found, here
from bot.storage.crypto import Keys
from bot.storage.listing import Listing
from bot.storage.prepared import Prepared, Row
from bot.storage.tables import address, former_address, person, recipient, stopped_number, telegram_code, volunteer


class People(Listing):
    """Verbs about people."""

    def __init__(self, connection: Connection, municipality: MunicipalityId, keys: Keys) -> None:
        super().__init__(connection, municipality, keys)
        self._met: dict[PersonId, Person] = {}
        """Those read already: a turn asks for the same one again and again."""

    def add_person(self, name: str, now: datetime, language: str = "nb") -> PersonId:
        return PersonId(self._add(person, name=name, language=language, created=now))

    def person(self, who: PersonId) -> Person:
        if who not in self._met:
            self._met[who] = _person(found(self._first(_PERSON, who=who), "person"))
        return self._met[who]

    def change_person(self, who: PersonId, **values: Any) -> None:
        self._met.pop(who, None)
        self._set(person, {"id": who}, **values)

    def give_address(self, who: PersonId, channel: str, value: str) -> None:
        """Set how someone is reached on a channel, in place of what was there."""
        self.drop_address(who, channel)
        look_up = self._keys.look_up(value)
        self._drop(former_address, channel=channel, look_up=look_up)
        self._put(address, person=who, channel=channel, value=value, look_up=look_up, works=True)

    def drop_address(self, who: PersonId, channel: str) -> None:
        self._drop(address, person=who, channel=channel)

    def addresses(self, who: PersonId) -> dict[str, str]:
        """Channel -> address, those that work."""
        return {row["channel"]: row["value"] for row in self._ask(_ADDRESSES, who=who)}

    def telephone(self, who: PersonId) -> str:
        """The number to ring someone on, also one that no SMS reaches; "" when there is none."""
        query = (
            self._here(address)
            .where(address.c.person == who, address.c.channel.in_(("sms", "phone")))
            .order_by(address.c.works.desc(), address.c.channel.desc())
        )
        return next((row["value"] for row in self._all(query)), "")

    def address_fails(self, channel: str, value: str) -> None:
        self._change(
            address, address.c.channel == channel, address.c.look_up == self._keys.look_up(value), works=False
        )

    def clear_number(self, who: PersonId) -> None:
        """What is for someone alone may be sent to their number although others share it."""
        self._set(address, {"person": who, "channel": "sms"}, cleared=True)

    def is_cleared(self, who: PersonId) -> bool:
        return self._first(_CLEARED, who=who) is not None

    def people_at(self, channel: str, value: str) -> list[PersonId]:
        """Everyone who is reached there, the oldest acquaintance first."""
        found = self._ask(_PEOPLE_AT, channel=channel, look_up=self._keys.look_up(value))
        return sorted({PersonId(row["person"]) for row in found})

    def people_writing_from(self, channel: str, value: str) -> list[PersonId]:
        """The same when something has come from there: what could not be reached can be."""
        there = {"channel": channel, "look_up": self._keys.look_up(value)}
        found = self._ask(_PEOPLE_AT, **there)
        if not all(row["works"] for row in found):
            self._set(address, there, works=True)
        return sorted({PersonId(row["person"]) for row in found})

    def invite(self, who: PersonId, code: str, expires: datetime) -> None:
        """Keep that a code lets someone write to us elsewhere; an earlier one holds no more."""
        look_up = self._keys.look_up(f"telegram_code/{code}")
        self._put_over(telegram_code, {"person": who}, look_up=look_up, expires=expires)

    def invited_by(self, code: str, now: datetime) -> list[PersonId]:
        """Whose code this is."""
        same = telegram_code.c.look_up == self._keys.look_up(f"telegram_code/{code}")
        query = self._here(telegram_code, telegram_code.c.person).where(same, telegram_code.c.expires > now)
        return [PersonId(row["person"]) for row in self._all(query)]

    def is_invited(self, who: PersonId, now: datetime) -> bool:
        row = self._one(self._here(telegram_code, telegram_code.c.expires).where(telegram_code.c.person == who))
        return row is not None and row["expires"] > now

    def any_invited(self, now: datetime) -> bool:
        query = self._here(telegram_code, telegram_code.c.person).where(telegram_code.c.expires > now)
        return self._one(query.limit(1)) is not None

    def end_invitation(self, who: PersonId) -> None:
        self._drop(telegram_code, person=who)

    def stop_number(self, value: str, now: datetime) -> None:
        self.stop_look_up(self._keys.look_up(value), now)

    def stop_look_up(self, look_up: bytes, now: datetime) -> None:
        """The same for a number of which only the hash is left."""
        if self._one(self._here(stopped_number).where(stopped_number.c.look_up == look_up)) is None:
            self._put(stopped_number, look_up=look_up, at=now)

    def start_number(self, value: str) -> None:
        self._drop(stopped_number, look_up=self._keys.look_up(value))

    def is_stopped(self, value: str) -> bool:
        return self._first(_STOPPED, look_up=self._keys.look_up(value)) is not None

    def add_volunteer(self, who: PersonId, **values: Any) -> None:
        self._put(volunteer, person=who, **_volunteer_columns(values))

    def change_volunteer(self, who: PersonId, **values: Any) -> None:
        self._set(volunteer, {"person": who}, **_volunteer_columns(values))

    def police_expires(self, seen: Mapping[date, date]) -> None:
        """Until when each politiattest holds, by the day it was seen; those that say so themselves keep their day."""
        open_ended = (volunteer.c.stage == Stage.APPROVED.value, volunteer.c.police_expires.is_(None))
        if seen:
            until = case(seen, value=volunteer.c.police_seen)
            self._change(volunteer, *open_ended, volunteer.c.police_seen.in_(seen), police_expires=until)

    def volunteer(self, who: PersonId) -> Volunteer | None:
        row = self._first(_VOLUNTEER, who=who)
        return None if row is None else _volunteer(row, self.person(who))

    def volunteers(self, *stages: Stage) -> list[Volunteer]:
        """Volunteers at those stages (any, when none is named), in order of creation."""
        query = self._volunteers().order_by(volunteer.c.person)
        if stages:
            query = query.where(volunteer.c.stage.in_([stage.value for stage in stages]))
        return [_volunteer(row) for row in self._all(query)]

    def _volunteers(self, name: Any = None) -> Any:
        return _with_person(name).where(volunteer.c.municipality == self.municipality)

    def add_recipient(self, who: PersonId, **values: Any) -> None:
        self._put(recipient, person=who, **self._recipient_columns(values))

    def change_recipient(self, who: PersonId, **values: Any) -> None:
        self._set(recipient, {"person": who}, **self._recipient_columns(values))

    def recipient(self, who: PersonId) -> Recipient | None:
        row = self._first(_RECIPIENT, who=who)
        return None if row is None else _recipient(row, self.person(who))

    def helped_through(self, number: str) -> list[Recipient]:
        """Those whose kin has that number."""
        theirs = self._ask(_HELPED_THROUGH, look_up=self._keys.look_up(number))
        return [_recipient(row, self.person(PersonId(row["person"]))) for row in theirs]

    def _recipient_columns(self, values: dict[str, Any]) -> dict[str, Any]:
        """The columns for what callers say in the words of the model."""
        columns = dict(values)
        if "kin" in columns:
            kin: Kin = columns.pop("kin")
            look_up = self._keys.look_up(kin.phone) if kin.phone else None
            columns |= {"kin_name": kin.name, "kin_phone": kin.phone, "kin_look_up": look_up}
        return columns

    def recipients(self) -> list[Recipient]:
        return [_recipient(row) for row in self._all(self._recipients().order_by(recipient.c.person))]

    def _recipients(self) -> Any:
        return _RECIPIENTS.where(recipient.c.municipality == self.municipality)


def _with_person(name: Any = None) -> Select[Any]:
    """Volunteers with what is kept of them as persons."""
    same = (person.c.municipality == volunteer.c.municipality) & (person.c.id == volunteer.c.person)
    shown = person.c.name if name is None else name
    return select(volunteer, shown, person.c.language, person.c.stopped).join(person, same)


_RECIPIENTS = select(recipient, person.c.name, person.c.language, person.c.stopped.label("opted_out")).join(
    person, (person.c.municipality == recipient.c.municipality) & (person.c.id == recipient.c.person)
)
_PERSON = Prepared(
    select(person).where(here(person), person.c.id == bindparam("who"), person.c.merged_into.is_(None))
)
_VOLUNTEER = Prepared(select(volunteer).where(here(volunteer), volunteer.c.person == bindparam("who")))
_RECIPIENT = Prepared(select(recipient).where(here(recipient), recipient.c.person == bindparam("who")))
_HELPED_THROUGH = Prepared(
    select(recipient)
    .where(here(recipient), recipient.c.kin_look_up == bindparam("look_up"))
    .order_by(recipient.c.person)
)
_ADDRESSES = Prepared(select(address).where(here(address), address.c.person == bindparam("who"), address.c.works))
_CLEARED = Prepared(
    select(address.c.person)
    .where(here(address), address.c.person == bindparam("who"), address.c.channel == "sms", address.c.cleared)
)
_STOPPED = Prepared(
    select(stopped_number.c.at).where(here(stopped_number), stopped_number.c.look_up == bindparam("look_up"))
)


def _there(table: Table, works: Any) -> Select[Any]:
    same = (table.c.channel == bindparam("channel"), table.c.look_up == bindparam("look_up"))
    return select(table.c.person, works).where(here(table), *same)


_PEOPLE_AT = Prepared(_there(address, address.c.works).union_all(_there(former_address, true())))


def _person(row: RowMapping) -> Person:
    return Person(PersonId(row["id"]), row["name"] or "", row["language"], row["stopped"])


def _volunteer(row: RowMapping, person: Person | None = None) -> Volunteer:
    return volunteer_of(row, frozenset(row["skills"]), read_availability(row["availability"]), person)


def volunteer_of(
    row: Row, skills: frozenset[str], times: Availability | None, person: Person | None = None
) -> Volunteer:  # fmt: skip
    who = person or Person(PersonId(row["person"]), row["name"] or "", row["language"], row["stopped"])
    seen = Approval(row["talk"], row["course"], row["pledge"], row["police_seen"], row["police_expires"], row["of_age"])
    return Volunteer(
        who, Stage(row["stage"]), skills, times, row["postcode"], row["place"], row["transport"], row["dislikes"] or "",
        Frequency(row["asks"], row["asks_days"]), seen, row["born"], row["paused"], row["paused_until"],
        row["registered"], row["waiting_since"], row["organisation"],
    )  # fmt: skip


def _volunteer_columns(values: dict[str, Any]) -> dict[str, Any]:
    """The columns for what callers say in the words of the model."""
    columns = dict(values)
    if "skills" in columns:
        columns["skills"] = sorted(columns["skills"])
    if "frequency" in columns:
        often: Frequency = columns.pop("frequency")
        columns |= {"asks": often.times, "asks_days": often.days}
    if "availability" in columns:
        columns["availability"] = write_availability(columns["availability"])
    if "approval" in columns:
        seen: Approval = columns.pop("approval")
        columns |= {"talk": seen.talk, "course": seen.course, "pledge": seen.pledge,
                    "police_seen": seen.police_seen, "police_expires": seen.police_expires,
                    "of_age": seen.of_age}  # fmt: skip
    return columns


def _recipient(row: RowMapping, person: Person | None = None) -> Recipient:
    who = person or Person(PersonId(row["person"]), row["name"] or "", row["language"], row["opted_out"])
    kin = Kin(row["kin_name"] or "", row["kin_phone"] or "")
    return Recipient(
        who, row["postcode"], row["place"], row["street"] or "", row["entry"] or "", Tell(row["tell"]), kin,
        row["known_only"], row["stopped"],
    )  # fmt: skip


def read_availability(data: dict[str, Any] | None) -> Availability | None:
    """What ``handslag parse`` writes for "availability", as a value."""
    if data is None:
        return None
    weekly = tuple(
        Window(
            w["day"],
            _clock(w["start"]),
            _clock(w["end"]),
            w.get("every_weeks", 1),
            w.get("nth"),
            w.get("weeks"),
            _day(w.get("anchor")),
        )
        for w in data.get("weekly", ())
    )
    out = tuple((date.fromisoformat(o["from"]), date.fromisoformat(o["to"])) for o in data.get("except", ()))
    return Availability(weekly, _day(data.get("from")), _day(data.get("until")), out)


def write_availability(times: Availability | None) -> dict[str, Any] | None:
    if times is None:
        return None
    return {
        "weekly": [_window(window) for window in times.weekly],
        "from": times.since and times.since.isoformat(),
        "until": times.until and times.until.isoformat(),
        "except": [{"from": out.isoformat(), "to": back.isoformat()} for out, back in times.without],
    }


def _window(window: Window) -> dict[str, Any]:
    data: dict[str, Any] = {"day": window.day, "start": f"{window.start:%H:%M}", "end": f"{window.end:%H:%M}"}
    if window.every_weeks != 1:
        data["every_weeks"] = window.every_weeks
    anchor = window.anchor and window.anchor.isoformat()
    more = (("nth", window.nth), ("weeks", window.weeks), ("anchor", anchor))
    return data | {k: v for k, v in more if v is not None}


def _clock(text: str) -> time:
    return time.fromisoformat(text)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
