"""People answer by who they are and what they are asked, never by who was asked before them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.rehearse import load
from bot.rehearse.chance import Chance
from bot.rehearse.crowd import Coming, Crowd
from bot.rehearse.population import Behaviour
from bot.rehearse.record import Record
from bot.rehearse.town import Helper, Plan
from tests.rehearse.people import MONDAY, helper, plan

OFFER = "Hei Kari! Kan du handle for Astrid? Svar JA eller NEI."
PEOPLE = [helper(n) for n in range(60)]


def behaving(**numbers: float) -> Behaviour:
    return load().behaviour.model_copy(update=numbers)


def crowd(**numbers: float) -> Crowd:
    return Crowd(behaving(**numbers), Chance(1), tuple(PEOPLE), Record())


def asked(them: Crowd, who: Helper, about: Plan, text: str = OFFER, at: datetime = MONDAY) -> list[Coming]:
    return list(them.reads(who, "offer", about, text, at))


def said(coming: list[Coming]) -> str:
    return " ".join(each.words(each.at) for each in coming)


def test_the_same_person_answers_the_same_errand_alike_whoever_was_asked_before() -> None:
    one, other = crowd(), crowd()

    forwards = {who.n: [(c.at, c.words(c.at)) for c in asked(one, who, plan())] for who in PEOPLE}
    backwards = {who.n: [(c.at, c.words(c.at)) for c in asked(other, who, plan())] for who in reversed(PEOPLE)}

    assert forwards == backwards
    assert {words for answers in forwards.values() for _, words in answers} == {"JA", "NEI"}


@pytest.mark.parametrize(("never", "answers"), [(0.0, 60), (1.0, 0)])
def test_so_many_never_answer(never: float, answers: int) -> None:
    them = crowd(never_reply=never, reply_sigma=0.0)

    assert sum(bool(asked(them, who, plan())) for who in PEOPLE) == answers


def test_what_is_declined_or_left_makes_a_yes_less_likely_for_a_fortnight() -> None:
    them, kari = crowd(never_reply=1.0), PEOPLE[0]
    before = them.likely(kari, plan(), MONDAY)
    asked(them, kari, plan(1))
    asked(them, kari, plan(2))

    assert them.likely(kari, plan(), MONDAY) == pytest.approx(before * 0.9**2)
    assert them.likely(kari, plan(), MONDAY + timedelta(days=15)) == pytest.approx(before)


def test_whoever_hears_first_that_it_is_solved_does_not_answer() -> None:
    them, kari = crowd(never_reply=0.0), PEOPLE[0]
    coming = asked(them, kari, plan())
    fresh = them.likely(kari, plan(1), MONDAY)
    list(them.reads(kari, "solved", plan(), "Nå har en annen sagt ja.", MONDAY))

    assert said(coming) == ""
    assert them.likely(kari, plan(1), MONDAY + timedelta(hours=1)) == fresh, "they neither declined nor left it"


def test_an_answer_to_a_numbered_question_has_its_number() -> None:
    them = crowd(never_reply=0.0, says_yes=1.0)

    assert said(asked(them, PEOPLE[0], plan(), "Nr. 2: Kan du handle? Svar JA 2 eller NEI 2.")) == "JA 2"


def test_what_was_meant_is_found_in_a_list() -> None:
    them, kari, about = crowd(never_reply=0.0, says_yes=1.0), PEOPLE[0], plan()
    said(asked(them, kari, about))
    coffee = "ta en kaffe med Astrid fredag 4. september kl. 11.00"
    shopping = "handle for Astrid onsdag 2. september kl. 09.00"
    which = f"Hva sier du ja til? 1) {coffee}. 2) {shopping}. Svar 1 eller 2."

    assert said(list(them.reads(kari, "which", None, which, MONDAY))) == "2"


def test_a_yes_that_is_cancelled_is_cancelled_in_time() -> None:
    them, kari, about = crowd(never_reply=0.0, says_yes=1.0, cancel=1.0), PEOPLE[0], plan()
    said(asked(them, kari, about))
    (coming,) = them.reads(kari, "confirmation", about, "Så fint!", MONDAY)

    assert them.comer(about) is kari
    assert MONDAY <= coming.at < about.starts
    assert coming.words(coming.at) == "AVBUD"
    assert them.comer(about) is None


@pytest.mark.parametrize(("no_show", "comes"), [(0.0, True), (1.0, False)])
def test_some_do_not_show_up(no_show: float, comes: bool) -> None:
    them, kari, about = crowd(never_reply=0.0, says_yes=1.0, cancel=0.0, no_show=no_show), PEOPLE[0], plan()
    said(asked(them, kari, about))
    list(them.reads(kari, "confirmation", about, "Så fint!", MONDAY))

    assert them.visits(kari, about) is comes


def test_a_recipient_rings_about_a_stranger_once_they_know_someone() -> None:
    them = crowd(never_reply=0.0, says_yes=1.0, cancel=0.0, no_show=0.0, ring_about_stranger=1.0)
    kari, ola, first, second = PEOPLE[0], PEOPLE[1], plan(0), plan(1)
    for who, about in ((kari, first), (ola, second)):
        said(asked(them, who, about))
        list(them.reads(who, "confirmation", about, "Så fint!", MONDAY))

    assert not them.rings_about(first.neighbour, first)
    them.visits(kari, first)
    assert them.rings_about(second.neighbour, second)
