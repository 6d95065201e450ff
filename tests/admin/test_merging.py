"""Slå sammen: two entries that are one person become one, in one act, and nothing is lost, sent twice or misread."""

from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from bot import desk
from bot.channels import Incoming
from bot.channels.simulator import Chats
from bot.model import Approval, Kin, MunicipalityId, PersonId, Stage
from bot.storage.accounts import Role, User
from tests.admin.house import NOW, House, done
from tests.admin.test_undo import rows, undo
from tests.admin.test_volunteers import registered
from tests.admin.town import errand, passes, posted, recipient, sms_to, volunteer, words_on, writes

DAY = NOW.date()
OLD, NEW = "+4790000101", "+4790000102"


@pytest.fixture(autouse=True)
def user(house: House, client: TestClient) -> User:
    user = house.user(Role.COORDINATOR)
    house.let_in(client, user)
    return user


@pytest.fixture
def kari(house: House) -> PersonId:
    """Kari was imported and approved long ago."""
    return volunteer(house, "Kari Vik", OLD)


@pytest.fixture
def again(house: House, kari: PersonId) -> PersonId:
    """She has got a new number, and has signed up with it herself."""
    return registered(house, "Kari Vik", NEW, skills="walk")


def merged(client: TestClient, one: PersonId, other: PersonId, **typed: str) -> str:
    """What is said on the page one comes to."""
    answer = client.post(f"/slaa-sammen/{one}/{other}", data=typed)
    return answer.headers["location"] + " " + words_on(client.get(answer.headers["location"]).text)


def hears(house: House, number: str, text: str, n: int = 1) -> None:
    done(house.system.receive(Incoming("sms", f"from-{number}-{n}-{text}", number, text), MunicipalityId(1)))
    passes(house)


def addresses(house: House, who: PersonId) -> dict[str, str]:
    return house.act(lambda turn: turn.store.addresses(who))


def agreed(house: House, who: PersonId) -> None:
    which = posted(house, recipient(house))
    house.act(lambda turn: desk.give(turn, which, who))
    assert len(house.act(lambda turn: turn.store.visits_by(who))) == 1


def test_whoever_is_likely_the_same_is_found_first(
    house: House, client: TestClient, kari: PersonId, again: PersonId
) -> None:
    registered(house, "Per Holen", "+4790000103")
    mother = house.act(lambda turn: desk.add_recipient(turn, "Anna Vik", kin=Kin("Kari", OLD), postcode="2317"))

    likely = words_on(client.get(f"/slaa-sammen/{kari}").text)
    sought = words_on(client.get(f"/slaa-sammen/{kari}?q=holen").text)

    assert f'href="/slaa-sammen/{kari}"' in client.get(f"/frivillige/{kari}").text
    assert f'href="/slaa-sammen/{mother}"' in client.get(f"/innbyggere/{mother}").text
    assert "Kari Vik Frivillig 900 00 102 Samme navn" in likely.replace("\N{NO-BREAK SPACE}", " ")
    assert "Anna Vik Innbygger" in likely and "Samme nummer" in likely and "Per Holen" not in likely
    assert "Per Holen" in sought and "Anna Vik" not in sought


def test_one_page_shows_both_and_what_will_be(client: TestClient, kari: PersonId, again: PersonId) -> None:
    page = words_on(client.get(f"/slaa-sammen/{again}/{kari}").text).replace("\N{NO-BREAK SPACE}", " ")

    assert "Liker Ulikt Handle Tur" in page and "SMS Ulikt 900 00 101 900 00 102 900 00 10" in page
    assert "Frivillig, klar til å starte" in page and "Datoer som bare sto på den andre, følger med" in page
    assert "blir tatt imot som før" in page and "Hvilket nummer skal roboten skrive til?" in page


def test_they_are_one_and_the_old_link_leads_there(
    house: House, client: TestClient, kari: PersonId, again: PersonId
) -> None:
    said = merged(client, again, kari, number=NEW)
    led = client.get(f"/frivillige/{again}")

    one = house.act(lambda turn: turn.store.volunteer(kari))
    assert f"/frivillige/{kari} De er slått sammen." in said
    assert one is not None and one.stage is Stage.APPROVED and one.skills == {"shopping", "walk"}
    assert addresses(house, kari) == {"sms": NEW} and addresses(house, again) == {}
    assert led.headers["location"] == f"/frivillige/{kari}" and client.get(f"/samtaler/{again}").status_code == 303
    assert "slått sammen med en annen" in words_on(client.get(led.headers["location"]).text)
    assert words_on(client.get("/frivillige").text).count("Kari Vik") == 1
    assert client.get(f"/slaa-sammen/{kari}/{again}").headers["location"] == f"/frivillige/{kari}"
    assert client.get(f"/slaa-sammen/{kari}/999").status_code == 404


def test_what_comes_from_the_old_number_is_theirs_and_is_answered_on_the_new(
    house: House, client: TestClient, kari: PersonId, again: PersonId
) -> None:
    astrid = recipient(house)
    writes(house, again, "JA")
    merged(client, kari, again, number=NEW)
    which = posted(house, astrid)
    before = len(sms_to(house, kari))

    hears(house, OLD, "JA")

    assert errand(house, which).status.value == "filled"
    (visit,) = house.act(lambda turn: turn.store.visits_of(which))
    last = house.act(lambda turn: turn.store.messages_to(kari))[-1]
    assert visit.volunteer == kari and last.to == NEW and len(sms_to(house, kari)) > before


