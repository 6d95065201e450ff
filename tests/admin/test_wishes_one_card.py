"""One who asks for help by SMS is one line of I dag, until someone has answered; what they write later is told too."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from bot.dialog.effects import AskForHelp, HandOver
from bot.model import PersonId
from bot.performing import perform
from bot.storage.accounts import Role
from tests.admin.house import House
from tests.admin.town import passes, recipient, words_on, writes

ASKED = "kan noen henge opp klesvasken for meg på torsdag"


@pytest.fixture(autouse=True)
def coordinator(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.COORDINATOR))


@pytest.fixture
def astrid(house: House) -> PersonId:
    """Astrid has asked for help, as the robot hears it with its whole reader."""
    who = recipient(house)
    for effect in (AskForHelp(ASKED), HandOver("request_help")):
        house.act(lambda turn, effect=effect: perform(turn, who, effect, reply=True))  # type: ignore[misc]
    return who


def lines(house: House, client: TestClient) -> tuple[int, str]:
    page = client.get("/i-dag").text
    assert house.act(lambda turn: turn.store.waiting()["matters"]) == page.count('<li class="need"')
    return page.count('<li class="need"'), words_on(page)


@pytest.mark.usefixtures("astrid")
def test_a_wish_by_sms_is_one_line_with_the_time_they_were_told(house: House, client: TestClient) -> None:
    many, page = lines(house, client)

    assert many == 1 and f"Astrid Moe ønsker hjelp «{ASKED}» Lovet: ring før man. 23. nov. kl. 11.00." in page
    assert "/samtaler/1" in client.get("/onsker").text


@pytest.mark.usefixtures("astrid")
def test_it_is_one_line_also_when_they_are_to_be_rung(house: House, client: TestClient) -> None:
    client.post("/onsker/1/vedtak", data={"decided": "no"})
    client.post("/onsker/1/slutt", data={"ending": "call"})

    many, page = lines(house, client)

    assert many == 1 and "Ring Astrid Moe om ønsket" in page


def test_what_they_write_later_is_told(house: House, client: TestClient, astrid: PersonId) -> None:
    passes(house, minutes=5)
    writes(house, astrid, "det haster ikke")

    many, page = lines(house, client)

    assert many == 2 and "Astrid Moe har skrevet til deg «det haster ikke»" in page
