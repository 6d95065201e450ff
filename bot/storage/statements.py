"""What is asked about messages, events and talks in every turn, put together once."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import (
    ColumnElement,
    Integer,
    String,
    Update,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)

from bot.messages import GOES_ANYWAY
from bot.storage.base import here
from bot.storage.prepared import Prepared
from bot.storage.tables import errand, event, message, person, talk, visit


def _written(word: str) -> ColumnElement[str]:
    """A word that stands in the statement itself: for one given later, an index over some rows is not chosen."""
    return literal_column(f"'{word}'", String)


MESSAGE = Prepared(select(message).where(here(message), message.c.id == bindparam("which")))
MESSAGES_TO = Prepared(
    select(message)
    .where(here(message), message.c.person == bindparam("who"), message.c.edits.is_(None))
    .order_by(message.c.created.desc(), message.c.id.desc())
    .limit(bindparam("last", type_=Integer))
)
MESSAGES_ABOUT = Prepared(
    select(message)
    .where(here(message), message.c.errand == bindparam("which"), message.c.edits.is_(None))
    .order_by(message.c.created, message.c.id)
)
TOLD_UNPROMPTED = Prepared(
    select(func.count().label("n"))
    .where(here(message), message.c.person == bindparam("who"), message.c.unprompted, message.c.edits.is_(None))
    .where(message.c.not_before >= bindparam("begins"), message.c.not_before < bindparam("ends"))
)
OLDER = Prepared(
    select(event.c.id)
    .where(here(event), event.c.look_up == bindparam("look_up"))
    .where(event.c.state == _written("open"), event.c.id < bindparam("which"))
)
HEARD_FROM = Prepared(
    select(event)
    .where(here(event), event.c.person == bindparam("who"))
    .order_by(event.c.received.desc(), event.c.id.desc())
    .limit(bindparam("last", type_=Integer))
)
TALK = Prepared(select(talk).where(here(talk), talk.c.person == bindparam("who")))
HOW_MANY = Prepared(
    select(func.count().label("n"))
    .select_from(event)
    .where(here(event), event.c.person == bindparam("who"), event.c.received >= bindparam("since"))
)
OPEN_EVENTS = Prepared(select(event).where(here(event), event.c.state == _written("open")))
_OTHER = message.alias("other")
_JUST_BEING_SENT = (
    select(_OTHER.c.id)
    .where(_OTHER.c.municipality == message.c.municipality, _OTHER.c.look_up == message.c.look_up)
    .where(_OTHER.c.state == _written("sending"))
    .exists()
)
_DUE = (
    select(message)
    .where(here(message), or_(message.c.state == "queued", message.c.state == "unknown"))
    .where(message.c.not_before <= bindparam("now"), message.c.channel != bindparam("apart"), ~_JUST_BEING_SENT)
    .order_by(message.c.reply.desc(), message.c.id)
    .limit(bindparam("most", type_=Integer))
)
DUE = Prepared(_DUE)
DUE_ANYWAY = Prepared(_DUE.where(message.c.kind.in_([_written(kind) for kind in sorted(GOES_ANYWAY)])))
"""While sending is stopped."""
NEXT_DUE = Prepared(
    select(func.min(message.c.not_before).label("at"))
    .where(here(message), or_(message.c.state == "queued", message.c.state == "unknown"))
)
BEING_SENT = Prepared(
    select(message.c.id)
    .where(here(message), message.c.state == _written("sending"))
    .where(message.c.claimed <= bindparam("before"))
)


def take_back(given: Collection[str]) -> Update:
    """Withdraws what is queued, and what lies unread on the call list, to the person and of the kinds given."""
    unread = (message.c.channel == "call") & (message.c.state == "handed_over")
    queued = or_(message.c.state == "queued", unread)
    return update(message).where(queued, *_of(given)).values(state="withdrawn", settled=bindparam("now"))


def let_expire(given: Collection[str]) -> Update:
    """Sees that what may have left is not sent once more."""
    perhaps_left = or_(message.c.state == "unknown", message.c.state == "sending")
    return update(message).where(perhaps_left, *_of(given)).values(expires=bindparam("now"))


def _of(given: Collection[str]) -> list[ColumnElement[bool]]:
    """Messages to a person, about an errand, of one of some kinds: those of these that are given."""
    kinds = [message.c.kind == bindparam(name) for name in given if name.startswith("kind_")]
    same = [message.c[name] == bindparam(name) for name in ("person", "errand") if name in given]
    return [here(message), *same, *([or_(*kinds)] if kinds else [])]

_GONE = (here(person), person.c.erased.is_not(None))
_HELPED = (here(errand), errand.c.id == message.c.errand, person.c.id == errand.c.recipient)
_CAME = (here(visit), visit.c.errand == message.c.errand, person.c.id == visit.c.volunteer)
NAMES_WHO_COMES = ("visitor", "changed", "cancelled")
"""Kinds of messages in which someone who is helped reads a name."""
NAMES_ERASED = Prepared(
    select(message.c.id).where(
        here(message), message.c.id == bindparam("which"),
        or_(
            exists().where(*_HELPED, *_GONE),
            and_(or_(*(message.c.kind == kind for kind in NAMES_WHO_COMES)), exists().where(*_CAME, *_GONE)),
        ),
    )
)  # fmt: skip
