"""A copy comes back whole, opens with the right key alone, and never brings back who was erased."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Engine, text

from bot.errors import SetupError
from bot.model import MunicipalityId, OfferState, PersonId, Status, VisitState
from bot.settings import Settings
from bot.storage import sealing
from bot.storage.backup import backup, restore
from bot.storage.crypto import read_or_make_key
from bot.storage.database import open_reader, open_writer
from bot.storage.store import Store, open_store
from tests.storage.conftest import NOW

NUMBER = "+4790000001"
T = TypeVar("T")


@pytest.fixture
def file(settings: Settings) -> Path:
    return settings.data_dir / "handslag.sqlite3"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "copies" / "monday.backup"


@pytest.fixture(autouse=True)
def stored(engine: Engine, file: Path, settings: Settings, town: MunicipalityId, target: Path) -> PersonId:
    """Kari, who is to shop for Astrid in two days, in a database that nobody has open."""
    target.parent.mkdir()

    def job(store: Store) -> PersonId:
        kari, astrid = store.add_person("Kari", NOW), store.add_person("Astrid", NOW)
        store.give_address(kari, "sms", NUMBER)
        store.add_volunteer(kari, registered=NOW)
        store.add_recipient(astrid)
        trip = store.add_errand(
            kind="shopping", recipient=astrid, starts=NOW + timedelta(days=20_000), created=NOW, status="filled"
        )
        store.add_offer(trip, kari, NOW)
        store.take(trip, kari, 1, NOW)
        return kari

    kari = act(settings, job)
    engine.dispose()
    return kari


def act(settings: Settings, job: Callable[[Store], T]) -> T:
    engine = open_writer(settings.database_url)
    with engine.begin() as connection:
        done = job(open_store(connection, MunicipalityId(1), read_or_make_key(settings.key_file)))
    engine.dispose()
    return done


def ask(settings: Settings, job: Callable[[Store], T]) -> T:
    engine = open_reader(settings.database_url)
    with engine.connect() as connection:
        found = job(open_store(connection, MunicipalityId(1), read_or_make_key(settings.key_file)))
    engine.dispose()
    return found


def erases(who: PersonId) -> Callable[[Store], None]:
    def job(store: Store) -> None:
        store.stop_number(NUMBER, NOW)
        store.forget(who, NOW)

    return job


def test_a_copy_brings_everything_back(settings: Settings, target: Path, stored: PersonId) -> None:
    backup(settings, target)
    act(settings, lambda store: store.change_person(stored, name="Somebody else"))

    restore(settings, target, force=True)

    assert ask(settings, lambda store: store.person(stored).name) == "Kari"


@pytest.mark.promise
def test_nothing_is_sent_after_a_restore_until_a_human_says_so(
    settings: Settings, target: Path, stored: PersonId
) -> None:
    act(settings, lambda store: store.add_message(
        person=stored, channel="sms", to=NUMBER, text="Hei", kind="offer", created=NOW, not_before=NOW))  # fmt: skip
    backup(settings, target)

    restore(settings, target, force=True)

    assert ask(settings, lambda store: store.municipality_row().held) == "restored"
    assert ask(settings, lambda store: [matter.kind for matter in store.matters("held")]) == ["held"]
    assert ask(settings, lambda store: store.due_messages(NOW, 10, held=True)) == []


def test_a_copy_comes_back_on_a_new_machine(settings: Settings, target: Path, stored: PersonId, tmp_path: Path) -> None:
    backup(settings, target)

    there = settings.model_copy(update={"database_url": f"sqlite:///{tmp_path / 'new' / 'handslag.sqlite3'}"})
    restore(there, target)

    assert ask(there, lambda store: store.person(stored).name) == "Kari"


def test_nothing_in_a_copy_can_be_read_without_the_key(settings: Settings, target: Path) -> None:
    backup(settings, target)

    assert b"municipality" not in target.read_bytes()
    assert target.stat().st_mode & 0o777 == 0o600
    settings.key_file.unlink()
    read_or_make_key(settings.key_file)
    with pytest.raises(SetupError, match="damaged, or HANDSLAG_KEY_FILE is not the key"):
        restore(settings, target, force=True)


@pytest.mark.promise
def test_a_copy_cut_short_or_changed_is_refused_and_the_database_left_as_it_was(
    settings: Settings, target: Path, stored: PersonId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "CHUNK", 4096)
    backup(settings, target)
    whole, step = target.read_bytes(), 4096 + sealing.TAG_BYTES
    head = len(sealing.MARK) + sealing.SALT_BYTES
    swapped = whole[:head] + whole[head + step : head + 2 * step] + whole[head : head + step] + whole[head + 2 * step :]

    cut = [b"", whole[:9], whole[:head], whole[: head + step], whole[:-1]]
    for bad in (*cut, swapped, whole[:-1] + bytes([whole[-1] ^ 1]), whole + whole):
        target.write_bytes(bad)
        with pytest.raises(SetupError):
            restore(settings, target, force=True)

    assert ask(settings, lambda store: store.person(stored).name) == "Kari"
    assert {path.name for path in settings.data_dir.iterdir()} <= {"handslag.sqlite3", "handslag.sqlite3.erased"}


def test_a_copy_can_be_made_while_the_robot_writes(settings: Settings, target: Path, engine: Engine) -> None:
    done = threading.Event()

    def write() -> None:
        while not done.is_set():
            act(settings, lambda store: [store.add_person(f"Ny {n}", NOW) for n in range(20)])

    writing = threading.Thread(target=write)
    writing.start()
    backup(settings, target)
    done.set()
    writing.join()

    restore(settings, target, force=True)
    with open_reader(settings.database_url).connect() as connection:
        assert (connection.scalar(text("SELECT count(*) FROM person")) or 0) % 20 == 2


def test_a_database_that_is_there_is_not_replaced_unasked(settings: Settings, target: Path, stored: PersonId) -> None:
    backup(settings, target)
    act(settings, lambda store: store.change_person(stored, name="Kari Nå"))

    with pytest.raises(SetupError, match="HANDSLAG_DATABASE_URL: there is a database already; --force"):
        restore(settings, target)
    assert ask(settings, lambda store: store.person(stored).name) == "Kari Nå"


def test_nothing_is_restored_under_a_running_robot(settings: Settings, target: Path) -> None:
    backup(settings, target)
    running = open_writer(settings.database_url)

    with running.connect(), pytest.raises(SetupError, match="HANDSLAG_DATABASE_URL: the robot is running"):
        restore(settings, target, force=True)
    running.dispose()


@pytest.mark.promise
def test_who_was_erased_since_the_copy_stays_erased_and_what_they_held_is_handed_on(
    settings: Settings, target: Path, stored: PersonId
) -> None:
    backup(settings, target)
    act(settings, erases(stored))

    restore(settings, target, force=True)

    assert ask(settings, lambda store: (store.erased(stored), store.person(stored).name)) == (True, "")
    assert ask(settings, lambda store: store.addresses(stored)) == {}
    assert ask(settings, lambda store: store.is_stopped(NUMBER))
    (errand,) = ask(settings, lambda store: store.errands())
    assert errand.status is Status.OPEN
    assert [visit.state for visit in ask(settings, lambda s: s.visits_of(errand.id))] == [VisitState.CANCELLED]
    assert [matter.kind for matter in ask(settings, lambda store: store.matters())] == ["cancelled", "held"]


@pytest.mark.promise
def test_who_was_erased_stays_erased_also_when_the_database_was_lost(
    settings: Settings, target: Path, stored: PersonId, file: Path
) -> None:
    backup(settings, target)
    act(settings, lambda store: store.forget(stored, NOW))
    backup(settings, target.with_name("tuesday.backup"))
    file.write_bytes(b"the disk is full of rubbish " * 4096)

    restore(settings, target, force=True)

    assert ask(settings, lambda store: store.erased(stored))


@pytest.mark.promise
def test_stopp_is_not_undone_by_a_restore(settings: Settings, target: Path, stored: PersonId) -> None:
    backup(settings, target)
    act(settings, lambda store: store.stop_number(NUMBER, NOW))

    restore(settings, target, force=True)

    assert ask(settings, lambda store: store.person(stored).stopped)
    assert ask(settings, lambda store: store.offers_to(stored, OfferState.OPEN)) == []


def test_the_list_of_the_erased_tells_nobody_who_they_were(
    settings: Settings, target: Path, stored: PersonId, file: Path
) -> None:
    act(settings, erases(stored))
    backup(settings, target)

    listed = file.with_name("handslag.sqlite3.erased").read_text(encoding="utf-8")
    assert f"[1, {stored}]" in listed
    assert NUMBER[3:] not in listed


@pytest.mark.parametrize("what", ["missing", "folder", "other"])
def test_what_is_no_copy_is_refused_in_a_line(settings: Settings, tmp_path: Path, what: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "other").write_text("something else", encoding="utf-8")

    with pytest.raises(SetupError, match=rf"\A[^\n]*{what}[^\n]*\Z"):
        restore(settings, tmp_path / what, force=True)


def test_a_copy_to_where_nothing_can_be_written_is_refused_in_a_line(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"nowhere.*No such file or directory"):
        backup(settings, tmp_path / "nowhere" / "monday.backup")
