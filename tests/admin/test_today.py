"""I dag: each thing that needs a human as one sentence with one button, the most urgent first, until it is seen to."""

from __future__ import annotations

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from admin.views.matters import NOT_ON_THE_LIST, WAYS
from bot import desk
from bot.life import alarming
from bot.model import Frequency
from bot.storage.accounts import Role
from bot.storage.tables import user
from tests.admin.house import NOW, House, make_municipality
from tests.admin.town import passes, posted, recipient, volunteer, words_on, writes

BOT = Path(__file__).parents[2] / "bot"
TELLING = {"tell", "alarm", "Tell", "Alarm"}


@pytest.fixture(autouse=True)
def coordinator(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.COORDINATOR))


def today(client: TestClient) -> str:
    return words_on(client.get("/i-dag").text)


def counts_in(page: str) -> dict[str, int]:
    """What stands beside the lines of the menu."""
    lines = re.findall(r'<span>([^<]+)</span>\s+<span class="count">(\d+)', page)
    return {label: int(number) for label, number in lines}


def kinds_told() -> set[str]:
    """Every kind of matter the robot's code names."""
    return {
        node.args[0].value
        for path in BOT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) in TELLING and isinstance(node.args[0].value, str)
    }  # fmt: skip


def test_everything_the_robot_tells_of_has_its_words() -> None:
    assert kinds_told() >= {"new_volunteer", "handover", "unfilled", "failed"}
    assert kinds_told() | {"emergency", "distress"} <= WAYS.keys()
    assert NOT_ON_THE_LIST.keys() == {kind for kind, way in WAYS.items() if way.to == "calls"}


def test_when_nothing_waits_all_is_well(client: TestClient) -> None:
    assert "Alt er i orden Ingenting venter på deg." in today(client)


def test_where_there_is_nobody_yet_the_first_steps_are_shown(house: House, client: TestClient) -> None:
    before = today(client)
    volunteer(house)
    recipient(house)

    assert "Slik kommer dere i gang Registrer en frivillig" in before
    assert "Se over hvem" not in before
    assert "Slik kommer dere i gang" not in today(client)


def test_what_is_on_the_call_list_leads_to_it_only_while_it_is_there(house: House, client: TestClient) -> None:
    kari = volunteer(house)
    house.act(lambda turn: turn.tell("undeliverable", person=kari))
    before = client.get("/i-dag").text
    house.act(lambda turn: turn.send(kari, "call", "+4790000101", "Hei Kari!", "details", reply=True))
    there = client.get("/i-dag").text

    assert f'href="/frivillige/{kari}">Se kortet' in before and "ringelista" not in before
    assert f'href="/ringeliste?na={kari}">Til ringelista' in there


def test_danger_stands_first_with_the_number_to_ring(house: House, client: TestClient) -> None:
    house.act(lambda turn: turn.store.change_set_up(night="+4790000900"))
    kari = volunteer(house)
    writes(house, kari, "kan noen ringe meg")
    posted(house, recipient(house), NOW + timedelta(days=8))
    writes(house, kari, "jeg har falt og kommer meg ikke opp")

    page = today(client)

    assert "Trenger deg nå (3) Mulig fare: Kari Vik «jeg har falt og kommer meg ikke opp»" in page
    assert page.index("Mulig fare") < page.index("Kari Vik venter på deg") < page.index("Handle for Astrid mangler")
    assert 'href="tel:90000101">Ring 900' in client.get("/i-dag").text


def test_what_is_seen_to_stands_there_no_more_and_the_alarm_is_still(house: House, client: TestClient) -> None:
    house.act(lambda turn: turn.store.change_set_up(night="+4790000900"))
    kari = volunteer(house)
    writes(house, kari, "jeg har falt og kommer meg ikke opp")
    (matter,) = house.act(lambda turn: turn.store.matters())

    assert client.post(f"/i-dag/{matter.id}/ferdig").status_code == 303
    passes(house, minutes=6)

    assert "Alt er i orden" in today(client)
    assert house.act(lambda turn: turn.store.due_wakes(turn.now + timedelta(hours=1), 10)) == []


def test_what_was_seen_to_by_mistake_is_opened_again_by_whoever_did_it(house: House, client: TestClient) -> None:
    house.act(lambda turn: turn.store.change_set_up(night="+4790000900"))
    kari = volunteer(house)
    writes(house, kari, "jeg har falt og kommer meg ikke opp")
    (matter,) = house.act(lambda turn: turn.store.matters())
    passes(house, minutes=1)
    client.post(f"/i-dag/{matter.id}/ferdig")

    assert "Du tok av lista: Mulig fare: Kari Vik Angre" in today(client)
    assert client.post(f"/i-dag/{matter.id}/angre").headers["location"] == "/i-dag#needs"
    assert "Trenger deg nå (1) Mulig fare: Kari Vik" in today(client)
    assert "Du tok av lista" not in today(client)
    rings = house.act(lambda turn: turn.store.due_wakes(turn.now + timedelta(minutes=5), 10))
    assert ("alarm", matter.id) in [(subject, which) for subject, which, _ in rings]
    assert "matter_opened_again" in [note.event for note in house.act(lambda turn: turn.store.notes())]


