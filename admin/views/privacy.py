"""What is kept about one person as a page and a file they can take home, and what is kept for how long and why."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from admin.views.copy_words import in_words, of_errand
from admin.views.people import by_name, fits, has_digits, words_of
from admin.words import lasting, short, telephone
from bot.life import keeping
from bot.model import PersonId
from bot.storage.store import Store

MOST = 50
WHO = {"volunteer": "Frivillig", "recipient": "Innbygger", "": "Har skrevet til oss"}
Column = tuple[str, str]
SECTIONS: Mapping[str, tuple[str, tuple[Column, ...]]] = {
    "person": ("Hvem", (("name", "Navn"), ("language", "Språk"), ("stopped", "Har sagt STOPP"), ("created", "Fra"))),
    "address": ("Telefon og andre måter å nå deg på", (("channel", "Hvordan"), ("value", "Hvor"), ("works", "Virker"))),
    "former_address": ("Nummer vi ikke skriver til mer", (("channel", "Hvordan"), ("value", "Hvor"))),
    "volunteer": ("Som frivillig", (
        ("stage", "Kommet til"), ("skills", "Liker"), ("availability", "Passer"), ("postcode", "Postnummer"),
        ("place", "Sted"), ("transport", "Om vinteren"), ("dislikes", "Vil ikke"), ("born", "Født"),
        ("talk", "Samtale"), ("course", "Kurs"), ("pledge", "Taushetsløfte"), ("police_seen", "Politiattest vist"),
        ("police_expires", "Ny attest trengs"), ("of_age", "Alder bekreftet"), ("paused", "Pause"),
        ("paused_until", "Pause til"), ("registered", "Meldte seg"), ("organisation", "Svarer for"))),
    "recipient": ("Som innbygger", (
        ("postcode", "Postnummer"), ("place", "Sted"), ("street", "Gate"), ("entry", "Slik kommer man inn"),
        ("tell", "Får beskjed"), ("kin_name", "Pårørende"), ("kin_phone", "Pårørendes telefon"),
        ("known_only", "Bare kjente"), ("stopped", "Alt er stanset"))),
    "errand": ("Oppgaver for deg", (
        ("starts", "Når"), ("kind", "Hva"), ("details", "Beskjed"), ("place", "Sted"), ("status", "Status"))),
    "series": ("Det som gjentas", (("starts", "Fra"), ("kind", "Hva"), ("weeks", "Uker mellom"), ("ended", "Sluttet"))),
    "pairing": ("Fast besøksvenn", (("begun", "Fra"), ("state", "Status"), ("ended", "Sluttet"))),
    "pledge": ("Taushetsløftet", (
        ("day", "Når"), ("state", "Status"), ("how", "Hvordan"), ("version", "Versjon"), ("words", "Det du lovet"),
        ("said", "Det du svarte"), ("asked", "Spurt"))),
    "apart": ("Hvem du ikke skal møte igjen", (("at", "Fra"),)),
    "offer": ("Spørsmål du har fått", (("asked", "Når"), ("errand", "Oppgave"), ("state", "Svar"))),
    "visit": ("Avtaler", (("taken", "Avtalt"), ("errand", "Oppgave"), ("state", "Status"), ("ended", "Ferdig"))),
    "message": ("Meldinger fra oss", (
        ("created", "Når"), ("channel", "Hvordan"), ("text", "Hva"), ("state", "Status"))),
    "event": ("Meldinger til oss", (("received", "Når"), ("channel", "Hvordan"), ("body", "Hva"))),
    "need": ("Ønsker om hjelp", (("received", "Når"), ("words", "Ord"), ("kind", "Hva"), ("ending", "Ble til"))),
    "matter": ("Saker hos koordinatorene", (("opened", "Når"), ("kind", "Om"), ("words", "Ord"), ("closed", "Ferdig"))),
    "lesson": ("Meldinger roboten ikke forsto", (("kept", "Når"), ("text", "Ord"))),
    "talk": ("Hvor samtalen står", (("updated", "Sist endret"), ("state", "Nå"))),
    "question": ("Spørsmål du ikke har svart på", (("asked", "Når"), ("about", "Om"), ("errand", "Oppgave"))),
    "telegram_code": ("Invitasjon til Telegram", (("expires", "Gjelder til"),)),
    "consent": ("Det du har sagt ja til", (("at", "Når"), ("text", "Hva"), ("ended", "Til"))),
    "wellbeing": ("Ensomhet og fellesskap", (("at", "Når"), ("phase", "Før eller etter"), ("answers", "Svar"))),
    "note": ("Hva som har skjedd", (("at", "Når"), ("event", "Hva"), ("errand", "Oppgave"))),
    "access": ("Hvem som har sett på dette", (("at", "Når"), ("what", "En ansatt"), ("errand", "Oppgave"))),
}  # fmt: skip
"""Every table that is taken out, in words: its heading, and what of it is read by people.  The rest is in the file."""
RULES: Mapping[str, tuple[str, str]] = {
    "messages": ("Ordene i meldinger, ut og inn", "Når og hvordan står igjen, for tallene."),
    "matters": ("Ordene i saker som er gjort ferdig", "At saken fantes, står igjen."),
    "dead_letters": ("Ordene i meldinger ingen fikk lest", "Etter at noen har ordnet opp."),
    "applicants": ("De som meldte seg, men aldri ble godkjent", "Alt om dem slettes, og de får beskjed."),
    "others": ("Andre som har bedt om hjelp eller skrevet til oss", "Regnet fra da alt var ordnet."),
    "inactive": ("Frivillige vi ikke har hørt fra", "De spørres en måned før."),
    "stopped": ("Frivillige som har sagt STOPP", "Koden som gjør at vi ikke skriver dit igjen, blir stående."),
    "recipients": ("Innbyggere og pårørende", "Regnet fra siste hjelp eller melding, når ingenting står åpent."),
    "visits": ("Hvem som fikk hjelp av hvem", "Hva, når og timene."),
    "wellbeing": ("Hvem som svarte om ensomhet og fellesskap", "Svarene står igjen uten person."),
    "access": ("Loggen over hvem som har sett på hva", "Nyere linjer, som kan kontrolleres."),
}
ALSO = (
    ("Ordene i ønsker, og det roboten ikke forsto", "90 dager", "Hver for seg, når tida er ute."),
    ("Hvor på nettet et ønske ble sendt fra", "1 døgn", "Lagres som en kode, så ingen kan sperre siden for andre."),
    ("Alt om en som ber om det", "Med en gang", "Herfra, eller med SLETT MEG."),
)
LEFT = (
    ("Loggen over hvem som har sett hva, med nummer og uten navn",
     "i to år, så bruken kan kontrolleres (personvernforordningen artikkel 5 nr. 2 og 32)"),
    ("Hva slags oppgaver som ble gjort, når og i hvilket område", "uten navn, for kommunens tall (artikkel 89)"),
    ("En kode laget av telefonnummeret", "så ingen skriver til det igjen; nummeret kan ikke leses av koden"),
    ("Nummeret på en rad som er slettet", "så personen slettes på nytt hvis en sikkerhetskopi hentes fram"),
    ("Det som er tatt ut til arkivet", "når arkivlova krever det; arkivet svarer for det"),
)  # fmt: skip
"""What is left after someone was erased, and why."""


@dataclass(frozen=True, slots=True)
class Found:
    """One a search has found."""

    id: PersonId
    name: str
    number: str
    who: str


def found(store: Store, query: str) -> list[Found]:
    """By name or number; those of someone's kin find whom they stand beside."""
    sought, people = words_of(query), store.everyone()
    if not sought:
        return []
    numbers = store.numbers() if has_digits(query) else {}
    kin = store.all_kin()
    former = store.former_numbers() if has_digits(query) else {}
    hits = [
        who for who, name in people.items()
        if fits(sought, name, (*numbers.get(who, ()), *former.get(who, ())))
        or (who in kin and fits(sought, kin[who].name, (kin[who].phone,)))
    ]  # fmt: skip
    return lines(store, sorted(hits, key=lambda who: by_name(people[who]))[:MOST])


