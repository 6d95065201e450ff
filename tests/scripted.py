"""The plain words of a talk kept as text, turned into the lines a replay plays."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from bot.clock import OSLO
from bot.kinds import KINDS
from bot.model import WEEKDAYS
from bot.when import write_day

Line = dict[str, Any]

MONTHS = "januar februar mars april mai juni juli august september oktober november desember".split()
DAYS = "mandag tirsdag onsdag torsdag fredag lørdag søndag".split()
SECOND_TIME = " (andre gang)"
"""Said of the hour that comes twice, the night summer time ends."""
_MOMENT = re.compile(
    rf"(?P<weekday>{'|'.join(DAYS)}) (?P<day>\d+)\. (?P<month>{'|'.join(MONTHS)})(?: (?P<year>\d{{4}}))?"
    rf" kl\. (?P<hour>\d\d)\.(?P<minute>\d\d)(?:\.(?P<second>\d\d))?(?P<again>{re.escape(SECOND_TIME)})?"
)
_NUMBER = re.compile(r"\d{3} \d\d \d{3}|\d\d \d\d \d\d \d\d")
_NAME = r"(?P<name>\w+)"
_KIND = {
    code: re.compile(kind.phrase.format(name=_NAME) if "{name}" in kind.phrase else f"{kind.phrase} for {_NAME}")
    for code, kind in KINDS.items()
}
_SKILLS = {kind.name.lower(): code for code, kind in KINDS.items()}


class BadScript(ValueError):
    """A line of a talk that says nothing we know."""


def number_in(text: str) -> str | None:
    found = _NUMBER.search(text)
    return "+47" + found[0].replace(" ", "") if found else None


@dataclass
class Names:
    """Who and what has been named so far, and which year it is."""

    year: int = 0
    people: dict[str, str] = field(default_factory=dict)
    """The name before ``>`` -> the id in the replay, which is the name in small letters."""
    numbers: dict[str, str] = field(default_factory=dict)
    """Number -> the name that is written before ``<``."""
    chats: dict[str, str] = field(default_factory=dict)
    """Chat on Telegram -> the name that is written before ``(Telegram) <``."""
    phones: list[str] = field(default_factory=list)
    """Those who talk with the robot; with one alone, no name is written."""

    def moment(self, text: str) -> datetime:
        found = _MOMENT.search(text)
        if found is None:
            raise BadScript(f"ikke noe tidspunkt: {text}")
        self.year = int(found["year"] or self.year)
        day = date(self.year, MONTHS.index(found["month"]) + 1, int(found["day"]))
        if not write_day(day).startswith(found["weekday"]):
            raise BadScript(f"{day} er ingen {found['weekday']}")
        clock = time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0))
        return datetime.combine(day, clock.replace(fold=int(bool(found["again"]))), OSLO)

    def know(self, name: str, number: str | None, *, talks: bool) -> str:
        self.people[name] = name.lower()
        if number:
            self.numbers.setdefault(number, name)
        if talks:
            self.phones.append(name)
        return self.people[name]

    def phone(self, name: str) -> str:
        """The number someone writes from."""
        wanted = name or (self.phones[0] if len(self.phones) == 1 else "")
        found = next((number for number, known in self.numbers.items() if known == wanted), None)
        if found is None:
            raise BadScript(f"hvem skriver? {name!r}")
        return found


def chat_of(name: str, names: Names) -> str:
    wanted = name or (names.phones[0] if len(names.phones) == 1 else "")
    found = next((chat for chat, known in names.chats.items() if known == wanted), None)
    if found is None:
        raise BadScript(f"hvem skriver på Telegram? {name!r}")
    return found


def iso(at: datetime) -> str:
    return at.astimezone(OSLO).isoformat(timespec="seconds")


def _fields(text: str) -> tuple[str, list[str]]:
    first, *rest = text.split(", ")
    return first, rest


def municipality(text: str, names: Names) -> Line:
    first, rest = _fields(text)
    line: Line = {"do": "municipality", "name": first}
    for part in rest:
        word, _, said = part.partition(" ")
        match word:
            case "koordinator":
                line["named"] = said
            case "telefon":
                line["phone"] = number_in(said)
            case "språk":
                line["language"] = said
            case "med" if said == "Telegram":
                line["telegram"] = True
            case "vakttelefon":
                line["night"] = number_in(said)
                names.numbers[str(line["night"])] = "Vakttelefon"
            case "lag" if said == "går god for sine":
                line["vouch"] = True
            case "robot":
                line["robot"] = said
            case "stedfortreder":
                line["standin"] = number_in(said)
                names.numbers[str(line["standin"])] = "Stedfortreder"
            case _:
                raise BadScript(f"kommune: {part}")
    return line


WITHOUT = {"uten bil": "car", "ikke godkjent": "approved", "uten taushetsløfte": "pledge"}


def volunteer(text: str, names: Names) -> Line:  # noqa: C901
    first, rest = _fields(text)
    line: Line = {"do": "volunteer", "name": first}
    for part in rest:
        if number := number_in(part):
            line["phone"] = number
        elif re.fullmatch(r"\d{4}( .*)?", part):
            line["postcode"] = part[:4]
        elif part.startswith("kan "):
            named = part.removeprefix("kan ").split("/")
            words = [word for name in named for word in ([name] if name in _SKILLS else name.split(" og "))]
            line["skills"] = [_SKILLS[word] for word in words]
        elif hours := re.fullmatch(rf"({'|'.join(DAYS)}) (\d\d)-(\d\d)", part):
            day = WEEKDAYS[DAYS.index(hours[1])]
            line.setdefault("weekly", []).append({"day": day, "start": f"{hours[2]}:00", "end": f"{hours[3]}:00"})
        elif often := re.fullmatch(r"(\d+) i uka", part):
            line["per_week"] = int(often[1])
        elif part.startswith("språk "):
            line["language"] = part.removeprefix("språk ")
        elif part.startswith("svarer for "):
            line["organisation"] = part.removeprefix("svarer for ")
        elif chat := re.fullmatch(r"Telegram (\d+)", part):
            line["telegram"] = int(chat[1])
        elif part in WITHOUT:
            line[WITHOUT[part]] = False
        else:
            raise BadScript(f"frivillig: {part}")
    name = first.split()[0]
    line["id"] = names.know(name, line.get("phone"), talks=bool(line.get("phone") or line.get("telegram")))
    if "telegram" in line:
        names.chats[f"telegram:{line['telegram']}"] = name
    return line


def recipient(text: str, names: Names) -> Line:
    first, rest = _fields(text)
    line: Line = {"do": "recipient", "name": first}
    for part in rest:
        if part.startswith("pårørende "):
            kin, kin_number = part.split()[1], str(number_in(part))
            line["kin"] = {"name": kin, "phone": kin_number}
            names.numbers[kin_number] = kin
        elif number := number_in(part):
            line["phone"] = number
        elif re.fullmatch(r"\d{4}( .*)?", part):
            line["postcode"] = part[:4]
        elif part == "et sted":
            line["tell"] = "nobody"
        elif part == "bare kjente":
            line["known_only"] = True
        elif part.startswith("inngang: "):
            line["entry"] = part.removeprefix("inngang: ")
        else:
            line["address"] = part
    return line | {"id": names.know(first.split()[0], line.get("phone"), talks=False)}


def errand(text: str, names: Names) -> Line:
    label, _, about = text.partition(": ")
    kind, whom = _what(about)
    line: Line = {"do": "errand", "id": label, "kind": kind, "recipient": named(whom, names)}
    line["starts"] = iso(names.moment(about))
    rest = about[next(_MOMENT.finditer(about)).end() :]
    rest, _, details = rest.partition(". ")
    for part in filter(None, (part.strip(" .") for part in rest.split(", "))):
        if minutes := re.fullmatch(r"(\d+) minutter", part):
            line["minutes"] = int(minutes[1])
        elif places := re.fullmatch(r"(\d+) plasser", part):
            line["places"] = int(places[1])
        elif part == "haster":
            line["urgent"] = True
        elif hours := re.fullmatch(r"når som helst fra (\d\d)\.(\d\d) til (\d\d)\.(\d\d)", part):
            at = datetime.fromisoformat(line["starts"])
            ends = ((int(hours[1]), int(hours[2])), (int(hours[3]), int(hours[4])))
            line["between"] = [iso(at.replace(hour=hour, minute=minute)) for hour, minute in ends]
        elif again := re.fullmatch(r"(hver|annenhver) uke(?: til og med (\d{4}-\d\d-\d\d))?", part):
            line["repeat"] = "weekly" if again[1] == "hver" else "biweekly"
            line |= {"last": again[2]} if again[2] else {}
        elif part.startswith("spør "):
            line["with"] = named(part.removeprefix("spør ").removesuffix(" først"), names)
        else:
            raise BadScript(f"oppgave: {part}")
    return line | ({"details": details} if details else {})


def _what(about: str) -> tuple[str, str]:
    for kind, phrase in _KIND.items():
        if found := phrase.match(about):
            return kind, found["name"]
    raise BadScript(f"hva slags oppgave? {about}")


def named(name: str, names: Names) -> str:
    if name not in names.people:
        raise BadScript(f"ukjent navn: {name!r}")
    return names.people[name]


def stranger(text: str, names: Names) -> None:
    name, number = text.split(", ")
    if chat := re.fullmatch(r"Telegram (\d+)", number):
        names.chats[f"telegram:{chat[1]}"] = name
        if name not in names.people:
            names.know(name, None, talks=True)
            names.people[name] = f"telegram:{chat[1]}"
        return
    names.know(name, number_in(number), talks=True)
    names.people[name] = str(number_in(number))


FAILS = {
    "blokkert": "blocked", "ikke i bruk": "undeliverable", "svarer ikke": "timeout", "for fort": "rate", "nede": "rate",
}  # fmt: skip
WITHOUT_WORDS = frozenset(("klistremerke", "talemelding", "et sted", "en annens kort"))
"""What can be sent instead of words.  Of a contact card that is another's, Telegram says no more than that."""


