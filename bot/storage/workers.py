"""How equal workers share the work on PostgreSQL: where there is some, and who alone has what only one may do."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, String, bindparam, exists, literal_column, or_, select

from bot.model import MunicipalityId
from bot.storage.prepared import Prepared, run
from bot.storage.tables import event, message, municipality, wake


def _written(word: str) -> Any:
    return literal_column(f"'{word}'", String)


_HERE = municipality.c.id
_TRIED = or_(event.c.not_before.is_(None), event.c.not_before <= bindparam("now"))
_WAITS = or_(message.c.state == _written("queued"), message.c.state == _written("unknown"))
_DUE = Prepared(
    select(municipality.c.id)
    .where(
        or_(
            exists().where(wake.c.municipality == _HERE, wake.c.due <= bindparam("now")),
            exists().where(message.c.municipality == _HERE, _WAITS, message.c.not_before <= bindparam("now")),
            exists().where(
                message.c.municipality == _HERE, message.c.state == _written("sending"),
                message.c.claimed <= bindparam("stuck"),
            ),
            exists().where(event.c.municipality == _HERE, event.c.state == _written("open"), _TRIED),
        )
    )
    .order_by(municipality.c.id)
)  # fmt: skip


def places_due(connection: Connection, now: datetime, stuck: datetime) -> list[MunicipalityId]:
    """Where something is to be seen to now, or has been on its way since before ``stuck``."""
    if connection.dialect.name == "postgresql":
        run(connection, "SET LOCAL handslag.look = 'due'")
    return [MunicipalityId(row["id"]) for row in _DUE.rows(connection, {"now": now, "stuck": stuck})]


_HOLD = """
INSERT INTO lease (what, holder, until) VALUES (%(what)s, %(holder)s, now() + %(lasts)s)
ON CONFLICT (what) DO UPDATE SET holder = excluded.holder, until = excluded.until
WHERE lease.holder = excluded.holder OR lease.until <= now() RETURNING what
"""


def hold(connection: Connection, what: str, holder: str, lasts: timedelta) -> bool:
    """Take, or keep, what one worker has at a time; the server's clock says when it falls free."""
    held = run(connection, _HOLD, {"what": what, "holder": holder, "lasts": lasts})
    return held.fetchone() is not None


def let_go(connection: Connection, holder: str) -> None:
    """Leave what one had to the others at once."""
    run(connection, "DELETE FROM lease WHERE holder = %(holder)s", {"holder": holder})
