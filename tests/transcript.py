"""Whole talks kept as text: played word for word, and written down anew as they now go (``make talks``).

A talk is read from the top.  ``--`` says when, ``>`` what someone writes, ``<`` what the robot writes and
``*`` what has happened; ``koordinator:`` is what a coordinator does.  ``#`` is for whoever reads it.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.clock import OSLO
from bot.nlu import Reader
from bot.replay import Replay
from bot.scenario import read_lines
from bot.when import write_day
from tests import scripted, scripted_acts
from tests.scripted import BadScript, Line, Names, iso
from tests.trained import reader

FOLDER = Path(__file__).parent / "conversations"
EVENTS = {
    "volunteer_registered": "{who} er meldt inn som frivillig",
    "volunteer_approved": "{who} er klar til å starte",
    "offer_accepted": "{who} har avtalen{errand}",
    "offer_declined": "{who} har sagt nei{errand}",
    "errand_filled": "alle plasser er tatt{errand}: {volunteers}",
    "errand_unfilled": "ingen har sagt ja ennå{errand}",
    "errand_done": "utført{errand}",
    "errand_failed": "ble ikke noe av{errand}",
    "errand_cancelled": "avlyst{errand}",
    "assignment_cancelled": "{who} er fri fra avtalen{errand} ({why})",
    "reserve_called": "{who} på vent blir spurt{errand}",
    "fallback_sms": "{who} får det samme på SMS{errand} ({why})",
    "called_for": "{who} står på ringelista ({why})",
    "handover": "et menneske tar samtalen med {who} ({why})",
    "danger": "fare hos {who}",
    "concern": "bekymring meldt av {who}",
    "opted_out": "{who} vil ikke ha flere meldinger",
    "erased": "{who} er slettet",
    "dead_letter": "en melding kunne ikke tas imot",
    "coordinator_told": "koordinatoren ser: {why}{about}",
}
WHY = {
    "reply": "meldte avbud", "stopped": "STOPP", "erased": "slettet", "pause": "pause", "asked": "ba om det",
    "not_understood": "ikke forstått to ganger", "unconfirmed": "ikke svart på påminnelsen",
    "undeliverable": "meldingen kom ikke fram", "unfilled": "ingen har sagt ja", "cancelled": "avbud",
    "late_cancellation": "sent avbud", "new_volunteer": "ny frivillig å ringe", "handover": "noen å ringe",
    "opted_out": "sa STOPP", "counter_offer": "kan, men på en annen måte", "emergency": "mulig fare",
    "distress": "noen har det tungt", "concern": "bekymring", "failed": "besøket ble ikke noe av",
    "loop": "en maskin svarer oss", "request_help": "ønske om hjelp", "complaint": "klage",
    "wrong_person": "feil nummer", "wants_more": "vil gjøre mer", "stopped_wrote": "skrev etter STOPP",
    "not_answered": "skrev fra et nummer vi ikke svarer", "feedback": "fortalte hvordan det gikk",
    "recipient": "innbyggeren vil noe", "alarm_not_reached": "vakttelefonen nås ikke",
    "enrolled_confirmed": "bekreftet at det stemmer", "enrolled_denied": "ville ikke skrives opp",
    "new_contact": "nytt navn eller nummer", "language": "annet språk", "cancel_unclear": "avbud, men ikke til hva",
    "postpone_unclear": "vil utsette, men ikke hva",
    "duty_phone": "vakttelefonen skrev", "who_writes": "hvem som skrev, er ikke sagt", "kin": "pårørende vil noe",
    "shared_phone": "deler telefon", "untold": "noen må få beskjed på telefon",
    "unanswered": "ikke svart på Telegram", "media": "noe vi ikke kan lese",
    "looked": "fikk adressen og meldte avbud", "code": "noen må få en kode", "second_address": "noen må få en adresse",
    "paused": "pause", "approval": "godkjenning", "alarm_no_number": "ingen vakttelefon",
    "no_word": "ingen vet hvordan det gikk", "holiday": "helligdag",
    "sent_unknown": "se på den laget sender", "called_off": "avlyst",
    "pledge": "taushetsløftet", "pledge_promised": "ga taushetsløftet", "pledge_refused": "nei til taushetsløftet",
    "pledge_unanswered": "ikke svart på taushetsløftet",
    "postponed": "vil utsette", "fits_not": "det passet ikke", "friend_not_yet": "kan ikke begynne ennå",
    "fits_unanswered": "ikke svart på om det passer",
    "friend_left": "mangler besøksvenn", "ring_friend": "ring besøksvennen", "trial_off": "prøvebesøket er avlyst",
}  # fmt: skip
"""How it is put to a coordinator; a reason that is not here stands as it is called in the code."""
_WORDS = {
    "kommune": scripted.municipality, "frivillig": scripted.volunteer, "innbygger": scripted.recipient,
    "oppgave": scripted.errand, "koordinator:": scripted_acts.act, "leverandør:": scripted.provider,
}  # fmt: skip
_SAID = re.compile(r"(?P<name>[\w+]*)(?P<telegram> ?\(Telegram\))?(?: \(ringes\))? ?(?P<way>[<>]) (?P<text>.*)")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that comes from outside: as it stands in the text, when, and its lines in a replay."""

    text: str
    at: datetime
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Script:
    """A talk without the robot's part; ``above`` holds the remarks that stand before each step."""

    names: Names
    steps: tuple[Step, ...]
    above: tuple[tuple[str, ...], ...]
    ends: datetime

    def jsonl(self, *, restart: bool = False) -> list[str]:
        """The lines a replay plays; with ``restart``, everything is closed and opened after each."""
        lines = [line | {"at": iso(step.at)} for step in self.steps for line in step.lines]
        if restart:
            lines = [each for line in lines for each in (line, {"at": line["at"], "do": "restart"})]
        return [json.dumps(line, ensure_ascii=False) for line in (*lines, {"at": iso(self.ends), "do": "until"})]


