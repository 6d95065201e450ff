"""What a coordinator does in a talk kept as text, turned into the lines a replay plays."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.model import WEEKDAYS
from tests.scripted import DAYS, BadScript, Line, Names, iso, named, number_in


def _new_number(name: str, text: str, names: Names) -> Line:
    """The new telephone is written "Kari_ny", so that it shows which one a message goes to."""
    number = str(number_in(text))
    names.numbers[number] = f"{name}_ny"
    return {"do": "number", "person": named(name, names), "phone": number}


_MEET = (
    rf"lar (?P<friend>\w+) komme fast til (?P<whom>\w+) (?P<often>hver|annenhver) (?P<day>{'|'.join(DAYS)}) kl\. "
    r"(?P<clock>\d\d\.\d\d)(?:, med (?P<substitute>\w+) som vikar)?(?:, og prøve (?P<trial>[^,]*))?"
    r"(?P<along>, koordinatoren blir med)?"
)


def _pair(found: re.Match[str], names: Names) -> Line:
    line: Line = {
        "do": "pair", "volunteer": named(found["friend"], names), "recipient": named(found["whom"], names),
        "day": WEEKDAYS[DAYS.index(found["day"])], "start": found["clock"].replace(".", ":"),
        "repeat": "weekly" if found["often"] == "hver" else "biweekly", "along": bool(found["along"]),
    }  # fmt: skip
    if found["substitute"]:
        line["substitute"] = named(found["substitute"], names)
    return line | ({"trial": iso(names.moment(found["trial"]))} if found["trial"] else {})


ACTS: tuple[tuple[str, Callable[[re.Match[str], Names], Line]], ...] = (
    (r"flytter oppgave ([\w/]+) til (.*)",
     lambda m, n: {"do": "edit_errand", "id": m[1], "starts": iso(n.moment(m[2]))}),
    (r"oppgave ([\w/]+) tar (\d+) minutter", lambda m, n: {"do": "edit_errand", "id": m[1], "minutes": int(m[2])}),
    (r"ny beskjed på oppgave ([\w/]+): (.*)", lambda m, n: {"do": "edit_errand", "id": m[1], "details": m[2]}),
    (r"tar bort beskjeden på oppgave ([\w/]+)", lambda m, n: {"do": "edit_errand", "id": m[1], "details": ""}),
    (r"tar bort godkjenningen til (\w+)", lambda m, n: {"do": "disapprove", "person": named(m[1], n)}),
    (r"avlyser oppgave ([\w/]+)", lambda m, n: {"do": "cancel_errand", "id": m[1]}),
    (r"gir oppgave ([\w/]+) til (\w+)", lambda m, n: {"do": "give", "errand": m[1], "volunteer": named(m[2], n)}),
    (r"flytter oppgave ([\w/]+) dit (\w+) foreslår",
     lambda m, n: {"do": "take_proposed", "errand": m[1], "person": named(m[2], n)}),
    (r"sender taushetsløftet til (\w+)", lambda m, n: {"do": "pledge", "person": named(m[1], n)}),
    (r"godkjenner (\w+)", lambda m, n: {"do": "approve", "person": named(m[1], n)}),
    (r"lar (\w+) ha pause til (\d{4}-\d\d-\d\d)",
     lambda m, n: {"do": "pause", "person": named(m[1], n), "until": m[2]}),
    (r"gir (\w+) nummeret ([\d ]+)", lambda m, n: _new_number(m[1], m[2], n)),
    (r"avklarer at (\w+) kan få adresser på SMS", lambda m, n: {"do": "clear_number", "person": named(m[1], n)}),
    (r"slår sammen (\w+) og (\w+)",
     lambda m, n: {"do": "merge", "person": named(m[1], n), "other": named(m[2], n)}),
    (r"sletter (\w+)", lambda m, n: {"do": "erase", "person": named(m[1], n)}),
    (r"stanser alt om (\w+)", lambda m, n: {"do": "stop_all", "recipient": named(m[1], n)}),
    (r"overtar samtalen med (\w+)", lambda m, n: {"do": "take_over", "person": named(m[1], n)}),
    (r"gir tilbake samtalen med (\w+)", lambda m, n: {"do": "hand_back", "person": named(m[1], n)}),
    (r"skriver til (\w+): (.*)", lambda m, n: {"do": "say", "person": named(m[1], n), "text": m[2]}),
    (r"inviterer (\w+) til Telegram med koden (\d+)",
     lambda m, n: {"do": "invite", "person": named(m[1], n), "code": m[2]}),
    (_MEET, _pair),
    (r"hilser til den som tok oppgave ([\w/]+): (.*)", lambda m, n: {"do": "greet", "errand": m[1], "text": m[2]}),
    (r"lar roboten spørre hvordan det går med (\w+)",
     lambda m, n: {"do": "ask_if_well", "person": named(m[1], n)}),
    (r"godtar den (\w+) sender til oppgave ([\w/]+)",
     lambda m, n: {"do": "welcome", "errand": m[2], "volunteer": named(m[1], n)}),
    (r"lar (\w+) ha pause fra besøkene(?: til (\d{4}-\d\d-\d\d))?",
     lambda m, n: {"do": "pause_pair", "recipient": named(m[1], n), **({"until": m[2]} if m[2] else {})}),
    (r"begynner igjen hos (\w+)", lambda m, n: {"do": "resume_pair", "recipient": named(m[1], n)}),
    (r"setter (\w+) som vikar hos (\w+)",
     lambda m, n: {"do": "substitute", "recipient": named(m[2], n), "substitute": named(m[1], n)}),
    (r"avslutter det faste hos (\w+)", lambda m, n: {"do": "end_pair", "recipient": named(m[1], n)}),
    (r"ringer (\w+), som sier: (.*)", lambda m, n: {"do": "answer", "person": named(m[1], n), "text": m[2]}),
)  # fmt: skip


def act(text: str, names: Names) -> Line:
    for pattern, line in ACTS:
        if found := re.fullmatch(pattern, text):
            return line(found, names)
    raise BadScript(f"koordinator: {text}")
