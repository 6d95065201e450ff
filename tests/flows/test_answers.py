"""What single answers lead to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from bot.clock import OSLO
from bot.dialog.effects import Change, Effect, Forget, HandOver, Pause, Register, Rest, Resume, Tell
from bot.dialog.events import Entity, Heard, Woke
from bot.dialog.likes import kinds_in_words, times_in_words
from bot.dialog.session import Talk
from tests.dialog.talking import COFFEE, ENGINE, KARI, READER, SHOPPING, STRANGER, agreed, hears, said


def starts(heard: Heard) -> tuple[Talk, tuple[Effect, ...]]:
    return ENGINE.advance(Talk(), heard, KARI)


def test_only_the_digits_we_sent_erase_anyone() -> None:
    talk, asking = starts(Heard("slett meg", "delete_my_data"))
    wrong, again = hears("SLETT 1111", KARI, talk)

    assert said(asking) == ["erase.typed"]
    assert said(again) == ["erase.typed_again"]
    assert hears("SLETT 4821", KARI, wrong)[1] == (Forget(),)
    assert hears("SLETT 2222", KARI, wrong)[1] == (HandOver("not_understood"),)
    assert said(hears("nei", KARI, wrong)[1]) == ["erase.kept"]


def test_what_someone_will_not_do_is_never_taken_for_what_they_like() -> None:
    kind = Entity("kind", "shopping", 9, 15, "handle")
    no_shopping = Heard("kan ikke handle lenger", "change_skills", 0.9, entities=(kind,))

    talk, effects = starts(no_shopping)

    assert said(effects) == ["profile.kinds"]
    assert hears("1", KARI, talk)[1][0] == Change({"kinds": ["coffee_visit", "meal_company"]})


def test_a_new_place_is_said_back() -> None:
    moved = Heard("flytta til Løten", "change_contact", 0.9, entities=(Entity("place", "Løten", 11, 16, "Løten"),))

    _, (change, say) = starts(moved)

    assert change == Change({"area": {"postcode": "", "place": "Løten"}})
    assert getattr(say, "values", None) == {"what": "Løten"}


@pytest.mark.parametrize(("text", "asks"), [("nytt nummer", False), ("endre", True)])
def test_a_new_number_is_for_a_human_and_an_idle_word_is_asked_about(text: str, asks: bool) -> None:
    _, effects = starts(Heard(text, "change_contact", 0.9))

    assert (said(effects) == ["profile.part"]) is asks
    assert any(isinstance(effect, Tell) for effect in effects) is not asks


@pytest.mark.parametrize(
    ("text", "until"), [("til 10. mars", date(2026, 3, 10)), ("vet ikke", None), ("denne uka", date(2026, 3, 8))]
)
def test_a_pause_is_as_long_as_they_say(text: str, until: date | None) -> None:
    talk = Talk("pause", 1, {}, asked="until")

    assert hears(text, KARI, talk)[1][0] == Pause(until)


def test_who_asks_for_a_pause_has_it_before_they_say_how_long() -> None:
    talk, effects = starts(Heard("PAUSE", "pause"))

    assert effects[0] == Rest()
    assert said(effects) == ["pause.until"]
    assert ENGINE.advance(talk, Woke(), KARI) == (Talk(), (Pause(None),))


@pytest.mark.parametrize(("text", "intent"), [("KLAR", "affirm"), ("Klar igjen!", "affirm"), ("er her", "resume")])
def test_who_comes_back_is_not_asked_how_long_the_pause_was_to_be(text: str, intent: str) -> None:
    talk, _ = starts(Heard("PAUSE", "pause"))
    after, effects = ENGINE.advance(talk, Heard(text, intent), replace(KARI, paused=True))

    assert (after, effects[0], said(effects)) == (Talk(), Resume(), ["pause.resumed"])


def test_who_never_says_which_visit_they_cannot_make_is_asked_once_more_and_then_called() -> None:
    talk, which = ENGINE.advance(Talk(), Heard("AVBUD", "cancel_task"), agreed(SHOPPING, COFFEE))
    once, again = ENGINE.advance(talk, Woke(), agreed(SHOPPING, COFFEE))

    assert said(which) == said(again) == ["cancel.which"]
    told = Tell("cancel_unclear", "AVBUD", SHOPPING.id)
    assert ENGINE.advance(once, Woke(), agreed(SHOPPING, COFFEE)) == (Talk(), (told,))


def test_the_first_talk_ends_with_what_was_said() -> None:
    talk = Talk()
    for text in ("hei", "ja", "Berit Haugen", "2317", "1 og 3", "tirsdag", "2", "1", "nei", "ja"):
        talk, effects = hears(text, STRANGER, talk)

    register = effects[0]
    assert isinstance(register, Register)
    assert register.answers["kinds"] == ["coffee_visit", "meal_company", "walk", "escort"]
    assert register.answers["frequency"] == "month"
    assert talk == Talk()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("så ofte det trengs", "week"), ("det spiller ingen rolle", "week"), ("to", "month"),
        ("gjerne hver fjortende dag", "month"), ("så ofte dere vil", "week"),
    ],
)  # fmt: skip
def test_how_often_is_said_in_many_ways(text: str, kept: str) -> None:
    known = {"welcome": True, "name": "Berit", "area": {}, "kinds": ["walk"], "times": {}}
    talk = Talk("onboarding", 1, known, asked="frequency")
    assert hears(text, STRANGER, talk)[0].answers["frequency"] == kept


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("times", "har ikke god tid"), ("times", "jeg trenger å vite mer først"), ("times", "trenger hjelp selv"),
        ("times", "ikke alltid"), ("frequency", "hvor ofte blir det?"), ("frequency", "har alltid mye å gjøre"),
        ("frequency", "jeg trenger tid til å tenke"), ("kinds", "spiller ingen rolle"),
    ],
)  # fmt: skip
def test_words_that_only_sound_like_an_answer_are_asked_about(asked: str, text: str) -> None:
    told = {"kinds": ["walk"], "times": {}}
    before = {"kinds": (), "times": ("kinds",), "frequency": ("kinds", "times")}[asked]
    known = {"welcome": True, "name": "Berit", "area": {}, **{name: told[name] for name in before}}
    talk, _ = hears(text, STRANGER, Talk("onboarding", 1, known, asked=asked))
    assert asked not in talk.answers


def test_short_walks_are_no_visits() -> None:
    talk = Talk("onboarding", 1, {"welcome": True, "name": "Berit", "area": {}}, asked="kinds")
    assert hears("bare korte turer", STRANGER, talk)[0].answers["kinds"] == ["walk", "escort"]


def test_numbers_may_be_written_as_words() -> None:
    talk = Talk("onboarding", 1, {"welcome": True, "name": "Berit", "area": {}}, asked="kinds")
    assert hears("en og to", STRANGER, talk)[0].answers["kinds"] == ["coffee_visit", "meal_company", "shopping"]


@pytest.mark.parametrize(
    ("asked", "text", "kept"),
    [
        ("frequency", "ikke så ofte", "seldom"), ("frequency", "helst ikkje for ofte, takk", "seldom"),
        ("frequency", "et par ganger i året", "seldom"), ("frequency", "to ganger i måneden", "month"),
        ("transport", "jeg går ikke ut når det er glatt", "phone"), ("transport", "har ikke bil, tar bussen", "bus"),
    ],
)  # fmt: skip
def test_what_is_said_with_a_not_may_be_an_answer(asked: str, text: str, kept: str) -> None:
    known = {"welcome": True, "name": "Berit", "area": {}, "kinds": ["walk"], "times": {}}
    talk = Talk("onboarding", 1, known if asked == "frequency" else known | {"frequency": "week"}, asked=asked)

    assert hears(text, STRANGER, talk)[0].answers[asked] == kept


def test_who_rings_people_is_not_asked_how_they_travel() -> None:
    known = {"welcome": True, "name": "Berit", "area": {}, "kinds": ["phone_call"], "times": {}, "frequency": "week"}

    following = ENGINE.flows["onboarding"].following(known)

    assert following is not None
    assert following.name == "dislikes"


def test_how_many_questions_there_are_never_grows() -> None:
    flow = ENGINE.flows["onboarding"]
    name = flow.ask("name")
    assert name is not None

    assert flow.lead(name, {"welcome": True}, "nb") == "1 av 7. "
    assert flow.lead(name, {"welcome": True, "kinds": ["walk"]}, "nb") == "1 av 7. "
    assert flow.lead(name, {"welcome": True, "kinds": ["phone_call"]}, "nb") == "1 av 6. "


DISLIKES = Talk("onboarding", 1, {"welcome": True, "name": "Berit", "area": {"postcode": "2317", "place": "Hamar"},
                                  "kinds": ["walk"], "times": {"weekly": []}, "frequency": "week", "transport": "car"},
                asked="dislikes")  # fmt: skip


@pytest.mark.parametrize(
    "text", ["nei til trapper", "ingen hund", "nei hund", "ikke røyk", "ikkje hund takk", "Nei, bare ikke katt", "hund"]
)
def test_what_someone_refuses_by_name_is_kept(text: str) -> None:
    assert hears(text, STRANGER, DISLIKES)[0].answers["dislikes"] == text


@pytest.mark.parametrize(
    "text", ["nei", "NEI", "Nei takk!", "ingenting", "ikke noe spesielt", "nei, det går fint", "hopp over", "itte no"]
)
def test_a_bare_no_names_nothing_they_would_rather_not_do(text: str) -> None:
    assert hears(text, STRANGER, DISLIKES)[0].answers["dislikes"] == ""


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        (["coffee_visit", "meal_company"], "besøk"), (["meal_company"], "spise sammen"),
        (["coffee_visit", "meal_company", "walk", "escort"], "besøk og tur"),
    ],
)  # fmt: skip
def test_kinds_are_said_back_in_the_words_they_were_chosen_by(kinds: list[str], words: str) -> None:
    assert kinds_in_words(kinds, "nb") == words


def test_days_that_share_their_hours_are_said_together() -> None:
    windows = [{"day": day, "start": "09:00", "end": "12:30"} for day in ("tu", "th")]

    assert times_in_words({"weekly": windows}, "nb") == "tirsdag og torsdag kl. 9-12.30"
    assert times_in_words({"weekly": []}, "nb") == "når som helst"


@pytest.mark.parametrize(
    ("said", "back"),
    [
        ("annenhver tirsdag formiddag, men ikke i påsken",
         "tirsdag kl. 9-12 annenhver uke (første gang 3. mars), ikke 2. april til 6. april"),
        ("hver tredje onsdag", "onsdag hver 3. uke (første gang 4. mars)"),
        ("første og tredje tirsdag i måneden", "første og tredje tirsdag i måneden"),
        ("siste fredag i måneden etter kl 12", "siste fredag i måneden kl. 12-21"),
        ("tirsdager i partallsuker", "tirsdag i partallsuker"), ("oddetallsuker", "alle dager i oddetallsuker"),
        ("hverdager fra 1. april til 1. juni, men ikke 5. mai",
         "hverdager, fra 1. april, til og med 1. juni, ikke 5. mai"),
    ],
)  # fmt: skip
def test_all_that_is_kept_of_when_someone_can_is_said_back(said: str, back: str) -> None:
    talk, _ = hears(said, STRANGER, replace(DISLIKES, asked="times"))

    assert times_in_words(talk.answers["times"], "nb") == back


def test_every_other_week_is_counted_from_the_week_it_is_said() -> None:
    wednesday = replace(KARI, now=datetime(2026, 3, 4, 10, tzinfo=OSLO))
    heard = READER.understand("kan bare annenhver tirsdag fra nå av", now=wednesday.now, expecting="availability")

    _, (change, *_) = ENGINE.advance(Talk(), replace(heard, intent="change_availability"), wednesday)

    assert isinstance(change, Change)
    assert [window["anchor"] for window in change.answers["times"]["weekly"]] == ["2026-03-10"]


@pytest.mark.parametrize(
    ("text", "right"),
    [("helt rett", True), ("nesten", False), ("feil navn", False), ("ja bortsett fra onsdag", False)],
)
def test_what_is_not_quite_right_is_put_right(text: str, right: bool) -> None:
    known = {"welcome": True, "name": "Berit", "area": {"place": "Hamar", "postcode": ""}, "kinds": ["walk"],
             "times": {"weekly": []}, "frequency": "week", "transport": "car", "dislikes": ""}  # fmt: skip
    talk, _ = hears(text, STRANGER, Talk("onboarding", 1, known, asked="right"))
    assert talk == Talk() if right else talk.asked == "change"
