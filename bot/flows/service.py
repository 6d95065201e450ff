"""What people ask about us, and say beside the point: help, who are you, thanks, complaints."""

from __future__ import annotations

from bot.dialog.effects import AskForHelp, Effect, HandOver, Say, ShowData, Tell, WrongNumber
from bot.dialog.events import Heard
from bot.dialog.putting_off import is_slippery
from bot.dialog.session import Situation
from bot.numbers import spoken
from bot.texts import Text

HELP = Text(
    "service.help",
    "Svar JA eller NEI når jeg spør. MINE viser avtalene dine. Skriv AVBUD om du ikke kan, PAUSE for å ta fri, "
    "RING MEG eller STOPP. Fare for liv: ring 113.",
)
WHO = Text(
    "service.who",
    "Jeg er en robot som skriver for {coordinator} i {municipality}, tlf. {phone}. Det koster ingenting å "
    "være med, og du velger selv hva du vil gjøre.",
)
HELLO = Text("service.hello", "Hei, {name}! Svar HJELP om du lurer på hva du kan skrive.")
MORE = Text("service.more", "Så fint at du vil! Jeg spør deg så snart noe passer.")
SORRY_WRONG = Text("service.wrong_person", "Unnskyld! Svar STOPP, så skriver jeg ikke mer til dette nummeret.")
COMPLAINT = Text(
    "service.complaint",
    "Det var leit å høre. Jeg gir det videre til {coordinator}, som ringer deg.",
)
FRIEND = Text("service.friend", "Så hyggelig! Den som vil være med, kan sende FRIVILLIG til dette nummeret.")

ALL_RIGHT = Text(
    "service.all_right", "Det er helt greit, {name}. Vil du ha fri en stund, svar PAUSE. Vil du slutte, svar STOPP."
)
A_BARE_NO = 2
"""A NEI of so many words is enough; who says more is answered."""


def help_(heard: Heard, situation: Situation) -> tuple[Effect, ...]:
    return (Say(HELP, "help"),)


def who(heard: Heard, situation: Situation) -> tuple[Effect, ...]:
    town = situation.municipality
    values = {"coordinator": town.coordinator, "municipality": town.spoken, "phone": spoken(town.phone)}
    return (Say(WHO, "help", values),)


def hello(heard: Heard, situation: Situation) -> tuple[Effect, ...] | None:
    if not (situation.volunteer or situation.helped):
        return None
    return (Say(HELLO, "other", {"name": situation.person.first_name}),)


def nothing(heard: Heard, situation: Situation) -> tuple[Effect, ...] | None:
    """Thanks and idle words need no answer from someone we know."""
    if is_slippery(heard, situation):
        return None
    return () if situation.volunteer or situation.helped else None


def more(heard: Heard, situation: Situation) -> tuple[Effect, ...] | None:
    return (Tell("wants_more"), Say(MORE)) if situation.volunteer else None


def wrong(heard: Heard, situation: Situation) -> tuple[Effect, ...]:
    return (Say(SORRY_WRONG), WrongNumber(heard.text))


def complaint(heard: Heard, situation: Situation) -> tuple[Effect, ...]:
    return (Tell("complaint", heard.text), Say(COMPLAINT, "other", {"coordinator": situation.municipality.coordinator}))


def needs_help(heard: Heard, situation: Situation) -> tuple[Effect, ...]:
    """Someone who needs a hand: the wish is kept in its own words, and a human calls."""
    return (AskForHelp(heard.text), HandOver("request_help"))


def friend(heard: Heard, situation: Situation) -> tuple[Effect, ...] | None:
    return (Say(FRIEND),) if situation.volunteer else None


def what_we_know(heard: Heard, situation: Situation) -> tuple[Effect, ...]:
    return (ShowData(),)


def idle_no(heard: Heard, situation: Situation) -> tuple[Effect, ...] | None:
    """A NEI when nothing is asked: from who gets help, or kin, it is about a visit; from others it is enough."""
    if situation.helped:
        return (HandOver("recipient" if situation.recipient else "kin"),)
    coming = [errand for _, errand in situation.visits if errand.ends > situation.now]
    if coming or situation.questions:
        return None
    more = situation.volunteer and len(heard.text.split()) > A_BARE_NO
    return (Say(ALL_RIGHT, "other", {"name": situation.person.first_name}),) if more else ()


HEARS = {
    "help": help_, "ask_about_service": who, "greet": hello, "thank": nothing, "find_tasks": more,
    "register": more, "wrong_person": wrong, "complaint": complaint, "request_help": needs_help,
    "invite_friend": friend, "access_my_data": what_we_know, "deny": idle_no,
}  # fmt: skip