def lines(store: Store, hits: Sequence[PersonId]) -> list[Found]:
    """Those of them who are here, in the same order."""
    people = store.everyone()
    here = [who for who in hits if who in people]
    roles, ways, kin = store.roles_of(here), store.ways(here), store.all_kin()
    beside = {who: f". Pårørende: {one.name}" for who, one in kin.items() if one.name}
    return [
        Found(who, people[who] or "Uten navn", _number(ways[who]), WHO[roles.get(who, "")] + beside.get(who, ""))
        for who in here
    ]


def _number(ways: Mapping[str, str]) -> str:
    return telephone(ways.get("sms") or ways.get("phone", ""))


def kept_for(set_up: Mapping[str, Any], due: Mapping[str, int]) -> list[tuple[str, str, str, str, str]]:
    """What is taken away after how long, what is left of it, how much was taken last, and how much goes next."""
    took = set_up.get("tidied", {}).get("took", {})
    rows = [
        (RULES[r.code][0], _days(r.kept.days), RULES[r.code][1], str(took.get(r.code, "")), str(due.get(r.code, "")))
        for r in keeping.RULES
    ]
    return [*rows, *((what, how_long, after, "", "") for what, how_long, after in ALSO)]


def _days(days: int) -> str:
    return f"{days} dager" if days < 365 else f"{days // 365} år"


def sections(store: Store, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """What people read of it, section by section; what is empty is left out."""
    which = {row["errand"] for some in rows.values() for row in some if row.get("errand") is not None}
    errands = {int(one): of_errand(errand) for one, errand in store.errands_among(which).items()}
    made = []
    for name, (heading, columns) in SECTIONS.items():
        filled = [(key, label) for key, label in columns if any(_has(row, key) for row in rows.get(name, ()))]
        lines = [[in_words(name, row, key, errands) for key, _ in filled] for row in rows.get(name, ())]
        if filled:
            made.append({"heading": heading, "heads": [label for _, label in filled], "rows": lines})
    return made


def _has(row: Mapping[str, Any], key: str) -> bool:
    return row[key] not in (None, "", [], False)


def archive(page: str, rows: Mapping[str, Any], town: str, now: datetime) -> bytes:
    """One file with the page to read and print, and everything as data."""
    everything = {"kommune": town, "laget": now.isoformat(timespec="seconds"), "alt": rows}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("les-meg.html", page)
        out.writestr("alt.json", json.dumps(everything, ensure_ascii=False, indent=2, default=str))
    return packed.getvalue()


def last_tidied(set_up: Mapping[str, Any], now: datetime) -> str:
    last = keeping.when_last(set_up)
    return "Ikke ennå. Det skjer hver dag." if last is None else f"For {lasting(now - last)} siden, {short(last)}."
