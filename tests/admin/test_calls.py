"""Ringeliste: read aloud, and the answer typed; a JA is to what was read, and never to anything else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from bot import desk
from bot.model import ErrandId, OfferState, PersonId, Status, Tell
from bot.storage.accounts import Role
from bot.storage.post import Message
from bot.storage.tables import user
from tests.admin.house import NOW, House, make_municipality
from tests.admin.town import THURSDAY, errand, passes, posted, recipient, volunteer, words_on, writes


@pytest.fixture(autouse=True)
def coordinator(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.COORDINATOR))


@pytest.fixture
def olga(house: House) -> PersonId:
    """A volunteer with nothing but a telephone on the wall."""
    return volunteer(house, "Olga Strand", "+4762000001")


def listed(house: House) -> list[Message]:
    return house.act(lambda turn: turn.store.to_be_read(turn.now))


def calls(client: TestClient) -> str:
    return words_on(client.get("/ringeliste").text)


def press(client: TestClient, message: Message, answer: str = "", words: str = "") -> int:
    return client.post(f"/ringeliste/{message.id}", data={"answer": answer, "words": words}).status_code


def offers(house: House, which: ErrandId) -> dict[PersonId, OfferState]:
    return {one.volunteer: one.state for one in house.act(lambda turn: turn.store.offers_of(which))}


def test_nobody_to_ring(client: TestClient) -> None:
    assert "Ingen å ringe" in calls(client)


@pytest.mark.usefixtures("olga")
def test_what_is_to_be_read_stands_with_the_number_and_by_when(house: House, client: TestClient) -> None:
    posted(house, recipient(house))

    page = calls(client)

    assert "Olga Strand Før tor. 26. nov. kl. 11.00" in page
    assert "Les høyt: Hei Olga! Kan du handle for Astrid torsdag" in page
    assert 'href="tel:+4762000001"' in client.get("/ringeliste").text


def test_what_must_be_said_soon_stands_before_what_can_wait(house: House, client: TestClient, olga: PersonId) -> None:
    house.act(lambda turn: turn.send(olga, "call", "+4762000001", "Velkommen!", "welcome"))
    posted(house, recipient(house), NOW + timedelta(hours=4))

    texts = re.findall(r'class="aloud">(\w+)', client.get("/ringeliste").text)

    assert texts == ["Hei", "Velkommen"]


@pytest.mark.usefixtures("olga")
def test_a_ja_pressed_is_a_ja_and_what_the_robot_answers_is_read_at_once(house: House, client: TestClient) -> None:
    which = posted(house, recipient(house))
    (asked,) = listed(house)

    answer = client.post(f"/ringeliste/{asked.id}", data={"answer": "JA"})
    page = words_on(client.get(answer.headers["location"]).text)

    assert errand(house, which).status is Status.FILLED
    assert "Svaret fra roboten" in page and "Les høyt: Så fint, Olga! Da skal du" in page


def test_a_nei_pressed_is_a_nei(house: House, client: TestClient, olga: PersonId) -> None:
    which = posted(house, recipient(house))
    (asked,) = listed(house)

    press(client, asked, "NEI")

    assert offers(house, which) == {olga: OfferState.DECLINED}


@pytest.mark.parametrize("read", [0, 1])
def test_of_two_open_questions_a_ja_is_to_the_one_that_was_read(
    house: House, client: TestClient, olga: PersonId, read: int
) -> None:
    astrid = recipient(house)
    both = posted(house, astrid), posted(house, astrid, THURSDAY + timedelta(days=1))

    press(client, listed(house)[read], "JA")

    assert offers(house, both[read]) == {olga: OfferState.ACCEPTED}
    assert offers(house, both[1 - read]) == {olga: OfferState.OPEN}


def test_a_ja_to_what_was_settled_meanwhile_is_taken_for_nothing_else(
    house: House, client: TestClient, olga: PersonId
) -> None:
    astrid = recipient(house)
    first, second = posted(house, astrid), posted(house, astrid, THURSDAY + timedelta(days=1))
    asked = listed(house)[0]
    house.act(lambda turn: desk.call_off(turn, first))

    press(client, asked, "JA")

    assert offers(house, second) == {olga: OfferState.OPEN}
    assert errand(house, second).status is Status.OPEN


def test_a_question_that_is_open_no_more_takes_no_ja(house: House, client: TestClient, olga: PersonId) -> None:
    astrid = recipient(house)
    first, second = posted(house, astrid), posted(house, astrid, THURSDAY + timedelta(days=1))
    asked = listed(house)[0]
    house.act(lambda turn: turn.store.close_questions(first, olga))

    press(client, asked, "JA")

    assert "Dette er ordnet i mellomtida" in calls(client)
    assert offers(house, second) == {olga: OfferState.OPEN}


def test_the_same_press_twice_counts_once(house: House, client: TestClient, olga: PersonId) -> None:
    which = posted(house, recipient(house))
    (asked,) = listed(house)
    press(client, asked, "NEI")

    press(client, asked, "JA")

    assert offers(house, which) == {olga: OfferState.DECLINED}
    assert "Noen har alt tatt denne samtalen" in client.get("/ringeliste").text


def test_what_was_said_in_other_words_goes_the_same_way_as_an_sms(
    house: House, client: TestClient, olga: PersonId
) -> None:
    which = posted(house, recipient(house))
    (asked,) = listed(house)

    press(client, asked, words="ja det kan jeg godt")

    assert offers(house, which) == {olga: OfferState.ACCEPTED}
    assert "ja det kan jeg godt" in client.get(f"/samtaler/{olga}").text


@pytest.mark.usefixtures("olga")
def test_enter_in_the_field_presses_no_ja(house: House, client: TestClient) -> None:
    """A browser presses the first button of the form a field stands in."""
    posted(house, recipient(house))

    page = client.get("/ringeliste").text
    form = page[page.rindex("<form", 0, page.index('name="words"')) :]

    assert "JA" not in form[: form.index("</form>")]


@pytest.mark.usefixtures("olga")
def test_nothing_said_is_no_answer(house: House, client: TestClient) -> None:
    posted(house, recipient(house))
    (asked,) = listed(house)

    answer = client.post(f"/ringeliste/{asked.id}", data={"words": " "})

    assert answer.status_code == 422 and "Skriv hva som ble sagt" in answer.text
    assert f'href="#f-said-{asked.id}"' in answer.text and f'id="f-said-{asked.id}"' in answer.text


def test_who_does_not_answer_stays_on_the_list_after_those_not_tried(
    house: House, client: TestClient, olga: PersonId
) -> None:
    per = volunteer(house, "Per Holen", "+4762000002")
    posted(house, recipient(house))
    first, second = listed(house)
    names = {olga: "Olga Strand", per: "Per Holen"}

    press(client, first, "no_reply")

    page = calls(client)
    assert page.index(names[second.person or per]) < page.index(names[first.person or per])
    assert "Svarte ikke man. 23. nov. kl. 09.00" in page


def test_a_message_that_wants_no_answer_is_ticked_off_when_it_is_read(house: House, client: TestClient) -> None:
    kari, astrid = volunteer(house), recipient(house, phone="+4762000003")
    house.act(lambda turn: turn.store.change_recipient(astrid, tell=Tell.CALL.value))
    posted(house, astrid)
    writes(house, kari, "JA")
    (told,) = listed(house)
    assert "Les høyt: Hei! Kari er frivillig i Eksempel kommune og kommer" in calls(client)
    assert "JA" not in calls(client)

    press(client, told, "told")

    assert "Ingen å ringe" in calls(client)


def test_an_unanswered_reminder_is_rung_about_and_a_ja_confirms(house: House, client: TestClient) -> None:
    kari = volunteer(house)
    which = posted(house, recipient(house))
    writes(house, kari, "JA")
    passes(house, days=2, hours=9)
    passes(house, hours=15)
    house.let_in(client, house.user(Role.COORDINATOR, "torsdag@eksempel.no"))
    assert "Har ikke svart på påminnelsen" in calls(client)
    (asked,) = listed(house)

    press(client, asked, "JA")

    (visit,) = house.act(lambda turn: turn.store.visits_of(which))
    assert visit.confirmed == house.at
    assert "har ikke svart på påminnelsen" not in client.get("/i-dag").text


def test_calls_of_another_municipality_are_not_there(house: House, client: TestClient, olga: PersonId) -> None:
    which = posted(house, recipient(house))
    (asked,) = listed(house)
    other = house.do(lambda db: make_municipality(db, "Nabo kommune"))
    stranger = house.user(Role.COORDINATOR, "per@eksempel.no", "Per Vik")
    house.do(lambda db: db.execute(update(user).where(user.c.id == stranger.id).values(municipality=other)))
    house.let_in(client, stranger)

    assert {press(client, asked, answer) for answer in ("JA", "told", "no_reply")} == {404}
    assert "Olga" not in client.get("/ringeliste").text
    assert offers(house, which) == {olga: OfferState.OPEN}


def test_an_sms_cannot_be_answered_as_if_it_had_been_read_aloud(house: House, client: TestClient) -> None:
    kari = volunteer(house)
    which = posted(house, recipient(house))
    (sent,) = house.act(lambda turn: turn.store.messages_to(kari))

    assert press(client, sent, "JA") == 404
    assert offers(house, which) == {kari: OfferState.OPEN}
