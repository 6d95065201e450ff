"""The catalogue: found at once, marked when old, open to all, offered to who asks"""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from admin.screens.provisions import LATELY, TOLD
from admin.views.provisions import OLD
from bot.dialog.effects import AskForHelp
from bot.life.turn import Turn
from bot.performing import perform
from bot.storage.accounts import Role
from bot.storage.provisions import Provision, Use
from tests.admin.house import House, done, make_municipality
from tests.admin.town import passes, recipient, sms_to, words_on

LUNCH = {
    "name": "Onsdagslunsj", "what": "Suppe og prat", "suits": "Alle over 60", "place": "Grendehuset",
    "times": "Onsdager kl. 12", "contact": "Marit, 900 00 501", "cost": "50 kroner", "kinds": ["meal_company"],
}  # fmt: skip


@pytest.fixture(autouse=True)
def coordinator(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.COORDINATOR))


def catalogue(house: House) -> list[Provision]:
    return house.act(lambda turn: turn.store.provisions())


def used(house: House, which: int) -> Use:
    return house.act(lambda turn: turn.store.use_of(which, turn.now - LATELY))


def test_what_is_typed_is_found_and_stands_on_the_open_page(house: House, client: TestClient) -> None:
    assert client.post("/tilbud/nytt", data=LUNCH).status_code == 303

    assert "Onsdagslunsj" in client.get("/tilbud?q=grende").text
    assert "Onsdagslunsj" in client.get("/tilbud?slag=meal_company").text
    assert "Onsdagslunsj" not in client.get("/tilbud?slag=snow").text
    client.cookies.clear()
    page = words_on(client.get("/tilbud/for/1").text)
    assert "Onsdagslunsj" in page and "Sist sjekket 23. november 2026" in page


def test_another_municipality_has_its_own_catalogue(house: House, client: TestClient) -> None:
    client.post("/tilbud/nytt", data=LUNCH)
    elsewhere = house.do(lambda db: make_municipality(db, "Fjellvik"))

    assert done(house.system.read(elsewhere, lambda store: store.provisions())) == []


@pytest.mark.parametrize(
    ("wrong", "words"), [({"name": ""}, "name"), ({"contact": ""}, "contact"), ({"kinds": ["bananas"]}, "kinds")]
)
def test_what_is_wrong_is_said(house: House, client: TestClient, wrong: dict[str, str], words: str) -> None:
    answer = client.post("/tilbud/nytt", data=LUNCH | wrong)

    assert answer.status_code == 422 and TOLD[words] in answer.text
    assert catalogue(house) == []


def test_half_a_year_unchecked_is_said_until_someone_checks(house: House, client: TestClient) -> None:
    client.post("/tilbud/nytt", data=LUNCH)
    which = catalogue(house)[0].id
    house.at += OLD
    house.let_in(client, house.user(Role.COORDINATOR, "per@eksempel.no"))
    assert "ikke sjekket på et halvt år" not in client.get("/tilbud").text
    house.at += timedelta(days=1)
    house.let_in(client, house.user(Role.COORDINATOR, "odd@eksempel.no"))
    assert "1 tilbud er ikke sjekket på et halvt år" in client.get("/tilbud").text

    client.post(f"/tilbud/{which}/sjekket")

    assert "ikke sjekket på et halvt år" not in client.get("/tilbud").text


def test_an_entry_is_changed_and_taken_away(house: House, client: TestClient) -> None:
    client.post("/tilbud/nytt", data=LUNCH)
    which = catalogue(house)[0].id
    assert 'value="Grendehuset"' in client.get(f"/tilbud/{which}/endre").text

    client.post(f"/tilbud/{which}", data=LUNCH | {"place": "Kirka"})
    assert [one.place for one in catalogue(house)] == ["Kirka"]
    client.post(f"/tilbud/{which}/bort")

    assert catalogue(house) == [] and client.get(f"/tilbud/{which}").status_code == 404


def test_who_asks_for_what_is_offered_is_told_where_and_when(house: House, client: TestClient) -> None:
    client.post("/tilbud/nytt", data=LUNCH)
    astrid, which = recipient(house), catalogue(house)[0].id
    house.act(lambda turn: perform(turn, astrid, AskForHelp("noen å spise sammen med"), reply=True))
    client.post("/onsker/1/vedtak", data={"decided": "no"})

    assert client.post("/onsker/1/slutt", data={"ending": "provision", "provision": str(which)}).status_code == 303

    passes(house)
    assert "Onsdagslunsj. Onsdager kl. 12. Grendehuset. Marit, 900 00 501." in sms_to(house, astrid)[0]
    assert used(house, which) == Use(0, 1, 0)


def test_a_thousand_entries_are_searched_at_once(house: House, client: TestClient) -> None:
    def fill(turn: Turn) -> None:
        for n in range(1000):
            turn.store.add_provision(turn.now, name=f"Tilbud {n}", contact="Marit", kinds=["walk"])

    house.act(fill)
    client.get("/tilbud?q=tilbud+99")
    begun = time.perf_counter()

    page = client.get("/tilbud?q=tilbud+999").text

    assert time.perf_counter() - begun < 1 and "Tilbud 999" in page and "Tilbud 998" not in page


def test_opening_an_entry_is_counted_here_and_on_the_open_page_and_the_lists_are_not(
    house: House, client: TestClient
) -> None:
    client.post("/tilbud/nytt", data=LUNCH)
    which = catalogue(house)[0].id
    for address in ("/tilbud", "/tilbud/for/1", f"/tilbud/{which}/endre"):
        assert client.get(address).status_code == 200
    assert used(house, which).opened == 0

    shown = [words_on(client.get(address).text) for address in (f"/tilbud/{which}", f"/tilbud/for/1/{which}")]

    assert all("Onsdagslunsj" in page and "Marit, 900 00 501" in page for page in shown)
    assert "Slått opp 1 Vist til 0 Brukt 0" in shown[0] and used(house, which).opened == 2
    house.at += LATELY + timedelta(days=1)
    assert used(house, which).opened == 0


def test_anyone_searches_the_open_page_by_words_and_by_kind(house: House, client: TestClient) -> None:
    client.post("/tilbud/nytt", data=LUNCH)
    client.post("/tilbud/nytt", data=LUNCH | {"name": "Turgruppa", "what": "", "kinds": ["walk"]})
    client.cookies.clear()

    def found(query: str) -> list[bool]:
        page = client.get(f"/tilbud/for/1?{query}").text
        return [f">{name}</a>" in page for name in ("Onsdagslunsj", "Turgruppa")]

    assert [found(one) for one in ("", "q=suppe", "slag=walk", "q=suppe&slag=walk")] == [
        [True, True], [True, False], [False, True], [False, False],
    ]  # fmt: skip
    assert "Ingen treff" in client.get("/tilbud/for/1?q=sjakk").text
    kinds = client.get("/tilbud/for/1").text.partition("<select")[2].partition("</select>")[0]
    assert words_on(kinds).count("Tur") == 1 and "Måke snø" not in kinds
    assert client.get("/tilbud/for/1/99").status_code == 404
