"""What every answer carries, and what is refused though the cookie is right."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from admin.security import CONTENT_POLICY
from bot.errors import CannotStore
from bot.storage import accounts
from bot.storage.accounts import Role
from tests.admin.house import PASSWORD, House, house_in

OURS = [
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "http://testserver"},
    {"Origin": "http://localhost"},
]
NOT_OURS = [
    {},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
    {"Origin": "http://ond.no"},
    {"Origin": "null"},
    {"Host": ""},
]


def logged_out(house: House, headers: dict[str, str]) -> int:
    client = TestClient(house.panel, headers=headers, follow_redirects=False)
    house.let_in(client, house.user(Role.COORDINATOR))
    return client.post("/logg-ut").status_code


@pytest.mark.parametrize("headers", OURS)
def test_a_form_on_our_own_page_is_let_in(house: House, headers: dict[str, str]) -> None:
    assert logged_out(house, headers) == 303


@pytest.mark.parametrize("headers", NOT_OURS)
def test_a_form_on_another_site_is_refused(house: House, headers: dict[str, str]) -> None:
    assert logged_out(house, headers) == 403


async def cannot_store(request: Request) -> Response:
    raise CannotStore


async def breaks(request: Request) -> Response:
    raise RuntimeError("en feil")


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/logg-inn", 200, "Logg inn"),
        ("/finnes-ikke", 404, "Siden finnes ikke"),
        ("/velkommen/ukjent", 410, "Lenken virker ikke lenger"),
        ("/full-disk", 503, "Vi får ikke lest akkurat nå"),
        ("/feil", 500, "Noe gikk galt hos oss"),
    ],
)
def test_every_answer_is_in_norwegian_and_sealed(house: House, path: str, status: int, says: str) -> None:
    house.panel.router.routes += [Route("/full-disk", cannot_store), Route("/feil", breaks)]
    client = TestClient(house.panel, raise_server_exceptions=False)

    answer = client.get(path)

    assert answer.status_code == status
    assert says in answer.text
    assert answer.headers["content-security-policy"] == CONTENT_POLICY
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/oppgaver/{}", "/samtaler/{}", "/oppgaver/ny?som={}", "/innbyggere/ny?onske={}"])
def test_a_number_no_database_has_room_for_is_nobodys(house: House, path: str) -> None:
    client = TestClient(house.panel)
    house.let_in(client, house.user(Role.COORDINATOR))

    assert client.get(path.format(10**20)).status_code == 404


def test_what_was_to_be_kept_and_is_not_is_said_to_whoever_did_it(house: House) -> None:
    house.panel.router.routes.append(Route("/full-disk", cannot_store, methods=["POST"]))
    answer = TestClient(house.panel).post("/full-disk", headers={"Sec-Fetch-Site": "same-origin"})

    assert answer.status_code == 503 and "Vi får ikke lagret akkurat nå" in answer.text


def test_over_https_the_cookie_is_bound_to_this_host_and_the_browser_told_to_stay(tmp_path: Path) -> None:
    with house_in(tmp_path, "https://frivillig.eksempel.no") as house:
        house.user(Role.COORDINATOR)
        client = TestClient(house.panel, base_url="https://frivillig.eksempel.no", follow_redirects=False)

        answer = client.post(
            "/logg-inn",
            data={"email": "ingrid@eksempel.no", "password": PASSWORD},
            headers={"Sec-Fetch-Site": "same-origin"},
        )

        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-handslag=")
        assert {"HttpOnly", "Path=/", "SameSite=lax", "Secure"} <= set(cookie.split("; "))
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        assert client.get("/konto").status_code == 200


def test_over_plain_http_the_cookie_has_a_plain_name(house: House, client: TestClient) -> None:
    house.user(Role.COORDINATOR)

    answer = client.post("/logg-inn", data={"email": "ingrid@eksempel.no", "password": PASSWORD})

    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("handslag=")
    assert "Secure" not in cookie
    assert "HttpOnly" in cookie


def test_nothing_that_lets_anyone_in_is_kept_as_it_is(house: House, client: TestClient) -> None:
    link = house.do(lambda db: accounts.invite_first(db, house.at))
    client.post(f"/velkommen/{link}", data={"name": "Ingrid Lie", "email": "i@e.no", "password": PASSWORD})

    stored = house.stored()

    assert link.encode() not in stored
    assert client.cookies["handslag"].encode() not in stored
    assert PASSWORD.encode() not in stored


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/finnes-ikke", 404), ("GET", "/oppgaver/999", 404), ("GET", "/brukere", 403), ("PUT", "/i-dag", 405),
        ("POST", "/onsker/999/vedtak", 422), ("GET", "/full-disk", 503), ("GET", "/feil", 500),
    ],
)  # fmt: skip
def test_who_is_logged_in_keeps_the_menu_when_something_is_wrong(
    house: House, method: str, path: str, status: int
) -> None:
    house.panel.router.routes += [Route("/full-disk", cannot_store), Route("/feil", breaks)]
    client = TestClient(house.panel, headers={"Sec-Fetch-Site": "same-origin"}, raise_server_exceptions=False)
    nobody = client.request(method, path, follow_redirects=True).text
    house.let_in(client, house.user(Role.COORDINATOR))

    answer = client.request(method, path, headers={"Referer": "http://testserver/onsker?a=1"})

    assert answer.status_code == status
    assert 'aria-label="Hovedmeny"' in answer.text and 'href="/onsker?a=1">Tilbake' in answer.text
    assert 'aria-label="Hovedmeny"' not in nobody
    assert answer.headers["content-security-policy"] == CONTENT_POLICY


def test_what_another_site_sends_is_refused_without_the_menu(house: House) -> None:
    client = TestClient(house.panel, headers={"Sec-Fetch-Site": "cross-site"})
    house.let_in(client, house.user(Role.COORDINATOR))

    assert "Hovedmeny" not in client.post("/logg-ut").text


def test_when_the_menu_cannot_be_read_either_it_is_said_without_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = TestClient(house.panel, raise_server_exceptions=False)
    house.let_in(client, house.user(Role.COORDINATOR))

    async def down(*given: object) -> None:
        raise CannotStore

    monkeypatch.setattr(house.system, "read", down)
    answer = client.get("/i-dag")

    assert answer.status_code == 503 and "Vi får ikke lest" in answer.text and "Hovedmeny" not in answer.text
