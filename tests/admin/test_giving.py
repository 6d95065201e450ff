"""To whom an errand can be given: the best fit first and why, the others with what is in the way, and all by search."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from bot import desk
from bot.life.turn import Turn
from bot.model import PersonId
from bot.storage.accounts import Role
from tests.admin.house import House
from tests.admin.town import errand, posted, recipient, volunteer, words_on


@pytest.fixture(autouse=True)
def coordinator(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.COORDINATOR))


def offered(client: TestClient, path: str) -> str:
    shown = words_on(client.get(path).text)
    return shown[shown.index("Gi til en som har sagt ja til deg") :]


def test_whom_it_suits_stand_first_and_the_others_say_what_is_in_the_way(house: House, client: TestClient) -> None:
    walks = volunteer(house, "Anne Aas", "+4790000103", kind="walk")
    near = volunteer(house, "Åse Vik", "+4790000104")
    house.act(lambda turn: turn.store.change_volunteer(near, postcode="2317", place="Hamar"))
    which = posted(house, recipient(house))
    later = volunteer(house, "Bo Lie", "+4790000105")
    house.act(lambda turn: turn.store.change_volunteer(later, postcode="2317", place="Hamar"))

    shown = offered(client, f"/oppgaver/{which}")
    people = ("Åse Vik, Hamar er spurt, og har ikke svart ennå", "Bo Lie, Hamar bor 1 km unna", "Anne Aas har ikke")
    assert sorted(people, key=shown.index) == list(people)
    assert "Søk blant" not in shown

    client.post(f"/oppgaver/{which}/gi-til", data={"volunteer": str(walks)})
    assert errand(house, which).status.value == "filled"
    shown = offered(client, f"/oppgaver/{which}")
    assert "Åse Vik" in shown and f'value="{walks}"' not in client.get(f"/oppgaver/{which}").text


def test_of_many_the_best_are_shown_and_the_rest_are_found_by_name(house: House, client: TestClient) -> None:
    def many(turn: Turn) -> None:
        for n in range(14):
            who = desk.enrol(turn, house.system.runner, f"Frivillig Nummer{n}", f"+47900003{n:02}", ask=False,
                             skills=["shopping"])  # fmt: skip
            desk.approve(turn, PersonId(who), quiet=True)

    house.act(many)
    which = posted(house, recipient(house))
    asked = client.get(f"/oppgaver/{which}").text
    found = client.get(f"/oppgaver/{which}?hvem=nummer13").text

    assert asked.count('name="volunteer"') == 6 and "Søk blant alle 14" in words_on(asked)
    assert found.count('name="volunteer"') == 1 and "Frivillig Nummer13" in words_on(found)
    assert "Ingen av dem som er klare, heter det." in words_on(client.get(f"/oppgaver/{which}?hvem=olga").text)
