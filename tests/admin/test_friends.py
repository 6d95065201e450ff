"""Fast besøksvenn in the panel: made, tried, given a substitute, paused and ended, from the card of either."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from bot import desk
from bot.model import ErrandId, PersonId, Status
from bot.recurring import Pairing, PairingState
from bot.storage.accounts import Role
from tests.admin.house import NOW, House
from tests.admin.town import passes, recipient, sms_to, volunteer, words_on, writes


@pytest.fixture(autouse=True)
def coordinator(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.COORDINATOR))


def neighbours(house: House) -> tuple[PersonId, PersonId, PersonId]:
    """Kari, who visits; Per, who may step in; and Astrid."""
    kari = volunteer(house, kind="coffee_visit")
    per = volunteer(house, "Per Holen", "+4790000102", "coffee_visit")
    return kari, per, recipient(house)


def made(house: House, client: TestClient, kari: int, astrid: int, **typed: str) -> Pairing:
    form = {"recipient": str(astrid), "volunteer": str(kari), "when": "torsdag kl. 11", "often": "weekly",
            "decided": "no", **typed}  # fmt: skip
    answer = client.post("/besoksvenner/ny", data=form)
    assert answer.status_code == 303, words_on(answer.text)
    return house.act(lambda turn: turn.store.pairings_of(PersonId(astrid))[0])


def coming(house: House, pairing: Pairing) -> list[Status]:
    return house.act(lambda turn: [one.status for one in turn.store.errands_in(pairing.series) if one.active])


def test_two_who_are_made_friends_both_hear_of_it_and_their_visits_are_made_ahead(
    house: House, client: TestClient
) -> None:
    kari, _, astrid = neighbours(house)

    pairing = made(house, client, kari, astrid)
    passes(house)

    assert pairing.state is PairingState.GOING
    assert coming(house, pairing) == [Status.FILLED] * 4
    assert "fast, hver torsdag kl. 11.00" in sms_to(house, kari)[-1]
    assert "kommer fast, hver torsdag kl. 11.00, neste gang torsdag 26. november" in sms_to(house, astrid)[-1]
    for card, other in ((f"/innbyggere/{astrid}", "Kari Vik"), (f"/frivillige/{kari}", "Astrid Moe")):
        assert f"{other} hver torsdag kl. 11.00 I gang" in words_on(client.get(card).text)


def test_with_a_day_to_try_nothing_is_made_before_both_have_said_yes(house: House, client: TestClient) -> None:
    kari, _, astrid = neighbours(house)

    pairing = made(house, client, kari, astrid, trial="onsdag kl. 11", along="on")
    passes(house)

    assert pairing.state is PairingState.TRIAL
    assert coming(house, pairing) == []
    said = sms_to(house, kari)[-1]
    assert "ta en kaffe med Astrid på prøve onsdag 25. november kl. 11.00. Ingrid Lie blir med." in said
    assert "Prøvebesøk" in words_on(client.get(f"/innbyggere/{astrid}").text)


def test_the_substitute_is_asked_alone_when_the_friend_cannot(house: House, client: TestClient) -> None:
    kari, per, astrid = neighbours(house)
    liv = volunteer(house, "Liv Lund", "+4790000103", "coffee_visit")
    pairing = made(house, client, kari, astrid)
    client.post(f"/besoksvenner/{pairing.id}/vikar", data={"substitute": str(per)})

    writes(house, kari, "avbud")

    assert "Vikar Per Holen" in words_on(client.get(f"/innbyggere/{astrid}").text)
    assert "Kan du ta en kaffe med Astrid torsdag 26. november" in sms_to(house, per)[-1]
    assert sms_to(house, liv) == []


def test_a_break_calls_off_what_falls_in_it_and_it_can_begin_again_before(house: House, client: TestClient) -> None:
    kari, _, astrid = neighbours(house)
    pairing = made(house, client, kari, astrid)

    client.post(f"/besoksvenner/{pairing.id}/pause", data={"until": "9. desember"})
    passes(house)
    assert coming(house, pairing) == [Status.FILLED] * 2
    assert sms_to(house, kari)[-1].startswith("Hei Kari! Det blir pause til og med onsdag 9. desember.")
    assert "Pause til og med onsdag 9. desember" in words_on(client.get(f"/innbyggere/{astrid}").text)

    client.post(f"/besoksvenner/{pairing.id}/igjen")
    passes(house)

    assert coming(house, pairing) == [Status.FILLED] * 4
    assert sms_to(house, kari)[-1].endswith("er torsdag 26. november.")


@pytest.mark.parametrize(("how", "told"), [("told", 1), ("quietly", 0)])
def test_an_end_calls_off_every_visit_and_a_coordinator_rings_the_friend(
    house: House, client: TestClient, how: str, told: int
) -> None:
    kari, _, astrid = neighbours(house)
    pairing = made(house, client, kari, astrid)
    passes(house)
    before = len(sms_to(house, kari)), len(sms_to(house, astrid))

    client.post(f"/besoksvenner/{pairing.id}/avslutt", data={"how": how})
    passes(house)

    assert coming(house, pairing) == []
    assert (len(sms_to(house, kari)), len(sms_to(house, astrid))) == (before[0] + told, before[1] + told)
    (matter,) = house.act(lambda turn: turn.store.matters("ring_friend"))
    assert matter.person == kari
    assert "Ring Kari Vik" in words_on(client.get("/i-dag").text)


def test_stopping_all_about_someone_writes_nothing_to_the_friend(house: House, client: TestClient) -> None:
    kari, _, astrid = neighbours(house)
    made(house, client, kari, astrid)
    passes(house)
    before = sms_to(house, kari)

    client.post(f"/innbyggere/{astrid}/stans", data={"do": "stop"})
    passes(house)

    assert sms_to(house, kari) == before
    assert [matter.person for matter in house.act(lambda turn: turn.store.matters("ring_friend"))] == [kari]


def test_a_friend_who_says_stopp_is_replaced_and_the_recipient_is_told_once(house: House, client: TestClient) -> None:
    kari, per, astrid = neighbours(house)
    pairing = made(house, client, kari, astrid, substitute="")
    passes(house)
    before = len(sms_to(house, astrid))

    writes(house, kari, "STOPP")

    assert house.act(lambda turn: turn.store.pairing(pairing.id)).state is PairingState.ENDED
    assert len(sms_to(house, astrid)) == before + 1
    assert sms_to(house, astrid)[-1].startswith("Hei! Kari kommer ikke fast lenger.")
    assert [matter.person for matter in house.act(lambda turn: turn.store.matters("friend_left"))] == [astrid]
    assert "torsdag 26. november" in sms_to(house, per)[-1]


def tried(house: House, client: TestClient, astrid: PersonId, kari: PersonId) -> Pairing:
    """The first visit has been: both are asked whether it fits."""
    pairing = made(house, client, kari, astrid, trial="i dag kl. 12")
    passes(house, hours=4)
    writes(house, kari, "ferdig")
    house.let_in(client, house.user(Role.COORDINATOR, "per@eksempel.no"))
    return pairing


def test_one_without_a_mobile_is_asked_on_the_telephone_whether_it_fits(house: House, client: TestClient) -> None:
    kari, astrid = volunteer(house, kind="coffee_visit"), recipient(house, "Astrid Moe", "+4762000014")
    pairing = tried(house, client, astrid, kari)
    writes(house, kari, "ja")
    asked = house.act(lambda turn: turn.store.messages_to(astrid)[-1])
    assert "Passer det at Kari kommer fast til deg, hver torsdag kl. 11.00?" in words_on(client.get("/ringeliste").text)

    client.post(f"/ringeliste/{asked.id}", data={"answer": "JA"})

    assert house.act(lambda turn: turn.store.pairing(pairing.id)).state is PairingState.GOING
    assert coming(house, pairing) == [Status.FILLED] * 4


def test_who_does_not_say_whether_it_fits_is_rung_after_two_days(house: House, client: TestClient) -> None:
    kari, _, astrid = neighbours(house)
    pairing = tried(house, client, astrid, kari)
    writes(house, kari, "ja")

    passes(house, days=1)
    assert house.act(lambda turn: turn.store.matters("fits_unanswered")) == []
    passes(house, days=4)

    assert [matter.person for matter in house.act(lambda turn: turn.store.matters("fits_unanswered"))] == [astrid]
    writes(house, astrid, "ja")
    assert house.act(lambda turn: turn.store.pairing(pairing.id)).state is PairingState.GOING


@pytest.mark.parametrize("wrong", ["volunteer", "recipient", "when"])
def test_what_is_missing_is_said_at_its_field(house: House, client: TestClient, wrong: str) -> None:
    kari, _, astrid = neighbours(house)
    form = {"recipient": str(astrid), "volunteer": str(kari), "when": "torsdag kl. 11", "often": "weekly",
            "decided": "no", wrong: ""}  # fmt: skip

    answer = client.post("/besoksvenner/ny", data=form)

    assert answer.status_code == 422
    assert f'id="f-{wrong}-error"' in answer.text


def test_what_the_municipality_must_do_by_decision_is_no_friendship(house: House, client: TestClient) -> None:
    kari, _, astrid = neighbours(house)
    form = {"recipient": str(astrid), "volunteer": str(kari), "when": "torsdag kl. 11", "often": "weekly"}

    unasked = client.post("/besoksvenner/ny", data=form)
    ours = client.post("/besoksvenner/ny", data=form | {"decided": "yes"})

    assert (unasked.status_code, ours.status_code) == (422, 422)
    assert "Svar på om det er vedtak" in unasked.text and "Ingenting er lagt inn" in ours.text
    assert house.act(lambda turn: turn.store.pairings_of(astrid)) == []


def test_one_who_is_not_ready_is_no_friend(house: House, client: TestClient) -> None:
    _, _, astrid = neighbours(house)
    ny = house.act(lambda turn: desk.enrol(turn, house.system.runner, "Nils Nes", "+4790000105", ask=False))
    form = {"recipient": str(astrid), "volunteer": str(ny), "when": "torsdag kl. 11", "often": "weekly",
            "decided": "no"}  # fmt: skip

    answer = client.post("/besoksvenner/ny", data=form)

    assert answer.status_code == 422
    assert "ikke klar til å starte" in answer.text


def test_an_errand_every_other_week_is_made_ahead_and_ended_on_its_page(house: House, client: TestClient) -> None:
    kari, astrid = volunteer(house), recipient(house)
    form = {"recipient": str(astrid), "kind": "shopping", "when": "torsdag kl. 11", "minutes": "60", "places": "1",
            "decided": "no"}  # fmt: skip

    answer = client.post("/oppgaver/ny", data={**form, "repeat": "biweekly"})
    which = ErrandId(int(answer.headers["location"].rsplit("/", 1)[1]))
    series = house.act(lambda turn: turn.store.errand(which).series)
    assert series is not None
    days = house.act(lambda turn: [one.starts - NOW for one in turn.store.errands_in(series)])
    assert days == [timedelta(days=3, hours=2), timedelta(days=17, hours=2)]
    assert "annenhver torsdag kl. 11.00" in words_on(client.get(f"/oppgaver/{which}").text)
    assert len(sms_to(house, kari)) == 1

    client.post(f"/oppgaver/{which}/ikke-gjenta")

    statuses = house.act(lambda turn: [one.status for one in turn.store.errands_in(series)])
    assert statuses == [Status.CANCELLED] * 2
    assert not re.search("ikke-gjenta", client.get(f"/oppgaver/{which}").text)


def test_whoever_takes_it_once_is_asked_first_the_next_times(house: House, client: TestClient) -> None:
    volunteer(house)
    per, astrid = volunteer(house, "Per Holen", "+4790000102"), recipient(house)
    form = {"recipient": str(astrid), "kind": "shopping", "when": "torsdag kl. 11", "minutes": "60", "places": "1",
            "decided": "no"}  # fmt: skip
    answer = client.post("/oppgaver/ny", data={**form, "repeat": "weekly"})
    first = ErrandId(int(answer.headers["location"].rsplit("/", 1)[1]))
    passes(house)

    writes(house, per, "ja")

    later = [one for one in house.act(lambda turn: turn.store.errands_for(astrid)) if one.id != first]
    assert [one.ask_first for one in later] == [per] * 3


def test_an_errand_on_a_holiday_is_asked_about_ahead_of_time(house: House, client: TestClient) -> None:
    astrid = recipient(house)
    form = {"recipient": str(astrid), "kind": "shopping", "when": "torsdag 3. desember kl. 11", "minutes": "60",
            "decided": "no"}  # fmt: skip

    client.post("/oppgaver/ny", data={**form, "places": "1", "repeat": "weekly"})
    assert "Helligdag" not in words_on(client.get("/i-dag").text)
    passes(house, days=4)
    house.let_in(client, house.user(Role.COORDINATOR, "liv@eksempel.no"))

    assert "Helligdag: Handle for Astrid Torsdag 24. desember kl. 11.00." in words_on(client.get("/i-dag").text)


def test_a_substitute_who_would_never_be_asked_is_refused_with_the_reason(house: House, client: TestClient) -> None:
    kari, per, astrid = neighbours(house)
    pairing = made(house, client, kari, astrid)
    liv = volunteer(house, "Liv Lund", "+4790000103", "shopping")

    def chosen(who: int) -> str:
        answer = client.post(f"/besoksvenner/{pairing.id}/vikar", data={"substitute": str(who)}, follow_redirects=True)
        return words_on(answer.text)

    assert "Liv har ikke sagt ja til slike oppgaver." in chosen(liv)
    assert "Vikaren er lagret." in chosen(per)
    house.act(lambda turn: turn.store.change_recipient(astrid, known_only=True))
    assert "Per har ikke vært der før, og her kommer bare kjente." in chosen(per)
