"""How long a provider waits for its answer: a hundred messages a second over HTTP, each sent when its time comes.

`python -m tests.bench.hooks URL` sends them, from a process of its own, and prints how many milliseconds each took,
from the moment it was due.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

import httpx2

from tests.bench.rows import Row
from tests.bench.starting import prepare, running
from tests.bench.turns import TALK
from tests.fake_twilio import FakeTwilio
from tests.twilio_forms import inbound, signed

A_SECOND, SECONDS, SENDERS = 100, 20, 200
PUBLIC = "https://frivillig.eksempel.no"


async def send_all(url: str) -> list[float]:
    limits = httpx2.Limits(max_connections=50, max_keepalive_connections=50)
    async with httpx2.AsyncClient(base_url=url, trust_env=False, timeout=30, limits=limits) as web:
        await web.get("/livez")
        began = time.perf_counter() + 0.5
        return await asyncio.gather(*(_send(web, n, began + n / A_SECOND) for n in range(A_SECOND * SECONDS)))


async def _send(web: httpx2.AsyncClient, n: int, due: float) -> float:
    fields = inbound(f"SM{n:032x}", f"+4790000{n % SENDERS + 400:03}", TALK[n // SENDERS % len(TALK)])
    headers = signed(f"{PUBLIC}/hooks/sms", fields)
    await asyncio.sleep(due - time.perf_counter())
    answer = await web.post("/hooks/sms", data=dict(fields), headers=headers)
    took = time.perf_counter() - due
    if answer.status_code != 200:
        raise RuntimeError(f"the webhook answered {answer.status_code}")
    return took * 1000


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
    print(json.dumps(asyncio.run(send_all(sys.argv[1]))))  # noqa: T201
