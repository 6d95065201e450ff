"""A club that answers as one: its contact is asked whether somebody there can, and says who comes."""

from __future__ import annotations

from bot.texts import Text

ASK = Text("club.ask", "Hei {name}! Kan noen i {organisation} {what} {when}{place}? Svar JA eller NEI.")
ASK_NUMBERED = Text(
    "club.ask_numbered", "Nr. {n}: Kan noen i {organisation} {what} {when}{place}? Svar JA {n} eller NEI {n}."
)
WHO = Text("club.who", "Så fint! Da skal noen hos dere {what} {when}. Hvem kommer? Svar med navnet.")
WHO_AGAIN = Text("club.who_again", "Hei {name}! Noen hos dere skal {what} {when}. Hvem kommer? Svar med navnet.")
NAMED = Text("club.named", "Takk! Da skal {sent} {what} {when}. {address} Kan dere ikke likevel, svar AVBUD.")
TO_BE_SEEN = Text("club.to_be_seen", "Takk! {Coordinator} ser på det og gir dere beskjed om {sent} kan komme {when}.")
WELCOME = Text(
    "club.welcome", "Hei {name}! {sent} kan komme {when}. {address} Kan dere ikke likevel, svar AVBUD."
)
REMINDER = Text("club.reminder", "Hei {name}! {sent} skal {what} {when}. Passer det fortsatt? Svar JA eller NEI.")
TODAY = Text("club.today", "Hei {name}! {sent} skal {what} i dag, {when}. Kan dere ikke likevel, svar AVBUD.")
VISITOR = Text(
    "club.visitor",
    "Hei! {sent} fra {organisation} kommer {when} for å {for_you}. Hilsen {municipality}. Lurer du på noe? "
    "Ring {phone}.",
)
VISITOR_KIN = Text(
    "club.visitor_kin",
    "Hei! {sent} fra {organisation} kommer til {recipient} {when}. Hilsen {municipality}. Lurer du på noe? "
    "Ring {phone}.",
)
