"""The days around a visit: reminders, the address, changes, and who comes."""

from __future__ import annotations

from bot.texts import Text

ASK = Text("reminder.ask", "Hei {name}! {day} skal du {what}, {when}. Passer det fortsatt? Svar JA eller NEI.")
ASK_TODAY = Text("reminder.ask_today", "Hei {name}! I dag skal du {what}, {when}. Passer det? Svar JA eller NEI.")
TODAY = Text("reminder.today", "Hei {name}! I dag skal du {what}, {when}. Svar AVBUD om noe har skjedd.")
TOMORROW = Text("reminder.tomorrow", "I morgen")
CONFIRMED = Text("reminder.confirmed", "Takk! Da er det avtalt: {what} {when}.")
DETAILS = Text("reminder.details", "{recipient}, {street}. Avtalen er {when}.{entry}{details}")
DETAILS_CALL = Text("reminder.details_call", "Du skal ringe {recipient}, tlf {phone}. Avtalen er {when}.{details}")
ENTRY = Text("reminder.entry", " Slik kommer du inn: {entry}.")
VISITOR = Text(
    "reminder.visitor",
    "{name} fra {municipality} kommer til deg {when} for å {for_you}. Lurer du på noe? Ring {phone}.",
)
VISITOR_KIN = Text(
    "reminder.visitor_kin", "{name} fra {municipality} kommer til {recipient} {when}. Lurer du på noe? Ring {phone}."
)
CALLER = Text("reminder.caller", "{name} fra {municipality} ringer deg {when}. Lurer du på noe? Ring {phone}.")
CALLER_KIN = Text(
    "reminder.caller_kin", "{name} fra {municipality} ringer {recipient} {when}. Lurer du på noe? Ring {phone}."
)
NOT_COMING = Text(
    "reminder.not_coming", "{name} kan likevel ikke {when}. Vi spør andre. Vi sier fra når det er i orden."
)
NOBODY_COMES = Text(
    "reminder.nobody_comes", "Avtalen {when} blir dessverre ikke noe av. Lurer du på noe? Ring {phone}."
)
BE_LATE = Text("reminder.be_late", "{name} blir litt forsinket i dag.")
MOVED = Text("reminder.moved", "Avtalen med {name} er flyttet til {when}. Lurer du på noe? Ring {phone}.")
CHANGED = Text("reminder.changed", "Tida er endret, {name}: {what} {when}. Passer det? Svar JA eller NEI.")
CHANGED_DETAILS = Text("reminder.changed_details", "Ny beskjed om avtalen din {when}: {details}")
CANCELLED = Text("reminder.cancelled", "Takk for at du sa fra, {name}. Da er du fri {when}. Vi spør andre.")
CANCELLED_LATE = Text("reminder.cancelled_late", "Takk for at du sa fra, {name}. {coordinator} tar det videre.")
DID_NOT_COME = Text(
    "reminder.did_not_come", "{name} kunne dessverre ikke i dag likevel. Lurer du på noe? Ring {phone}."
)
CODE = Text("reminder.code", "(koden får du på telefon)")
CALLED_OFF = Text("reminder.called_off", "Avtalen er avlyst, {name}: {what} {when}. Du trenger ikke gjøre noe.")
