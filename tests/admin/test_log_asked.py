"""The log answers who has looked at one card and when, as a page and as a file, and says itself when it was touched."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from starlette.testclient import TestClient

from bot.model import PersonId
from bot.storage.accounts import Role
from bot.storage.tables import access
from bot.ticking import check_logs
from tests.admin.house import House, done
from tests.admin.town import recipient, volunteer, words_on


@pytest.fixture
def kare(house: House, client: TestClient) -> PersonId:
    """His card has been looked at, and hers."""
    house.let_in(client, house.user(Role.MANAGER))
    kare, astrid = volunteer(house, "Kåre Ås"), recipient(house)
    client.get(f"/frivillige/{kare}")
    client.get(f"/innbyggere/{astrid}")
    return kare


def shown(client: TestClient, address: str) -> str:
    return words_on(client.get(address).text)


@pytest.mark.parametrize("query", ["kåre", "900 00 101", "Kåre Ås"])
def test_who_has_looked_at_a_card_is_asked_for_by_name_or_number(
    house: House, client: TestClient, kare: PersonId, query: str
) -> None:
    found = words_on(client.get("/logg", params={"q": query}).text)

    assert "Ingrid Lie så på kortet til Kåre Ås" in found and "Astrid" not in found
    assert "Bare det som gjelder Kåre Ås" in found


def test_of_two_with_one_name_one_is_chosen_and_of_nobody_it_is_said(
    house: House, client: TestClient, kare: PersonId
) -> None:
    other = volunteer(house, "Kåre Vik", "+4790000109")

    found = client.get("/logg", params={"q": "kåre", "fra": "1. november"}).text

    assert "Hvem mener du?" in found and f"/logg?fra=1.+november&amp;om={other}" in found
    assert "Vi fant ingen" in shown(client, "/logg?q=Ukjent")


def test_from_and_to_a_day(house: House, client: TestClient, kare: PersonId) -> None:
    house.at += timedelta(days=2)
    house.let_in(client, house.user(Role.MANAGER, "berit@eksempel.no", "Berit Dal"))
    client.get("/i-dag")

    assert "Kåre" not in shown(client, "/logg?fra=25.11.2026")
    early = shown(client, "/logg?fra=23.11.2026&til=24.11.2026")
    assert "23. november 2026 kl. 09.00 Ingrid Lie så på kortet til Kåre Ås" in early and "Berit Dal så" not in early
    assert "Kåre" in shown(client, "/logg?til=23. november")
    assert "Vi forsto ikke dagen" in shown(client, "/logg?fra=en gang")


def test_the_lines_are_taken_out_as_a_file_and_that_is_a_line_about_the_same_one(
    house: House, client: TestClient, kare: PersonId
) -> None:
    answer = client.post("/logg/fil", data={"om": str(kare), "hvem": "", "fra": "", "til": ""})

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows == [["Når", "Hvem", "Hva"], ["23. november 2026 kl. 09.00", "Ingrid Lie", "så på kortet til Kåre Ås"]]
    assert "Ingrid Lie tok ut loggen om Kåre Ås" in shown(client, f"/logg?om={kare}")


def test_to_take_it_out_one_shows_once_more_who_one_is(house: House, client: TestClient, kare: PersonId) -> None:
    house.at += timedelta(minutes=6)

    answer = client.post("/logg/fil", headers={"Referer": f"http://testserver/logg?om={kare}"})

    assert answer.headers["location"].startswith("/bekreft?neste=/")


def test_cards_lead_to_their_lines_for_those_who_may_read_the_log(
    house: House, client: TestClient, kare: PersonId
) -> None:
    pages = (f"/frivillige/{kare}", "/innbyggere/2", "/innsyn?q=kåre")
    links = [f"/logg?om={who}" in client.get(page).text for page, who in zip(pages, (kare, 2, kare), strict=True)]
    house.let_in(client, house.user(Role.COORDINATOR, "per@eksempel.no"))

    assert links == [True] * 3
    assert "/logg?" not in client.get(f"/frivillige/{kare}").text


def test_how_far_the_log_was_checked_and_when_is_said(house: House, client: TestClient, kare: PersonId) -> None:
    assert "Loggen er ikke kontrollert ennå" in shown(client, "/logg")

    done(check_logs(house.system, rest=0))

    said = "Kontrollert 23. november 2026 kl. 09.00, til og med linje 3. Alle linjer stemmer."
    assert all(said in shown(client, page) for page in ("/logg", "/oppsett"))


@pytest.mark.parametrize(
    ("touch", "line"),
    [
        pytest.param(delete(access).where(access.c.id == 2), 2, id="taken out"),
        pytest.param(update(access).where(access.c.id == 2).values(user=9), 2, id="changed"),
        pytest.param(delete(access).where(access.c.id >= 3), 3, id="cut off at the end"),
    ],
)
def test_a_log_that_was_touched_says_so_on_both_pages(
    house: House, client: TestClient, kare: PersonId, touch: object, line: int
) -> None:
    client.get("/i-dag")
    done(check_logs(house.system, rest=0))
    house.do(lambda db: db.execute(touch))  # type: ignore[call-overload]

    for _ in range(2):
        done(check_logs(house.system, rest=0))

    for page in ("/logg", "/oppsett"):
        assert f"Loggen stemmer ikke fra linje {line}." in shown(client, page)
    assert "Alle linjer stemmer" not in shown(client, "/logg")
    assert 'data-color="danger"' in client.get("/logg").text


def test_a_long_log_is_read_in_pieces_and_none_is_left_out(
    house: House, client: TestClient, kare: PersonId, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(6):
        client.get("/i-dag")
    monkeypatch.setattr("bot.ticking.SLICE", 3)
    done(check_logs(house.system, rest=0))
    assert house.act(lambda turn: turn.store.log_checked()).to == 8  # type: ignore[union-attr]

    house.do(lambda db: db.execute(update(access).where(access.c.id == 7).values(user=9)))
    done(check_logs(house.system, rest=0))

    assert house.act(lambda turn: turn.store.log_checked()).broken == 7  # type: ignore[union-attr]
    assert house.do(lambda db: len(db.execute(select(access)).all())) == 8
