"""What an update says.  Anyone may write to the robot, so nothing in one is taken to be of the right kind."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog

from bot.channels import Incoming

if TYPE_CHECKING:
    from telegram import CallbackQuery, ChatMemberUpdated, Contact, Message, Update

NAME = "telegram"
KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
PRIVATE, BANNED = "private", "kicked"
IN_A_GROUP = frozenset({"administrator", "member", "restricted"})
TOKEN = re.compile(r"([A-Za-z0-9_-]{1,18}):(.+)", re.DOTALL)
LONGEST_KEPT = 4096

Parse = Callable[[Mapping[str, object]], "Update"]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Came:
    """What an update holds: an event to store, a press to answer, a group to leave."""

    event: Incoming | None = None
    press: str = ""
    group: int | None = None


def token(ref: str, option: str) -> str:
    """What a button carries.  It names one message of ours, so that a press on an old one is known as old."""
    return f"{ref}:{option}"


def read(raw: object, key: bytes, parse: Parse) -> Came:
    """Make out one update; what nothing can be made of is kept for a human to see."""
    try:
        return _read(raw, key, parse)
    except Exception as wrong:  # the edge: one update must never stop those that came with it
        log.exception("update not read", channel=NAME, exc_info=wrong)
        return Came(unreadable(raw))


def unreadable(raw: object) -> Incoming:
    """Who wrote it and the words, where those at least can be seen; else the whole as it came."""
    whole = json.dumps(raw, sort_keys=True)
    name = f"unreadable-{hashlib.sha256(whole.encode()).hexdigest()[:40]}"
    sender, words = _seen(raw, "from", "id"), _seen(raw, "text")
    return Incoming(
        channel=NAME,
        external_id=name,
        sender=str(sender) if isinstance(sender, int) else "",
        text=_clean(words if isinstance(words, str) else whole)[:LONGEST_KEPT],
        unreadable=True,
    )


def number_of(raw: object) -> int | None:
    """The update's own number, if it has one; it says where we are in the queue, and nothing else."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    return number if isinstance(number, int) and number > 0 else None


def _read(raw: object, key: bytes, parse: Parse) -> Came:
    if not isinstance(raw, dict) or not raw.keys() - {"update_id"}:
        raise ValueError("no update")
    if not any(kind in raw for kind in KINDS):  # asked for by someone else, before us
        return Came()
    update = parse(raw)
    if update.callback_query:
        return _pressed(update.callback_query, key)
    if update.my_chat_member:
        return _moved(update.my_chat_member, key)
    message = update.message or update.edited_message
    if message is None:
        raise ValueError("an empty update")
    if message.chat.type != PRIVATE:
        return Came(group=_whole(message.chat.id))
    return Came(_written(message, key, edited=update.message is None))


def _written(message: Message, key: bytes, *, edited: bool) -> Incoming:
    chat, text = _whole(message.chat.id), _clean(message.text or message.caption)
    changed = _moment(message.edit_date) if edited else None
    return Incoming(
        channel=NAME,
        external_id=_digest(key, chat, _whole(message.message_id), changed or ""),
        sender=str(chat),
        text=text,
        media=0 if message.text else 1,
        edited=edited,
        sent_at=changed or _moment(message.date),
        own_number=_own_number(message.contact, chat),
    )


def _own_number(card: Contact | None, sender: int) -> str:
    if card is None or card.user_id != sender:
        return ""
    return "+" + re.sub(r"\D", "", _clean(card.phone_number))


def _pressed(query: CallbackQuery, key: bytes) -> Came:
    button = TOKEN.fullmatch(_clean(query.data))
    elsewhere = query.message is not None and query.message.chat.type != PRIVATE
    if button is None or elsewhere:
        return Came(press=query.id)
    ref, option = button.groups()
    name, sender = _digest(key, "press", query.id), str(_whole(query.from_user.id))
    return Came(Incoming(NAME, name, sender, option, pressed=ref), press=query.id)


def _moved(change: ChatMemberUpdated, key: bytes) -> Came:
    chat, now = _whole(change.chat.id), _plain(change.new_chat_member.status)
    at = _moment(change.date)
    if change.chat.type != PRIVATE:
        return Came(group=chat if now in IN_A_GROUP else None)
    if now != BANNED:
        return Came()
    name = _digest(key, chat, now, at)
    return Came(Incoming(NAME, name, str(chat), "", sent_at=at, blocked=True))


def _plain(word: str) -> str:
    """One library has words, the other has members of its own with the words as their values."""
    return str(getattr(word, "value", word))


def _moment(at: object) -> datetime | None:
    """The same moment whichever library read it: it is part of what an event is known by."""
    if isinstance(at, int):
        return datetime.fromtimestamp(at, UTC)
    return at.astimezone(UTC) if isinstance(at, datetime) else None


def _whole(number: object) -> int:
    if not isinstance(number, int):
        raise TypeError("not a number")
    return number


def _clean(text: object) -> str:
    """The text as a database can hold it: PostgreSQL stores no NUL, and half a character is none."""
    if not isinstance(text, str | None):
        raise TypeError("not a text")
    return (text or "").replace("\x00", "").encode("utf-8", "replace").decode()


def _digest(key: bytes, *what: int | str | datetime | None) -> str:
    """One name for one event.  It is stored in the open, and a chat's number is a person's."""
    return hmac.digest(key, ":".join(map(str, what)).encode(), "sha256").hex()[:40]


def _seen(raw: object, *steps: str) -> object:
    for kind in KINDS:
        place = raw
        for step in (kind, *steps):
            place = place.get(step) if isinstance(place, dict) else None
        if place is not None:
            return place
    return None