def provider(text: str, names: Names) -> Line:
    if found := re.fullmatch(r"Telegram er (.*)", text):
        return {"do": "provider", "channel": "telegram", "to": "*", "fails": FAILS.get(found[1])}
    if found := re.fullmatch(r"Telegram hos (\w+) er (.*)", text):
        return {"do": "provider", "channel": "telegram", "to": chat_of(found[1], names), "fails": FAILS.get(found[2])}
    found = re.fullmatch(r"nummeret til (\w+) er (.*)", text)
    if found is None:
        raise BadScript(f"leverandør: {text}")
    return {"do": "provider", "channel": "sms", "to": names.phone(found[1]), "fails": FAILS.get(found[2])}


def heard(name: str, text: str, names: Names, at: datetime, *, telegram: bool = False) -> list[Line]:
    """What someone writes; in brackets after it, how it came."""
    said, _, how = text.partition("   (")
    sender = chat_of(name, names) if telegram else names.phone(name)
    channel = "telegram" if telegram else "sms"
    line: Line = {"from": sender, "channel": channel, "text": "" if said == "(tomt)" else said}
    about = re.fullmatch(r"trykket på oppgave ([\w/]+)", how.removesuffix(")"))
    if about:
        return [{**line, "text": "", "press": said, "of": about[1]}]
    if earlier := re.fullmatch(r"skrevet kl\. (\d\d)\.(\d\d)", how.removesuffix(")")):
        return [line | {"sent": iso(at.astimezone(OSLO).replace(hour=int(earlier[1]), minute=int(earlier[2])))}]
    match how.removesuffix(")"):
        case "":
            return [line]
        case "trykket":
            return [{**line, "text": "", "press": said}]
        case "eget kort":
            return [{**line, "text": "", "contact": str(number_in(said))}]
        case "kommer to ganger":
            return [line | {"ext_id": f"{name} {said}"}] * 2
        case "med bilde":
            return [line | {"media": 1}]
        case what if what in WITHOUT_WORDS:
            return [line | {"media": 1}]
        case "rettet etterpå":
            return [line | {"edited": True}]
        case _:
            raise BadScript(f"hvordan kom den? {how}")
