"""Fast besøksvenn: nobody is promised a friend who could not come, and who awaits one in vain is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from bot import desk
from bot.storage.accounts import Role
from tests.admin.house import NOW, House
from tests.admin.test_friends import made, neighbours, tried
from tests.admin.town import passes, recipient, sms_to, volunteer, words_on, writes


@pytest.fixture(autouse=True)
def coordinator(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.COORDINATOR))


@pytest.mark.parametrize("typed", [{}, {"trial": "onsdag kl. 11"}])
@pytest.mark.parametrize(
    ("hinder", "said"),
    [
        ("pause", "Kari har pause til og med mandag 30. november."), ("stopp", "Kari har sagt STOPP."),
        ("long pause", "Kari har pause. Velg en annen"), ("pledge", "ikke klar til å starte"),
        ("fixed", "Kari har en annen avtale torsdag 26. november kl. 10.30."),
        ("later", "Kari har en annen avtale torsdag 3. desember kl. 11.00."),
    ],
)  # fmt: skip
def test_nobody_is_promised_a_friend_who_could_not_come(
    house: House, client: TestClient, hinder: str, said: str, typed: dict[str, str]
) -> None:
    kari, _, astrid = neighbours(house)
    olga = recipient(house, "Olga Strand", "+4790000202")
    if hinder == "stopp":
        writes(house, kari, "STOPP")
    elif hinder == "fixed":
        made(house, client, kari, olga, when="torsdag kl. 10.30", often="biweekly")
    elif hinder == "later":
        made(house, client, kari, olga, when="torsdag 3. desember kl. 11", often="biweekly")
    elif hinder == "pledge":
        house.act(lambda turn: turn.store.change_volunteer(kari, pledge=None))
    else:
        until = (NOW + timedelta(days=7)).date() if hinder == "pause" else None
        house.act(lambda turn: desk.pause(turn, kari, until))
    form = {"recipient": str(astrid), "volunteer": str(kari), "when": "torsdag kl. 11", "often": "weekly",
            "decided": "no", **typed}  # fmt: skip

    answer = client.post("/besoksvenner/ny", data=form)
    passes(house)

    assert answer.status_code == 422 and said in words_on(answer.text)
    assert house.act(lambda turn: turn.store.errands_for(astrid)) == [] and sms_to(house, astrid) == []


def test_what_is_tried_at_a_time_the_friend_has_given_away_is_refused(house: House, client: TestClient) -> None:
    kari, _, astrid = neighbours(house)
    made(house, client, kari, recipient(house, "Olga Strand", "+4790000202"))
    form = {"recipient": str(astrid), "volunteer": str(kari), "when": "fredag kl. 11", "trial": "torsdag kl. 11",
            "decided": "no"}  # fmt: skip

    answer = client.post("/besoksvenner/ny", data=form)

    assert answer.status_code == 422 and "Kari har en annen avtale torsdag 26. november" in answer.text


def test_what_lies_far_ahead_is_not_begun_in_silence(house: House, client: TestClient) -> None:
    kari, _, astrid = neighbours(house)
    form = {"recipient": str(astrid), "volunteer": str(kari), "when": "torsdag 14. januar kl. 11",
            "decided": "no"}  # fmt: skip

    assert "innen fire uker" in client.post("/besoksvenner/ny", data=form).text


def test_a_substitute_who_is_never_asked_is_refused(house: House, client: TestClient) -> None:
    kari, per, astrid = neighbours(house)
    pairing = made(house, client, kari, astrid)
    house.act(lambda turn: desk.pause(turn, per, None))

    client.post(f"/besoksvenner/{pairing.id}/vikar", data={"substitute": str(per)})

    assert house.act(lambda turn: turn.store.pairing(pairing.id)).substitute is None


def test_who_has_a_break_when_both_have_said_yes_is_promised_when_they_are_back(
    house: House, client: TestClient
) -> None:
    kari, _, astrid = neighbours(house)
    tried(house, client, astrid, kari)
    writes(house, kari, "ja")
    house.act(lambda turn: desk.pause(turn, kari, None))
    writes(house, astrid, "ja")

    assert sms_to(house, astrid)[-1] == "Så fint! Du hører fra oss når alt er klart."
    assert [one.person for one in house.act(lambda turn: turn.store.matters("friend_not_yet"))] == [kari]

    writes(house, kari, "START")

    assert "Kari er frivillig" in sms_to(house, astrid)[-1]
    assert house.act(lambda turn: turn.store.matters("friend_not_yet")) == []


def test_the_visit_that_is_named_is_the_friends(house: House, client: TestClient) -> None:
    kari, _, astrid = neighbours(house)
    tried(house, client, astrid, kari)
    writes(house, kari, "ja")
    house.act(lambda turn: desk.pause(turn, kari, (NOW + timedelta(days=4)).date()))
    writes(house, astrid, "ja")
    passes(house)

    assert "neste gang torsdag 3. desember" in sms_to(house, astrid)[-1]
    assert "Neste gang er torsdag 3. desember" in sms_to(house, kari)[-1]


@pytest.mark.parametrize("away", ["pause", "busy"])
def test_who_awaits_the_friend_on_a_day_nobody_has_is_told_that_nobody_comes(
    house: House, client: TestClient, away: str
) -> None:
    kari, astrid = volunteer(house, kind="coffee_visit"), recipient(house)
    olga = recipient(house, "Olga Strand", "+4790000202")
    second = NOW + timedelta(days=10, hours=2)
    if away == "busy":
        which = house.act(lambda turn: desk.post(turn, kind="coffee_visit", recipient=olga, starts=second))
        house.act(lambda turn: desk.give(turn, which, kari))
    made(house, client, kari, astrid)
    if away == "pause":
        house.act(lambda turn: desk.pause(turn, kari, (NOW + timedelta(days=20)).date()))

    for _ in range(10 * 24 + 1):
        passes(house, hours=1)

    assert sms_to(house, astrid)[-1].startswith("Vi fant dessverre ingen til avtalen torsdag 3. desember kl. 11.00.")
