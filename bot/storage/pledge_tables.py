"""The tables of the confidentiality pledge: what is promised, version by version, and who has promised it."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, ForeignKeyConstraint, Index, Integer, String, Table

from bot.storage.columns import at, count, id_, key, metadata, sealed, word

# What volunteers promise to keep to themselves, version by version; none is ever changed.
pledge_text = Table(
    "pledge_text", metadata, key("municipality"), key("id"), Column("words", JSON, nullable=False), at("published"),
    Column("by", Integer), Column("again", Date), ForeignKeyConstraint(["municipality"], ["municipality.id"]),
)  # fmt: skip

# Each time someone was asked to promise it, or promised: the very words, and for a promise when, how, and what said so.
pledge = Table(
    "pledge", metadata, key("municipality"), key("id"), id_("person"), count("version"), word("language", "nb"),
    Column("words", String(1000), nullable=False), word("state", "asked"), at("asked"), id_("message", empty=True),
    Column("day", Date), word("how"), id_("event", empty=True), sealed("said"), Column("by", Integer),
    ForeignKeyConstraint(["municipality", "person"], ["person.municipality", "person.id"]),
    Index(None, "municipality", "person"),
)  # fmt: skip
