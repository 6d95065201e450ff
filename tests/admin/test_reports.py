"""Reports: no number is shown that few people stand behind, nor one it could be worked out from."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser
from sqlalchemy import bindparam, insert, update
from starlette.testclient import TestClient

from admin.views.figures import HIDDEN, SMALLEST, Cell, hidden, periods, shown, worked
from bot.kinds import KINDS
from bot.model import PersonId
from bot.storage import tables
from bot.storage.accounts import Role
from tests.admin.house import NOW, House, served
from tests.admin.town import recipient, volunteer, words_on

SEPTEMBER = datetime(2026, 9, 10, 9, tzinfo=UTC)
CELLS = st.lists(st.tuples(st.integers(0, 9), st.frozensets(st.integers(1, 30), min_size=1)), max_size=8).map(
    lambda drawn: [Cell(str(n), len(who) + more, who) for n, (more, who) in enumerate(drawn)]
)


def of(label: str, number: int) -> Cell:
    """So many, each by someone else."""
    return Cell(label, number, frozenset(f"{label}{n}" for n in range(number)))



@given(CELLS)
def test_what_is_hidden_cannot_be_worked_out_from_the_sum(cells: list[Cell]) -> None:
    secret = hidden(cells)
    gone = [cell for cell in cells if cell.label in secret]

    behind = {one for cell in gone for one in cell.people}
    assert all(len(cell.people) >= SMALLEST for cell in cells if cell.label not in secret)
    assert not gone or len(gone) == len(cells) or (len(gone) > 1 and len(behind) >= SMALLEST)


@pytest.mark.parametrize(
    ("numbers", "out"),
    [
        ((20, 30, 40), set()),
        ((2, 30, 40), {"0", "1"}),
        ((2, 2, 40), {"0", "1", "2"}),
        ((4, 3, 40, 50), {"0", "1"}),
        ((0, 30, 40), set()),
    ],
)
def test_a_small_number_hides_another_beside_it(numbers: tuple[int, ...], out: set[str]) -> None:
    assert hidden([of(str(at), number) for at, number in enumerate(numbers)]) == out


def test_overlapping_sums_are_rounded_down() -> None:
    assert [one.text for one in shown([of("a", 23)], exact=False)] == ["20"]
    assert [one.text for one in shown([of("a", 23)], exact=True)] == ["23"]
    assert [(one.code, one.exact) for one in periods(NOW)] == [
        ("2026-4", False), ("2026-3", True), ("2026-2", True), ("2026-1", True), ("2025-4", True), ("2026", False),
        ("2025", False),
    ]  # fmt: skip
    found = periods(NOW)
    assert all(later.since == sooner.until for later, sooner in pairwise(found[:5]))


def test_time_at_the_panel_is_from_one_act_to_the_next_but_for_pauses() -> None:
    at = [NOW + timedelta(minutes=minutes) for minutes in (0, 2, 5, 60, 61)]

    assert worked([at, [NOW]]) == 2 + 3 + 1 + 1 + 1 + 1


def visits(house: House, kind: str, helped: list[PersonId], who: PersonId, first: int, place: str = "Hamar") -> None:
    """One visit done for each, on a day of September."""
    errands, done = [], []
    for at, whom in enumerate(helped, first):
        here: dict[str, Any] = {"municipality": 1, "id": at}
        when = SEPTEMBER + timedelta(days=at % 15)
        errands.append({**here, "kind": kind, "recipient": whom, "starts": when, "minutes": 60, "status": "done",
                        "place": place, "created": when - timedelta(hours=5)})  # fmt: skip
        done.append({**here, "errand": at, "volunteer": who, "place": 0, "state": "done",
                     "taken": when - timedelta(hours=1)})  # fmt: skip
    house.do(lambda db: (db.execute(insert(tables.errand), errands), db.execute(insert(tables.visit), done)))


@pytest.fixture
def town(house: House, client: TestClient) -> list[PersonId]:
    """Six who are helped: all of them with the shopping, two with the snow."""
    house.let_in(client, house.user(Role.READER))
    kari = volunteer(house)
    helped = [recipient(house, f"Astrid Nr{n}", f"+4790000{n}") for n in range(200, 206)]
    visits(house, "shopping", helped, kari, 100)
    visits(house, "walk", helped * 2, kari, 200)
    visits(house, "snow", helped[:2], kari, 300, "Løten")
    return helped


def test_the_page_has_its_numbers_and_hides_what_is_small(client: TestClient, town: list[PersonId]) -> None:
    shown = words_on(client.get("/rapporter").text)

    assert "Rapport 3. kvartal 2026" in shown
    assert "Ferdige oppgaver 20 " in shown and "Timer 20 " in shown and "Venter på første ja 4 timer" in shown
    assert "Koordinator, per ferdig oppgave under 1 minutt Kostnad" in shown
    assert "Tur: 12." in shown
    assert "Vises ikke: Handle, Måke snø." in shown and f"Måke snø {HIDDEN}" in shown
    assert "Vises ikke: Hamar, Løten." in shown
    assert f"Frivillige som hjalp {HIDDEN}" in shown
    assert "Astrid" not in shown


def test_many_visits_to_few_are_few(house: House, client: TestClient, town: list[PersonId]) -> None:
    visits(house, "phone_call", town[:1] * 14, PersonId(1), 400)

    assert f"Ringe {HIDDEN}" in words_on(client.get("/rapporter").text)


def test_when_fewer_than_five_were_helped_there_is_nothing_to_see(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.READER))
    visits(house, "shopping", [recipient(house)] * 30, volunteer(house), 100)

    shown = words_on(client.get("/rapporter").text)

    assert "For lite å vise" in shown and "30" not in shown


def test_it_is_taken_out_as_csv_with_the_same_hidden(client: TestClient, town: list[PersonId]) -> None:
    text = client.get("/rapporter/csv?tid=2026-3").content.decode("utf-8-sig")

    assert "Hva det var;Tur;12" in text
    assert f"Hva det var;Måke snø;{HIDDEN}" in text


def test_what_things_cost_is_the_municipalitys_to_say(house: House, client: TestClient, town: list[PersonId]) -> None:
    assert client.post("/rapporter/priser", data={"sms": "1", "hour": "1"}).status_code == 403
    house.let_in(client, house.user(Role.MANAGER, "siv@eksempel.no", "Siv Lie"))
    assert client.post("/rapporter/priser", data={"sms": "", "hour": "x"}).status_code == 422

    client.post("/rapporter/priser", data={"sms": "75", "hour": "640"})

    assert 'value="640"' in client.get("/rapporter").text


def test_a_full_year_is_one_page_to_print_with_six_numbers_and_three_charts(
    house: House, client: TestClient, town: list[PersonId], browser: Browser
) -> None:
    house.do(lambda db: (db.execute(tables.visit.delete()), db.execute(tables.errand.delete())))
    for n, kind in enumerate(list(KINDS)[:12]):
        visits(house, kind, town * 12, PersonId(1), 100 + 72 * n, f"Sted nummer {n}")
    spread = {at: SEPTEMBER.replace(month=at % 11 + 1) for at in range(100, 100 + 12 * 72)}
    set_ = update(tables.errand).where(tables.errand.c.id == bindparam("at")).values(starts=bindparam("to"))
    house.do(lambda db: db.execute(set_, [{"at": at, "to": to} for at, to in spread.items()]))
    visits(house, "snow", town[:2], PersonId(1), 3000, "Et sted for få")
    reader = house.user(Role.READER, "leser@eksempel.no")
    with served(house.panel) as address, browser.new_context(base_url=address) as context:
        context.add_cookies([{"name": "handslag", "value": house.secret(reader), "url": address}])
        page = context.new_page()
        page.goto("/rapporter?tid=2026")
        printed = page.pdf(format="A4", margin={"top": "1cm", "right": "1cm", "bottom": "1cm", "left": "1cm"})
        page.emulate_media(media="print")
        tables_shown = [one.is_visible() for one in page.locator("main details").all()]

    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    assert (whole := client.get("/rapporter?tid=2026").text).count('<svg class="chart"') == 3
    assert whole.partition("<section")[0].count("<dt>") == 6
    assert tables_shown == [False] * 3 and "Vises ikke: Sted nummer 0, Et sted for få." in words_on(whole)
