"""Ønsker om hjelp: every way in leads to one list, and every way out tells the one who asked."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from bot import desk
from bot.dialog.effects import AskForHelp, HandOver
from bot.model import ErrandId, PersonId
from bot.performing import perform
from bot.storage.accounts import Role
from bot.storage.needs import Asker, Ending, Need
from tests.admin.house import House
from tests.admin.town import passes, recipient, sms_to, words_on

ASKED = "kan noen henge opp klesvasken for meg på torsdag"
RANG = {
    "words": "Ho treng hjelp til å handle torsdag kl. 12", "name": "Anne Lie", "phone": "900 00 301", "asker": "care",
    "whom": "Olga", "knows": "yes",
}  # fmt: skip


@pytest.fixture(autouse=True)
def coordinator(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.COORDINATOR))


@pytest.fixture
def astrid(house: House) -> PersonId:
    return recipient(house)


def waiting(house: House) -> list[Need]:
    return house.act(lambda turn: turn.store.open_needs())


def asked(house: House, who: PersonId) -> Need:
    """An SMS, as the robot hears it with its whole reader."""
    for effect in (AskForHelp(ASKED), HandOver("request_help")):
        house.act(lambda turn, effect=effect: perform(turn, who, effect, reply=True))  # type: ignore[misc]
    return waiting(house)[0]


def test_a_wish_by_sms_stands_in_its_own_words_with_what_the_robot_thinks(
    house: House, client: TestClient, astrid: PersonId
) -> None:
    need = asked(house, astrid)

    page = client.get("/onsker").text
    assert ASKED in page and "klesvask" in page and "Er det vedtak på dette?" in page
    assert (need.kind, need.about, need.asker) == ("laundry", astrid, Asker.SELF)
    assert "/onsker" in client.get("/i-dag").text


def test_a_wish_told_on_the_telephone_is_written_down(house: House, client: TestClient) -> None:
    assert client.post("/onsker/nytt", data=RANG).status_code == 303

    (need,) = waiting(house)
    assert (need.words, need.asker, need.whom, need.knows, need.kind) == (
        RANG["words"], Asker.CARE, "Olga", "yes", "shopping",
    )  # fmt: skip
    page = client.get("/onsker").text
    assert "Anne Lie, hjemmetjenesten" in page and "Olga" in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"phone": "123"}, "norsk telefonnummer"), ({"whom": ""}, "Skriv fornavnet"), ({"words": ""}, "Skriv hva det")],
)
def test_what_is_missing_is_asked_for(house: House, client: TestClient, wrong: dict[str, str], words: str) -> None:
    answer = client.post("/onsker/nytt", data=RANG | wrong)

    assert answer.status_code == 422 and words in answer.text
    assert waiting(house) == []


def test_nothing_is_given_away_before_somebody_has_said_whether_there_is_a_decision(
    house: House, client: TestClient, astrid: PersonId
) -> None:
    need = asked(house, astrid)

    answer = client.post(f"/onsker/{need.id}/slutt", data={"ending": "call"})

    assert answer.status_code == 422 and len(waiting(house)) == 1


def test_what_home_care_must_do_is_not_given_to_volunteers(house: House, client: TestClient, astrid: PersonId) -> None:
    need = asked(house, astrid)

    client.post(f"/onsker/{need.id}/vedtak", data={"decided": "yes"})

    assert waiting(house) == []
    assert "gjør kommunen selv" in " ".join(sms_to(house, astrid))
    listed = words_on(client.get("/ringeliste").text)
    assert "Ønsket, slik det" in listed and "har fått vite at dere ringer" in listed and "kom ikke fram" not in listed
    filled = {"recipient": str(astrid), "kind": "laundry", "when": "torsdag kl. 12", "need": str(need.id)}
    assert client.post("/oppgaver/ny", data=filled).status_code == 422
    assert client.post(f"/onsker/{need.id}/vedtak", data={"decided": "no"}).status_code == 422
    assert house.act(lambda turn: turn.store.errands_for(astrid)) == []


def test_a_wish_becomes_an_errand_and_who_asked_is_told(house: House, client: TestClient, astrid: PersonId) -> None:
    need = asked(house, astrid)
    client.post(f"/onsker/{need.id}/vedtak", data={"decided": "no"})
    form = client.get(f"/oppgaver/ny?onske={need.id}").text
    assert f'value="{astrid}" selected' in form and 'value="laundry" selected' in form and "torsdag" in form
    assert need.words in words_on(form) and f'href="/innbyggere/ny?onske={need.id}"' in form

    filled = {"recipient": str(astrid), "kind": "laundry", "when": "torsdag kl. 12", "need": str(need.id)}
    assert client.post("/oppgaver/ny", data=filled).headers["location"] == "/oppgaver/1"

    ended = house.act(lambda turn: turn.store.need(need.id))
    assert (ended.ending, ended.errand) == (Ending.ERRAND, ErrandId(1))
    assert "klesvask torsdag 26. november kl. 12.00" in " ".join(sms_to(house, astrid))
    assert house.act(lambda turn: turn.store.matters("request_help", "handover")) == []
    assert house.act(lambda turn: turn.store.human_has(astrid)) is None


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"ending": "organisation", "to": "Hamar sanitetsforening"}, "Vi spør Hamar sanitetsforening om de kan"),
        ({"ending": "call"}, "Ingrid Lie ringer deg"),
    ],
)
def test_a_wish_ends_with_a_club_or_a_call(
    house: House, client: TestClient, astrid: PersonId, sent: dict[str, str], told: str
) -> None:
    need = asked(house, astrid)
    client.post(f"/onsker/{need.id}/vedtak", data={"decided": "no"})

    assert client.post(f"/onsker/{need.id}/slutt", data=sent).status_code == 303

    passes(house)
    assert told in " ".join(sms_to(house, astrid))
    assert client.post(f"/onsker/{need.id}/slutt", data=sent).status_code == 422


def test_a_club_that_is_not_named_is_asked_for_and_the_wish_still_waits(
    house: House, client: TestClient, astrid: PersonId
) -> None:
    need = asked(house, astrid)
    client.post(f"/onsker/{need.id}/vedtak", data={"decided": "no"})

    answer = client.post(f"/onsker/{need.id}/slutt", data={"ending": "organisation", "to": ""}, follow_redirects=True)

    assert answer.status_code == 200 and "Skriv hvilket lag eller hvilken forening" in answer.text
    assert len(waiting(house)) == 1


def test_whoever_is_not_known_yet_is_taken_in_on_the_way_from_the_wish_to_the_errand(
    house: House, client: TestClient
) -> None:
    client.post("/onsker/nytt", data=RANG)
    (need,) = waiting(house)
    client.post(f"/onsker/{need.id}/vedtak", data={"decided": "no"})
    form = client.get(f"/oppgaver/ny?onske={need.id}").text
    assert f'/innbyggere/ny?onske={need.id}"' in form

    empty = client.get(f"/innbyggere/ny?onske={need.id}").text
    typed = {"name": "Olga Lie", "area": "2317", "tell": "nobody", "need": str(need.id)}
    answer = client.post("/innbyggere/ny", data=typed, follow_redirects=True)

    assert 'value="Olga"' in empty and f'name="need" value="{need.id}"' in empty
    assert RANG["words"] in answer.text and "selected" in answer.text.split("Olga Lie")[0].rsplit("<option", 1)[1]


def test_an_errand_that_is_regretted_still_answers_its_wish(
    house: House, client: TestClient, astrid: PersonId
) -> None:
    house.act(lambda turn: turn.store.change_set_up(policy={}))
    need = asked(house, astrid)
    client.post(f"/onsker/{need.id}/vedtak", data={"decided": "no"})
    filled = {"recipient": str(astrid), "kind": "laundry", "when": "torsdag kl. 12", "need": str(need.id)}
    client.post("/oppgaver/ny", data=filled | {"details": "Kurven står i gangen"})

    form = client.post("/angre/2", follow_redirects=True).text

    assert f'name="need" value="{need.id}"' in form and need.words in form and "Kurven" in form
    assert len(waiting(house)) == 1


def test_no_words_of_a_wish_outlive_the_one_who_asked(house: House, astrid: PersonId) -> None:
    need = asked(house, astrid)

    house.act(lambda turn: desk.erase(turn, astrid))

    kept = house.act(lambda turn: turn.store.need(need.id))
    assert (kept.words, kept.whom, kept.about) == ("", "", None)
    assert waiting(house) == []


@pytest.mark.parametrize(("decided", "waits"), [("yes", []), ("no", [False]), ("", [None])])
def test_who_rings_may_know_whether_there_is_a_decision(
    house: House, client: TestClient, decided: str, waits: list[bool | None]
) -> None:
    client.post("/onsker/nytt", data=RANG | {"decided": decided})

    assert [one.decided for one in waiting(house)] == waits
    assert ("Ønsket, slik det" in words_on(client.get("/ringeliste").text)) == (decided == "yes")


@pytest.mark.parametrize(
    ("said", "day"), [("Handle i morgen kl. 12", 24), ("Handle 5. marsj kl. 12", 0), ("Handle, helst kl. 12", 0)]
)
def test_a_clock_time_with_no_day_that_was_understood_is_not_filled_in(
    house: House, client: TestClient, said: str, day: int
) -> None:
    client.post("/onsker/nytt", data=RANG | {"words": said, "decided": "no"})

    (need,) = waiting(house)
    assert (need.starts.day if need.starts else 0) == day
