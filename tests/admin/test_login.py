"""Coming in: the first link, the password, the wait after five wrong, and how long one stays in."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from argon2 import extract_parameters
from starlette.testclient import TestClient

from admin import passwords
from bot.storage import accounts
from bot.storage.accounts import Role
from tests.admin.house import PASSWORD, House

INGRID = {"name": "Ingrid Lie", "email": "ingrid@eksempel.no", "password": PASSWORD}
ENTRY = {"email": "ingrid@eksempel.no", "password": PASSWORD}
WRONG = {"email": "ingrid@eksempel.no", "password": "noe helt annet"}


def test_the_first_administrator_comes_in_by_the_link_once_and_chooses_how_to_begin(
    house: House, client: TestClient
) -> None:
    link = "/velkommen/" + house.do(lambda db: accounts.invite_first(db, house.at))

    assert client.get(link).status_code == 200
    assert client.post(link, data=INGRID).headers["location"] == "/"

    assert client.get("/").headers["location"] == "/kom-i-gang"
    assert client.post("/kom-i-gang", data={"how": "example"}).headers["location"] == "/"
    assert "Eksempel kommune" in client.get("/konto").text
    assert client.post(link, data=INGRID | {"email": "en@annen.no"}).status_code == 410


def test_a_municipality_can_start_empty_with_a_name_and_a_telephone(house: House, client: TestClient) -> None:
    link = "/velkommen/" + house.do(lambda db: accounts.invite_first(db, house.at))
    client.post(link, data=INGRID)

    first = client.get("/kom-i-gang").text
    missing = client.post("/kom-i-gang", data={"how": "empty", "name": "", "phone": "ring oss"})
    begun = client.post("/kom-i-gang", data={"how": "empty", "name": "Prøve kommune", "phone": "62 00 00 00"})

    assert missing.status_code == 422
    assert missing.text.count("ds-validation-message") == 2
    assert begun.status_code == 303
    assert "Hovedmeny" not in first and "Hovedmeny" in client.get("/konto").text
    assert "Prøve kommune" in client.get("/konto").text
    assert house.act(lambda turn: turn.store.municipality_row().coordinator) == "Ingrid Lie"


@pytest.mark.parametrize("later", [timedelta(minutes=29), timedelta(minutes=31)])
def test_the_first_link_lasts_thirty_minutes(house: House, client: TestClient, later: timedelta) -> None:
    link = "/velkommen/" + house.do(lambda db: accounts.invite_first(db, house.at))

    house.at += later

    assert client.get(link).status_code == (200 if later < timedelta(minutes=30) else 410)


def test_two_who_use_one_link_at_the_same_moment_are_one_too_many(house: House) -> None:
    link = house.do(lambda db: accounts.invite_first(db, house.at))

    first = house.do(lambda db: accounts.accept(db, link, "Ingrid Lie", "i@e.no", "kept", house.at))
    second = house.do(lambda db: accounts.accept(db, link, "Per Vik", "p@e.no", "kept", house.at))

    assert first is not None
    assert second is None


def test_a_new_first_link_takes_the_old_one_out_of_use(house: House, client: TestClient) -> None:
    old = house.do(lambda db: accounts.invite_first(db, house.at))
    house.do(lambda db: accounts.invite_first(db, house.at))

    assert client.get(f"/velkommen/{old}").status_code == 410


def test_a_link_from_the_command_line_leads_into_the_municipality_there_is(house: House, client: TestClient) -> None:
    house.user(Role.COORDINATOR)
    link = "/velkommen/" + house.do(lambda db: accounts.invite_first(db, house.at))

    client.post(link, data=INGRID | {"email": "odd@eksempel.no"})

    found = house.do(lambda db: accounts.user_by_email(db, "odd@eksempel.no"))
    assert found is not None
    assert found[0].municipality == 1


def test_a_weak_password_is_refused_and_never_sent_back(house: House, client: TestClient) -> None:
    link = "/velkommen/" + house.do(lambda db: accounts.invite_first(db, house.at))

    answer = client.post(link, data=INGRID | {"password": "kort1234"})

    assert answer.status_code == 422
    assert "minst 12 tegn" in answer.text
    assert "kort1234" not in answer.text


def test_the_right_password_lets_in_and_goes_where_one_was_going(house: House, client: TestClient) -> None:
    house.user(Role.COORDINATOR)

    sent_away = client.get("/konto?x=1")
    let_in = client.post(sent_away.headers["location"], data=ENTRY)

    assert sent_away.headers["location"] == "/logg-inn?neste=/konto%3Fx%3D1"
    assert let_in.headers["location"] == "/konto?x=1"
    assert client.get("/konto").status_code == 200


@pytest.mark.parametrize("elsewhere", ["//ond.no", "/\\ond.no", "https://ond.no", "ond"])
def test_nobody_is_sent_to_another_site_after_logging_in(house: House, client: TestClient, elsewhere: str) -> None:
    house.user(Role.COORDINATOR)

    assert client.post("/logg-inn", params={"neste": elsewhere}, data=ENTRY).headers["location"] == "/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(house: House, client: TestClient) -> None:
    house.user(Role.COORDINATOR)

    wrong = client.post("/logg-inn", data=WRONG)
    unknown = client.post("/logg-inn", data=WRONG | {"email": "ukjent@eksempel.no"})

    assert wrong.status_code == unknown.status_code == 422
    assert wrong.text.replace("ingrid@", "ukjent@") == unknown.text


def test_to_look_for_nobody_takes_as_long_as_to_try_a_password() -> None:
    kept = asyncio.run(passwords.hashed(PASSWORD))

    assert extract_parameters(passwords.NOBODYS) == extract_parameters(kept)


def test_after_five_wrong_even_the_right_password_must_wait(house: House, client: TestClient) -> None:
    house.user(Role.COORDINATOR)
    for _ in range(5):
        client.post("/logg-inn", data=WRONG)

    assert client.post("/logg-inn", data=ENTRY).status_code == 422
    house.at += timedelta(seconds=31)
    assert client.post("/logg-inn", data=ENTRY).status_code == 303


def test_each_wrong_one_after_that_waits_twice_as_long(house: House, client: TestClient) -> None:
    user = house.user(Role.COORDINATOR)
    for _ in range(7):
        house.do(lambda db: accounts.wrong_password(db, user.id, house.at))

    house.at += timedelta(seconds=119)
    assert client.post("/logg-inn", data=ENTRY).status_code == 422
    house.at += timedelta(seconds=2)
    assert client.post("/logg-inn", data=ENTRY).status_code == 303


def test_half_an_hour_without_a_click_logs_out(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.COORDINATOR))
    house.at += timedelta(minutes=29)
    assert client.get("/konto").status_code == 200
    house.at += timedelta(minutes=29)
    assert client.get("/konto").status_code == 200
    house.at += timedelta(minutes=31)
    assert client.get("/konto").status_code == 303


def test_twelve_hours_is_the_longest_anyone_stays_in(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.COORDINATOR))
    for _ in range(36):
        house.at += timedelta(minutes=20)
        answer = client.get("/konto")

    assert answer.status_code == 303


def test_a_page_that_refreshes_itself_keeps_nobody_logged_in(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.COORDINATOR))
    for _ in range(4):
        house.at += timedelta(minutes=9)
        answer = client.get("/konto", headers={"HX-Request": "true", "X-Live": "1"})

    assert answer.status_code == 401
    assert answer.headers["hx-refresh"] == "true"


def test_logging_in_gives_a_new_secret_and_ends_the_old_login(house: House, client: TestClient) -> None:
    old = house.let_in(client, house.user(Role.COORDINATOR))

    client.post("/logg-inn", data=ENTRY)

    new = client.cookies["handslag"]

    assert new != old
    assert house.do(lambda db: accounts.login_by(db, old, house.at)) is None


def test_logging_out_ends_the_login_itself(house: House, client: TestClient) -> None:
    secret = house.let_in(client, house.user(Role.COORDINATOR))

    client.post("/logg-ut")

    assert house.do(lambda db: accounts.login_by(db, secret, house.at)) is None
