"""What we ask the database about messages out and in, and about talks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, RowMapping, func, or_, select

from bot.messages import Fate, Incoming
from bot.model import ErrandId, MunicipalityId, PersonId
from bot.storage.base import found
from bot.storage.crypto import Keys
from bot.storage.questions import REACHES, Questions
from bot.storage.statements import (
    BEING_SENT,
    DUE,
    HEARD_FROM,
    HOW_MANY,
    MESSAGE,
    MESSAGES_TO,
    OLDER,
    OPEN_EVENTS,
    TALK,
)
from bot.storage.tables import event, message, person, talk


class MessageState(StrEnum):
    """Where a message out is; it only moves forward."""

    QUEUED = "queued"
    SENDING = "sending"
    """Written before the call, so that a message whose answer was lost is looked up, not sent again."""
    HANDED_OVER = "handed_over"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one address."""

    id: int
    person: PersonId | None
    channel: str
    to: str
    text: str
    kind: str
    errand: ErrandId | None
    state: MessageState
    reply: bool
    unprompted: bool
    wakes: bool
    created: datetime
    not_before: datetime
    expires: datetime | None
    tries: int
    handed_over: datetime | None
    settled: datetime | None
    provider_id: str | None
    code: str | None
    written_by: int | None
    visit: int | None


@dataclass(frozen=True, slots=True)
class Received:
    """One event in: a message someone sent us, as it was stored."""

    id: int
    channel: str
    external_id: str
    person: PersonId | None
    sender: str
    text: str
    media: int
    state: str
    tries: int
    received: datetime
    seen: datetime | None
    intent: str | None
    sent: datetime | None
    """When the provider says it was sent; none when it came at once."""

    @property
    def said(self) -> datetime:
        """When they wrote it: what reached them later, it does not answer."""
        return min(self.sent or self.received, self.received)


