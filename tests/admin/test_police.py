"""Politiattest: the municipality says what it asks for one for, and who has not shown one is not asked and not sent."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from starlette.testclient import TestClient

from bot import desk
from bot.life.turn import Turn
from bot.model import Approval, ErrandId, OfferState, PersonId, VisitState
from bot.policy import PoliceRule
from bot.storage.accounts import Role
from bot.storage.prepared import driver
from tests.admin.house import NOW, House

PAGE = "/oppsett/politiattest"
RULE = {"kinds": ["shopping"], "basis": "Kommunestyret 2. mars", "years": "3"}
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def manager(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.MANAGER))


def helper(house: House, name: str, *, shown: date | None = None) -> PersonId:
    number = f"+4790000{len(name):03}"
    who = house.act(lambda turn: desk.enrol(turn, house.system.runner, name, number, ask=False, skills=["shopping"]))
    house.act(lambda turn: desk.approve(turn, who, Approval(TODAY, None, TODAY, shown), quiet=True))
    return who


def posted(house: House) -> ErrandId:
    def post(turn: Turn) -> ErrandId:
        astrid = desk.add_recipient(turn, "Astrid Berg", "+4790000099", postcode="2317")
        return desk.post(turn, kind="shopping", recipient=astrid, starts=NOW + timedelta(days=3))

    return house.act(post)


def asked(house: House, which: ErrandId) -> dict[PersonId, OfferState]:
    return house.act(lambda turn: {offer.volunteer: offer.state for offer in turn.store.offers_of(which)})


def test_nothing_is_asked_for_until_the_municipality_says_so(house: House, client: TestClient) -> None:
    kari = helper(house, "Kari")

    assert asked(house, posted(house)) == {kari: OfferState.OPEN}
    assert "Dere krever politiattest" not in client.get(f"/frivillige/{kari}").text


def test_what_is_asked_for_needs_a_ground_and_is_kept_and_shown_again(house: House, client: TestClient) -> None:
    refused = client.post(PAGE, data={**RULE, "basis": " "})
    kari = helper(house, "Kari")

    assert refused.status_code == 422 and "Skriv hvilken lov eller forskrift" in refused.text
    assert client.post(PAGE, data=RULE).status_code == 303
    kept = house.act(lambda turn: turn.town.policy.police)
    page, card = client.get(PAGE).text, client.get(f"/frivillige/{kari}").text
    assert kept == PoliceRule(frozenset({"shopping"}), "Kommunestyret 2. mars", 3)
    assert "Kommunestyret 2. mars" in page and 'value="3"' in page
    assert "Dere krever politiattest for: Handle. Kommunestyret 2. mars" in card


def test_only_who_has_shown_one_that_holds_is_asked(house: House, client: TestClient) -> None:
    helper(house, "Kari"), helper(house, "Per", shown=TODAY - timedelta(days=3 * 366))
    ola = helper(house, "Ola Nes", shown=TODAY)
    client.post(PAGE, data=RULE)

    assert asked(house, posted(house)) == {ola: OfferState.OPEN}


def test_what_is_agreed_without_one_goes_to_others_when_somebody_has_looked_again(
    house: House, client: TestClient
) -> None:
    kari = helper(house, "Kari")
    which = posted(house)
    house.act(lambda turn: desk.give(turn, which, kari))

    looked = client.post(PAGE, data=RULE)
    before = house.act(lambda turn: [visit.state for visit in turn.store.visits_of(which)])
    ola = helper(house, "Ola Nes", shown=TODAY)
    client.post(PAGE, data={**RULE, "sure": "1"})

    assert looked.status_code == 200 and "1 avtale er gjort med frivillige" in looked.text
    assert before == [VisitState.AGREED]
    assert house.act(lambda turn: [visit.state for visit in turn.store.visits_of(which)]) == [VisitState.CANCELLED]
    assert asked(house, which)[ola] is OfferState.OPEN


def test_what_is_no_longer_lost_needs_no_second_look(house: House, client: TestClient) -> None:
    client.post(PAGE, data={**RULE, "sure": "2"})

    assert house.act(lambda turn: turn.town.policy.police.years) == 3


def test_one_that_runs_out_before_the_day_takes_the_visit_with_it(house: House, client: TestClient) -> None:
    client.post(PAGE, data=RULE)
    kari = helper(house, "Kari", shown=TODAY)
    which = posted(house)
    house.act(lambda turn: desk.give(turn, which, kari))

    client.post(f"/frivillige/{kari}/godkjenning", data={
        "talk": "i dag", "promised": "on", "police_seen": "i dag", "police_expires": "24.11.2026", "do": "save",
    })  # fmt: skip

    assert house.act(lambda turn: [visit.state for visit in turn.store.visits_of(which)]) == [VisitState.CANCELLED]


@pytest.mark.parametrize(("shown", "until"), [("23.11.2024", date(2027, 11, 23)), ("29.2.2024", date(2027, 2, 28))])
def test_one_holds_for_as_long_as_the_municipality_says(
    house: House, client: TestClient, shown: str, until: date
) -> None:
    client.post(PAGE, data=RULE)
    kari = helper(house, "Kari")

    client.post(f"/frivillige/{kari}/godkjenning", data={"talk": "i dag", "police_seen": shown, "do": "save"})

    volunteer = house.act(lambda turn: turn.store.volunteer(kari))
    assert volunteer is not None and volunteer.approval.police_expires == until


def test_as_much_is_looked_up_and_written_whatever_the_number_of_people(house: House) -> None:
    def statements(years: int) -> int:
        def count(turn: Turn) -> int:
            said, raw = list[str](), driver(turn.store._connection)
            raw.set_trace_callback(said.append)
            rule = PoliceRule(frozenset({"shopping"}), "Kommunestyret 2. mars", years)
            desk.without_police(turn.store, rule, NOW)
            desk.ask_for_police(turn, rule)
            raw.set_trace_callback(None)
            return len(said)

        return house.act(count)

    def shown(who: PersonId, day: date) -> None:
        house.act(lambda turn: turn.store.change_volunteer(who, police_seen=day, police_expires=None))

    shown(helper(house, "Kari"), TODAY)
    few = statements(2)
    days = {helper(house, "N" * long): TODAY - timedelta(days=long) for long in range(9, 20)}
    for who, day in days.items():
        shown(who, day)

    assert statements(3) == few
    for who, day in days.items():
        volunteer = house.act(lambda turn, who=who: turn.store.volunteer(who))  # type: ignore[misc]
        assert volunteer is not None and volunteer.approval.police_expires == day.replace(year=day.year + 3)
