"""Who writes from a number nobody is known by: kin of someone who gets help, the duty phone, or a stranger."""

from __future__ import annotations

from bot.dialog import phrases
from bot.dialog.events import Heard
from bot.life.turn import Turn
from bot.model import PersonId
from bot.nlu.normal import one_slip, words
from bot.texts import Text

SEEN, THANKS = frozenset(("set", "sed", "ok", "okei", "okey")), "tak"
"""SETT and its like, and "takk", as words are compared."""
DUTY_PHONE = Text(
    "alarm.duty_phone",
    "Takk! Dette er vakttelefonen vår. {Coordinator} får se det du skrev. Svar SETT på et varsel når du har sett det.",
)


def says_seen(text: str) -> bool:
    """SETT or OK and no more than a thank-you besides, with a slip of the thumb forgiven."""
    said = [word for word in words(text) if word.key != THANKS]
    return len(said) == 1 and (said[0].key in SEEN or one_slip(said[0].text.lower(), "sett"))


def stranger(turn: Turn, channel: str, sender: str) -> PersonId:
    """Someone we know by number alone, or by what whoever gets help has told us of their kin."""
    helped = turn.store.helped_through(sender)
    who = turn.store.add_person(helped[0].kin.name if helped else "", turn.now, turn.town.language)
    turn.store.give_address(who, channel, sender)
    if turn.store.is_stopped(sender):
        turn.store.change_person(who, stopped=True)
    return who


def is_duty_phone(turn: Turn, channel: str, number: str) -> bool:
    """The duty phone, when it is nobody's own: what comes from there is no stranger's first message."""
    on_duty = {each for each in (turn.town.night, turn.town.standin) if each}
    return number in on_duty and not any(_is_somebody(turn, who) for who in turn.store.people_at(channel, number))


def _is_somebody(turn: Turn, who: PersonId) -> bool:
    return turn.store.volunteer(who) is not None or turn.store.recipient(who) is not None


def duty_phone_wrote(turn: Turn, number: str, heard: Heard) -> None:
    """Whoever carries it is answered, and a coordinator sees what they wrote; nobody is recruited, nothing stopped."""
    if heard.noise or any(heard.text == matter.words for matter in turn.store.matters("duty_phone")):
        return
    if heard.intent in {"emergency", "distress"}:
        turn.alarm(heard.intent, heard.text)
        text, kind = phrases.DANGER, "danger"
    else:
        turn.tell("duty_phone", heard.text)
        text, kind = DUTY_PHONE, "other"
    words = text.say(turn.town.language, coordinator=turn.town.coordinator)
    turn.send(None, "sms", number, words, kind, reply=True)
