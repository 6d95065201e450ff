"""A JA is only ever taken for what was meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from bot.dialog.effects import Accept, Cancel, Confirm, Decline, Effect, Fail, Finish, HandOver, Reask
from bot.dialog.session import Question, Talk
from bot.model import Errand, ErrandId, OfferState, PersonId
from tests.dialog.talking import COFFEE, ENGINE, KARI, SHOPPING, agreed, asked, hears, said

KINDS = ("offer", "both", "reminder", "changed", "check_in")
FIRST, SECOND = SHOPPING.id, COFFEE.id
WHICH = {"talk.which_yes", "talk.which_no"}


@pytest.mark.parametrize(("first", "second"), [*product(KINDS, KINDS)])
@pytest.mark.parametrize("text", ["ja", "JA", "nei", "ok", "det går fint"])
def test_a_bare_answer_never_counts_with_two_questions_open(text: str, first: str, second: str) -> None:
    _, effects = hears(text, asked(first, second))

    assert len(effects) == 1
    assert set(said(effects)) <= WHICH


@pytest.mark.parametrize(
    ("about", "text", "wanted"),
    [
        ("offer", "ja", Accept(FIRST)), ("offer", "nei", Decline(FIRST)),
        ("reminder", "ja", Confirm(FIRST)), ("reminder", "nei", Cancel(FIRST)),
        ("changed", "ja", Confirm(FIRST)), ("changed", "nei", Cancel(FIRST)),
        ("check_in", "ja", Finish(FIRST)), ("check_in", "nei", Fail(FIRST, "nei")),
        ("both", "ja", Accept(FIRST, sure=True)), ("both", "nei", Decline(FIRST)),
    ],
)  # fmt: skip
def test_a_bare_answer_is_taken_at_once_for_the_only_question(about: str, text: str, wanted: Effect) -> None:
    assert hears(text, asked(about))[1] == (wanted,)


@pytest.mark.parametrize("text", ["begge", "ja til begge", "1 og 2"])
def test_a_ja_to_two_at_the_same_time_is_asked_about_and_then_a_human_is(text: str) -> None:
    coffee = replace(COFFEE, starts=SHOPPING.starts + timedelta(minutes=30))
    same_time = replace(KARI, questions=(Question(1, "offer", SHOPPING), Question(2, "offer", coffee)))

    talk, effects = hears(text, same_time)

    assert said(effects) == ["talk.which_yes"]
    assert hears("1", same_time, talk)[1] == (Accept(FIRST),)
    assert hears(text, same_time, talk)[1] == (HandOver("not_understood"),)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("ja til torsdag", {Accept(FIRST)}), ("2", {Accept(SECOND)}), ("ja 1", {Accept(FIRST)}),
        ("ja til kaffe", {Accept(SECOND)}), ("ja til Astrid", {Accept(FIRST)}), ("nei til 2", {Decline(SECOND)}),
        ("ja til 1, nei til 2", {Accept(FIRST), Decline(SECOND)}), ("begge", {Accept(FIRST), Accept(SECOND)}),
    ],
)  # fmt: skip
def test_a_number_a_day_a_kind_or_a_name_says_which(text: str, wanted: set[Effect]) -> None:
    assert set(hears(text, asked("offer", "offer"))[1]) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1", {Decline(FIRST)}), ("den andre", {Decline(SECOND)}), ("Birger", {Decline(SECOND)}),
        ("begge", {Decline(FIRST), Decline(SECOND)}), ("ja til 1", {Accept(FIRST)}),
        ("1 kan jeg, 2 ikke", {Accept(FIRST), Decline(SECOND)}),
    ],
)  # fmt: skip
def test_what_is_picked_after_which_no_is_a_no(text: str, wanted: set[Effect]) -> None:
    talk, _ = hears("nei", asked("offer", "offer"))

    assert set(hears(text, asked("offer", "offer"), talk)[1]) == wanted


def test_a_which_that_was_not_answered_means_nothing_later() -> None:
    talk, _ = hears("nei", asked("offer", "offer"))
    talk, _ = hears("mine", asked("offer", "offer"), talk)

    assert hears("2", asked("offer", "offer"), talk)[1] == (Accept(SECOND),)


@pytest.mark.parametrize("asks", ["profile", "onboarding"])
@pytest.mark.parametrize("text", ["1", "2", "1 og 2", "nr 1"])
def test_a_number_answers_the_choice_asked_last_and_never_an_offer(asks: str, text: str) -> None:
    name = {"profile": "part", "onboarding": "frequency"}[asks]
    answers = {} if asks == "profile" else {"welcome": True, "name": "Kari", "area": {}, "kinds": ["walk"], "times": {}}
    talk = Talk(asks, ENGINE.flows[asks].version, answers, asked=name)

    _, effects = hears(text, asked("offer"), talk)

    assert not any(isinstance(effect, Accept | Decline) for effect in effects)


def test_our_own_question_is_one_of_those_a_ja_could_mean() -> None:
    kari = agreed(COFFEE)
    talk, _ = hears("nei", kari)
    both = asked("offer", situation=kari)

    wondering, which = hears("ja", both, talk)

    assert said(which) == ["talk.which_yes"]
    assert Cancel(SECOND) in hears("2", both, wondering)[1]
    assert Accept(FIRST) in hears("1", both, wondering)[1]


def test_a_no_to_our_own_question_is_a_no() -> None:
    kari = agreed(COFFEE)
    talk, _ = hears("nei", kari)
    both = asked("offer", situation=kari)
    wondering, which = hears("nei", both, talk)

    _, effects = hears("2", both, wondering)

    assert said(which) == ["talk.which_no"]
    assert not any(isinstance(effect, Cancel) for effect in effects)


def test_a_late_ja_after_two_were_solved_is_asked_about() -> None:
    solved = replace(KARI, missed=((OfferState.SOLVED, SHOPPING), (OfferState.SOLVED, COFFEE)))

    _, effects = hears("ja", solved)

    assert effects[:2] == (Reask(FIRST), Reask(SECOND))
    assert said(effects) == ["talk.which_yes"]


def test_a_no_after_a_ja_is_asked_about_before_anything_is_withdrawn() -> None:
    talk, asking = hears("nei forresten", agreed(SHOPPING))

    assert said(asking) == ["cancel.sure"]
    assert Cancel(FIRST) in hears("ja", agreed(SHOPPING), talk)[1]
    assert said(hears("nei", agreed(SHOPPING), talk)[1]) == ["cancel.kept"]


def test_a_nei_after_all_is_to_what_was_agreed_although_others_are_asked_about() -> None:
    walk = Errand(ErrandId(3), "walk", PersonId(7), "Olav Dal", SHOPPING.starts + timedelta(days=3))
    has_said_yes = agreed(walk, situation=asked("offer", "offer"))

    assert hears("nei, nå har jeg fått time hos tannlegen, så det passer ikke likevel", has_said_yes)[1] == (
        Cancel(walk.id),
    )
    assert said(hears("nei, det passer ikke", has_said_yes)[1]) == ["talk.which_no"]
    assert said(hears("nei, det passer ikke likevel", asked("offer", "offer"))[1]) == ["talk.which_no"]
