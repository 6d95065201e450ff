"""The tables of the catalogue, with one line on each."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, ForeignKeyConstraint, Index, String, Table

from bot.storage.columns import at, count, key, metadata, word

# What the voluntary sector offers, as anyone may read it, and when somebody last saw that it is still so.
provision = Table(
    "provision", metadata, key("municipality"), key("id"), Column("name", String(120), nullable=False),
    *(Column(name, String(400), nullable=False, default="") for name in ("what", "suits", "place", "times")),
    *(Column(name, String(400), nullable=False, default="") for name in ("contact", "cost")), word("number"),
    Column("kinds", JSON, nullable=False, default=list), Column("checked", Date), at("added"), at("gone"),
    ForeignKeyConstraint(["municipality"], ["municipality.id"]),
    Index(None, "municipality", "number"),
)  # fmt: skip

# How many times a day somebody has opened an entry, in the panel or on the open page; never who.
opened = Table(
    "opened", metadata, key("municipality"), key("provision"), Column("day", Date, primary_key=True), count("times"),
    ForeignKeyConstraint(["municipality"], ["municipality.id"]),
)  # fmt: skip
