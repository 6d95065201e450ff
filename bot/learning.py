"""`handslag train` where the robot runs: what coordinators have told it is taken in, if the reader is no worse for it.

The reader before is kept beside, and a record says what each has learnt and what was measured.
"""

from __future__ import annotations

import asyncio
import fcntl
import gc
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from bot.errors import SetupError
from bot.settings import Settings, training_data
from bot.storage.database import open_reader
from bot.storage.migrating import state
from bot.storage.opening import master_key
from bot.storage.store import municipalities, open_store

if TYPE_CHECKING:
    from bot.nlu import Reader
    from bot.nlu.examples import Example
    from bot.nlu.intents import Model

log = structlog.get_logger()

TRIES = 3
"""Training itself makes readers that differ by a message or two: a new one is made so often before it is given up."""

Lesson = tuple[int, int]
"""A municipality, and the number of a lesson there."""


@dataclass(frozen=True, slots=True)
class Report:
    """What came of training: whether the new reader was taken, of how many lessons, and what was measured."""

    at: str
    taken: bool
    learnt: int
    new: int
    against: tuple[str, ...] = ()
    figures: dict[str, dict[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """What lies beside a reader: which file it is about, what that has learnt, and the last report."""

    model: str = ""
    learnt: tuple[Lesson, ...] = ()
    report: Report | None = None


def model_file(settings: Settings) -> Path:
    return settings.data_dir / "reader.npz"


class Newest:
    """Sees when the reader's file has become another."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp = self._now()

    def look(self) -> Reader | None:
        """The new reader; None while the file is the same, or not a reader."""
        from bot.nlu import Reader

        stamp = self._now()
        if stamp == self._stamp:
            return None
        self._stamp = stamp
        gc.collect()  # the new reader is set apart, and with it all that is there
        try:
            return Reader.load(self._path)
        except (OSError, KeyError, ValueError, EOFError):
            return None

    def _now(self) -> tuple[int, int, int]:
        with suppress(OSError):
            at = self._path.stat()
            return at.st_mtime_ns, at.st_size, at.st_ino
        return 0, 0, 0


class Trainer:
    """Trains in a process of its own, so that whoever writes meanwhile is answered as fast as ever."""

    def __init__(self, settings: Settings) -> None:
        self._path = model_file(settings)
        self._process: asyncio.subprocess.Process | None = None

    async def begin(self) -> None:
        if not self.busy:
            self._process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "train")

    @property
    def busy(self) -> bool:
        return self._process is not None and self._process.returncode is None

    @property
    def failed(self) -> bool:
        return self._process is not None and bool(self._process.returncode)

    def report(self) -> Report | None:
        """What came of training last."""
        return _read(self._path).report


def learn(settings: Settings, seed: int = 0, ours: Path | None = None) -> Report:
    """Train on our examples and on what coordinators have told, and use that reader if it is no worse.

    ``ours`` is where our examples lie, if not where they are installed.
    """
    from bot.nlu.examples import read_examples

    path = model_file(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(path):
        told, record = _told(settings), _read(path)
        known = record.learnt if record.model == _digest(path) else ()
        report, learnt, model = _train(read_examples(ours or training_data()), told, known, seed)
        _put(path, model, Record(learnt=learnt, report=report))
    _log(report)
    return report


def put_back(settings: Settings) -> None:
    """The reader before takes the place of the one there is, and the other way round."""
    from bot.nlu import Reader

    path = model_file(settings)
    before = _previous(path)
    with _alone(path):
        try:
            Reader.load(before)
        except (OSError, KeyError, ValueError, EOFError):
            raise SetupError(f"{before}: there is no earlier reader to put back") from None
        for file in (path, _beside(path)):
            _swap(file, _previous(file))
    log.info("the reader before was put back")


def _train(
    base: Sequence[Example], told: dict[Lesson, tuple[str, str]], known: Sequence[Lesson], seed: int
) -> tuple[Report, tuple[Lesson, ...], Model]:
    """The reader there is, trained anew, unless there is more to learn and the one that has learnt it is no worse."""
    from bot.nlu.comparing import compare, reader_of
    from bot.nlu.teaching import as_examples, without_danger
    from bot.nlu.training import fit

    old = as_examples([told[each] for each in told if each in known], base)
    every = as_examples(told.values(), base)
    report = Report(datetime.now(UTC).isoformat(timespec="seconds"), True, len(old), 0)
    if set(every) != set(old):
        before = reader_of([*base, *old])
        more = without_danger([each for each in every if each not in old], before)
        every = (*(each for each in every if each in old), *more)
        for tried in range(seed, seed + TRIES if more else seed):
            found = compare(base, every, before, reader_of([*base, *every], tried))
            figures = {name: value for name, value in asdict(found).items() if name != "against"}
            report = replace(report, taken=not found.against, new=len(more), against=found.against, figures=figures)
            if report.taken:
                return replace(report, learnt=len(every)), _among(told, every), fit([*base, *every], tried)
    return report, _among(told, old), fit([*base, *old], seed)


def _among(told: dict[Lesson, tuple[str, str]], examples: Sequence[Example]) -> tuple[Lesson, ...]:
    """The lessons that these examples come from."""
    from bot.nlu.masking import filled

    taught = {(example.text, example.intent) for example in examples}
    return tuple(each for each, (text, intent) in told.items() if (filled(text), intent) in taught)


def _told(settings: Settings) -> dict[Lesson, tuple[str, str]]:
    """What coordinators have said of masked messages; an example municipality teaches only where there is no other."""
    stands = state(settings.database_url)
    if stands == "empty":
        return {}
    if stands != "current":
        raise SetupError("HANDSLAG_DATABASE_URL: of another version; start the robot first, then train")
    engine = open_reader(settings.database_url)
    try:
        with engine.connect() as connection:
            towns = municipalities(connection)
            master = master_key(settings) if towns else b""
            found: dict[bool, dict[Lesson, tuple[str, str]]] = {True: {}, False: {}}
            real = False
            for town in towns:
                store = open_store(connection, town, master)
                example = store.municipality_row().example
                real = real or not example
                found[example] |= {(town, each.id): (each.text, each.intent or "") for each in store.told_lessons()}
    finally:
        engine.dispose()
    return found[not real]


def _put(path: Path, model: Model, record: Record) -> None:
    """The new reader in the place of the old, which is kept; whoever runs meanwhile sees one of them, whole."""
    unfinished = path.with_name(f"{path.stem}.{os.getpid()}{path.suffix}")
    model.save(unfinished)
    same = _digest(unfinished) == _digest(path)
    if path.exists() and not same:
        for file in (path, _beside(path)):
            with suppress(FileNotFoundError):
                _copy(file, _previous(file))
    _write(_beside(path), replace(record, model=_digest(unfinished)))
    if same:
        unfinished.unlink()
    else:
        unfinished.replace(path)


def _beside(model: Path) -> Path:
    return model.with_suffix(".json")


def _previous(file: Path) -> Path:
    return file.with_name(f"{file.stem}.previous{file.suffix}")


def _copy(file: Path, to: Path) -> None:
    unfinished = to.with_name(f"{to.name}.unfinished")
    unfinished.write_bytes(file.read_bytes())
    unfinished.replace(to)


def _swap(one: Path, other: Path) -> None:
    between = one.with_name(f"{one.name}.unfinished")
    for file, to in ((one, between), (other, one), (between, other)):
        with suppress(FileNotFoundError):
            file.replace(to)


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def _read(path: Path) -> Record:
    try:
        data: dict[str, Any] = json.loads(_beside(path).read_text(encoding="utf-8"))
        report = Report(**{**data["report"], "against": tuple(data["report"]["against"])})
        return Record(data["model"], tuple((town, which) for town, which in data["learnt"]), report)
    except (OSError, ValueError, KeyError, TypeError):
        return Record()


def _write(beside: Path, record: Record) -> None:
    unfinished = beside.with_name(f"{beside.name}.unfinished")
    unfinished.write_text(json.dumps(asdict(record), indent=1), encoding="utf-8")
    unfinished.replace(beside)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SetupError("the reader is being trained already; wait until that is done") from None
        yield


def in_words(report: Report) -> list[str]:
    """The report for whoever runs the command."""
    lines = [
        f"{name.replace('_', ' ')}: {figure['before']} before, {figure['after']} after, of {figure['of']}"
        for name, figure in report.figures.items()
    ]
    if not report.taken:
        return [*lines, f"not taken into use: worse at {', '.join(report.against).replace('_', ' ')}"]
    return [*lines, f"taken into use, with {report.learnt} told by coordinators, {report.new} of them new"]


def _log(report: Report) -> None:
    """The decision, and what it was made on."""
    for name, figure in report.figures.items():
        counted = {"count": figure["of"], "before": figure["before"], "after": figure["after"]}
        log.info("the reader was measured", kind=name, **counted)
    why = "-".join(report.against) or "none"
    log.info("the reader was trained", fate="taken" if report.taken else "refused", count=report.new, reason_code=why)
