"""The catalogue: found at once, marked when old, open to all, offered to who asks; and the page for the meeting."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from admin.screens.meeting import meeting_of
from admin.screens.provisions import OLD, TOLD
from bot.dialog.effects import AskForHelp
from bot.life.turn import Turn
from bot.runner import perform
from bot.storage.accounts import Role
from bot.storage.needs import Ending, Through
from bot.storage.provisions import Provision
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
    assert 'value="Grendehuset"' in client.get(f"/tilbud/{which}").text

    client.post(f"/tilbud/{which}", data=LUNCH | {"place": "Kirka"})
    assert [(one.place, one.looked_up) for one in catalogue(house)] == [("Kirka", 1)]
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
    assert house.act(lambda turn: turn.store.offered()) == {which: 1}


def test_a_thousand_entries_are_searched_at_once(house: House, client: TestClient) -> None:
    def fill(turn: Turn) -> None:
        for n in range(1000):
            turn.store.add_provision(turn.now, name=f"Tilbud {n}", contact="Marit", kinds=["walk"])

    house.act(fill)
    client.get("/tilbud?q=tilbud+99")
    begun = time.perf_counter()

    page = client.get("/tilbud?q=tilbud+999").text

    assert time.perf_counter() - begun < 1 and "Tilbud 999" in page and "Tilbud 998" not in page


def test_the_page_for_the_meeting_shows_no_name_and_no_number_under_five(house: House, client: TestClient) -> None:
    astrid = recipient(house)

    def ask(turn: Turn, kind: str, many: int, ending: Ending) -> None:
        for _ in range(many):
            which = turn.store.add_need(
                astrid, "x", turn.now, through=Through.SMS.value, kind=kind, ending=ending.value, ended=turn.now
            )
            assert which

    house.act(lambda turn: ask(turn, "snow", 6, Ending.CALL))
    house.act(lambda turn: ask(turn, "walk", 4, Ending.ERRAND))
    passes(house, minutes=1)

    page = words_on(client.get("/mote").text)

    assert "Ønsker om hjelp: 10" in page and "Astrid" not in page
    assert "Ble en oppgave for frivillige færre enn 5" in page
    assert "Ble en telefonsamtale ikke vist" in page
    assert "ingen tilbyr det: måke snø" in page
    assert "Måke snø Mangler tilbud ikke vist" in page and "Tur færre enn 5" in page


def test_what_is_outside_the_quarter_is_not_counted(house: House) -> None:
    astrid = recipient(house)
    house.act(lambda turn: [turn.store.add_need(astrid, "x", turn.now, through="sms", kind="snow") for _ in range(6)])
    now = house.at

    made = house.act(lambda turn: meeting_of(turn.store, now + timedelta(days=1), now + timedelta(days=2)))

    assert made.received == "0" and made.missing == []
