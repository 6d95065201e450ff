"""What two have been asked, agreed to and are still to be told, when they turn out to be one; and who cannot be one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from bot import desk
from bot.flows import enrolled
from bot.life import merging
from bot.life.turn import Turn
from bot.model import ErrandId, OfferState, PersonId
from bot.storage.accounts import Role, User
from tests.admin.house import House
from tests.admin.test_merging import NEW, OLD, hears, merged
from tests.admin.test_undo import rows
from tests.admin.test_volunteers import registered
from tests.admin.town import THURSDAY, errand, passes, posted, recipient, sms_to, volunteer, words_on, writes


@pytest.fixture(autouse=True)
def user(house: House, client: TestClient) -> User:
    user = house.user(Role.COORDINATOR)
    house.let_in(client, user)
    return user


@pytest.fixture
def kari(house: House) -> PersonId:
    """Kari was imported and approved long ago."""
    return volunteer(house, "Kari Vik", OLD)


@pytest.fixture
def again(house: House, kari: PersonId) -> PersonId:
    """She has got a new number, and has signed up with it herself."""
    return registered(house, "Kari Vik", NEW, skills="walk")


def test_an_agreement_with_whom_the_other_is_not_to_meet_goes_to_others(
    house: House, client: TestClient, kari: PersonId
) -> None:
    again, astrid = volunteer(house, "Kari Vik", NEW, "walk"), recipient(house)
    which = posted(house, astrid)
    writes(house, kari, "JA")
    house.act(lambda turn: desk.keep_apart(turn, again, astrid, 1))

    page = words_on(client.get(f"/slaa-sammen/{kari}/{again}").text)
    merged(client, kari, again)

    assert "går til andre: De to skal ikke møtes" in page
    assert errand(house, which).status.value == "open"


def test_a_bare_ja_is_asked_about_when_both_were_asked(house: House, client: TestClient, kari: PersonId) -> None:
    again = volunteer(house, "Kari Vik", NEW, "walk")
    astrid = recipient(house)
    first, second = posted(house, astrid), posted(house, astrid, THURSDAY + timedelta(days=1), "walk")
    passes(house, minutes=20)

    merged(client, kari, again, number=OLD)
    hears(house, NEW, "JA")
    asked = sms_to(house, kari)[-1]
    hears(house, NEW, "2")

    assert "1" in asked and "2" in asked
    assert [errand(house, which).status.value for which in (first, second)] == ["open", "filled"]


def test_when_numbers_mean_two_things_a_human_has_the_talk(
    house: House, client: TestClient, kari: PersonId
) -> None:
    again = volunteer(house, "Kari Vik", NEW, "walk")
    astrid = recipient(house)
    for n in range(2):
        posted(house, astrid, THURSDAY + timedelta(days=n))
        posted(house, astrid, THURSDAY + timedelta(days=n, hours=3), "walk")
    passes(house, minutes=20)

    page = words_on(client.get(f"/slaa-sammen/{kari}/{again}").text)
    merged(client, kari, again)
    hears(house, NEW, "JA 2")

    assert "Du får samtalen" in page
    assert {errand(house, ErrandId(n)).status.value for n in range(1, 5)} == {"open"}
    assert "Hør hva Kari Vik svarte" in words_on(client.get("/i-dag").text)
    assert [one.errand for one in house.act(lambda turn: turn.store.questions_to(kari))] == [1, 3]


def test_both_asked_the_same_are_asked_once_and_counted_twice(
    house: House, client: TestClient, kari: PersonId
) -> None:
    again = volunteer(house, "Kari Vik", NEW)
    which = posted(house, recipient(house))
    passes(house, minutes=1)
    told = [house.act(lambda turn: turn.store.told_unprompted(who, turn.today())) for who in (kari, again)]  # noqa: B023

    merged(client, kari, again)

    (offer,) = house.act(lambda turn: turn.store.offers_of(which))
    assert (offer.volunteer, offer.state, told) == (kari, OfferState.OPEN, [1, 1])
    assert house.act(lambda turn: turn.store.told_unprompted(kari, turn.today())) == 2
    assert len(house.act(lambda turn: turn.store.questions_to(kari))) == 1


def test_a_nei_is_a_nei_for_both(house: House, client: TestClient, kari: PersonId) -> None:
    again = volunteer(house, "Kari Vik", NEW)
    which = posted(house, recipient(house))
    writes(house, again, "NEI")

    merged(client, kari, again)
    hears(house, OLD, "JA")

    (offer,) = house.act(lambda turn: turn.store.offers_of(which))
    assert offer.state is OfferState.DECLINED and errand(house, which).status.value == "open"


def test_a_number_that_was_told_never_comes_to_mean_another_errand(
    house: House, client: TestClient, kari: PersonId
) -> None:
    again, astrid = volunteer(house, "Kari Vik", NEW, "walk"), recipient(house)
    posted(house, astrid)
    off = [posted(house, astrid, THURSDAY + timedelta(days=n), "walk") for n in (1, 2)][1]
    passes(house, minutes=20)
    hears(house, NEW, "JA")
    told = sms_to(house, again)[-1]
    house.act(lambda turn: desk.call_off(turn, off))
    merged(client, kari, again, number=NEW)
    hears(house, NEW, "1", 2)

    assert "1) gå en tur" in told
    assert [errand(house, ErrandId(n)).status.value for n in (1, 2)] == ["open", "open"]


def test_what_one_has_promised_is_not_asked_of_them_again(house: House, again: PersonId) -> None:
    one = registered(house, "Kari Vik", "+4790000103")
    for who, number in ((again, NEW), (one, "+4790000103")):
        house.act(lambda turn: desk.send_pledge(turn, who))  # noqa: B023
        passes(house, minutes=5)
        hears(house, number, "ja") if who == again else None
    house.act(lambda turn: merging.merge(turn, again, one))
    passes(house, days=15)

    assert house.act(lambda turn: turn.store.matters("pledge_unanswered")) == []
    assert not any("Når du har tid" in said for who in (again, one) for said in sms_to(house, who))


@pytest.mark.parametrize("longest", [60, None])
def test_the_longer_pause_holds_until_it_is_over(house: House, kari: PersonId, longest: int | None) -> None:
    again, today = volunteer(house, "Kari Vik", NEW), house.at.date()
    house.act(lambda turn: desk.pause(turn, kari, today + timedelta(days=3)))
    until = today + timedelta(days=longest) if longest else None
    house.act(lambda turn: desk.pause(turn, again, until))
    house.act(lambda turn: merging.merge(turn, kari, again))
    passes(house, days=5)
    one = house.act(lambda turn: turn.store.volunteer(kari))

    assert one is not None and one.paused and sms_to(house, kari) == []


@pytest.mark.parametrize("why", ["both have it", "one visits the other", "all is stopped", "two talks"])
def test_who_cannot_be_one_is_refused_in_words(house: House, client: TestClient, kari: PersonId, why: str) -> None:
    other, said = volunteer(house, "Per Holen", NEW), "med Per å gjøre som frivillig"
    if why == "both have it":
        which = house.act(
            lambda turn: desk.post(turn, kind="shopping", recipient=_helped(turn), starts=THURSDAY, places=2))
        house.act(lambda turn: [desk.give(turn, which, who) for who in (kari, other)])
        said = "Begge har sagt ja til den samme oppgaven: Handle torsdag"
    elif why == "one visits the other":
        house.act(lambda turn: turn.store.add_recipient(other, postcode="2317", place="Hamar"))
        posted(house, other)
        writes(house, kari, "JA")
    elif why == "all is stopped":
        home = recipient(house)
        house.act(lambda turn: desk.stop_all(turn, home))
        house.act(lambda turn: turn.store.add_recipient(other, postcode="2317", place="Hamar"))
        posted(house, other)
        kari, said = home, "Alt er stanset rundt den ene"
    else:
        house.user(Role.COORDINATOR, "per@eksempel.no", "Per Lie")
        for who, by in ((kari, 1), (other, 2)):
            house.act(lambda turn: desk.take_over(turn, who, by))  # noqa: B023
        said = "Samtalene er hos to av dere"
    before = rows(house)

    assert said in words_on(client.get(f"/slaa-sammen/{kari}/{other}").text)
    assert said in merged(client, kari, other)
    assert rows(house) == before


def _helped(turn: Turn) -> PersonId:
    return desk.add_recipient(turn, "Astrid Moe", "+4790000201", postcode="2317")


def test_what_waits_goes_once_and_where_they_are_written_to(
    house: House, client: TestClient, user: User, kari: PersonId, again: PersonId
) -> None:
    house.at = house.at.replace(hour=21)
    house.let_in(client, user)
    house.act(lambda turn: desk.ask_enrolled(turn, house.system.runner, again))
    waiting = house.act(lambda turn: turn.store.waiting_for(again))

    merged(client, kari, again, number=OLD)
    house.at = house.at + timedelta(hours=12)
    passes(house)

    left = [m for m in house.act(lambda turn: turn.store.messages_to(kari)) if m.id in {one[0] for one in waiting}]
    assert waiting and [(m.to, m.handed_over is not None) for m in left] == [(OLD, True)]
    assert enrolled.FLOW.name in (house.act(lambda turn: turn.store.talk_state(kari)) or "")
