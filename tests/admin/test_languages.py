"""The language of the messages: the municipality's for new people, and anyone's own on their card."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from bot.model import PersonId
from bot.storage.accounts import Role
from tests.admin.house import House
from tests.admin.test_recipients import ASTRID
from tests.admin.test_setup import TYPED
from tests.admin.test_volunteers import KARI, registered, sms_to


@pytest.fixture(autouse=True)
def manager(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.MANAGER))


def language(house: House, who: PersonId) -> str:
    return house.act(lambda turn: turn.store.person(who)).language


def test_whoever_is_new_is_written_to_in_the_municipality_s_language(house: House, client: TestClient) -> None:
    client.post("/oppsett", data={**TYPED, "language": "nn"})

    who = registered(house)

    assert sms_to(house, who)[0].startswith("Odd Moe i Fjellvik kommune skreiv deg opp som frivillig.")
    assert '<option value="nn" selected>' in client.get("/oppsett").text


def test_a_volunteer_s_own_language_is_chosen_when_they_are_registered(house: House, client: TestClient) -> None:
    answer = client.post("/frivillige/ny", data={**KARI, "language": "en"})

    who = PersonId(int(answer.headers["location"].rsplit("/", 1)[1]))
    assert sms_to(house, who)[0].startswith("Ingrid Lie in Eksempel kommune signed you up as a volunteer.")


@pytest.mark.parametrize(("typed", "kept"), [("da", "da"), ("", "nb")])
def test_a_language_is_changed_on_the_card_and_stays_when_none_is_chosen(
    house: House, client: TestClient, typed: str, kept: str
) -> None:
    who = registered(house)

    client.post(f"/frivillige/{who}/endre", data={**KARI, "language": typed})

    assert language(house, who) == kept
    assert f'<option value="{kept}" selected>' in client.get(f"/frivillige/{who}/endre").text


def test_who_gets_help_has_a_language_too(house: House, client: TestClient) -> None:
    answer = client.post("/innbyggere/ny", data={**ASTRID, "language": "nn"})

    who = PersonId(int(answer.headers["location"].rsplit("/", 1)[1]))
    assert language(house, who) == "nn"
    client.post(f"/innbyggere/{who}/endre", data={**ASTRID, "language": "en"})
    assert language(house, who) == "en"


def test_a_language_we_do_not_write_is_refused(client: TestClient) -> None:
    answer = client.post("/frivillige/ny", data={**KARI, "language": "fi"})

    assert answer.status_code == 422 and "Velg et av språkene." in answer.text
