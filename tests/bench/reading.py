"""How well, how fast and how small the reader is, beside what was measured elsewhere of those who do the same work.

Elsewhere: Rasa DIET 3.6 asked over HTTP on NorSID, Duckling and dateparser on the same kinds of Norwegian time phrases.
They are not installed here; their figures are carried, ours are taken in this run.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import quantiles

from bot.nlu import Reader
from bot.nlu.examples import read_examples
from bot.nlu.intents import Model
from bot.nlu.times import find_times
from bot.nlu.training import fit
from bot.settings import training_data
from tests.bench.rows import Row
from tests.nlu.conftest import NOW, SHOPPING, lines
from tests.nlu.time_notation import WEDNESDAY, table, times

DIET_P50, DIET_P99, DIET_A_SECOND, DIET_SIZE, DIET_MEMORY, DIET_TRAINING = 12.9, 22.0, 76.0, 44.0, 1_240.0, 1_440.0
DUCKLING = {"nb": 77, "nn": 18, "dialect": 5, "typo": 0}
DATEPARSER = {"nb": 30, "nn": 25, "dialect": 0, "typo": 0}
TIMES_BARS = {"nb": 98, "nn": 95, "dialect": 90, "typo": 85}
LEARNT = 5_000
MEGABYTE = 1_000_000
ALONE = """
import json, re, sys, time
began = time.process_time()
from datetime import datetime
from pathlib import Path
from bot.nlu import Reader
imported = time.process_time()
reader = Reader.load(Path(sys.argv[1]))
loaded = time.process_time()
reader.understand("i morgen klokka ti", now=datetime.fromisoformat("2026-03-04T10:00:00+01:00"), expecting="offer")
held = re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())
print(json.dumps([imported - began, loaded - imported, int(held[1]) / 1024]))
"""


def measure(reader: Path) -> list[Row]:
    return [*_speed(reader), *_size(reader), _training(), *_times()]


def _speed(path: Path) -> list[Row]:
    """Each message once, after others have been read; CPU time, so that what else runs here does not count."""
    reader, model = Reader.load(path), Model.load(path)
    asked = [[part.strip() for part in line.split("|", 3)] for line in lines("set_aside.txt")]
    for example in read_examples(training_data())[::20]:
        reader.understand(example.text, now=NOW)
    whole = [_took(partial(_understand, reader, expecting or None, text)) for _, _, expecting, text in asked]
    alone = [_took(partial(model.classify, text)) for *_, text in asked]
    rate = 1000 * len(whole) / sum(whole)
    p50, p99 = _centiles(whole)
    alone50, alone99 = _centiles(alone)
    about = f"{len(asked)} messages set aside, CPU time on one core; beside: Rasa DIET, measured elsewhere"
    return [
        Row("reader_p50", p50, "ms", DIET_P50, p50 / DIET_P50, "≤ 0.3", about),
        Row("reader_p99", p99, "ms", DIET_P99, p99 / DIET_P99, "≤ 1.5"),
        Row("reader_rate", rate, "/s", DIET_A_SECOND, rate / DIET_A_SECOND, "≥ 3000"),
        Row("classifier_p50", alone50, "ms", DIET_P50, alone50 / DIET_P50),
        Row("classifier_p99", alone99, "ms", DIET_P99, alone99 / DIET_P99),
    ]


def _understand(reader: Reader, expecting: str | None, text: str) -> None:
    open_questions = (SHOPPING,) if expecting in {"offer", "reminder"} else ()
    reader.understand(text, now=NOW, expecting=expecting, open=open_questions)


def _took(do: Callable[[], object]) -> float:
    began = time.thread_time()
    do()
    return (time.thread_time() - began) * 1000


def _centiles(took: Sequence[float]) -> tuple[float, float]:
    cut = quantiles(took, n=100)
    return cut[49], cut[98]


def _size(path: Path) -> list[Row]:
    size = path.stat().st_size / MEGABYTE
    done = subprocess.run([sys.executable, "-c", ALONE, str(path)], capture_output=True, text=True, check=True)
    imported, loaded, memory = json.loads(done.stdout)
    return [
        Row("reader_size", size, "MB", DIET_SIZE, size / DIET_SIZE, "≤ 1.5", "beside: Rasa DIET, measured elsewhere"),
        Row("reader_import", imported, "s CPU", bar="≤ 0.2", how="numpy and the reader's modules, in a new process"),
        Row("reader_load", loaded, "s CPU"),
        Row("reader_memory", memory, "MB", DIET_MEMORY, memory / DIET_MEMORY, "≤ 60", "Python, numpy and the model"),
    ]


def _training() -> Row:
    examples = read_examples(training_data())
    some = examples[:: len(examples) // LEARNT + 1]
    began = time.thread_time()
    fit(some)
    took = (time.thread_time() - began) * LEARNT / len(some)
    how = f"for {LEARNT} messages; beside: Rasa DIET on NorSID, measured elsewhere"
    return Row("reader_training", took, "s CPU", DIET_TRAINING, took / DIET_TRAINING, "≤ 10", how)


def _times() -> list[Row]:
    """The share of the times others wrote, kept as tests, that are read just as they were meant."""
    asked, right = Counter[str](), Counter[str]()
    for variety, message, said in table("times_set_aside.txt"):
        asked[variety] += 1
        right[variety] += times(find_times(message, WEDNESDAY)) == said
    return [_one_variety(variety, right[variety], asked[variety]) for variety in TIMES_BARS]


def _one_variety(variety: str, right: int, asked: int) -> Row:
    share = 100 * right / asked
    how = f"{right} of {asked} kept as tests; beside: Duckling, measured elsewhere; dateparser {DATEPARSER[variety]} %"
    ratio = share / DUCKLING[variety] if DUCKLING[variety] else None
    return Row(f"times_{variety}", share, "%", float(DUCKLING[variety]), ratio, f"≥ {TIMES_BARS[variety]}", how)
