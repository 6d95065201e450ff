"""What we ask the database about messages on their way: due, claimed, settled, and sent to another address."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.messages import Fate
from bot.model import PersonId
from bot.storage.letters import Letters
from bot.storage.statements import (
    BEING_SENT,
    DUE,
    DUE_ANYWAY,
    IDS_TO,
    IS_HELD_BACK,
    MESSAGE,
    NAMES_ERASED,
    REACHED_AT,
    SENT_ONCE_MORE,
    WITH_ID,
)
from bot.storage.tables import message
from bot.storage.written import Message, MessageState, read_message


class Sending(Letters):
    """Verbs about messages on their way."""

    def due_messages(self, now: datetime, most: int, apart: str = "", *, held: bool = False) -> list[Message]:
        """Messages whose time has come, those to be looked up too; none to an address just being written to.

        None on the channel ``apart`` either; while sending is ``held``, only what goes anyway.

        Answers come before the rest, then all in order.
        """
        return [read_message(row) for row in self._ask(DUE_ANYWAY if held else DUE, now=now, most=most, apart=apart)]

    def claim_message(self, claimed: Message, now: datetime, by: str = "") -> bool:
        """Mark a message as being sent; false when it is not as it was any more."""
        same = {"id": claimed.id, "state": claimed.state.value}
        new = {"state": MessageState.SENDING.value, "claimed": now, "claimed_by": by, "tries": claimed.tries + 1}
        once_more = claimed.once_more + (claimed.state is MessageState.UNKNOWN)
        return bool(self._set(message, same, owed=claimed.owed or claimed.not_before, once_more=once_more, **new))

    def keep_claim(self, claimed: Message, now: datetime, by: str) -> bool:
        """Go on with what was claimed before; false when it has been left for so long that it was taken over."""
        sending, tries = MessageState.SENDING.value, claimed.tries + 1
        same = {"id": claimed.id, "state": sending, "claimed_by": by, "tries": tries}
        return bool(self._set(message, same, claimed=now))

    def is_reached_at(self, who: PersonId, to: str) -> bool:
        """Whether an address is someone's, or that of the kin they are told through."""
        return self._first(REACHED_AT, who=who, look_up=self._keys.look_up(to)) is not None

    def sent_once_more(self) -> int:
        """How many were sent, or about to be, once more although they may have left."""
        return int(self._first(SENT_ONCE_MORE)["n"])

    def is_held_back(self, which: int) -> bool:
        """Whether one before it in the same talk is to be tried again: out of order it would be misunderstood."""
        return self._first(IS_HELD_BACK, which=which) is not None

    def send_again(self, which: int, state: MessageState, at: datetime, code: str) -> None:
        """Put back what was being sent; what has been settled meanwhile stays settled."""
        being_sent = {"id": which, "state": MessageState.SENDING.value}
        self._set(message, being_sent, state=state.value, not_before=at, code=code or None)

    def was_no_try(self, tried: Message) -> None:
        """What was done this time counts as nothing."""
        self._set(message, {"id": tried.id}, tries=tried.tries, once_more=tried.once_more)

    def was_not_sent(self, tried: Message) -> None:
        """It did not leave this time: it has been sent no more often than before."""
        self._set(message, {"id": tried.id}, once_more=tried.once_more)

    def unsettled(self, before: datetime) -> list[tuple[int, str]]:
        """Messages that were being sent when something stopped, claimed before then, and by whom."""
        return [(int(row["id"]), row["claimed_by"] or "") for row in self._ask(BEING_SENT, before=before)]

    def ids_to(self, channel: str, to: str) -> frozenset[str]:
        """The provider's ids of all we know to have left to an address."""
        found = self._ask(IDS_TO, channel=channel, look_up=self._keys.look_up(to))
        return frozenset(row["provider_id"] for row in found)

    def readdress(self, who: PersonId, before: str, to: str, *, by_sms: bool) -> None:
        """What is still to be said to someone at a number goes to another; aloud, when no SMS goes there."""
        there = (message.c.person == who, message.c.look_up == self._keys.look_up(before))
        new = {"to": to, "look_up": self._keys.look_up(to)}
        unsaid = message.c.state.in_((MessageState.QUEUED.value, MessageState.HANDED_OVER.value))
        self._change(message, *there, message.c.channel == "call", unsaid, **new)
        waits = message.c.state.in_((MessageState.QUEUED.value, MessageState.UNKNOWN.value))
        self._change(message, *there, message.c.channel == "sms", waits, **new, **_UNTRIED,
                     channel="sms" if by_sms else "call")  # fmt: skip

    def move_message(self, which: int, channel: str, to: str) -> None:
        """What waits goes to another address, where it has not been tried."""
        new = {"channel": channel, "to": to, "look_up": self._keys.look_up(to), "options": None}
        self._set(message, {"id": which}, **new, **_UNTRIED)

    def settle(self, ref: int, fate: Fate, provider_id: str, code: str, now: datetime) -> Message | None:
        """Take in a receipt; forward only, whatever the order they come in.

        One for what has never left, or with another id of the provider's, is about a message that had the number
        before the database was put back to an older copy.  Of two with the same words the one that was found to have
        left keeps the provider's id, and what is said of that id is about it.
        """
        row = self._whose(self._first(MESSAGE, which=ref), provider_id)
        if row is None or row["state"] == MessageState.QUEUED.value:
            return None
        if provider_id and row["provider_id"] and provider_id != row["provider_id"]:
            return None
        before, after = MessageState(row["state"]), _AFTER[fate]
        if _RANK[after] <= _RANK[before]:
            return None
        left = {"provider_id": provider_id or row["provider_id"], "handed_over": row["handed_over"] or now}
        self._set(message, {"id": row["id"]}, state=after.value, code=code or None, settled=now, **left)
        return replace(read_message(row), state=after, code=code or None)

    def _whose(self, row: Any, provider_id: str) -> Any:
        if row is None or not provider_id or row["provider_id"] == provider_id or row["edits"]:
            return row
        has_it = self._first(WITH_ID, channel=row["channel"], look_up=row["look_up"], provider_id=provider_id)
        return has_it or row

    def forget_sent(self, which: int) -> None:
        """Once it has been told, a message that was on its way holds nobody's name who has been erased since."""
        if self._first(NAMES_ERASED, which=which):
            self._set(message, {"id": which}, text=None)


_UNTRIED = {"state": MessageState.QUEUED.value, "tries": 0, "once_more": 0, "claimed": None}
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
