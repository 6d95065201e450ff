"""Who writes to us on Telegram: a chat is somebody's when they have shown that the telephone is theirs.

A code we have sent by SMS shows it, and so does a contact card that Telegram vouches for.  Nothing else does.
"""

from __future__ import annotations

import re
from datetime import timedelta

from bot.dialog.session import Talk
from bot.life.turn import Turn
from bot.model import PersonId
from bot.numbers import spoken
from bot.storage.letters import Received
from bot.texts import Text

INVITATION_HOLDS, A_DAY = timedelta(days=7), timedelta(days=1)
MOST_WRONG = 5
"""So many codes that are no one's, and no code from that chat opens anything for a day."""
CODE = re.compile(r"(?:/start\s+)?(\d{3})\s?(\d{3})\W*")
START = re.compile(r"/start\b.*", re.IGNORECASE)

INVITATION = Text(
    "chat.invitation",
    "Hei {name}! Vil du heller få meldingene på Telegram? Skriv til {robot} der, og send koden {code}. Den gjelder i "
    "sju dager.",
)
JOINED = Text("chat.joined", "Takk, {name}! Nå skriver jeg til deg her. Adresser får du på sms.")
JOINED_SMS = Text(
    "chat.joined_sms", "Nå får du meldingene på Telegram. Var det ikke du som ba om det? Ring oss på {phone}."
)
HAS_CODE = Text("chat.has_code", "Har du fått en kode av oss på sms, kan du sende den hit.")
WRONG_CODE = Text(
    "chat.wrong_code",
    "Den koden kjenner jeg ikke. Se på sms-en en gang til, eller trykk på knappen. Hjelp får du på {phone}.",
)
NO_MORE_CODES = Text(
    "chat.no_more_codes", "Den koden kjenner jeg heller ikke. Nå må du vente til i morgen. Hjelp får du på {phone}."
)
NOT_INVITED = Text(
    "chat.not_invited", "Jeg finner ingen invitasjon til det nummeret. Hjelp får du på {phone}."
)
SHARE = Text("chat.share", "Del nummeret mitt")


def invite(turn: Turn, who: PersonId, code: str) -> None:
    """Send someone a code by SMS; whoever writes it on Telegram has the telephone."""
    turn.store.invite(who, code, turn.now + INVITATION_HOLDS)
    turn.note("invited", None, who)
    number = turn.store.addresses(who).get("sms", "")
    robot = turn.town.robot or turn.town.spoken
    words = turn.render(INVITATION, turn.store.person(who), code=f"{code[:3]} {code[3:]}", robot=robot)
    turn.send(who, "sms", number, words, "other", written_by=0)


def belongs(turn: Turn, event: Received) -> bool:
    """See to a message that is about who a chat belongs to; false when it is about something else."""
    if event.own_number:
        return _by_card(turn, event)
    code = CODE.fullmatch(event.text.strip())
    if code is not None:
        _by_code(turn, event, code[1] + code[2])
    elif START.fullmatch(event.text.strip()) and turn.store.any_invited(turn.now) and not _known(turn, event.sender):
        _say(turn, event, HAS_CODE, "other")
    return code is not None


def _by_code(turn: Turn, event: Received, code: str) -> None:
    """Let in whoever was sent that code; one who tries many may be trying them all."""
    tried = turn.store.tried(event.sender, "wrong_code", turn.now - A_DAY)
    if tried >= MOST_WRONG:
        return
    invited = turn.store.invited_by(code, turn.now)
    if len(invited) == 1:
        _join(turn, invited[0], event.sender)
        return
    turn.store.change_event(event.id, intent="wrong_code")
    _say(turn, event, NO_MORE_CODES if tried + 1 == MOST_WRONG else WRONG_CODE, "unclear", asks_number=True)


def _by_card(turn: Turn, event: Received) -> bool:
    """Telegram says the card is their own; it lets in whoever is invited with that number."""
    known = turn.store.people_at("sms", event.own_number)
    invited = [who for who in known if turn.store.is_invited(who, turn.now)]
    if len(invited) != 1:
        return False
    _join(turn, invited[0], event.sender)
    return True


def not_invited(turn: Turn, event: Received) -> None:
    """Their own card opens nothing: say where to ask."""
    _say(turn, event, NOT_INVITED, "unclear")


def in_words(turn: Turn, who: PersonId, text: str) -> str:
    """The button Telegram begins with says hello, or asks again what was asked; to one who said STOPP it is START."""
    if not START.fullmatch(text.strip()) or turn.store.person(who).stopped:
        return text
    return "GJENTA" if Talk.from_json(turn.store.talk_state(who)).flow else "hei"


def _known(turn: Turn, chat: str) -> bool:
    return bool(turn.store.people_at("telegram", chat))


def _say(turn: Turn, event: Received, text: Text, kind: str, *, asks_number: bool = False) -> None:
    """Answer a chat that may be anybody's."""
    words = text.say(turn.town.language, phone=spoken(turn.town.phone))
    turn.send(None, "telegram", event.sender, words, kind, reply=True, asks_number=asks_number)


def _join(turn: Turn, who: PersonId, chat: str) -> None:
    for other in turn.store.people_at("telegram", chat):
        turn.store.drop_address(other, "telegram")
        if other != who and turn.store.volunteer(other) is None and turn.store.recipient(other) is None:
            turn.store.was(other, who, turn.now)
    turn.store.give_address(who, "telegram", chat)
    turn.store.end_invitation(who)
    turn.note("joined_telegram", None, who)
    turn.heard_from, turn.heard_on = who, "telegram"
    turn.say(who, JOINED, "confirmation", reply=True)
    number = turn.store.addresses(who).get("sms")
    if number:
        turn.send(who, "sms", number, turn.render(JOINED_SMS, turn.store.person(who)), "other", written_by=0)
