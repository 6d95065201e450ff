"""The open page: anyone asks in plain words; it tells nothing, sends nothing, and cannot be flooded."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from admin.screens.help import MOST_A_DAY
from bot.storage.accounts import Role
from bot.storage.needs import Asker, Need
from tests.admin.house import House, make_municipality
from tests.admin.town import sms_to, volunteer, words_on

ASKS = {"words": "Trenger noen å spise sammen med", "name": "Olga Strand", "phone": "90000401", "asker": "self"}


@pytest.fixture(autouse=True)
def municipality(house: House) -> None:
    house.user(Role.COORDINATOR)


def waiting(house: House) -> list[Need]:
    return house.act(lambda turn: turn.store.open_needs())


def test_one_who_has_not_logged_in_asks_and_hears_what_happens_next(house: House, client: TestClient) -> None:
    assert client.get("/hjelp").headers["location"] == "/hjelp/1"
    assert "116 117" in client.get("/hjelp/1").text

    answer = client.post("/hjelp/1", data=ASKS)

    assert answer.status_code == 200 and "Ingrid Lie" in answer.text
    (need,) = waiting(house)
    assert (need.words, need.asker, need.kind) == (ASKS["words"], Asker.SELF, "meal_company")
    assert sms_to(house, need.person) == []


def test_where_there_are_more_municipalities_one_chooses(house: House, client: TestClient) -> None:
    house.do(lambda db: make_municipality(db, "Fjellvik kommune"))
    house.act(lambda turn: None)

    assert "Fjellvik" in client.get("/hjelp").text or client.get("/hjelp").status_code == 303
    assert client.get("/hjelp/99").status_code == 404


def test_a_number_that_is_known_is_not_shared_or_renamed_by_a_stranger(house: House, client: TestClient) -> None:
    kari = volunteer(house)

    client.post("/hjelp/1", data=ASKS | {"phone": "90000101"})

    (need,) = waiting(house)
    assert need.person == kari and need.says_name == "Olga Strand"
    assert house.act(lambda turn: turn.store.people_at("sms", "+4790000101")) == [kari]
    assert house.act(lambda turn: turn.store.person(kari).name) == "Kari Vik"


def test_a_number_may_ask_a_few_times_a_day_and_is_then_asked_to_ring(house: House, client: TestClient) -> None:
    answers = [client.post("/hjelp/1", data=ASKS).status_code for _ in range(MOST_A_DAY + 1)]

    assert answers == [*[200] * MOST_A_DAY, 429]
    assert "Ring oss heller" in client.post("/hjelp/1", data=ASKS).text
    assert len(waiting(house)) == MOST_A_DAY


def test_many_numbers_cannot_flood_the_list(house: House, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("admin.screens.help.MOST_AN_HOUR", 2)

    answers = [client.post("/hjelp/1", data=ASKS | {"phone": f"9000041{n}"}).status_code for n in range(3)]

    assert answers == [200, 200, 429]


def test_one_who_asks_for_another_says_for_whom(house: House, client: TestClient) -> None:
    assert client.post("/hjelp/1", data=ASKS | {"asker": "kin"}).status_code == 422

    client.post("/hjelp/1", data=ASKS | {"asker": "kin", "whom": "Mor", "knows": "no"})

    assert [(one.whom, one.knows) for one in waiting(house)] == [("Mor", "no")]


@pytest.mark.parametrize("decided", ["yes", "no", ""])
def test_one_who_says_there_is_a_decision_is_believed_by_a_coordinator_first(
    house: House, client: TestClient, decided: str
) -> None:
    client.post("/hjelp/1", data=ASKS | {"decided": decided})

    (need,) = waiting(house)
    assert need.decided is None and (need.words, need.says_decided) == (ASKS["words"], decided)


def test_what_was_asked_stands_as_it_was_written_and_the_rest_beside_it(house: House, client: TestClient) -> None:
    volunteer(house, "Kari Vik", "+4790000401")
    client.post("/hjelp/1", data=ASKS | {"decided": "no"})
    house.let_in(client, house.user(Role.COORDINATOR, "kari@eksempel.no"))

    (need,) = waiting(house)
    assert (need.words, need.says_decided, need.says_name) == (ASKS["words"], "no", "Olga Strand")
    page = words_on(client.get("/onsker").text)
    assert "Skrev at navnet er Olga Strand" in page and "Er det vedtak, etter det de selv sier? Nei" in page
    assert f">{ASKS['words']}</blockquote>" in client.get("/onsker").text
    house.act(lambda turn: turn.store.forget_needs(need.person, turn.now))
    assert house.act(lambda turn: turn.store.need(need.id)).says_name == ""


def test_one_who_does_not_log_in_finds_the_way_to_help_and_to_what_is_offered(client: TestClient) -> None:
    login, asks = client.get("/logg-inn").text, client.get("/hjelp/1").text

    assert 'href="/hjelp"' in login and 'href="/tilbud/for/1"' in login and 'href="/tilbud/for/1"' in asks
    assert client.get("/tilbud/for/1").status_code == 200


@pytest.mark.parametrize("path", ["/hjelp/1", "/onsker/nytt"])
def test_no_field_that_must_be_filled_in_is_said_to_be_one_that_need_not(
    house: House, client: TestClient, path: str
) -> None:
    house.let_in(client, house.user(Role.COORDINATOR, "per@eksempel.no"))
    assert "(kan stå tomt)" not in client.get(path).text

    four = {"words": "Handle for Olga", "name": "Mona Vold", "phone": "90000402", "whom": "Olga", "asker": "care"}
    assert client.post(path, data=four | {"knows": "", "decided": ""}).status_code in {200, 303}
    assert [one.knows for one in waiting(house)] == [""]
