"""A panel for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.admin.house import House, house_in


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with house_in(tmp_path) as house:
        yield house


@pytest.fixture
def client(house: House) -> TestClient:
    """A browser that shows that what it sends comes from our own page."""
    return TestClient(house.panel, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False)
