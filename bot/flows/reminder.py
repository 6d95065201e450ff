"""The days around a visit: reminders, the address, changes, and who comes."""

from __future__ import annotations

from bot.texts import Text

ASK = Text("reminder.ask", "Hei {name}! {day} skal du {what}, {when}. Passer det fortsatt? Svar JA eller NEI.")
ASK_TODAY = Text("reminder.ask_today", "Hei {name}! I dag skal du {what}, {when}. Passer det? Svar JA eller NEI.")
TODAY = Text("reminder.today", "Hei {name}! I dag skal du {what}, {when}. Kan du ikke likevel, svar AVBUD.")
ASK_ALOUD = Text("reminder.ask_aloud", "Hei {name}! Du skal {what} {when}. Passer det fortsatt? Svar JA eller NEI.")
TODAY_ALOUD = Text("reminder.today_aloud", "Hei {name}! Du skal {what} {when}. Kan du ikke likevel, si fra nå.")
"""What is read aloud may be read another day than it was meant for."""
GATHERING = Text("reminder.gathering", "Hei {name}! Husk treffet {when}{place}. Kommer du? Svar JA eller NEI.")
GATHERING_TODAY = Text(
    "reminder.gathering_today", "Hei {name}! Husk treffet i dag, {when}{place}. Kan du ikke likevel, svar AVBUD."
)
TOMORROW = Text("reminder.tomorrow", "I morgen")
CONFIRMED = Text("reminder.confirmed", "Takk! Da er det avtalt: Du skal {what} {when}.")
DETAILS = Text(
    "reminder.details",
    "Her er adressen: {recipient}, {street}. Avtalen er {when}.{entry}{details}",
)
DETAILS_CALL = Text("reminder.details_call", "Du skal ringe {recipient}, tlf. {phone}. Avtalen er {when}.{details}")
ADDRESS_BY_PHONE = Text(
    "reminder.address_by_phone", "Hei {name}! Adressen til avtalen {when} får du på telefon. Vi ringer deg."
)
ENTRY = Text("reminder.entry", " Slik kommer du inn: {entry}.")
VISITOR = Text(
    "reminder.visitor",
    "Hei! {name} er frivillig i {municipality} og kommer til deg {when} for å {for_you}. Lurer du på noe? "
    "Ring {phone}.",
)
VISITOR_KIN = Text(
    "reminder.visitor_kin",
    "Hei! {name} er frivillig i {municipality} og kommer til {recipient} {when}. Lurer du på noe? Ring "
    "{phone}.",
)
CALLER = Text(
    "reminder.caller",
    "Hei! {name} er frivillig i {municipality} og ringer deg {when}. Lurer du på noe? Ring {phone}.",
)
CALLER_KIN = Text(
    "reminder.caller_kin",
    "Hei! {name} er frivillig i {municipality} og ringer {recipient} {when}. Lurer du på noe? Ring {phone}.",
)
NOT_COMING = Text(
    "reminder.not_coming",
    "{name} må dessverre melde avbud {when}. Vi spør andre og sier fra når det er i orden. Lurer du på noe? "
    "Ring {phone}.",
)
NOBODY_COMES = Text(
    "reminder.nobody_comes",
    "Det blir dessverre ikke noe av avtalen {when}. Lurer du på noe? Ring {phone}.",
)
NOBODY_FOUND = Text(
    "reminder.nobody_found", "Vi fant dessverre ingen til avtalen {when}. Lurer du på noe? Ring {phone}."
)
BE_LATE = Text("reminder.be_late", "{name} kommer litt seinere i dag. Lurer du på noe? Ring {phone}.")
MOVED = Text("reminder.moved", "Avtalen med {name} er flyttet til {when}. Lurer du på noe? Ring {phone}.")
CHANGED = Text("reminder.changed", "Avtalen din er flyttet, {name}. Kan du {what} {when}? Svar JA eller NEI.")
CHANGED_DETAILS = Text("reminder.changed_details", "Ny beskjed om avtalen din {when}: {details}")
CLEARED_DETAILS = Text("reminder.cleared_details", "Det vi skrev om avtalen din {when}, gjelder ikke lenger.")
CANCELLED = Text(
    "reminder.cancelled",
    "Takk for at du sa fra, {name}. Jeg har meldt avbud for deg {when}. Vi spør andre.",
)
CANCELLED_LATE = Text(
    "reminder.cancelled_late",
    "Takk for at du sa fra, {name}. Jeg har meldt avbud for deg. {Coordinator} ordner resten.",
)
RELEASED = Text(
    "reminder.released",
    "Hei {name}! Du skal ikke {what} {when} likevel. {Coordinator} ordner det. Lurer du på noe? Ring {phone}.",
)
DID_NOT_COME = Text(
    "reminder.did_not_come",
    "{name} kunne dessverre ikke i dag. Det er vi lei for. Lurer du på noe? Ring {phone}.",
)
CODE = Text("reminder.code", "(vi ringer deg med koden)")
CALLED_OFF = Text(
    "reminder.called_off",
    "Avtalen er dessverre avlyst, {name}. Du skulle {what} {when}. Du trenger ikke gjøre noe.",
)
