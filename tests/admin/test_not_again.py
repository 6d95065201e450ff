"""Not me: two who are not to meet again are not asked about each other, and nothing of it outlives either of them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from bot import desk
from bot.life.turn import Turn
from bot.model import Approval, ErrandId, OfferState, PersonId, VisitState
from bot.storage.accounts import Role
from bot.storage.apart import Apart
from tests.admin.house import NOW, House

TODAY = NOW.date()


@pytest.fixture(autouse=True)
def coordinator(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.COORDINATOR))


@pytest.fixture
def people(house: House) -> tuple[PersonId, PersonId, PersonId]:
    """Kari and Ola, who can come to Astrid."""

    def move_in(turn: Turn) -> tuple[PersonId, PersonId, PersonId]:
        kari, ola = (
            desk.enrol(turn, house.system.runner, name, phone, ask=False, skills=["coffee_visit"], postcode="2317")
            for name, phone in (("Kari Vik", "+4790000101"), ("Ola Nes", "+4790000102"))
        )
        for who in (kari, ola):
            desk.approve(turn, who, Approval(TODAY, None, TODAY), quiet=True)
        return kari, ola, desk.add_recipient(turn, "Astrid Berg", "+4790000099", postcode="2317")

    return house.act(move_in)


def says(client: TestClient, recipient: PersonId, volunteer: PersonId | str, do: str = "keep") -> str:
    answer = client.post(f"/innbyggere/{recipient}/ikke-igjen", data={"volunteer": str(volunteer), "do": do})
    return answer.headers["location"] + client.get(answer.headers["location"]).text


def posted(house: House, recipient: PersonId, day: int = 3) -> ErrandId:
    return house.act(
        lambda turn: desk.post(turn, kind="coffee_visit", recipient=recipient, starts=NOW + timedelta(days=day))
    )


def asked(house: House, which: ErrandId) -> list[PersonId]:
    return house.act(lambda turn: [offer.volunteer for offer in turn.store.offers_of(which)])


def apart(house: House, who: PersonId) -> list[Apart]:
    return house.act(lambda turn: turn.store.kept_apart(who))


def test_who_is_not_to_come_again_is_not_asked_and_may_be_after_all(
    house: House, client: TestClient, people: tuple[PersonId, PersonId, PersonId]
) -> None:
    kari, ola, astrid = people

    page = says(client, astrid, kari)
    first = asked(house, posted(house, astrid))
    cards = [client.get(card).text for card in (f"/innbyggere/{astrid}", f"/frivillige/{kari}")]
    says(client, astrid, kari, "let")

    assert "Roboten setter dem ikke sammen mer." in page and first == [ola]
    assert [re.findall(r'href="(/\w+/\d+)">[^<]+</a> <span class="quiet">skrevet ned', card) for card in cards] == [
        [f"/frivillige/{kari}"], [f"/innbyggere/{astrid}"],
    ]  # fmt: skip
    assert sorted(asked(house, posted(house, astrid, day=4))) == [kari, ola]
    assert "De kan møtes" not in client.get(f"/frivillige/{kari}").text


def test_what_they_had_agreed_goes_to_others_and_nobody_is_told_why(
    house: House, client: TestClient, people: tuple[PersonId, PersonId, PersonId]
) -> None:
    kari, ola, astrid = people
    which, open_to_both = posted(house, astrid), posted(house, astrid, day=5)
    house.act(lambda turn: desk.give(turn, which, kari))

    says(client, astrid, kari)
    given = client.post(f"/oppgaver/{which}/gi-til", data={"volunteer": str(kari)})

    visits = house.act(lambda turn: [(v.volunteer, v.state) for v in turn.store.visits_of(which)])
    assert visits == [(kari, VisitState.CANCELLED)]
    assert house.act(lambda turn: [o.errand for o in turn.store.offers_to(kari, OfferState.OPEN)]) == []
    assert ola in asked(house, which) and ola in asked(house, open_to_both)
    told = house.act(lambda turn: [m.text for who in (kari, astrid) for m in turn.store.messages_to(who)])
    assert any("Du skal ikke ta en kaffe med Astrid" in text for text in told)
    assert given.status_code == 422 and "De to skal ikke møtes." in given.text


def test_what_was_put_off_goes_to_others_too(house: House, people: tuple[PersonId, PersonId, PersonId]) -> None:
    kari, _, astrid = people
    which = posted(house, astrid)
    house.act(lambda turn: desk.give(turn, which, kari))
    house.act(lambda turn: turn.store.change_errand(which, postponed=turn.now))
    house.at += timedelta(days=4)

    house.act(lambda turn: desk.keep_apart(turn, kari, astrid))

    assert house.act(lambda turn: [v.state for v in turn.store.visits_of(which)]) == [VisitState.CANCELLED]


def test_fixed_friends_are_parted_by_a_human_first_and_nobody_is_paired_again(
    house: House, client: TestClient, people: tuple[PersonId, PersonId, PersonId]
) -> None:
    kari, ola, astrid = people
    new = {"volunteer": kari, "recipient": astrid, "starts": NOW + timedelta(days=3)}
    which = house.act(lambda turn: desk.pair(turn, **new, substitute=ola))  # type: ignore[arg-type]

    assert "Avslutt det faste først" in says(client, astrid, kari)
    says(client, astrid, ola)
    assert house.act(lambda turn: turn.store.pairing(which)).substitute is None
    refused = client.post(f"/besoksvenner/{which}/vikar", data={"substitute": str(ola)})
    assert "De to skal ikke møtes." in client.get(refused.headers["location"]).text
    house.act(lambda turn: desk.end_pairing(turn, which))
    says(client, astrid, kari)
    form = {"volunteer": str(kari), "recipient": str(astrid), "when": "torsdag kl. 12", "minutes": "60",
            "decided": "no"}  # fmt: skip
    assert "De to skal ikke møtes." in client.post("/besoksvenner/ny", data=form).text


def test_nobody_chosen_is_said_and_nothing_is_kept(
    house: House, client: TestClient, people: tuple[PersonId, PersonId, PersonId]
) -> None:
    assert "Velg hvem det gjelder." in says(client, people[2], "")
    assert apart(house, people[2]) == []


@pytest.mark.parametrize("leaves", [0, 2])
def test_it_is_taken_out_for_both_and_gone_when_either_is_erased(
    house: House, client: TestClient, people: tuple[PersonId, PersonId, PersonId], leaves: int
) -> None:
    kari, _, astrid = people
    says(client, astrid, kari)
    rows = [house.act(lambda turn: turn.store.all_about(who)["apart"]) for who in (kari, astrid)]  # noqa: B023

    house.act(lambda turn: desk.erase(turn, people[leaves]))

    assert [(row["volunteer"], row["recipient"]) for row in rows[0] + rows[1]] == [(kari, astrid)] * 2
    assert apart(house, kari) == apart(house, astrid) == []
