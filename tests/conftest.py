"""What every test may ask for.  A developer's own settings never reach a test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis
from playwright.sync_api import Browser, sync_playwright

from bot.settings import PREFIX, Settings
from tests.fake_telegram import FakeTelegram

for name in [name for name in os.environ if name.startswith(PREFIX)]:
    del os.environ[name]

hypothesis.register_profile("everyday", derandomize=True, deadline=None, database=None)
hypothesis.register_profile("soak", hypothesis.get_profile("everyday"), max_examples=1000)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="take the promises ten times as far")


def pytest_configure(config: pytest.Config) -> None:
    hypothesis.load_profile("soak" if config.getoption("--soak") else "everyday")


@pytest.fixture(scope="session")
def times(pytestconfig: pytest.Config) -> int:
    """How many times as far as on an ordinary day a promise is taken."""
    return 10 if pytestconfig.getoption("--soak") else 1


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The defaults, with a folder of its own."""
    return Settings(_env_file=None, data_dir=tmp_path / "var")


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as telegram:
        yield telegram


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser is.  Where everything must be checked it has to be there."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    say = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
    say("Chromium is missing; on Debian: apt install chromium")


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Closed after each module, since no other event loop may run in this thread while it is open."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()
