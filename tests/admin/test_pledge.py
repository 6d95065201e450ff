"""Taushetsløftet: sent and answered, heard in person, kept with its very words, and never signed by half a yes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from bot import desk
from bot.life import holding
from bot.life.turn import Turn
from bot.model import PersonId
from bot.storage.accounts import Role
from bot.storage.pledges import Pledge, PledgeState
from tests.admin.house import NOW, House
from tests.admin.test_volunteers import registered, sms_to
from tests.admin.town import writes


@pytest.fixture(autouse=True)
def coordinator(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.COORDINATOR))


@pytest.fixture
def kari(house: House) -> PersonId:
    """Someone who has been written up, and has said that it is right."""
    who = registered(house)
    writes(house, who, "ja")
    return who


def kept(house: House, who: PersonId) -> list[Pledge]:
    return house.act(lambda turn: turn.store.pledges_of(who))


def promised(house: House, who: PersonId) -> object:
    volunteer = house.act(lambda turn: turn.store.volunteer(who))
    assert volunteer is not None
    return volunteer.approval.pledge


def test_who_answers_ja_has_promised_the_very_words_that_were_sent(
    house: House, client: TestClient, kari: PersonId
) -> None:
    client.post(f"/frivillige/{kari}/loefte")
    asked = client.get(f"/frivillige/{kari}").text
    writes(house, kari, "Ja")
    page = client.get(f"/frivillige/{kari}").text

    (one,) = kept(house, kari)
    assert (one.state, one.version, one.day, one.how, one.said) == (PledgeState.SIGNED, 1, NOW.date(), "sms", "Ja")
    assert one.words in sms_to(house, kari)[-2] and promised(house, kari) == NOW.date()
    assert "Spurt 23. november 2026, men har ikke svart ennå." in asked
    assert "Lovet 23. november 2026 på SMS, versjon 1. Svarte «Ja»." in page
    assert "Send taushetsløftet på nytt" in asked and "Send taushetsløftet" not in page


@pytest.mark.parametrize(("answers", "told"), [(["nei"], "pledge_refused"), (["vet ikke"] * 2, "handover")])
def test_a_no_and_what_is_not_understood_twice_is_put_before_a_coordinator(
    house: House, client: TestClient, kari: PersonId, answers: list[str], told: str
) -> None:
    client.post(f"/frivillige/{kari}/loefte")
    for answer in answers:
        writes(house, kari, answer)

    matters = house.act(lambda turn: [one.kind for one in turn.store.matters() if one.person == kari])
    assert promised(house, kari) is None
    assert told in matters


def test_who_reads_it_and_promises_in_person_is_written_down_with_who_saw_it(
    house: House, client: TestClient, kari: PersonId
) -> None:
    client.post(f"/frivillige/{kari}/loefte")
    refused = client.post(f"/frivillige/{kari}/godkjenning", data={"pledge": "i går", "do": "save"})
    client.post(f"/frivillige/{kari}/godkjenning", data={
        "talk": "i dag", "pledge": "i går", "promised": "on", "police_seen": "i dag", "do": "save",
    })  # fmt: skip
    page = client.get(f"/frivillige/{kari}").text

    assert refused.status_code == 422 and "Kryss av for at den frivillige har lest og lovet." in refused.text
    assert [one.state for one in kept(house, kari)] == [PledgeState.SIGNED, PledgeState.WITHDRAWN]
    assert "Lovet 22. november 2026 i samtale, versjon 1. Sett av Ingrid Lie." in page
    assert "Hadde samtalen" in page and "Så politiattesten" in page


def test_what_was_promised_by_mistake_is_taken_back(house: House, client: TestClient, kari: PersonId) -> None:
    address = f"/frivillige/{kari}/godkjenning"
    client.post(address, data={"promised": "on", "do": "save"})
    before = promised(house, kari)
    client.post(address, data={"had": "23.11.2026", "do": "save"})

    assert before == NOW.date() and promised(house, kari) is None
    assert [one.state for one in kept(house, kari)] == [PledgeState.TAKEN_BACK]


def test_a_ja_that_comes_while_the_card_is_open_is_not_lost_when_it_is_saved(
    house: House, client: TestClient, kari: PersonId
) -> None:
    client.post(f"/frivillige/{kari}/loefte")
    writes(house, kari, "ja")
    client.post(f"/frivillige/{kari}/godkjenning", data={"talk": "i dag", "had": "", "do": "save"})

    assert promised(house, kari) == NOW.date()
    assert [one.state for one in kept(house, kari)] == [PledgeState.SIGNED]


def test_a_ja_to_what_was_put_again_after_a_human_had_the_talk_counts(house: House, kari: PersonId) -> None:
    house.at = NOW + timedelta(hours=12)
    house.act(lambda turn: desk.send_pledge(turn, kari))
    house.act(lambda turn: desk.take_over(turn, kari, 1))
    house.at = NOW + timedelta(hours=24)
    house.act(lambda turn: desk.hand_back(turn, house.system.runner, kari))
    writes(house, kari, "ja")

    assert promised(house, kari) is not None


def test_what_is_read_aloud_and_answered_on_the_telephone_is_promised(house: House) -> None:
    olga = house.act(lambda turn: desk.enrol(turn, house.system.runner, "Olga Strand", "+4762000001"))
    house.act(lambda turn: desk.send_pledge(turn, olga))

    def ring(turn: Turn) -> None:
        (call,) = [one for one in turn.store.to_be_read(turn.now) if one.person == olga]
        desk.answer_call(turn, house.system.runner, call.id, "JA")

    house.act(ring)

    assert [(one.state, one.how) for one in kept(house, olga)] == [(PledgeState.SIGNED, "call")]
    assert "pledge_promised" in house.act(lambda turn: [one.kind for one in turn.store.matters()])


def test_a_question_that_is_dropped_before_it_leaves_is_not_open(house: House, kari: PersonId) -> None:
    house.at = NOW + timedelta(hours=12)
    message = house.act(lambda turn: desk.send_pledge(turn, kari))
    assert message is not None
    house.act(lambda turn: holding.take_back(turn, turn.store.message(message)))

    assert [one.state for one in kept(house, kari)] == [PledgeState.WITHDRAWN]


def test_one_question_is_open_at_a_time(house: House, client: TestClient, kari: PersonId) -> None:
    for _ in range(2):
        client.post(f"/frivillige/{kari}/loefte")

    assert [one.state for one in kept(house, kari)] == [PledgeState.ASKED, PledgeState.WITHDRAWN]


def test_a_ja_that_is_written_before_the_question_has_come_promises_nothing(house: House, kari: PersonId) -> None:
    house.at = NOW + timedelta(hours=12)
    house.act(lambda turn: desk.send_pledge(turn, kari))
    writes(house, kari, "ja")

    assert promised(house, kari) is None
    assert [one.state for one in kept(house, kari)] == [PledgeState.ASKED]


def test_nobody_is_asked_where_a_ja_could_be_from_another(house: House, client: TestClient, kari: PersonId) -> None:
    house.act(lambda turn: desk.add_person(turn, "Ola Vik", "+4790000101"))

    answer = client.post(f"/frivillige/{kari}/loefte")

    assert "Flere bruker dette nummeret" in client.get(answer.headers["location"]).text
    assert kept(house, kari) == []


def test_what_was_promised_is_theirs_to_see_and_goes_when_they_are_erased(
    house: House, client: TestClient, kari: PersonId
) -> None:
    client.post(f"/frivillige/{kari}/loefte")
    writes(house, kari, "ja")

    def see_and_forget(turn: Turn) -> list[object]:
        about = turn.store.all_about(kari)
        desk.erase(turn, kari)
        return [row["words"] for row in about["pledge"]]

    (words,) = house.act(see_and_forget)

    assert str(words).startswith("Det jeg hører og ser hjemme hos andre")
    assert kept(house, kari) == []
