"""Innsyn og sletting: all that is kept about someone is taken out whole, and erased no word of it is left."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from admin.views.privacy import ALSO, RULES, SECTIONS
from admin.words import telephone
from bot.life import needs
from bot.model import PersonId
from bot.storage import tables
from bot.storage.about import ABOUT_NOBODY, NOT_THEIRS, THEIRS
from bot.storage.accounts import Role
from bot.storage.needs import Through
from tests.admin.house import House
from tests.admin.town import posted, recipient, volunteer, words_on, writes

KARI = PersonId(1)


@pytest.fixture(autouse=True)
def manager(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.MANAGER))


@pytest.fixture
def kari(house: House) -> PersonId:
    return volunteer(house)


@pytest.fixture
def astrid(house: House, kari: PersonId) -> PersonId:
    """She has asked for help, and Kari comes."""
    astrid = recipient(house)
    posted(house, astrid)
    writes(house, kari, "JA")
    house.act(lambda turn: needs.receive(turn, astrid, "noen å drikke kaffe med", Through.PANEL))
    return astrid


def taken_out(client: TestClient, who: PersonId) -> tuple[str, dict[str, Any]]:
    """The page and the data."""
    answer = client.post(f"/innsyn/{who}")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        return packed.read("les-meg.html").decode(), json.loads(packed.read("alt.json"))["alt"]


def test_every_table_is_taken_out_or_says_why_not() -> None:
    kept = {name for name, table in tables.metadata.tables.items() if "municipality" in table.c}

    assert kept == THEIRS.keys() | ABOUT_NOBODY.keys()
    assert THEIRS.keys() == SECTIONS.keys()


def test_all_about_a_volunteer_is_a_page_to_read_and_data(house: House, client: TestClient, astrid: PersonId) -> None:
    kari = PersonId(1)
    client.get(f"/frivillige/{kari}")

    page, data = taken_out(client, kari)

    assert {"person", "address", "volunteer", "offer", "visit", "message", "event", "note", "access"} <= data.keys()
    for words in ("Kari Vik", telephone("+4790000101"), "Handle", "JA", "så på kortet til deg", "Meldinger til oss"):
        assert words in page
    assert data["event"][0]["body"] == "JA"
    assert "Astrid Moe" not in page
    assert "Ingrid Lie" not in json.dumps(data)
    assert {key for rows in data.values() for row in rows for key in row} & NOT_THEIRS == set()


def test_all_about_one_who_is_helped_holds_who_came_and_who_looked_at_the_errand(
    house: House, client: TestClient, astrid: PersonId
) -> None:
    client.get("/oppgaver/1")

    page, data = taken_out(client, astrid)

    assert [row["volunteer"] for row in data["visit"]] == [1]
    assert [row["what"] for row in data["access"]] == ["errand"]
    assert "noen å drikke kaffe med" in page


@pytest.mark.parametrize("query", ["astrid", "90000201", "900 00 201", "+47 900 00 201"])
def test_someone_is_found_by_name_or_number(client: TestClient, astrid: PersonId, query: str) -> None:
    shown = client.get("/innsyn", params={"q": query}).text

    assert f'action="/innsyn/{astrid}"' in shown
    assert shown.count('action="/innsyn/') == 1


def test_a_card_leads_to_what_is_kept_about_that_one(house: House, client: TestClient, astrid: PersonId) -> None:
    for card, name in ((f"/frivillige/{KARI}", "Kari Vik"), (f"/innbyggere/{astrid}", "Astrid Moe")):
        (there,) = re.findall(r'href="(/innsyn[^"]+)"', client.get(card).text)
        assert f"Treff Navn Telefon Hvem {name}" in words_on(client.get(there).text)

    assert "Treff" not in words_on(client.get(f"/innsyn?person={'9' * 40}").text)
    house.let_in(client, house.user(Role.COORDINATOR, "odd@eksempel.no", "Odd Moe"))
    assert 'href="/innsyn' not in client.get(f"/frivillige/{KARI}").text


def test_it_takes_one_who_has_just_shown_who_they_are(house: House, client: TestClient, kari: PersonId) -> None:
    house.at += timedelta(minutes=6)

    answer = client.post(f"/innsyn/{kari}", headers={"Referer": "http://testserver/innsyn?q=kari"})

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/bekreft?neste=/")


def test_erased_there_is_a_receipt_and_no_word_left(house: House, client: TestClient, astrid: PersonId) -> None:
    answer = client.post(f"/innsyn/{astrid}/slett", data={"archived": "nothing"})

    assert answer.headers["location"] == f"/innsyn/{astrid}/kvittering"
    shown = words_on(client.get(answer.headers["location"]).text)
    assert "Kvittering for sletting" in shown and "Astrid" not in shown
    assert client.post(f"/innsyn/{astrid}").status_code == 404
    assert house.do(lambda db: db.scalars(select(tables.need.c.words)).all()) == [None]
    assert house.do(lambda db: db.scalars(select(tables.recipient.c.street)).all()) == [None]


def test_what_belongs_in_the_archive_is_taken_out_before_it_is_erased(
    house: House, client: TestClient, kari: PersonId
) -> None:
    def erases() -> int:
        return client.post(f"/innsyn/{kari}/slett", data={"archived": "taken"}).status_code

    assert client.post(f"/innsyn/{kari}/slett").status_code == 422
    assert erases() == 422
    assert house.act(lambda turn: turn.store.erased(kari)) is False

    client.post(f"/innsyn/{kari}")
    assert erases() == 303


def test_there_is_no_receipt_for_who_has_not_been_erased(client: TestClient, kari: PersonId) -> None:
    assert client.get(f"/innsyn/{kari}/kvittering").status_code == 404
    assert client.get("/innsyn/999/kvittering").status_code == 404


def test_the_table_says_what_goes_next_for_each_rule(house: House, client: TestClient, astrid: PersonId) -> None:
    house.act(lambda turn: turn.store.close_matters(turn.now))
    house.at += timedelta(days=70)
    house.let_in(client, house.user(Role.MANAGER, "berit@eksempel.no", "Berit Dal"))

    shown = client.get("/innsyn").text

    rows = dict(re.findall(r'<tr><td class="words">(.*?)</td>.*?<td data-head="Neste 30 dager">(.*?)</td>', shown))
    assert len(rows) == len(RULES) + len(ALSO)
    assert int(rows["Ordene i meldinger, ut og inn"]) > 0 and rows["Innbyggere og pårørende"] == "0"
