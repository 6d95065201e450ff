"""Two entries that may be one person: who they can be, what each has, what the one will have, and what will happen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, islice
from typing import Any

from admin.views import volunteers
from admin.views.naming import called
from admin.views.people import by_name, fits, has_digits, words_of, write_area, write_times
from admin.words import full_day, telephone
from bot.life.merging import Plan, is_there, said
from bot.model import Errand, Frequency, PersonId, Stage, Tell
from bot.storage.people import read_availability
from bot.storage.store import Store
from bot.storage.tables import person, recipient, volunteer

ROLES = {"volunteer": "Frivillig", "recipient": "Innbygger", "": "Har skrevet til oss"}
CARDS = {"volunteer": "/frivillige", "recipient": "/innbyggere", "": "/samtaler"}
STAGES = {Stage.APPLIED: "Frivillig, ikke godkjent", Stage.APPROVED: "Frivillig, klar til å starte"}
DAYS = {"talk": "Samtale", "pledge": "Taushetsløfte", "course": "Kurs", "police_seen": "Politiattest vist",
        "police_expires": "Ny attest trengs", "of_age": "Alder bekreftet"}  # fmt: skip
TOLD_HOW = {Tell.SMS: "På SMS", Tell.CALL: "På telefon", Tell.KIN: "Gjennom pårørende", Tell.NOBODY: "Et sted"}
MOST = 30


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone who may be the same; ``why`` is what they have alike, or empty."""

    id: PersonId
    name: str
    role: str
    number: str
    why: str


@dataclass(frozen=True, slots=True)
class Line:
    """One thing about both, and about the one."""

    what: str
    kept: str
    gone: str
    will: str

    @property
    def differs(self) -> bool:
        return bool(self.kept and self.gone and self.kept != self.gone)


def card(store: Store, who: PersonId) -> str:
    """The page about someone."""
    return f"{CARDS[store.roles_of([who]).get(who, '')]}/{who}"


def candidates(store: Store, who: PersonId, query: str) -> list[Candidate]:
    """Whom a search finds; without one, those who are most likely the same."""
    people, numbers, kin, homes = store.everyone(), store.numbers(), store.kin_numbers(), _homes(store)
    sought = words_of(query)
    name, mine, home = _parts(people[who]), {*numbers.get(who, ())}, homes.get(who)
    found = list[tuple[int, str, PersonId, str]]()
    for other, called_ in people.items():
        theirs = {*numbers.get(other, ())}
        same = [
            "samme nummer" if mine & theirs or kin.get(who) in theirs or kin.get(other) in mine else "",
            "samme navn" if name and name == _parts(called_) else "likt navn" if _alike(name, _parts(called_)) else "",
            "samme adresse" if home is not None and home == homes.get(other) else "",
        ]
        many = sum(2 if words.startswith("samme") else 1 for words in same if words)
        hit = fits(sought, called_, tuple(theirs) if has_digits(query) else ()) if sought else many > 0
        if other != who and hit:
            found.append((-many, by_name(called_), other, ", ".join(filter(None, same)).capitalize()))
    some = list(islice((one for one in sorted(found) if is_there(store, one[2])), MOST))
    names, roles = called(store, [one[2] for one in some]), store.roles_of(one[2] for one in some)
    return [
        Candidate(other, names[other], ROLES[roles.get(other, "")],
                  ", ".join(map(telephone, numbers.get(other, ()))), why)
        for _, _, other, why in some
    ]  # fmt: skip


def _parts(name: str) -> frozenset[str]:
    return frozenset(name.casefold().replace("-", " ").split())


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether one is called by a part of the other's name."""
    return bool(one and other) and (one < other or other < one)


def _homes(store: Store) -> dict[PersonId, tuple[str, str]]:
    return {one.id: (one.street.casefold(), one.postcode) for one in store.recipients() if one.street}


