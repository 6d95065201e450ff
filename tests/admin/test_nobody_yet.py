"""In a municipality where nobody is written up yet, each form says what is to be done first, once, and leads there."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from bot.storage.accounts import Role
from tests.admin.house import House
from tests.admin.town import recipient, volunteer


@pytest.fixture(autouse=True)
def coordinator(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.COORDINATOR))


def ways_on(client: TestClient, page: str) -> list[str]:
    """The links and buttons of the page itself."""
    return re.findall(r'(?:href|action)="(/[^"]*)"', client.get(page).text.partition("<main")[2].partition("</main")[0])


def test_two_are_not_made_friends_before_both_are_there(house: House, client: TestClient) -> None:
    assert ways_on(client, "/besoksvenner/ny") == ["/innbyggere/ny"]
    recipient(house)
    assert ways_on(client, "/besoksvenner/ny") == ["/frivillige"]
    volunteer(house)
    assert "/besoksvenner/ny" in ways_on(client, "/besoksvenner/ny")


def test_the_first_who_gets_help_is_asked_for_once(house: House, client: TestClient) -> None:
    assert ways_on(client, "/oppgaver/ny").count("/innbyggere/ny") == 1
    assert "Legg inn den første" in client.get("/oppgaver/ny").text

    recipient(house)

    assert ways_on(client, "/oppgaver/ny").count("/innbyggere/ny") == 1
    assert "Legg inn den første" not in client.get("/oppgaver/ny").text


def test_a_wish_is_carried_along_to_the_first_who_gets_help(house: House, client: TestClient) -> None:
    asked = {"asker": "kin", "name": "Liv Moe", "phone": "900 00 301", "whom": "Astrid", "knows": "yes",
             "words": "Hun trenger noen å gå tur med", "decided": "no"}  # fmt: skip
    client.post("/onsker/nytt", data=asked)

    page = client.get("/oppgaver/ny?onske=1").text

    assert "Det gjelder Astrid. Her er ingen innbyggere" in page and 'href="/innbyggere/ny?onske=1"' in page
