"""Generalprøve: run beside everything else, one at a time, stopped when someone wants, and drawn beside others."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from admin import create_panel
from admin.views.dress_rehearsal import in_words
from bot.rehearsals import Rehearsals, Run, Size
from bot.storage.accounts import Role
from tests.admin.house import House
from tests.admin.town import words_on

SMALL, NOW = Size(30, 10, 14), "2026-11-23T09:00:00+00:00"
TWO = ("ours", "broadcast")
"""Enough to be drawn beside each other; all four take twice as long."""


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where one has been run to its end."""
    folder = tmp_path_factory.mktemp("rehearsed")

    async def run() -> None:
        rehearsals = Rehearsals(folder, TWO)
        assert await rehearsals.begin(1, SMALL, NOW)
        await rehearsals.finished()

    asyncio.run(run())
    return folder


def panel(house: House, folder: Path) -> TestClient:
    app = create_panel(replace(house.parts, rehearsals=Rehearsals(folder)))
    client = TestClient(app, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False)
    house.let_in(client, house.user(Role.COORDINATOR))
    return client


@pytest.fixture
def client(house: House, tmp_path: Path) -> Iterator[TestClient]:
    with panel(house, tmp_path / "beside") as client:
        yield client


def begin(client: TestClient, **more: str) -> int:
    return client.post("/generalprove", data={"volunteers": "300", "errands": "900", "days": "90"} | more).status_code


def test_each_policy_is_drawn_and_stands_in_the_table(house: House, done: Path) -> None:
    page = panel(house, done).get("/generalprove").text
    words = words_on(page)

    assert page.count("<svg") - page[: page.index("<main")].count("<svg") == 6
    assert all(name in words for name in ("Håndslag", "Alle på en gang"))
    assert words.count("Hvor skjevt besøkene er fordelt") == 1 and "30 frivillige, 10 oppgaver, 14 dager" in words
    assert page.count('class="beside"') == 6
    assert re.search(r"Håndslag: \d+ %", words) and "er ferdige" not in words


def test_how_unevenly_the_visits_are_shared_is_told_to_the_second_decimal() -> None:
    assert [in_words("load_gini", value) for value in (0.377, 0.399, 0.448)] == ["0,38", "0,40", "0,45"]
    assert in_words("asks_per_fill", 3.29) == "3,3"


def test_what_was_found_is_what_the_command_says(done: Path) -> None:
    run = Rehearsals(done).last(1)

    assert run is not None and run.ended == "done" and tuple(run.figures) == TWO
    asks = [run.figures[name]["asks_per_fill"]["mean"] or 0 for name in TWO]
    assert 0 < asks[0] < asks[1]


def test_one_runs_at_a_time_and_is_stopped_when_someone_wants(client: TestClient) -> None:
    assert begin(client) == 303
    assert "0 av 4 måter er ferdige" in words_on(client.get("/generalprove").text)

    begin(client)
    assert "En generalprøve er allerede i gang." in words_on(client.get("/generalprove").text)
    client.post("/generalprove/stans")

    ends = time.monotonic() + 20
    while "er ferdige" in (words := words_on(client.get("/generalprove").text)) and time.monotonic() < ends:
        time.sleep(0.1)
    assert "Generalprøven ble stanset" in words and "Start generalprøven" in words


@pytest.mark.parametrize("wrong", [{"volunteers": "5"}, {"errands": "100000"}, {"volunteers": "mange"}])
def test_a_size_that_cannot_be_is_refused(client: TestClient, wrong: dict[str, str]) -> None:
    assert begin(client, **wrong) == 422
    assert "Skriv et tall fra 10 til" in words_on(client.post("/generalprove", data=wrong).text)


def test_another_municipalitys_is_neither_seen_nor_stopped(done: Path) -> None:
    others = Rehearsals(done)

    others.stop(2)

    assert others.last(2) is None and not (done / "rehearsal.2.stop").exists()


def test_one_whose_process_did_not_live_has_failed(tmp_path: Path) -> None:
    rehearsals = Rehearsals(tmp_path)
    rehearsals._write(1, Run(SMALL, NOW))

    found = rehearsals.last(1)

    assert found is not None and found.ended == "failed"