def beside(store: Store, plan: Plan) -> list[Line]:
    """What each has, and what the one will have."""
    sides = [_facts(store, store.row_of(person, who) or {}, store.row_of(volunteer, who), store.row_of(recipient, who),
                    _now_at(store, who)) for who in (plan.kept, plan.gone)]  # fmt: skip
    ways = {channel: row["value"] for channel, row in plan.will.used.items()}
    sides.append(_facts(store, plan.will.person, plan.will.volunteer, plan.will.recipient, ways))
    had = [_in_hand(store, who) for who in (plan.kept, plan.gone)]
    lines = [Line(what, *(side[what] for side in sides)) for what in sides[0]]
    sums = {what: (had[0][what], had[1][what], had[0][what] + had[1][what]) for what in had[0]}
    lines += [Line(what, *(str(number or "") for number in counted)) for what, counted in sums.items()]
    return [line for line in lines if line.kept or line.gone]


def _now_at(store: Store, who: PersonId) -> dict[str, str]:
    return {row["channel"]: row["value"] for row in store.all_addresses(who) if not row["former"]}


def _in_hand(store: Store, who: PersonId) -> dict[str, int]:
    visits = store.visits_by(who, active=False)
    return {
        "Avtaler": sum(visit.active for visit, _ in visits), "Besøk før": sum(not visit.active for visit, _ in visits),
        "Spørsmål uten svar": len(store.questions_to(who)), "Oppgaver": len(store.errands_for(who)),
        "Besøksvenner": len(store.pairings_of(who)),
    }  # fmt: skip


def _facts(
    store: Store, about: Mapping[str, Any], helps: Mapping[str, Any] | None, helped: Mapping[str, Any] | None,
    ways: Mapping[str, str],
) -> dict[str, str]:  # fmt: skip
    return {
        "Navn": about["name"] or "Uten navn", "SMS": telephone(ways.get("sms", "")),
        "Ringes på": telephone(ways.get("phone", "")), "Telegram": "Ja" if "telegram" in ways else "",
        "STOPP": "Har sagt STOPP" if about["stopped"] else "", **_helping(helps), **_helped(helped),
    }


def _helping(row: Mapping[str, Any] | None) -> dict[str, str]:
    days = {words: _day(row[name]) if row else "" for name, words in DAYS.items()}
    if row is None:
        return dict.fromkeys(("Frivillig", "Bor", "Liker", "Passer", "Spørres", "Om vinteren", "Vil ikke", "Født",
                              "Pause", "Svarer for", "Meldte seg"), "") | days  # fmt: skip
    pause = f"Til {full_day(row['paused_until'])}" if row["paused_until"] else "Til noen sier fra"
    often = {"week": "Hver uke", "month": "Hver måned", "seldom": "Sjelden"}
    return {
        "Frivillig": STAGES.get(Stage(row["stage"]), ""), "Bor": write_area(row["postcode"], row["place"]),
        "Liker": volunteers.likes(row["skills"]) if row["skills"] else "",
        "Passer": write_times(read_availability(row["availability"])).capitalize(),
        "Spørres": often[volunteers.how_often(Frequency(row["asks"], row["asks_days"]))],
        "Om vinteren": dict(volunteers.TRANSPORT_CHOICES).get(row["transport"], ""), "Vil ikke": row["dislikes"] or "",
        "Født": str(row["born"] or ""), "Pause": pause if row["paused"] else "", "Svarer for": row["organisation"],
        "Meldte seg": _day(row["registered"]),
    } | days  # fmt: skip


def _day(day: date | None) -> str:
    return full_day(day) if day else ""


def _helped(row: Mapping[str, Any] | None) -> dict[str, str]:
    if row is None:
        return dict.fromkeys(("Innbygger", "Adresse", "Slik kommer du inn", "Får beskjed", "Pårørende",
                              "Hvem som kommer"), "")  # fmt: skip
    kin = " ".join(filter(None, (row["kin_name"], telephone(row["kin_phone"] or ""))))
    return {
        "Innbygger": "Alt er stanset" if row["stopped"] else "Ja",
        "Adresse": ", ".join(filter(None, (row["street"], write_area(row["postcode"], row["place"])))),
        "Slik kommer du inn": row["entry"] or "", "Får beskjed": TOLD_HOW[Tell(row["tell"])], "Pårørende": kin,
        "Hvem som kommer": "Bare kjente ansikter" if row["known_only"] else "",
    }


