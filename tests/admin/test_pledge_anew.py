"""A new version of taushetsløftet: published from Tekster, asked of those who promised another, and missed at last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from bot import desk
from bot.life import holding, pledging, renewing, wording
from bot.life.samples import rendered, values
from bot.life.turn import Turn
from bot.model import Approval, ErrandId, OfferState, PersonId, VisitState
from bot.sms_parts import parts
from bot.storage.accounts import Role
from bot.storage.pledges import PledgeState
from bot.texts import TEXTS
from tests.admin.house import NOW, House
from tests.admin.test_volunteers import sms_to
from tests.admin.town import passes, writes

PAGE, TODAY = "/oppsett/taushetslofte", NOW.date()
NEW = "Jeg sier ikke videre det jeg hører hjemme hos andre."


@pytest.fixture(autouse=True)
def manager(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.MANAGER))


def reworded(house: House, words: str = NEW) -> None:
    house.act(lambda turn: wording.reword(turn, "pledge.words", "nb", words, 1))


def helper(house: House, name: str, number: int) -> PersonId:
    """Someone ready, who has promised the first version in person."""

    def join(turn: Turn) -> PersonId:
        who = desk.enrol(turn, house.system.runner, name, f"+479000010{number}", ask=False, skills=["shopping"])
        desk.approve(turn, who, Approval(TODAY), quiet=True)
        pledging.promised_in_person(turn, who, TODAY, 1)
        return who

    return house.act(join)


def held(house: House, days: int) -> ErrandId:
    """An agreement so many days from now, with the one volunteer there is."""

    def post(turn: Turn) -> ErrandId:
        known = [one.id for one in turn.store.recipients()]
        astrid = known[0] if known else desk.add_recipient(turn, "Astrid Berg", "+4790000099", postcode="2317")
        return desk.post(turn, kind="shopping", recipient=astrid, starts=NOW + timedelta(days=days))

    return house.act(post)


def states(house: House, who: PersonId) -> Mapping[int, PledgeState]:
    return {one.version: one.state for one in reversed(house.act(lambda turn: turn.store.pledges_of(who)))}


def pledged(house: House, who: PersonId) -> object:
    volunteer = house.act(lambda turn: turn.store.volunteer(who))
    assert volunteer is not None
    return volunteer.approval.pledge


def test_words_that_are_changed_in_tekster_hold_when_they_are_published(house: House, client: TestClient) -> None:
    kari = helper(house, "Kari Vik", 1)
    same = client.post(PAGE, data={"again": "no"})
    said = client.post("/tekster/nb/pledge.words", data={"text": NEW})
    before = client.get(f"/frivillige/{kari}").text
    client.post(PAGE, data={"again": "no"})
    passes(house, minutes=1)
    page, card = client.get(PAGE).text, client.get(f"/frivillige/{kari}").text

    assert same.status_code == 422 and "Ordene er de samme som før." in same.text
    assert "Ordene gjelder først når de er publisert" in client.get(said.headers["location"]).text
    assert NEW not in before and NEW in card
    assert "Slik er det nå: versjon 2" in page and "Det jeg hører og ser hjemme hos andre" in page
    assert pledged(house, kari) == TODAY and sms_to(house, kari) == []


def test_everyone_is_asked_anew_and_what_they_promised_counts_until_the_day(house: House, client: TestClient) -> None:
    kari, per = helper(house, "Kari Vik", 1), helper(house, "Per Holen", 2)
    reworded(house)
    client.post(PAGE, data={"again": "yes", "until": "23.12.2026"})
    passes(house, minutes=1)
    writes(house, kari, "ja")
    asked, tab = sms_to(house, per), client.get("/frivillige?vis=loefte").text
    before = pledged(house, per)
    passes(house, days=24)
    told = house.act(lambda turn: [one.kind for one in turn.store.matters("pledge_soon", "pledge_unanswered")])
    passes(house, days=7)

    said = "Hei Per! Taushetsløftet er endret, og fra onsdag 23. desember må alle ha lovet dette: "
    assert asked == [f"{said}{NEW} Lover du det? Svar JA eller NEI."]
    assert "Per Holen" in tab and "Kari Vik" not in tab
    assert sorted(told) == ["pledge_soon", "pledge_unanswered"]
    assert (states(house, kari)[2], states(house, per)[2]) == (PledgeState.SIGNED, PledgeState.ASKED)
    assert (before, pledged(house, kari), pledged(house, per)) == (TODAY, TODAY, None)


def test_what_is_agreed_goes_to_others_on_the_day_and_not_before(house: House) -> None:
    kari = helper(house, "Kari Vik", 1)
    reworded(house)
    house.act(lambda turn: desk.publish_pledge(turn, TODAY + timedelta(days=14), 1))
    soon, late = held(house, 10), held(house, 20)
    house.act(lambda turn: [desk.give(turn, one, kari) for one in (soon, late)])
    passes(house, days=13)
    before = [state_of(house, one) for one in (soon, late)]
    passes(house, days=1)
    asked = held(house, 21)

    assert before[1] is VisitState.AGREED and before[0] is not VisitState.CANCELLED
    assert state_of(house, late) is VisitState.CANCELLED
    assert house.act(lambda turn: turn.store.offers_of(asked)) == []
    assert OfferState.OPEN not in house.act(lambda turn: [one.state for one in turn.store.offers_of(late)])


def state_of(house: House, which: ErrandId) -> VisitState:
    return house.act(lambda turn: turn.store.visits_of(which)[0].state)


def test_a_ja_to_the_words_that_had_come_is_to_those_and_the_new_ones_are_still_asked(house: House) -> None:
    kari = house.act(lambda turn: desk.enrol(turn, house.system.runner, "Kari Vik", "+4790000101", ask=False))
    house.act(lambda turn: desk.send_pledge(turn, kari))
    passes(house, hours=13)
    reworded(house)
    house.act(lambda turn: desk.publish_pledge(turn, TODAY + timedelta(days=14), 1))
    passes(house, minutes=1)
    writes(house, kari, "ja")
    first = states(house, kari)
    passes(house, hours=12)
    writes(house, kari, "ja")

    assert first == {1: PledgeState.SIGNED, 2: PledgeState.ASKED}
    assert states(house, kari) == {1: PledgeState.SIGNED, 2: PledgeState.SIGNED}


def test_too_soon_is_refused(house: House, client: TestClient) -> None:
    reworded(house)

    answer = client.post(PAGE, data={"again": "yes", "until": "24.11.2026"})

    assert answer.status_code == 422 and "Gi dem minst en uke." in answer.text


def test_what_goes_to_many_waits_for_a_second_look_and_nobody_loses_anything_meanwhile(house: House) -> None:
    people = [helper(house, "Kari Vik", n) for n in range(1, 4)]
    reworded(house)
    house.act(lambda turn: turn.store.change_set_up(policy={"second_look": 2, "undo": 0}))
    house.act(lambda turn: desk.publish_pledge(turn, TODAY + timedelta(days=14), 1))
    passes(house, minutes=1)
    waits = house.act(lambda turn: [turn.store.queued_about(one.id) for one in turn.store.matters("mass")])
    passes(house, days=15)

    assert [len(messages) for messages in waits] == [3]
    assert [pledged(house, who) for who in people] == [TODAY] * 3


def test_who_was_never_asked_because_it_was_not_meant_loses_nothing(house: House) -> None:
    people = [helper(house, "Kari Vik", n) for n in range(1, 4)]
    reworded(house)
    house.act(lambda turn: turn.store.change_set_up(policy={"second_look": 2, "undo": 0}))
    house.act(lambda turn: desk.publish_pledge(turn, TODAY + timedelta(days=14), 1))
    passes(house, minutes=1)
    house.act(lambda turn: holding.drop(turn, turn.store.matters("mass")[0].id, 1))
    passes(house, days=8)
    passes(house, days=7)

    assert [pledged(house, who) for who in people] == [TODAY] * 3
    assert [one.kind for one in house.act(lambda turn: turn.store.matters())] == ["pledge_soon"]


def test_who_has_not_been_rung_about_it_loses_nothing(house: House) -> None:
    kari = helper(house, "Kari Vik", 1)
    house.act(lambda turn: turn.store.drop_address(kari, "sms"))
    house.act(lambda turn: turn.store.give_address(kari, "phone", "+4762000001"))
    reworded(house)
    house.act(lambda turn: desk.publish_pledge(turn, TODAY + timedelta(days=14), 1))
    passes(house, minutes=1)
    rung = house.act(lambda turn: [one.channel for one in turn.store.messages_to(kari)])
    passes(house, days=15)

    assert rung == ["call"] and pledged(house, kari) == TODAY


def test_who_has_been_told_a_later_day_loses_nothing_before_it(house: House) -> None:
    kari = helper(house, "Kari Vik", 1)
    for words, days in ((NEW, 30), ("Jeg tier om det jeg hører.", 60)):
        reworded(house, words)
        house.act(lambda turn: desk.publish_pledge(turn, TODAY + timedelta(days=days), 1))  # noqa: B023
        passes(house, minutes=1)
        passes(house, days=20)
    passes(house, days=11)
    before = pledged(house, kari)
    passes(house, days=10)

    assert (before, pledged(house, kari)) == (TODAY, None)


def test_who_cannot_be_asked_by_message_is_put_before_a_coordinator(house: House) -> None:
    kari = helper(house, "Kari Vik", 1)
    house.act(lambda turn: desk.add_person(turn, "Ola Vik", "+4790000101"))
    reworded(house)
    house.act(lambda turn: desk.publish_pledge(turn, TODAY + timedelta(days=14), 1))
    passes(house, minutes=1)

    assert states(house, kari)[2] is PledgeState.NOT_ASKED
    assert [one.person for one in house.act(lambda turn: turn.store.matters("pledge_in_person"))] == [kari]


def test_as_much_is_written_to_so_many_at_a_time_until_all_are_asked(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renewing, "AT_A_TIME", 2)
    people = [helper(house, "Kari Vik", n) for n in range(1, 6)]
    reworded(house)
    house.act(lambda turn: desk.publish_pledge(turn, TODAY + timedelta(days=14), 1))
    for _ in range(3):
        passes(house, seconds=2)

    assert [states(house, who)[2] for who in people] == [PledgeState.ASKED] * 5


@pytest.mark.parametrize("language", ["nb", "nn", "da", "en"])
@pytest.mark.parametrize("key", ["pledge.first", "pledge.anew"])
def test_the_question_is_two_parts_at_most_when_somebody_is_reminded_of_it(language: str, key: str) -> None:
    said = rendered(TEXTS[key], language, values(language), ())

    assert parts(TEXTS["talk.still_there"].say(language) + said) <= 2


def test_words_that_take_two_messages_are_promised_too(house: House) -> None:
    kari = house.act(lambda turn: desk.enrol(turn, house.system.runner, "Kari Vik", "+4790000101", ask=False))
    house.act(lambda turn: turn.store.change_person(kari, name="K" * 90))
    house.act(lambda turn: desk.send_pledge(turn, kari))
    passes(house, minutes=1)
    writes(house, kari, "ja")

    assert len(sms_to(house, kari)) > 2 and states(house, kari) == {1: PledgeState.SIGNED}
