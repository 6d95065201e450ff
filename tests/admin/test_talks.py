"""Samtaler: read in order, taken over in one act, answered, and handed back."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from bot import desk
from bot.life.turn import Turn
from bot.model import ErrandId, OfferState, PersonId
from bot.storage.accounts import Role, User
from bot.storage.tables import user
from tests.admin.house import House, make_municipality
from tests.admin.town import THURSDAY, passes, posted, recipient, sms_to, volunteer, words_on, writes


@pytest.fixture
def ingrid(house: House) -> User:
    return house.user(Role.COORDINATOR)


@pytest.fixture(autouse=True)
def coordinator(house: House, client: TestClient, ingrid: User) -> None:
    house.let_in(client, ingrid)


def talk(client: TestClient, who: PersonId) -> str:
    return words_on(client.get(f"/samtaler/{who}").text)


def taken(house: House, client: TestClient) -> PersonId:
    """Kari, whose talk Ingrid has taken over."""
    kari = volunteer(house)
    writes(house, kari, "hei")
    client.post(f"/samtaler/{kari}/ta-over")
    return kari


def test_everything_said_stands_in_order_whichever_way_it_came(house: House, client: TestClient) -> None:
    kari = volunteer(house)
    posted(house, recipient(house))
    passes(house, minutes=1)
    writes(house, kari, "Hvor er det?")
    passes(house, minutes=1)
    house.act(lambda turn: desk.answer(turn, house.system.runner, kari, "Jeg kan godt"))
    house.act(lambda turn: desk.say(turn, kari, "Så fint!", 1))

    page = talk(client, kari).partition("Ta over samtalen")[2]

    said = [
        "Kan du handle for Astrid", "Roboten man. 23. nov. kl. 09.00 · sendt", "Hvor er det?", "Det forsto jeg ikke",
        "Jeg kan godt", "på telefonen", "Så fint!", "Ingrid Lie man. 23. nov. kl. 09.02 · sendt",
    ]  # fmt: skip
    places = [page.index(words) for words in said]
    assert places == sorted(places)


def test_from_the_moment_it_is_taken_the_robot_says_nothing(house: House, client: TestClient) -> None:
    kari = taken(house, client)
    before = sms_to(house, kari)

    for words in ("hva gjør jeg nå?", "hjelp", "ja", "pause"):
        passes(house, minutes=1)
        writes(house, kari, words)
    posted(house, recipient(house))
    passes(house, hours=3)

    assert sms_to(house, kari) == before


def test_what_was_queued_for_the_morning_does_not_leave_once_it_is_taken(house: House, client: TestClient) -> None:
    kari, astrid = volunteer(house), recipient(house)
    which = posted(house, astrid)
    writes(house, kari, "JA")
    passes(house, hours=13)
    house.act(lambda turn: desk.call_off(turn, which))
    house.let_in(client, house.user(Role.COORDINATOR, "natt@eksempel.no", "Per Vik"))

    client.post(f"/samtaler/{kari}/ta-over")
    passes(house, hours=10)

    assert not any("avlyst" in words for words in sms_to(house, kari))
    house.let_in(client, house.user(Role.COORDINATOR, "morgen@eksempel.no", "Siv Lie"))
    assert "Avtalen er dessverre avlyst, Kari" in words_on(client.get("/ringeliste").text)


def test_a_question_that_had_not_left_is_put_to_another_instead(house: House) -> None:
    kari, per = volunteer(house), volunteer(house, "Per Holen", "+4790000102")
    house.act(lambda turn: turn.store.change_volunteer(per, paused=True))

    def post_and_take(turn: Turn) -> ErrandId:
        whom = desk.add_recipient(turn, "Astrid Moe", "+4790000201")
        which = desk.post(turn, kind="shopping", recipient=whom, starts=THURSDAY)
        turn.store.change_volunteer(per, paused=False)
        desk.take_over(turn, kari, 1)
        return which

    which = house.act(post_and_take)

    assert sms_to(house, kari) == [] and len(sms_to(house, per)) == 1
    states = {offer.volunteer: offer.state for offer in house.act(lambda turn: turn.store.offers_of(which))}
    assert states == {kari: OfferState.WITHDRAWN, per: OfferState.OPEN}


def test_its_holder_answers_and_what_is_written_is_sent_as_it_stands(house: House, client: TestClient) -> None:
    kari = taken(house, client)

    client.post(f"/samtaler/{kari}/svar", data={"text": "Hei Kari! Jeg ringer deg kl. 14. Hilsen Ingrid"})
    passes(house)

    assert sms_to(house, kari)[-1] == "Hei Kari! Jeg ringer deg kl. 14. Hilsen Ingrid"
    assert "Ingrid Lie man. 23. nov." in talk(client, kari)


@pytest.mark.parametrize("text", ["", "   ", "x" * 1001])
def test_an_answer_without_words_or_without_end_is_not_sent(house: House, client: TestClient, text: str) -> None:
    kari = taken(house, client)
    before = sms_to(house, kari)

    answer = client.post(f"/samtaler/{kari}/svar", data={"text": text})
    passes(house)

    assert answer.status_code == 422 and "Skriv et svar" in answer.text
    assert sms_to(house, kari) == before


def test_nobody_answers_in_a_talk_that_is_not_theirs(house: House, client: TestClient) -> None:
    kari = volunteer(house)

    answer = client.post(f"/samtaler/{kari}/svar", data={"text": "Hei"})
    passes(house)

    assert answer.status_code == 422 and "Ta over samtalen før du svarer" in answer.text
    assert sms_to(house, kari) == []


def test_two_who_press_at_once_do_not_both_get_it(house: House, client: TestClient, ingrid: User) -> None:
    kari = taken(house, client)
    per = house.user(Role.COORDINATOR, "per@eksempel.no", "Per Vik")
    house.let_in(client, per)

    client.post(f"/samtaler/{kari}/ta-over")
    refused = words_on(client.get(f"/samtaler/{kari}").text)
    had = house.act(lambda turn: turn.store.human_has(kari))
    client.post(f"/samtaler/{kari}/ta-over", data={"instead_of": str(ingrid.id)})
    has = house.act(lambda turn: turn.store.human_has(kari))

    assert "En kollega har nettopp tatt samtalen" in refused and "Overta fra Ingrid Lie" in refused
    assert had is not None and had[1] == ingrid.id
    assert has is not None and has[1] == per.id


def test_what_a_colleague_has_taken_is_neither_handed_back_nor_answered_from_an_old_page(
    house: House, client: TestClient, ingrid: User
) -> None:
    kari = taken(house, client)
    per = house.user(Role.COORDINATOR, "per@eksempel.no", "Per Vik")
    house.act(lambda turn: desk.take_over(turn, kari, per.id, instead_of=ingrid.id))

    client.post(f"/samtaler/{kari}/gi-tilbake")
    back = talk(client, kari)
    said = client.post(f"/samtaler/{kari}/svar", data={"text": "Vi ringer i morgen."}).text

    assert "En kollega har nettopp tatt samtalen" in back and "Per Vik har samtalen" in back
    assert "Dette ble ikke sendt" in said and "Vi ringer i morgen." in said
    has = house.act(lambda turn: turn.store.human_has(kari))
    assert has is not None and has[1] == per.id


def test_handed_back_the_robot_hears_again(house: House, client: TestClient) -> None:
    kari = taken(house, client)

    client.post(f"/samtaler/{kari}/gi-tilbake")
    writes(house, kari, "hjelp")

    assert "Roboten har samtalen" in talk(client, kari)
    assert len(sms_to(house, kari)) > 1
    assert house.act(lambda turn: turn.store.unread()) == []


def test_handed_back_with_nothing_asked_the_robot_adds_nothing_to_what_the_coordinator_wrote(
    house: House, client: TestClient
) -> None:
    kari = taken(house, client)
    client.post(f"/samtaler/{kari}/svar", data={"text": "Hva heter hunden din?"})

    client.post(f"/samtaler/{kari}/gi-tilbake")
    passes(house)

    assert sms_to(house, kari)[-1] == "Hva heter hunden din?"


def test_who_asked_for_a_human_stands_first_until_someone_takes_it(house: House, client: TestClient) -> None:
    kari, per = volunteer(house), volunteer(house, "Per Holen", "+4790000102")
    writes(house, kari, "kan noen ringe meg")
    writes(house, per, "takk")

    page = words_on(client.get("/samtaler").text)

    assert "Hos dere 1 Alle 2" in page and "Kari Vik venter på et menneske · kan noen ringe meg" in page
    assert "Per Holen" not in page
    assert "Per Holen hos roboten · takk" in words_on(client.get("/samtaler?vis=alle").text)


def test_what_is_unread_is_marked_until_it_is_answered(house: House, client: TestClient) -> None:
    kari = taken(house, client)
    passes(house, minutes=1)
    writes(house, kari, "Er du der?")
    assert "Kari Vik hos deg, ulest · Er du der?" in words_on(client.get("/samtaler").text)

    client.post(f"/samtaler/{kari}/svar", data={"text": "Ja, her"})

    assert "Kari Vik hos deg · Er du der?" in words_on(client.get("/samtaler").text)


def test_nothing_can_be_written_to_who_said_stopp(house: House, client: TestClient) -> None:
    kari = taken(house, client)
    writes(house, kari, "STOPP")
    sent = sms_to(house, kari)

    answer = client.post(f"/samtaler/{kari}/svar", data={"text": "Er du sikker?"})
    passes(house)

    assert answer.status_code == 422 and "Vi skriver ikke" in answer.text
    assert sms_to(house, kari) == sent


def test_an_answer_to_who_has_no_mobile_goes_on_the_call_list(house: House, client: TestClient) -> None:
    olga = volunteer(house, "Olga Strand", "+4762000001")
    client.post(f"/samtaler/{olga}/ta-over")
    assert "Har ikke mobil: svaret kommer på ringelista" in talk(client, olga)

    client.post(f"/samtaler/{olga}/svar", data={"text": "Vi sees torsdag"})

    assert "Olga Strand" in client.get("/ringeliste").text and "Vi sees torsdag" in client.get("/ringeliste").text


def test_a_stranger_is_shown_by_number_until_we_know_the_name(house: House, client: TestClient) -> None:
    stranger = house.act(lambda turn: desk.add_person(turn, "", "+4790000777"))
    writes(house, stranger, "hei")

    assert "900 00 777" in words_on(client.get(f"/samtaler/{stranger}").text).replace("\N{NO-BREAK SPACE}", " ")


def test_a_long_talk_shows_the_last_and_the_rest_when_asked_for(house: House, client: TestClient) -> None:
    kari = volunteer(house)

    def say_much(turn: Turn) -> None:
        for n in range(40):
            desk.say(turn, kari, f"Melding {n}.", 1)

    house.act(say_much)

    assert "Melding 0." not in talk(client, kari) and "Melding 39." in talk(client, kari)
    assert "Vis alt" in talk(client, kari)
    assert "Melding 0." in client.get(f"/samtaler/{kari}?alt=ja").text


def test_talks_of_another_municipality_are_not_there(house: House, client: TestClient) -> None:
    kari = volunteer(house)
    writes(house, kari, "hei")
    other = house.do(lambda db: make_municipality(db, "Nabo kommune"))
    stranger = house.user(Role.COORDINATOR, "per@eksempel.no", "Per Vik")
    house.do(lambda db: db.execute(update(user).where(user.c.id == stranger.id).values(municipality=other)))
    house.let_in(client, stranger)

    assert client.get(f"/samtaler/{kari}").status_code == 404
    for path, data in (("ta-over", {}), ("gi-tilbake", {}), ("svar", {"text": "Hei"})):
        assert client.post(f"/samtaler/{kari}/{path}", data=data).status_code == 404
    assert "Kari" not in client.get("/samtaler?vis=alle").text
    assert house.act(lambda turn: turn.store.human_has(kari)) is None
