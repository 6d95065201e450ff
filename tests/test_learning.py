"""`handslag train` where the robot runs: what was told is taken in if the reader is no worse, and can be taken out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Engine

from bot.errors import SetupError
from bot.learning import Newest, Trainer, in_words, learn, model_file, put_back
from bot.model import MunicipalityId, PersonId
from bot.nlu import Reader
from bot.nlu.comparing import is_held_out
from bot.nlu.examples import Example, read_examples
from bot.nlu.training import train
from bot.settings import Settings, training_data
from bot.storage.database import open_writer
from bot.storage.opening import master_key
from bot.storage.store import Store, add_municipality, open_store
from bot.ticking import take_up
from tests import fresh
from tests.admin.house import done, house_in

T = TypeVar("T")
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
INTENTS = ("deny", "pause", "emergency", "distress", "thank", "list_my_tasks")
EACH = 60
KARI = PersonId(1)
WORDS = "bamse tussi lompe raspe gromt fjus kvitt skralt nuslig".split()
NEW = [(f"den går til neste {word}", "deny") for word in WORDS]


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A part of our examples: a reader of six intents is trained in a second."""
    folder = tmp_path_factory.mktemp("training")
    for intent in INTENTS:
        few = read_examples(training_data() / f"{intent}.yml")[:EACH]
        rows = "".join(json.dumps({"text": e.text, "intent": intent, "variety": e.variety}) + "\n" for e in few)
        (folder / f"{intent}.jsonl").write_text(rows)
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, data_dir=tmp_path, key_file=tmp_path / "key")


class Town:
    """Municipalities in the database of an installation, and what their coordinators tell."""

    def __init__(self, settings: Settings) -> None:
        fresh.database(settings.data_dir / "handslag.sqlite3")
        self._settings = settings
        self._engine: Engine = open_writer(settings.database_url, durable=False)
        self.founded("Eksempel")

    def founded(self, name: str, *, example: bool = False) -> MunicipalityId:
        with self._engine.begin() as connection:
            where = add_municipality(connection, name, NOW, example=example)
        self.does(lambda store: store.add_person("Kari Vik", NOW), where)
        return where

    def does(self, job: Callable[[Store], T], where: int = 1) -> T:
        master = master_key(self._settings)
        with self._engine.begin() as connection:
            return job(open_store(connection, MunicipalityId(where), master))

    def tells(self, pairs: list[tuple[str, str]], where: int = 1) -> None:
        def job(store: Store) -> None:
            for text, intent in pairs:
                store.tell_lesson(store.keep_lesson(KARI, text, NOW), text, intent, NOW, None)

        self.does(job, where)

    def close(self) -> None:
        self._engine.dispose()


@pytest.fixture
def town(settings: Settings) -> Iterator[Town]:
    town = Town(settings)
    yield town
    town.close()


def trained_on(ours: Path, folder: Path) -> bytes:
    train(ours, folder / "alone.npz")
    return (folder / "alone.npz").read_bytes()


def test_where_nothing_was_told_the_reader_is_what_our_examples_make_it(
    settings: Settings, ours: Path, tmp_path: Path
) -> None:
    report = learn(settings, ours=ours)

    assert (report.taken, report.new, report.figures) == (True, 0, {})
    assert model_file(settings).read_bytes() == trained_on(ours, tmp_path)


def test_what_was_told_is_learnt_measured_and_kept(settings: Settings, ours: Path, town: Town) -> None:
    learn(settings, ours=ours)
    before = model_file(settings).read_bytes()
    town.tells(NEW)

    report = learn(settings, ours=ours)

    assert report.taken and report.new == report.learnt == len(NEW)
    assert report.figures["taught"]["of"] == sum(is_held_out(Example(*pair)) for pair in NEW) > 0
    assert report.figures["danger"]["after"] >= report.figures["danger"]["before"] > 0
    assert Reader.load(model_file(settings)).classify("den går til neste tull")[0][0] == "deny"
    assert model_file(settings).with_name("reader.previous.npz").read_bytes() == before
    assert Trainer(settings).report() == report
    assert in_words(report)[-1] == f"taken into use, with {len(NEW)} told by coordinators, {len(NEW)} of them new"


def test_what_is_learnt_already_is_not_measured_again(settings: Settings, ours: Path, town: Town) -> None:
    town.tells(NEW)
    learn(settings, ours=ours)
    before = model_file(settings).read_bytes()

    again = learn(settings, ours=ours)

    assert (again.taken, again.learnt, again.new, again.figures) == (True, len(NEW), 0, {})
    assert model_file(settings).read_bytes() == before


def test_the_words_of_what_was_told_are_not_listed_in_the_reader(settings: Settings, ours: Path, town: Town) -> None:
    town.tells(NEW)

    learn(settings, ours=ours)

    assert b"skralt" not in Reader.load(model_file(settings)).classifier.lexicon.listed.__repr__().encode()  # type: ignore[union-attr]


