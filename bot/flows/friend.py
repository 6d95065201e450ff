"""A fixed visiting friend: a first visit to try, the question whether it fits, and what is said from then on."""

from __future__ import annotations

from bot.clock import OSLO
from bot.recurring import Series
from bot.texts import Text
from bot.when import weekday, write_clock

EVERY_WEEK = Text("friend.every_week", "hver {day} kl. {clock}")
EVERY_OTHER_WEEK = Text("friend.every_other_week", "annenhver {day} kl. {clock}")
UNTIL = Text("friend.until_day", " til og med {day}")
TRIAL = Text(
    "friend.trial",
    "Hei {name}! Du skal {what} på prøve {when}.{along} {address} Kan du ikke likevel, svar AVBUD.",
)
TRIAL_RECIPIENT = Text(
    "friend.trial_recipient",
    "Hei! {name} er frivillig i {municipality} og kommer på prøvebesøk {when}.{along} Lurer du på noe? Ring "
    "{phone}.",
)
TRIAL_KIN = Text(
    "friend.trial_kin",
    "Hei! {name} fra {municipality} besøker {recipient} på prøve {when}.{along} Lurer du på noe? Ring {phone}.",
)
ALONG = Text("friend.along", " {Coordinator} blir med.")
FITS = Text("friend.fits", "Hei {name}! Har du lyst til å {what} fast, {slot}? Svar JA eller NEI.")
FITS_RECIPIENT = Text(
    "friend.fits_recipient",
    "Hei! Passer det at {name} kommer fast til deg, {slot}? Svar JA eller NEI, eller ring {phone}.",
)
FITS_KIN = Text(
    "friend.fits_kin",
    "Hei! Passer det at {name} kommer fast til {recipient}, {slot}? Svar JA eller NEI, eller ring {phone}.",
)
FITS_FOR_ONE = Text("friend.fits_for_one", "Så fint! Du hører fra oss når alt er klart.")
FITS_NOT = Text("friend.fits_not", "Helt i orden. Takk for at du prøvde!")
FITS_NOT_RECIPIENT = Text("friend.fits_not_recipient", "Takk for at du sa fra. {Coordinator} ringer deg.")
BEGUN = Text(
    "friend.begun",
    "Så fint, {name}! Nå skal du {what} fast, {slot}. Neste gang er {day}. Kan du ikke, svar AVBUD.",
)
BEGUN_RECIPIENT = Text(
    "friend.begun_recipient",
    "Hei! {name} er frivillig i {municipality} og kommer fast, {slot}, neste gang {day}. Lurer du på noe? Ring "
    "{phone}.",
)
BEGUN_KIN = Text(
    "friend.begun_kin",
    "Hei! {name} fra {municipality} kommer fast til {recipient}, {slot}, neste gang {day}. Lurer du på noe? Ring "
    "{phone}.",
)
AWAY = Text(
    "friend.away",
    "Hei! {name} har pause{until}. Vi spør en annen om å komme så lenge. Lurer du på noe? Ring {phone}.",
)
LEFT = Text(
    "friend.left",
    "Hei! {name} kommer ikke fast lenger. Vi spør en annen om å komme, og {coordinator} ringer deg.",
)
RESTS = Text(
    "friend.rests",
    "Hei {name}! Det blir pause{until}. Da trenger du ikke å {what}. Lurer du på noe? Ring {phone}.",
)
MOVED = Text("friend.moved", "Hei {name}! Fra {day} skal du {what} {slot}. Passer det ikke? Ring {phone}.")
MOVED_RECIPIENT = Text(
    "friend.moved_recipient", "Hei! {name} kommer nå {slot}, første gang {day}. Passer det ikke? Ring {phone}."
)
MOVED_KIN = Text(
    "friend.moved_kin",
    "Hei! {name} fra {municipality} kommer nå til {recipient} {slot}, første gang {day}. Passer det ikke? Ring "
    "{phone}.",
)
GOES_ON = Text("friend.goes_on", "Hei {name}! Nå er pausen over. Neste gang du skal {what}, er {day}.")
ENDED = Text(
    "friend.ended",
    "Hei {name}! Nå skal du ikke {what} fast lenger. Tusen takk for hjelpa! {Coordinator} ringer deg.",
)
ENDED_RECIPIENT = Text(
    "friend.ended_recipient",
    "Hei! {name} kommer ikke fast lenger. {Coordinator} ringer deg. Lurer du på noe? Ring {phone}.",
)


def slot(series: Series, language: str) -> str:
    """"hver torsdag kl. 12.00"."""
    text = EVERY_WEEK if series.weeks == 1 else EVERY_OTHER_WEEK
    starts = series.starts.astimezone(OSLO)
    return text.say(language, day=weekday(starts.weekday(), language), clock=write_clock(starts))
