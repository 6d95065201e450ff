"""Whom an errand suits, and why it does not suit the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from bot.clock import OSLO
from bot.matching import Candidate, WhyNot, is_free, rank, reaches, why_not
from bot.model import (
    Approval,
    Availability,
    Errand,
    ErrandId,
    Person,
    PersonId,
    Policy,
    Stage,
    Volunteer,
    Window,
)
from bot.policy import PoliceRule


def oslo(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=OSLO)


NOW = oslo("2026-03-02T10:00")
STARTS = oslo("2026-03-05T12:00")
ERRAND = Errand(ErrandId(1), "shopping", PersonId(9), "Astrid", STARTS, postcode="2317", place="Hamar")
KARI = Volunteer(
    Person(PersonId(1), "Kari"), Stage.APPROVED, frozenset({"shopping", "transport"}), postcode="2319",
    approval=Approval(pledge=date(2026, 1, 1)), waiting_since=oslo("2026-02-01T10:00"),
)  # fmt: skip
OF_AGE = replace(KARI.approval, of_age=date(2026, 2, 1))
THURSDAYS = Availability((Window("th", time(10), time(15)),))


def reason(errand: Errand = ERRAND, *, known_only: bool = False, **changes: object) -> WhyNot | None:
    own = {name: value for name, value in changes.items() if name in Candidate.__dataclass_fields__}
    volunteer = replace(KARI, **{k: v for k, v in changes.items() if k not in own})  # type: ignore[arg-type]
    return why_not(replace(Candidate(volunteer), **own), errand, Policy(), known_only=known_only)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, None), ({"stage": Stage.APPLIED}, WhyNot.NOT_APPROVED), ({"stage": Stage.LEFT}, WhyNot.NOT_APPROVED),
        ({"person": Person(PersonId(1), "Kari", stopped=True)}, WhyNot.STOPPED),
        ({"approval": Approval()}, WhyNot.NO_PLEDGE),
        ({"born": 2010}, WhyNot.TOO_YOUNG), ({"born": 1950}, None), ({"born": 2008}, WhyNot.TOO_YOUNG),
        ({"born": 2008, "approval": OF_AGE}, None), ({"born": 2009, "approval": OF_AGE}, WhyNot.TOO_YOUNG),
        ({"born": 2007}, None), ({"paused": True}, WhyNot.PAUSED),
        ({"skills": frozenset({"walk"})}, WhyNot.KIND), ({"transport": "phone"}, WhyNot.TOO_FAR),
        ({"transport": "foot", "postcode": "2380"}, WhyNot.TOO_FAR), ({"transport": "foot", "postcode": "2317"}, None),
        ({"transport": "foot", "postcode": "2380", "place": "Hamar"}, None), ({"transport": "bus"}, None),
        ({"transport": "bus", "postcode": "2480"}, WhyNot.TOO_FAR), ({"postcode": "9990"}, None),
        ({"availability": THURSDAYS}, None),
        ({"availability": Availability((Window("fr", time(10), time(15)),))}, WhyNot.TIME),
        ({"busy": ((oslo("2026-03-05T12:30"), oslo("2026-03-05T13:30")),)}, WhyNot.BUSY),
        ({"busy": ((oslo("2026-03-05T13:00"), oslo("2026-03-05T14:00")),)}, None),
        ({"asked_lately": 2}, WhyNot.ASKED_ENOUGH), ({"asked_lately": 1}, None), ({"said_no": True}, WhyNot.SAID_NO),
        ({"apart": True}, WhyNot.APART),
        ({"transport": "foot", "postcode": "2380", "km": 1.4}, None),
        ({"transport": "foot", "postcode": "2380", "km": 1.6}, WhyNot.TOO_FAR),
        ({"transport": "bus", "postcode": "2480", "km": 9.0}, None),
        ({"transport": "foot", "postcode": "2316", "km": 1.6}, WhyNot.TOO_FAR),
        ({"transport": "bus", "postcode": "2380", "km": 10.1}, WhyNot.TOO_FAR),
        ({"transport": "foot", "postcode": "2380", "place": "Hamar", "km": 16.0}, WhyNot.TOO_FAR),
        ({"unprompted_today": 2}, WhyNot.TOLD_ENOUGH), ({"unprompted_today": 1}, None),
    ],
)  # fmt: skip
def test_everyone_who_is_not_asked_has_a_reason(changes: dict[str, object], why: WhyNot | None) -> None:
    assert reason(**changes) is why  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seen", "expires", "kind", "why"),
    [
        (None, None, "shopping", WhyNot.NO_POLICE), (date(2026, 1, 1), None, "shopping", None),
        (date(2026, 1, 1), date(2026, 3, 5), "shopping", None),
        (date(2026, 1, 1), date(2026, 3, 4), "shopping", WhyNot.NO_POLICE),
        (None, None, "transport", None),
    ],
)  # fmt: skip
def test_a_politiattest_is_asked_for_where_the_municipality_says_so_and_holds_on_that_day(
    seen: date | None, expires: date | None, kind: str, why: WhyNot | None
) -> None:
    asks, who = Policy(police=PoliceRule(frozenset({"shopping"}))), replace(KARI.approval, police_seen=seen)
    kari = Candidate(replace(KARI, approval=replace(who, police_expires=expires)))

    assert why_not(kari, replace(ERRAND, kind=kind), asks) is why
    assert why_not(kari, replace(ERRAND, kind=kind), Policy()) is None


@pytest.mark.parametrize(
    ("dislikes", "there", "met"),
    [
        ("hund, røyk", "Hunden må ut", True), ("hund, røyk", "Melk og brød", False),
        ("katt", "Katten Pus bor her", True), ("katter", "En liten katt", True), ("katt", "Gi kattungen mat", True),
        ("kat", "Hun har katter", True), ("katt", "Se i katalogen", False),
        ("hund", "Hun har to bikkjer", True), ("bikkjer", "Hun har katt", False), ("kjæledyr", "Hun har en hund", True),
        ("dyr", "Melk og brød", False), ("dyr", "Dyret heter Pus", True),
        ("hund", "Hun har ingen hund", False), ("hund", "Ingen hund eller katt", False),
        ("katt", "Verken hund eller katt, men trapper", False), ("trapper", "Ingen hund, men mange trapper", True),
        ("hund", "Ikke glem hunden", True), ("hund", "Ikke hund hjemme, men naboens hund går løs", True),
        ("trapper", "Ikke noen trapper her", False), ("trapper", "Ingen hund og mange trapper", True),
        ("Nei, jeg liker hunder", "Hun har hund", False), ("nei jeg er glad i dyr", "Hun har hund", False),
        ("Jeg liker hunder og katter", "Hun har katt", False), ("jeg liker ikke hunder", "Hun har hund", True),
        ("Jeg er ikke så glad i hunder", "Hun har hund", True), ("misliker hund", "Hun har hund", True),
        ("liker hunder, men ikke trapper", "Mange trapper", True), ("liker hunder, men ikke trapper", "En hund", False),
        ("Jeg liker best å slippe trapper", "Mange trapper", True), ("redd for hund", "Hun har hund", True),
        ("liker katter og er redd for hunder", "Hun har hund", True), ("tåler ikke røyk", "Hun røyker inne", True),
        ("hund er greit, katt er ikke bra", "Hun har hund", False),
        ("hund er greit, katt er ikke bra", "Hun har katt", True), ("ikke noe imot hund", "Hun har hund", False),
        ("jeg er ikke redd for hund", "Hun har hund", False), ("ikke hund på grunn av allergi", "Hun har hund", True),
        ("alt er greit bortsett fra hund", "Hun har hund", True), ("Jeg kan godt lide hunde", "Hun har hund", False),
        ("Ikke glad i hund", "Hun blir glad for besøk", False), ("nei til trapper og hund", "Hun har hund", True),
        ("Er ikkje glad i hundar", "Hunden må ut", True),
    ],
)  # fmt: skip
def test_what_someone_would_rather_not_meet_is_looked_for_in_the_errand_and_the_home(
    dislikes: str, there: str, met: bool
) -> None:
    assert reason(replace(ERRAND, details=there), dislikes=dislikes) is (WhyNot.DISLIKES if met else None)
    assert reason(dislikes=dislikes, home=there) is (WhyNot.DISLIKES if met else None)


@pytest.mark.parametrize(
    ("dislikes", "kind", "language", "why"),
    [
        ("snømåking", "snow", "nb", WhyNot.DISLIKES), ("Jeg har vondt i ryggen, så ikke snoemaaking", "snow", "nb",
                                                       WhyNot.DISLIKES),
        ("snø", "snow", "nb", WhyNot.DISLIKES), ("bilkjøring", "transport", "nb", WhyNot.DISLIKES),
        ("turar og kjøring", "walk", "nn", WhyNot.DISLIKES), ("bilkjøring", "phone_call", "nb", None),
        ("clearing snow", "snow", "en", WhyNot.DISLIKES), ("ikke lange turer", "walk", "nb", None),
        ("besøk hos røykere", "coffee_visit", "nb", None), ("nei til trapper", "walk", "nb", None),
    ],
)  # fmt: skip
def test_a_kind_someone_would_rather_not_do_is_known_by_any_word_for_it(
    dislikes: str, kind: str, language: str, why: WhyNot | None
) -> None:
    person = Person(PersonId(1), "Kari", language)

    assert reason(replace(ERRAND, kind=kind), dislikes=dislikes, skills=frozenset({kind}), person=person) is why


def test_nobody_is_asked_to_visit_themselves() -> None:
    assert rank([Candidate(KARI)], replace(ERRAND, recipient=KARI.id), NOW, Policy()) == []


def test_a_known_face_is_one_who_has_been_there() -> None:
    assert reason(known_only=True) is WhyNot.UNKNOWN_FACE
    assert reason(known_only=True, visits=1) is None


def test_a_drive_needs_a_car_and_a_talk_on_the_telephone_no_feet() -> None:
    walker = replace(KARI, transport="foot", postcode="9990")

    assert not reaches(walker, replace(ERRAND, kind="transport"))
    assert reaches(walker, replace(ERRAND, kind="phone_call"))
    assert reaches(replace(KARI, transport="phone"), replace(ERRAND, kind="phone_call"))


@pytest.mark.parametrize(
    ("times", "starts", "free"),
    [
        (THURSDAYS, "2026-03-05T10:00", True), (THURSDAYS, "2026-03-05T14:00", True),
        (THURSDAYS, "2026-03-05T14:30", False), (THURSDAYS, "2026-03-05T09:30", False),
        (Availability(), "2026-03-08T20:00", True),
        (Availability(since=date(2026, 3, 6)), "2026-03-05T12:00", False),
        (Availability(until=date(2026, 3, 4)), "2026-03-05T12:00", False),
        (Availability(without=((date(2026, 3, 5), date(2026, 3, 6)),)), "2026-03-05T12:00", False),
        (Availability(without=((date(2026, 3, 4), date(2026, 3, 5)),)), "2026-03-05T12:00", True),
        (Availability((Window("th", time(8), time(21), nth=1),)), "2026-03-05T12:00", True),
        (Availability((Window("th", time(8), time(21), nth=2),)), "2026-03-05T12:00", False),
        (Availability((Window("th", time(8), time(21), nth=-1),)), "2026-03-26T12:00", True),
        (Availability((Window("th", time(8), time(21), weeks="even"),)), "2026-03-05T12:00", True),
        (Availability((Window("th", time(8), time(21), weeks="odd"),)), "2026-03-05T12:00", False),
        (Availability((Window("th", time(8), time(21), 2, anchor=date(2026, 3, 3)),)), "2026-03-05T12:00", True),
        (Availability((Window("th", time(8), time(21), 2, anchor=date(2026, 3, 3)),)), "2026-03-12T12:00", False),
        (Availability((Window("th", time(8), time(21), 2, anchor=date(2026, 3, 3)),)), "2026-12-24T12:00", True),
        (Availability((Window("th", time(8), time(21), 3, anchor=date(2026, 3, 3)),)), "2026-03-19T12:00", False),
        (Availability((Window("th", time(8), time(21), 3, anchor=date(2026, 3, 3)),)), "2026-03-26T12:00", True),
    ],
)  # fmt: skip
def test_the_whole_errand_lies_in_their_hours(times: Availability, starts: str, free: bool) -> None:
    at = oslo(starts)

    assert is_free(times, at, at + timedelta(hours=1)) is free


def test_what_lasts_into_the_next_day_lies_in_nobodys_hours_of_one() -> None:
    late = oslo("2026-03-05T17:00")

    assert not is_free(Availability((Window("th", time(8), time(21)),)), late, late + timedelta(hours=8))


def test_who_has_waited_longest_is_asked_first_and_ties_go_by_who_came_first() -> None:
    def waiting(number: int, since: str) -> Candidate:
        return Candidate(replace(KARI, person=Person(PersonId(number), "X"), waiting_since=oslo(since)))

    people = [waiting(3, "2026-02-02T10:00"), waiting(2, "2026-02-02T10:00"), waiting(4, "2026-01-01T10:00")]

    assert [fit.candidate.volunteer.id for fit in rank(people, ERRAND, NOW, Policy())] == [4, 2, 3]
    wanted = replace(ERRAND, ask_first=PersonId(3))
    assert [fit.candidate.volunteer.id for fit in rank(people, wanted, NOW, Policy())] == [3, 4, 2]
