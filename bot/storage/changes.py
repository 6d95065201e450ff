"""What has changed since somebody last looked: each topic's number is moved in the transaction that changes something.

A number says that there is something new to see, and nothing of what it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from sqlalchemy import Connection, bindparam, func, select

from bot.model import MunicipalityId
from bot.storage.columns import insert_for
from bot.storage.entering import enter
from bot.storage.prepared import Prepared
from bot.storage.shared import changed

TOPICS: Mapping[str, str] = {
    "event": "talks", "talk": "talks", "message": "messages",
    "errand": "errands", "series": "errands", "offer": "errands", "visit": "errands", "question": "errands",
    "note": "errands", "person": "people", "address": "people", "volunteer": "people", "recipient": "people",
    "pairing": "people", "apart": "people", "consent": "people", "pledge": "people",
    "matter": "matters", "need": "needs",
}  # fmt: skip
"""Tables of which somebody may have a page open, and what the page listens for."""
_MOVED = "moved"
"""Where a connection keeps which topics the job it is used for has changed."""


def begin(connection: Connection) -> None:
    """What an earlier job, which failed, has changed is as it was."""
    connection.info.pop(_MOVED, None)


def note(connection: Connection, where: MunicipalityId, table: str) -> None:
    topic = TOPICS.get(table)
    if topic is not None:
        connection.info.setdefault(_MOVED, set()).add((where, topic))


def write(connection: Connection) -> None:
    """At the end of a job: what it has changed has a higher number than all that changed before."""
    for where, topic in sorted(connection.info.pop(_MOVED, ())):
        enter(connection, where)
        _move(connection.dialect.name).changed(connection, {"town": where, "topic": topic})


@cache
def _move(dialect: str) -> Prepared:
    here = changed.c.municipality == bindparam("town")
    following = select(func.coalesce(func.max(changed.c.number), 0) + 1).where(here).scalar_subquery()
    row = {"municipality": bindparam("town"), "topic": bindparam("topic"), "number": following}
    added = insert_for(dialect, changed).values(row)
    same = ["municipality", "topic"]
    return Prepared(added.on_conflict_do_update(index_elements=same, set_={"number": added.excluded.number}))