def read(text: str) -> Script:
    """The script of a talk; what the robot said is left out, for it is found by playing."""
    names, steps, above = Names(), list[Step](), list[tuple[str, ...]]()
    at, remarks = None, list[str]()
    for line in text.splitlines():
        if line.startswith("-- "):
            at = names.moment(line)
        elif not line.strip() or line.startswith("#"):
            remarks.append(line)
        elif not (line.startswith("* ") or ((said := _SAID.fullmatch(line)) and said["way"] == "<")):
            if at is None:
                raise BadScript(f"når? {line}")
            steps.append(Step(line, at, tuple(_lines(line, at, names))))
            above.append(_without_gaps(remarks))
            remarks = []
    if at is None:
        raise BadScript("ingen tidspunkter")
    return Script(names, tuple(steps), tuple(above), at)


def _without_gaps(remarks: list[str]) -> tuple[str, ...]:
    return tuple(remark for remark in remarks if remark.strip())


def _lines(text: str, at: datetime, names: Names) -> list[Line]:
    word, _, rest = text.partition(" ")
    if word == "nummer":
        scripted.stranger(rest, names)
        return []
    if word in _WORDS:
        return [_WORDS[word](rest, names)]
    said = _SAID.fullmatch(text)
    if said is None:
        raise BadScript(text)
    return scripted.heard(said["name"], said["text"], names, at, telegram=bool(said["telegram"]))


@dataclass(frozen=True)
class Played:
    """A talk as it goes now: its text, and the lines that came out."""

    text: str
    out: tuple[Line, ...]

    def jsonl(self) -> list[str]:
        return [json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in self.out]


def play(script: Script, reader: Reader) -> Played:
    async def run() -> Played:
        with TemporaryDirectory() as folder:
            replay = Replay(Path(folder), reader)
            try:
                text = "\n".join([line async for line in _pages(script, replay)])
                return Played(text.strip() + "\n", tuple(await replay.play([])))
            finally:
                await replay.system.close()

    return asyncio.run(run())


