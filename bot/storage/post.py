"""What we ask the database about messages out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import RowMapping, func, or_

from bot.errors import SetupError
from bot.messages import Fate
from bot.model import ErrandId, PersonId
from bot.storage.base import found
from bot.storage.letters import Letters, Received, _event
from bot.storage.questions import REACHES
from bot.storage.statements import (
    BEING_SENT,
    DUE,
    DUE_ANYWAY,
    MESSAGE,
    MESSAGES_ABOUT,
    MESSAGES_TO,
    NAMES_ERASED,
    NEXT_DUE,
    TOLD_UNPROMPTED,
    let_expire,
    take_back,
)
from bot.storage.tables import event, message, question, wake


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
    options: tuple[str, ...] = ()
    """Answers that can be pressed."""
    asks_number: bool = False
    repeats: int | None = None
    """The message whose words these are, sent another way since nobody answered."""
    edits: str | None = None
    """The provider's id of the message whose words these take the place of."""
    sought_from: datetime | None = None
    """It may have left since then without our knowing: the database has been put back to an older copy."""
    owed: datetime | None = None
    """When it was first to leave, once it has been put off."""


class Post(Letters):
    """Verbs about messages out."""

    def add_message(self, *, options: Iterable[str] = (), **values: Any) -> int:
        return self._add(
            message, state=MessageState.QUEUED.value, look_up=self._keys.look_up(values["to"]),
            options="\n".join(options) or None, **values,
        )  # fmt: skip

    def message(self, which: int) -> Message:
        return _message(found(self._first(MESSAGE, which=which), "message"))

    def change_message(self, which: int, **values: Any) -> None:
        self._set(message, {"id": which}, **values)

    def due_messages(self, now: datetime, most: int, apart: str = "", *, held: bool = False) -> list[Message]:
        """Messages whose time has come, those to be looked up too; none to an address just being written to.

        None on the channel ``apart`` either; while sending is ``held``, only what goes anyway.

        Answers come before the rest, then all in order.
        """
        return [_message(row) for row in self._ask(DUE_ANYWAY if held else DUE, now=now, most=most, apart=apart)]

    def claim_message(self, claimed: Message, now: datetime, by: str = "") -> bool:
        """Mark a message as being sent; false when it is not as it was any more."""
        same = {"id": claimed.id, "state": claimed.state.value}
        new = {"state": MessageState.SENDING.value, "claimed": now, "claimed_by": by, "tries": claimed.tries + 1}
        return bool(self._set(message, same, owed=claimed.owed or claimed.not_before, **new))

    def keep_claim(self, claimed: Message, now: datetime, by: str) -> bool:
        """Go on with what was claimed before; false when it has been left for so long that it was taken over."""
        sending, tries = MessageState.SENDING.value, claimed.tries + 1
        same = {"id": claimed.id, "state": sending, "claimed_by": by, "tries": tries}
        return bool(self._set(message, same, claimed=now))

    def send_again(self, which: int, state: MessageState, at: datetime, code: str) -> None:
        """Put back what was being sent; what has been settled meanwhile stays settled."""
        being_sent = {"id": which, "state": MessageState.SENDING.value}
        self._set(message, being_sent, state=state.value, not_before=at, code=code or None)

    def begin_anew(self, now: datetime) -> None:
        """What has been kept back until now leaves now, and is not late."""
        kept = (message.c.state == MessageState.QUEUED.value, message.c.not_before <= now)
        self._change(message, *kept, not_before=now, owed=None)

    def may_have_left(self) -> None:
        """What waits in a copy may have left after the copy was made, and is looked for before it is sent."""
        self._change(message, message.c.state == MessageState.QUEUED.value, sought_from=message.c.created)

    def queued_about(self, which: int) -> list[Message]:
        """What waits until a matter has been looked at, in order."""
        waits = (message.c.matter == which, message.c.state == MessageState.QUEUED.value)
        return [_message(row) for row in self._all(self._here(message).where(*waits).order_by(message.c.id))]

    def waiting_messages(self, most: int) -> list[Message]:
        """What has not left, the next first."""
        query = self._here(message).where(message.c.state == MessageState.QUEUED.value)
        return [_message(row) for row in self._all(query.order_by(message.c.not_before, message.c.id).limit(most))]

    def withdraw_message(self, taken: Message, now: datetime) -> bool:
        """Take back one message; false when it has left."""
        queued = {"id": taken.id, "state": MessageState.QUEUED.value}
        return bool(self._set(message, queued, state=MessageState.WITHDRAWN.value, settled=now))

    def next_message_at(self) -> datetime | None:
        row = self._first(NEXT_DUE)
        return row["at"] if row else None

    def unreadable(self) -> list[tuple[int, PersonId | None, ErrandId | None]]:
        """What is on its way, or has buttons, and cannot be read, nor the one it is for; with whom and what about."""
        names = (message.c.id, message.c.person, message.c.errand)
        live = message.c.state.in_(_ON_ITS_WAY) | message.c.options.is_not(None)
        rows = self._all(self._here(message, *names).where(live).order_by(message.c.id))
        return [(r["id"], r["person"], r["errand"]) for r in rows if not self._can_be_read(r["id"], r["person"])]

    def _can_be_read(self, which: int, who: PersonId | None) -> bool:
        try:
            self.message(which)
            if who is not None:
                self.person(who)
        except SetupError:
            return False
        return True

    def set_aside(self, which: int, now: datetime) -> None:
        """It is never sent, and its buttons are let be."""
        self._set(message, {"id": which}, options=None)
        failed = {"state": MessageState.FAILED.value, "code": "unreadable", "settled": now}
        self._change(message, message.c.id == which, message.c.state.in_(_ON_ITS_WAY), **failed)

    def unsettled(self, before: datetime) -> list[int]:
        """Messages that were being sent when something stopped, and were claimed before then."""
        return [int(row["id"]) for row in self._ask(BEING_SENT, before=before)]

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
        names = {"person": to, "errand": errand, **{f"kind_{n}": kind for n, kind in enumerate(kinds)}}
        given = {name: value for name, value in names.items() if value is not None}
        which = {"town": self.municipality, "now": now, **given}
        about = [message.c.person == to] * (to is not None) + [message.c.errand == errand] * (errand is not None)
        self._before(message, *about, message.c.state.in_((MessageState.QUEUED.value, MessageState.HANDED_OVER.value)))
        self._known(lambda: let_expire(given), "let expire", *given).changed(self._connection, which)
        return self._known(lambda: take_back(given), "take back", *given).changed(self._connection, which)

    def readdress(self, who: PersonId, before: str, to: str, *, by_sms: bool) -> None:
        """What is still to be said to someone at a number goes to another; aloud, when no SMS goes there."""
        there = (message.c.person == who, message.c.look_up == self._keys.look_up(before))
        new = {"to": to, "look_up": self._keys.look_up(to)}
        unsaid = message.c.state.in_((MessageState.QUEUED.value, MessageState.HANDED_OVER.value))
        self._change(message, *there, message.c.channel == "call", unsaid, **new)
        queued = (message.c.channel == "sms", message.c.state == MessageState.QUEUED.value)
        self._change(message, *there, *queued, **new, channel="sms" if by_sms else "call")

    def withdraw_repeats(self, to: PersonId, now: datetime) -> None:
        """Take back what was to be said another way as well: they have been heard from."""
        waiting = (message.c.state == MessageState.QUEUED.value, message.c.repeats.is_not(None))
        self._change(message, message.c.person == to, *waiting, state=MessageState.WITHDRAWN.value, settled=now)

    def watched(self, who: PersonId) -> list[int]:
        """Messages to someone that are said another way when nobody answers."""
        theirs = self._here(message, message.c.id).where(message.c.person == who)
        query = self._here(wake, wake.c.id).where(wake.c.subject == "fallback", wake.c.id.in_(theirs))
        return [int(row["id"]) for row in self._all(query.order_by(wake.c.id))]

    def asked_on(self, who: PersonId, channel: str) -> bool:
        """Whether something that is still asked has reached them on a channel, first or said again."""
        asking = self._here(question, question.c.message).where(question.c.person == who)
        which = message.c.id.in_(asking) | message.c.repeats.in_(asking)
        query = self._here(message, message.c.id).where(which, message.c.channel == channel)
        return self._one(query.where(message.c.state.in_(REACHES)).limit(1)) is not None

    def with_buttons(self, who: PersonId | None = None) -> list[Message]:
        """Messages whose buttons can still be pressed, in order."""
        query = self._here(message).where(message.c.options.is_not(None), message.c.provider_id.is_not(None))
        if who is not None:
            query = query.where(message.c.person == who)
        return [_message(row) for row in self._all(query.order_by(message.c.id))]

    def told_to_wait(self, channel: str) -> datetime | None:
        """Until when a provider has asked us to send nothing, as far as what waits tells."""
        waits = (message.c.state == MessageState.QUEUED.value, message.c.code == "429", message.c.channel == channel)
        row = self._one(self._here(message, func.max(message.c.not_before).label("at")).where(*waits))
        return row["at"] if row else None

    def withdraw_about(self, visit: int, to: PersonId, now: datetime) -> None:
        """Take back what someone has not yet been told about a visit."""
        unread = (message.c.channel == "call") & (message.c.state == MessageState.HANDED_OVER.value)
        not_told = or_(message.c.state == MessageState.QUEUED.value, unread)
        about = (message.c.visit == visit, message.c.person == to)
        self._change(message, not_told, *about, state=MessageState.WITHDRAWN.value, settled=now)

    def settle(self, ref: int, fate: Fate, provider_id: str, code: str, now: datetime) -> Message | None:
        """Take in a receipt; forward only, whatever the order they come in.

        One for what has never left, or with another id of the provider's, is about a message that had the number
        before the database was put back to an older copy.
        """
        row = self._first(MESSAGE, which=ref)
        if row is None or row["state"] == MessageState.QUEUED.value:
            return None
        if provider_id and row["provider_id"] and provider_id != row["provider_id"]:
            return None
        before, after = MessageState(row["state"]), _AFTER[fate]
        if _RANK[after] <= _RANK[before]:
            return None
        self.change_message(ref, state=after.value, provider_id=provider_id or row["provider_id"], code=code or None,
                            handed_over=row["handed_over"] or now, settled=now)  # fmt: skip
        return replace(_message(row), state=after, code=code or None)

    def forget_sent(self, which: int) -> None:
        """Once it has been told, a message that was on its way holds nobody's name who has been erased since."""
        if self._first(NAMES_ERASED, which=which):
            self._set(message, {"id": which}, text=None)

    def messages_to(self, who: PersonId, *, last: int = 200) -> list[Message]:
        return [_message(row) for row in reversed(self._ask(MESSAGES_TO, who=who, last=last))]

    def messages_about(self, which: ErrandId) -> list[Message]:
        return [_message(row) for row in self._ask(MESSAGES_ABOUT, which=which)]

    def told_unprompted(self, who: PersonId, day: tuple[datetime, datetime]) -> int:
        """How many messages they did not ask for were theirs that day."""
        return int(self._first(TOLD_UNPROMPTED, who=who, begins=day[0], ends=day[1])["n"])

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
        self, number: str, people: Collection[PersonId], *, last: int, channel: str = "sms"
    ) -> tuple[list[Message], list[Received]]:
        """What was written to and from a number by SMS: that to or from these people, and what is about nobody.

        Or to and from an address on another channel.
        """
        out = (
            self._here(message)
            .where(message.c.channel == channel, message.c.person.is_(None) | message.c.person.in_(people))
            .order_by(message.c.id.desc())
            .limit(last)
        )
        came = (
            self._here(event)
            .where(event.c.channel == channel, event.c.person.is_(None) | event.c.person.in_(people))
            .order_by(event.c.id.desc())
            .limit(last)
        )
        return (
            [m for m in map(_message, reversed(self._all(out))) if m.to == number],
            [e for e in map(_event, reversed(self._all(came))) if e.sender == number],
        )


_ON_ITS_WAY = (MessageState.QUEUED.value, MessageState.SENDING.value, MessageState.UNKNOWN.value)
REACHED = frozenset(MessageState(state) for state in REACHES)
"""States of a message that the one it is for may have read."""
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
        row["written_by"], row["visit"], tuple((row["options"] or "").split("\n")) if row["options"] else (),
        row["asks_number"], row["repeats"], row["edits"], row["sought_from"], row["owed"],
    )  # fmt: skip