def test_what_others_closed_or_was_closed_long_ago_is_not_opened_again(house: House, client: TestClient) -> None:
    kari = volunteer(house)
    writes(house, kari, "kan noen ringe meg")
    (matter,) = house.act(lambda turn: turn.store.matters())
    passes(house, minutes=1)
    client.post(f"/i-dag/{matter.id}/ferdig")
    other = TestClient(house.panel, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False)
    house.let_in(other, house.user(Role.COORDINATOR, "per@eksempel.no", "Per Vik"))

    assert other.post(f"/i-dag/{matter.id}/angre").status_code == 404
    assert "Du tok av lista" not in words_on(other.get("/i-dag").text)
    passes(house, minutes=11)
    assert client.post(f"/i-dag/{matter.id}/angre").status_code == 404
    assert "Du tok av lista" not in today(client)


def test_what_rang_until_sett_does_not_ring_on_when_it_is_opened_again(house: House, client: TestClient) -> None:
    house.act(lambda turn: turn.store.change_set_up(night="+4790000900"))
    writes(house, volunteer(house), "jeg har falt og kommer meg ikke opp")
    (matter,) = house.act(lambda turn: turn.store.matters())
    passes(house, minutes=1)
    assert house.act(lambda turn: alarming.seen(turn, "+4790000900"))
    client.post(f"/i-dag/{matter.id}/ferdig")
    client.post(f"/i-dag/{matter.id}/angre")

    rings = house.act(lambda turn: turn.store.due_wakes(turn.now + timedelta(days=1), 10))
    assert ("alarm", matter.id) not in [(subject, which) for subject, which, _ in rings]


def test_what_nobody_has_taken_says_how_many_were_asked(house: House, client: TestClient) -> None:
    kari = volunteer(house)
    which = posted(house, recipient(house))
    writes(house, kari, "NEI")

    page = today(client)
    assert "Handle for Astrid mangler frivillig Torsdag 26. november kl. 11.00. 1 er spurt, 1 har sagt nei." in page
    assert f'href="/oppgaver/{which}">Se oppgaven' in client.get("/i-dag").text


def test_what_nobody_took_in_time_sinks_and_is_rung_about(house: House, client: TestClient) -> None:
    posted(house, recipient(house))
    passes(house, days=3, hours=6)
    house.let_in(client, house.user(Role.COORDINATOR, "seinere@eksempel.no"))
    writes(house, volunteer(house), "kan noen ringe meg")

    page = today(client)

    assert page.index("Kari Vik venter på deg") < page.index("Handle for Astrid mangler frivillig")
    assert "Torsdag 26. november kl. 11.00. Tida er gått: ring og hør om det ordnet seg." in page
    assert "ingen passer" not in page


def test_a_promise_to_ring_that_was_not_kept_moves_up(house: House, client: TestClient) -> None:
    kari = volunteer(house)
    writes(house, kari, "kan noen ringe meg")
    assert 'data-color="warning"' in client.get("/i-dag").text
    posted(house, recipient(house), NOW + timedelta(days=8))

    page = today(client)

    assert "Kari Vik venter på deg «kan noen ringe meg» Roboten tier imens." in page
    assert "Lovet: ring før man. 23. nov. kl. 11.00." in page
    assert page.index("Kari Vik venter") < page.index("mangler frivillig")


def test_who_writes_while_a_human_has_the_talk_is_shown_until_read(house: House, client: TestClient) -> None:
    kari = volunteer(house)
    house.act(lambda turn: desk.take_over(turn, kari, 1))
    passes(house, minutes=1)
    writes(house, kari, "Er du der?")

    page, menu = today(client), counts_in(client.get("/i-dag").text)
    client.post(f"/i-dag/lest/{kari}")

    assert "Trenger deg nå (1) Kari Vik har skrevet til deg «Er du der?»" in page
    assert menu == {"I dag": 1, "Samtaler": 1}
    assert "Alt er i orden" in today(client)


def test_a_volunteer_without_a_question_for_two_weeks_is_not_forgotten(house: House, client: TestClient) -> None:
    kari = volunteer(house)
    passes(house, days=13)
    house.let_in(client, house.user(Role.COORDINATOR, "for@eksempel.no"))
    assert "Har ventet lenge" not in today(client)

    passes(house, days=2)
    house.let_in(client, house.user(Role.COORDINATOR, "etter@eksempel.no"))

    assert "Ingenting haster Har ventet lenge på et spørsmål (1)" in today(client)
    assert "Kari Vik har ventet i 15 dager" in today(client)
    house.act(lambda turn: turn.store.change_volunteer(kari, paused=True))
    assert "Har ventet lenge" not in today(client)


