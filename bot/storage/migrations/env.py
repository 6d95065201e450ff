"""What alembic runs: it works in a transaction of the caller's, so that a step that fails leaves nothing."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from bot.storage.tables import metadata


def written(what: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """A step must go on meaning the same when our own types change, so it is written in the database's."""
    if what != "type" or not type(item).__module__.startswith("bot."):
        return False
    return "sa.DateTime(timezone=True)" if type(item).__name__ == "Moment" else "sa.LargeBinary()"


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=written,
)
context.run_migrations()
