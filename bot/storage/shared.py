"""Tables through which workers know of each other, with one line on each."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKeyConstraint, String, Table

from bot.storage.columns import Moment, count, key, metadata

# What one worker has at a time, such as a channel whose provider answers one alone.
lease = Table(
    "lease", metadata, Column("what", String(64), primary_key=True), Column("holder", String(64), nullable=False),
    Column("until", Moment, nullable=False),
)  # fmt: skip

# What all workers must have alike, such as the key: its keyed hash; and when a backup was last made.
agreed = Table(
    "agreed", metadata, Column("what", String(64), primary_key=True), Column("value", String(64), nullable=False),
)  # fmt: skip

# What has changed, for those who have a page open: a number for each topic, the highest for what changed last.
changed = Table(
    "changed", metadata, key("municipality"), Column("topic", String(64), primary_key=True), count("number"),
    ForeignKeyConstraint(["municipality"], ["municipality.id"]),
)  # fmt: skip
