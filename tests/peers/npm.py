"""What is not ours, from npm: each installed once, in a folder of its own under ``var/``."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.robot import ROOT

HOME = ROOT / "var" / "peers"
QUIETLY = ("--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund")


def installed(folder: Path, found: str, *packages: str) -> Path:
    """Where Node finds the packages; ``found`` is there when they are.

    The test is skipped, with a line that says why, when Node.js is missing.
    """
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip(f"Node.js and npm are missing, so {packages[0]} cannot run; on Debian: apt install nodejs npm")
    modules = folder / "node_modules"
    if not (modules / found).exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([npm, "install", "--prefix", str(folder), *QUIETLY, *packages], check=True, capture_output=True)
    return modules
