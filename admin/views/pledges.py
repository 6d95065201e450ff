"""The confidentiality pledge on a card: what was promised, when, how, who saw it, and what is waited for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from admin.views.people import LANGUAGES
from admin.words import full_day, local_day
from bot.flows import pledge
from bot.life import pledging, renewing
from bot.life.samples import rendered, values
from bot.life.turn import Turn
from bot.model import PersonId, Volunteer
from bot.sms_parts import parts
from bot.storage.pledges import Pledge, PledgeState, PledgeText
from bot.storage.store import Store

HOW: Mapping[str, str] = {
    "sms": "på SMS", "telegram": "på Telegram", "call": "på telefon", pledging.IN_PERSON: "i samtale",
}  # fmt: skip
WAITS = frozenset({PledgeState.ASKED, PledgeState.REFUSED, PledgeState.NOT_ASKED})
SEND, SEND_AGAIN = "Send taushetsløftet", "Send taushetsløftet på nytt"


@dataclass(frozen=True, slots=True)
class Version:
    """One version as it is read on the page of the rule."""

    number: int
    words: Sequence[tuple[str, str, str]]
    """Language, its name, and the words."""
    when: str
    signed: int
    again: str


@dataclass(frozen=True, slots=True)
class Draft:
    """The words of the next version in one language, as Tekster has them; ``seen`` is the message as it is sent."""

    code: str
    language: str
    seen: str
    parts: int
    changed: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """What the page shows.  ``earlier`` is how many have promised something else than the draft."""

    versions: Sequence[Version]
    drafts: Sequence[Draft]
    earlier: int
    late: int

    @property
    def changed(self) -> bool:
        return any(one.changed for one in self.drafts)

    @property
    def uneven(self) -> bool:
        """Whether the words are new in some languages and as they were in others."""
        return self.changed and not all(one.changed for one in self.drafts)


def rule_of(turn: Turn) -> Rule:
    store, names = turn.store, turn.store.user_names()
    texts = store.pledge_texts() or [pledging.latest(store)]
    signed = Counter(store.promised_versions().values())
    versions = [_version(one, names, signed[one.version]) for one in texts]
    drafts = [_draft(turn, code, name, texts[0]) for code, name in LANGUAGES]
    return Rule(versions, drafts, len(renewing.lacking(store, texts[0].version + 1)), len(must_promise(store)))


def _version(one: PledgeText, names: Mapping[int, str], signed: int) -> Version:
    name = names.get(one.by or 0, "")
    by = f" av {name}" if name else "" if one.by else ", slik vi skrev det"
    when = f"{full_day(local_day(one.published))}{by}" if one.published else "Ikke brukt ennå"
    words = [(code, name, one.words[code]) for code, name in LANGUAGES if code in one.words]
    return Version(one.version, words, when, signed, full_day(one.again) if one.again else "")


def _draft(turn: Turn, code: str, name: str, now: PledgeText) -> Draft:
    words = renewing.draft(turn.store)[code]
    told = pledge.FLOW.asks[0]
    seen = rendered(pledge.FLOW.text(told), code, {**values(code), "words": words}, ())
    return Draft(code, name, seen, parts(seen), words != now.words.get(code))


@dataclass(frozen=True, slots=True)
class Card:
    """What a card shows.  ``promised`` and ``waits`` are sentences, or empty; ``send`` is what the button says."""

    words: str
    language: str
    promised: str
    waits: str
    may_send: bool
    send: str


def card_of(store: Store, volunteer: Volunteer) -> Card:
    text, theirs, names = pledging.latest(store), store.pledges_of(volunteer.id), store.user_names()
    signed = next((one for one in theirs if one.state is PledgeState.SIGNED), None)
    last = next((one for one in theirs if one.state in WAITS), None)
    waits = last is not None and (signed is None or last.id > signed.id)
    holds = volunteer.approval.pledge is not None and (signed is None or signed.version == text.version)
    language = volunteer.person.language if volunteer.person.language in text.words else "nb"
    return Card(
        text.words[language], language, how_promised(volunteer, signed, names),
        how_waits(last) if waits and last else "", not (holds or volunteer.person.stopped),
        SEND_AGAIN if waits else SEND,
    )


def how_promised(volunteer: Volunteer, signed: Pledge | None, names: Mapping[int, str]) -> str:
    """"Lovet 12. mars 2026 på SMS, versjon 1. Svarte «ja»."."""
    day = volunteer.approval.pledge
    if signed is None or signed.day is None:
        return f"Lovet {full_day(day)}." if day else ""
    said = f" Svarte «{signed.said}»." if signed.said else ""
    name = names.get(signed.by or 0, "") if signed.how == pledging.IN_PERSON else ""
    seen = f" Sett av {name}." if name else ""
    over = "" if day else " Det gjelder ikke lenger."
    return f"Lovet {full_day(signed.day)} {HOW.get(signed.how, '')}, versjon {signed.version}.{said}{seen}{over}"


def how_waits(one: Pledge) -> str:
    if one.state is PledgeState.REFUSED:
        return f"Svarte nei {full_day(one.day)}." if one.day else "Svarte nei."
    if one.state is PledgeState.NOT_ASKED:
        return "Må love på nytt i en samtale."
    if one.state is not PledgeState.ASKED:
        return ""
    return f"Spurt {full_day(local_day(one.asked))}, men har ikke svart ennå." if one.asked else ""


def must_promise(store: Store) -> Collection[PersonId]:
    """Those whose promise soon counts no more, for the words are new."""
    text = pledging.latest(store)
    late = renewing.lacking(store, text.version) if text.again else ()
    return frozenset(one.id for one in late if not one.person.stopped)


def how_far(store: Store, people: Collection[PersonId]) -> dict[PersonId, str]:
    """Of some of those who have not promised, whether they have been asked and what they answered."""
    last = store.last_pledges()
    return {who: (how_waits(last[who]) if who in last else "") or "Ikke spurt ennå." for who in people}


def seen_by(store: Store, volunteer: Volunteer) -> Sequence[tuple[str, str]]:
    """Who had the talk, and who saw the politiattest."""
    names, by = store.user_names(), store.seen_by(volunteer.id)
    return [
        (what, names.get(by[column], ""))
        for what, column in (("Hadde samtalen", "talk_by"), ("Så politiattesten", "police_seen_by"))
        if column in by
    ]
