"""What we ask the database about messages out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_

from bot.errors import SetupError
from bot.model import ErrandId, PersonId
from bot.storage.base import found
from bot.storage.letters import Received, _event
from bot.storage.questions import REACHES
from bot.storage.sending import Sending
from bot.storage.statements import (
    HAS_BUTTONS,
    MESSAGE,
    MESSAGES_ABOUT,
    MESSAGES_TO,
    NEXT_DUE,
    OLD_BUTTONS,
    TOLD_UNPROMPTED,
    let_expire,
    take_back,
)
from bot.storage.tables import event, message, question, wake
from bot.storage.written import ON_ITS_WAY, REACHED, Message, MessageState, read_message

__all__ = ["REACHED", "Message", "MessageState", "Post"]


class Post(Sending):
    """Verbs about messages out."""

    def add_message(self, *, options: Iterable[str] = (), **values: Any) -> int:
        return self._add(
            message, state=MessageState.QUEUED.value, look_up=self._keys.look_up(values["to"]),
            options="\n".join(options) or None, **values,
        )  # fmt: skip

    def message(self, which: int) -> Message:
        return read_message(found(self._first(MESSAGE, which=which), "message"))

    def change_message(self, which: int, **values: Any) -> None:
        self._set(message, {"id": which}, **values)

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
        return [read_message(row) for row in self._all(self._here(message).where(*waits).order_by(message.c.id))]

    def waiting_messages(self, most: int) -> list[Message]:
        """What has not left, the next first."""
        query = self._here(message).where(message.c.state == MessageState.QUEUED.value)
        return [read_message(row) for row in self._all(query.order_by(message.c.not_before, message.c.id).limit(most))]

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
        live = message.c.state.in_(ON_ITS_WAY) | message.c.options.is_not(None)
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
        self._change(message, message.c.id == which, message.c.state.in_(ON_ITS_WAY), **failed)

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
        prepared = self._known(lambda: take_back(given), "take back", *given)
        return self._moved(message, prepared.changed(self._connection, which))

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

    def with_buttons(self, who: PersonId) -> list[Message]:
        """Messages to someone whose buttons can still be pressed, in order."""
        query = self._here(message).where(*HAS_BUTTONS, message.c.person == who).order_by(message.c.id)
        return [read_message(row) for row in self._all(query)]

    def with_old_buttons(self) -> list[Message]:
        """Messages whose buttons mean nothing any more: what they asked is closed, or the talk has gone on."""
        return [read_message(row) for row in self._ask(OLD_BUTTONS)]

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

    def messages_to(self, who: PersonId, *, last: int = 200) -> list[Message]:
        return [read_message(row) for row in reversed(self._ask(MESSAGES_TO, who=who, last=last))]

    def messages_about(self, which: ErrandId) -> list[Message]:
        return [read_message(row) for row in self._ask(MESSAGES_ABOUT, which=which)]

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
        return [read_message(row) for row in self._all(query)]

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
            [m for m in map(read_message, reversed(self._all(out))) if m.to == number],
            [e for e in map(_event, reversed(self._all(came))) if e.sender == number],
        )
