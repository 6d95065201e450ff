"""The form of a wish for help, the same by telephone and on the open page: plain words, nothing about health."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from admin.forms import Fields, Form
from bot.nlu.phones import e164
from bot.numbers import is_norwegian
from bot.storage.needs import Asker

WHO = ((Asker.SELF, "Meg selv"), (Asker.KIN, "En jeg er pårørende til"), (Asker.CARE, "En jeg møter i jobben"))
"""Who it is for, as the one who asks says it."""
WHO_RANG = (
    (Asker.SELF, "Den det gjelder"), (Asker.KIN, "En pårørende"), (Asker.CARE, "Hjemmetjenesten"),
)  # fmt: skip
"""Who asks, as it is written down by whoever took the telephone."""
KNOWS = (("yes", "Ja"), ("no", "Nei"), ("", "Ikke spurt"))
DECIDED = (("no", "Nei"), ("yes", "Ja"), ("", "Vet ikke"))
MOST = 400


def _norwegian(typed: str) -> str:
    number = e164(typed)
    if number is None or not is_norwegian(number):
        raise ValueError
    return number


class Asked(Fields):
    """A wish: what, who asks and how they are reached; whom it is for when it is someone else."""

    words: Annotated[str, Field(min_length=3, max_length=MOST)]
    name: Annotated[str, Field(min_length=1, max_length=80)]
    phone: Annotated[str, Field(max_length=30), AfterValidator(_norwegian)]
    asker: Annotated[Asker, Field(min_length=1)] = Asker.SELF
    whom: Annotated[str, Field(max_length=80)] = ""
    knows: Annotated[str, Field(pattern="^(|yes|no)$")] = ""
    decided: Annotated[str, Field(pattern="^(|yes|no)$")] = ""
    """Whether the municipality must do it by decision, as the one who asks knows it."""


TOLD = {
    "words": f"Skriv hva det trengs hjelp til, høyst {MOST} tegn.",
    "name": "Skriv navnet, høyst 80 tegn.",
    "phone": "Skriv et norsk telefonnummer, for eksempel 900 00 123.",
    "asker": "Velg hvem som spør.",
    "whom": "Skriv fornavnet til den det gjelder.",
    "knows": "Svar på om den det gjelder, vet om det.",
    "decided": "Svar på om det er vedtak på dette.",
}


def check(form: Form[Asked]) -> None:
    """Someone who asks for another says for whom."""
    if form.read is not None and form.read.asker is not Asker.SELF and not form.read.whom:
        form.wrong["whom"] = TOLD["whom"]
