"""What we ask the database about what people write to us, and about talks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func

from bot.errors import SetupError
from bot.messages import Incoming
from bot.model import MunicipalityId, PersonId
from bot.storage.crypto import Keys
from bot.storage.questions import Questions
from bot.storage.statements import HEARD_FROM, HOW_MANY, OLDER, OPEN_EVENTS, TALK, UNREAD, UNREAD_FROM
from bot.storage.tables import event, talk


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
    pressed: int | None = None
    """Our message whose button was pressed."""
    own_number: str = ""
    """The number on their own contact card, when they sent it."""
    reason: str | None = None
    """Why it is not handled as what someone says to us."""

    @property
    def said(self) -> datetime:
        """When they wrote it: what reached them later, it does not answer."""
        return min(self.sent or self.received, self.received)


class Letters(Questions):
    """Verbs about what came in, and about talks."""

    def __init__(self, connection: Connection, municipality: MunicipalityId, keys: Keys) -> None:
        super().__init__(connection, municipality, keys)
        self._talks: dict[PersonId, RowMapping | None] = {}

    def add_event(self, came: Incoming, now: datetime, reason: str | None = None) -> Received | None:
        """Store what came; None when it has been here before."""
        unless = ["municipality", "channel", "external_id"]
        pressed = int(came.pressed) if came.pressed.isdigit() else None
        which = self._add_unless(
            event, unless, channel=came.channel, external_id=came.external_id, sender=came.sender, body=came.text,
            media=came.media, received=now, sent=came.sent_at, look_up=self._keys.look_up(came.sender),
            pressed=pressed, own_number=came.own_number or None, reason=reason,
        )  # fmt: skip
        if which is None:
            return None
        return Received(which, came.channel, came.external_id, None, came.sender, came.text, came.media, "open", 0,
                        now, None, None, came.sent_at, pressed, came.own_number, reason)  # fmt: skip

    def change_event(self, which: int, **values: Any) -> None:
        self._set(event, {"id": which}, **values)

    def open_events(self) -> list[tuple[Received, datetime | None]]:
        """Events whose turn has yet to succeed, in order, and when each is to be tried again."""
        rows = sorted(self._ask(OPEN_EVENTS), key=lambda row: row["id"])
        return [(_event(row), row["not_before"]) for row in rows]

    def unreadable_events(self) -> list[int]:
        """Of those whose turn has yet to succeed, the ones that do not open."""
        query = self._here(event, event.c.id).where(event.c.state == "open").order_by(event.c.id)
        return [row["id"] for row in self._all(query) if not self._opens(row["id"])]

    def _opens(self, which: int) -> bool:
        try:
            return self._one(self._here(event).where(event.c.id == which)) is not None
        except SetupError:
            return False

    def waits_behind(self, came: Received) -> bool:
        """Whether something the same sender wrote before this one has yet to be handled."""
        return self._first(OLDER, which=came.id, look_up=self._keys.look_up(came.sender)) is not None

    def written_since(self, who: PersonId, since: datetime) -> int:
        """How many messages someone has sent since then."""
        return int(self._first(HOW_MANY, who=who, since=since)["n"])

    def heard_from(self, who: PersonId, *, last: int = 200) -> list[Received]:
        return [_event(row) for row in reversed(self._ask(HEARD_FROM, who=who, last=last))]

    def heard_since(self, since: datetime, begins: str) -> list[Received]:
        """What has come since then, with ids that begin so."""
        query = self._here(event).where(event.c.received >= since, event.c.external_id.startswith(begins))
        return [_event(row) for row in self._all(query.order_by(event.c.id))]

    def tried(self, sender: str, intent: str, since: datetime) -> int:
        """How often something of that kind has come from there since then."""
        same = (event.c.look_up == self._keys.look_up(sender), event.c.intent == intent, event.c.received >= since)
        return int(self._all(self._here(event, func.count().label("n")).where(*same))[0]["n"])

    def talk_state(self, who: PersonId) -> str | None:
        row = self._talk(who)
        return row["state"] if row else None

    def talk_moved(self, who: PersonId) -> datetime | None:
        """When their talk last moved."""
        row = self._talk(who)
        return row["updated"] if row else None

    def _talk(self, who: PersonId) -> RowMapping | None:
        """Where someone's talk is, read once."""
        if who not in self._talks:
            self._talks[who] = self._first(TALK, who=who)
        return self._talks[who]

    def human_has(self, who: PersonId) -> tuple[datetime, int | None] | None:
        """Since when a coordinator has the talk, and which one; None when the robot has it."""
        row = self._talk(who)
        return (row["human_since"], row["human"]) if row is not None and row["human_since"] is not None else None

    def put_talk(self, who: PersonId, now: datetime, **values: Any) -> None:
        self._talks.pop(who, None)
        self._put_over(talk, {"person": who}, updated=now, **values)

    def unread(self) -> list[Received]:
        """What people wrote while a coordinator had the talk, not yet looked at."""
        return [_event(row) for row in self._ask(UNREAD)]

    def unread_from(self) -> list[tuple[PersonId, datetime]]:
        """Who wrote it, and when: in the menu of every page, where nobody reads what they wrote."""
        return [(PersonId(row["person"]), row["received"]) for row in self._ask(UNREAD_FROM)]


def _event(row: RowMapping) -> Received:
    return Received(
        row["id"], row["channel"], row["external_id"], row["person"], row["sender"] or "", row["body"] or "",
        row["media"], row["state"], row["tries"], row["received"], row["seen"], row["intent"], row["sent"],
        row["pressed"], row["own_number"] or "", row["reason"],
    )  # fmt: skip
