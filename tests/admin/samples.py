"""Invented contents for every screen, so that each can be looked at before it is filled for real."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace as Thing
from typing import Any

from admin.forms import Fields, Form
from bot.kinds import KINDS
from tests.admin.house import NOW

KIND_CHOICES = [(kind.code, kind.name) for kind in KINDS.values()]
PAGER = Thing(number=2, last=7, before="?side=1", after="?side=3")
ERROR = {"when": "Skriv når, for eksempel torsdag kl. 12."}
OFFER = "Hei Kari! Kan du handle for Astrid i Sentrum fredag 27. november kl. 11.00? Svar JA eller NEI."


def at(**length: float) -> datetime:
    return NOW + timedelta(**length)


def form(wrong: dict[str, str] | None = None, **typed: str | list[str]) -> Form[Fields]:
    return Form(typed, wrong or {})


def tabs(*tabs: tuple[str, int]) -> list[Thing]:
    return [Thing(label=w, address=f"?vis={n}", count=n, here=i == 0) for i, (w, n) in enumerate(tabs)]


def visit(number: int, tone: str, status: str) -> Thing:
    return Thing(id=number, starts=at(days=number), what="Handle for Astrid", tone=tone, status=status)


def bubble(text: str, minutes: int, who: str = "Roboten", state: str = "") -> Thing:
    return Thing(ours=who != "Kari", text=text, who=who, at=at(minutes=minutes), state=state)


BUBBLES = [
    bubble(OFFER, 0, state="levert"),
    bubble("JA", 5, "Kari"),
    bubble("Tusen takk, Kari! Da er det avtalt. Adressen kommer torsdag kl. 18.00.", 5),
    bubble("Kan jeg få nummeret hennes?", 15, "Kari"),
]
SEEN = Thing(when=at(days=4, hours=2), trouble="", text=OFFER, parts=1, fits=14, asked_at=None)
NOT_SEEN = Thing(when=None, trouble="Den tiden er alt forbi.", text="", parts=0, fits=None, asked_at=None)
NEEDS = [
    Thing(
        tone="danger",
        heading="Kåre Ås har falt",
        text="Han skrev: jeg har falt og får ikke reist meg",
        since=at(minutes=-4),
        href="/samtaler/1",
        action="Ta over samtalen",
    ),
    Thing(
        tone="warning",
        heading="Handle for Astrid i morgen mangler frivillig",
        text="9 er spurt, 6 har svart nei.",
        since=at(hours=-2),
        href="/oppgaver/1",
        action="Se oppgaven",
    ),
    Thing(
        tone="info",
        heading="Ny frivillig: Solveig Vik",
        text="Vil gjerne ta en prat. Meldte seg for to dager siden.",
        since=at(days=-2),
        href="/frivillige/1",
        action="Se den frivillige",
    ),
]
NEXT = [
    Thing(at=at(hours=1), text="To frivillige til spørres om Tur med Odd", href="/oppgaver/2"),
    Thing(at=at(hours=8), text="Åtte påminnelser om avtaler i morgen", href=None),
]
ERRANDS = [
    Thing(id=n, starts=at(days=n), what=what, recipient=who, place=where, asked=n * 3, tone=tone, status=status)
    for n, what, who, where, tone, status in (
        (1, "Handle", "Astrid Moe", "Sentrum", "warning", "Ingen ennå"),
        (2, "Tur", "Odd Bakke", "Nordbygda", "success", "Kari Vik"),
        (3, "Kjøre til eldretreff", "Bjørg Hagen-Sætre", "Sørskogbygda", "danger", "Avlyst"),
    )
]
EVENTS = [
    Thing(at=at(hours=-3), text="Ingrid Lie la ut oppgaven", tone="neutral", href=None),
    Thing(at=at(hours=-3, minutes=1), text="Kari Vik ble spurt", tone="info", href="/frivillige/1"),
    Thing(at=at(hours=-2), text="Per Holen svarte nei", tone="warning", href="/frivillige/2"),
    Thing(at=at(hours=-1), text="Kari Vik sa ja", tone="success", href="/frivillige/1"),
]
OFFERS = [
    Thing(id=1, name="Kari Vik", asked=at(hours=-3), tone="success", answer="Ja"),
    Thing(id=2, name="Per Holen", asked=at(hours=-3), tone="neutral", answer="Nei"),
    Thing(id=3, name="Turid Nygård", asked=at(hours=-1), tone="info", answer="Ikke svart"),
]
ERRAND = Thing(
    id=1,
    what="Handle for Astrid",
    recipient="Astrid Moe",
    recipient_id=1,
    starts=at(days=4),
    minutes=60,
    place="Sentrum",
    details="Ring på to ganger.",
    tone="warning",
    status="Ingen ennå",
    urgent=True,
    open=True,
)
TALK = Thing(
    id=1,
    name="Kari Vik",
    channel="SMS",
    facts="/frivillige/1",
    human="Ingrid Lie",
    mine=True,
    messages=BUBBLES,
    quiet="",
)
PEOPLE = [
    Thing(id=1, name="Kari Vik", channel="SMS", last="Kan jeg få nummeret hennes?", waiting=True, here=True),
    Thing(id=2, name="Per Holen", channel="SMS", last="Nei takk", waiting=False, here=False),
]
CALLS = [
    Thing(
        id=1,
        name="Olga Strand",
        phone="+4762000001",
        why="Har ikke mobil.",
        by=at(hours=3),
        late=False,
        answers=(),
        text="Hei Olga! Kari fra Eksempel kommune kommer fredag kl. 11.00 og handler for deg.",
    ),
    Thing(
        id=2,
        name="Per Holen",
        phone="+4790000103",
        why="Har ikke svart på påminnelsen.",
        by=at(hours=-1),
        late=True,
        answers=("JA", "NEI"),
        text="Hei Per! Du går tur med Odd i morgen kl. 12.00. Passer det fortsatt?",
    ),
]
SORTS = tabs(("Ledige", 1011), ("Avtalt", 2026), ("Ferdige", 15953))
POSTED = form(recipient="1", kind="shopping", when="fredag kl. 11")
RECIPIENTS = [("1", "Astrid Moe, Sentrum"), ("2", "Odd Bakke, Nordbygda")]
LENGTHS = [("30", "En halv time"), ("60", "En time"), ("120", "To timer")]
NEW_ERRAND: dict[str, Any] = {
    "recipients": RECIPIENTS,
    "kinds": KIND_CHOICES,
    "lengths": LENGTHS,
    "errand": None,
}
SAMPLES: dict[str, tuple[str, dict[str, Any]]] = {
    "today": (
        "today.html",
        {"needs": NEEDS, "next": NEXT, "figures": [("Spurt i dag", 12), ("Avtalt i dag", 4)]},
    ),
    "today-fine": ("today.html", {"needs": [], "next": [], "figures": [("Avtalt i dag", 0)]}),
    "errands": (
        "errands.html",
        {
            "warning": "2 oppgaver i morgen mangler frivillig.",
            "tabs": SORTS,
            "tab": "ledige",
            "query": "",
            "rows": ERRANDS,
            "pager": PAGER,
        },
    ),
    "errands-none": (
        "errands.html",
        {"warning": "", "tabs": SORTS, "tab": "ledige", "query": "", "rows": [], "pager": PAGER},
    ),
    "errand-new": ("errand_form.html", {**NEW_ERRAND, "form": POSTED, "seen": SEEN}),
    "errand-wrong": ("errand_form.html", {**NEW_ERRAND, "form": form(ERROR, when="i går"), "seen": NOT_SEEN}),
    "errand": (
        "errand.html",
        {
            "errand": ERRAND,
            "holder": None,
            "undo_until": at(seconds=20),
            "events": EVENTS,
            "offers": OFFERS,
            "candidates": [("1", "Kari Vik")],
            "form": form(),
        },
    ),
    "talks": ("talks.html", {"tabs": SORTS, "people": PEOPLE, "talk": None, "form": form(), "canned": []}),
    "talk": (
        "talks.html",
        {
            "tabs": SORTS,
            "people": PEOPLE,
            "talk": TALK,
            "form": form(),
            "canned": ["Takk for at du sier fra. Jeg ringer deg i dag."],
        },
    ),
    "calls": ("calls.html", {"calls": CALLS, "form": form()}),
    "calls-none": ("calls.html", {"calls": [], "form": form()}),
}
