"""Whose telephones a talk needs to be played the same, also those that were put away; and when it cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from admin.views import phones
from admin.views.errands import title
from admin.views.phones import LEFT, SHOWN, Owner
from bot.errors import NotFound
from bot.model import Errand, ErrandId
from bot.storage.letters import Received
from bot.storage.post import Message
from bot.storage.store import Store

TYPED = "rehearsal-"
"""How the id begins of what was written on a telephone here."""
MOST, LAST = 26, 10**9
BEFORE = (
    "Noen hadde alt svart på «{}» før du begynte her. Da kan samtalen ikke lagres. Legg ut en ny oppgave, og prøv "
    "med den."
)
BY_HAND = "En koordinator gjorde noe med «{}» underveis. Det kan ikke stå i en test, så samtalen kan ikke lagres."
TOO_LONG = "Samtalen er for lang til å lagres som test. Begynn på nytt, og prøv litt om gangen."


def since_typed(store: Store, owners: Sequence[Owner]) -> datetime | None:
    """When something was first written on one of these telephones; None when nothing was."""
    heard = (event for one in owners for event in talk_of(store, one)[1] if event.external_id.startswith(TYPED))
    return min((event.received for event in heard), default=None)


def talk_of(store: Store, one: Owner) -> tuple[list[Message], list[Received]]:
    return store.sms_with(one.number, one.people, last=SHOWN, channel=one.channel)


def everyone(store: Store, owners: Sequence[Owner]) -> tuple[list[Owner], datetime | None]:
    """These, and whoever else wrote here meanwhile or was written to about the same errands; and since when."""
    found = list(owners)
    while (since := since_typed(store, found)) and (more := next(_missing(store, found, since), None)):
        found.append(more)
    # Whoever has been here longest is asked first, when it is played too.
    return sorted(found, key=lambda one: one.people[:1] or (LAST,)), since


def _missing(store: Store, owners: Sequence[Owner], since: datetime) -> Iterator[Owner]:
    there = {(one.channel, one.number) for one in owners}
    wrote = (f"p{one.person}" for one in store.heard_since(since, TYPED) if one.person is not None)
    for which in (*wrote, *_written_to(store, owners, since)):
        try:
            one = phones.owner(store, which)
        except NotFound:  # erased since, or reached no more
            continue
        if (one.channel, one.number) not in there:
            yield one


def _written_to(store: Store, owners: Sequence[Owner], since: datetime) -> Iterator[str]:
    for errand in errands_in(store, owners, since):
        for one in store.messages_about(errand.id):
            if one.state in LEFT and one.channel in {"sms", "telegram"}:
                yield _telephone(store, one)


def _telephone(store: Store, sent: Message) -> str:
    if sent.person is None:
        return "vakt"
    if sent.channel == "telegram":
        return f"t{sent.person}"
    recipient = store.recipient(sent.person)
    return f"k{sent.person}" if recipient is not None and recipient.kin.phone == sent.to else f"p{sent.person}"


def errands_in(store: Store, owners: Sequence[Owner], since: datetime) -> list[Errand]:
    """What they wrote about, or had been asked about and not answered: nothing else has been played here."""
    talks = [talk_of(store, one) for one in owners]
    about = {m.errand for sent, _ in talks for m in sent if m.errand is not None and m.created >= since}
    about |= {q.errand for owner in owners for who in owner.people for q in store.questions_to(who)}
    found = [store.errand(ErrandId(which)) for which in sorted(about)]
    return [one for one in found if one.created is not None][:MOST]


def why_not(store: Store, owners: Sequence[Owner], since: datetime) -> str:
    """Why it would be played otherwise; "" when it would not."""
    if any(_is_cut(talk_of(store, one), since) for one in owners):
        return TOO_LONG
    errands = errands_in(store, owners, since)
    return next(filter(None, (_changed(store, one, since) for one in errands)), "")


def _is_cut(talk: tuple[list[Message], list[Received]], since: datetime) -> bool:
    """Whether more has been said since then than is shown."""
    sent, heard = talk
    return (len(sent) >= SHOWN and sent[0].created > since) or (len(heard) >= SHOWN and heard[0].received > since)


def _changed(store: Store, errand: Errand, since: datetime) -> str:
    answered = [one.answered for one in store.offers_of(errand.id)] + [v.taken for v in store.visits_of(errand.id)]
    if any(_is_before(answered, since)):
        return BEFORE.format(title(errand))
    acts = (note for note in store.notes(errand=errand.id) if note.data.get("by") and note.event != "errand_posted")
    return BY_HAND.format(title(errand)) if any(note.at >= since for note in acts) else ""


def _is_before(moments: Iterable[datetime | None], since: datetime) -> Iterator[bool]:
    return (moment is not None and moment < since for moment in moments)