async def _pages(script: Script, replay: Replay) -> AsyncIterator[str]:
    page, seen = Page(script.names), 0
    checked = dict(read_lines(script.jsonl()))
    numbered = iter(checked.items())
    for step, above in zip(script.steps, script.above, strict=True):
        if replay.system.municipalities():
            out = await replay.play([(0, {"at": step.at, "do": "until"})])
            for line in page.wrote(out[seen:]):
                yield line
            seen = len(out)
        for line in page.said(step, above):
            yield line
        out = await replay.play([next(numbered) for _ in step.lines])
        for line in page.wrote(out[seen:]):
            yield line
        seen = len(out)
    out = await replay.play([next(numbered)])
    for line in page.wrote(out[seen:]):
        yield line
    for line in page.when(script.ends):
        yield line


@dataclass
class Page:
    """The text as it is written, with the moment written last."""

    names: Names
    at: datetime | None = None

    def when(self, at: datetime) -> Iterator[str]:
        at = at.astimezone(UTC)
        if at == self.at:
            return
        here, before = at.astimezone(OSLO), self.at.astimezone(OSLO) if self.at else None
        year = "" if before and before.year == here.year else f" {here.year}"
        clock = here.strftime("%H.%M.%S" if here.second else "%H.%M")
        yield from ("", f"-- {write_day(here.date())}{year} kl. {clock}{scripted.SECOND_TIME if here.fold else ''}")
        self.at = at

    def said(self, step: Step, above: tuple[str, ...]) -> Iterator[str]:
        if self.at is None:
            yield from above
            above = ()
        yield from self.when(step.at)
        yield from above
        yield step.text

    def wrote(self, out: list[Line]) -> Iterator[str]:
        for line in out:
            yield from self.when(datetime.fromisoformat(line["at"]))
            yield self._sent(line) if {"send", "edit"} & line.keys() else f"* {self._happened(line)}"

    def _sent(self, line: Line) -> str:
        if "telegram" in {line.get("send"), line.get("edit")}:
            return self._chatted(line)
        if line["send"] == "call":
            return f"{self._who(line['person'])} (ringes) < {line['text']}"
        name = self._at(line["to"], line["person"])
        return f"{name} < {line['text']}".strip()

    def _chatted(self, line: Line) -> str:
        name = self.names.chats.get(line["to"], line["to"])
        own = "" if self.names.phones == [name] else f"{name} "
        words = line["text"].replace("\n\n", " ")
        buttons = "".join(f" [{option}]" for option in line.get("options", ()))
        return f"{own}(Telegram) < {'endret til: ' if 'edit' in line else ''}{words}{buttons}"

    def _at(self, number: str, person: str) -> str:
        if self.names.phones == [name := self.names.numbers.get(number, number)]:
            return ""
        own = self._who(person)
        return own if own in self.names.phones and number not in self.names.numbers else name

    def _who(self, person: str) -> str:
        return next((name for name, known in self.names.people.items() if known == person), person)

    def _happened(self, line: Line) -> str:
        why = WHY.get(line.get("why", ""), line.get("why", ""))
        who = self._who(line.get("person", ""))
        errand = f", oppgave {line['errand']}" if "errand" in line else ""
        about = "".join(filter(None, (f", {who}" if who else "", errand)))
        volunteers = ", ".join(self._who(each) for each in line.get("volunteers", ()))
        return EVENTS[line["event"]].format(who=who, errand=errand, why=why, about=about, volunteers=volunteers)


@cache
def script(path: Path) -> Script:
    return read(path.read_text(encoding="utf-8"))


@cache
def played(path: Path) -> Played:
    return play(script(path), reader())


def talks() -> list[Path]:
    return sorted(FOLDER.glob("*.txt"))


def write(paths: list[Path]) -> None:
    for path in paths:
        try:
            path.write_text(played(path).text, encoding="utf-8")
        except BadScript as wrong:
            raise BadScript(f"{path.name}: {wrong}") from None


if __name__ == "__main__":
    write([Path(name) for name in sys.argv[1:]] or talks())
