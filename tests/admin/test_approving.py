"""Klar til å starte: who is approved, what must be seen to first, and what is said of their age."""

from __future__ import annotations

from datetime import date

import pytest
from starlette.testclient import TestClient

from bot.model import Approval, Stage, VisitState
from bot.storage.accounts import Role
from tests.admin.house import NOW, House
from tests.admin.test_volunteers import KARI, holding, registered, sms_to


@pytest.fixture(autouse=True)
def coordinator(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.COORDINATOR))


def test_only_who_has_had_a_talk_and_given_the_pledge_is_approved(house: House, client: TestClient) -> None:
    who = registered(house)
    address = f"/frivillige/{who}/godkjenning"

    refused = client.post(address, data={"talk": "20.11", "do": "approve"})
    client.post(address, data={"talk": "20.11", "do": "save"})
    seen = {"talk": "20.11", "promised": "on", "police_seen": "1. november", "police_expires": "1.11.2029"}
    answer = client.post(address, data={**seen, "do": "approve"})

    assert refused.status_code == 422 and "taushetsløftet" in refused.text
    volunteer = house.act(lambda turn: turn.store.volunteer(who))
    assert answer.status_code == 303 and volunteer is not None
    assert volunteer.stage is Stage.APPROVED
    assert volunteer.approval == Approval(
        date(2026, 11, 20), None, date(2026, 11, 23), date(2026, 11, 1), date(2029, 11, 1)
    )
    assert sms_to(house, who)[-1].startswith("Nå er du klar til å starte, Kari!")


def test_who_may_be_too_young_is_approved_when_that_is_confirmed_and_not_before(
    house: House, client: TestClient
) -> None:
    client.post("/frivillige/ny", data={**KARI, "born": "2008"})
    who = house.act(lambda turn: turn.store.volunteers())[0].id
    address, seen = f"/frivillige/{who}/godkjenning", {"talk": "i går", "promised": "on", "do": "approve"}

    refused = client.post(address, data=seen)
    before = house.act(lambda turn: turn.store.volunteer(who))
    client.post(address, data={**seen, "of_age": "on"})
    after = house.act(lambda turn: turn.store.volunteer(who))
    client.post(address, data={**seen, "of_age": "on", "do": "save"})

    assert refused.status_code == 422 and "har fylt 18 år." in refused.text and 'name="of_age"' in refused.text
    assert before is not None and before.stage is Stage.APPLIED
    assert after is not None and (after.stage, after.approval.of_age) == (Stage.APPROVED, NOW.date())
    assert after == house.act(lambda turn: turn.store.volunteer(who))


@pytest.mark.parametrize(
    ("born", "asks", "says"),
    [("", False, "sier du samtidig at den frivillige har fylt 18 år"), ("1950", False, ""), ("2008", True, "")],
)  # fmt: skip
def test_the_age_is_asked_about_where_the_year_of_birth_leaves_it_open(
    house: House, client: TestClient, born: str, asks: bool, says: str
) -> None:
    client.post("/frivillige/ny", data={**KARI, "born": born})
    who = house.act(lambda turn: turn.store.volunteers())[0].id

    page = client.get(f"/frivillige/{who}").text

    assert ("bekreftet alder" in page) is asks
    assert ('name="of_age"' in page) is asks and says in page
    assert ("sier du samtidig" in page) is bool(says)


def test_a_year_of_birth_that_turns_out_too_late_is_not_approved(house: House, client: TestClient) -> None:
    who = registered(house)
    house.act(lambda turn: turn.store.change_volunteer(who, born=2010))
    data = {"talk": "i går", "promised": "on", "of_age": "on", "do": "approve"}

    answer = client.post(f"/frivillige/{who}/godkjenning", data=data)

    assert answer.status_code == 422 and "Den frivillige er for ung." in answer.text


def test_an_approved_volunteer_whose_year_of_birth_is_put_right_hands_on_what_was_agreed(
    house: House, client: TestClient
) -> None:
    who, errand = holding(house)

    client.post(f"/frivillige/{who}/endre", data={**KARI, "born": "2008"})

    assert [v.state for v in house.act(lambda turn: turn.store.visits_of(errand))] == [VisitState.CANCELLED]


def test_saving_the_checklist_again_does_not_welcome_anyone_twice(house: House, client: TestClient) -> None:
    who = registered(house)
    seen = {"talk": "i går", "promised": "on", "do": "approve"}

    client.post(f"/frivillige/{who}/godkjenning", data=seen)
    client.post(f"/frivillige/{who}/godkjenning", data=seen)

    assert sum("klar til å starte" in text for text in sms_to(house, who)) == 1


def test_a_day_that_is_in_no_calendar_is_not_kept_as_another(house: House, client: TestClient) -> None:
    who = registered(house)

    answer = client.post(f"/frivillige/{who}/godkjenning", data={"talk": "31. november", "do": "save"})

    assert answer.status_code == 422 and "Skriv en dato" in answer.text


def test_a_day_that_has_not_been_is_not_a_day_something_was_seen(house: House, client: TestClient) -> None:
    who = registered(house)

    answer = client.post(f"/frivillige/{who}/godkjenning", data={"talk": "24.11.2026", "do": "save"})

    assert answer.status_code == 422 and "har ikke vært ennå" in answer.text
