"""Acknowledged is durable: a 2xx goes out only when the raw event is on disk, and what cannot be stored is refused.

What the writer promises is here too: nobody pays for another's fault.
"""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Connection, Engine, event, text

from bot.errors import CannotStore
from bot.storage.crew import Crew
from bot.storage.database import open_reader, open_writer
from bot.storage.prepared import savepoint
from bot.storage.writer import Writer, Writes
from tests.promises.conftest import Figure
from tests.promises.sweep import Sweep, some_of, with_error
from tests.promises.tracing import replies_and_syncs

ALSO = ("tests/storage/test_server_away.py",)
PATIENCE = 20
POINTS, REFUSED, WEBHOOKS = 50, 12, 5


@pytest.fixture
def writer(engine: Engine) -> Iterator[Writes]:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE said (word TEXT PRIMARY KEY)"))
    writer = Crew(engine) if engine.dialect.name == "postgresql" else Writer(engine)
    yield writer
    writer.close()


def say(word: str) -> Callable[[Connection], str]:
    def job(connection: Connection) -> str:
        connection.execute(text("INSERT INTO said VALUES (:word)"), {"word": word})
        return word

    return job


def said(url: str) -> set[str]:
    """What another program finds."""
    other = open_reader(url)
    with other.connect() as connection:
        words = set(connection.execute(text("SELECT word FROM said")).scalars())
    other.dispose()
    return words


@contextmanager
def held_up(writer: Writes) -> Iterator[None]:
    """What is submitted inside waits for one commit."""
    going, go = Event(), Event()

    def wait(connection: Connection) -> None:
        going.set()
        go.wait(PATIENCE)

    first = writer.submit(wait)
    going.wait(PATIENCE)
    yield
    go.set()
    first.result(PATIENCE)


def fails(connection: Connection) -> None:
    say("half done")(connection)
    raise ValueError("a bad message")


@pytest.mark.promise
def test_what_the_writer_says_is_done_is_in_the_file(writer: Writes, url: str) -> None:
    for n in range(20):
        assert writer.submit(say(f"word {n}")).result(PATIENCE) in said(url)


def test_those_who_wait_together_share_one_commit(writer: Writes, engine: Engine) -> None:
    commits: list[Connection] = []
    event.listen(engine, "commit", commits.append)

    with held_up(writer):
        waiting = [writer.submit(say(f"word {n}")) for n in range(32)]

    assert [future.result(PATIENCE) for future in waiting] == [f"word {n}" for n in range(32)]
    assert len(commits) == 2


@pytest.mark.promise
def test_a_job_that_fails_leaves_nothing_and_costs_the_others_nothing(writer: Writes, url: str) -> None:
    with held_up(writer):
        before, bad, after = writer.submit(say("before")), writer.submit(fails), writer.submit(say("after"))

    assert (before.result(PATIENCE), after.result(PATIENCE)) == ("before", "after")
    with pytest.raises(ValueError, match="a bad message"):
        bad.result(PATIENCE)
    assert said(url) == {"before", "after"}


def test_a_job_the_database_refuses_costs_the_others_nothing(writer: Writes, url: str) -> None:
    with held_up(writer):
        once, twice, after = (writer.submit(say(word)) for word in ("word", "word", "after"))

    assert once.result(PATIENCE) == "word"
    assert isinstance(twice.exception(PATIENCE), CannotStore)
    assert after.result(PATIENCE) == "after"
    assert said(url) == {"word", "after"}


def test_whoever_stops_waiting_does_not_stop_the_writer(writer: Writes, url: str) -> None:
    with held_up(writer):
        given_up, after = writer.submit(say("given up")), writer.submit(say("after"))
        given_up.cancel()

    assert after.result(PATIENCE) == "after"
    assert said(url) == {"after"}


def test_closing_finishes_what_is_waiting(engine: Engine, writer: Writes, url: str) -> None:
    with held_up(writer):
        waiting = [writer.submit(say(f"word {n}")) for n in range(100)]

    writer.close()

    assert all(future.done() for future in waiting)
    assert len(said(url)) == 100


def promised(waiting: list[Future[str]]) -> set[str]:
    """What was said to be stored; everything else must have been refused as it should."""
    refused = [future.exception(PATIENCE) for future in waiting]
    assert {type(wrong) for wrong in refused if wrong is not None} <= {CannotStore}
    return {future.result() for future in waiting if future.exception() is None}