def test_there_is_a_way_to_all_who_have_waited(house: House, client: TestClient) -> None:
    for at in range(7):
        volunteer(house, f"Frivillig{at} Vik", f"+479000030{at}")
    passes(house, days=15)
    house.let_in(client, house.user(Role.COORDINATOR, "etter@eksempel.no"))

    some, everyone = client.get("/i-dag").text, client.get("/i-dag?alle=ja").text

    assert (some.count("har ventet i 15 dager"), everyone.count("har ventet i 15 dager")) == (5, 7)
    assert 'href="/i-dag?alle=ja#needs">Vis 2 til' in some and ">Vis 2 til" not in everyone
    assert 'data-hx-get="/i-dag?alle=ja"' in everyone


def test_who_wants_to_be_asked_seldom_is_not_shown_as_forgotten(house: House, client: TestClient) -> None:
    kari = volunteer(house)
    house.act(lambda turn: turn.store.change_volunteer(kari, frequency=Frequency(1, 90)))
    posted(house, recipient(house))
    writes(house, kari, "NEI")
    passes(house, days=20)
    house.let_in(client, house.user(Role.COORDINATOR, "seinere@eksempel.no"))

    assert "Har ventet lenge" not in today(client)


def test_a_sign_up_nobody_has_phoned_is_not_forgotten_by_closing_its_line(house: House, client: TestClient) -> None:
    house.act(lambda turn: desk.enrol(turn, house.system.runner, "Ny Vik", "+4790000103", ask=False))
    (matter,) = house.act(lambda turn: turn.store.matters())
    assert "Ny frivillig: Ny Vik Ring og bli kjent. Lovet: ring før lør. 28. nov. kl. 09.00." in today(client)

    client.post(f"/i-dag/{matter.id}/ferdig")
    assert "Alt er i orden" in today(client)
    passes(house, days=6)
    house.let_in(client, house.user(Role.COORDINATOR, "seinere@eksempel.no"))

    assert "Ingen har ringt (1)" in today(client)


def test_a_sign_up_nobody_has_phoned_stands_there_once(house: House, client: TestClient) -> None:
    house.act(lambda turn: desk.enrol(turn, house.system.runner, "Ny Vik", "+4790000103", ask=False))
    passes(house, days=6)
    house.let_in(client, house.user(Role.COORDINATOR, "seinere@eksempel.no"))

    assert today(client).count("Ny Vik Ring") == 1 and "Ingen har ringt" not in today(client)


def test_what_the_robot_does_next_is_told(house: House, client: TestClient) -> None:
    kari = volunteer(house)
    posted(house, recipient(house))
    posted(house, recipient(house, "Odd Bakke", "+4790000202"), NOW + timedelta(days=5), "walk")
    writes(house, kari, "JA")

    page = today(client)

    assert "ons. 25. nov. kl. 17.00 Handle for Astrid: Kari Vik minnes på avtalen" in page
    assert re.search(r"kl\. 11\.00 Gå en tur med Odd: flere spørres, hvis ingen har sagt ja", page)
    assert "Spurt i dag 1 Sagt ja i dag 1" in page


def test_what_waits_for_morning_is_told(house: House, client: TestClient) -> None:
    kari, astrid = volunteer(house), recipient(house)
    which = posted(house, astrid)
    writes(house, kari, "JA")
    passes(house, hours=13)
    house.let_in(client, house.user(Role.COORDINATOR, "natt@eksempel.no"))
    house.act(lambda turn: desk.call_off(turn, which))

    assert "tir. 24. nov. kl. 08.00 2 meldinger sendes" in today(client)


def test_a_matter_of_another_municipality_cannot_be_closed(house: House, client: TestClient) -> None:
    kari = volunteer(house)
    writes(house, kari, "kan noen ringe meg")
    (matter,) = house.act(lambda turn: turn.store.matters())
    other = house.do(lambda db: make_municipality(db, "Nabo kommune"))
    stranger = house.user(Role.COORDINATOR, "per@eksempel.no", "Per Vik")
    house.do(lambda db: db.execute(update(user).where(user.c.id == stranger.id).values(municipality=other)))
    house.let_in(client, stranger)

    assert client.post(f"/i-dag/{matter.id}/ferdig").status_code == 404
    assert client.post(f"/i-dag/lest/{kari}").status_code == 404
    assert "Kari" not in today(client)
    assert house.act(lambda turn: turn.store.matter(matter.id)).closed is None