def test_it_can_be_taken_back_row_by_row(house: House, client: TestClient, kari: PersonId, again: PersonId) -> None:
    posted(house, recipient(house))
    house.act(lambda turn: desk.take_over(turn, again, 1))
    house.act(lambda turn: turn.store.change_set_up(policy={}))
    before = rows(house)

    merged(client, kari, again)
    during = rows(house)
    said = undo(client)

    assert "Angret" in said and during != before
    after = rows(house)
    assert {name: found for name, found in after.items() if name != "note"} == {
        name: found for name, found in before.items() if name != "note"}  # fmt: skip
    assert [row for row in after["note"] if "'undone'" not in row] == before["note"]


def test_whoever_is_ready_stays_also_when_they_came_last(house: House, client: TestClient) -> None:
    first, ready = registered(house, "Ola Nes", OLD), volunteer(house, "Ola Nes", NEW)

    merged(client, first, ready)

    one = house.act(lambda turn: turn.store.volunteer(ready))
    assert one is not None and one.stage is Stage.APPROVED
    assert house.act(lambda turn: turn.store.became(first)) == ready
    assert not house.act(lambda turn: turn.store.matters("new_volunteer"))


def test_what_is_done_on_an_old_page_is_done_to_nobody(
    house: House, client: TestClient, kari: PersonId, again: PersonId
) -> None:
    merged(client, kari, again)
    before = rows(house)

    for path in ("frivillige/{}/pause", "frivillige/{}/slett", "samtaler/{}/ta-over", "samtaler/{}/gi-tilbake"):
        answer = client.post(f"/{path.format(again)}", headers={"Referer": f"http://testserver/frivillige/{again}"})
        assert answer.status_code == 404 and "Slått sammen med en annen" in answer.text

    assert rows(house) == before


def test_a_person_is_found_by_the_old_number_when_they_ask_what_we_know(
    house: House, client: TestClient, kari: PersonId, again: PersonId
) -> None:
    merged(client, kari, again, number=NEW)
    house.let_in(client, house.user(Role.MANAGER, "leder@eksempel.no", "Liv Berg"))

    assert "Kari Vik" in words_on(client.get("/innsyn?q=90000101").text)


def test_approval_is_nobodys_who_did_not_have_it(house: House, client: TestClient) -> None:
    one, other = registered(house, "Ola Nes", OLD), registered(house, "Ola Nes", NEW)
    house.act(lambda turn: desk.see(turn, one, Approval(talk=DAY), 1))
    house.act(lambda turn: desk.see(turn, other, Approval(pledge=DAY, police_seen=DAY), 1))

    merged(client, one, other)

    both = house.act(lambda turn: turn.store.volunteer(one))
    assert both is not None and both.stage is Stage.APPLIED
    assert (both.approval.talk, both.approval.pledge, both.approval.police_seen) == (DAY, DAY, DAY)


def test_stopp_in_one_entry_is_stopp_until_they_write_start(
    house: House, client: TestClient, kari: PersonId
) -> None:
    other = volunteer(house, "Kari Vik", NEW)
    writes(house, kari, "STOPP")
    agreed(house, other)
    merged(client, kari, other)

    assert house.act(lambda turn: turn.store.person(kari)).stopped
    assert house.act(lambda turn: turn.store.visits_by(kari)) == []

    hears(house, OLD, "START", 2)
    assert not house.act(lambda turn: turn.store.person(kari)).stopped


def test_a_pause_in_one_entry_hands_on_what_the_other_had_agreed_to(
    house: House, client: TestClient, kari: PersonId
) -> None:
    other = volunteer(house, "Kari Vik", NEW)
    house.act(lambda turn: desk.pause(turn, kari, (NOW + timedelta(days=30)).date()))
    agreed(house, other)
    merged(client, kari, other)

    assert house.act(lambda turn: turn.store.visits_by(kari)) == []


def test_both_who_have_said_stopp_have(house: House, client: TestClient, kari: PersonId, again: PersonId) -> None:
    for who in (kari, again):
        writes(house, who, "STOPP")

    merged(client, kari, again)

    assert house.act(lambda turn: turn.store.person(kari)).stopped


def test_one_who_wrote_on_telegram_is_written_to_there(house: House, client: TestClient, kari: PersonId) -> None:
    house.system.channels["telegram"] = Chats()
    house.act(lambda turn: turn.store.change_set_up(telegram=True, robot="@Fjellvik_bot"))
    done(house.system.receive(Incoming("telegram", "t-1", "chat-7", "jeg vil gjerne hjelpe"), MunicipalityId(1)))
    (stranger,) = house.act(lambda turn: turn.store.people_at("telegram", "chat-7"))

    merged(client, kari, stranger)
    posted(house, recipient(house))
    done(house.system.receive(Incoming("telegram", "t-2", "chat-7", "STOPP"), MunicipalityId(1)))

    assert addresses(house, kari) == {"sms": OLD, "telegram": "chat-7"}
    assert house.act(lambda turn: turn.store.person(kari)).stopped


def test_the_log_says_who_and_is_read_with_the_one_that_stays(
    house: House, client: TestClient, kari: PersonId, again: PersonId
) -> None:
    client.get(f"/frivillige/{again}")
    merged(client, kari, again)
    house.let_in(client, house.user(Role.MANAGER, "leder@eksempel.no", "Liv Berg"))

    log = words_on(client.get("/logg").text)
    assert "slo sammen Kari Vik med en annen" in log and log.count("så på kortet til Kari Vik") > 1
    about = house.act(lambda turn: turn.store.all_about(kari))
    assert [row["person"] for row in about["access"] if row["person"] == again]


def test_a_number_given_to_another_is_theirs(
    house: House, client: TestClient, kari: PersonId, again: PersonId
) -> None:
    merged(client, kari, again, number=NEW)

    ola = registered(house, "Ola Nes", OLD)

    assert house.act(lambda turn: turn.store.people_at("sms", OLD)) == [ola]
