"""Til møtet: what is asked for and not offered is said, and what was answered stays counted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from admin.screens.meeting import LENGTH, Gap, meeting_of
from bot.life.turn import Turn
from bot.storage.accounts import Role
from bot.storage.needs import Ending
from tests.admin.house import House
from tests.admin.town import passes, recipient, words_on

LUNCH = {"name": "Onsdagslunsj", "contact": "Marit, 900 00 501", "kinds": ["meal_company"]}


@pytest.fixture(autouse=True)
def coordinator(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.COORDINATOR))


def ask(house: House, kind: str, many: int, ending: str = "", provision: int | None = None) -> list[int]:
    """So many wishes, and what they ended as."""
    found = house.act(lambda turn: turn.store.recipient_lines())
    astrid = found[0].id if found else recipient(house)

    def job(turn: Turn) -> list[int]:
        ended = turn.now if ending else None
        return [
            turn.store.add_need(
                astrid, "x", turn.now, through="sms", kind=kind, ending=ending, ended=ended, provision=provision
            )
            for _ in range(many)
        ]

    wishes = house.act(job)
    passes(house, minutes=1)
    return wishes


def page(client: TestClient) -> str:
    return words_on(client.get("/mote").text)


def gap(house: House, name: str) -> Gap:
    now = house.at
    made = house.act(lambda turn: meeting_of(turn.store, now - LENGTH, now + timedelta(hours=1)))
    return next(one for one in made.gaps if one.name == name)


def test_the_page_shows_no_name_and_no_number_under_five(house: House, client: TestClient) -> None:
    ask(house, "snow", 6, Ending.CALL)
    ask(house, "walk", 4, Ending.ERRAND)

    shown = page(client)

    assert "Ønsker om hjelp: 10" in shown and "Astrid" not in shown
    assert "Ble en oppgave for frivillige færre enn 5" in shown
    assert "Ble en telefonsamtale ikke vist" in shown
    assert "ingen tilbud i oversikten gjelder det: tur (noen få), måke snø (mange)." in shown
    assert "Måke snø Mangler tilbud ikke vist" in shown and "Tur Mangler tilbud færre enn 5" in shown


def test_one_who_asks_for_what_nobody_offers_is_enough_to_say_so(house: House, client: TestClient) -> None:
    ask(house, "laundry", 1)
    ask(house, "escort", 1)

    shown = page(client)

    assert shown.count("(noen få)") == 2 and "alt det er bedt om" not in shown.partition("Hva det spørres om")[2]


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        (["meal_company"], "Det finnes tilbud om alt det er bedt om."),
        (["meal_company", ""], "Det finnes tilbud om alt vi vet at det er bedt om. Noen ønsker sier ikke hva"),
        ([], "Ingen har bedt om hjelp i denne tida."),
    ],
)
def test_all_is_well_is_said_only_when_it_is(house: House, client: TestClient, kinds: list[str], said: str) -> None:
    client.post("/tilbud/nytt", data=LUNCH)
    for kind in kinds:
        ask(house, kind, 1)

    assert said in page(client) and page(client).count("alt det er bedt om") == (kinds == ["meal_company"])


def test_what_is_outside_the_quarter_is_not_counted(house: House, client: TestClient) -> None:
    client.post("/tilbud/nytt", data=LUNCH)
    client.get("/tilbud/1")
    ask(house, "meal_company", 6, Ending.PROVISION, provision=1)
    before = gap(house, "Spise sammen")
    assert (before.asked, before.looked_up, before.offered) == ("6", "1", "6")

    house.at += LENGTH + timedelta(days=2)

    after = gap(house, "Spise sammen")
    assert (after.asked, after.catalogued, after.looked_up, after.offered) == ("0", 1, "0", "0")


def test_what_was_answered_stays_counted_when_the_offer_is_taken_away(house: House, client: TestClient) -> None:
    client.post("/tilbud/nytt", data=LUNCH)
    client.get("/tilbud/1")
    ask(house, "meal_company", 6, Ending.PROVISION, provision=1)

    client.post("/tilbud/1/bort")

    left = gap(house, "Spise sammen")
    assert (left.catalogued, left.looked_up, left.offered, left.missing) == (0, "1", "6", "mange")


def test_whether_it_was_used_is_ticked_by_who_hears_and_counted(house: House, client: TestClient) -> None:
    client.post("/tilbud/nytt", data=LUNCH)
    wishes = ask(house, "meal_company", 6, Ending.PROVISION, provision=1)
    (other,) = ask(house, "walk", 1, Ending.CALL)
    assert gap(house, "Spise sammen").used == "ikke spurt" and "Ble det brukt?" in client.get("/onsker").text

    for which in wishes:
        assert client.post(f"/onsker/{which}/brukt", data={"used": "yes"}).status_code == 303
    assert client.post(f"/onsker/{other}/brukt", data={"used": "yes"}).status_code == 422
    assert client.post(f"/onsker/{wishes[0]}/brukt", data={"used": "kanskje"}).status_code == 422

    assert gap(house, "Spise sammen").used == "6" and "Slått opp 1 Vist til 6 Brukt 6" in words_on(
        client.get("/tilbud/1").text
    )
    client.post(f"/onsker/{wishes[0]}/brukt", data={"used": "no"})
    client.post(f"/onsker/{wishes[1]}/brukt", data={"used": "no"})
    assert gap(house, "Spise sammen").used == "færre enn 5" and "Ble ikke brukt" in client.get("/onsker").text
