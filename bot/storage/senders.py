"""What we ask the database about addresses of ours; whose they are must be known before a municipality is entered."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, select

from bot.model import MunicipalityId
from bot.storage.base import inserting
from bot.storage.tables import municipality, sender


@dataclass(frozen=True, slots=True)
class Sender:
    """An address of ours, such as "tel:+4759440000" or "telegram:HamarHjelp_bot"."""

    address: str
    municipality: MunicipalityId
    calls_to: str = ""
    """The number that calls to it are put through to at any hour."""


@dataclass(frozen=True, slots=True)
class Town:
    """What decides whose an address is when no row says it."""

    id: MunicipalityId
    name: str
    example: bool
    telegram: bool


def senders(connection: Connection) -> list[Sender]:
    rows = connection.execute(select(sender).order_by(sender.c.municipality, sender.c.address)).mappings()
    return [Sender(row["address"], MunicipalityId(row["municipality"]), row["calls_to"] or "") for row in rows]


def towns(connection: Connection) -> list[Town]:
    rows = connection.execute(select(municipality).order_by(municipality.c.id)).mappings()
    return [Town(MunicipalityId(r["id"]), r["name"], r["example"], bool(r["set_up"].get("telegram"))) for r in rows]


def put_sender(connection: Connection, new: Sender) -> None:
    """Give an address to a municipality, whoever had it before."""
    values = {"municipality": new.municipality, "calls_to": new.calls_to or None}
    put = inserting(connection, sender).values(address=new.address, **values)
    connection.execute(put.on_conflict_do_update(index_elements=["address"], set_=values))


def drop_sender(connection: Connection, address: str) -> bool:
    """Forget an address; false when it was not there."""
    return bool(connection.execute(delete(sender).where(sender.c.address == address)).rowcount)
