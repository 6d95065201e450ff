"""What a reading of the rules by other eyes found: numbers that alarmed, places that stopped, a JA said of others."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from bot.nlu import Reader
from bot.nlu.danger import danger_in
from bot.nlu.normal import key, words
from bot.nlu.slips import with_slips
from tests.nlu.conftest import COFFEE, NOW, SHOPPING, lines

DANGER = {"emergency", "distress"}


@pytest.mark.parametrize("number", ["112", "1100", "22", "900 00 111"])
def test_the_digits_of_a_number_are_never_taken_together(number: str) -> None:
    assert key(number) == number


@pytest.mark.parametrize("text", ["12", "10", "13", "12 og 13", "du kan ringe etter 12", "ring 12", "ring 10 eller 13"])
@pytest.mark.parametrize("expecting", [None, "offer", "availability"])
def test_a_clock_time_is_no_emergency_number(reader: Reader, text: str, expecting: str | None) -> None:
    open_questions = (SHOPPING,) if expecting == "offer" else ()

    assert reader.understand(text, now=NOW, expecting=expecting, open=open_questions).intent not in DANGER


@pytest.mark.parametrize("text", ["112", "113!", "110", "ring 113", "ring 112 nå"])
def test_an_emergency_number_still_is_one(text: str) -> None:
    assert Reader().understand(text, now=NOW).intent == "emergency"


PLACES = ["Hvasser", "Byre", "Flåm", "Bryne", "Stø", "Stokke", "Støtt", "Frei", "Reine"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("said", ["{}", "jeg bor på {}", "ja til {}", "Storgata 1, {}"])
@pytest.mark.parametrize("expecting", [None, "place"])
def test_a_place_is_neither_danger_nor_a_stop(reader: Reader, place: str, said: str, expecting: str | None) -> None:
    heard = reader.understand(said.format(place), now=NOW, expecting=expecting)

    assert heard.intent not in {*DANGER, "opt_out"}


@pytest.mark.parametrize("word", ["rampe", "overfylt", "filet", "deira", "overfart", "befolkningen", "ramma", "kanta"])
def test_an_ordinary_word_is_no_slip_of_a_dangerous_one(word: str) -> None:
    assert danger_in(words(word)) is None
    assert danger_in(words(f"jeg så {word} i går")) is None


OWN = "Stokke Støtt Stø Stange Stang støv støy sopp stoff slit sto store støtte sjans topp slett slott stol Stian"


@pytest.mark.parametrize("text", [*OWN.split(), "topp takk", "stor takk", "stopp på veien"])
@pytest.mark.parametrize("expecting", [None, "offer", "name", "place", "dislikes", "feedback"])
def test_a_word_of_its_own_never_stops_the_number(reader: Reader, text: str, expecting: str | None) -> None:
    open_questions = (SHOPPING,) if expecting == "offer" else ()

    assert reader.understand(text, now=NOW, expecting=expecting, open=open_questions).intent != "opt_out"


@pytest.mark.parametrize("text", ["STOPP", "stop", "Slutt!", "AVSLUTT", "avmeld", "meld meg av", "STOPALL", "stoppp"])
@pytest.mark.parametrize("expecting", [None, "offer", "name", "place", "dislikes", "availability", "feedback"])
def test_a_stop_word_stops_whatever_was_asked(text: str, expecting: str | None) -> None:
    assert Reader().understand(text, now=NOW, expecting=expecting).intent == "opt_out"


@pytest.mark.parametrize("text", ["stopo", "sropp", "stpp", "atopp", "stop0", "slurt", "avslytt", "STOPPP NÅ"])
@pytest.mark.parametrize("expecting", [None, "offer", "kinds", "availability", "transport", "feedback", "yes_no"])
def test_a_stop_with_a_slip_stops_where_no_name_was_asked(text: str, expecting: str | None) -> None:
    assert Reader().understand(text, now=NOW, expecting=expecting).intent == "opt_out"


@pytest.mark.parametrize("text", ["stopo", "Stopa", "Slutti", "mel meg av"])
@pytest.mark.parametrize("expecting", ["name", "place", "dislikes"])
def test_where_a_name_was_asked_only_the_very_word_stops(text: str, expecting: str) -> None:
    assert Reader().understand(text, now=NOW, expecting=expecting).intent != "opt_out"


OPEN = {
    "both": (SHOPPING, COFFEE),
    "astrid": (SHOPPING, replace(COFFEE, starts=SHOPPING.starts + timedelta(hours=2), recipient="Astrid Berg")),
    "handle": (SHOPPING, replace(SHOPPING, n=2, starts=SHOPPING.starts + timedelta(days=1))),
}


@pytest.mark.parametrize("text", lines("not_which.txt"))
def test_what_is_said_of_others_takes_no_offer(reader: Reader, text: str) -> None:
    heard = reader.understand(text, now=NOW, expecting="offer", open=OPEN["both"])

    assert heard.accept == ()
    assert heard.intent not in DANGER


@pytest.mark.parametrize("line", lines("which.txt"))
def test_a_choice_that_fits_several_is_asked_about(reader: Reader, line: str) -> None:
    which, text, accept, decline = line.split("|")

    heard = reader.understand(text, now=NOW, expecting="offer", open=OPEN[which])

    assert [",".join(map(str, numbers)) for numbers in (heard.accept, heard.decline)] == [accept, decline]


@pytest.mark.parametrize("text", ["ja hvis andre ikke kan", "ja hvis 2 ikke går", "ja hvis fredag ikke går for andre"])
def test_what_is_only_supposed_is_not_declined(reader: Reader, text: str) -> None:
    assert reader.understand(text, now=NOW, expecting="offer", open=OPEN["both"]).decline == ()


@pytest.mark.parametrize("text", ["ja1", "JA2", "NEI2", "nei2"])
def test_a_number_nobody_was_asked_about_is_asked_about(reader: Reader, text: str) -> None:
    heard = reader.understand(text, now=NOW, expecting="offer", open=(replace(SHOPPING, n=3),))

    assert (heard.accept, heard.decline, heard.unclear) == ((), (), True)


OF_PEOPLE = "hyggelig|snill og grei|en fin mann|morsom|på butikken|borte i dag|80 år|glad|mett|ute|våken|i Oslo".split(
    "|"
)


@pytest.mark.parametrize("who", ["hun", "han", "ho", "Odd", "mannen hennes"])
@pytest.mark.parametrize("how", OF_PEOPLE)
def test_how_someone_is_alarms_nobody(reader: Reader, who: str, how: str) -> None:
    assert reader.understand(f"{who} er {how}", now=NOW).intent not in DANGER


@pytest.mark.parametrize("text", ["Brenna", "Brennåsen", "leilighet 113", "buss 110", "112 kroner"])
def test_a_model_alarms_on_no_single_word_nor_on_a_number_of_a_house(reader: Reader, text: str) -> None:
    assert reader.understand(text, now=NOW).intent not in DANGER


@pytest.mark.parametrize(
    "text",
    ["slutter kl 12", "stopper kl 10", "stopp ved butikken", "slutt på melk", "avslutning fredag", "stoppested Stokke"],
)
@pytest.mark.parametrize("expecting", [None, "place", "availability", "dislikes"])
def test_what_ends_or_stops_somewhere_stops_no_messages(reader: Reader, text: str, expecting: str | None) -> None:
    assert reader.understand(text, now=NOW, expecting=expecting).intent != "opt_out"


@pytest.mark.parametrize("text", ["Ja eg trur det", "Ja je trur det", "Hun har sagt ja", "ja vi finner ut av det"])
@pytest.mark.parametrize("expecting", [None, "offer"])
def test_what_is_no_yes_is_no_alarm_either(reader: Reader, text: str, expecting: str | None) -> None:
    open_questions = (SHOPPING,) if expecting else ()

    assert reader.understand(text, now=NOW, expecting=expecting, open=open_questions).intent not in DANGER


def test_nearly_every_slip_of_a_stop_word_stops() -> None:
    chance, said = Random(1), "STOPP STOP SLUTT AVSLUTT AVMELD".split()
    typed = {with_slips(chance.choice(said), 1, chance) for _ in range(1_000)}

    asked = {text.lower() for text in typed if Reader().understand(text, now=NOW).intent != "opt_out"}

    assert asked <= {"topp", "top", "sopp", "sop", "slitt", "skutt"}


@pytest.mark.parametrize("text", ["hilsen Odd", "Hilsen Astrid", "Ja\nOdd", "Ja - Odd"])
def test_a_name_below_that_may_be_the_writers_own_chooses_nothing(reader: Reader, text: str) -> None:
    heard = reader.understand(text, now=NOW, expecting="offer", open=(SHOPPING, COFFEE))

    assert (heard.accept, heard.decline) == ((), ())


@pytest.mark.parametrize("text", ["ok notert", "ja vel da", "gjerne fri", "jeg har ingenting å gjøre det med"])
def test_what_says_neither_is_asked_about(reader: Reader, text: str) -> None:
    heard = reader.understand(text, now=NOW, expecting="offer", open=(SHOPPING,))

    assert (heard.accept, heard.decline) == ((), ())