class Post(Questions):
    """Verbs about messages and talks."""

    def __init__(self, connection: Connection, municipality: MunicipalityId, keys: Keys) -> None:
        super().__init__(connection, municipality, keys)
        self._talks: dict[PersonId, RowMapping | None] = {}

    def add_message(self, **values: Any) -> int:
        return self._add(
            message, state=MessageState.QUEUED.value, look_up=self._keys.look_up(values["to"]), **values
        )

    def message(self, which: int) -> Message:
        return _message(found(self._first(MESSAGE, which=which), "message"))

    def change_message(self, which: int, **values: Any) -> None:
        self._set(message, {"id": which}, **values)

    def due_messages(self, now: datetime, most: int) -> list[Message]:
        """Messages whose time has come, those to be looked up too; none to an address just being written to.

        Answers come before the rest, then all in order.
        """
        return [_message(row) for row in self._ask(DUE, now=now, most=most)]

    def claim_message(self, claimed: Message, now: datetime) -> bool:
        """Mark a message as being sent; false when it is not as it was any more."""
        same = {"id": claimed.id, "state": claimed.state.value}
        sending = MessageState.SENDING.value
        return bool(self._set(message, same, state=sending, claimed=now, tries=claimed.tries + 1))

    def send_again(self, which: int, state: MessageState, at: datetime, code: str) -> None:
        """Put back what was being sent; what has been settled meanwhile stays settled."""
        being_sent = {"id": which, "state": MessageState.SENDING.value}
        self._set(message, being_sent, state=state.value, not_before=at, code=code or None)

    def next_message_at(self) -> datetime | None:
        row = self._one(
            self._here(message, func.min(message.c.not_before).label("at")).where(
                message.c.state.in_(_WAITING)
            )
        )
        return row["at"] if row else None

    def unsettled(self, before: datetime) -> list[Message]:
        """Messages that were being sent when something stopped, and were claimed before then."""
        return [_message(row) for row in self._ask(BEING_SENT, before=before)]

    def withdraw(
        self,
        now: datetime,
        *,
        to: PersonId | None = None,
        errand: ErrandId | None = None,
        kinds: Iterable[str] = (),
    ) -> int:
        """Take back what has not left, or has not been read aloud: to a person, about an errand, of some kinds.

        Returns how many had surely not left.  What may have left is not sent once more.
        """
        unread = (message.c.channel == "call") & (message.c.state == MessageState.HANDED_OVER.value)
        which = [or_(message.c.state == MessageState.QUEUED.value, unread)]
        if to is not None:
            which.append(message.c.person == to)
        if errand is not None:
            which.append(message.c.errand == errand)
        if kinds := tuple(kinds):
            which.append(message.c.kind.in_(kinds))
        withdrawn = self._change(message, *which, state=MessageState.WITHDRAWN.value, settled=now)
        perhaps_left = message.c.state.in_((MessageState.UNKNOWN.value, MessageState.SENDING.value))
        self._change(message, perhaps_left, *which[1:], expires=now)
        return withdrawn

    def withdraw_about(self, visit: int, to: PersonId, now: datetime) -> None:
        """Take back what someone has not yet been told about a visit."""
        unread = (message.c.channel == "call") & (message.c.state == MessageState.HANDED_OVER.value)
        not_told = or_(message.c.state == MessageState.QUEUED.value, unread)
        about = (message.c.visit == visit, message.c.person == to)
        self._change(message, not_told, *about, state=MessageState.WITHDRAWN.value, settled=now)

    def settle(self, ref: int, fate: Fate, provider_id: str, code: str, now: datetime) -> Message | None:
        """Take in a receipt; forward only, whatever the order they come in."""
        row = self._first(MESSAGE, which=ref)
        if row is None:
            return None
        before, after = MessageState(row["state"]), _AFTER[fate]
        if _RANK[after] <= _RANK[before]:
            return None
        self.change_message(ref, state=after.value, provider_id=provider_id or row["provider_id"], code=code or None,
                            handed_over=row["handed_over"] or now, settled=now)  # fmt: skip
        return replace(_message(row), state=after, code=code or None)

    def messages_to(self, who: PersonId, *, last: int = 200) -> list[Message]:
        return [_message(row) for row in reversed(self._ask(MESSAGES_TO, who=who, last=last))]

    def messages_about(self, which: ErrandId) -> list[Message]:
        return [
            _message(r)
            for r in self._all(
                self._here(message).where(message.c.errand == which).order_by(message.c.created, message.c.id)
            )
        ]

    def call_list(self) -> list[Message]:
        """Messages a coordinator is to read aloud on the telephone and has not yet."""
        query = (
            self._here(message)
            .where(message.c.channel == "call", message.c.state == MessageState.HANDED_OVER.value)
            .order_by(message.c.created, message.c.id)
        )
        return [_message(row) for row in self._all(query)]

    def written_to(self, *, last: int) -> list[PersonId]:
        """Those who last got an SMS, the latest first."""
        left = message.c.state.in_((MessageState.HANDED_OVER.value, MessageState.DELIVERED.value))
        query = (
            self._here(message, message.c.person)
            .where(message.c.channel == "sms", message.c.person.is_not(None), left)
            .group_by(message.c.person)
            .order_by(func.max(message.c.id).desc())
            .limit(last)
        )
        return [PersonId(row["person"]) for row in self._all(query)]

    def sms_with(
        self, number: str, people: Collection[PersonId], *, last: int
    ) -> tuple[list[Message], list[Received]]:
        """What was written to and from a number by SMS: that to or from these people, and what is about nobody."""
        out = (
            self._here(message)
            .where(message.c.channel == "sms", message.c.person.is_(None) | message.c.person.in_(people))
            .order_by(message.c.id.desc())
            .limit(last)
        )
        came = (
            self._here(event)
            .where(event.c.channel == "sms", event.c.person.is_(None) | event.c.person.in_(people))
            .order_by(event.c.id.desc())
            .limit(last)
        )
        return (
            [m for m in map(_message, reversed(self._all(out))) if m.to == number],
            [e for e in map(_event, reversed(self._all(came))) if e.sender == number],
        )

    def add_event(self, came: Incoming, now: datetime) -> Received | None:
        """Store what came; None when it has been here before."""
        unless = ["municipality", "channel", "external_id"]
        which = self._add_unless(
            event, unless, channel=came.channel, external_id=came.external_id, sender=came.sender, body=came.text,
            media=came.media, received=now, sent=came.sent_at, look_up=self._keys.look_up(came.sender),
        )  # fmt: skip
        if which is None:
            return None
        return Received(which, came.channel, came.external_id, None, came.sender, came.text, came.media, "open", 0,
                        now, None, None, came.sent_at)  # fmt: skip

    def change_event(self, which: int, **values: Any) -> None:
        self._set(event, {"id": which}, **values)

    def open_events(self) -> list[tuple[Received, datetime | None]]:
        """Events whose turn has yet to succeed, in order, and when each is to be tried again."""
        rows = sorted(self._ask(OPEN_EVENTS), key=lambda row: row["id"])
        return [(_event(row), row["not_before"]) for row in rows]

    def waits_behind(self, came: Received) -> bool:
        """Whether something the same sender wrote before this one has yet to be handled."""
        return self._first(OLDER, which=came.id, look_up=self._keys.look_up(came.sender)) is not None

    def written_since(self, who: PersonId, since: datetime) -> int:
        """How many messages someone has sent since then."""
        return int(self._first(HOW_MANY, who=who, since=since)["n"])

    def heard_from(self, who: PersonId, *, last: int = 200) -> list[Received]:
        return [_event(row) for row in reversed(self._ask(HEARD_FROM, who=who, last=last))]

    def talk_state(self, who: PersonId) -> str | None:
        row = self._talk(who)
        return row["state"] if row else None

    def _talk(self, who: PersonId) -> RowMapping | None:
        """Where someone's talk is, read once."""
        if who not in self._talks:
            self._talks[who] = self._first(TALK, who=who)
        return self._talks[who]

    def talks(self) -> list[tuple[PersonId, str, datetime | None, int | None, datetime]]:
        """Every talk, the last moved first: who, name, since when a human has it, which human, when it moved."""
        same = (person.c.municipality == talk.c.municipality) & (person.c.id == talk.c.person)
        query = (
            select(talk.c.person, person.c.name, talk.c.human_since, talk.c.human, talk.c.updated)
            .join(person, same)
            .where(talk.c.municipality == self.municipality)
            .order_by(talk.c.updated.desc())
        )
        return [
            (PersonId(r["person"]), r["name"] or "", r["human_since"], r["human"], r["updated"])
            for r in self._all(query)
        ]

    def human_has(self, who: PersonId) -> tuple[datetime, int | None] | None:
        """Since when a coordinator has the talk, and which one; None when the robot has it."""
        row = self._talk(who)
        return (row["human_since"], row["human"]) if row is not None and row["human_since"] is not None else None

    def put_talk(self, who: PersonId, now: datetime, **values: Any) -> None:
        self._talks.pop(who, None)
        self._put_over(talk, {"person": who}, updated=now, **values)

    def unread(self) -> list[Received]:
        """What people wrote while a coordinator had the talk, not yet looked at."""
        same = (talk.c.municipality == event.c.municipality) & (talk.c.person == event.c.person)
        theirs = self._here(talk, talk.c.person).where(talk.c.human_since.is_not(None))
        query = (
            self._here(event)
            .join(talk, same)
            .where(event.c.person.in_(theirs), event.c.received >= talk.c.human_since, event.c.seen.is_(None))
            .order_by(event.c.received, event.c.id)
        )
        return [_event(row) for row in self._all(query)]


