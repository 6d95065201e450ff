"""Whose an address of ours is, as the database keeps it."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from bot.channels.simulator import Simulator
from bot.model import MunicipalityId
from bot.senders import look
from bot.storage.database import open_reader
from bot.storage.senders import Sender, Town, drop_sender, put_sender, senders
from bot.storage.store import add_municipality
from tests.storage.conftest import NOW

ADDRESS = "tel:+4759440001"


def test_an_address_is_given_given_on_and_forgotten(engine: Engine, town: MunicipalityId) -> None:
    with engine.begin() as connection:
        other = add_municipality(connection, "Fjellvik", NOW, example=False)
        put_sender(connection, Sender(ADDRESS, town, "+4762000000"))
        put_sender(connection, Sender(ADDRESS, other))
        assert senders(connection) == [Sender(ADDRESS, other)]
        assert (drop_sender(connection, ADDRESS), drop_sender(connection, ADDRESS)) == (True, False)
        assert senders(connection) == []


def test_nobody_who_is_not_there_is_given_one(engine: Engine, town: MunicipalityId) -> None:
    with pytest.raises(IntegrityError), engine.begin() as connection:
        put_sender(connection, Sender(ADDRESS, MunicipalityId(17)))


def test_whose_it_is_is_seen_before_a_municipality_is_entered(engine: Engine, url: str, town: MunicipalityId) -> None:
    with engine.begin() as connection:
        put_sender(connection, Sender(ADDRESS, town))
    reader = open_reader(url)

    with reader.connect() as connection:
        seen = look(connection, {"sms": Simulator()})

    assert (seen.towns, seen.owner("sms", ADDRESS)) == ([Town(town, "Eksempel", True, False)], town)
    reader.dispose()
