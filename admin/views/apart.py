"""Those who are not to meet again, as they stand on a card."""

from __future__ import annotations

from dataclasses import dataclass

from admin.views.naming import called
from admin.words import full_day
from bot.model import PersonId
from bot.storage.store import Store


@dataclass(frozen=True, slots=True)
class Apart:
    """One line: ``other`` is whom it is with, seen from the card it stands on."""

    volunteer: PersonId
    recipient: PersonId
    other: str
    href: str
    words: str


def apart_of(store: Store, who: PersonId) -> list[Apart]:
    found = store.kept_apart(who)
    names = called(store, {each for one in found for each in (one.volunteer, one.recipient)})
    lines = []
    for one in found:
        other = one.recipient if who == one.volunteer else one.volunteer
        href = f"/{'innbyggere' if other == one.recipient else 'frivillige'}/{other}"
        why = "skrevet ned" if one.told else "svarte nei etter prøvebesøket"
        lines.append(Apart(one.volunteer, one.recipient, names[other], href, f"{why} {full_day(one.at)}"))
    return lines