REACHED = frozenset(MessageState(state) for state in REACHES)
"""States of a message that the one it is for may have read."""
_WAITING = (MessageState.QUEUED.value, MessageState.UNKNOWN.value)
_AFTER = {
    Fate.HANDED_OVER: MessageState.HANDED_OVER,
    Fate.DELIVERED: MessageState.DELIVERED,
    Fate.UNDELIVERABLE: MessageState.FAILED,
    Fate.OPTED_OUT: MessageState.FAILED,
}
_RANK = {
    MessageState.QUEUED: 0, MessageState.SENDING: 1, MessageState.UNKNOWN: 1, MessageState.HANDED_OVER: 2,
    MessageState.DELIVERED: 3, MessageState.FAILED: 3, MessageState.WITHDRAWN: 4,
}  # fmt: skip


def _message(row: RowMapping) -> Message:
    return Message(
        row["id"], row["person"], row["channel"], row["to"] or "", row["text"] or "", row["kind"], row["errand"],
        MessageState(row["state"]), row["reply"], row["unprompted"], row["wakes"], row["created"], row["not_before"],
        row["expires"], row["tries"], row["handed_over"], row["settled"], row["provider_id"], row["code"],
        row["written_by"], row["visit"],
    )  # fmt: skip


def _event(row: RowMapping) -> Received:
    return Received(
        row["id"], row["channel"], row["external_id"], row["person"], row["sender"] or "", row["body"] or "",
        row["media"], row["state"], row["tries"], row["received"], row["seen"], row["intent"], row["sent"],
    )  # fmt: skip
