"""The confidentiality pledge: it is sent as a question, promised by a reply or in person, and never changed after."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Any

from bot.clock import OSLO
from bot.dialog import phrases
from bot.dialog.effects import Effect, Say
from bot.dialog.session import Talk
from bot.errors import Refused
from bot.flows import pledge as words
from bot.life.situating import situate
from bot.life.turn import Turn
from bot.model import PersonId, Stage
from bot.storage.pledges import Pledge, PledgeState, PledgeText
from bot.storage.post import MessageState
from bot.storage.questions import REACHES
from bot.storage.store import Store
from bot.waking import add_waking

LANGUAGES = ("nb", "nn", "da", "en")
WAITS = timedelta(days=7)
"""So long after it was sent, and reminded of once, a coordinator hears that nobody has answered."""
IN_PERSON, MOST_KEPT = "in_person", 160
LOOKED_AT = 100
"""So many of the last messages are looked at for the words."""
MATTERS = ("pledge_refused", "pledge_unanswered", "pledge_in_person", "pledge_promised")
STOPPED = "Den frivillige har sagt STOPP og kan ikke få meldinger."
NO_NUMBER = "Den frivillige har ikke et nummer som virker."
SHARED = "Flere bruker dette nummeret, så et JA kan være fra en annen. La den frivillige love det når dere møtes."
WITH_HUMAN = "Et menneske har samtalen. Gi den tilbake til roboten, og send igjen."
PROMISED = "Den frivillige har alt lovet dette."


def ours() -> dict[str, str]:
    """The words we wrote, by language: the first version, unless the municipality publishes its own."""
    return {language: words.WORDS.ours(language) for language in LANGUAGES}


def latest(store: Store) -> PledgeText:
    """The version that is asked for now; ours, until the municipality has published its own."""
    return next(iter(store.pledge_texts()), PledgeText(1, ours(), None, None, None))


def current(turn: Turn) -> PledgeText:
    """The same, kept for good from the moment anyone is asked for it."""
    if not turn.store.pledge_texts():
        turn.store.publish_pledge(ours(), turn.now, None)
    return latest(turn.store)


def ask(turn: Turn, who: PersonId, by: int | None = None) -> int | None:
    """Put the words to someone, in their language; what was put to them before and not answered is withdrawn.

    Returns the message that asks.
    """
    text = current(turn)
    _may_be_asked(turn, who, text)
    known = withdraw(turn, who) or _has_promised(turn, who)
    said = _in_their_words(turn, who, text)
    effects = _begin(turn, who, said["words"], text.again if known else None)
    message = None
    for say in effects:
        assert isinstance(say, Say)
        message = turn.say(who, say.text, say.kind, buttons=say.options, **say.values)
    which = turn.store.add_pledge(person=who, asked=turn.now, message=message, by=by, **said)
    turn.store.wake_at("pledge", which, add_waking(turn.now + WAITS, timedelta()))
    turn.store.close_matters(turn.now, *MATTERS, person=who)
    turn.note("pledge_asked", None, who, version=text.version)
    return message


def cannot_be_asked(turn: Turn, who: PersonId) -> None:
    """It is kept that someone would have been asked, and must be by a human."""
    withdraw(turn, who)
    turn.store.add_pledge(
        person=who, state=PledgeState.NOT_ASKED.value, **_in_their_words(turn, who, current(turn))
    )


def _in_their_words(turn: Turn, who: PersonId, text: PledgeText) -> dict[str, Any]:
    language = turn.store.person(who).language
    return {"version": text.version, "language": language, "words": text.words.get(language) or text.words["nb"]}


def _begin(turn: Turn, who: PersonId, said: str, until: date | None) -> tuple[Effect, ...]:
    """They are asked this from now on; what is to be said to them."""
    known = {"words": said, "until": until.isoformat() if until else ""}
    talk, effects = turn.engine.begin(words.FLOW.name, _talk(turn, who), situate(turn, who), **known)
    turn.store.put_talk(who, turn.now, state=talk.to_json())
    turn.store.wake_at("talk", who, add_waking(turn.now + (words.FLOW.nudge_after or WAITS), timedelta()))
    return effects


def _talk(turn: Turn, who: PersonId) -> Talk:
    return Talk.from_json(turn.store.talk_state(who))


def _may_be_asked(turn: Turn, who: PersonId, text: PledgeText) -> None:
    why = hinders(turn, who)
    if not why and any(one.state is PledgeState.SIGNED and one.version == text.version for one in _of(turn, who)):
        why = PROMISED
    if why:
        raise Refused(why)


def hinders(turn: Turn, who: PersonId) -> str:
    """Why nothing can be sent to someone that a JA is to come of; "" when it can."""
    if turn.store.person(who).stopped:
        return STOPPED
    if turn.store.human_has(who) is not None:
        return WITH_HUMAN
    channel, address = turn.way_to(who, "question")
    if not address:
        return NO_NUMBER
    return SHARED if channel == "sms" and turn.store.people_at("sms", address) != [who] else ""


def _of(turn: Turn, who: PersonId) -> list[Pledge]:
    return turn.store.pledges_of(who)


def _has_promised(turn: Turn, who: PersonId) -> bool:
    volunteer = turn.store.volunteer(who)
    by_hand = volunteer is not None and volunteer.approval.pledge is not None
    return by_hand or any(one.state is PledgeState.SIGNED for one in _of(turn, who))


def withdraw(turn: Turn, who: PersonId) -> bool:
    """What someone has not answered is asked no more; whether there was such a question."""
    open_now = [one for one in _of(turn, who) if one.state is PledgeState.ASKED]
    for one in open_now:
        turn.store.change_pledge(one.id, state=PledgeState.WITHDRAWN.value)
        turn.store.wake_at("pledge", one.id, None)
        if one.message is not None:
            turn.store.withdraw_message(turn.store.message(one.message), turn.now)
    return bool(open_now)


def answer(turn: Turn, who: PersonId, *, yes: bool) -> None:
    """JA or NEI, to the words that had reached them when they wrote it; a newer question stands."""
    meant, newer = _meant(turn, who)
    if newer is not None:
        _stands(turn, who, newer)
    if meant is None:
        turn.say(who, phrases.NOTHING_ASKED, "other", reply=True)
        return
    turn.store.wake_at("pledge", meant.id, None)
    heard = turn.heard
    said = (heard.text if heard and heard.text.strip() else "JA" if yes else "NEI")[:MOST_KEPT]
    day = _day(turn.heard_at or turn.now)
    turn.store.change_pledge(meant.id, day=day, how=turn.heard_on, event=heard.id if heard else None, said=said)
    if yes:
        _signed(turn, who, meant.id, day, meant.version)
        _tell_if_new(turn, who)
        turn.say(who, words.PROMISED, "confirmation", reply=True)
        return
    turn.store.change_pledge(meant.id, state=PledgeState.REFUSED.value)
    turn.note("pledge_refused", None, who, version=meant.version)
    turn.tell("pledge_refused", said, person=who)
    turn.say(who, words.REFUSED, "confirmation", reply=True)


def _meant(turn: Turn, who: PersonId) -> tuple[Pledge | None, Pledge | None]:
    """The question they had read when they wrote, and one that has been put to them since."""
    theirs = takewhile(lambda one: one.state is not PledgeState.SIGNED, _of(turn, who))
    put = [one for one in theirs if one.state in {PledgeState.ASKED, PledgeState.WITHDRAWN}]
    reached = next((one for one in put if _had_reached(turn, who, one)), None)
    newer = next((one for one in put if one.state is PledgeState.ASKED), None)
    return reached, newer if newer is not reached else None


def _had_reached(turn: Turn, who: PersonId, one: Pledge) -> bool:
    """Whether they had the words, the first time or when they were put to them again, in however many messages."""
    said, had = turn.heard_at or turn.now, defaultdict[datetime, list[str]](list)
    for message in turn.store.messages_to(who, last=LOOKED_AT):
        if message.state in REACHES and (message.handed_over or message.created) <= said:
            had[message.created].append(message.text)
    asked = one.asked or said
    return any(one.words in " ".join(texts) for created, texts in had.items() if created >= asked)


def _stands(turn: Turn, who: PersonId, one: Pledge) -> None:
    """What they have not read yet is still asked."""
    text = next(each for each in turn.store.pledge_texts() if each.version == one.version)
    _begin(turn, who, one.words, text.again)


def _day(at: datetime) -> date:
    return at.astimezone(OSLO).date()


def _signed(turn: Turn, who: PersonId, which: int, day: date, version: int) -> None:
    turn.store.change_pledge(which, state=PledgeState.SIGNED.value)
    turn.store.change_volunteer(who, pledge=day)
    turn.store.close_matters(turn.now, *MATTERS, person=who)
    turn.note("pledge_signed", None, who, version=version)


def _tell_if_new(turn: Turn, who: PersonId) -> None:
    """A coordinator who waits to approve them hears of it."""
    volunteer = turn.store.volunteer(who)
    if volunteer is not None and volunteer.stage is Stage.APPLIED:
        turn.tell("pledge_promised", person=who)


def promised_in_person(turn: Turn, who: PersonId, day: date, by: int | None) -> None:
    """A coordinator has seen someone read it and promise; what was asked by message is answered with that."""
    text = current(turn)
    withdraw(turn, who)
    which = turn.store.add_pledge(person=who, day=day, how=IN_PERSON, by=by, **_in_their_words(turn, who, text))
    _end_talk(turn, who)
    _signed(turn, who, which, day, text.version)


def take_back(turn: Turn, who: PersonId) -> None:
    """It was written down by mistake, or holds no more."""
    for one in _of(turn, who):
        if one.state is PledgeState.SIGNED:
            turn.store.change_pledge(one.id, state=PledgeState.TAKEN_BACK.value)
    turn.store.change_volunteer(who, pledge=None)
    turn.note("pledge_taken_back", None, who)


def _end_talk(turn: Turn, who: PersonId) -> None:
    """Nobody is asked again for what they have promised."""
    talk = _talk(turn, who)
    if talk.flow == words.FLOW.name:
        turn.store.put_talk(who, turn.now, state=talk.ended().to_json())
        turn.store.wake_at("talk", who, None)


def one_promise(turn: Turn, who: PersonId) -> None:
    """Two were one: what either has promised is not asked of them again."""
    promised = turn.store.promised_versions().get(who, 0)
    if any(one.state is PledgeState.ASKED and one.version <= promised for one in _of(turn, who)):
        withdraw(turn, who)
        _end_talk(turn, who)


def look(turn: Turn, which: int) -> None:
    """Someone has been asked and reminded, and has not answered: a coordinator hears of it."""
    one = turn.store.pledge(which)
    if one is None or one.state is not PledgeState.ASKED or one.message is None:
        return
    if turn.store.message(one.message).state is MessageState.QUEUED:
        turn.store.wake_at("pledge", which, add_waking(turn.now + WAITS, timedelta()))
    else:
        turn.tell("pledge_unanswered", person=one.person)
