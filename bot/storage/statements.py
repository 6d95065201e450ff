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
from bot.storage.tables import address, errand, event, message, person, question, recipient, talk, visit


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
_ANYWAY = [_written(kind) for kind in sorted(GOES_ANYWAY)]
_OTHER = message.alias("other")
_JUST_BEING_SENT = (
    select(_OTHER.c.id)
    .where(_OTHER.c.municipality == message.c.municipality, _OTHER.c.look_up == message.c.look_up)
    .where(_OTHER.c.state == _written("sending"))
    .exists()
)
_SAME_TALK = (_OTHER.c.person.is_not_distinct_from(message.c.person), _OTHER.c.channel == message.c.channel)
_LATER_THAN_ONE_TO_BE_TRIED_AGAIN = (
    select(_OTHER.c.id)
    .where(_OTHER.c.municipality == message.c.municipality, _OTHER.c.look_up == message.c.look_up)
    .where(_OTHER.c.state.in_([_written("queued"), _written("unknown")]), _OTHER.c.claimed.is_not(None))
    .where(*_SAME_TALK, _OTHER.c.id + 0 < message.c.id, message.c.kind.not_in(_ANYWAY))
    .exists()
)
_DUE = (
    select(message)
    .where(here(message), or_(message.c.state == "queued", message.c.state == "unknown"))
    .where(message.c.not_before <= bindparam("now"), message.c.channel != bindparam("apart"))
    .where(~_JUST_BEING_SENT, ~_LATER_THAN_ONE_TO_BE_TRIED_AGAIN)
    .order_by(message.c.reply.desc(), message.c.id)
    .limit(bindparam("most", type_=Integer))
)
DUE = Prepared(_DUE)
DUE_ANYWAY = Prepared(_DUE.where(message.c.kind.in_(_ANYWAY)))
"""While sending is stopped."""
IS_HELD_BACK = Prepared(
    select(message.c.id).where(here(message), message.c.id == bindparam("which"), _LATER_THAN_ONE_TO_BE_TRIED_AGAIN)
)
NEXT_DUE = Prepared(
    select(func.min(message.c.not_before).label("at"))
    .where(here(message), or_(message.c.state == "queued", message.c.state == "unknown"))
    .where(~_LATER_THAN_ONE_TO_BE_TRIED_AGAIN)
)
"""What waits behind another has no time of its own."""
_THERE = (address.c.person == person.c.id, address.c.look_up == bindparam("look_up"))
_THROUGH_KIN = (recipient.c.person == person.c.id, recipient.c.kin_look_up == bindparam("look_up"))
REACHED_AT = Prepared(
    select(person.c.id).where(
        here(person), person.c.id == bindparam("who"),
        or_(exists().where(here(address), *_THERE), exists().where(here(recipient), *_THROUGH_KIN)),
    )
)  # fmt: skip
SENT_ONCE_MORE = Prepared(
    select(func.count().label("n"))
    .select_from(message)
    .where(here(message), message.c.once_more > literal_column("0", Integer))
)
_TO = (here(message), message.c.channel == bindparam("channel"), message.c.look_up == bindparam("look_up"))
_HAS_ITS_OWN = (message.c.provider_id.is_not(None), message.c.edits.is_(None))
IDS_TO = Prepared(select(message.c.provider_id).where(*_TO, *_HAS_ITS_OWN))
WITH_ID = Prepared(
    select(message).where(*_TO, message.c.provider_id == bindparam("provider_id"), message.c.edits.is_(None))
)
HAS_BUTTONS = (message.c.options > _written(""), message.c.provider_id.is_not(None))
"""SQLite finds an index by what a column is more than, and not by its being there."""
_STILL_ASKED = exists().where(here(question), question.c.message == message.c.id)
_WRITTEN_SINCE = exists().where(here(event), event.c.person == message.c.person, event.c.received > message.c.created)
OLD_BUTTONS = Prepared(
    select(message)
    .where(here(message), *HAS_BUTTONS, message.c.person.is_not(None))
    .where(or_(message.c.errand.is_not(None) & ~_STILL_ASKED, message.c.errand.is_(None) & _WRITTEN_SINCE))
    .order_by(message.c.id)
)
_WITH_HUMANS = select(talk.c.person).where(here(talk), talk.c.human_since.is_not(None)).correlate(None)
_NOT_SEEN = (
    select(event)
    .join(talk, and_(talk.c.municipality == event.c.municipality, talk.c.person == event.c.person))
    .where(here(event), event.c.person.in_(_WITH_HUMANS))
    .where(event.c.received >= talk.c.human_since, event.c.seen.is_(None))
    .order_by(event.c.received, event.c.id)
)
UNREAD, UNREAD_FROM = Prepared(_NOT_SEEN), Prepared(_NOT_SEEN.with_only_columns(event.c.person, event.c.received))
BEING_SENT = Prepared(
    select(message.c.id, message.c.claimed_by)
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
