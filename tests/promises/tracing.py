"""The whole robot under strace while a provider calls: what reached the disk between each request and its answer."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import httpx2

from bot.settings import PREFIX
from tests.fake_twilio import FakeTwilio
from tests.robot import ROOT, founded, until
from tests.twilio_forms import inbound, signed

PUBLIC = "https://frivillig.eksempel.no"
RUNS = """
import sys
from tests.promises.defects import DEFECTS
DEFECTS.get(sys.argv.pop(), lambda: None)()
from bot.__main__ import main
main()
"""
TRACED = "trace=recvfrom,sendto,fdatasync,fsync"


def replies_and_syncs(folder: Path, webhooks: int, defect: str = "") -> list[int]:
    """For each request answered with 200, how often the disk was waited for before the answer left."""
    with FakeTwilio(PUBLIC) as twilio:
        settings = founded(twilio.settings(folder / "var"))
        log = folder / "trace"
        own = {f"{PREFIX}DATA_DIR": str(settings.data_dir), f"{PREFIX}PORT": "0", "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", RUNS, "run", defect or "none"]
        strace = ["strace", "-f", "-qq", "-s", "60", "-o", str(log), "-e", TRACED]
        with subprocess.Popen(
            [*strace, *command], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env={**os.environ, **twilio.environment(), **own, "PYTHONUNBUFFERED": "1"}, start_new_session=True,
        ) as robot:  # fmt: skip
            assert robot.stdout is not None
            url = robot.stdout.readline().split()[-1]
            try:
                _call(url, webhooks)
            finally:
                os.killpg(robot.pid, 9)
    return _read(log.read_text(encoding="utf-8", errors="replace"))


def _call(url: str, webhooks: int) -> None:
    with httpx2.Client(trust_env=False, timeout=20) as web:
        until(lambda: _is_up(web, url))
        for n in range(webhooks):
            fields = inbound(f"SM{n:032x}", "+4790000001", f"hei {n}")
            path = urlsplit(f"{PUBLIC}/hooks/sms").path
            web.post(url + path, data=fields, headers=signed(f"{PUBLIC}/hooks/sms", fields))


def _is_up(web: httpx2.Client, url: str) -> bool:
    try:
        return web.get(f"{url}/readyz").status_code == 200
    except httpx2.TransportError:
        return False


def _read(log: str) -> list[int]:
    """The lines of the trace in order: a call that was begun and came back later counts where it came back."""
    found: list[int] = []
    inside, synced = False, 0
    for line in log.splitlines():
        if "POST /hooks/sms" in line:
            inside, synced = True, 0
        elif re.search(r"(fdatasync|fsync)(\(\d+\)| resumed>\)).*= 0", line):
            synced += 1
        elif inside and "sendto(" in line and "HTTP/1.1 200" in line:
            found.append(synced)
            inside = False
    return found
