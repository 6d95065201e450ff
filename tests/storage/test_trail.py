"""The access log as it is stored: one chain for each municipality, whoever writes and whatever the database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine, update

from bot.model import ErrandId, MunicipalityId, PersonId
from bot.storage.store import Store, add_municipality, open_store
from bot.storage.tables import access
from bot.storage.trail import Access, Asked, Chain
from bot.storage.writer import Inline
from tests.storage.conftest import NOW

SEEN = Access(NOW, 1, "volunteer", PersonId(7))


def test_what_was_written_is_read_again_the_newest_first(store: Store) -> None:
    later = Access(NOW + timedelta(microseconds=1), None, "errand", None, ErrandId(3), 9)
    for one in (SEEN, later):
        store.log_access(one)

    assert store.access_lines(Asked(), most=10, after=0) == [later, SEEN]
    assert store.access_lines(Asked(1, PersonId(7)), most=10, after=0) == [SEEN]
    assert store.count_access(Asked(2)) == 0
    assert store.has_logged(SEEN, NOW - timedelta(minutes=1))
    assert not store.has_logged(SEEN, NOW)


def test_the_end_of_the_chain_tells_of_all_before_it(store: Store) -> None:
    store.log_access(SEEN)
    first = store.check_chain()

    store.log_access(SEEN)

    assert first.lines == 1 and store.check_chain().lines == 2
    assert store.check_chain().end not in ("", first.end)


def test_each_municipality_has_a_chain_of_its_own(engine: Engine) -> None:
    with engine.begin() as db:
        for name in ("En", "To"):
            add_municipality(db, name, NOW, example=True)

    def log(where: MunicipalityId) -> None:
        Inline(engine).submit(lambda db: open_store(db, where, bytes(32)).log_access(SEEN), where).result()

    for n in (1, 2, 1):
        log(MunicipalityId(n))

    assert [checked(engine, n).lines for n in (1, 2)] == [2, 1]
    assert checked(engine, 1).end != checked(engine, 2).end


def checked(engine: Engine, which: int) -> Chain:
    where = MunicipalityId(which)
    return Inline(engine).submit(lambda db: open_store(db, where, bytes(32)).check_chain(), where).result()


def test_those_who_write_at_once_make_one_chain(engine: Engine) -> None:
    with engine.begin() as db:
        where = add_municipality(db, "En", NOW, example=True)

    def log(n: int) -> None:
        seen = Access(NOW, n, "today")
        Inline(engine).submit(lambda db: open_store(db, where, bytes(32)).log_access(seen), where).result()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(log, range(40)))

    assert checked(engine, where).lines == 40
    assert checked(engine, where).broken is None


@pytest.mark.parametrize("key", [bytes(32), b"x" * 32])
def test_without_the_key_nobody_mends_the_chain(engine: Engine, key: bytes) -> None:
    """Who has it could: that is why it lies elsewhere."""
    with engine.begin() as db:
        where = add_municipality(db, "En", NOW, example=True)

    def job(db: Connection) -> None:
        store = open_store(db, where, bytes(32))
        store.log_access(SEEN)
        forged = open_store(db, where, key)._keys.chain(b"", f"1|{Access(NOW, 2, 'volunteer', PersonId(7))}")
        db.execute(update(access).where(access.c.municipality == where).values(user=2, chain=forged))

    Inline(engine).submit(job, where).result()

    assert checked(engine, where).broken == (None if key == bytes(32) else 1)
