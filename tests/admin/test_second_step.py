"""Beside the password: codes from an app, recovery codes, and showing once more who one is."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pyotp
import pytest
from httpx2 import Response
from sqlalchemy import update
from starlette.testclient import TestClient

from admin.roles import FRESH, MAY
from bot.storage import proofs
from bot.storage.accounts import Role, User
from bot.storage.tables import municipality
from tests.admin.house import PASSWORD, House
from tests.admin.town import words_on

ENTRY = {"email": "ingrid@eksempel.no", "password": PASSWORD}


@pytest.fixture
def ingrid(house: House, client: TestClient) -> User:
    user = house.user(Role.MANAGER)
    house.let_in(client, user)
    return user


def code(house: House, secret: str, later: int = 0) -> str:
    return pyotp.TOTP(secret).at(house.at, counter_offset=later)


def with_app(house: House, client: TestClient) -> tuple[str, list[str]]:
    """Take an app in use: its secret, and the recovery codes that were shown."""
    client.post("/konto/kode/ny")
    shown = client.get("/konto/kode").text
    found = re.search(r'class="secret">([A-Z2-7]{32})<', shown)
    assert found is not None
    taken = client.post("/konto/kode", data={"code": code(house, found[1])})
    assert taken.status_code == 200
    house.at += timedelta(seconds=31)
    return found[1], re.findall(r'class="secret">([a-z0-9-]+)<', taken.text)


def half_in(client: TestClient) -> str:
    """Where the right password leads."""
    client.cookies.delete("handslag")
    return str(client.post("/logg-inn", params={"neste": "/logg"}, data=ENTRY).headers["location"])


def is_in(client: TestClient) -> bool:
    return client.get("/konto").status_code == 200


def test_with_an_app_the_password_is_half_of_it(house: House, client: TestClient, ingrid: User) -> None:
    secret, _ = with_app(house, client)

    step = half_in(client)
    assert step == "/logg-inn/kode?neste=/logg"
    assert not is_in(client)
    let_in = client.post(step, data={"code": code(house, secret)})

    assert let_in.headers["location"] == "/logg"
    assert is_in(client)


@pytest.mark.parametrize("typed", ["000000", "", "abcd-efgh-jkmn", "12345"])
def test_a_wrong_code_lets_nobody_in(house: House, client: TestClient, ingrid: User, typed: str) -> None:
    with_app(house, client)

    answer = client.post(half_in(client), data={"code": typed})

    assert answer.status_code == 422
    assert not is_in(client)


def test_a_code_counts_once_also_for_who_looked_over_the_shoulder(
    house: House, client: TestClient, ingrid: User
) -> None:
    secret, _ = with_app(house, client)
    seen = code(house, secret)
    client.post(half_in(client), data={"code": seen})

    again = client.post(half_in(client), data={"code": seen})
    older = client.post("/logg-inn/kode", data={"code": code(house, secret, -1)})

    assert again.status_code == older.status_code == 422
    assert client.post("/logg-inn/kode", data={"code": code(house, secret, 1)}).status_code == 303


def test_after_five_wrong_codes_even_the_right_one_must_wait(house: House, client: TestClient, ingrid: User) -> None:
    secret, _ = with_app(house, client)
    step = half_in(client)
    for _ in range(5):
        client.post(step, data={"code": "000000"})

    assert client.post(step, data={"code": code(house, secret)}).status_code == 422
    house.at += timedelta(seconds=31)
    assert client.post(step, data={"code": code(house, secret)}).status_code == 303


def test_the_code_is_awaited_for_ten_minutes_from_the_browser_that_knew_the_password(
    house: House, client: TestClient, ingrid: User
) -> None:
    secret, _ = with_app(house, client)
    step = half_in(client)
    other = TestClient(house.panel, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False)

    assert other.post(step, data={"code": code(house, secret)}).headers["location"] == "/logg-inn"
    house.at += timedelta(minutes=11)
    assert client.post(step, data={"code": code(house, secret)}).headers["location"] == "/logg-inn"
    assert not is_in(other) and not is_in(client)


def test_a_recovery_code_lets_in_once_however_it_is_typed(house: House, client: TestClient, ingrid: User) -> None:
    _, codes = with_app(house, client)

    assert len(set(codes)) == 10
    assert client.post(half_in(client), data={"code": codes[0].upper().replace("-", " ")}).status_code == 303
    assert client.post(half_in(client), data={"code": codes[0]}).status_code == 422
    assert client.post("/logg-inn/kode", data={"code": codes[1]}).status_code == 303
    assert "Du har 8 gjenopprettingskoder igjen" in words_on(client.get("/konto").text)


def test_new_recovery_codes_take_the_old_ones_out_of_use(house: House, client: TestClient, ingrid: User) -> None:
    _, codes = with_app(house, client)

    fresh = re.findall(r'class="secret">([a-z0-9-]+)<', client.post("/konto/gjenoppretting").text)

    assert client.post(half_in(client), data={"code": codes[0]}).status_code == 422
    assert client.post("/logg-inn/kode", data={"code": fresh[0]}).status_code == 303


def test_an_app_is_not_taken_in_use_before_it_has_shown_a_right_code(
    house: House, client: TestClient, ingrid: User
) -> None:
    client.post("/konto/kode/ny")

    assert client.post("/konto/kode", data={"code": "000000"}).status_code == 422
    assert half_in(client) == "/logg"


def test_what_was_taken_away_is_asked_for_no_more(house: House, client: TestClient, ingrid: User) -> None:
    with_app(house, client)

    client.post("/konto/kode/ta-bort")

    assert half_in(client) == "/logg"


def test_who_is_closed_and_invited_anew_begins_without_app(house: House, client: TestClient) -> None:
    per = house.user(Role.COORDINATOR, "per@eksempel.no", "Per Vik")
    house.do(lambda db: proofs.set_totp(db, per.id, b"sealed"))
    house.do(lambda db: proofs.give_codes(db, per.id, [b"a"]))
    house.let_in(client, house.user(Role.MANAGER))
    client.post(f"/brukere/{per.id}/steng")

    again = house.user(Role.COORDINATOR, "per@eksempel.no", "Per Vik")

    assert again.id == per.id
    assert not house.do(lambda db: proofs.has_second_step(db, per.id))
    assert house.do(lambda db: proofs.count_codes(db, per.id)) == 0


def test_neither_secret_nor_codes_are_kept_as_they_are(house: House, client: TestClient, ingrid: User) -> None:
    secret, codes = with_app(house, client)
    stored = house.stored()

    assert secret.encode() not in stored
    assert not [one for one in codes if one.encode() in stored or one.replace("-", "").encode() in stored]


def test_where_it_is_for_real_a_password_alone_leads_to_ones_own_page(
    house: House, client: TestClient, ingrid: User
) -> None:
    house.do(lambda db: db.execute(update(municipality).values(example=False)))

    assert client.get("/i-dag").headers["location"] == "/konto"
    assert "Passordet alene er ikke nok her" in client.get("/konto").text
    with_app(house, client)
    assert client.get("/i-dag").status_code == 200


def invite(client: TestClient) -> Response:
    return client.post("/brukere", data={"role": "reader"}, headers={"Referer": "http://testserver/brukere?x=1"})


def test_after_five_minutes_one_shows_again_who_one_is(house: House, client: TestClient, ingrid: User) -> None:
    assert invite(client).status_code == 200
    house.at += timedelta(minutes=5, seconds=1)

    asked = invite(client).headers["location"]
    wrong = client.post(asked, data={"password": "noe helt annet"})
    still = invite(client).status_code
    right = client.post(asked, data={"password": PASSWORD})

    assert (wrong.status_code, still, right.status_code) == (422, 303, 303)
    assert invite(client).status_code == 200


def test_who_has_an_app_shows_a_code_too(house: House, client: TestClient, ingrid: User) -> None:
    secret, _ = with_app(house, client)
    house.at += timedelta(minutes=6)

    without = client.post("/bekreft", data={"password": PASSWORD})
    both = client.post("/bekreft", data={"password": PASSWORD, "code": code(house, secret)})

    assert (without.status_code, both.status_code) == (422, 303)


def test_htmx_is_led_there_with_the_whole_page(house: House, client: TestClient, ingrid: User) -> None:
    house.at += timedelta(minutes=6)

    answer = client.post("/brukere", data={"role": "reader"}, headers={"HX-Request": "true"})

    assert answer.headers["hx-redirect"] == "/bekreft?neste=/bekreft/videre"


@pytest.mark.parametrize("referer", ["https://ond.no/konto", "http://testserver//ond.no", ""])
def test_nobody_is_led_elsewhere_afterwards(house: House, client: TestClient, ingrid: User, referer: str) -> None:
    house.at += timedelta(minutes=6)

    answer = client.post("/innsyn/1/slett", data={"archived": "nothing"}, headers={"Referer": referer})

    assert unescape(answer.headers["location"]) == "/bekreft?neste=/"
    client.post("/brukere", data={"role": "reader"}, headers={"Referer": referer})
    assert '<a class="ds-link" href="/">Gå tilbake' in client.get("/bekreft/videre").text


def test_what_must_be_fresh_is_in_the_table_of_roles() -> None:
    assert MAY.keys() >= FRESH
