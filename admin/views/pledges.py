"""The confidentiality pledge on a card: what was promised, when, how, who saw it, and what is waited for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from admin.words import full_day, local_day
from bot.life import pledging
from bot.model import Volunteer
from bot.storage.pledges import Pledge, PledgeState
from bot.storage.store import Store

HOW: Mapping[str, str] = {
    "sms": "på SMS", "telegram": "på Telegram", "call": "på telefon", pledging.IN_PERSON: "i samtale",
}  # fmt: skip
SENT, SENT_AGAIN = "Send taushetsløftet", "Send taushetsløftet på nytt"


@dataclass(frozen=True, slots=True)
class Card:
    """What a card shows.  ``promised`` and ``waits`` are sentences, or empty; ``send`` is what the button says."""

    words: str
    language: str
    promised: str
    waits: str
    may_send: bool
    send: str


def card_of(store: Store, volunteer: Volunteer) -> Card:
    text, theirs, names = pledging.latest(store), store.pledges_of(volunteer.id), store.user_names()
    signed = next((one for one in theirs if one.state is PledgeState.SIGNED), None)
    last = next((one for one in theirs if one.state in {PledgeState.ASKED, PledgeState.REFUSED}), None)
    waits = last is not None and (signed is None or last.id > signed.id)
    holds = volunteer.approval.pledge is not None and (signed is None or signed.version == text.version)
    language = volunteer.person.language if volunteer.person.language in text.words else "nb"
    return Card(
        text.words[language], language, how_promised(volunteer, signed, names),
        how_waits(last) if waits and last else "", not (holds or volunteer.person.stopped),
        SENT_AGAIN if waits else SENT,
    )


def how_promised(volunteer: Volunteer, signed: Pledge | None, names: Mapping[int, str]) -> str:
    """"Lovet 12. mars 2026 på SMS, versjon 1. Svarte «ja»."."""
    day = volunteer.approval.pledge
    if signed is None or signed.day is None:
        return f"Lovet {full_day(day)}." if day else ""
    said = f" Svarte «{signed.said}»." if signed.said else ""
    name = names.get(signed.by or 0, "") if signed.how == pledging.IN_PERSON else ""
    seen = f" Sett av {name}." if name else ""
    over = "" if day else " Det gjelder ikke lenger."
    return f"Lovet {full_day(signed.day)} {HOW.get(signed.how, '')}, versjon {signed.version}.{said}{seen}{over}"


def how_waits(one: Pledge) -> str:
    if one.state is PledgeState.REFUSED:
        return f"Svarte nei {full_day(one.day)}." if one.day else "Svarte nei."
    return f"Spurt {full_day(local_day(one.asked))}, men har ikke svart ennå." if one.asked else ""


def seen_by(store: Store, volunteer: Volunteer) -> Sequence[tuple[str, str]]:
    """Who had the talk, and who saw the politiattest."""
    names, by = store.user_names(), store.seen_by(volunteer.id)
    return [
        (what, names.get(by[column], ""))
        for what, column in (("Samtalen hadde", "talk_by"), ("Politiattesten så", "police_seen_by"))
        if column in by
    ]
