"""Who lives in the example municipality: first names anyone may have, surnames nobody has, numbers nobody answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from typing import Any

from bot.model import Availability, Frequency, Kin, Tell, Window

FIRST_NAMES = (
    "Kari Ola Berit Arne Solveig Kjell Randi Odd Turid Leif Bjørg Svein Marit Per Gerd Knut Inger Rolf Aud Magne"
    " Liv Tor Anne Jan Ragnhild Egil Tove Harald Sigrid Oddvar Eva Finn Wenche Gunnar Unni Asbjørn Reidun Einar Grete"
    " Steinar Torill Geir Mette Trond Hilde Roar Bente Morten Lise Terje Nina Øyvind Siv Håkon Åse Ivar Brit Halvor"
    " Elin"
).split()
ELDERS = (
    "Astrid Johan Ingeborg Olav Margit Nils Borghild Karl Dagny Sverre Solfrid Alf Ruth Birger Klara Trygve Hjørdis"
    " Thorleif Signe Erling Magnhild Reidar Edith Hans Petra"
).split()
SURNAMES = (
    "Vaffelrud Kaffebakken Brunostli Lefselund Solskinnsmo Votterud Ullsokkhaug Eplekakerud Strikkeli Skitursveen"
    " Rabarbramo Kvikklunsjhagen Pledderud Blåbærstad Gyngestolmoen Kardemommerud Flatbrødli Termosbakken Nistehaugen"
    " Hjemmebaklund Rømmegrøtmo Lappeteppen Fuglekassrud Vedskjulstad Kryssordmoen"
).split()
POSTCODES = ("2316", "2317", "2319", "2323", "2335", "2340", "2380", "2383", "2390", "2406", "2408", "2411")
STREETS = ("Vaffelvegen", "Kaffegata", "Brunostbakken", "Lefsestien", "Solkroken", "Strikkevegen", "Nisselia")
ENTRIES = ("", "Ring på, og vent litt.", "Inngang på baksida.", "Andre etasje, heis til høyre.", "Døra står oppe.", "")
DISLIKES = ("", "", "hund", "", "røyk", "", "trapper", "")

SKILLS = (
    ("shopping", "coffee_visit", "walk", "small_repairs", "transport"),
    ("coffee_visit", "phone_call", "meal_company", "laundry", "escort"),
    ("shopping", "transport", "escort", "digital_help", "small_repairs"),
    ("walk", "coffee_visit", "shopping", "gathering", "laundry"),
    ("digital_help", "small_repairs", "tidying", "shopping", "gathering"),
    ("coffee_visit", "laundry", "tidying", "gathering", "meal_company", "transport"),
)
WEEKDAYS = tuple(Window(day, time(8), time(21)) for day in ("mo", "tu", "we", "th", "fr"))
TIMES = (
    None,
    Availability(WEEKDAYS),
    None,
    None,
    Availability(tuple(Window(day, time(9), time(16)) for day in ("mo", "we", "th", "su"))),
)
OFTEN = (Frequency(6, 7), Frequency(3, 7), Frequency(7, 7), Frequency(5, 7), Frequency(4, 30))
TRANSPORTS = ("car", "car", "bus", "car", "foot", "car", "phone")


@dataclass(frozen=True, slots=True)
class Helper:
    """A volunteer as written up by a coordinator."""

    name: str
    phone: str
    born: int
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Someone who gets help."""

    name: str
    phone: str
    tell: Tell
    kin: Kin
    values: dict[str, Any]


def number(last: int) -> str:
    """A mobile number that belongs to nobody."""
    return f"+4790000{last:03}"


def helpers(this_year: int) -> Iterator[Helper]:
    for n, first in enumerate(FIRST_NAMES):
        values: dict[str, Any] = {
            "skills": [*SKILLS[n % len(SKILLS)], *(("screen_visit",) if n % 9 == 0 else ())],
            "availability": TIMES[n % len(TIMES)], "postcode": POSTCODES[n * 5 % len(POSTCODES)],
            "transport": TRANSPORTS[n % len(TRANSPORTS)], "frequency": OFTEN[n % len(OFTEN)],
            "dislikes": DISLIKES[n % len(DISLIKES)],
        }  # fmt: skip
        born = this_year - 60 - n * 7 % 29
        yield Helper(f"{first} {SURNAMES[n * 7 % len(SURNAMES)]}", number(100 + n), born, values)


def neighbours() -> Iterator[Neighbour]:
    for n, first in enumerate(ELDERS):
        surname = SURNAMES[(n * 11 + 3) % len(SURNAMES)]
        tell = (Tell.SMS, Tell.CALL, Tell.SMS, Tell.KIN, Tell.SMS)[n % 5]
        phone = number(200 + n) if tell is Tell.SMS else f"+476200{n:04}" if tell is Tell.CALL else ""
        kin = Kin(f"{FIRST_NAMES[-n - 1]} {surname}", number(300 + n)) if tell is Tell.KIN or n % 4 == 0 else Kin()
        values: dict[str, Any] = {
            "postcode": POSTCODES[n % len(POSTCODES)], "street": f"{STREETS[n % len(STREETS)]} {n + 1}",
            "entry": ENTRIES[n % len(ENTRIES)], "known_only": n == 11,
        }  # fmt: skip
        yield Neighbour(f"{first} {surname}", phone, tell, kin, values)
