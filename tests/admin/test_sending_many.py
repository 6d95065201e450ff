"""The second look at what goes to many about one errand: what waits, what follows, and what a fault of ours costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from bot import desk, outbox
from bot.life import holding
from bot.life.turn import Turn
from bot.model import ErrandId, OfferState, PersonId
from bot.storage.accounts import Role
from bot.storage.post import MessageState
from tests.admin.house import House
from tests.admin.town import THURSDAY, passes, posted, recipient, sms_to, volunteer

MANY, MOST = 120, 25


@pytest.fixture(autouse=True)
def coordinator(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.COORDINATOR))


@pytest.fixture
def people(house: House) -> list[PersonId]:
    return [volunteer(house, f"Ola Nr{n}", f"+479000{n:04}", "gathering") for n in range(1000, 1000 + MANY)]


def gathering(house: House) -> ErrandId:
    astrid, starts = recipient(house), THURSDAY + timedelta(days=6)
    return house.act(lambda turn: desk.post(turn, kind="gathering", recipient=astrid, starts=starts, places=12))


def asked(house: House, people: list[PersonId]) -> int:
    return sum(bool(sms_to(house, who)) for who in people)


def masses(house: House) -> list[int]:
    return [matter.id for matter in house.act(lambda turn: turn.store.matters("mass"))]


def hours(house: House, many: int) -> None:
    for _ in range(many):
        passes(house, hours=1)


def test_no_more_are_asked_while_many_wait_for_a_look_and_then_asking_goes_on(
    house: House, people: list[PersonId]
) -> None:
    gathering(house)
    hours(house, 24)
    assert asked(house, people) == 0

    (matter,) = masses(house)
    house.act(lambda turn: holding.send(turn, matter, 1))
    first = asked(house, people)
    hours(house, 24)

    assert MOST < first < asked(house, people)
    assert masses(house) == []


def test_posted_at_night_they_wait_in_the_morning(house: House, people: list[PersonId]) -> None:
    house.at = house.at.replace(hour=21)
    gathering(house)
    hours(house, 14)

    assert (asked(house, people), len(masses(house))) == (0, 1)


def test_when_it_was_not_meant_nobody_is_asked_before_someone_asks_for_more(
    house: House, client: TestClient, people: list[PersonId]
) -> None:
    which = gathering(house)
    client.post(f"/utsending/mange/{masses(house)[0]}/dropp")
    hours(house, 30)

    assert (asked(house, people), masses(house)) == (0, [])
    assert [matter.errand for matter in house.act(lambda turn: turn.store.matters("unfilled"))] == [which]

    house.act(lambda turn: desk.ask_more(turn, which))
    assert len(masses(house)) == 1


def test_called_off_there_is_nothing_to_look_at(house: House, people: list[PersonId]) -> None:
    which = gathering(house)
    house.act(lambda turn: desk.call_off(turn, which))

    assert (asked(house, people), masses(house)) == (0, [])


def test_moved_they_are_asked_as_if_for_the_first_time_and_still_wait(house: House, people: list[PersonId]) -> None:
    which = gathering(house)
    house.act(lambda turn: desk.edit(turn, which, starts=THURSDAY + timedelta(days=7)))
    hours(house, 3)
    (matter,) = masses(house)
    waiting = house.act(lambda turn: turn.store.queued_about(matter))

    assert asked(house, people) == 0
    assert len(waiting) > MOST
    assert {message.kind for message in waiting} == {"offer"}


def test_what_waits_for_a_look_is_said_no_other_way_until_it_is_sent(house: House, people: list[PersonId]) -> None:
    def give(turn: Turn) -> None:
        turn.store.change_set_up(telegram=True)
        for n, who in enumerate(people):
            turn.store.give_address(who, "telegram", str(700000 + n))

    house.act(give)
    gathering(house)
    hours(house, 7)
    assert asked(house, people) == 0

    (matter,) = masses(house)

    def send(turn: Turn) -> list[int]:
        holding.send(turn, matter, 1)
        return [which for who in people for which in turn.store.watched(who)]

    assert len(house.act(send)) > MOST


def test_nobody_is_reminded_of_what_they_have_not_been_asked(house: House) -> None:
    runner = house.system.runner
    people = house.act(
        lambda turn: [desk.enrol(turn, runner, f"Hjelper {n}", f"+479000{n:04}") for n in range(3000, 3030)]
    )
    for _ in range(4):
        passes(house, days=1)
    assert asked(house, people) == 0

    (matter,) = masses(house)
    house.act(lambda turn: holding.send(turn, matter, 1))
    for _ in range(4):
        passes(house, days=1)

    assert {len(sms_to(house, who)) for who in people} == {2}


def test_nobody_new_is_asked_while_all_is_stopped_nor_all_at_once_afterwards(house: House) -> None:
    people = [volunteer(house, f"Ola Nr{n}", f"+479000{n:04}") for n in range(1000, 1030)]
    house.act(lambda turn: holding.hold(turn, "stopped"))
    posted(house, recipient(house), THURSDAY + timedelta(days=3))
    hours(house, 48)
    house.act(holding.release)
    passes(house, minutes=1)

    assert 0 < asked(house, people) <= 6


def test_only_what_goes_to_many_is_answered_there(house: House, client: TestClient) -> None:
    kari = volunteer(house)
    other = house.act(lambda turn: turn.tell("dead_letter", person=kari))

    assert client.post(f"/utsending/mange/{other}/dropp").status_code == 404
    assert client.post(f"/utsending/mange/{other}/send").status_code == 404
    assert house.act(lambda turn: turn.store.matter(other)).closed is None


def test_a_change_taken_back_asks_nobody(house: House) -> None:
    volunteer(house)
    which = posted(house, recipient(house))
    house.act(lambda turn: holding.hold(turn, "stopped"))
    house.act(lambda turn: desk.edit(turn, which, starts=THURSDAY + timedelta(hours=2)))
    (changed,) = house.act(lambda turn: turn.store.waiting_messages(10))
    house.act(lambda turn: holding.take_back(turn, changed))

    assert changed.kind == "changed"
    assert [offer.state for offer in house.act(lambda turn: turn.store.offers_of(which))] == [OfferState.WITHDRAWN]


def test_that_we_have_nothing_to_send_from_is_told_once_and_nobodys_number_is_lost(house: House) -> None:
    kari = volunteer(house)
    before = house.act(lambda turn: turn.store.addresses(kari))

    def job(turn: Turn) -> list[str]:
        for _ in range(2):
            which = turn.send(kari, "sms", before["sms"], "Hei", "coordinator", written_by=1)
            message = turn.store.message(which)
            turn.store.claim_message(message, turn.now, "x")
            outbox.settle(turn, message, outbox.NO_SENDER, "x")
        return [matter.kind for matter in turn.store.matters("no_sender")]

    assert house.act(job) == ["no_sender"]
    assert house.act(lambda turn: turn.store.addresses(kari)) == before


def test_who_came_is_not_told_when_it_is_long_past(house: House) -> None:
    def job(turn: Turn) -> dict[str, int]:
        errand = turn.store.errand(which)
        sent = {
            kind: turn.send(kari, "sms", "+4790000101", "Hei", kind, errand)
            for kind in ("visitor", "changed", "cancelled", "check_in")
        }
        holding.hold(turn, "stopped")
        return sent

    kari = volunteer(house)
    which = posted(house, recipient(house))
    sent = house.act(job)
    passes(house, days=12)
    house.act(holding.release)
    passes(house, minutes=1)

    states = house.act(lambda turn: [turn.store.message(one).state for one in sent.values()])
    assert set(states) == {MessageState.WITHDRAWN}
