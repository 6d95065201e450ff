"""What one person will have of two entries: the rows, and the ways to be reached.

Nobody is approved by it.  What is not known of the one that stays is taken from the other, each date from where it was
seen, and what is stricter holds: the longer pause, the rarer questions, all that either will not do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table

from bot.model import PersonId
from bot.storage.store import Store
from bot.storage.tables import person, recipient, volunteer

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OnePerson:
    """Rows as they will be kept.  ``used`` is what is written to or rung, by channel; ``former`` only heard from."""

    person: Row
    volunteer: Row | None
    recipient: Row | None
    used: Mapping[str, Row]
    former: Sequence[Row]


def one_person(store: Store, kept: PersonId, gone: PersonId, number: str) -> OnePerson:
    first, second = (store.row_of(person, who) or {} for who in (kept, gone))
    used, former, stopped = _addresses(store, kept, gone, number)
    named = {"name": first["name"] or second["name"], "language": first["language"],
             "created": _earliest(first["created"], second["created"]), "stopped": stopped}  # fmt: skip
    return OnePerson(
        named, _one_of(store, volunteer, kept, gone, _one_volunteer),
        _one_of(store, recipient, kept, gone, _one_recipient), used, former,
    )  # fmt: skip


def _one_of(store: Store, table: Table, kept: PersonId, gone: PersonId, both: Callable[[Row, Row], Row]) -> Row | None:
    first, second = store.row_of(table, kept), store.row_of(table, gone)
    if first is None or second is None:
        return first or second
    return both(first, second)


def _filled(first: Row, second: Row) -> dict[str, Any]:
    """Theirs who stays, and what is not known of them from the other."""
    return {name: second[name] if value in (None, "", []) else value for name, value in first.items()}


def _one_volunteer(first: Row, second: Row) -> Row:
    rarer = max((first, second), key=lambda row: row["asks_days"] / max(row["asks"], 1))
    seen = max((first, second), key=lambda row: str(row["police_seen"] or ""))
    home = first if first["postcode"] or first["place"] else second
    talked = first if first["talk"] else second
    pauses = [row["paused_until"] for row in (first, second) if row["paused"]]
    return {
        **_filled(first, second), "stage": first["stage"], "waiting_since": first["waiting_since"],
        "skills": sorted({*first["skills"], *second["skills"]}),
        "dislikes": ". ".join(dict.fromkeys(filter(None, (first["dislikes"], second["dislikes"])))),
        "registered": _earliest(first["registered"], second["registered"]),
        "paused": bool(pauses), "paused_until": None if None in pauses else max(pauses, default=None),
        **_of(rarer, "asks", "asks_days"), **_of(home, "postcode", "place"),
        **_of(talked, "talk", "talk_by"), **_of(seen, "police_seen", "police_expires", "police_seen_by"),
    }  # fmt: skip


def _one_recipient(first: Row, second: Row) -> Row:
    """Home and next of kin are each from one place, never half from each."""
    home = first if first["street"] or first["postcode"] or first["place"] else second
    kin = first if first["kin_phone"] or first["kin_name"] else second
    either = {name: first[name] or second[name] for name in ("known_only", "stopped")}
    return {
        **_filled(first, second), **either, **_of(home, "street", "postcode", "place"),
        **_of(kin, "kin_name", "kin_phone", "kin_look_up"),
    }  # fmt: skip


def _of(row: Row, *names: str) -> Row:
    return {name: row[name] for name in names}


def _earliest(first: datetime | None, second: datetime | None) -> datetime | None:
    return min(filter(None, (first, second)), default=None)


def _addresses(store: Store, kept: PersonId, gone: PersonId, number: str) -> tuple[dict[str, Row], list[Row], bool]:
    """What is written to, and what is only heard from as before; also whether they have said STOPP.

    STOPP in one entry is STOPP: nobody is written to by being found a second time.
    """
    said_stop = {who: store.person(who).stopped for who in (kept, gone)}
    rows = [row | {"of": who} for who in (kept, gone) for row in store.all_addresses(who)]
    shut = [row for row in rows if said_stop[row["of"]] or store.is_stopped(row["value"])]
    open_ = [row for row in rows if row not in shut and not row["former"]]
    stopped = any(said_stop.values())
    used = dict[str, Row]()
    for row in sorted(rows if stopped else open_, key=lambda row: _how_good(store, row, kept, number)):
        if not row["former"]:
            used[row["channel"]] = row
    rung = [row for row in shut if row["channel"] == "sms" and not row["former"]]
    if rung and not {"sms", "phone"} & used.keys():
        used["phone"] = rung[0]
    now = {(channel, row["value"]) for channel, row in used.items()}
    former = {(row["channel"], row["value"]): row for row in rows if (row["channel"], row["value"]) not in now}
    return used, list(former.values()), stopped


def _how_good(store: Store, row: Row, kept: PersonId, number: str) -> tuple[bool, bool, float, bool]:
    """What was chosen, what works, where we last heard from, theirs who stays."""
    last = store.heard_from(row["of"], last=1)
    at = last[0].received.timestamp() if last else 0.0
    return row["value"] == number, row["works"], at, row["of"] == kept
