"""How much it takes to start, and how much memory the robot holds with the example municipality in it."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import httpx2

from bot.app import open_system
from bot.example import fill
from bot.settings import PREFIX, Settings
from bot.storage.migrating import migrate
from tests.bench.rows import Row

STARTS, PATIENCE = 5, 30.0
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Running:
    """A robot in a process of its own, ready for work."""

    url: str
    pid: int
    ready_cpu: float
    ready_after: float

    def memory(self) -> float:
        """Resident megabytes."""
        found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8"))
        assert found is not None
        return int(found[1]) / 1024


@contextmanager
def running(folder: Path, more: Mapping[str, str] | None = None) -> Iterator[Running]:
    given = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    given |= {f"{PREFIX}DATA_DIR": str(folder), f"{PREFIX}PORT": "0", "PYTHONUNBUFFERED": "1", **(more or {})}
    began = time.perf_counter()
    command = [str(Path(sys.executable).with_name("handslag")), "run"]
    with subprocess.Popen(command, env=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder) as robot:
        try:
            assert robot.stdout is not None
            port = re.search(rb":(\d+)\s*$", robot.stdout.readline())
            assert port is not None
            url = f"http://localhost:{port[1].decode()}"
            _wait_until_ready(url)
            yield Running(url, robot.pid, _cpu(robot.pid), time.perf_counter() - began)
        finally:
            robot.terminate()


def _wait_until_ready(url: str) -> None:
    until = time.monotonic() + PATIENCE
    with httpx2.Client(trust_env=False) as web:
        while time.monotonic() < until:
            try:
                if web.get(f"{url}/readyz").status_code == 200:
                    return
            except httpx2.TransportError:
                time.sleep(0.02)
    raise TimeoutError("the robot did not become ready")


def _cpu(pid: int) -> float:
    """Seconds of CPU a process has used, all its threads together."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def prepare(folder: Path, reader: Path) -> None:
    """A data folder with the example municipality, as after a first day."""
    folder.mkdir()
    shutil.copy(reader, folder / "reader.npz")
    settings = Settings(_env_file=None, data_dir=folder)
    migrate(settings.database_url)

    async def made() -> None:
        system = open_system(settings)
        await fill(system)
        await system.close()

    asyncio.run(made())


def measure(reader: Path) -> list[Row]:
    with TemporaryDirectory(dir=reader.parent) as name:
        folder = Path(name) / "var"
        prepare(folder, reader)
        cpu, after, memory = [], [], []
        for _ in range(STARTS):
            with running(folder) as robot:
                cpu.append(robot.ready_cpu)
                after.append(robot.ready_after)
                _look_around(robot.url)
                memory.append(robot.memory())
    how = f"{STARTS} starts, {min(cpu):.2f} to {max(cpu):.2f} s of CPU, ready after {median(after):.1f} s"
    return [
        Row("start", median(cpu), "s CPU", 1.0, median(cpu), "≤ 1.0", how),
        Row("memory", median(memory), "MB", 120.0, median(memory) / 120, "≤ 120", "resident, example municipality"),
    ]


def _look_around(url: str) -> None:
    """A few requests, so that what is loaded late is loaded."""
    with httpx2.Client(trust_env=False, follow_redirects=True) as web:
        for page in ("/", "/livez", "/metrics"):
            web.get(url + page)
    time.sleep(1)
