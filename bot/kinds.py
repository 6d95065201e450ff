"""The kinds of errand: what each is called, what it asks of a volunteer, and how we do it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErrandKind:
    """One kind.  ``phrase`` follows "Kan du"; ``how`` is sent with the details."""

    code: str
    name: str
    phrase: str
    needs_travel: bool = True
    needs_car: bool = False
    min_age: int = 18
    how: str = ""


_ALL = (
    ErrandKind("shopping", "Handle", "handle for {name}",
               how="Bruk ikke dine egne penger. {name} har kontanter i en konvolutt. Legg kvitteringen og "
                   "vekslepengene i den. Ta aldri imot kort eller kode."),
    ErrandKind("coffee_visit", "Besøk", "ta en kaffe med {name}"),
    ErrandKind("laundry", "Klesvask", "henge opp klær hos {name}"),
    ErrandKind("walk", "Tur", "gå en tur med {name}"),
    ErrandKind("escort", "Følge", "følge {name} på et ærend"),
    ErrandKind("transport", "Kjøre", "kjøre {name} på et ærend", needs_car=True),
    ErrandKind("phone_call", "Ringe", "ringe {name} for en prat", needs_travel=False),
    ErrandKind("screen_visit", "Prat på skjerm", "prate med {name} på skjerm", needs_travel=False),
    ErrandKind("digital_help", "Mobil og data", "hjelpe {name} med mobilen"),
    ErrandKind("tidying", "Rydde", "rydde litt hos {name}"),
    ErrandKind("small_repairs", "Småting i huset", "ordne småting hos {name}"),
    ErrandKind("snow", "Måke snø", "måke snø hos {name}"),
    ErrandKind("meal_company", "Spise sammen", "spise sammen med {name}"),
    ErrandKind("gathering", "Treff", "hjelpe til på et treff"),
    ErrandKind("other", "Annet", "hjelpe {name}"),
)  # fmt: skip

KINDS = {kind.code: kind for kind in _ALL}
"""Every kind by its code, in the order people meet them."""


def kind_of(code: str) -> ErrandKind:
    """A kind by its code; one a municipality has added itself is treated as "other"."""
    return KINDS.get(code, KINDS["other"])
