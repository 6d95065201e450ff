"""The order of listening, and what happens when nothing was understood."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.dialog.effects import Alarm, Cancel, HandOver, OptIn, OptOut, Tell
from bot.dialog.events import Entity, Heard, Released, Woke
from bot.dialog.session import Parked, Situation, Talk
from tests.dialog.talking import ENGINE, KARI, SHOPPING, STRANGER, agreed, asked, hears, said

WITH_HUMAN = replace(KARI, with_human=True)
STOPPED = replace(KARI, person=replace(KARI.person, stopped=True))
AREA = Talk("onboarding", 1, {"welcome": True, "name": "Berit"}, asked="area")


@pytest.mark.parametrize("situation", [KARI, WITH_HUMAN, STOPPED, STRANGER, asked("offer", "offer")])
def test_danger_is_heard_everywhere(situation: Situation) -> None:
    talk, effects = hears("hun ligger på gulvet og puster ikke", situation, AREA)

    assert said(effects) == ["talk.danger"]
    assert isinstance(effects[1], Alarm)
    assert talk == AREA


@pytest.mark.parametrize("situation", [KARI, WITH_HUMAN, STRANGER, asked("offer", "offer")])
def test_stopp_is_heard_everywhere(situation: Situation) -> None:
    assert hears("STOPP", situation, AREA) == (Talk(), (OptOut(),))


def test_stopp_is_confirmed_once() -> None:
    assert hears("STOPP", STOPPED) == (Talk(), ())


def test_who_has_said_stopp_hears_nothing_until_they_come_back() -> None:
    assert hears("hei", STOPPED)[1] == (Tell("stopped_wrote", "hei"),)
    assert hears("START", STOPPED)[1] == (OptIn(),)


@pytest.mark.parametrize("text", ["ja", "hjelp", "nei", "ring meg", "blablabla"])
def test_the_robot_is_silent_while_a_human_has_the_talk(text: str) -> None:
    assert hears(text, replace(asked("offer"), with_human=True)) == (Talk(), ())


def test_machines_get_no_answer() -> None:
    noise = Heard("Likte «Kan du handle?»", "out_of_scope", noise=True)

    assert ENGINE.advance(AREA, noise, asked("offer")) == (AREA, ())


def test_the_second_miss_goes_to_a_human_and_there_is_no_third() -> None:
    first, again = hears("bak den gamle kiosken", STRANGER, AREA)
    second, over = hears("du vet vel hvor", STRANGER, first)

    assert said(again) == ["onboarding.area_again"]
    assert over == (HandOver("not_understood"),)
    assert second.misses == 0


def test_an_answer_forgives_the_miss_before() -> None:
    first, _ = hears("bak den gamle kiosken", STRANGER, AREA)
    second, _ = hears("2317", STRANGER, first)

    assert second.misses == 0
    assert second.asked == "kinds"


def test_back_takes_one_answer_at_a_time() -> None:
    talk = replace(AREA, answers={**AREA.answers, "area": {"postcode": "2317", "place": "Hamar"}}, asked="kinds")

    once, _ = hears("tilbake", STRANGER, talk)
    twice, _ = hears("tilbake", STRANGER, once)

    assert (once.asked, twice.asked) == ("area", "name")


def test_who_answers_later_is_let_be() -> None:
    later = Heard("svarer i kveld", "later")

    talk, effects = ENGINE.advance(AREA, later, STRANGER)

    assert (talk, said(effects)) == (AREA, ["talk.take_time"])


def test_the_wrong_person_is_asked_nothing_more() -> None:
    talk, effects = ENGINE.advance(AREA, Heard("feil nummer", "wrong_person"), STRANGER)

    assert talk == Talk()
    assert said(effects) == ["service.wrong_person"]


def test_a_name_is_a_name_whatever_else_it_looks_like() -> None:
    talk = Talk("onboarding", 1, {"welcome": True}, asked="name")
    berit = Heard("Berit", "wrong_person", 0.85, entities=(Entity("name", "Berit", 0, 5, "Berit"),))

    after, _ = ENGINE.advance(talk, berit, STRANGER)

    assert after.answers["name"] == "Berit"


@pytest.mark.parametrize(("text", "intent"), [("tusen takk", "thank"), ("der oppe ved den gamle skolen", "skip")])
def test_what_is_no_name_is_not_taken_for_one(text: str, intent: str) -> None:
    talk = Talk("onboarding", 1, {"welcome": True}, asked="name")

    after, _ = ENGINE.advance(talk, Heard(text, intent, 0.9), STRANGER)

    assert "name" not in after.answers


def test_who_is_unsure_beside_a_question_is_not_led_elsewhere() -> None:
    after, effects = ENGINE.advance(AREA, Heard("bak kiosken", "ask_about_service", 0.65), STRANGER)

    assert said(effects) == ["onboarding.area_again"]
    assert after.misses == 1


def test_silence_gets_one_more_question_and_then_none() -> None:
    once, nudge = ENGINE.advance(AREA, Woke(), STRANGER)
    twice, nothing = ENGINE.advance(once, Woke(), STRANGER)

    assert said(nudge) == ["onboarding.area"]
    assert (twice, nothing) == (Talk(), ())


def test_a_talk_that_waited_behind_one_that_is_let_go_is_taken_up_again() -> None:
    asking = Talk("erase", 1, {"code": "4821"}, asked="typed", parked=(Parked("onboarding", AREA.answers),))

    after, effects = ENGINE.advance(asking, Woke(), STRANGER)

    assert said(effects) == ["onboarding.area"]
    assert after == replace(AREA, nudged=True)
    assert hears("2317", STRANGER, after)[0].asked == "kinds"


def test_a_talk_a_human_has_is_not_nudged() -> None:
    assert ENGINE.advance(AREA, Woke(), replace(STRANGER, with_human=True)) == (AREA, ())


def test_a_talk_handed_back_goes_on_where_it_was() -> None:
    _, effects = ENGINE.advance(AREA, Released(), STRANGER)

    assert said(effects) == ["onboarding.area"]


def test_a_talk_that_waited_is_taken_up_again() -> None:
    talk, effects = ENGINE.advance(AREA, Heard("må melde avbud", "cancel_task"), agreed(SHOPPING))

    assert effects[0] == Cancel(SHOPPING.id)
    assert (talk.asked, said(effects)) == ("area", ["onboarding.area"])


def test_a_talk_goes_through_json_unchanged() -> None:
    talk = replace(AREA, which="no", pending="ja", parked=(Parked("pause", {"until": ""}),))

    assert Talk.from_json(talk.to_json()) == talk
    assert Talk.from_json('{"flow":"pause","later":1}') == Talk("pause")
