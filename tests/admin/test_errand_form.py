"""A new errand, or one that is changed: seen beforehand, word for word, and said no to with the reason at its field."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from bot.model import ErrandId
from bot.storage.accounts import Role
from tests.admin.house import NOW, House
from tests.admin.town import THURSDAY, errand, passes, posted, recipient, sms_to, volunteer, words_on, writes


@pytest.fixture(autouse=True)
def coordinator(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.COORDINATOR))


def form(whom: int, **typed: str) -> dict[str, str]:
    usual = {"recipient": str(whom), "kind": "shopping", "when": "torsdag kl. 11", "minutes": "60", "places": "1"}
    return usual | {"decided": "no"} | typed


def post(client: TestClient, whom: int, **typed: str) -> ErrandId:
    answer = client.post("/oppgaver/ny", data=form(whom, **typed))
    assert answer.status_code == 303
    return ErrandId(int(answer.headers["location"].rsplit("/", 1)[1]))


def test_an_errand_that_is_posted_asks_whom_it_suits_at_once(house: House, client: TestClient) -> None:
    kari, astrid = volunteer(house), recipient(house)

    which = post(client, astrid, details="Melk og brød")
    passes(house)

    assert errand(house, which).starts == THURSDAY
    (sent,) = sms_to(house, kari)
    assert sent.startswith("Hei Kari! Kan du handle for Astrid torsdag 26. november kl. 11.00 (Hamar)?")


def test_the_message_is_seen_beforehand_word_for_word_as_it_is_sent(house: House, client: TestClient) -> None:
    kari, astrid = volunteer(house), recipient(house)
    volunteer(house, "Per Holen", "+4790000102", "walk")

    seen = words_on(client.post("/oppgaver/ny/se", data=form(astrid)).text)
    post(client, astrid)
    passes(house)

    (sent,) = sms_to(house, kari)
    assert sent in seen
    assert f"{len(sent)} tegn, 1 SMS" in seen
    assert "torsdag 26. november kl. 11.00" in seen
    assert "Passer for 1 frivillig. De første spørres med én gang" in seen


def test_at_night_it_is_said_that_they_are_asked_in_the_morning(house: House, client: TestClient) -> None:
    volunteer(house)
    astrid = recipient(house)
    house.at = NOW + timedelta(hours=13)
    house.let_in(client, house.user(Role.COORDINATOR, "natt@eksempel.no"))

    seen = words_on(client.post("/oppgaver/ny/se", data=form(astrid)).text)

    assert "De første spørres tirsdag 24. november kl. 08.00" in seen


def test_what_begins_before_anyone_can_be_asked_is_not_promised_to_be_asked_about(
    house: House, client: TestClient
) -> None:
    volunteer(house)
    astrid = recipient(house)
    house.at = NOW + timedelta(hours=13)
    house.let_in(client, house.user(Role.COORDINATOR, "natt@eksempel.no"))

    seen = words_on(client.post("/oppgaver/ny/se", data=form(astrid, when="om en time")).text)

    assert "Den begynner før noen kan spørres, tirsdag 24. november kl. 08.00" in seen
    assert "De første spørres" not in seen


def test_when_nobody_suits_it_is_said_why(house: House, client: TestClient) -> None:
    volunteer(house, kind="walk")

    seen = words_on(client.post("/oppgaver/ny/se", data=form(recipient(house))).text)

    assert "Passer for ingen akkurat nå: 1 vil heller gjøre noe annet" in seen


def test_without_javascript_the_message_is_seen_on_the_whole_page_and_nothing_is_posted(
    house: House, client: TestClient
) -> None:
    volunteer(house)

    answer = client.post("/oppgaver/ny", data=form(recipient(house), see="first"))

    assert answer.status_code == 200
    assert "Hei Kari! Kan du handle for Astrid" in answer.text
    assert house.act(lambda turn: turn.store.errands()) == []


def test_one_like_it_keeps_its_hour_over_the_night_the_clock_is_changed(house: House, client: TestClient) -> None:
    which = post(client, recipient(house), when="24. mars kl. 11")

    assert 'value="onsdag 31. mars kl. 11.00"' in client.get(f"/oppgaver/ny?som={which}").text


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("recipient", "", "Velg hvem som skal få hjelp"),
        ("recipient", "999", "Velg hvem som skal få hjelp"),
        ("kind", "flying", "Velg hva som skal gjøres"),
        ("when", "", "Skriv når"),
        ("when", "torsdag", "Skriv klokkeslettet også"),
        ("when", "torsdag eller fredag kl. 12", "Skriv datoen"),
        ("when", "i går kl. 12", "er allerede forbi"),
        ("when", "31. november kl. 12", "31. november finnes ikke"), ("when", "31.11 kl. 12", "31.11 finnes ikke"),
        ("places", "0", "Skriv et antall"),
        ("details", "x" * 307, "Skriv litt kortere"), ("details", "š" * 135, "Skriv litt kortere"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_is_kept(
    house: House, client: TestClient, name: str, typed: str, said: str
) -> None:
    answer = client.post("/oppgaver/ny", data=form(recipient(house), details="Melk") | {name: typed})

    assert answer.status_code == 422
    assert f'href="#f-{name}"' in answer.text and said in answer.text
    assert "Melk" in answer.text or name == "details"
    assert house.act(lambda turn: turn.store.errands()) == []


def test_what_is_wrong_is_summed_up_in_the_order_of_the_fields(house: House, client: TestClient) -> None:
    page = client.post("/oppgaver/ny", data=form(recipient(house), recipient="", kind="", when="")).text

    places = [page.index(f'href="#f-{name}"') for name in ("recipient", "kind", "when")]
    assert places == sorted(places)


def test_a_length_in_the_time_is_heard(house: House, client: TestClient) -> None:
    which = post(client, recipient(house), when="torsdag 11-13")

    assert errand(house, which).minutes == 120


def test_the_same_errand_is_not_posted_twice_by_a_second_press(house: House, client: TestClient) -> None:
    astrid = recipient(house)
    post(client, astrid)

    again = client.post("/oppgaver/ny", data=form(astrid))

    assert again.status_code == 422 and "alt lagt ut" in again.text


def test_one_like_another_is_a_week_later_with_whoever_came_asked_first(house: House, client: TestClient) -> None:
    per, astrid = volunteer(house, "Per Holen", "+4790000102"), recipient(house)
    which = posted(house, astrid)
    writes(house, per, "JA")
    volunteer(house)

    page = client.get(f"/oppgaver/ny?som={which}").text
    later = post(client, astrid, when="3. desember kl. 11", ask_first=str(per))

    assert 'value="torsdag 3. desember kl. 11.00"' in page and f'<option value="{per}">Per Holen</option>' in page
    assert errand(house, later).ask_first == per


def test_a_changed_time_asks_whoever_has_it_anew_and_is_seen_beforehand(house: House, client: TestClient) -> None:
    kari, astrid = volunteer(house), recipient(house)
    which = posted(house, astrid)
    writes(house, kari, "JA")
    change = {"when": "fredag kl. 12", "minutes": "60", "details": ""}

    seen = words_on(client.post(f"/oppgaver/{which}/endre/se", data=change).text)
    assert client.post(f"/oppgaver/{which}/endre", data=change).status_code == 303
    passes(house)

    assert errand(house, which).starts == THURSDAY + timedelta(days=1, hours=1)
    assert sms_to(house, kari)[-1] in seen


def test_a_change_nobody_has_heard_of_writes_to_nobody(house: House, client: TestClient) -> None:
    which = posted(house, recipient(house))
    change = {"when": "torsdag 26. november kl. 11.00", "minutes": "60", "details": "Ring på to ganger"}

    seen = words_on(client.post(f"/oppgaver/{which}/endre/se", data=change).text)
    client.post(f"/oppgaver/{which}/endre", data=change)

    assert "Ingen får melding om dette" in seen
    assert errand(house, which).details == "Ring på to ganger"


@pytest.mark.parametrize(("decided", "said"), [("yes", "Ingenting er lagt inn"), ("", "Svar på om det er vedtak")])
def test_what_the_municipality_must_do_by_decision_is_not_posted(
    house: House, client: TestClient, decided: str, said: str
) -> None:
    astrid = recipient(house)

    answer = client.post("/oppgaver/ny", data=form(astrid, decided=decided))

    assert answer.status_code == 422 and said in words_on(answer.text)
    assert "Er det vedtak på dette?" in answer.text and 'value="torsdag kl. 11"' in answer.text
    assert house.act(lambda turn: turn.store.errands_for(astrid)) == []


@pytest.mark.parametrize(("when", "asks"), [("22", True), ("06.30", True), ("21.45", False), ("07", False)])
def test_a_time_at_night_is_asked_about_once(house: House, client: TestClient, when: str, asks: bool) -> None:
    astrid = recipient(house)
    typed = form(astrid, when=f"torsdag kl. {when}")

    first = client.post("/oppgaver/ny", data=typed)

    assert ("er om natta. Er du sikker?" in first.text) == asks == (first.status_code == 422)
    if asks:
        sure = re.findall(r'name="sure" type="checkbox" value="([^"]+)"', first.text)[0]
        other = client.post("/oppgaver/ny", data=typed | {"sure": sure, "when": "fredag kl. 23"})
        assert other.status_code == 422 and "fredag 27. november kl. 23.00 er om natta" in other.text.casefold()
        assert client.post("/oppgaver/ny", data=typed | {"sure": sure}).status_code == 303
    assert len(house.act(lambda turn: turn.store.errands())) == 1


def test_an_errand_moved_into_the_night_is_asked_about_too(house: House, client: TestClient) -> None:
    which = post(client, recipient(house))
    changed = {"when": "torsdag kl. 23", "minutes": "60", "details": ""}

    first = client.post(f"/oppgaver/{which}/endre", data=changed).text
    sure = re.findall(r'name="sure" type="checkbox" value="([^"]+)"', first)[0]
    assert "Er du sikker?" in first
    assert errand(house, which).starts == THURSDAY
    client.post(f"/oppgaver/{which}/endre", data=changed | {"sure": sure})
    assert errand(house, which).starts == THURSDAY + timedelta(hours=12)