def test_a_reader_made_worse_is_refused_and_nothing_is_changed(settings: Settings, ours: Path, town: Town) -> None:
    learn(settings, ours=ours)
    before = model_file(settings).read_bytes()
    town.tells(poison(ours))

    report = learn(settings, ours=ours)

    assert not report.taken and report.against and report.new > 0
    assert model_file(settings).read_bytes() == before
    assert not model_file(settings).with_name("reader.previous.npz").exists()
    assert in_words(report)[-1].startswith("not taken into use: worse at ")


def poison(ours: Path) -> list[tuple[str, str]]:
    """Someone calls each kind of message another, as much as may be taught."""
    turned = {"thank": "list_my_tasks", "list_my_tasks": "thank", "pause": "deny", "deny": "pause"}
    said = [(e.text, e.intent) for intent in turned for e in read_examples(ours / f"{intent}.jsonl")]
    return [(f"{text} {more}", turned[intent]) for text, intent in said for more in ("altså", "ass")]


def test_danger_is_heard_as_before_whatever_is_told(settings: Settings, ours: Path, town: Town) -> None:
    """Half of what tells of danger is called a thank-you: what is taken for danger today may not be taught away."""
    learn(settings, ours=ours)
    reader = Reader.load(model_file(settings))
    danger = [e for e in read_examples(ours) if e.intent in {"emergency", "distress"}]
    heard = [e for e in danger if reader.understand(e.text, now=NOW).intent in {"emergency", "distress"}]
    town.tells([(f"{e.text} altså", "thank") for e in danger[::2]])

    learn(settings, ours=ours)

    after = Reader.load(model_file(settings))
    lost = [e for e in heard if after.understand(e.text, now=NOW).intent not in {"emergency", "distress"}]
    assert len(lost) <= len(heard) // 50


def test_who_is_erased_is_unlearnt(settings: Settings, ours: Path, town: Town, tmp_path: Path) -> None:
    town.tells(NEW)
    learn(settings, ours=ours)

    town.does(lambda store: store.forget(KARI, NOW))
    report = learn(settings, ours=ours)

    assert report.learnt == 0
    assert model_file(settings).read_bytes() == trained_on(ours, tmp_path)


def test_the_reader_before_is_put_back_and_the_other_kept(settings: Settings, ours: Path, town: Town) -> None:
    learn(settings, ours=ours)
    before = model_file(settings).read_bytes()
    town.tells(NEW)
    learn(settings, ours=ours)
    after = model_file(settings).read_bytes()

    put_back(settings)
    assert model_file(settings).read_bytes() == before
    put_back(settings)
    assert model_file(settings).read_bytes() == after


def test_where_there_is_no_reader_before_that_is_said(settings: Settings, ours: Path) -> None:
    learn(settings, ours=ours)

    with pytest.raises(SetupError, match="no earlier reader"):
        put_back(settings)


def test_an_example_municipality_teaches_only_where_it_is_alone(settings: Settings, ours: Path, town: Town) -> None:
    where = town.founded("Prøvebygd", example=True)
    town.tells(NEW, where)
    assert learn(settings, ours=ours).new == 0

    town.tells(NEW[:3])
    assert learn(settings, ours=ours).new == 3


def test_two_who_train_at_once_do_not_stand_in_each_others_way(settings: Settings, ours: Path) -> None:
    import fcntl

    with model_file(settings).with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        with pytest.raises(SetupError, match="being trained already"):
            learn(settings, ours=ours)


def test_a_running_robot_sees_a_new_reader_once_and_no_half_one(settings: Settings, ours: Path, town: Town) -> None:
    learn(settings, ours=ours)
    newest = Newest(model_file(settings))
    assert newest.look() is None

    town.tells(NEW)
    learn(settings, ours=ours)
    assert isinstance(newest.look(), Reader)
    assert newest.look() is None

    model_file(settings).write_bytes(b"half")
    assert newest.look() is None


def test_the_robot_reads_with_the_new_reader_without_a_restart(settings: Settings, ours: Path, tmp_path: Path) -> None:
    newest = Newest(model_file(settings))
    with house_in(tmp_path) as house:
        learn(settings, ours=ours)

        done(take_up(house.system, newest))

        assert house.system.runner.reader.classify("må ha en pause")[0][0] == "pause"


def test_training_that_stops_in_its_own_process_is_said_to_have_stopped(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer, seen = Trainer(settings), list[bool]()
    monkeypatch.setenv("HANDSLAG_PORT", "none")

    async def trained() -> None:
        await trainer.begin()
        seen.append(trainer.busy)
        while trainer.busy:  # noqa: ASYNC110  it is another process
            await asyncio.sleep(0.01)

    asyncio.run(trained())

    assert seen == [True] and trainer.failed and trainer.report() is None
