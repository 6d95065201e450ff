"""Telegram in the panel: turned on in Oppsett, and an invitation from the volunteer's page."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from bot.channels.simulator import Simulator
from bot.model import PersonId
from bot.storage.accounts import Role
from bot.storage.store import add_municipality
from tests.admin.house import House, done
from tests.admin.neighbours import move_in

KARI, PER = PersonId(1), PersonId(2)
TOWN = {"name": "Fjellvik", "coordinator": "Odd Moe", "phone": "62 00 00 01"}
SWITCH = 'name="telegram"'


@pytest.fixture(autouse=True)
def manager(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.MANAGER))
    move_in(house)


@pytest.fixture
def account(house: House) -> None:
    house.system.channels["telegram"] = Simulator()


def texts_to(house: House, who: PersonId) -> list[str]:
    done(house.system.tick())
    return house.act(lambda turn: [message.text for message in turn.store.messages_to(who)])


def test_without_an_account_there_is_nothing_to_turn_on(client: TestClient) -> None:
    assert SWITCH not in client.get("/oppsett").text
    assert "Inviter til Telegram" not in client.get("/frivillige/1").text


@pytest.mark.usefixtures("account")
def test_it_is_off_until_it_is_turned_on(house: House, client: TestClient) -> None:
    assert SWITCH in client.get("/oppsett").text
    assert "Inviter til Telegram" not in client.get("/frivillige/1").text

    client.post("/oppsett", data={**TOWN, "telegram": "on", "robot": "@Fjellvik_bot"})

    town = house.act(lambda turn: turn.town)
    assert (town.telegram, town.robot) == (True, "@Fjellvik_bot")
    assert "Inviter til Telegram" in client.get("/frivillige/1").text
    client.post("/oppsett", data=TOWN)
    assert not house.act(lambda turn: turn.town.telegram)


@pytest.mark.usefixtures("account")
def test_an_invitation_goes_by_sms_with_the_name_to_write_to_and_a_code(house: House, client: TestClient) -> None:
    client.post("/oppsett", data={**TOWN, "telegram": "on", "robot": "@Fjellvik_bot"})

    client.post("/frivillige/1/telegram", data={"do": ""})

    said = texts_to(house, KARI)[-1]
    assert "@Fjellvik_bot" in said
    assert house.act(lambda turn: turn.store.is_invited(KARI, turn.now))
    assert not house.act(lambda turn: turn.store.is_invited(PER, turn.now))


@pytest.mark.usefixtures("account")
def test_someone_is_written_to_there_no_more(house: House, client: TestClient) -> None:
    client.post("/oppsett", data={**TOWN, "telegram": "on", "robot": "@Fjellvik_bot"})
    house.act(lambda turn: turn.store.give_address(KARI, "telegram", "1001"))
    assert "Skriv bare på SMS" in client.get("/frivillige/1").text

    client.post("/frivillige/1/telegram", data={"do": "end"})

    assert "telegram" not in house.act(lambda turn: turn.store.addresses(KARI))


@pytest.mark.usefixtures("account")
def test_a_name_that_is_none_on_telegram_is_refused(client: TestClient) -> None:
    answer = client.post("/oppsett", data={**TOWN, "telegram": "on", "robot": "https://t.me/bot"})

    assert answer.status_code == 422
    assert "Skriv navnet roboten har på Telegram" in answer.text


@pytest.mark.usefixtures("account")
def test_a_robot_another_municipality_uses_is_not_taken_from_it(house: House, client: TestClient) -> None:
    now = house.at
    house.do(lambda db: add_municipality(db, "Dalen", now, example=False, phone="", telegram=True))

    answer = client.post("/oppsett", data={**TOWN, "telegram": "on", "robot": "@Fjellvik_bot"})

    assert answer.status_code == 422
    assert "Roboten på Telegram er i bruk et annet sted" in answer.text
    assert "Dalen" not in answer.text
    assert not house.act(lambda turn: turn.town.telegram)
    assert client.post("/oppsett", data=TOWN, follow_redirects=False).status_code == 303
