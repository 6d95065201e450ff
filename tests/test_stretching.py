"""Whom a coordinator may ring: who would suit if they stretched a little, and nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.matching import Candidate, WhyNot, why_not
from bot.matching.stretching import who_could_stretch
from bot.model import Availability, Person, PersonId, Policy
from tests.test_matching import ERRAND, KARI, NOW, THURSDAYS, oslo

FRIDAYS = Availability((replace(THURSDAYS.weekly[0], day="fr"),))


def candidate(number: int = 1, **changes: object) -> Candidate:
    own = {name: value for name, value in changes.items() if name in Candidate.__dataclass_fields__}
    theirs = {"person": Person(PersonId(number), "Kari")} | {k: v for k, v in changes.items() if k not in own}
    return replace(Candidate(replace(KARI, **theirs)), **own)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"asked_lately": 2}, (WhyNot.ASKED_ENOUGH,)), ({"unprompted_today": 2}, (WhyNot.TOLD_ENOUGH,)),
        ({"availability": FRIDAYS}, (WhyNot.TIME,)), ({"transport": "foot", "postcode": "2380"}, (WhyNot.TOO_FAR,)),
        ({"availability": FRIDAYS, "asked_lately": 2}, (WhyNot.TIME, WhyNot.ASKED_ENOUGH)),
        ({}, None), ({"paused": True}, None), ({"asked_lately": 2, "said_no": True}, None),
        ({"asked_lately": 2, "paused": True}, None), ({"transport": "phone"}, None),
        ({"availability": FRIDAYS, "busy": ((oslo("2026-03-05T12:30"), oslo("2026-03-05T13:30")),)}, None),
        ({"asked_lately": 2, "with_human": True}, None), ({"skills": frozenset({"walk"}), "asked_lately": 2}, None),
    ],
)  # fmt: skip
def test_only_what_they_would_rather_can_be_stretched(
    changes: dict[str, object], why: tuple[WhyNot, ...] | None
) -> None:
    found = who_could_stretch([candidate(**changes)], ERRAND, NOW, Policy())  # type: ignore[arg-type]

    assert [one.why for one in found] == ([] if why is None else [why])
    assert not found or why_not(candidate(**changes), ERRAND, Policy()) is why[0]  # type: ignore[arg-type,index]


def test_a_stranger_is_not_rung_where_only_a_known_face_will_do() -> None:
    assert who_could_stretch([candidate(asked_lately=2)], ERRAND, NOW, Policy(), known_only=True) == []
    assert who_could_stretch([candidate(asked_lately=2, visits=1)], ERRAND, NOW, Policy(), known_only=True)


def test_with_the_least_in_the_way_comes_first_and_then_who_would_be_asked_first() -> None:
    much = candidate(1, availability=FRIDAYS, asked_lately=2, visits=1)
    stranger, known = candidate(2, asked_lately=2), candidate(3, availability=FRIDAYS, visits=1)

    found = who_could_stretch([much, stranger, known], ERRAND, NOW, Policy())

    assert [one.fit.candidate.volunteer.id for one in found] == [3, 2, 1]
