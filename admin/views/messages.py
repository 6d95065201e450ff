"""Messages on a page: what each was about, and how far it has come."""

from __future__ import annotations

from collections.abc import Mapping

from admin.words import short
from bot.storage.post import Message, MessageState

ABOUT: Mapping[str, str] = {
    "offer": "Spørsmål til {who}",
    "changed": "Beskjed til {who} om endring",
    "reminder": "Påminnelse til {who}",
    "details": "Adresse og beskjeder til {who}",
    "visitor": "Beskjed til {who} om hvem som kommer",
    "cancelled": "Beskjed til {who} om avbud",
    "solved": "Beskjed til {who} om at det er ordnet",
    "waiting": "Beskjed til {who} om å stå på vent",
    "confirmation": "Bekreftelse til {who}",
    "check_in": "«Gikk det bra?» til {who}",
    "thanks": "Takk til {who}",
    "welcome": "Velkomst til {who}",
    "coordinator": "Melding fra dere til {who}",
    "ring_club": "På ringelista: ring et lag",
    "promised": "På ringelista: ring {who}",
    "alarm": "Varsel til vakttelefonen",
}
STATES: Mapping[MessageState, tuple[str, str]] = {
    MessageState.SENDING: ("sendes nå", "kommer på ringelista"),
    MessageState.UNKNOWN: ("usikkert om den kom fram", "kommer på ringelista"),
    MessageState.HANDED_OVER: ("sendt", "på ringelista"),
    MessageState.DELIVERED: ("levert", "lest opp"),
    MessageState.FAILED: ("kom ikke fram", "ikke lest opp"),
    MessageState.WITHDRAWN: ("ikke sendt", "ikke lest opp"),
}
"""In writing, and on the telephone."""


def about(message: Message, who: str) -> str:
    return ABOUT.get(message.kind, "Melding til {who}").format(who=who)


def state(message: Message) -> str:
    if message.state is MessageState.QUEUED:
        way = "kommer på ringelista" if message.channel == "call" else "sendes"
        return f"{way} {short(message.not_before)}" if message.not_before > message.created else f"{way} nå"
    return STATES[message.state][message.channel == "call"]
