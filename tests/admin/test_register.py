"""Organisations from the open register: each has a verdict before anything is written, and one answer is enough."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from admin import create_panel
from admin.register import Register
from admin.screens.register import KNOWN, NEW, NO_CONTACT
from bot.storage.accounts import Role
from tests.admin.house import House, served
from tests.admin.town import words_on

ANSWER = {
    "_embedded": {"enheter": [
        {"organisasjonsnummer": "999999991", "navn": "EKSEMPEL SANITETSFORENING", "telefon": "90 00 05 01",
         "hjemmeside": "www.eksempel.invalid", "vedtektsfestetFormaal": ["Å skape trygghet."],
         "organisasjonsform": {"kode": "FLI", "beskrivelse": "Forening/lag/innretning"},
         "forretningsadresse": {"land": "Norge", "postnummer": "2317", "poststed": "HAMAR", "kommunenummer": "3403"}},
        {"organisasjonsnummer": "999999992", "navn": "Oppdiktet turlag", "forretningsadresse": {"poststed": "HAMAR"}},
        {"organisasjonsnummer": "999999993", "navn": "NEDLAGT LAG", "slettedato": "2025-01-01"},
    ]},
    "page": {"size": 100, "totalElements": 3, "totalPages": 1, "number": 0},
}  # fmt: skip
"""An answer of the shape the open documentation gives, about invented organisations."""
SEARCH = {"where": "3403", "name": ""}


@pytest.fixture
def asked() -> list[dict[str, list[str]]]:
    return []


@pytest.fixture
def answer() -> Response:
    return JSONResponse(ANSWER)


@pytest.fixture
def client(house: House, asked: list[dict[str, list[str]]], answer: Response) -> Iterator[TestClient]:
    async def units(request: Request) -> Response:
        asked.append(parse_qs(request.url.query))
        return answer

    with served(Starlette(routes=[Route("/enhetsregisteret/api/enheter", units)])) as address:
        panel = create_panel(replace(house.parts, register=Register(address)))
        client = TestClient(panel, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False)
        house.let_in(client, house.user(Role.COORDINATOR))
        yield client


def names(house: House) -> list[str]:
    return [one.name for one in house.act(lambda turn: turn.store.provisions())]


def test_each_has_a_verdict_and_nothing_is_written(
    house: House, client: TestClient, asked: list[dict[str, list[str]]]
) -> None:
    house.act(lambda turn: turn.store.add_provision(turn.now, name="Turlaget", number="999999992"))

    page = words_on(client.post("/tilbud/register", data=SEARCH).text)

    assert f"Eksempel Sanitetsforening {NEW} · Hamar · 900 00 501, www.eksempel.invalid" in page.replace("\xa0", " ")
    assert f"Oppdiktet turlag {KNOWN}" in page and "Nedlagt" not in page
    assert names(house) == ["Turlaget"]
    assert asked == [{"kommunenummer": ["3403"], "registrertIFrivillighetsregisteret": ["true"], "size": ["100"]}]


def test_those_that_are_ticked_come_in_once(house: House, client: TestClient) -> None:
    page = client.post("/tilbud/register", data=SEARCH)
    assert NO_CONTACT in page.text
    both = [
        '{"number": "999999991", "name": "Eksempel", "what": "", "place": "", "contact": "900 00 501"}',
        '{"number": "999999992", "name": "Turlag", "what": "", "place": "", "contact": ""}', "bananas",
    ]  # fmt: skip

    client.post("/tilbud/register/inn", data={"take": both})
    client.post("/tilbud/register/inn", data={"take": both})

    assert names(house) == ["Eksempel", "Turlag"]


@pytest.mark.parametrize("answer", [JSONResponse({}, 500), Response("<html>"), JSONResponse({"_embedded": []})])
def test_a_register_that_does_not_answer_is_said_to(house: House, client: TestClient) -> None:
    page = client.post("/tilbud/register", data=SEARCH)

    assert page.status_code == 503 and "svarer ikke nå" in page.text


@pytest.mark.parametrize("answer", [JSONResponse({"page": {"totalElements": 0}})])
def test_no_hits_is_an_answer_too(house: House, client: TestClient) -> None:
    assert "Ingen treff" in client.post("/tilbud/register", data=SEARCH).text


def test_a_municipality_has_four_digits(client: TestClient, asked: list[dict[str, list[str]]]) -> None:
    assert client.post("/tilbud/register", data={"where": "Hamar"}).status_code == 422
    assert asked == []
