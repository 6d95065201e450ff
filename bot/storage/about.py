"""All that is kept about one person, table by table: what is taken out when someone asks what we know of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, Select, Table, or_, select

from bot.model import Kin, PersonId
from bot.storage import tables
from bot.storage.base import Base

THEIRS: Mapping[str, tuple[str, ...]] = {
    "person": ("id",), "address": ("person",), "former_address": ("person",), "volunteer": ("person",),
    "recipient": ("person",),
    "errand": ("recipient",), "series": ("recipient",),
    "pairing": ("volunteer", "recipient", "substitute"), "apart": ("volunteer", "recipient"),
    "pledge": ("person",),
    "offer": ("volunteer",), "visit": ("volunteer",), "question": ("person",), "telegram_code": ("person",),
    "talk": ("person",), "message": ("person",), "event": ("person",), "note": ("person",), "matter": ("person",),
    "lesson": ("person",), "need": ("person", "about"), "access": ("person",),
    "consent": ("person",), "wellbeing": ("person",),
}  # fmt: skip
"""For each table the columns that say whom a row is about."""
ABOUT_NOBODY: Mapping[str, str] = {
    "stopped_number": "a hash alone, which cannot be told whose it is",
    "provision": "what organisations offer anyone",
    "opened": "how often what organisations offer is opened, and never by whom",
    "sender": "our own addresses",
    "wake": "what is to be looked at again, by number",
    "pledge_text": "what volunteers promise to keep to themselves",
    "wellbeing_group": "what five or more have answered together, closed, and no longer told apart",
    "wording": "how the municipality has worded our texts",
    "changed": "how often something has changed, so that open pages fetch it",
    "undo": "what a coordinator's last acts changed, for a minute, so that they can be taken back",
    "user": "those who work here, who see what is kept about them under their own account",
    "invitation": "links that nobody has used yet",
}
"""Tables of a municipality's that hold nothing about those we help or who help, and what they hold."""
THROUGH_ERRANDS = ("visit", "access")
"""What is about an errand for someone is about them too."""
NOT_THEIRS = frozenset(
    {"municipality", "user", "created_by", "closed_by", "written_by", "ended_by", "told_by", "human", "by"}
)
"""Who of the staff it was is theirs to keep; that somebody did it is not."""


class About(Base):
    """What is asked on somebody's own behalf."""

    def all_about(self, who: PersonId) -> dict[str, list[dict[str, Any]]]:
        """Rows by table, in the order they came; tables without a row are left out."""
        found = {name: self._rows_about(tables.metadata.tables[name], who) for name in THEIRS}
        return {name: rows for name, rows in found.items() if rows}

    def _rows_about(self, table: Table, who: PersonId) -> list[dict[str, Any]]:
        shown = [one for one in table.c if one.name not in NOT_THEIRS and not isinstance(one.type, LargeBinary)]
        order = [table.c[name] for name in ("id", "number", "person") if name in table.c]
        query = self._here(table, *shown).where(self._is_about(table, who)).order_by(*order)
        return [dict(row) for row in self._all(query)]

    def _is_about(self, table: Table, who: PersonId) -> ColumnElement[bool]:
        said: list[ColumnElement[bool]] = [table.c[name] == who for name in THEIRS[table.name]]
        if table is tables.access:  # sealed as it was written, also what was about an entry that has become theirs
            said = [table.c.person.in_(self._known_as(who))]
        if table.name in THROUGH_ERRANDS:
            said.append(table.c.errand.in_(self._errands_for(who)))
        return or_(*said)

    def _errands_for(self, who: PersonId) -> Select[Any]:
        errand = tables.errand
        return select(errand.c.id).where(errand.c.municipality == self.municipality, errand.c.recipient == who)

    def _known_as(self, who: PersonId | None) -> Select[Any]:
        """Someone's number, and those of entries that were found to be them."""
        return self._here(tables.person, tables.person.c.id).where(
            or_(tables.person.c.id == who, tables.person.c.merged_into == who)
        )

    def everyone(self) -> dict[PersonId, str]:
        """The name of everyone who has not been erased; empty for those we know by a number alone."""
        query = self._here(tables.person, tables.person.c.id, tables.person.c.name)
        there = (tables.person.c.erased.is_(None), tables.person.c.merged_into.is_(None))
        return {PersonId(row["id"]): row["name"] or "" for row in self._all(query.where(*there))}

    def all_kin(self) -> dict[PersonId, Kin]:
        """Whose kin is called what, and reached at which number."""
        columns = (tables.recipient.c.person, tables.recipient.c.kin_name, tables.recipient.c.kin_phone)
        found = self._all(self._here(tables.recipient, *columns))
        kin = {PersonId(row["person"]): Kin(row["kin_name"] or "", row["kin_phone"] or "") for row in found}
        return {who: one for who, one in kin.items() if one.name or one.phone}

    def kin_numbers(self) -> dict[PersonId, str]:
        """Whose kin is reached at which number."""
        return {who: one.phone for who, one in self.all_kin().items() if one.phone}
