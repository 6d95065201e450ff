"""Whoever has been written to stands among the talks, is found there, and is one press from where they are named."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from bot.model import PersonId
from bot.storage.accounts import Role
from tests.admin.house import House
from tests.admin.town import passes, posted, recipient, sms_to, volunteer, words_on, writes

NURSE = {
    "asker": "care", "name": "Siri Berg", "phone": "900 00 301", "whom": "Astrid Moe", "knows": "yes",
    "words": "Hun trenger noen å gå tur med", "decided": "no",
}  # fmt: skip


@pytest.fixture(autouse=True)
def coordinator(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.COORDINATOR))


@pytest.fixture
def siri(house: House, client: TestClient) -> PersonId:
    """A nurse who asked on the telephone, and was told by SMS what became of it."""
    assert client.post("/onsker/nytt", data=NURSE).status_code == 303
    client.post("/onsker/1/slutt", data={"ending": "organisation", "to": "Turlaget"})
    passes(house, minutes=1)
    return house.act(lambda turn: turn.store.need(1).person)


def listed(client: TestClient, query: str = "vis=alle") -> str:
    page = client.get(f"/samtaler?{query}").text
    return words_on(page[page.index('<div class="talks') :])


def test_who_has_been_written_to_without_a_word_from_them_is_in_the_list(
    house: House, client: TestClient, siri: PersonId
) -> None:
    assert len(sms_to(house, siri)) == 1

    assert f"Siri Berg hos roboten · Sendt: {sms_to(house, siri)[0][:20]}" in listed(client)
    assert "Alle 1" in words_on(client.get("/samtaler").text)


def test_the_last_written_to_stands_first(house: House, client: TestClient, siri: PersonId) -> None:
    kari = volunteer(house)
    writes(house, kari, "hei")
    assert listed(client).index("Kari Vik") < listed(client).index("Siri Berg")

    passes(house, minutes=5)
    astrid = recipient(house)
    posted(house, astrid)
    writes(house, kari, "ja")

    page = listed(client)
    assert sms_to(house, astrid) and page.index("Astrid Moe") < page.index("Siri Berg")


@pytest.mark.parametrize("query", ["siri", "berg", "900 00 301"])
def test_a_talk_is_found_by_name_and_by_number(house: House, client: TestClient, siri: PersonId, query: str) -> None:
    writes(house, volunteer(house), "hei")

    found = listed(client, f"q={query}")

    assert "Siri Berg" in found and "Kari Vik" not in found
    assert "Ingen treff" in listed(client, "q=noen+andre")


def test_who_asked_is_one_press_away_while_the_wish_waits_and_after(house: House, client: TestClient) -> None:
    client.post("/onsker/nytt", data=NURSE)
    link = '<a class="ds-link" href="/samtaler/1">Siri Berg</a>'
    assert link in client.get("/onsker").text

    client.post("/onsker/1/slutt", data={"ending": "call"})

    assert link in client.get("/onsker").text.partition("Ordnede ønsker")[2]


def test_the_card_of_who_gets_help_leads_to_the_talk(house: House, client: TestClient) -> None:
    astrid = recipient(house)

    assert f'href="/samtaler/{astrid}">Samtale</a>' in client.get(f"/innbyggere/{astrid}").text
