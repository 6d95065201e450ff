"""Columns the tables are made of: what each sort holds, and how it is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from importlib import import_module
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    event,
    text,
)
from sqlalchemy.types import TypeDecorator

from bot.storage.crypto import Sealed


def insert_for(dialect: str, table: Table) -> Any:
    """An insert that can be told what to do when the row is there; the dialect that is not used is not read in."""
    return import_module(f"sqlalchemy.dialects.{dialect}").insert(table)


class Moment(TypeDecorator[datetime]):
    """An aware moment in UTC; SQLite keeps no zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a zone")
        at = value.astimezone(UTC)
        return at.replace(tzinfo=None) if dialect.name == "sqlite" else at

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        return _written if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        return _read if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _written(value: datetime | None) -> str | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("a moment needs a zone")
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


@lru_cache(maxsize=4_096)
def _read(written: str | None) -> datetime | None:
    """The same moments are read again and again, and each is nine tenths of what it costs to read a row."""
    return None if written is None else datetime.fromisoformat(written).replace(tzinfo=UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def key(name: str) -> Column[Any]:
    return Column(name, BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False)


def id_(name: str, *, empty: bool = False) -> Column[Any]:
    return Column(name, BigInteger().with_variant(Integer(), "sqlite"), nullable=empty)


def at(name: str) -> Column[Any]:
    return Column(name, Moment)


def word(name: str, default: str = "") -> Column[Any]:
    return Column(name, String(64), nullable=False, default=default)


def yes(name: str, default: bool = False) -> Column[Any]:
    return Column(name, Boolean, nullable=False, default=default)


def count(name: str, default: int = 0) -> Column[Any]:
    return Column(name, Integer, nullable=False, default=default)


def sealed(name: str) -> Column[Any]:
    return Column(name, Sealed)


def index_where(holds: str | Mapping[str, str], name: str, *columns: str, unique: bool = False) -> Index:
    """An index over some rows.  Each database is told which when it makes it: to tell another is to read it in."""
    index = Index(name, *columns, unique=unique)

    @event.listens_for(index, "before_create")
    def tell(index: Index, connection: Connection, **_: Any) -> None:
        dialect = connection.dialect.name
        index.dialect_kwargs[f"{dialect}_where"] = text(holds if isinstance(holds, str) else holds[dialect])

    return index
