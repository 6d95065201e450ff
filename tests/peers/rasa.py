"""A real Rasa learns from our examples and reads for us (``make test-rasa``).

Rasa 3.6 needs Python 3.10 and a gigabyte of packages, so it gets an environment of its own, in ``var/rasa``.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.clock import SystemClock
from bot.nlu.rasa import Rasa
from bot.settings import training_data

VERSION, TOKEN = "3.6.21", "prove"
ROOT = Path(__file__).parent.parent.parent
HOME = ROOT / "var" / "rasa"
SECONDS_TO_START = 180.0
MEANT = {
    "kan du ringe meg": "human", "jeg må melde avbud på torsdag": "cancel_task", "hva har jeg avtalt": "list_my_tasks"
}  # fmt: skip
"""Plain enough that whatever has learnt from the examples must know them."""


def main() -> int:
    python = os.environ.get("PYTHON310") or shutil.which("python3.10")
    if python is None:
        print("Python 3.10 is missing, so a real Rasa cannot be tried; name it with PYTHON310=...")
        return 2
    rasa = _installed(python)
    model = _trained(rasa)
    with _served(rasa, model) as url:
        heard = asyncio.run(_ask(url))
    for text, (intent, confidence) in heard.items():
        print(f"{text}: {intent} ({confidence:.2f})")
    wrong = {text for text, (intent, _) in heard.items() if intent != MEANT[text]}
    print(f"misread: {', '.join(sorted(wrong))}" if wrong else "a real Rasa reads behind our port")
    return 1 if wrong else 0


def _installed(python: str) -> Path:
    rasa = HOME / "env" / "bin" / "rasa"
    if not rasa.exists():
        print(f"Installing Rasa {VERSION}; this takes some minutes ...", flush=True)
        subprocess.run([python, "-m", "venv", str(HOME / "env")], check=True)
        subprocess.run([str(rasa.with_name("pip")), "install", "-q", f"rasa=={VERSION}"], check=True)
    return rasa


def _trained(rasa: Path) -> Path:
    models = HOME / "models"
    if not any(models.glob("*.tar.gz")):
        print("Rasa is learning; this takes some minutes more ...", flush=True)
        command = [str(rasa), "train", "nlu", "--nlu", str(training_data()), "--out", str(models)]
        config = shutil.copy(ROOT / "deploy" / "rasa.yml", HOME)  # Rasa writes in the one it is given
        command += ["--config", str(config)]
        with (HOME / "train.log").open("w") as log:
            subprocess.run(command, check=True, cwd=HOME, stdout=log, stderr=log)
    return models


@contextmanager
def _served(rasa: Path, models: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(rasa), "run", "--enable-api", "--auth-token", TOKEN, "-i", "127.0.0.1", "-p", str(port)]
    with (HOME / "run.log").open("w") as log:
        server = subprocess.Popen([*command, "--model", str(models)], cwd=HOME, stdout=log, stderr=log)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


async def _ask(url: str) -> dict[str, tuple[str, float]]:
    """The likeliest of each, once the server answers at all."""
    until, first = time.monotonic() + SECONDS_TO_START, next(iter(MEANT))
    while await _classify(url, first) is None:
        if time.monotonic() > until:
            raise TimeoutError(f"Rasa did not start; see {HOME / 'run.log'}")
        await asyncio.sleep(1)
    return {text: found for text in MEANT if (found := await _classify(url, text)) is not None}


async def _classify(url: str, text: str) -> tuple[str, float] | None:
    rasa = Rasa(url, TOKEN, SystemClock())
    ranking = await rasa.classify(text)
    await rasa.close()
    return ranking[0] if ranking else None


if __name__ == "__main__":
    sys.exit(main())
