"""Egne svar: what the municipality has decided is kept, shown again, and what is missing is said."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from admin.screens.own_answers import LONGEST, QUESTIONS, TOLD, Answers
from bot.checking import ANSWERS, unanswered
from bot.storage.accounts import Role
from tests.admin.house import House

PAGE = "/oppsett/egne-svar"
ALL = {name: f"Bestemt 2. mars: {called}." for name, (called, _) in QUESTIONS.items()}


@pytest.fixture(autouse=True)
def manager(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.MANAGER))


def missing(house: House) -> list[str]:
    return house.act(lambda turn: unanswered(turn.store.set_up()))


def test_every_answer_that_is_looked_for_is_asked_for() -> None:
    assert ANSWERS.keys() == QUESTIONS.keys() == TOLD.keys() == Answers.model_fields.keys()


def test_what_is_written_is_kept_and_shown_again(house: House, client: TestClient) -> None:
    assert client.post(PAGE, data=ALL).status_code == 303

    page = client.get(PAGE).text
    assert missing(house) == []
    assert all(answer in page for answer in ALL.values())
    assert "ikke skrevet ennå" not in page


def test_a_part_of_it_is_kept_and_the_rest_is_said_to_be_missing(house: House, client: TestClient) -> None:
    client.post(PAGE, data={**ALL, "archive": "  ", "mileage": ""})

    assert missing(house) == ["mileage", "archive"]
    assert "Kjøring, arkiv." in client.get(PAGE).text


def test_what_else_is_set_up_is_left_alone(house: House, client: TestClient) -> None:
    house.act(lambda turn: turn.store.change_set_up(night="+4790000001"))

    client.post(PAGE, data=ALL)

    assert house.act(lambda turn: turn.store.municipality_row()).night == "+4790000001"


def test_oppsett_leads_here_and_leaves_the_answers_alone(house: House, client: TestClient) -> None:
    client.post(PAGE, data=ALL)

    client.post("/oppsett", data={"name": "Fjellvik", "coordinator": "Odd Moe", "phone": "62 00 00 01"})

    assert f'href="{PAGE}"' in client.get("/oppsett").text
    assert missing(house) == []


def test_a_text_without_end_is_refused_and_not_lost(house: House, client: TestClient) -> None:
    answer = client.post(PAGE, data={**ALL, "archive": "x" * (LONGEST + 1)})

    assert answer.status_code == 422 and TOLD["archive"] in answer.text
    assert "x" * LONGEST in answer.text
    assert missing(house) == list(ANSWERS)
