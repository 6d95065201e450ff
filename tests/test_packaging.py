"""What is installed holds all that the code looks for, and nothing of the tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parent.parent


def wheel_of(source: Path, folder: Path) -> set[str]:
    """The names of what is installed from a folder with our sources."""
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=source, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with ZipFile(wheel) as content:
        return set(content.namelist())


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    return wheel_of(ROOT, tmp_path_factory.mktemp("wheel"))


def test_every_file_of_ours_is_shipped(shipped: set[str]) -> None:
    listed = subprocess.check_output(["git", "ls-files", "bot", "admin"], cwd=ROOT, text=True).split("\n")

    assert {name for name in listed if (ROOT / name).is_file()} - shipped == set()


def test_the_examples_to_learn_from_are_shipped_where_they_are_looked_for(shipped: set[str]) -> None:
    examples = {f"bot/nlu/data/training/{path.name}" for path in (ROOT / "data" / "training").glob("*.yml")}

    assert examples
    assert examples - shipped == set()


def test_nothing_else_is_shipped(shipped: set[str]) -> None:
    assert {name.split("/")[0].split("-")[0] for name in shipped} == {"bot", "admin", "handslag"}
