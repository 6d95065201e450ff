"""Lives ended, or refused by the disk, at every traced system call in turn; another life then goes on where it ended.

Whatever the point, what was sent and what is stored must in the end be as if nothing had happened.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from bot.settings import Settings
from tests.fake_twilio import FakeTwilio
from tests.promises.lives import SCENES, came, live, prepare, sms_of

TRACED = "pwrite64 fdatasync ftruncate unlink openat connect sendto recvfrom write fcntl pread64".split()
STORING = ("pwrite64", "fdatasync", "ftruncate")
PATIENCE = 60.0
DIGEST = (
    "SELECT errand, volunteer, place, state FROM visit ORDER BY id",
    "SELECT errand, volunteer, state FROM offer ORDER BY errand, volunteer",
    "SELECT id, stopped, erased IS NOT NULL FROM person ORDER BY id",
    "SELECT external_id, state FROM event ORDER BY id",
    "SELECT kind, channel, state, count(*) FROM message GROUP BY kind, channel, state ORDER BY kind, channel, state",
    "SELECT kind, count(*) FROM matter GROUP BY kind ORDER BY kind",
    "SELECT event, count(*) FROM note GROUP BY event ORDER BY event",
    "SELECT subject, id FROM wake ORDER BY subject, id",
)
Found = tuple[Counter[tuple[str, str]], list[list[tuple[object, ...]]]]


@dataclass(frozen=True, slots=True)
class Point:
    """What happens at which call of which kind: it is never made (``KILL``), or refused with an error."""

    call: str
    number: int
    fault: str = "KILL"

    def injected(self) -> str:
        what = "signal=KILL" if self.fault == "KILL" else f"error={self.fault}"
        return f"inject={self.call}:{what}:when={self.number}"


class Zygote:
    """The process that lives are begun by, and the provider they all write to."""

    def __init__(self, folder: Path, twilio: FakeTwilio) -> None:
        self.twilio = twilio
        practice = folder / "practice"
        practice.mkdir(parents=True)
        asyncio.run(prepare(SCENES["receive"], practice))
        command = [sys.executable, "-m", "tests.promises.zygote", json.dumps(twilio.given()), str(practice)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._hears()

    def _hears(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "no life can be begun"
        return line

    def lives(self, folder: Path, defect: str, *how: str) -> int:
        """One life there, seized by strace; how it ended."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{folder}\t{defect}\n")
        self._process.stdin.flush()
        child = int(self._hears())
        _until(child, "State:\tT")
        strace = subprocess.Popen(["strace", "-f", "-qq", *how, "-p", str(child)])
        _until(child, "TracerPid:\t[1-9]")
        os.kill(child, signal.SIGCONT)
        ended = int(self._hears())
        strace.wait(PATIENCE)
        return ended

    def close(self) -> None:
        with self._process:
            self._process.kill()


class Sweep:
    """One scene, prepared once and lived through again and again."""

    def __init__(self, zygote: Zygote, scene: str, folder: Path, defect: str = "") -> None:
        self._zygote, self._folder, self._defect = zygote, folder, defect
        self._before, self._life = folder / "before", folder / "life"
        self._before.mkdir(parents=True)
        asyncio.run(prepare(SCENES[scene], self._before))
        calls = self._trace()
        self.expected = self._found()
        self.points = [Point(name, n) for name in TRACED for n in range(1, calls[name] + 1)]

    def _trace(self) -> Counter[str]:
        """How many calls of each kind an undisturbed life makes, in the thread that makes most of them."""
        log = self._folder / "trace"
        self._lives("-o", str(log), "-e", f"trace={','.join(TRACED)}")
        told = log.read_text(encoding="utf-8", errors="replace")
        found = Counter(re.findall(r"^(\d+)\s+(\w+)\(", told, re.MULTILINE))
        most = Counter[str]()
        for (_, name), many in found.items():
            most[name] = max(most[name], many)
        return most

    def _lives(self, *how: str) -> None:
        shutil.rmtree(self._life, ignore_errors=True)
        shutil.copytree(self._before, self._life)
        self._zygote.twilio.texts.clear()
        self._zygote.lives(self._life, self._defect, *how)

    def survives_all(self, points: list[Point]) -> None:
        for point in points:
            self.survives(point)

    def survives(self, point: Point) -> None:
        """End a life there; what was acknowledged is stored, and the next one makes everything as it should be."""
        self._lives("-o", "/dev/null", "-e", point.injected())
        life, given = self._life, self._zygote.twilio.given()
        if (life / "acknowledged").exists() and (letter := came(life)[1]) is not None:
            stored = _rows(life, "SELECT external_id FROM event")
            assert (letter.external_id,) in stored, f"acknowledged and lost: {point}"
        asyncio.run(live(life, sms_of(Settings(_env_file=None, data_dir=life, **given)), moves=True))
        assert self._found() == self.expected, point

    def _found(self) -> Found:
        sent = Counter((text.to, text.body) for text in self._zygote.twilio.sent)
        return sent, [_rows(self._life, question) for question in DIGEST]


def _rows(life: Path, question: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(life / "replay.sqlite3") as raw:
        return raw.execute(question).fetchall()


def _until(child: int, says: str) -> None:
    """What the system says about a process: that it has stopped, or is traced."""
    status, end = Path(f"/proc/{child}/status"), time.monotonic() + PATIENCE
    while not re.search(says, status.read_text(encoding="utf-8")):
        assert time.monotonic() < end, "strace does not take hold"
        time.sleep(0.001)


def with_error(points: list[Point], error: str) -> list[Point]:
    """The same calls, those that store, refused with an error."""
    return [replace(point, fault=error) for point in points if point.call in STORING]


def some_of(points: list[Point], most: int) -> list[Point]:
    """So many, evenly over all of them."""
    return points if len(points) <= most else [points[n * len(points) // most] for n in range(most)]