def happens(store: Store, plan: Plan) -> list[str]:
    """What follows from it, in sentences."""
    used, will = plan.will.used, plan.will
    lines = [] if _likely(store, plan) else ["Pass på: Verken navn eller nummer er likt."]
    lines.append(_written_to(used, stopped=bool(will.person["stopped"])))
    heard = [telephone(row["value"]) if row["channel"] != "telegram" else "den andre Telegram-samtalen"
             for row in will.former]  # fmt: skip
    if heard:
        lines.append(f"Det som kommer fra {' og '.join(heard)}, blir tatt imot som før, men roboten skriver ikke dit.")
    if all(store.volunteer(who) is not None for who in (plan.kept, plan.gone)):
        lines.append(_approval(will.volunteer or {}))
    if (will.volunteer or {}).get("paused"):
        lines.append("Pausen gjelder for begge. Avtaler i pausen går til andre.")
    if plan.clash:
        lines.append("Begge venter på svar. Du får samtalen, og roboten tier, så ikke noe ja blir misforstått.")
    elif plan.numbers and store.questions_to(plan.kept):
        lines.append("Begge er spurt om noe. Er et svar uklart, spør roboten hva det gjelder.")
    lines += [f"Avtalen {said(one)} går til andre: De to skal ikke møtes." for one in _apart(store, plan)]
    lines += [f"Pass på: {said(one)} og {said(other)} er samtidig." for one, other in _at_once(store, plan)]
    return [*lines, "Avtaler, spørsmål, meldinger og notater samles på ett kort. Ingenting sendes to ganger."]


def _likely(store: Store, plan: Plan) -> bool:
    """Whether they are called, or reached, alike."""
    people, numbers = (plan.kept, plan.gone), [set(_now_at(store, who).values()) for who in (plan.kept, plan.gone)]
    one, other = (_parts(store.person(who).name) for who in people)
    return bool(numbers[0] & numbers[1]) or one == other or not (one and other) or _alike(one, other)


def _written_to(used: Mapping[str, Any], *, stopped: bool) -> str:
    if stopped:
        return (
            "STOPP gjelder for begge. Roboten skriver ikke før den frivillige selv sender START, og avtaler framover "
            "går til andre."
        )
    if "telegram" in used:
        after = f", og på SMS til {telephone(used['sms']['value'])} når ingen svarer" if "sms" in used else ""
        return f"Roboten skriver på Telegram først{after}."
    if "sms" in used:
        return f"Roboten skriver på SMS til {telephone(used['sms']['value'])}."
    return "Roboten skriver ikke. Beskjeder kommer på ringelista."


def _approval(row: Mapping[str, Any]) -> str:
    if row.get("stage") == Stage.APPROVED.value:
        return "Den frivillige er klar til å starte, som før. Datoer som bare sto på den andre, følger med."
    return "Ingen av dem er godkjent, og det blir de ikke av dette."


def _apart(store: Store, plan: Plan) -> list[Errand]:
    """Visits of the one to whoever the other is not to meet."""
    people = (plan.kept, plan.gone)
    errands = [errand for who in people for _, errand in store.visits_by(who)]
    return [errand for errand in errands if store.not_to_meet(errand.recipient) & {*people}]


def _at_once(store: Store, plan: Plan) -> list[tuple[Errand, Errand]]:
    """Visits of the one and the other at the same time."""
    mine, theirs = ([errand for _, errand in store.visits_by(who)] for who in (plan.kept, plan.gone))
    pairs = combinations([*mine, *theirs], 2)
    return [(one, other) for one, other in pairs if one.starts < other.ends and other.starts < one.ends]


def numbers(store: Store, plan: Plan) -> Sequence[tuple[str, str]]:
    """The numbers there are to choose between; none when there is no choice."""
    open_ = [row["value"] for who in (plan.kept, plan.gone) if not store.person(who).stopped
             for row in store.all_addresses(who) if row["channel"] == "sms" and not row["former"]]  # fmt: skip
    choices = [one for one in dict.fromkeys(open_) if not store.is_stopped(one)]
    return [(one, telephone(one)) for one in choices] if len(choices) > 1 else []
