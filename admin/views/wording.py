"""The robot's texts as they are listed: by what they are said about, in one language."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.life.samples import rendered, sample, values
from bot.life.wording import placeholders
from bot.sms_parts import parts
from bot.texts import TEXTS, Text, Wording, in_words

GROUPS: Mapping[str, str] = {
    "onboarding": "Den første samtalen", "enrolled": "Skrevet opp av dere",
    "staying": "Lenge siden sist", "offer": "Spørsmål om en oppgave",
    "reminder": "Påminnelser, adresser og endringer", "visit": "Under og etter besøket", "cancel": "Avbud",
    "friend": "Fast besøksvenn", "club": "Lag og foreninger", "need": "Ønsker om hjelp", "care": "Hilsener og omsorg",
    "pledge": "Taushetsløftet",
    "pause": "Pause", "profile": "Endre det man har sagt", "language": "Språk", "people": "STOPP, START og det vi vet",
    "erase": "Sletting", "service": "Hjelp og spørsmål", "talk": "Når som helst i samtalen", "alarm": "Vakttelefonen",
    "calls": "Når noen ringer roboten", "chat": "Telegram", "pressing": "Knapper på Telegram",
    "ladder": "Når et spørsmål er over", "kind": "Navn på oppgavene", "likes": "Slik sies tider", "turn": "Småord",
}  # fmt: skip


FEW = 5
"""So many of its first words, at least, are what a text is called."""


@dataclass(frozen=True, slots=True)
class Line:
    """One text in a list.  ``changed``: the municipality has worded it itself."""

    key: str
    template: str
    parts: int
    changed: bool


def group_of(key: str) -> str:
    return key.split(".", 1)[0]


def name_of(text: Text, language: str) -> str:
    """So much of how it begins, as we wrote it, that no other of its group begins so."""
    ours, said = text.ours(language).strip(), text.ours(language).split()
    others = [one.ours(language).strip() for one in TEXTS.values() if group_of(one.key) == group_of(text.key)]
    for many in range(FEW, len(said)):
        begins = " ".join(said[:many])
        if sum(one.startswith(begins) for one in others) == 1:
            return f"{begins} …"
    return ours


def template_of(text: Text, language: str, own: Wording) -> str:
    return own.get((language, text.key)) or text.ours(language)


def listed(language: str, own: Wording, led: Collection[str], *, group: str, query: str, changed: bool) -> list[Line]:
    """The texts of a group, or everywhere those that have the words, or those that have been changed."""
    given, everywhere = values(language), bool(query or changed)
    found = [text for text in TEXTS.values() if everywhere or group_of(text.key) == group]
    found = [text for text in found if query.lower() in template_of(text, language, own).lower()]
    found = [text for text in found if not changed or (language, text.key) in own]
    order = list(GROUPS)
    return [
        Line(
            text.key, template_of(text, language, own), parts(rendered(text, language, given, led)),
            (language, text.key) in own,
        )
        for text in sorted(found, key=lambda one: order.index(group_of(one.key)))
    ]  # fmt: skip


def fields(text: Text, language: str) -> Sequence[tuple[str, str]]:
    """What is filled in where a placeholder stands, by example."""
    given = sample(text, language, values(language))
    return [(f"{{{name}}}", in_words(given[name], language).strip()) for name in placeholders(text.ours(language))]
