"""Whom the database finds for an errand: everyone whom matching would let through, and counted as it happened."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import time, timedelta
from itertools import product

import pytest

from bot.kinds import KINDS
from bot.matching import Candidate, WhyNot, why_not
from bot.model import (
    Approval,
    Availability,
    Errand,
    Frequency,
    OfferState,
    PersonId,
    Policy,
    Stage,
    VisitState,
    Window,
)
from bot.storage.prepared import driver
from bot.storage.store import Store
from tests.storage.conftest import NOW

TODAY = (NOW - timedelta(hours=5), NOW + timedelta(hours=10))
READY = Approval(pledge=NOW.date())


def helper(store: Store, **values: object) -> PersonId:
    who = store.add_person("Kari", NOW)
    store.give_address(who, "sms", f"+4790000{who:03}")
    usual: dict[str, object] = {
        "stage": Stage.APPROVED.value, "skills": ["shopping"], "approval": READY, "registered": NOW,
        "waiting_since": NOW - timedelta(days=who),
    }  # fmt: skip
    store.add_volunteer(who, **{**usual, **values})
    return who


def errand(store: Store, kind: str = "shopping", *, whom: PersonId | None = None, days: int = 2) -> Errand:
    if whom is None:
        whom = store.add_person("Astrid", NOW)
        store.add_recipient(whom)
    which = store.add_errand(kind=kind, recipient=whom, starts=NOW + timedelta(days=days), created=NOW)
    return store.errand(which)


def passing(found: list[Candidate], which: Errand) -> set[PersonId]:
    return {one.volunteer.id for one in found if why_not(one, which, Policy()) is None}


def test_the_database_leaves_out_nobody_whom_matching_lets_through(store: Store) -> None:
    values = product(
        ("applied", "approved"), (Approval(), READY), (True, False), ("car", "foot", "phone"),
        (["shopping"], ["transport", "phone_call"], ["shopping", "transport", "phone_call", "walk"]),
    )  # fmt: skip
    for stage, seen, paused, transport, skills in values:
        helper(store, stage=stage, approval=seen, paused=paused, transport=transport, skills=skills)

    for kind in KINDS:
        which = errand(store, kind)
        everyone = passing(store.candidates(which, NOW, TODAY, everyone=True), which)
        assert passing(store.candidates(which, NOW, TODAY), which) == everyone


def test_who_cannot_be_asked_is_counted_with_the_reason(store: Store) -> None:
    stopped, paused, applied, talks, dead, left = (helper(store) for _ in range(6))
    store.change_person(stopped, stopped=True)
    store.change_volunteer(paused, paused=True)
    store.change_volunteer(applied, stage=Stage.APPLIED.value)
    store.change_volunteer(left, stage=Stage.LEFT.value)
    store.put_talk(talks, NOW, state="{}", human_since=NOW)
    store.address_fails("sms", f"+4790000{dead:03}")
    which = errand(store)

    found = store.candidates(which, NOW, TODAY, everyone=True)

    assert {one.volunteer.id: why_not(one, which, Policy()) for one in found} == {
        stopped: WhyNot.STOPPED, paused: WhyNot.PAUSED, applied: WhyNot.NOT_APPROVED, talks: WhyNot.WITH_HUMAN,
        dead: WhyNot.OUT_OF_REACH,
    }  # fmt: skip
    assert store.candidates(which, NOW, TODAY) == []


def test_the_database_leaves_out_who_is_not_to_meet_the_recipient_and_nobody_else(store: Store) -> None:
    kari, ola = helper(store), helper(store)
    which, other = errand(store), errand(store)
    visit = store.take(errand(store, whom=which.recipient, days=-1).id, kari, 1, NOW)
    assert visit is not None
    store.keep_apart(kari, which.recipient, NOW, None)

    everyone = store.candidates(which, NOW, TODAY, everyone=True)
    assert {one.volunteer.id: why_not(one, which, Policy()) for one in everyone} == {kari: WhyNot.APART, ola: None}
    assert [one.volunteer.id for one in store.candidates(which, NOW, TODAY)] == [ola]
    assert passing(store.candidates(other, NOW, TODAY), other) == {kari, ola}
    store.let_meet(kari, which.recipient)
    assert passing(store.candidates(which, NOW, TODAY), which) == {kari, ola}


def test_who_knows_the_recipient_comes_first_and_then_who_has_waited_longest(store: Store) -> None:
    people = [helper(store) for _ in range(5)]
    before = errand(store, days=-1)
    visit = store.take(before.id, people[1], 1, NOW)
    assert visit is not None
    store.change_visit(visit, state=VisitState.DONE.value)
    which = errand(store, whom=before.recipient)

    found = [one.volunteer.id for one in store.candidates(which, NOW, TODAY)]

    assert found == [people[1], *reversed([people[0], *people[2:]])]


def test_nobody_is_looked_for_among_all_there_are(store: Store) -> None:
    who, before = helper(store), errand(store, days=-1)
    store.take(before.id, who, 1, NOW)
    which, said = errand(store, whom=before.recipient), list[str]()
    raw = driver(store._connection)
    if not isinstance(raw, sqlite3.Connection):
        pytest.skip("how SQLite goes about it")

    raw.set_trace_callback(said.append)
    store.best(which, NOW, TODAY, Policy(), 1)
    raw.set_trace_callback(None)

    steps = [str(step[3]) for statement in said for step in raw.execute(f"EXPLAIN QUERY PLAN {statement}")]
    assert len(said) >= 8
    assert [step for step in steps if step.startswith("SCAN") or step.endswith("(municipality=?)")] == []
    (among_all,) = (step for step in steps if "stage=?" in step)
    assert "waiting_since" in among_all
    assert "USE TEMP B-TREE FOR ORDER BY" not in steps[steps.index(among_all) :]  # it stops when it has enough


def test_someone_who_knows_the_recipient_and_is_no_volunteer_any_more_is_not_found(store: Store) -> None:
    who, before = helper(store), errand(store, days=-1)
    store.take(before.id, who, 1, NOW)
    store.change_volunteer(who, stage=Stage.LEFT.value)

    assert store.candidates(errand(store, whom=before.recipient), NOW, TODAY) == []


def test_what_came_of_earlier_questions_is_counted(store: Store) -> None:
    kari = helper(store, frequency=Frequency(2, 7))
    answers = [
        (OfferState.ACCEPTED, 1), (OfferState.DECLINED, 2), (OfferState.SOLVED, 3), (OfferState.OPEN, 8),
        (OfferState.RESERVE, 100),
    ]  # fmt: skip
    for state, days in answers:
        asked = NOW - timedelta(days=days)
        other = errand(store)
        store.add_offer(other.id, kari, asked)
        store.change_offer(other.id, kari, state, asked)

    (found,) = store.candidates(errand(store), NOW, TODAY)

    assert (found.asked, found.said_yes, found.asked_lately) == (3, 1, 3)


def test_what_binds_someone_to_the_recipient_is_counted(store: Store) -> None:
    kari = helper(store, postcode="2317")
    before = errand(store, days=-1)
    whom = before.recipient
    visit, coming = store.take(before.id, kari, 1, NOW), store.take(errand(store, whom=whom, days=1).id, kari, 1, NOW)
    assert visit is not None and coming is not None
    store.change_visit(visit, state=VisitState.DONE.value)
    which = errand(store, whom=whom, days=3)

    (found,) = store.candidates(replace(which, postcode="2317"), NOW, TODAY)

    assert (found.visits, found.will_visit, found.carried, found.done_kind, found.km) == (1, 1, 2, True, 0)


def test_how_far_it_is_decides_where_that_is_known_and_not_how_the_codes_begin(store: Store) -> None:
    helper(store, transport="foot", postcode="9709")
    helper(store, transport="bus", postcode="2410")
    in_the_north, near_the_border = replace(errand(store), postcode="9700"), replace(errand(store), postcode="2480")

    assert passing(store.candidates(in_the_north, NOW, TODAY), in_the_north) == set()
    assert passing(store.candidates(near_the_border, NOW, TODAY), near_the_border) == set()


def test_what_is_written_of_the_home_is_looked_in_where_they_would_come_there(store: Store) -> None:
    helper(store, dislikes="katt", skills=["shopping", "phone_call"])
    whom = store.add_person("Astrid", NOW)
    store.add_recipient(whom, entry="Ring på. Katten må ikke slippe ut.")
    visit, call = errand(store, whom=whom), errand(store, "phone_call", whom=whom)

    assert passing(store.candidates(visit, NOW, TODAY), visit) == set()
    assert len(passing(store.candidates(call, NOW, TODAY), call)) == 1


def test_who_said_no_or_gave_it_up_is_not_asked_again_about_it(store: Store) -> None:
    kari, ola, per = (helper(store) for _ in range(3))
    which = errand(store)
    store.add_offer(which.id, kari, NOW)
    store.change_offer(which.id, kari, OfferState.DECLINED, NOW)
    visit = store.take(which.id, ola, 1, NOW)
    assert visit is not None
    store.change_visit(visit, state=VisitState.CANCELLED.value)

    assert passing(store.candidates(which, NOW, TODAY), which) == {per}


def test_whoever_is_found_is_read_as_when_they_are_asked_for_alone(store: Store) -> None:
    for times in (None, Availability((Window("th", time(8), time(20)),))):
        helper(store, availability=times, skills=["walk", "shopping"])

    both = store.candidates(errand(store), NOW, TODAY)
    assert len(both) == 2
    for found in both:
        alone = store.volunteer(found.volunteer.id)
        assert alone is not None
        assert found.volunteer == replace(alone, person=replace(alone.person, name=""))


def test_what_lasts_all_day_keeps_them_busy_to_its_end(store: Store) -> None:
    who, astrid = helper(store), errand(store).recipient
    begins = NOW + timedelta(days=1)
    all_day = store.add_errand(kind="shopping", recipient=astrid, starts=begins, minutes=1_440, created=NOW)
    assert store.take(all_day, who, 1, NOW) is not None

    last = replace(errand(store, whom=astrid), starts=begins + timedelta(hours=23, minutes=30))

    assert [one.busy for one in store.candidates(last, NOW, TODAY)] == [((begins, begins + timedelta(days=1)),)]
