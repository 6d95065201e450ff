"""The access log: what is read and done becomes a sentence, and nobody can change one unseen."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update
from starlette.testclient import TestClient

from admin import all_routes
from admin.roles import MAY
from admin.trail import SENTENCES, UNLOGGED
from bot.errors import CannotStore
from bot.storage.accounts import Role
from bot.storage.tables import access
from bot.storage.trail import Chain
from tests.admin.house import PASSWORD, House
from tests.admin.town import posted, recipient, volunteer, words_on


@pytest.fixture
def ingrid(house: House, client: TestClient) -> str:
    """The secret of a manager who is in."""
    return house.let_in(client, house.user(Role.MANAGER))


def lines(house: House) -> list[str]:
    return house.do(lambda db: list(db.scalars(select(access.c.what).order_by(access.c.id))))


def chain(house: House) -> Chain:
    return house.act(lambda turn: turn.store.check_chain())


def test_to_look_at_a_card_is_a_sentence_with_both_names(house: House, client: TestClient, ingrid: str) -> None:
    kare = volunteer(house, "Kåre Ås")

    client.get(f"/frivillige/{kare}")

    assert "Ingrid Lie så på kortet til Kåre Ås" in words_on(client.get("/logg").text)


def test_what_is_shown_is_in_the_log_before_it_is_shown(
    house: House, client: TestClient, ingrid: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kare = volunteer(house, "Kåre Ås")

    async def full(*given: Any) -> None:
        raise CannotStore

    monkeypatch.setattr(house.system, "write", full)
    answer = client.get(f"/frivillige/{kare}")

    assert answer.status_code == 503
    assert "Kåre" not in answer.text


def test_logging_in_and_what_is_done_are_in_it_and_what_is_refused_is_not(house: House, client: TestClient) -> None:
    house.user(Role.MANAGER)
    kare = volunteer(house)
    client.post("/logg-inn", data={"email": "ingrid@eksempel.no", "password": PASSWORD})
    client.post(f"/frivillige/{kare}/pause", data={"until": "en gang"})
    client.post(f"/frivillige/{kare}/pause", data={"until": ""})

    assert lines(house) == ["login.password", "volunteer.pause"]


def test_who_was_erased_is_nobody_in_it(house: House, client: TestClient, ingrid: str) -> None:
    kare = volunteer(house, "Kåre Ås")
    client.get(f"/frivillige/{kare}")

    client.post(f"/frivillige/{kare}/slett")

    shown = words_on(client.get("/logg").text)
    assert "Kåre" not in shown
    assert "Ingrid Lie så på kortet til slettet person" in shown


def test_a_number_that_is_not_ours_is_nobody_here(house: House, client: TestClient, ingrid: str) -> None:
    client.get("/frivillige/999")

    assert "Ingrid Lie så på kortet til noen som ikke finnes her" in words_on(client.get("/logg").text)


def test_the_lines_about_one_person_are_found_those_about_their_errands_too(
    house: House, client: TestClient, ingrid: str
) -> None:
    kari, astrid = volunteer(house), recipient(house)
    errand = posted(house, astrid)
    for path in (f"/frivillige/{kari}", f"/innbyggere/{astrid}", f"/oppgaver/{errand}"):
        client.get(path)

    shown = words_on(client.get(f"/logg?om={astrid}").text)

    assert "så på kortet til Astrid Moe" in shown and f"så på oppgave {errand}" in shown
    assert "Kari" not in shown


def test_the_lines_of_one_user_are_found(house: House, client: TestClient, ingrid: str) -> None:
    client.get("/i-dag")
    per = house.user(Role.COORDINATOR, "per@eksempel.no", "Per Vik")
    house.let_in(client, per)
    client.get("/oppgaver")
    client.cookies.set("handslag", ingrid, domain="testserver.local", path="/")

    shown = words_on(client.get(f"/logg?hvem={per.id}").text)

    assert "Per Vik så på lista over oppgaver" in shown
    assert "så på I dag" not in shown


def test_a_page_that_refreshes_itself_is_one_look_and_never_an_unseen_one(
    house: House, client: TestClient, ingrid: str
) -> None:
    live = {"HX-Request": "true", "X-Live": "1"}
    client.get("/i-dag", headers=live)
    client.get("/i-dag", headers=live)
    client.get("/i-dag")
    client.get("/i-dag", headers=live)

    assert lines(house) == ["today", "today"]


def test_every_route_has_its_words_or_is_left_out_by_name() -> None:
    logged = {route.name for route in all_routes() if route.name in MAY} - UNLOGGED

    assert logged - SENTENCES.keys() == set()
    assert MAY.keys() >= UNLOGGED


def test_an_untouched_chain_holds(house: House, client: TestClient, ingrid: str) -> None:
    assert chain(house) == Chain(0, "")

    for _ in range(3):
        client.get("/i-dag")

    assert chain(house).lines == 3
    assert chain(house).broken is None


@pytest.mark.parametrize(
    "touch",
    [
        pytest.param(update(access).where(access.c.id == 2).values(user=9), id="another user"),
        pytest.param(update(access).where(access.c.id == 2).values(what="today.seen"), id="another act"),
        pytest.param(update(access).where(access.c.id == 2).values(person=7), id="another person"),
        pytest.param(delete(access).where(access.c.id == 2), id="taken out"),
        pytest.param(update(access).where(access.c.id == 2).values(id=9), id="moved"),
    ],
)
def test_a_line_that_was_touched_is_found(house: House, client: TestClient, ingrid: str, touch: Any) -> None:
    for _ in range(3):
        client.get("/i-dag")

    house.do(lambda db: db.execute(touch))

    assert chain(house).broken == 2


def test_a_line_put_in_at_the_end_without_the_key_is_found(house: House, client: TestClient, ingrid: str) -> None:
    client.get("/i-dag")
    row = {"municipality": 1, "id": 2, "at": house.at, "user": 1, "what": "today", "chain": b"x" * 32}

    house.do(lambda db: db.execute(insert(access).values(**row)))

    assert chain(house).broken == 2


def test_it_holds_no_words_about_anyone(house: House, client: TestClient, ingrid: str) -> None:
    kare = volunteer(house, "Kåre Ås")
    client.get("/frivillige?q=Kåre")
    client.get(f"/frivillige/{kare}")

    rows = house.do(lambda db: db.execute(select(access)).all())

    assert len(rows) == 2
    assert {type(value).__name__ for row in rows for value in row} <= {"int", "str", "datetime", "bytes", "NoneType"}
    assert not any("K" in str(value) for row in rows for value in row if isinstance(value, str))


def test_who_reads_the_log_is_in_it(house: House, client: TestClient, ingrid: str) -> None:
    client.get("/logg")

    assert "Ingrid Lie så på loggen" in words_on(client.get("/logg").text)


def test_a_visit_that_is_called_off_says_which_errand(house: House, client: TestClient, ingrid: str) -> None:
    errand = posted(house, recipient(house))

    client.post(f"/oppgaver/{errand}/avlys")

    assert f"Ingrid Lie avlyste oppgave {errand}" in words_on(client.get("/logg").text)
