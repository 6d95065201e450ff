"""Inviting a colleague, closing a user, and one's own logins and password."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from admin.roles import NAMES
from admin.screens.users import let_out
from bot.errors import Refused
from bot.storage import accounts
from bot.storage.accounts import Role
from tests.admin.house import PASSWORD, House

NEW = {"name": "Per Vik", "email": "per@eksempel.no", "password": PASSWORD}
NEXT_PASSWORD = "elleve gule sykler sover"


@pytest.fixture
def ingrid(house: House, client: TestClient) -> str:
    """The secret of a manager who is in."""
    return house.let_in(client, house.user(Role.MANAGER))


def invited(client: TestClient, role: str) -> str:
    shown = client.post("/brukere", data={"role": role}).text
    found = re.search(r"/velkommen/[\w-]+", shown)
    assert found is not None
    return found[0]


def test_a_colleague_comes_in_with_the_role_and_municipality_of_the_link(
    house: House, client: TestClient, ingrid: str
) -> None:
    link = invited(client, "coordinator")
    client.cookies.clear()

    client.post(link, data=NEW)

    found = house.do(lambda db: accounts.user_by_email(db, "per@eksempel.no"))
    assert found is not None
    assert (found[0].role, found[0].municipality) == (Role.COORDINATOR, 1)
    assert client.get("/konto").status_code == 200


def test_an_address_in_use_is_said_and_the_link_still_works(house: House, client: TestClient, ingrid: str) -> None:
    link = invited(client, "coordinator")

    taken = client.post(link, data=NEW | {"email": "Ingrid@eksempel.no"})

    assert taken.status_code == 422
    assert "alt i bruk" in taken.text
    assert client.post(link, data=NEW).status_code == 303


def test_a_link_that_is_withdrawn_or_a_week_old_lets_nobody_in(house: House, client: TestClient, ingrid: str) -> None:
    withdrawn, old = invited(client, "coordinator"), invited(client, "reader")
    look_up = accounts.hashed(withdrawn.rsplit("/", 1)[1]).hex()
    client.post(f"/brukere/lenker/{look_up}/trekk-tilbake")

    assert client.get(withdrawn).status_code == 410
    assert client.get(old).status_code == 200
    house.at += timedelta(days=7, seconds=1)
    assert client.get(old).status_code == 410


def test_who_sees_no_talks_lets_in_nobody_who_does(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.OPERATOR))

    assert client.post("/brukere", data={"role": "manager"}).status_code == 403
    assert client.post("/brukere", data={"role": "coordinator"}).status_code == 403
    assert client.post("/brukere", data={"role": "eier"}).status_code == 422
    assert client.post("/brukere", data={"role": "operator"}).status_code == 200
    page = client.get("/brukere").text
    assert 'value="reader"' in page and 'value="coordinator"' not in page and 'value="manager"' not in page


def test_a_closed_user_is_out_and_cannot_come_in(house: House, client: TestClient, ingrid: str) -> None:
    per = house.user(Role.COORDINATOR, "per@eksempel.no", "Per Vik")
    secret = house.secret(per)

    client.post(f"/brukere/{per.id}/steng")

    assert house.do(lambda db: accounts.login_by(db, secret, house.at)) is None
    assert client.post("/logg-inn", data=NEW).status_code == 422
    assert client.post("/brukere/1/steng").status_code == 422


def test_who_has_forgotten_the_password_is_closed_and_invited_anew(
    house: House, client: TestClient, ingrid: str
) -> None:
    per = house.user(Role.COORDINATOR, "per@eksempel.no", "Per Vik")
    client.post(f"/brukere/{per.id}/steng")

    client.post(invited(client, "reader"), data=NEW | {"password": NEXT_PASSWORD})

    found = house.do(lambda db: accounts.user_by_email(db, "per@eksempel.no"))
    assert found is not None
    assert (found[0].id, found[0].role) == (per.id, Role.READER)


def test_a_password_is_changed_by_who_knows_the_old_one_and_ends_other_logins(
    house: House, client: TestClient, ingrid: str
) -> None:
    other = house.secret(house_user(house))

    wrong = client.post("/konto/passord", data={"old_password": "galt", "new_password": NEXT_PASSWORD})
    right = client.post("/konto/passord", data={"old_password": PASSWORD, "new_password": NEXT_PASSWORD})

    assert (wrong.status_code, right.status_code) == (422, 303)
    assert "Passordet er byttet" in client.get("/konto").text
    assert "Passordet er byttet" not in client.get("/konto").text
    assert house.do(lambda db: accounts.login_by(db, other, house.at)) is None
    entry = {"email": "ingrid@eksempel.no", "password": NEXT_PASSWORD}
    assert client.post("/logg-inn", data=entry).status_code == 303


def test_one_sees_and_ends_ones_own_logins_and_no_one_elses(house: House, client: TestClient, ingrid: str) -> None:
    other = house.secret(house_user(house))
    pers = house.secret(house.user(Role.COORDINATOR, "per@eksempel.no"))

    shown = client.get("/konto").text
    for secret in (other, pers):
        client.post(f"/konto/innlogginger/{accounts.hashed(secret).hex()}/logg-ut")

    assert shown.count("Firefox på Linux") == 2
    assert house.do(lambda db: accounts.login_by(db, other, house.at)) is None
    assert house.do(lambda db: accounts.login_by(db, pers, house.at)) is not None


def house_user(house: House) -> accounts.User:
    found = house.do(lambda db: accounts.user_by_email(db, "ingrid@eksempel.no"))
    assert found is not None
    return found[0]


OUT = {
    Role.READER: (), Role.COORDINATOR: (), Role.OPERATOR: (Role.READER, Role.OPERATOR), Role.MANAGER: tuple(Role),
}  # fmt: skip
"""Whom each role closes the door to, and whose links it takes back."""


@pytest.mark.parametrize("whom", Role)
@pytest.mark.parametrize("by", Role)
def test_who_has_no_say_over_the_talks_has_none_over_who_reads_them(
    house: House, client: TestClient, by: Role, whom: Role
) -> None:
    per, asked = house.user(whom, "per@eksempel.no", "Per Vik"), house.user(by)
    house.user(Role.MANAGER, "kari@eksempel.no", "Kari Moe")
    week = house.at + timedelta(days=7)
    link = accounts.hashed(house.do(lambda db: accounts.invite(db, whom, week, per.municipality)))
    house.let_in(client, asked)

    may = whom in OUT[by]
    page = client.get("/brukere").text
    closed = client.post(f"/brukere/{per.id}/steng").status_code
    withdrawn = client.post(f"/brukere/lenker/{link.hex()}/trekk-tilbake").status_code

    assert (closed == 303, withdrawn == 303) == (may, may)
    assert (f"/brukere/{per.id}/steng" in page, link.hex() in page) == (may, may)
    assert (house.do(lambda db: accounts.user_by_email(db, "per@eksempel.no")) is None) == may
    assert (house.do(lambda db: accounts.invitations_of(db, per.municipality, house.at)) == []) == may


def test_the_table_in_the_documents_is_the_one_that_holds() -> None:
    page = (Path(__file__).parents[2] / "docs" / "panel.md").read_text(encoding="utf-8")
    rows = {NAMES[role]: re.search(rf"\| {NAMES[role]} bestemmer over \| (.*) \|", page) for role in Role}

    assert {name: row and row[1].split(" | ") for name, row in rows.items()} == {
        NAMES[by]: ["ja" if whom in OUT[by] else "nei" for whom in NAMES] for by in Role
    }


def test_of_two_who_close_each_other_at_once_one_stays(house: House, client: TestClient, ingrid: str) -> None:
    ingrid_lie, kari = house_user(house), house.user(Role.MANAGER, "kari@eksempel.no", "Kari Moe")

    house.do(lambda db: let_out(db, kari.id, ingrid_lie, house.at))
    with pytest.raises(Refused, match="minst én ansvarlig"):
        house.do(lambda db: let_out(db, ingrid_lie.id, kari, house.at))

    assert client.get("/brukere").status_code == 200


def test_who_is_refused_finds_back_to_the_page_they_came_from(house: House, client: TestClient, ingrid: str) -> None:
    here, other = "http://testserver/brukere?a=1", "http://ond.no/brukere"

    refused = client.post("/brukere/1/steng", headers={"Referer": here}).text
    foreign = client.post("/brukere/1/steng", headers={"Referer": other}).text

    assert "Det gikk ikke" in refused and 'href="/brukere?a=1">Tilbake' in refused
    assert "Tilbake" not in foreign and 'href="/"' in foreign


def test_what_only_the_municipality_decides_is_read_and_not_changed_by_who_runs_the_system(
    house: House, client: TestClient
) -> None:
    house.let_in(client, house.user(Role.OPERATOR))

    for path in ("/oppsett/politiattest", "/oppsett/egne-svar"):
        assert "Bare en ansvarlig kan endre dette." in client.get(path).text
        assert client.post(path, data={"kinds": "shopping"}).status_code == 403
