"""A rehearsal run beside the robot: one at a time, in a process that yields to everyone else, its figures in a file."""

from __future__ import annotations

import asyncio
import fcntl
import json
import shutil
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import IO

POLICIES = ("ours", "broadcast", "list", "phased7")
"""What is tried, ours first, so that something is seen early."""
_LOOKS = 0.5
"""Seconds between looking whether someone wants it stopped."""

Figures = dict[str, dict[str, float | None]]


@dataclass(frozen=True, slots=True)
class Size:
    """How large a municipality is rehearsed, and how long."""

    volunteers: int
    errands: int
    days: int


@dataclass(frozen=True, slots=True)
class Run:
    """A rehearsal as it stands: ``figures`` of the policies that are done, and how it ended."""

    size: Size
    begun: str
    figures: dict[str, Figures] = field(default_factory=dict)
    ended: str = ""
    """Nothing while it runs; "done", "stopped" or "failed" after that."""


class Rehearsals:
    """Begins a rehearsal and follows it.  What it knows lies in files, so that every process sees the same."""

    def __init__(self, folder: Path, policies: Sequence[str] = POLICIES) -> None:
        self._folder = folder
        self.policies = policies
        self._following: asyncio.Task[None] | None = None

    async def begin(self, where: int, size: Size, now: str) -> bool:
        """False when one is running already, this municipality's or another's."""
        self._folder.mkdir(parents=True, exist_ok=True)
        lock = self._lock()
        if lock is None:
            return False
        self._stop_file(where).unlink(missing_ok=True)
        run = Run(size, now)
        self._write(where, run)
        self._following = asyncio.create_task(self._follow(where, run, lock))
        return True

    async def finished(self) -> None:
        """Wait for what was begun here."""
        if self._following is not None:
            await self._following

    def stop(self, where: int) -> None:
        """Let it go, in whichever process it is."""
        if self.busy:
            self._stop_file(where).touch()

    @property
    def busy(self) -> bool:
        if not self._folder.is_dir():
            return False
        lock = self._lock()
        if lock is None:
            return True
        lock.close()
        return False

    def last(self, where: int) -> Run | None:
        """The one that runs, or ran last; one that its process did not live to finish has failed."""
        try:
            told = json.loads(self._file(where).read_text(encoding="utf-8"))
            run = Run(Size(**told["size"]), told["begun"], told["figures"], told["ended"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return run if run.ended or self.busy else replace(run, ended="failed")

    async def _follow(self, where: int, run: Run, lock: IO[str]) -> None:
        """Rehearse one policy after the other, until done or stopped."""
        try:
            for policy in self.policies:
                figures = await self._rehearse(where, run.size, policy)
                if figures is None:
                    stopped = self._stop_file(where).exists()
                    self._write(where, replace(run, ended="stopped" if stopped else "failed"))
                    return
                run = replace(run, figures={**run.figures, policy: figures})
                self._write(where, run)
            self._write(where, replace(run, ended="done"))
        finally:
            self._stop_file(where).unlink(missing_ok=True)
            lock.close()

    async def _rehearse(self, where: int, size: Size, policy: str) -> Figures | None:
        options = [f"--{name}={value}" for name, value in asdict(size).items()]
        yields = [nice, "-n", "10"] if (nice := shutil.which("nice")) else []
        process = await asyncio.create_subprocess_exec(
            *yields, sys.executable, "-m", "bot", "rehearse", *options, f"--policy={policy}",
            stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        answer = asyncio.create_task(process.communicate())
        try:
            while not answer.done():
                if self._stop_file(where).exists():
                    process.terminate()
                await asyncio.wait({answer}, timeout=_LOOKS)
            out, _ = answer.result()
        finally:
            with suppress(ProcessLookupError):
                process.kill()
        if process.returncode:
            return None
        found: dict[str, Figures] = json.loads(out)
        return found[policy]

    def _lock(self) -> IO[str] | None:
        """The only one who rehearses has it, for as long as it runs."""
        lock = (self._folder / "rehearsal.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return None
        return lock

    def _file(self, where: int) -> Path:
        return self._folder / f"rehearsal.{where}.json"

    def _stop_file(self, where: int) -> Path:
        return self._folder / f"rehearsal.{where}.stop"

    def _write(self, where: int, run: Run) -> None:
        unfinished = self._file(where).with_suffix(".unfinished")
        unfinished.write_text(json.dumps(asdict(run), indent=1), encoding="utf-8")
        unfinished.replace(self._file(where))
