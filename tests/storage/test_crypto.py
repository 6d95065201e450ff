"""What is sealed stays sealed: for other keys, for other municipalities, and for whoever changes it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection, text, update

from bot.errors import SetupError
from bot.model import MunicipalityId
from bot.storage.crypto import Keys, keys_for, read_key, read_or_make_key
from bot.storage.store import Store, open_store
from bot.storage.tables import person
from tests.storage.conftest import MASTER, NOW

NUMBER = "+4790000001"


def test_what_is_sealed_opens_again_and_is_never_sealed_the_same_way_twice() -> None:
    keys = Keys(MASTER, 1)

    assert keys.unseal(keys.seal("Åse Øygård")) == "Åse Øygård"
    assert keys.seal("Åse") != keys.seal("Åse")


@pytest.mark.promise
def test_one_municipality_opens_nothing_of_anothers() -> None:
    sealed = keys_for(MASTER, 1).seal("Åse")

    with pytest.raises(SetupError, match="HANDSLAG_KEY_FILE: this key does not open this database"):
        keys_for(MASTER, 2).unseal(sealed)
    assert keys_for(MASTER, 1).look_up(NUMBER) != keys_for(MASTER, 2).look_up(NUMBER)
    assert keys_for(MASTER, 1).digits("a") != keys_for(MASTER, 2).digits("a")


@pytest.mark.promise
def test_a_changed_byte_is_noticed_wherever_it_is() -> None:
    keys = Keys(MASTER, 1)
    sealed = keys.seal("Åse")

    for at in range(len(sealed)):
        with pytest.raises(SetupError):
            keys.unseal(sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :])
    for length in range(len(sealed)):
        with pytest.raises(SetupError):
            keys.unseal(sealed[:length])


def test_names_and_numbers_are_not_to_be_read_in_the_file(store: Store, connection: Connection, file: Path) -> None:
    who = store.add_person("Tårnfrid", NOW)
    store.give_address(who, "sms", NUMBER)
    connection.commit()

    stored = b"".join(part.read_bytes() for part in file.parent.iterdir())
    assert "Tårnfrid".encode() not in stored
    assert NUMBER.encode() not in stored
    assert store.people_at("sms", NUMBER) == [who]


def test_the_wrong_key_is_said_by_the_name_of_its_setting(
    store: Store, connection: Connection, town: MunicipalityId
) -> None:
    who = store.add_person("Åse", NOW)

    with pytest.raises(SetupError, match="HANDSLAG_KEY_FILE: this key does not open this database"):
        open_store(connection, town, bytes(32)).person(who)


def test_a_sealed_column_moved_in_from_another_municipality_does_not_open(
    store: Store, connection: Connection, town: MunicipalityId
) -> None:
    who = store.add_person("Åse", NOW)
    foreign = keys_for(MASTER, town + 1).seal("Signe")
    connection.execute(text("UPDATE person SET name = :name WHERE id = :id"), {"name": foreign, "id": who})

    with pytest.raises(SetupError):
        store.person(who)
    connection.execute(update(person).values(name=None))


def test_a_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "handslag.key"

    made = read_or_make_key(path)

    assert read_or_make_key(path) == read_key(path) == made
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["handslag.key"]


@pytest.mark.parametrize("content", [b"", b"abc", b"c2hvcnQ=", b"\xff" * 44])
def test_a_file_that_is_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "handslag.key"
    path.write_bytes(content)

    with pytest.raises(SetupError, match="HANDSLAG_KEY_FILE: "):
        read_or_make_key(path)
    assert path.read_bytes() == content


def test_a_key_that_should_be_there_is_not_made_anew(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="HANDSLAG_KEY_FILE: cannot read the key"):
        read_key(tmp_path / "handslag.key")
    assert list(tmp_path.iterdir()) == []
