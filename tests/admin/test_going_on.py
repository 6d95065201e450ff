"""Who must show once more who they are, finds what they were about to do as they left it, and nobody else does."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from admin import all_routes
from admin.held import BUTTONS
from admin.roles import FRESH
from bot.storage import accounts
from bot.storage.accounts import Role, User
from tests.admin.house import PASSWORD, House
from tests.admin.town import volunteer, words_on

FROM = {"Referer": "http://testserver/brukere?x=1"}
GO_ON = "/bekreft/videre"


@pytest.fixture
def ingrid(house: House) -> User:
    return house.user(Role.MANAGER)


@pytest.fixture(autouse=True)
def a_while_after(house: House, client: TestClient, ingrid: User) -> None:
    house.let_in(client, ingrid)
    house.at += accounts.FRESH + timedelta(seconds=1)


def confirm(client: TestClient, sent: Response) -> str:
    """To where one is led when one has shown who one is."""
    return client.post(sent.headers["location"], data={"password": PASSWORD}).headers["location"]


def again(client: TestClient, page: str) -> Response:
    """The button is pressed."""
    where = re.findall(r'<form method="post" action="(/[^"]+)">', page.partition("<main")[2])[0]
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page):
        fields.setdefault(unescape(name), []).append(unescape(value))
    return client.post(where, data=fields)


def test_what_was_chosen_is_one_press_away(house: House, client: TestClient, ingrid: User) -> None:
    sent = client.post("/brukere", data={"role": "coordinator"}, headers=FROM)
    assert sent.headers["location"] == f"/bekreft?neste={GO_ON}"

    assert "er tatt vare på" in client.get(sent.headers["location"]).text
    assert confirm(client, sent) == GO_ON
    page = client.get(GO_ON).text
    assert "Lag lenke Gå tilbake uten å gjøre det" in words_on(page) and 'href="/brukere?x=1"' in page
    done = again(client, page)

    assert "Lenken er klar" in words_on(done.text)
    assert [one.role for one in house.do(lambda db: accounts.invitations_of(db, ingrid.municipality, house.at))] == [
        Role.COORDINATOR
    ]
    assert client.get(GO_ON).headers["location"] == "/"


def test_all_of_a_long_form_is_carried_as_it_was_typed(house: House, client: TestClient) -> None:
    who = [str(volunteer(house, f"Kari {n}", f"+4790000{n:03}")) for n in range(101, 104)]
    words = 'Hei! «Julekaffe» & "kake" <på> torsdag'
    sent = client.post("/frivillige/flere", data={"chosen": who, "do": "write", "text": words})
    confirm(client, sent)

    page = client.get(GO_ON).text

    assert words in unescape(page)
    kept = [(name, unescape(value)) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)]
    assert kept == [*(("chosen", one) for one in who), ("do", "write"), ("text", words)]


def test_it_is_sealed_and_nobody_elses(house: House, client: TestClient, ingrid: User) -> None:
    sent = client.post("/frivillige/flere", data={"chosen": "1", "do": "write", "text": "Ordene mine"})
    assert "Ordene" not in sent.headers["location"] and b"Ordene mine" not in house.stored()

    for user in (ingrid, house.user(Role.MANAGER, "per@eksempel.no")):
        house.let_in(client, user)
        assert client.get(GO_ON).headers["location"] == "/", "in another browser"


def test_it_is_gone_after_ten_minutes(house: House, client: TestClient) -> None:
    client.post("/brukere", data={"role": "reader"})
    assert client.get(GO_ON).status_code == 200

    house.at += timedelta(minutes=10)

    assert client.get(GO_ON).status_code == 303


def test_an_erasure_is_looked_at_once_more(house: House, client: TestClient) -> None:
    kari = volunteer(house)
    page = f"/frivillige/{kari}/slett"

    sent = client.post(page, headers={"Referer": f"http://testserver{page}"})

    assert confirm(client, sent) == page
    assert "Se over, og trykk på knappen en gang til" in words_on(client.get(page).text)


def test_whatever_is_sent_by_pressing_is_carried_but_erasures_and_keys() -> None:
    pressed = {route.name for route in all_routes() if route.name in FRESH and "POST" in (route.methods or ())}

    assert pressed - BUTTONS.keys() == {"privacy.erase", "volunteer.erase", "account.keys.begin"}
    assert BUTTONS.keys() <= pressed
