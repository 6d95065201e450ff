"""What was rehearsed, as a talk kept in text: who is in it, what was posted, what they wrote, and what the robot did.

The same form as the talks in ``tests/conversations``: what the robot writes is found by playing, and compared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from admin.views.golden_cast import errands_in, everyone, talk_of, why_not
from admin.views.phones import LEFT, Owner
from admin.words import telephone
from bot.clock import OSLO
from bot.errors import Refused
from bot.kinds import KINDS, kind_of
from bot.model import Errand, ErrandId, Municipality, PersonId, Recipient, Volunteer
from bot.numbers import spoken
from bot.storage.letters import Received
from bot.storage.post import Message
from bot.storage.store import Store
from bot.when import write_day

AT_ONCE = timedelta(seconds=5)
"""What the robot writes so soon after is written in the same moment."""
BEFORE = timedelta(minutes=1)
PRESSED = ("JA", "NEI")
"""What stood on the buttons of a message that has been answered, and has none any more."""
ABOVE = "# Lagret fra Prøv samtalen. Se over navnene, og skriv her hva samtalen viser."


@dataclass(frozen=True, slots=True)
class Step:
    """One line, and when."""

    at: datetime
    text: str
    ours: bool = False


@dataclass(frozen=True)
class Cast:
    """Everyone in the talk by the one word they go by."""

    names: Mapping[PersonId, str]
    phones: Mapping[str, str]
    """By the id of a telephone."""
    alone: str
    """The only one who talks with the robot, where there is only one."""

    def before(self, name: str, sign: str, channel: str) -> str:
        """What stands before what is said; one who talks with the robot alone needs no name."""
        return " ".join([name] * (name != self.alone) + ["(Telegram)"] * (channel == "telegram") + [sign])


def written(store: Store, out: Sequence[Owner]) -> str:
    """The talk on these telephones since the first who wrote there; "" when nobody has.

    Refused when it would be played otherwise than it went.
    """
    owners, since = everyone(store, out)
    if since is None:
        return ""
    if why := why_not(store, owners, since):
        raise Refused(why)
    talks, errands = {one.id: talk_of(store, one) for one in owners}, errands_in(store, owners, since)
    cast = _cast(store, owners, errands)
    begins = min([since, *(one.created for one in errands if one.created)]) - BEFORE
    steps = [Step(begins, line) for line in _people(store, owners, errands, cast, since)]
    labels = {one.id: chr(ord("A") + n) for n, one in enumerate(errands)}
    out_at = {one.id: _went_out(one, talks.values()) or begins for one in errands}
    steps += [Step(out_at[one.id], _errand(one, labels[one.id], cast, begins)) for one in errands]
    for owner in owners:
        sent, heard = talks[owner.id]
        steps += _said(owner, sent, heard, cast, since, set(labels))
    return "\n".join([ABOVE, *_in_moments(sorted(steps, key=lambda step: step.at))]) + "\n"


def _went_out(errand: Errand, talks: Iterable[tuple[list[Message], list[Received]]]) -> datetime | None:
    """When it was posted; if that could be taken back, when it could no more: in a talk kept as text nothing waits."""
    told = (m.handed_over for sent, _ in talks for m in sent if m.errand == errand.id)
    first = min(filter(None, told), default=None)
    soon = first and errand.created and first - errand.created <= BEFORE
    return first if soon else errand.created


def _cast(store: Store, owners: Sequence[Owner], errands: Sequence[Errand]) -> Cast:
    taken: list[str] = []

    def word(name: str) -> str:
        first = "".join(letter for letter in (name.split() or ["Ukjent"])[0] if letter.isalnum())
        while first in taken:
            first += "2"
        taken.append(first)
        return first

    phones = {one.id: word(one.name) for one in owners if one.id != "vakt" and one.channel == "sms"}
    for one in owners:
        if one.channel == "telegram":
            phones[one.id] = phones.get(f"p{one.people[0]}") or word(one.name)
    names = {one.people[0]: phones[one.id] for one in owners if one.people and one.id.startswith(("p", "ny", "t"))}
    for errand in errands:
        if errand.recipient not in names:
            names[errand.recipient] = word(errand.recipient_name)
    talking = sorted({phones[one.id] for one in owners if one.id in phones and not _is_helped(store, one)})
    return Cast(names, phones | {"vakt": "Vakttelefon"}, talking[0] if len(talking) == 1 else "")


def _is_helped(store: Store, owner: Owner) -> bool:
    """Recipients and kin are named before what they read, also where one volunteer talks alone."""
    return owner.id.startswith("k") or any(store.recipient(who) is not None for who in owner.people)


def _people(
    store: Store, owners: Sequence[Owner], errands: Sequence[Errand], cast: Cast, since: datetime
) -> Iterator[str]:
    yield _town(store.municipality_row(), chats=any(one.channel == "telegram" for one in owners))
    seen: set[str] = set()
    helped = [PersonId(int(one.id[1:])) for one in owners if one.id.startswith("k")]
    helped += [who for one in owners for who in one.people if store.recipient(who) is not None]
    helped += [errand.recipient for errand in errands]
    for one in owners:
        volunteer = next(filter(None, map(store.volunteer, one.people)), None)
        if one.id == "vakt" or _is_helped(store, one) or cast.phones[one.id] in seen:
            continue
        seen.add(cast.phones[one.id])
        if volunteer is None or (volunteer.registered is not None and volunteer.registered >= since):
            yield f"nummer {cast.phones[one.id]}, {_digits(one.number)}"
        else:
            yield _volunteer(volunteer, cast.phones[one.id], store.addresses(volunteer.id))
    for who in dict.fromkeys(helped):
        recipient = store.recipient(who)
        if recipient is not None:
            kin = next((cast.phones[one.id] for one in owners if one.id == f"k{who}"), "")
            yield _recipient(recipient, cast.names.get(who, "Noen"), store.addresses(who).get("sms", ""), kin)


def _town(town: Municipality, *, chats: bool) -> str:
    night = f", vakttelefon {_digits(town.night)}" if town.night else ""
    with_chats = ", med Telegram" if chats else ""
    return f"kommune {town.name}, koordinator {town.coordinator}, telefon {spoken(town.phone)}{night}{with_chats}"


def _volunteer(one: Volunteer, name: str, ways: Mapping[str, str]) -> str:
    rest = one.person.name.split()[1:]
    kinds = [kind_of(code).name.lower() for code in sorted(one.skills)] if len(one.skills) < len(KINDS) else []
    can = f"kan {'/'.join(kinds)}" if kinds else ""
    fields = [" ".join([name, *rest]), _digits(ways.get("sms", "")), one.postcode, can]
    fields += ["uten bil" if one.transport != "car" else "", "" if one.approval.pledge else "ikke godkjent"]
    often = f"{one.frequency.times} i uka" if one.frequency.days == 7 and one.frequency.times != 2 else ""
    language = f"språk {one.person.language}" if one.person.language != "nb" else ""
    chat = f"Telegram {ways['telegram']}" if "telegram" in ways else ""
    return "frivillig " + ", ".join(filter(None, [*fields, often, language, chat]))


def _recipient(one: Recipient, name: str, number: str, kin: str) -> str:
    whole = " ".join([name, *one.person.name.split()[1:]])
    fields = [whole, _digits(number), one.street.replace(",", ""), one.postcode]
    family = f"pårørende {kin or one.kin.name.split()[0]} {_digits(one.kin.phone)}" if one.kin.name else ""
    return "innbygger " + ", ".join(filter(None, [*fields, family, "bare kjente" if one.known_only else ""]))


def _errand(one: Errand, label: str, cast: Cast, begins: datetime) -> str:
    phrase, name = kind_of(one.kind).phrase, cast.names[one.recipient]
    what = phrase.format(name=name) if "{name}" in phrase else f"{phrase} for {name}"
    fields = [f"{what} {_moment(one.starts, with_year=one.starts.year != begins.year)}"]
    fields += [f"{one.minutes} minutter"] * (one.minutes != 60) + [f"{one.places} plasser"] * (one.places != 1)
    details = f". {one.details}" if one.details else ""
    return f"oppgave {label}: {', '.join(fields + ['haster'] * one.urgent)}{details}"


def _said(
    owner: Owner, sent: Sequence[Message], heard: Iterable[Received], cast: Cast, since: datetime,
    errands: Collection[ErrandId],
) -> Iterator[Step]:  # fmt: skip
    name = cast.phones[owner.id]
    answered = {one.edits for one in sent if one.edits}
    for event in heard:
        if event.received >= since:
            how = "   (trykket)" if event.pressed else ""
            yield Step(event.received, f"{cast.before(name, '>', owner.channel)} {_line(event.text) or '(tomt)'}{how}")
    for one in sent:
        if one.state in LEFT and one.written_by is None and (one.created >= since or one.errand in errands):
            buttons = "".join(f" [{word}]" for word in (PRESSED if one.provider_id in answered else one.options))
            words = f"{'endret til: ' if one.edits else ''}{_line(one.text)}{buttons}"
            yield Step(one.handed_over or one.created, f"{cast.before(name, '<', owner.channel)} {words}", ours=True)


def _in_moments(steps: Iterable[Step]) -> Iterator[str]:
    """Lines under the moment they belong to; what the robot answers stands with what it answers."""
    shown: datetime | None = None
    for step in steps:
        at = step.at.astimezone(OSLO).replace(microsecond=0)
        if shown is None or (at != shown and not (step.ours and at - shown <= AT_ONCE)):
            yield from ("", f"-- {_moment(at, with_year=shown is None)}")
            shown = at
        yield step.text


def _moment(at: datetime, *, with_year: bool) -> str:
    here = at.astimezone(OSLO)
    clock = here.strftime("%H.%M.%S" if here.second else "%H.%M")
    return f"{write_day(here.date())}{f' {here.year}' if with_year else ''} kl. {clock}"


def _digits(number: str) -> str:
    return telephone(number).replace("\N{NO-BREAK SPACE}", " ")


def _line(text: str) -> str:
    return " ".join(text.split())
