"""Who writes to us on Telegram: a chat is somebody's when they have shown that the telephone is theirs.

A code we have sent by SMS shows it, and so does a contact card that Telegram vouches for.  Nothing else does.
"""

from __future__ import annotations

import re
from datetime import timedelta

from bot.life.turn import Turn
from bot.model import PersonId
from bot.numbers import spoken
from bot.storage.letters import Received
from bot.texts import Text

INVITATION_HOLDS, A_DAY = timedelta(days=7), timedelta(days=1)
MOST_WRONG = 5
"""So many codes that are no one's, and a chat is heard no more than anyone else's."""
CODE = re.compile(r"(?:/start\s+)?(\d{3})\s?(\d{3})\W*")

INVITATION = Text(
    "pairing.invitation",
    "Hei {name}! Vil du heller få meldingene på Telegram? Skriv til {robot} der, og send koden {code}. Den gjelder i "
    "sju dager.",
)
PAIRED = Text("pairing.paired", "Takk, {name}! Nå skriver jeg til deg her. Adresser får du på sms.")
PAIRED_SMS = Text(
    "pairing.paired_sms", "Nå får du meldingene på Telegram. Var det ikke du som ba om det? Ring oss på {phone}."
)
WRONG_CODE = Text(
    "pairing.wrong_code",
    "Den koden kjenner jeg ikke. Se på sms-en en gang til, eller trykk på knappen. Hjelp får du på {phone}.",
)
SHARE = Text("pairing.share", "Del nummeret mitt")


def invite(turn: Turn, who: PersonId, code: str) -> None:
    """Send someone a code by SMS; whoever writes it on Telegram has the telephone."""
    turn.store.invite(who, code, turn.now + INVITATION_HOLDS)
    turn.note("invited", None, who)
    number = turn.store.addresses(who).get("sms", "")
    robot = turn.town.robot or turn.town.spoken
    words = turn.render(INVITATION, turn.store.person(who), code=f"{code[:3]} {code[3:]}", robot=robot)
    turn.send(who, "sms", number, words, "other", written_by=0)


def pairs(turn: Turn, event: Received) -> bool:
    """See to a message that is about who a chat belongs to; false when it is about something else."""
    chat = event.sender
    if event.own_number:
        return _by_card(turn, event)
    if event.media and not event.text.strip():
        return False
    code = CODE.fullmatch(event.text.strip())
    if code is None:
        return False
    invited = turn.store.invited_by(code[1] + code[2], turn.now)
    if len(invited) == 1:
        _pair(turn, invited[0], chat)
    elif turn.store.tried(chat, "wrong_code", turn.now - A_DAY) < MOST_WRONG:
        turn.store.change_event(event.id, intent="wrong_code")
        words = WRONG_CODE.say(turn.town.language, turn.own, phone=spoken(turn.town.phone))
        turn.send(None, "telegram", chat, words, "unclear", reply=True, asks_number=True)
    return True


def _by_card(turn: Turn, event: Received) -> bool:
    """Telegram says the card is their own; it pairs whoever is invited with that number."""
    known = turn.store.people_at("sms", event.own_number)
    invited = [who for who in known if turn.store.is_invited(who, turn.now)]
    if len(invited) != 1:
        return False
    _pair(turn, invited[0], event.sender)
    return True


def _pair(turn: Turn, who: PersonId, chat: str) -> None:
    for other in turn.store.people_at("telegram", chat):
        turn.store.drop_address(other, "telegram")
        if other != who and turn.store.volunteer(other) is None and turn.store.recipient(other) is None:
            turn.store.was(other, who, turn.now)
    turn.store.give_address(who, "telegram", chat)
    turn.store.end_invitation(who)
    turn.note("paired", None, who)
    turn.heard_from, turn.heard_on = who, "telegram"
    turn.say(who, PAIRED, "confirmation", reply=True)
    number = turn.store.addresses(who).get("sms")
    if number:
        turn.send(who, "sms", number, turn.render(PAIRED_SMS, turn.store.person(who)), "other", written_by=0)