def swallows(job: Callable[[Connection], str]) -> Callable[[Connection], str]:
    """As the edge of a turn does: whatever went wrong is caught, and the turn ends well."""

    def caught(connection: Connection) -> str:
        try:
            with savepoint(connection):
                return job(connection)
        except Exception:  # noqa: BLE001
            return "left for another try"

    return caught


@pytest.mark.promise
@pytest.mark.parametrize("edge", [lambda job: job, swallows], ids=["the job fails", "the job swallows it"])
def test_on_a_full_disk_nothing_is_promised_that_is_not_stored(
    writer: Writes, url: str, file: Path, edge: Callable[..., Callable[[Connection], str]]
) -> None:
    writer.submit(lambda c: c.execute(text("PRAGMA max_page_count = 1"))).result(PATIENCE)

    with held_up(writer):
        waiting = [writer.submit(edge(say(word))) for word in ("first", "second", "too long " * 999, "third")]

    assert promised(waiting) <= said(url)
    assert isinstance(waiting[2].exception(), CannotStore)
    writer.submit(lambda c: c.execute(text("PRAGMA max_page_count = 4294967294"))).result(PATIENCE)
    assert writer.submit(say("room again")).result(PATIENCE) in said(url)


@pytest.mark.promise
def test_when_the_disk_fails_at_the_commit_everyone_is_refused_and_later_ones_are_not(
    writer: Writes, url: str, file: Path
) -> None:
    with held_up(writer):
        waiting = [writer.submit(say(f"word {n}")) for n in range(8)]
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (file.with_name(f"{file.name}-wal").stat().st_size, hard))
    try:
        assert promised(waiting) == set()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert said(url) == set()
    assert writer.submit(say("later")).result(PATIENCE) in said(url)


@pytest.mark.promise
def test_a_database_that_may_only_be_read_refuses(writer: Writes, url: str, file: Path) -> None:
    reading = Writer(open_writer(url.replace("sqlite:///", "sqlite:///file:") + "?mode=ro&uri=true"))

    refused = reading.submit(say("word")).exception(PATIENCE)

    assert isinstance(refused, CannotStore)
    assert said(url) == set()
    reading.close()


@pytest.mark.promise
def test_killed_at_any_call_what_was_acknowledged_is_stored_and_the_rest_comes_again(
    sweep: Callable[..., Sweep], times: int, figure: Figure
) -> None:
    scene = sweep("receive")
    points = some_of(scene.points, POINTS * times)

    scene.survives_all(points)

    figure(f"{len(points)} kill points of {len(scene.points)}: lost 0, answered twice 0")


@pytest.mark.promise
@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
def test_when_the_disk_refuses_any_call_nothing_is_acknowledged_that_is_not_stored(
    sweep: Callable[..., Sweep], times: int, figure: Figure, error: str
) -> None:
    scene = sweep("receive")
    points = some_of(with_error(scene.points, error), REFUSED * times)

    scene.survives_all(points)

    figure(f"{len(points)} calls refused with {error}: lost 0")


def is_on_disk_first(folder: Path, defect: str = "") -> int:
    """Between each request and its 200 something reaches the disk; how many answers there were."""
    answers = replies_and_syncs(folder, WEBHOOKS, defect)
    assert len(answers) == WEBHOOKS
    assert [synced for synced in answers if not synced] == []
    return len(answers)


@pytest.mark.promise
def test_the_disk_is_waited_for_before_each_reply(strace: str, tmp_path: Path, figure: Figure) -> None:
    figure(f"{is_on_disk_first(tmp_path)} replies, each after its fdatasync")


@pytest.mark.parametrize("defect", ["acknowledges_before_the_commit", "commits_do_not_reach_the_disk"])
def test_planted_a_reply_that_does_not_wait_for_the_disk(strace: str, tmp_path: Path, defect: str) -> None:
    with pytest.raises(AssertionError):
        is_on_disk_first(tmp_path, defect)


def test_planted_an_acknowledgement_before_the_commit(sweep: Callable[..., Sweep]) -> None:
    scene = sweep("receive", "acknowledges_before_the_commit")

    with pytest.raises(AssertionError):
        scene.survives_all([point for point in scene.points if point.call in {"fdatasync", "pwrite64"}])
