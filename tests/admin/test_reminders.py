"""Påminnelser: nothing the robot sends by itself is invisible before; and a coordinator's calendar names nobody."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from icalendar import Calendar
from starlette.testclient import TestClient

from admin.views.reminders import ABOUT_PEOPLE, OTHERS, SENDS_NOTHING, Planned, planned
from bot import desk
from bot.life.turn import Turn
from bot.model import PersonId
from bot.runner import WAKES
from bot.storage import accounts
from bot.storage.accounts import Role, User
from tests.admin.house import House
from tests.admin.town import THURSDAY, passes, posted, recipient, sms_to, volunteer, words_on, writes


@pytest.fixture
def ingrid(house: House, client: TestClient) -> User:
    user = house.user(Role.COORDINATOR)
    house.let_in(client, user)
    return user


@pytest.fixture
def kari(house: House, ingrid: User) -> PersonId:
    """She comes to Astrid on Thursday."""
    kari = volunteer(house)
    posted(house, recipient(house))
    writes(house, kari, "JA")
    return kari


def plan(house: House, days: int = 7) -> list[Planned]:
    return house.act(lambda turn: planned(turn, turn.now, turn.now + timedelta(days=days), None))


def test_every_timer_is_in_the_calendar_or_sends_nothing() -> None:
    assert WAKES.keys() | {"talk"} == {"errand", "visit"} | ABOUT_PEOPLE.keys() | OTHERS.keys() | SENDS_NOTHING


def test_what_is_sent_in_a_week_was_seen_before(house: House, kari: PersonId) -> None:
    """Hour by hour: each SMS that comes was in the calendar an hour before, for that person."""
    unseen, before = [], len(sms_to(house, kari))
    for _ in range(24 * 4):
        seen = {one.person for one in plan(house) if one.at <= house.at + timedelta(hours=1)}
        passes(house, hours=1)
        now = len(sms_to(house, kari))
        unseen += [house.at] if now > before and kari not in seen else []
        before = now

    assert before >= 4
    assert unseen == []


def test_the_page_shows_the_week_and_what_is_to_one_person(house: House, client: TestClient, kari: PersonId) -> None:
    per = volunteer(house, "Per Holen", "+4790000102", "snow")
    house.act(lambda turn: desk.pause(turn, per, THURSDAY.date()))

    shown = words_on(client.get("/paminnelser").text)
    alone = words_on(client.get(f"/paminnelser?hvem={per}").text)

    assert "Kari Vik minnes på avtalen" in shown and "Kari Vik får adressen og beskjedene" in shown
    assert "Pausen er over, og Per Holen får vite det" in alone and "Kari" not in alone
    assert "Ingenting er planlagt" in words_on(client.get("/paminnelser?fra=2027-06-01").text)


def test_what_waits_is_shown_in_its_own_words(house: House, client: TestClient, kari: PersonId) -> None:
    later = house.at + timedelta(hours=5)

    def send(turn: Turn) -> None:
        which = turn.send(kari, "sms", "+4790000101", "Husk nøkkelen", "other")
        turn.store.change_message(which, not_before=later)

    house.act(send)

    assert "Venter" in words_on(client.get("/paminnelser").text)
    assert "«Husk nøkkelen»" in words_on(client.get("/paminnelser").text)


@pytest.mark.parametrize("asked", ["fra=i+dag", "fra=0001-01-01", "fra=9999-12-31", "hvem=kari", "hvem=99999999999"])
def test_whatever_is_asked_for_there_is_a_page(client: TestClient, ingrid: User, asked: str) -> None:
    assert client.get(f"/paminnelser?{asked}").status_code == 200


def address(client: TestClient) -> str:
    made = client.post("/paminnelser/kalender")
    found = re.search(r"<code>http://localhost(/kalender/[^<]+)</code>", made.text)
    assert found is not None
    return found[1]


def test_the_own_calendar_says_when_and_nothing_of_whom(house: House, client: TestClient, kari: PersonId) -> None:
    house.act(lambda turn: turn.store.change_recipient(PersonId(2), street="Storgata 1", entry="Bank på"))
    path = address(client)
    client.cookies.clear()

    answer = client.get(path)

    (event,) = Calendar.from_ical(answer.text).walk("VEVENT")
    assert (str(event["summary"]), event.decoded("dtstart")) == ("Handle (avtalt)", THURSDAY)
    assert answer.headers["content-type"].startswith("text/calendar")
    for word in ("Astrid", "Moe", "Kari", "Vik", "Storgata", "2317", "Hamar", "90000"):
        assert word not in answer.text


def test_a_new_address_ends_the_old_and_one_that_is_ended_leads_nowhere(
    house: House, client: TestClient, kari: PersonId
) -> None:
    first = address(client)
    second = address(client)
    assert [client.get(path).status_code for path in (first, second)] == [404, 200]

    client.post("/paminnelser/kalender/bort")

    assert client.get(second).status_code == 404
    assert first.split("/")[2].removesuffix(".ics").encode() not in house.stored()


def test_the_calendar_of_a_closed_user_is_closed(house: House, client: TestClient, ingrid: User) -> None:
    path = address(client)
    assert client.get(path).status_code == 200

    house.do(lambda db: accounts.close_user(db, ingrid.id, ingrid.municipality, house.at))

    assert client.get(path).status_code == 404


def test_from_what_somebody_is_sent_one_reaches_the_card_the_talk_and_the_pause(
    house: House, client: TestClient, kari: PersonId
) -> None:
    def page() -> str:
        return client.get(f"/paminnelser?hvem={kari}").text

    before = page()
    assert all(f'href="{where}/{kari}"' in before for where in ("/frivillige", "/samtaler"))
    assert "Handle for Astrid: Kari Vik minnes på" in words_on(before)

    client.post(f"/frivillige/{kari}/pause", data={"until": "1. februar", "do": "pause"})
    assert "Har pause til og med 1. februar 2027. Avslutt pausen" in words_on(page())
    assert "minner Kari Vik" not in words_on(page())

    client.post(f"/frivillige/{kari}/pause", data={"do": "end"})
    assert "Gi pause" in words_on(page())


def test_all_about_who_gets_help_is_stopped_from_there(house: House, client: TestClient, kari: PersonId) -> None:
    astrid = house.act(lambda turn: turn.store.recipient_lines())[0].id
    page = f"/paminnelser?hvem={astrid}"
    assert f'action="/innbyggere/{astrid}/stans"' in client.get(page).text

    client.post(f"/innbyggere/{astrid}/stans", data={"do": "stop"})

    assert "Alt er stanset. Ingenting sendes." in words_on(client.get(page).text)
    assert 'action="/innbyggere' not in client.get(page).text


def test_one_who_is_not_there_has_nothing_to_press(client: TestClient, ingrid: User) -> None:
    page = words_on(client.get("/paminnelser?hvem=999").text)

    assert "Vis alt" in page and "Samtalen" not in page
