"""The reader as it is trained now: learnt once, however many tests ask for it."""

from __future__ import annotations

import atexit
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.nlu import Reader
from bot.nlu.training import train
from bot.settings import training_data


@cache
def model() -> Path:
    """The file of the trained model; it goes with the process."""
    folder = TemporaryDirectory()
    atexit.register(folder.cleanup)
    path = Path(folder.name) / "reader.npz"
    train(training_data(), path)
    return path


@cache
def reader() -> Reader:
    return Reader.load(model())
