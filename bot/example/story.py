"""What has happened in the example municipality, and when: days are counted from today, clocks are Oslo's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, slots=True)
class Plot:
    """One errand: posted on a day, for another day, and what comes of it.

    ``comes`` tells what the volunteers answer: "ja" and "nei" are the next who is asked,
    "avbud" that whoever said it cannot after all, "avlyst" that a coordinator calls it off; "" is silence.
    """

    kind: str
    whom: int
    posted: int
    day: int
    clock: time
    comes: str = "ja"
    ends: str = "ferdig"
    details: str = ""
    minutes: int = 60
    places: int = 1


def _at(hour: int, minute: int = 0) -> time:
    return time(hour, minute)


PLOTS = (
    # What is over.
    Plot("shopping", 0, -13, -11, _at(11), details="Melk, brød og brunost"),
    Plot("coffee_visit", 1, -13, -10, _at(13), "nei ja", details="Har bakt vafler"),
    Plot("walk", 2, -12, -9, _at(12), ends="Ferdig! Det var trivelig"),
    Plot("phone_call", 3, -12, -9, _at(18), details="Liker å snakke om fotball", minutes=30),
    Plot("transport", 4, -11, -8, _at(10), details="Til frisøren og hjem igjen", minutes=90),
    Plot("small_repairs", 5, -10, -8, _at(14), "nei nei ja", details="En lyspære i taket"),
    Plot("laundry", 6, -10, -7, _at(11), details="Henge opp sengetøy"),
    Plot("coffee_visit", 7, -9, -6, _at(13), "ja avbud ja"),
    Plot("shopping", 8, -8, -6, _at(10), ends="Ingen åpner døra"),
    Plot("digital_help", 9, -8, -5, _at(12), details="Får ikke åpnet bilder på mobilen"),
    Plot("gathering", 10, -9, -4, _at(12), "ja ja ja", details="Torsdagskafé på biblioteket", minutes=120, places=3),
    Plot("snow", 11, -6, -4, _at(9), ""),
    Plot("meal_company", 12, -6, -3, _at(15), "nei ja", details="Middag klokka tre"),
    Plot("walk", 13, -5, -2, _at(12), ends="ferdig, alt gikk bra"),
    Plot("tidying", 14, -4, -2, _at(13), "nei ja", details="Sortere aviser i gangen"),
    Plot("shopping", 15, -3, -1, _at(11), details="Handleliste ligger på bordet"),
    Plot("escort", 16, -4, -1, _at(10), details="Til legesenteret", minutes=90),
    # Today.
    Plot("coffee_visit", 17, -3, 0, _at(10), details="Glad i kryssord"),
    Plot("shopping", 18, -2, 0, _at(12), details="Poteter, kaffe og havregryn"),
    Plot("walk", 19, -4, 0, _at(14), "nei ja"),
    Plot("phone_call", 20, -3, 0, _at(18), minutes=30),
    Plot("small_repairs", 21, -1, 0, _at(19), "", details="Ei skuff som har hengt seg opp"),
    # Tomorrow.
    Plot("shopping", 22, -3, 1, _at(11), details="Fisk, smør og ukebladet"),
    Plot("coffee_visit", 23, -1, 1, _at(13), "nei ja"),
    Plot("laundry", 24, -2, 1, _at(12), "ja avbud"),
    Plot("transport", 0, -3, 1, _at(15), "nei", details="Til fotpleie", minutes=90),
    # Later.
    Plot("meal_company", 1, -4, 2, _at(15), "ja"),
    Plot("digital_help", 2, -2, 3, _at(12), "", details="Lære å ringe med bilde"),
    Plot("walk", 3, -2, 4, _at(12), "nei"),
    Plot("shopping", 4, -5, 5, _at(11), "ja", details="Det faste"),
    Plot("coffee_visit", 5, -1, 6, _at(13), ""),
    Plot("tidying", 7, -3, 2, _at(13), "ja avlyst", details="Rydde i boden"),
    Plot("gathering", 10, -3, 7, _at(12), "ja", details="Torsdagskafé på biblioteket", minutes=120, places=3),
    Plot("escort", 6, -1, 8, _at(10), "", details="Til øyelegen", minutes=120),
)

APPROVED = 52
"""So many of the volunteers are ready to start; those after them have signed up and wait for a call."""
ON_PAUSE = ((12, 14), (29, 3), (41, None))
"""Which of the volunteers are having a rest, and until which day."""

SAID = (
    # Someone new, all the way; the whole first talk.
    (-2, _at(12, 40), 700, "Hei, jeg vil gjerne hjelpe til"),
    (-2, _at(12, 43), 700, "ja"),
    (-2, _at(12, 45), 700, "Toralf Kakefathaugen"),
    (-2, _at(12, 47), 700, "Brumunddal"),
    (-2, _at(12, 50), 700, "1 og 3"),
    (-2, _at(12, 54), 700, "tirsdag og torsdag formiddag"),
    (-2, _at(12, 55), 700, "1"),
    (-2, _at(12, 57), 700, "bil"),
    (-2, _at(12, 59), 700, "hund"),
    (-2, _at(13, 2), 700, "ja"),
    # Someone who stopped halfway.
    (-1, _at(14, 5), 701, "kan jeg bli besøksvenn"),
    (-1, _at(14, 9), 701, "ja"),
    (-1, _at(14, 15), 701, "Gudveig Lappeteppen"),
    # Questions and a wish to talk with someone.
    (-1, _at(12, 20), 103, "hvem er du"),
    (-1, _at(12, 50), 110, "Kan noen ringe meg?"),
    (-1, _at(12, 58), 110, "Jeg er hjemme etter klokka to"),
    (-1, _at(15, 30), 118, "Jeg er litt bekymret for Astrid, hun virket så trøtt"),
    # Someone who has had enough.
    (-4, _at(16), 133, "STOPP"),
)
