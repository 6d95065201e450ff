"""Angre: for half a minute nothing that was done leaves, and all of it can be put back as it was."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import Connection, select
from starlette.testclient import TestClient

from admin.screens.errands import TABS
from bot import desk
from bot.model import ErrandId, MunicipalityId, PersonId
from bot.storage import tables
from bot.storage.accounts import Role, User
from bot.storage.crypto import KEYS, keys_for
from tests.admin.house import House, served
from tests.admin.test_sending import enrol_many, matter
from tests.admin.test_volunteers import registered
from tests.admin.town import errand, passes, posted, recipient, sms_to, volunteer, words_on, writes

KARI, PER, ASTRID = PersonId(1), PersonId(2), PersonId(3)
FORM = {"recipient": str(ASTRID), "kind": "shopping", "when": "fredag kl. 11", "minutes": "60", "places": "1",
        "decided": "no"}  # fmt: skip


@pytest.fixture
def user(house: House, client: TestClient) -> User:
    """Kari and Per have been asked to shop for Astrid on Thursday; from now on there is half a minute."""
    user = house.user(Role.COORDINATOR)
    house.let_in(client, user)
    for who, name, phone in ((KARI, "Kari Vik", "+4790000101"), (PER, "Per Holen", "+4790000102")):
        assert volunteer(house, name, phone) == who
    assert recipient(house) == ASTRID
    posted(house, ASTRID)
    house.act(lambda turn: turn.store.change_set_up(policy={}))
    passes(house, minutes=2)
    return user


def rows(house: House) -> dict[str, list[str]]:
    """All that is kept, but for what stays as a trace of what was taken back."""

    def read(db: Connection) -> dict[str, list[str]]:
        KEYS.set(keys_for(bytes(32), MunicipalityId(1)))
        shown = {name: t for name, t in tables.metadata.tables.items() if "municipality" in t.c and name not in TRACES}
        kept = {name: sorted(map(str, db.execute(select(table)).all())) for name, table in shown.items()}
        return kept | {"set up": [str(sorted(one.items())) for one in db.scalars(select(tables.municipality.c.set_up))]}

    return house.do(read)


TRACES = ("access", "changed", "user", "invitation", "sender", "series")


def without_traces(found: dict[str, list[Any]]) -> dict[str, list[Any]]:
    return found | {
        "message": [row for row in found["message"] if "'withdrawn'" not in row],
        "errand": [row for row in found["errand"] if "'undone'" not in row],
        "note": [row for row in found["note"] if "'undone'" not in row],
        "person": [row for row in found["person"] if row.split(", ")[2] != "''"],
    }


def undo(client: TestClient) -> str:
    """What is said when one has pressed the button."""
    return words_on(undone(client))


def undone(client: TestClient) -> str:
    """Press the button on whatever page one is on; the page one comes to."""
    address = re.search(r'action="(/angre/\d+)"', client.get("/i-dag").text)
    assert address is not None
    answer = client.post(address[1])
    assert answer.status_code == 303
    return client.get(answer.headers["location"], follow_redirects=True).text


ACTS: dict[str, tuple[str, dict[str, str]]] = {
    "posted": ("/oppgaver/ny", FORM),
    "posted to come again": ("/oppgaver/ny", FORM | {"repeat": "weekly"}),
    "called off": ("/oppgaver/1/avlys", {}),
    "given": ("/oppgaver/1/gi-til", {"volunteer": str(KARI)}),
    "more asked": ("/oppgaver/1/spor-flere", {}),
    "changed": ("/oppgaver/1/endre", {"when": "fredag kl. 12", "minutes": "60", "details": "Melk"}),
}


@pytest.mark.usefixtures("user")
@pytest.mark.parametrize("act", ACTS)
def test_nothing_leaves_for_half_a_minute_and_all_is_put_back(house: House, client: TestClient, act: str) -> None:
    if act == "called off":
        writes(house, KARI, "JA")
    before, sent = rows(house), [sms_to(house, who) for who in (KARI, PER, ASTRID)]
    where, typed = ACTS[act]

    assert client.post(where, data=typed).status_code == 303
    client.get("/i-dag")
    elsewhere = words_on(client.get("/frivillige").text)
    passes(house, seconds=29)
    done = rows(house)
    said = undo(client)
    passes(house, minutes=5)

    assert done != before
    assert re.search(r"Du [^.]*oppgave( 1)?[^.]*\. Ingenting er sendt ennå\.", elsewhere)
    assert "Angret. Ingenting er sendt." in said
    assert [sms_to(house, who) for who in (KARI, PER, ASTRID)] == sent
    assert without_traces(rows(house)) == without_traces(before)


SEEN = {"talk": "i dag", "promised": "on", "do": "approve"}
CLUB = {"ending": "organisation", "to": "Røde Kors"}
RANG = {"words": "Kan noen handle for meg?", "asker": "self", "name": "Anne Moe", "phone": "900 00 150",
        "decided": "no"}  # fmt: skip


@pytest.mark.usefixtures("user")
@pytest.mark.parametrize("act", ["approved", "rung", "pointed to a club"])
def test_what_is_told_one_person_can_be_taken_back_too(house: House, client: TestClient, act: str) -> None:
    if act == "approved":
        who = registered(house, "Anne Moe", "+4790000150")
        where, typed, page = f"/frivillige/{who}/godkjenning", SEEN, "/frivillige"
    else:
        client.post("/onsker/nytt", data=RANG)
        (need,) = house.act(lambda turn: turn.store.open_needs())
        who, page = need.person, "/onsker"
        where, typed = f"/onsker/{need.id}/slutt", {"ending": "call"} if act == "rung" else CLUB
    passes(house, minutes=2)
    before, sent = rows(house), sms_to(house, who)

    assert client.post(where, data=typed).status_code == 303
    passes(house, seconds=29)
    done = rows(house)
    address = re.search(r'action="(/angre/\d+)"', client.get("/i-dag").text)
    assert address is not None
    answer = client.post(address[1])
    passes(house, minutes=5)

    assert done != before and answer.headers["location"] == page
    assert sms_to(house, who) == sent
    assert without_traces(rows(house)) == without_traces(before)


@pytest.mark.usefixtures("user")
def test_when_nobody_regrets_it_leaves(house: House, client: TestClient) -> None:
    client.post("/oppgaver/1/avlys")
    passes(house, seconds=29)
    early = sms_to(house, KARI)
    passes(house, seconds=2)

    assert len(early) == 1
    assert sms_to(house, KARI)[1].startswith("Ingen trenger å handle for Astrid torsdag 26. november kl. 11.00")
    assert "/angre/" not in client.get("/i-dag").text


@pytest.mark.usefixtures("user")
def test_it_is_too_late_when_it_has_left(house: House, client: TestClient) -> None:
    client.post("/oppgaver/1/avlys")
    address = re.search(r'action="(/angre/\d+)"', client.get("/oppgaver/1").text)
    assert address is not None
    passes(house, seconds=31)

    there = client.post(address[1]).headers["location"]

    assert "For sent" in words_on(client.get(there).text)
    assert errand(house, ErrandId(1)).status == "cancelled"


@pytest.mark.usefixtures("user")
def test_it_is_too_late_when_something_else_has_happened_to_it(house: House, client: TestClient) -> None:
    client.post("/oppgaver/1/spor-flere")
    writes(house, KARI, "JA")

    assert "For sent" in undo(client)
    assert errand(house, ErrandId(1)).status == "filled"


@pytest.mark.parametrize("what", ["register", "merge"])
def test_nobody_who_has_written_meanwhile_is_taken_back(
    house: House, client: TestClient, user: User, what: str
) -> None:
    """A cry for help would be left with somebody who has no number, or with somebody else."""
    if what == "merge":
        client.post(f"/slaa-sammen/{KARI}/{PER}")
        who = KARI
    else:
        who = house.act(lambda turn: desk.undoably(turn, "volunteers.register", user.id, lambda turn: desk.enrol(
            turn, house.system.runner, "Ola Dahl", "+4790000105", ask=False)))  # fmt: skip
    before = house.act(lambda turn: turn.store.addresses(who))
    writes(house, who, "jeg har falt og kommer meg ikke opp")

    assert "For sent" in undo(client)
    assert house.act(lambda turn: turn.store.addresses(who)) == before != {}


@pytest.mark.usefixtures("user")
def test_two_acts_are_taken_back_the_last_one_first(house: House, client: TestClient) -> None:
    before = rows(house)
    client.post("/oppgaver/1/gi-til", data={"volunteer": str(KARI)})
    client.post("/oppgaver/1/avlys")

    assert "Angret" in undo(client) and "Angret" in undo(client)
    assert without_traces(rows(house)) == without_traces(before)


def test_what_a_colleague_did_is_not_taken_back(house: House, client: TestClient, user: User) -> None:
    client.post("/oppgaver/1/avlys")
    last = house.act(lambda turn: turn.store.last_undo(user.id, house.at))
    house.let_in(client, house.user(Role.MANAGER, "odd@eksempel.no", "Odd Moe"))

    assert last is not None
    assert "/angre/" not in client.get("/i-dag").text
    assert client.post(f"/angre/{last.id}").status_code == 404


@pytest.mark.usefixtures("user")
def test_what_is_sent_to_many_waits_for_a_look_again(house: House, client: TestClient) -> None:
    people = house.act(lambda turn: enrol_many(turn, house.system.runner, 26))
    house.let_in(client, house.user(Role.MANAGER, "odd@eksempel.no", "Odd Moe"))
    before, which = rows(house), matter(house)

    client.post(f"/utsending/mange/{which}/send")
    passes(house, seconds=20)
    said = undo(client)
    passes(house, minutes=5)

    assert "Skal dette sendes til 26 personer?" in said
    assert not any(sms_to(house, who) for who in people)
    assert without_traces(rows(house)) == without_traces(before)


@pytest.mark.usefixtures("user")
def test_what_could_be_put_back_is_forgotten(house: House, client: TestClient) -> None:
    client.post("/oppgaver/1/avlys")
    passes(house, seconds=95)

    assert rows(house)["undo"] == []


@pytest.mark.usefixtures("user")
def test_an_erasure_leaves_nothing_that_could_be_put_back(house: House, client: TestClient) -> None:
    client.post("/oppgaver/1/avlys")
    house.act(lambda turn: desk.erase(turn, PER))

    assert rows(house)["undo"] == []


@pytest.mark.usefixtures("user")
def test_what_was_regretted_is_called_off_by_nobody(house: House, client: TestClient) -> None:
    client.post("/oppgaver/ny", data=FORM)
    undo(client)

    assert "Angret" in words_on(client.get("/oppgaver/2").text)
    for page in (*(f"/oppgaver?vis={tab}" for tab in TABS), f"/innbyggere/{ASTRID}"):
        assert "/oppgaver/2" not in client.get(page).text
    house.let_in(client, house.user(Role.MANAGER, "odd@eksempel.no", "Odd Moe"))
    sheet = client.post("/regneark/oppgaver/ut", data={"as": "csv"}).text
    assert "26.11.2026" in sheet and "27.11.2026" not in sheet


def test_a_posted_errand_is_back_on_its_form(house: House, client: TestClient, user: User) -> None:
    client.post("/oppgaver/ny", data=FORM)

    said = undo(client)

    assert "Ny oppgave" in said and "Kan du handle for Astrid fredag 27. november kl. 11.00" in said


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"repeat": "biweekly"}, 'value="biweekly" selected'),
        ({"urgent": "on"}, 'type="checkbox" value="on" checked'),
        ({"when": "når som helst fredag 10-15"}, "når som helst fredag 27. november kl. 10.00-15.00"),
    ],
)
def test_what_is_regretted_is_on_the_form_as_it_was_typed(
    house: House, client: TestClient, user: User, typed: dict[str, str], kept: str
) -> None:
    client.post("/oppgaver/ny", data=FORM | typed)

    assert kept in undone(client)


def test_the_seconds_are_counted_and_the_button_is_gone(browser: Browser, house: House, user: User) -> None:
    with served(house.panel) as address, browser.new_context(base_url=address) as context:
        context.add_cookies([{"name": "handslag", "value": house.secret(user), "url": address}])
        page = context.new_page()
        page.clock.install()
        page.goto("/oppgaver/1")
        page.locator("form[action$=avlys] button").evaluate("(button) => button.click()")
        expect(page.locator(".undo")).to_contain_text("angre i 30 sekunder")
        page.clock.fast_forward(10_000)
        expect(page.locator(".undo")).to_contain_text("angre i 20 sekunder")
        page.clock.fast_forward(21_000)
        expect(page.locator(".undo")).to_have_count(0)


def test_the_clock_may_be_set_to_nothing(house: House, client: TestClient, user: User) -> None:
    house.act(lambda turn: turn.store.change_set_up(policy={"undo": 0}))
    client.post("/oppgaver/1/avlys")
    passes(house)

    assert len(sms_to(house, KARI)) == 2
    assert "/angre/" not in client.get("/i-dag").text
