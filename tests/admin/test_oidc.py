"""Coming in through someone who vouches for us: whose word counts, for whom, and for how long."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from pydantic import SecretStr
from starlette.testclient import TestClient

from admin import create_panel
from admin.oidc import connect
from bot.errors import SetupError
from bot.settings import Settings
from bot.storage import accounts
from bot.storage.accounts import Role, User
from bot.storage.tables import municipality
from tests.admin.house import House, house_in, served
from tests.admin.issuer import ANOTHERS, CLIENT, OURS, SECRET, Issuer
from tests.admin.test_second_step import ENTRY

PUBLIC = OURS.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def settings_for(address: str) -> Settings:
    return Settings(
        _env_file=None, oidc_issuer=address, oidc_client_id=CLIENT, oidc_client_secret=SecretStr(SECRET),
        public_url="http://testserver",
    )  # fmt: skip


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    issuer = Issuer()
    with served(issuer.app()) as address:
        issuer.address = address
        yield issuer


@pytest.fixture
def house(tmp_path: Path, issuer: Issuer) -> Iterator[House]:
    with house_in(tmp_path, "http://testserver") as house:
        house.at = datetime.now(UTC)
        house.panel = create_panel(replace(house.parts, oidc=connect(settings_for(issuer.address))))
        yield house


@pytest.fixture
def ingrid(house: House) -> User:
    """A manager with a password."""
    return house.user(Role.MANAGER)


@pytest.fixture
def tied(house: House, issuer: Issuer, ingrid: User) -> User:
    """The same, tied to kari-1 there."""
    house.do(lambda db: accounts.tie(db, ingrid.id, f"{issuer.address} kari-1"))
    return ingrid


def goes_round(client: TestClient, issuer: Issuer, path: str = "/logg-inn/felles?neste=/konto") -> Any:
    """There and back again."""
    return client.get(issuer.sends_back(client.get(path).headers["location"]))


def is_in(client: TestClient) -> bool:
    return client.get("/konto").status_code == 200


def test_whom_they_vouch_for_comes_in_and_goes_where_they_were_going(
    client: TestClient, issuer: Issuer, tied: User
) -> None:
    assert 'href="/logg-inn/felles?neste=/konto"' in client.get("/logg-inn?neste=/konto").text

    assert goes_round(client, issuer).headers["location"] == "/konto"

    assert is_in(client)


def test_nobody_they_vouch_for_comes_in_uninvited(client: TestClient, issuer: Issuer, ingrid: User) -> None:
    issuer.claims = {"email": "ingrid@eksempel.no", "email_verified": True}

    answer = goes_round(client, issuer)

    assert answer.status_code == 403
    assert "Vi kjenner deg ikke ennå" in answer.text
    assert not is_in(client)


def test_a_closed_user_does_not_come_in(house: House, client: TestClient, issuer: Issuer, tied: User) -> None:
    house.do(lambda db: accounts.close_user(db, tied.id, tied.municipality, house.at))

    assert goes_round(client, issuer).status_code == 403


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "en annens"}, {"nonce": None}, {"aud": "noen andre"}, {"aud": None}, {"iss": "https://ond.no"},
        {"exp": int(time.time()) - 3600}, {"exp": None}, {"sub": None}, {"azp": "noen andre"},
        {"iat": int(time.time()) + 3600}, {"sub": "kari-2"},
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_is_not_said_to_us_now_about_them_counts_for_nothing(
    client: TestClient, issuer: Issuer, tied: User, claims: dict[str, Any]
) -> None:
    issuer.claims = claims

    assert goes_round(client, issuer).status_code in (403, 422)
    assert not is_in(client)


@pytest.mark.parametrize(("key", "algorithm"), [(ANOTHERS, "RS256"), ("", "none"), (PUBLIC.hex(), "HS256")])
def test_what_they_have_not_signed_counts_for_nothing(
    client: TestClient, issuer: Issuer, tied: User, key: Any, algorithm: str
) -> None:
    issuer.key, issuer.algorithm = key, algorithm

    assert goes_round(client, issuer).status_code == 422
    assert not is_in(client)


def test_the_answer_is_for_the_browser_that_left_and_for_once(client: TestClient, issuer: Issuer, tied: User) -> None:
    other = TestClient(client.app, follow_redirects=False)
    back = issuer.sends_back(client.get("/logg-inn/felles").headers["location"])

    assert other.get(back).status_code == 422
    assert client.get(back).status_code == 303
    assert client.get(back).status_code == 422


@pytest.mark.parametrize("said", ["code=code-0&state=en-annen", "code=code-0", "error=access_denied&state=x", ""])
def test_an_answer_without_our_state_is_refused(client: TestClient, issuer: Issuer, tied: User, said: str) -> None:
    issuer.sends_back(client.get("/logg-inn/felles").headers["location"])

    assert client.get(f"/logg-inn/felles/svar?{said}").status_code == 422


def test_an_answer_from_another_issuer_is_refused(client: TestClient, issuer: Issuer, tied: User) -> None:
    back = issuer.sends_back(client.get("/logg-inn/felles").headers["location"])

    assert client.get(back.replace(str(issuer.address).rsplit(":", 1)[1], "1")).status_code == 422


def test_when_they_are_away_the_password_still_works(
    house: House, client: TestClient, issuer: Issuer, ingrid: User
) -> None:
    issuer.down = True

    answer = client.get("/logg-inn/felles")

    assert answer.status_code == 422
    assert "svarer ikke" in answer.text
    assert client.post("/logg-inn", data=ENTRY).status_code == 303


def test_who_is_in_ties_their_user_and_needs_no_password_any_more(
    house: House, client: TestClient, issuer: Issuer, ingrid: User
) -> None:
    house.do(lambda db: db.execute(municipality.update().values(example=False)))
    house.let_in(client, ingrid)
    assert client.get("/i-dag").headers["location"] == "/konto"

    assert goes_round(client, issuer, "/konto/felles").headers["location"] == "/konto"

    assert "Passordet er tatt bort" in client.get("/konto").text
    assert client.get("/i-dag").status_code == 200
    client.cookies.clear()
    assert client.post("/logg-inn", data=ENTRY).status_code == 422
    assert goes_round(client, issuer).headers["location"] == "/konto"


def test_two_users_are_not_tied_to_one_person(house: House, client: TestClient, issuer: Issuer, tied: User) -> None:
    house.let_in(client, house.user(Role.COORDINATOR, "per@eksempel.no", "Per Vik"))

    assert "alt koblet" in goes_round(client, issuer, "/konto/felles").text


def test_nobody_is_tied_to_a_user_who_is_not_theirs(
    house: House, client: TestClient, issuer: Issuer, ingrid: User
) -> None:
    house.let_in(client, ingrid)
    back = issuer.sends_back(client.get("/konto/felles").headers["location"])
    house.let_in(client, house.user(Role.COORDINATOR, "per@eksempel.no", "Per Vik"))

    assert client.get(back).status_code == 422
    assert house.do(lambda db: accounts.user_by_subject(db, f"{issuer.address} kari-1")) is None


@pytest.mark.parametrize(("ago", "status"), [(0, 303), (600, 422)])
def test_to_confirm_they_must_have_logged_in_there_just_now(
    house: House, client: TestClient, issuer: Issuer, tied: User, ago: int, status: int
) -> None:
    secret = house.let_in(client, tied)
    left = house.at
    house.do(lambda db: accounts.prove(db, accounts.hashed(secret), left - timedelta(minutes=6)))
    issuer.claims = {"auth_time": int(time.time()) - ago}
    asked = client.get("/bekreft/felles?neste=/brukere").headers["location"]

    answer = client.get(issuer.sends_back(asked))

    assert "prompt=login" in asked and "max_age=0" in asked
    assert answer.status_code == status
    assert client.post("/brukere", data={"role": "reader"}).status_code == (200 if status == 303 else 303)


def test_another_person_cannot_confirm(house: House, client: TestClient, issuer: Issuer, tied: User) -> None:
    house.let_in(client, tied)
    issuer.subject = "ola-2"

    assert goes_round(client, issuer, "/bekreft/felles").status_code == 422


def test_only_over_https_but_for_this_machine() -> None:
    with pytest.raises(SetupError, match="https"):
        connect(settings_for("http://innlogging.eksempel.no"))

    assert connect(Settings(_env_file=None)) is None


def test_where_nobody_vouches_there_is_no_such_way_in(tmp_path: Path) -> None:
    with house_in(tmp_path) as house:
        client = TestClient(house.panel, follow_redirects=False)

        assert client.get("/logg-inn/felles").status_code == 404
        assert "felles" not in client.get("/logg-inn").text.lower()
