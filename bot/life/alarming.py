"""The duty phone: rung by SMS, again and again, until whoever carries it answers SETT."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.errors import NotFound
from bot.life.turn import Turn
from bot.numbers import spoken
from bot.storage.store import Matter
from bot.texts import Text, with_capital
from bot.waking import is_quiet, next_awake

OFTEN, FEWER, SELDOM, MOST = timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), 24
UNTIL_SEEN = frozenset({"emergency", "distress"})
"""These ring until someone has seen them, however long it takes."""
CALM = frozenset({"unfilled", "code", "second_address", "shared_phone"})
"""These wake nobody, and are rung about once an hour."""
UNTIL_IT_STARTS = CALM | {"late_cancellation", "unconfirmed", "untold"}
ALONE = 3
"""So many times the duty phone is rung alone; then the stand-in too."""

WHAT = {
    "emergency": Text("alarm.emergency", "Mulig fare."),
    "distress": Text("alarm.distress", "Noen har det tungt."),
    "late_cancellation": Text("alarm.late_cancellation", "Avbud: {what} {when}."),
    "unconfirmed": Text("alarm.unconfirmed", "Har ikke svart på påminnelsen: {what} {when}."),
    "unfilled": Text("alarm.unfilled", "Ingen har sagt ja: {what} {when}."),
    "code": Text("alarm.code", "Noen må få en kode: {what} {when}."),
    "second_address": Text("alarm.second_address", "Noen må få en adresse: {what} {when}."),
    "shared_phone": Text("alarm.shared_phone", "Noen må få en adresse på telefon: {what} {when}."),
    "untold": Text("alarm.untold", "Noen må få beskjed på telefon: {what} {when}."),
    "failed": Text("alarm.failed", "Det ble ikke noe av besøket: {what} {when}."),
}
RING = Text("alarm.ring", "Håndslag-vakta: {why} Ring {who}. Svar SETT når du har sett det.")
LOOK = Text(
    "alarm.look", "Håndslag-vakta: {why} {who} skriver på Telegram og har ikke oppgitt nummer. Se samtalen i panelet. "
    "Svar SETT når du har sett det.",
)  # fmt: skip
UNKNOWN = Text("alarm.unknown", "ukjent")
SEEN = Text("alarm.seen", "Takk. Da er det sett.")


def ring(turn: Turn, which: int) -> None:
    """Send the alarm once more, unless someone has seen it; with nobody to send it to, the screen says so."""
    matter = _matter(turn, which)
    if matter is None or matter.closed is not None or _rung_enough(turn, matter):
        turn.store.wake_at("alarm", which, None)
        return
    if matter.kind in CALM and is_quiet(turn.now):
        turn.store.wake_at("alarm", which, next_awake(turn.now))
        return
    numbers = _numbers(turn, matter.alarms)
    for number in numbers:
        turn.send(None, "sms", number, _words(turn, matter), "alarm", matter=which)
    if not numbers and not turn.store.matters("alarm_no_number"):
        turn.tell("alarm_no_number")
    turn.store.change_matter(which, alarms=matter.alarms + 1)
    turn.store.wake_at("alarm", which, _again_at(turn, matter))


def ring_on(turn: Turn, matter: Matter) -> None:
    """What rang until it was seen to by mistake rings on, unless someone had answered SETT."""
    about = turn.store.notes_about(matter.person, matter.opened) if matter.person is not None else []
    answered = any(note.event == "alarm_seen" and note.data.get("matter") == matter.id for note in about)
    if (matter.alarms or matter.kind in UNTIL_SEEN) and not answered:
        turn.store.wake_at("alarm", matter.id, turn.now + OFTEN)


def _again_at(turn: Turn, matter: Matter) -> datetime:
    if matter.kind in CALM:
        return turn.now + SELDOM
    return turn.now + (OFTEN if matter.alarms < ALONE else FEWER if matter.alarms < MOST else SELDOM)


def _rung_enough(turn: Turn, matter: Matter) -> bool:
    errand = turn.store.errand(matter.errand) if matter.errand is not None else None
    if matter.kind in UNTIL_IT_STARTS and errand is not None and errand.starts <= turn.now:
        return True
    return matter.alarms >= MOST and matter.kind not in UNTIL_SEEN


def _matter(turn: Turn, which: int) -> Matter | None:
    try:
        return turn.store.matter(which)
    except NotFound:
        return None


def _numbers(turn: Turn, rung: int) -> list[str]:
    """The duty phone, and later the stand-in too; the stand-in from the first where there is no duty phone."""
    town = turn.town
    return list(dict.fromkeys(filter(None, (town.night or town.standin, town.standin if rung >= ALONE else ""))))


def _words(turn: Turn, matter: Matter) -> str:
    language = turn.town.language
    errand = turn.store.errand(matter.errand) if matter.errand is not None else None
    values = {"what": errand, "when": errand.starts} if errand else {"what": "", "when": ""}
    why = WHAT[matter.kind].say(language, **values)
    number = spoken(turn.store.telephone(matter.person)) if matter.person is not None else ""
    writes = matter.person is not None and "telegram" in turn.store.addresses(matter.person)
    text = LOOK if writes and not number else RING
    who = ", ".join(filter(None, (_name(turn, matter), number and f"tlf. {number}")))
    return text.say(language, why=why, who=with_capital(who) if text is LOOK else who)


def _name(turn: Turn, matter: Matter) -> str:
    """Whom it is about; someone erased since is nobody any more."""
    name = turn.store.person(matter.person).first_name if matter.person is not None else ""
    return name or UNKNOWN.say(turn.town.language)


def seen(turn: Turn, number: str) -> bool:
    """SETT from a telephone that is being rung: what it has been told of rings no more, but stays on the screen.

    False when nothing has been rung there; then it is no SETT.
    """
    rung = turn.store.alarms_at(number)
    for which in rung:
        matter = turn.store.matter(which)
        turn.store.wake_at("alarm", which, None)
        turn.store.withdraw_alarm(which, turn.now)
        turn.note("alarm_seen", matter.errand, matter.person, matter=which)
    if rung:
        turn.send(None, "sms", number, SEEN.say(turn.town.language), "other", reply=True)
    return bool(rung)
