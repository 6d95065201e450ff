"""A hundred thousand messages through HTTP, twenty on their way at a time: none lost, each soon answered, little room.

`python -m tests.bench.inbound` brings them all; `make bench` a tenth of them.  `... send URL MANY` is the provider's
part, in a process of its own: it prints how many milliseconds each waited for its answer.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from urllib.parse import urlsplit

from tests.bench.hooks import PUBLIC, exchange, request_of
from tests.bench.rows import Row, table
from tests.bench.starting import prepare, running
from tests.bench.turns import TALK
from tests.fake_twilio import FakeTwilio
from tests.trained import model

MANY, ON_THEIR_WAY, SENDERS = 100_000, 20, 2000
STORED = "SELECT count(*) FROM event WHERE channel = 'sms' AND external_id LIKE 'SM0%'"


async def send_all(host: str, port: int, many: int) -> list[float]:
    lines = (_line(host, port, range(first, many, ON_THEIR_WAY)) for first in range(ON_THEIR_WAY))
    return [took for line in await asyncio.gather(*lines) for took in line]


async def _line(host: str, port: int, numbers: range) -> list[float]:
    """One connection: the next goes when the one before is answered."""
    answers, out = await asyncio.open_connection(host, port)
    took = []
    for n in numbers:
        request = _request(n)
        began = perf_counter()
        await exchange(answers, out, request)
        took.append((perf_counter() - began) * 1000)
    out.close()
    return took


def _request(n: int) -> bytes:
    return request_of(n, f"+479{n % SENDERS:07}", TALK[n // SENDERS % len(TALK)])


def measure(reader: Path, many: int = MANY // 10) -> list[Row]:
    with TemporaryDirectory(dir=reader.parent) as name, FakeTwilio(PUBLIC) as twilio:
        folder = Path(name) / "var"
        prepare(folder, reader)
        with running(folder, twilio.environment()) as robot:
            command = [sys.executable, "-m", "tests.bench.inbound", "send", robot.url, str(many)]
            began = perf_counter()
            took: list[float] = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
            rate, memory = many / (perf_counter() - began), robot.memory()
        with sqlite3.connect(folder / "handslag.sqlite3") as raw:
            lost = many - raw.execute(STORED).fetchone()[0]
    p99 = quantiles(took, n=100)[98]
    how = f"{many} messages, {ON_THEIR_WAY} at a time, {rate:.0f} a second, half within {median(took):.0f} ms"
    return [
        Row("inbound_lost", lost, "messages", bar="0", how=how),
        Row("inbound_p99", p99, "ms", 500.0, p99 / 500, "≤ 500"),
        Row("inbound_memory", memory, "MB", 512.0, memory / 512, "≤ 512", "when the last had come"),
    ]


if __name__ == "__main__":
    if sys.argv[1:2] == ["send"]:
        where = urlsplit(sys.argv[2])
        print(json.dumps(asyncio.run(send_all(where.hostname or "", where.port or 0, int(sys.argv[3])))))  # noqa: T201
    else:
        print(table(measure(model(), int(sys.argv[1]) if sys.argv[1:] else MANY)))  # noqa: T201
