"""Someone in the middle of signing up: seen in the panel by what they have told so far, and found among the people."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from bot import desk
from bot.model import PersonId
from bot.storage.accounts import Role
from tests.admin.house import House
from tests.admin.town import volunteer, words_on, writes


@pytest.fixture(autouse=True)
def coordinator(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.COORDINATOR))


@pytest.fixture
def new(house: House) -> PersonId:
    """Someone we do not know, who has said JA to being a volunteer and been asked for a name."""
    volunteer(house)
    who = house.act(lambda turn: desk.add_person(turn, "", "+4790000777"))
    for said in ("jeg vil bli frivillig", "ja"):
        writes(house, who, said)
    return who


def seen(client: TestClient, path: str) -> str:
    return words_on(client.get(path).text).replace("\N{NO-BREAK SPACE}", " ")


def test_one_who_has_told_nothing_yet_is_new_and_has_a_number(house: House, client: TestClient, new: PersonId) -> None:
    writes(house, new, "kan noen ringe meg")

    assert "Ny, ikke ferdig (mobil 900 00 777) venter på deg" in seen(client, "/i-dag")
    assert "Ikke ferdige 1" in seen(client, "/frivillige")
    assert "Mobil 900 00 777 Ikke ferdig" in seen(client, "/frivillige?vis=ikke-ferdige")


def test_what_was_told_is_shown_and_leads_to_the_talk(house: House, client: TestClient, new: PersonId) -> None:
    for said in ("Berit Nes", "2317", "2", "kan noen ringe meg"):
        writes(house, new, said)

    listed = client.get("/frivillige?vis=ikke-ferdige&q=berit").text
    assert f'href="/samtaler/{new}"' in listed and "Berit Nes Hamar Handle" in words_on(listed)
    assert "Berit Nes (ny, ikke ferdig) venter på deg" in seen(client, "/i-dag")
    assert "Kari" not in words_on(client.get("/frivillige?vis=ikke-ferdige").text)
    assert "Ingen treff" in seen(client, "/frivillige?vis=ikke-ferdige&q=kari")
