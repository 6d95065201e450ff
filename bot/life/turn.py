"""One turn: a store, a moment, and the verbs everything that happens in it is done with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from bot.clock import OSLO
from bot.dialog.engine import Engine
from bot.dispatching import OURS, Asking
from bot.duty import on_duty
from bot.life.free_text import in_messages
from bot.matching.distance import Far, between
from bot.messages import GOES_ANYWAY
from bot.model import Errand, ErrandId, Municipality, Person, PersonId, Recipient, Tell, Visit
from bot.numbers import spoken
from bot.reminding import ADDRESS_UNTIL_AFTER, falls_back_at
from bot.storage.letters import Received
from bot.storage.store import Store
from bot.texts import Text, for_you, speak_as
from bot.waking import next_awake

ALWAYS = frozenset({"danger", "stopped", "receipt"})
"""What is said even to someone who has said STOPP."""
AT_ONCE = frozenset({"danger", "stopped", "alarm"})
"""What is said in the middle of the night too."""
ASKED_AGAIN_FOR = timedelta(days=1)
"""So long after what was held since a restore may leave, who is asked may have been asked the same before it."""
NOT_TO_BE_MISSED = frozenset({"reminder", "details", "changed", "cancelled", "visitor"})
"""What goes on the call list while a coordinator has the talk."""
AN_ANSWER = timedelta(minutes=10)
"""An answer to what was written so short a time ago may go out in quiet hours."""
SOMEONE = Text("turn.someone", "noen")
WATCHED = frozenset({"offer", "reminder", "changed", "cancelled"})
"""What is said another way when nobody answers on Telegram."""
SAID_LATE_TOO = frozenset({"visitor", "changed", "cancelled", "check_in"})
"""What was first said after its time was meant to be: it is of no use any more only when it was held back past it."""
STILL_WAITS, STILL_REMEMBERS = timedelta(hours=2), timedelta(days=2)
_HOUSE = re.compile(r"\W*\d+\W*\w?$")
"""The number of a house, after the name of the street."""
NEAR = timedelta(hours=12)
"""A change or a cancellation this close may break the quiet."""


@dataclass
class Turn:
    """Everything one event may read and change.  It is taken back whole when anything goes wrong."""

    store: Store
    now: datetime
    engine: Engine
    asks: Asking = OURS
    far: Far = between
    moved_from: dict[ErrandId, datetime] = field(default_factory=dict)
    """When errands that have been moved in this turn were to begin."""
    heard_at: datetime | None = None
    """When what we answer was written; an old message is not answered in the night."""
    heard_from: PersonId | None = None
    """Who wrote what we answer."""
    heard_on: str = ""
    """The channel they wrote it on."""
    heard: Received | None = None
    """What they wrote, as it was stored."""
    owed: datetime | None = None
    """When that which is seen to only now was to be seen to."""
    planned: dict[ErrandId, PersonId | None] = field(default_factory=dict)
    """Whom the errands that look for people in this turn ask first, planned together."""
    bulk: list[int] = field(default_factory=list)
    """Messages queued in this turn that need not leave at once."""

    def __post_init__(self) -> None:
        speak_as(self.store.wording(self.town.wording))

    @cached_property
    def town(self) -> Municipality:
        return self.store.municipality_row()

    @property
    def on_duty(self) -> bool:
        return on_duty(self.now, self.town.duty)

    def today(self) -> tuple[datetime, datetime]:
        """The local day we are in."""
        start = self.now.astimezone(OSLO).replace(hour=0, minute=0, second=0, microsecond=0)
        return start, start + timedelta(days=1)

    def told_enough(self, who: PersonId) -> bool:
        """Whether someone has been written to today as often as they may be without having asked for it."""
        return self.store.told_unprompted(who, self.today()) >= self.town.policy.unprompted_a_day

    def note(self, event: str, errand: ErrandId | None = None, person: PersonId | None = None, **data: Any) -> None:
        self.store.add_note(event, self.now, errand, person, **data)

    def tell(
        self, why: str, words: str = "", *, person: PersonId | None = None, errand: ErrandId | None = None,
        due: datetime | None = None, proposed: datetime | None = None,
    ) -> int:  # fmt: skip
        """Put something before the coordinators; ``proposed`` is when someone would do it instead."""
        self.note("coordinator_told", errand, person, why=why)
        return self.store.open_matter(
            why, self.now, person=person, errand=errand, words=words, due=due, proposed=proposed
        )

    def say(
        self, to: PersonId, text: Text, kind: str, *, errand: Errand | None = None, reply: bool = False,
        lead: str = "", wakes: bool = True, buttons: Sequence[str] = (), **values: Any,
    ) -> int | None:  # fmt: skip
        """Write to someone on the channel they use; what they must not miss is read to them if need be.

        ``wakes`` is false for those a near change does not concern that much.  Returns the message's number, or
        None when nothing is to be said to them now.
        """
        person = self.store.person(to)
        if person.stopped and kind not in ALWAYS:
            return None
        held = not reply and kind not in ALWAYS and self.store.human_has(to) is not None
        if held and kind not in NOT_TO_BE_MISSED:
            return None
        channel, address = self.way_to(to, kind, reply=reply, held=held)
        about = self.hidden(errand, person.language) if errand and channel == "telegram" else errand
        words = lead + self.render(text, person, about, **values)
        if channel == "telegram" and self.tells_who(to, words):
            channel, address = self.way_to(to, "details", held=held)
        if not address and kind not in NOT_TO_BE_MISSED:
            return None
        *before, last = in_messages([words]) if channel == "sms" else [words]
        for part in before:
            self.send(to, channel, address, part, kind, errand, reply=reply, wakes=wakes)
        return self.send(to, channel, address, last, kind, errand, reply=reply, wakes=wakes, options=buttons)

    def way_to(self, to: PersonId, kind: str, *, reply: bool = False, held: bool = False) -> tuple[str, str]:
        """The channel and the address someone is written to on; read aloud when there is no other."""
        addresses = self.store.addresses(to)
        by_telegram = self.town.telegram and "telegram" in addresses and kind != "details" and not held
        if by_telegram and not (reply and self.heard_from == to and self.heard_on == "sms" and "sms" in addresses):
            return "telegram", addresses["telegram"]
        if "sms" in addresses and not held:
            return "sms", addresses["sms"]
        return "call", self.store.telephone(to)

    def private_way_to(self, to: PersonId) -> tuple[str, str]:
        """Where someone is told what names another; it is read aloud to who has said STOPP."""
        stopped = self.store.person(to).stopped
        return ("call", self.store.telephone(to)) if stopped else self.way_to(to, "details")

    def hidden(self, errand: Errand, language: str) -> Errand:
        """The errand without the name of who it is for: on Telegram nobody is named."""
        return replace(errand, recipient_name=SOMEONE.say(language))

    def visitor(self, visit: Visit) -> str:
        """The first name of whoever comes."""
        return (visit.sends.split() or [self.store.person(visit.volunteer).first_name])[0]

    def tells_who(self, to: PersonId, words: str, *, anyone: bool = False) -> bool:
        """Whether the words name someone this volunteer helps or is asked to help, where they live, or what they need.

        ``anyone`` is for words that we have not put together ourselves: they may name any of those who get help.
        """
        errands = [errand for _, errand in self.store.visits_by(to)]
        errands += [self.store.errand(question.errand) for question in self.store.questions_to(to)]
        helped = {errand.recipient for errand in errands}
        others = {one.id for one in self.store.recipients()} - helped if anyone else set()
        own = {name.casefold() for name in self.store.person(to).name.split()}
        told = {name for who in helped for name in self._known_by(who)}
        told |= {name for who in others for name in self._known_by(who) - own}
        told |= {errand.details.casefold().rstrip(".") for errand in errands}
        return any(re.search(rf"(?<!\w){re.escape(each)}s?(?!\w)", words.casefold()) for each in told if len(each) > 1)

    def _known_by(self, who: PersonId) -> set[str]:
        recipient = self.store.recipient(who)
        if recipient is not None and recipient.is_place:
            return set()
        street = recipient.street if recipient else ""
        told = (*self.store.person(who).name.split(), street, _HOUSE.sub("", street))
        return {each.casefold() for each in told}

    def ask(
        self, to: PersonId, text: Text, kind: str, about: str, errand: Errand, *, wakes: bool = True, **values: Any
    ) -> None:
        """Ask someone about an errand; a JA can mean it from the moment the message has reached them."""
        number = self.store.free_number(to, errand.id)
        message = self.say(to, text, kind, errand=errand, wakes=wakes, n=number, buttons=("JA", "NEI"), **values)
        if message is not None:
            self.store.put_question(to, errand.id, number, about, self.now, message)

    def render(self, text: Text, person: Person, errand: Errand | None = None, **values: Any) -> str:
        about = {"what": errand, "for_you": for_you(errand, person.language), "when": errand.starts,
                 "minutes": errand.minutes} if errand else {}  # fmt: skip
        known = {"name": person.first_name, "municipality": self.town.spoken, "phone": spoken(self.town.phone),
                 "coordinator": self.town.coordinator}  # fmt: skip
        return text.say(person.language, **{**known, **about, **values})

    def send(
        self, to: PersonId | None, channel: str, address: str, words: str, kind: str, errand: Errand | None = None,
        *, reply: bool = False, wakes: bool = True, written_by: int | None = None, visit: int | None = None,
        matter: int | None = None, options: Sequence[str] = (), asks_number: bool = False,
        repeats: int | None = None, edits: str | None = None, need: int | None = None,
    ) -> int:  # fmt: skip
        """Queue a message; it leaves when the turn is on disk and people are awake.

        ``options`` can be pressed where the channel has buttons.  ``repeats`` is the message nobody answered elsewhere,
        ``edits`` the provider's id of one whose place it takes.
        """
        reply = reply and (self.heard_at is None or self.now - self.heard_at <= AN_ANSWER)
        expires = _expires(kind, errand)
        if kind in SAID_LATE_TOO and expires is not None and expires <= self.now:
            expires = None
        wakes = reply or kind in AT_ONCE or (wakes and self._is_near(kind, errand))
        which = self.store.add_message(
            person=to, channel=channel, to=address, text=words, kind=kind, errand=errand.id if errand else None,
            reply=reply or kind == "alarm", wakes=wakes,
            unprompted=not (reply or kind == "alarm" or written_by is not None or edits is not None),
            created=self.now, not_before=self.now if wakes else next_awake(self.now),
            expires=expires, written_by=written_by, visit=visit, matter=matter,
            options=options if channel == "telegram" else (), asks_number=asks_number, repeats=repeats, edits=edits,
            need=need, owed=next_awake(self.owed) if self.owed and not wakes else self.owed,
            sought_from=None if written_by is not None else self._may_have_left(kind),
        )  # fmt: skip
        if not wakes and kind not in NOT_TO_BE_MISSED and channel != "call":
            self.bulk.append(which)
        if channel == "telegram" and errand is not None and not (reply or edits):
            self.watch(which, kind, errand, self.now if wakes else next_awake(self.now))
        return which

    def _may_have_left(self, kind: str) -> datetime | None:
        """Since when the same may have been sent that a copy, put back after that, knows nothing of."""
        town = self.town
        if town.restored_until is None or kind in GOES_ANYWAY:
            return None
        if town.held == "restored":
            return town.restored_to if (self.heard_at or town.restored_until) <= town.restored_until else None
        said_before = self.heard_at is not None and self.heard_at <= town.restored_until - ASKED_AGAIN_FOR
        asked_again = kind == "offer" and self.now <= town.restored_until
        return town.restored_to if said_before or asked_again else None

    def watch(self, which: int, kind: str, errand: Errand, sent: datetime) -> None:
        """See that what goes by Telegram is said another way when nobody answers."""
        if kind in WATCHED:
            self.store.wake_at("fallback", which, falls_back_at(sent, errand.starts, that_day=kind == "reminder"))

    def _is_near(self, kind: str, errand: Errand | None) -> bool:
        """Whether it changes what is to happen soon, or what was."""
        if kind not in {"changed", "cancelled"} or errand is None:
            return False
        return min(errand.starts, self.moved_from.get(errand.id, errand.starts)) - self.now <= NEAR

    def tell_recipient(
        self, recipient: Recipient, text: Text, kind: str, errand: Errand, *, for_kin: Text | None = None,
        visit: int | None = None, **values: Any,
    ) -> None:  # fmt: skip
        """Tell a recipient by SMS, through kin, or on the call list, as they want it.

        ``visit`` is the one it is about.  What would reach them only after the start is read aloud by a human.
        """
        if recipient.stopped or recipient.is_place:
            return
        if recipient.tell is Tell.KIN and recipient.kin.phone:
            values["recipient"] = recipient.person.first_name
            words = self.render(for_kin or text, recipient.person, errand, **values)
            self.send(recipient.id, "sms", recipient.kin.phone, words, kind, errand, visit=visit)
            return
        addresses = self.store.addresses(recipient.id)
        words = self.render(text, recipient.person, errand, **values)
        too_late = next_awake(self.now) >= errand.starts and not self._is_near(kind, errand)
        if recipient.tell is Tell.SMS and "sms" in addresses and not recipient.person.stopped and not too_late:
            self.send(recipient.id, "sms", addresses["sms"], words, kind, errand, visit=visit)
        else:
            number = addresses.get("phone") or addresses.get("sms", "")
            self.send(recipient.id, "call", number, words, kind, errand, visit=visit)
            if too_late:
                self.tell("visitor_untold", person=recipient.id, errand=errand.id, due=errand.starts)

    def alarm(self, why: str, words: str = "", *, person: PersonId | None = None, errand: Errand | None = None) -> None:
        """Wake whoever carries the duty phone, again and again until they answer SETT."""
        which = self.tell(why, words, person=person, errand=errand.id if errand else None)
        self.store.change_matter(which, alarms=0)
        self.store.wake_at("alarm", which, self.now)


def _expires(kind: str, errand: Errand | None) -> datetime | None:
    """When a message about an errand is of no use any more."""
    if errand is None:
        return None
    return {
        "offer": errand.starts, "reminder": errand.starts, "details": errand.ends + ADDRESS_UNTIL_AFTER,
        # Who comes, and what is changed, is seen at the door from then on.
        "visitor": errand.starts, "changed": errand.starts,
        # Someone may sit and wait for a while; days after they know, and it would only frighten.
        "cancelled": errand.starts + STILL_WAITS,
        # They remember how it went for about that long; a human asks after that.
        "check_in": errand.ends + STILL_REMEMBERS,
    }.get(kind)  # fmt: skip
