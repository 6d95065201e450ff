"""How long a provider waits for its answer: a hundred messages a second over HTTP, each sent when its time comes.

`python -m tests.bench.hooks URL` sends them, from a process of its own, and prints how many milliseconds each took,
from the moment it was due.
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import time
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from urllib.parse import urlencode, urlsplit

from tests.bench.rows import Row
from tests.bench.starting import prepare, running
from tests.bench.turns import TALK
from tests.fake_twilio import FakeTwilio
from tests.twilio_forms import inbound, signed

A_SECOND, SECONDS, SENDERS, LINES = 100, 20, 200, 50
FORM = "application/x-www-form-urlencoded"
PUBLIC = "https://frivillig.eksempel.no"


async def send_all(host: str, port: int) -> list[float]:
    requests = [_request(n) for n in range(A_SECOND * SECONDS)]
    began = time.perf_counter() + 0.5
    lines = (_line(host, port, began, requests, first) for first in range(LINES))
    return [took for line in await asyncio.gather(*lines) for took in line]


async def _line(host: str, port: int, began: float, requests: list[bytes], first: int) -> list[float]:
    """Every so manieth request, over one connection.  A late answer makes the next ones late too, and that counts."""
    answers, out = await asyncio.open_connection(host, port)
    took = []
    for n in range(first, len(requests), LINES):
        due = began + n / A_SECOND
        await asyncio.sleep(due - time.perf_counter())
        await exchange(answers, out, requests[n])
        took.append((time.perf_counter() - due) * 1000)
    out.close()
    return took


async def exchange(answers: asyncio.StreamReader, out: asyncio.StreamWriter, request: bytes) -> None:
    """Post one, and wait for the answer to the end; one that is not 200 ends the run."""
    out.write(request)
    head = await answers.readuntil(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    if not head.startswith(b"HTTP/1.1 200") or length is None:
        raise RuntimeError(f"the webhook answered {head[:60]!r}")
    await answers.readexactly(int(length[1]))


def request_of(n: int, sender: str, said: str) -> bytes:
    """What Twilio posts when the n-th message comes."""
    fields = inbound(f"SM{n:032x}", sender, said)
    body = urlencode(fields).encode()
    about = {"Host": "localhost", "Content-Type": FORM, "Content-Length": str(len(body))}
    about |= signed(f"{PUBLIC}/hooks/sms", fields)
    head = "".join(f"{name}: {value}\r\n" for name, value in about.items())
    return f"POST /hooks/sms HTTP/1.1\r\n{head}\r\n".encode() + body


def _request(n: int) -> bytes:
    return request_of(n, f"+4790000{n % SENDERS + 400:03}", TALK[n // SENDERS % len(TALK)])


def measure(reader: Path) -> list[Row]:
    with TemporaryDirectory(dir=reader.parent) as name, FakeTwilio(PUBLIC) as twilio:
        folder = Path(name) / "var"
        prepare(folder, reader)
        with running(folder, twilio.environment()) as robot:
            command = [sys.executable, "-m", "tests.bench.hooks", robot.url]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
    took: list[float] = json.loads(done.stdout)
    p99 = quantiles(took, n=100)[98]
    sent = f"{len(took)} messages at {A_SECOND} a second"
    how = f"{sent}, half within {median(took):.1f} ms, the slowest {max(took):.0f} ms"
    return [Row("webhook_p99", p99, "ms", 50.0, p99 / 50, "≤ 50", how)]


if __name__ == "__main__":
    where = urlsplit(sys.argv[1])
    print(json.dumps(asyncio.run(send_all(where.hostname or "", where.port or 0))))  # noqa: T201
