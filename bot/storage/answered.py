"""Tables of what people have said yes to and answered of how they have it with others, and of what came out of many."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, String, Table

from bot.storage.columns import at, count, id_, key, metadata, sealed, word, yes

_PERSON = (["municipality", "person"], ["person.municipality", "person.id"])

# What someone has said yes to: for what, by which words, how it was said, and until when it holds.
consent = Table(
    "consent", metadata, key("municipality"), key("id"), id_("person"), word("purpose"), word("basis"),
    Column("text", String(1000), nullable=False), word("language"), word("channel"), at("at"), at("ended"),
    Column("by", Integer), ForeignKeyConstraint(*_PERSON),
    Index(None, "municipality", "person"),
)  # fmt: skip

# What someone has answered, before and after, and when it went into a group's figures: never shown of one.
wellbeing = Table(
    "wellbeing", metadata, key("municipality"), key("id"), id_("person"), id_("consent"), word("scale"),
    word("phase"), sealed("answers"), yes("own_words"), yes("rings"), at("at"), at("counted"), Column("by", Integer),
    ForeignKeyConstraint(*_PERSON),
    Index(None, "municipality", "person"),
)  # fmt: skip

# The figures of a group that is closed: made once, and never worked out anew.
wellbeing_group = Table(
    "wellbeing_group", metadata, key("municipality"), key("id"), word("scale"), word("what"), at("at"),
    count("people"), count("total"), count("lonely"), ForeignKeyConstraint(["municipality"], ["municipality.id"]),
)  # fmt: skip
