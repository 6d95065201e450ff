"""A reader trained once, on the examples that ship, for every test of what it hears."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from bot.dialog.events import Open
from bot.nlu import Reader
from tests import trained

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "data" / "training"
NOW = datetime.fromisoformat("2026-03-04T10:00:00+01:00")
SHOPPING = Open(1, "shopping", datetime.fromisoformat("2026-03-05T12:00:00+01:00"), "Astrid Berg")
COFFEE = Open(2, "coffee_visit", datetime.fromisoformat("2026-03-06T14:00:00+01:00"), "Odd Lien")


def lines(name: str) -> list[str]:
    """The lines of a list beside the tests, without its comments."""
    found = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in found if line.strip() and not line.startswith("# ")]


@pytest.fixture(scope="session")
def model() -> Path:
    return trained.model()


@pytest.fixture(scope="session")
def reader(model: Path) -> Reader:
    return Reader.load(model)
