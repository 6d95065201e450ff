"""What is asked about messages, events and talks in every turn, put together once."""

from __future__ import annotations

from sqlalchemy import Integer, bindparam, select

from bot.storage.base import here
from bot.storage.prepared import Prepared
from bot.storage.tables import event, message, talk

MESSAGE = Prepared(select(message).where(here(message), message.c.id == bindparam("which")))
MESSAGES_TO = Prepared(
    select(message)
    .where(here(message), message.c.person == bindparam("who"))
    .order_by(message.c.created.desc(), message.c.id.desc())
    .limit(bindparam("last", type_=Integer))
)
EVENT = Prepared(select(event).where(here(event), event.c.id == bindparam("which")))
OLDER = Prepared(
    select(event.c.id)
    .where(here(event), event.c.look_up == bindparam("look_up"))
    .where(event.c.state == "open", event.c.id < bindparam("which"))
)
HEARD_FROM = Prepared(
    select(event)
    .where(here(event), event.c.person == bindparam("who"))
    .order_by(event.c.received.desc(), event.c.id.desc())
    .limit(bindparam("last", type_=Integer))
)
TALK = Prepared(select(talk).where(here(talk), talk.c.person == bindparam("who")))
WITH_HUMAN = Prepared(
    select(talk.c.person, talk.c.human_since, talk.c.human).where(here(talk), talk.c.human_since.is_not(None))
)
