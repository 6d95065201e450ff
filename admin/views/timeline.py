"""All that has happened with an errand, and what is still to come, as one list of sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from admin.views import messages
from admin.views.reasons import in_words
from bot.model import Errand, Note, PersonId, Policy, Status, Visit
from bot.reminding import owed
from bot.storage.post import Message, MessageState

Said = tuple[str, str]
HAPPENED: Mapping[str, Said] = {
    "errand_posted": ("neutral", "{by} la ut oppgaven"),
    "errand_edited": ("neutral", "Oppgaven ble endret"),
    "offered": ("neutral", "{who} ble valgt: {because}"),
    "offer_accepted": ("success", "{who} sa ja"),
    "offer_declined": ("warning", "{who} sa nei"),
    "on_reserve": ("info", "{who} står på vent"),
    "reserve_called": ("info", "Det ble ledig, og {who} på vent ble spurt"),
    "confirmed": ("success", "{who} bekreftet avtalen"),
    "assignment_cancelled": ("danger", "{who} kan ikke likevel{why}"),
    "errand_unfilled": ("warning", "Fortsatt ledig, og dere fikk beskjed"),
    "errand_cancelled": ("danger", "Oppgaven ble avlyst"),
    "called_for": ("warning", "{who} kom på ringelista"),
    "fallback_sms": ("warning", "{who} svarte ikke på Telegram og fikk det samme på SMS"),
    "call_unanswered": ("neutral", "{who} svarte ikke på telefonen"),
    "need_received": ("info", "Et ønske om hjelp fra {who} er skrevet opp"),
    "arrived": ("success", "{who} er framme"),
    "late": ("warning", "{who} er forsinket"),
    "errand_done": ("success", "{who} er ferdig"),
    "errand_failed": ("danger", "{who} sa fra at det ikke ble noe av"),
    "concern": ("danger", "{who} er bekymret"),
    "alarm_seen": ("neutral", "Vakttelefonen har sett varselet"),
    "postponed": ("warning", "{who} vil utsette avtalen"),
    "countered": ("warning", "{who} foreslo noe annet"),
    "undone": ("neutral", "{by} angret det siste"),
    "matter_opened_again": ("neutral", "{by} åpnet igjen det som var tatt av I dag"),
    "assumed_done": ("neutral", "Regnes som gjort: ingen sa fra om noe annet"),
}
"""Notes that say something a coordinator wants to know; messages speak for themselves."""
WHY = {
    "phone": " (sa det på telefonen)", "moved": ": en annen fikk oppgaven", "stopped": " (sa STOPP)",
    "erased": " (er slettet)", "pause": " (tar pause)",
    "unanswered": ": ingen svarte på Telegram", "undeliverable": ": Telegram nådde ikke fram",
    "paused": " (har pause)", "approval": " (mangler godkjenning)",
}  # fmt: skip
OWED: Mapping[str, str] = {
    "reminder": "{who} minnes på avtalen",
    "details": "{who} får adressen og beskjedene",
    "code": "{who} må ringes med en kode",
    "reminder_today": "{who} minnes på avtalen i dag",
    "call": "{who} kommer på ringelista hvis det ikke kommer svar",
    "check_in": "{who} spørres om det gikk bra",
    "close": "Regnes som gjort hvis ingen sier fra om noe annet",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One line.  ``said`` is the message itself, ``state`` how far it has come."""

    at: datetime
    tone: str
    text: str
    said: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Cast:
    """What those in it are called."""

    people: Mapping[PersonId, str]
    users: Mapping[int, str]
    whom: str = "innbyggeren"
    """Who gets help, by first name."""

    def name(self, who: PersonId | None) -> str:
        return self.people.get(who, "Noen") if who is not None else "Noen"


def timeline(notes: Iterable[Note], posted: Iterable[Message], cast: Cast) -> list[Happening]:
    happened = [one for note in notes if (one := _happened(note, cast))]
    written = [_written(message, cast) for message in posted if message.state is not MessageState.WITHDRAWN]
    return sorted(happened + written, key=lambda one: one.at)


def _happened(note: Note, cast: Cast) -> Happening | None:
    event = note.event
    if event == "coordinator_told" and note.data.get("why") == "counter_offer":
        event = "countered"
    if event == "errand_done" and note.data.get("assumed"):
        event = "assumed_done"
    because = in_words(note.data.get("because", ()), cast.whom)
    if event not in HAPPENED or (event == "offered" and not because):
        return None
    tone, words = HAPPENED[event]
    by = cast.users.get(note.data.get("by") or 0, "En koordinator")
    why = WHY.get(note.data.get("why", ""), "")
    return Happening(note.at, tone, words.format(who=cast.name(note.person), by=by, why=why, because=because))


def _written(message: Message, cast: Cast) -> Happening:
    at = message.handed_over or max(message.created, message.not_before)
    tone = "danger" if message.state is MessageState.FAILED else "info" if message.kind == "offer" else "neutral"
    words = messages.about(message, cast.name(message.person))
    return Happening(at, tone, words, message.text or "(slettet)", messages.state(message))


def coming(
    errand: Errand, visits: Iterable[Visit], now: datetime, policy: Policy, cast: Cast, *, asked: bool = True
) -> list[Happening]:
    """What the robot will do about an errand by itself, the nearest first.  ``asked``: whether anyone has been."""
    steps = list(_steps(errand, visits, now, policy, cast))
    if errand.status is Status.OPEN and errand.next_wave is not None and now < errand.next_wave < errand.starts:
        words = "Flere spørres, hvis ingen har sagt ja" if asked else "De første spørres, hvis noen passer"
        steps.append(Happening(errand.next_wave, "neutral", words))
    return sorted(steps, key=lambda one: one.at)


def _steps(
    errand: Errand, visits: Iterable[Visit], now: datetime, policy: Policy, cast: Cast
) -> Iterator[Happening]:
    for visit in visits:
        for step in owed(errand, visit, now, policy):
            if step.at > now:
                words = OWED[step.what].format(who=cast.name(visit.volunteer))
                yield Happening(step.at, "neutral", words)
