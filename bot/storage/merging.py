"""What we ask the database when two entries turn out to be one person: all that named the one names the other.

What names a person is said once, in ``about``.  The row of the one that goes away stays, empty, and says where it went:
old links lead there, and the number is given to nobody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table

from bot.model import ErrandId, PersonId
from bot.storage.about import THEIRS, About
from bot.storage.tables import address, former_address, message, metadata, note, offer, person, question, visit, wake

BESIDE: Mapping[str, tuple[str, ...]] = {"errand": ("ask_first",)}
"""Columns that name somebody whom the row is not about."""
SEALED = frozenset({"access"})
"""What cannot be written anew: the log is read with the old number, and shown as the one it leads to."""
PERSONAL = ("talk", "pause", "snooze", "who")
"""What is to be looked at again by the number of a person."""


class Merging(About):
    """Verbs about two who are one."""

    def became(self, who: PersonId) -> PersonId | None:
        """Whom an entry that is no more was found to be."""
        row = self._one(self._here(person, person.c.merged_into).where(person.c.id == who))
        return None if row is None or row["merged_into"] is None else PersonId(row["merged_into"])

    def row_of(self, table: Table, who: PersonId) -> dict[str, Any] | None:
        """A row whose key is the person, as it is kept."""
        row = self._one(self._here(table).where(table.c["id" if table is person else "person"] == who))
        return dict(row) if row else None

    def keep_row(self, table: Table, who: PersonId, values: Mapping[str, Any]) -> None:
        key = {"id" if table is person else "person": who}
        self._set(table, key, **{name: values[name] for name in values if name not in {"municipality", *key}})

    def all_addresses(self, who: PersonId) -> list[dict[str, Any]]:
        """Every way someone is or was reached, also what works no more; ``former`` is what is not written to."""
        used = self._all(self._here(address).where(address.c.person == who).order_by(address.c.channel))
        earlier = self._all(self._here(former_address).where(former_address.c.person == who))
        return [dict(row) | {"former": False} for row in used] + [dict(row) | {"former": True} for row in earlier]

    def ever_at(self, who: PersonId) -> list[tuple[str, str]]:
        """Channels and addresses where someone is reached, or was."""
        return [(row["channel"], row["value"]) for row in self.all_addresses(who) if row["former"] or row["works"]]

    def set_addresses(self, who: PersonId, other: PersonId, used: Mapping[str, Any], former: Any) -> None:
        """From now on someone is reached so, and the other not at all; what they were reached by before is theirs."""
        for one in (who, other):
            self._drop(address, person=one)
            self._drop(former_address, person=one)
        for channel, row in used.items():
            kept = {name: row[name] for name in ("value", "look_up", "works", "cleared")}
            self._put_over(address, {"person": who, "channel": channel}, **kept)
        for row in former:
            key = {"person": who, "channel": row["channel"], "look_up": row["look_up"]}
            self._put_over(former_address, key, value=row["value"])

    def asking(self, who: PersonId) -> dict[ErrandId, int | None]:
        """The message that asks each open question."""
        rows = self._all(self._here(question, question.c.errand, question.c.message).where(question.c.person == who))
        return {ErrandId(row["errand"]): row["message"] for row in rows}

    def renumber(self, who: PersonId, which: ErrandId, number: int) -> None:
        """An open question is answered by another number."""
        row = self._one(self._here(question).where(question.c.person == who, question.c.errand == which))
        if row is not None and row["number"] != number:
            self._set(question, {"person": who, "number": row["number"]}, number=number)
            self._made(question, {"person": who, "number": number})

    def one_offer(self, which: ErrandId, kept: PersonId, gone: PersonId, state: str) -> None:
        """Two questions about one errand are one, as often asked as both."""
        here = self._here(offer).where(offer.c.errand == which)
        mine, theirs = (self._all(here.where(offer.c.volunteer == who))[0] for who in (kept, gone))
        of = mine if mine["state"] == state else theirs
        self._drop(offer, errand=which, volunteer=gone)
        self._set(
            offer, {"errand": which, "volunteer": kept}, state=state, answered=of["answered"],
            asked=max(mine["asked"], theirs["asked"]), times=mine["times"] + theirs["times"],
            been_there=mine["been_there"] or theirs["been_there"],
        )

    def waiting_for(self, who: PersonId) -> list[tuple[int, str, str]]:
        """Messages that have not left: number, channel and address."""
        query = self._here(message, message.c.id, message.c.channel, message.c.to).where(message.c.person == who)
        rows = self._all(query.where(message.c.state == "queued").order_by(message.c.id))
        return [(row["id"], row["channel"], row["to"]) for row in rows]

    def hand_all_to(self, kept: PersonId, gone: PersonId) -> None:
        """All that names the one that is gone names the one that is kept, in every table that can be written anew."""
        for columns in (THEIRS, BESIDE):
            for name, theirs in columns.items():
                for column in () if name in SEALED or name == person.name else theirs:
                    self._point(metadata.tables[name], column, gone, kept)
        for subject in PERSONAL:
            self._look_again(subject, kept, gone)
        self._in_notes(kept, gone)
        self._change(person, person.c.merged_into == gone, merged_into=kept)
        self._set(person, {"id": gone}, name="", stopped=False, merged_into=kept)

    def _look_again(self, subject: str, kept: PersonId, gone: PersonId) -> None:
        """The one that comes first."""
        same = (wake.c.subject == subject, wake.c.id.in_((kept, gone)))
        rows = {row["id"]: row["due"] for row in self._all(self._here(wake).where(*same))}
        if gone in rows:
            self._drop(wake, subject=subject, id=gone)
            self._put_over(wake, {"subject": subject, "id": kept}, due=min(rows.values()), tries=0)

    def _in_notes(self, kept: PersonId, gone: PersonId) -> None:
        filled = (note.c.event == "errand_filled", note.c.errand.in_(self._had(kept)))
        for row in self._all(self._here(note).where(*filled)):
            named = row["data"].get("volunteers", [])
            if gone in named:
                data = {**row["data"], "volunteers": [kept if one == gone else one for one in named]}
                self._change(note, note.c.id == row["id"], data=data)

    def _had(self, who: PersonId) -> Any:
        return self._here(visit, visit.c.errand).where(visit.c.volunteer == who)
