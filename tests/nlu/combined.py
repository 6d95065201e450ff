"""Replies put together from the parts people build them of: plain ones, and ones that only begin like a JA."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

_CORES = {
    "nb": (
        "ja", "Ja", "JA", "Ja!", "ja takk", "ja gjerne", "ja det går bra", "ja, det går fint",
        "det passer fint",
        "ja det kan jeg", "jeg kan det", "jeg kommer", "ja jeg kommer", "det skal jeg gjøre",
        "det gjør jeg gjerne",
        "jeg stiller", "jeg tar den", "ja, den tar jeg", "klart det", "selvfølgelig", "ok", "den er grei",
        "jepp",
        "joda, det går bra", "ja det ordner jeg", "ja jeg har tid", "jeg er med", "ja, regn med meg",
    ),
    "nn": (
        "ja", "ja takk", "ja det kan eg", "ja, det går fint", "det høver bra", "eg kjem", "ja eg tek den",
        "det gjer eg gjerne", "sjølvsagt", "eg stiller opp", "ja, eg har tid", "det skal eg gjera", "greitt",
    ),
    "trondersk": (
        "ja", "ja æ kainn", "ja det går bra det", "æ kjæm", "æ tar den", "ja det ska æ gjør", "klart æ kainn",
        "det passe fint", "jau", "ja æ stille opp", "ja då",
    ),
    "nord": ("ja", "ja æ kan det", "det går fint førr mæ", "æ kommer", "ja æ tar den", "ja det ska æ",
        "ja æ e med"),
    "vest": ("jau", "ja eg kan det", "ja det går så fint", "eg tar den", "jadå", "ja eg stille opp",
        "ja eg kommer"),
    "ost": ("ja", "ja jæ kan det", "ja det går greit", "jæ tar den", "ja jæ stiller",
        "ja det skar jæ gjøre", "javisst"),
    "innlandet": ("ja", "ja je kæin det", "ja det går bra", "je tek den", "ja, je stille opp",
        "ja je kjem", "jau"),
    "noaeoa": ("ja det gar bra", "ja det gaar fint", "ja det gjor jeg", "jeg moter opp",
        "ja jeg gjor det gjerne"),
    "slips": ("ja det gpr bra", "ja jeg kna", "ja jeg kommr", "ja det paser fint", "ja gjrne",
        "Ja dte går bra", "jaa"),
}  # fmt: skip
_BEFORE = ("", "", "", "Hei! ", "Hei, ", "God dag. ", "Takk for at du spør. ", "Hei Håndslag! ", "Så hyggelig! ")
_AFTER = (
    "", "", "", "", ".", "!", " :)", " 😊", ". Gleder meg", ". Ha en fin dag", ", takk for at du spør",
          ". Det blir koselig", ", ikke noe problem", ". Vi ses", " på torsdag", " torsdag klokka tolv",
          ", bare hyggelig",
          ". Jeg har god tid", ", jeg skal likevel på butikken")  # fmt: skip
_SIGNED = (
    "",
    "",
    "",
    "",
    ". Hilsen Solveig",
    ". Mvh Kåre Moen",
    "\nOlav",
    ". Helsing Magnhild",
    ". Vennlig hilsen Berit Dahl",
)

_BEGIN = ("ja", "Ja", "JA", "ja takk", "ja gjerne", "ja det går bra", "ja det kan jeg", "jeg kan",
    "jeg kommer", "ok",
          "det går fint", "klart det", "ja eg kan", "ja æ kainn", "ja je kæin", "ja jæ kan",
          "ja det passer", "jeg stiller",
          "ja det gjør jeg", "den er grei", "jau", "joda", "selvfølgelig")  # fmt: skip
_HANDS = {
    "condition": (
        " hvis {c}", " dersom {c}", " om {c}", " viss {c}", ", hvis {c}", ", men bare hvis {c}",
        " så lenge {c}",
        ", såfremt {c}", ", med mindre {c}", " så sant {c}", ", forutsatt at {c}", ", gitt at {c}",
    ),
    "doubt": (
        ", kanskje", ", tror jeg", ", håper jeg", ", antagelig", ", sannsynligvis", ", muligens", ", får se",
        ", men det kommer an på", ", men er litt usikker", ", må bare sjekke kalenderen først",
        ", svarer sikkert i kveld",
        ", men må snakke med kona", ", spørs litt", ", vet ikke helt", " med forbehold",
    ),
    "time": (
        ", men {t}", " men ikke før {t}", ", men heller {t}", ", kan det bli {t}", ", {t} passer bedre",
        ", men først {t}",
        ", men da {t}", ", men ikke torsdag", ", men bare {t}",
    ),
    "part": (
        ", men bare en halvtime", ", men kan ikke bære", ", men jeg blir forsinket",
        ", men kommer litt for sent",
        ", men ikke opp trappa", ", men bare den ene veien", ", bortsett fra melk",
        ", men noen andre må kjøre",
        ", men jeg må gå tidlig", " uten å bære",
    ),
    "along": (
        ", men {p} blir med", ", kan {p} være med", ", jeg tar med {p}", ", {p} og jeg", ", sammen med {p}",
        ", men {p} må kjøre", ", {p} gjør det for meg",
    ),
    "question": (
        ", men hvor er det", ", hva skal handles?", ", hvor lenge varer det", ", må jeg ha bil", ", når da?",
        ", hvem er Astrid", ", får jeg dekket bensin", "?", ", er det heis", ", kan jeg ta bussen?",
        ", kor bur ho",
        ", ka ska kjøpes", ", skal jeg ringe på",
    ),
    "reversed": (
        " nei", ", nei vent", "... nei", ". Nei forresten, det går ikke", ", eller nei",
        ", men jeg kan ikke likevel",
        ". Oi, da er jeg bortreist", ", men kan ikke", ", dessverre ikke", ", men da er jeg opptatt",
        ", nei det går ikke",
        ", men er syk", ", men nei", ", glem det",
    ),
    "elsewhere": (
        ", men spør noen andre først", ", men til Berit", ", men fredag er bedre", ", hvis ingen andre kan",
        ", men ring meg først", ". Stopp", ". Slett meg", ", men jeg vil slutte", ", ring meg",
    ),
}  # fmt: skip
_CONDITIONS = ("det ikke regner", "jeg får bil", "ryggen holder", "noen henter meg", "jeg er frisk",
    "bussen går",
               "det er heis", "hun ikke har hund", "eg får skyss", "æ slepp å kjør",
               "ikke noe kommer i veien")  # fmt: skip
_TIMES = ("klokka to", "kl 15", "fredag", "på lørdag", "neste uke", "på ettermiddagen", "etter lunsj",
    "i kveld", "mandag",
          "etter kl 13", "halv fire", "om to uker")  # fmt: skip
_PEOPLE = ("mannen min", "kona", "søstera mi", "barnebarnet", "hunden", "naboen", "en venn", "dattera mi", "sønnen min")


def plain_yeses(count: int, seed: int = 0) -> list[tuple[str, str]]:
    """Each with its variety; no two alike."""
    chance = Random(seed)
    made: dict[str, str] = {}
    while len(made) < count:
        variety = chance.choice(list(_CORES))
        parts = (_BEFORE, _CORES[variety], _AFTER, _SIGNED)
        made.setdefault("".join(chance.choice(part) for part in parts), variety)
    return [(variety, text) for text, variety in made.items()]


def no_yeses(count: int, seed: int = 0) -> list[tuple[str, str]]:
    """Each with the way it takes the JA back; no two alike."""
    chance = Random(seed)
    made: dict[str, str] = {}
    while len(made) < count:
        way = chance.choice(list(_HANDS))
        filled = chance.choice(_HANDS[way]).format(
            c=chance.choice(_CONDITIONS), t=chance.choice(_TIMES), p=chance.choice(_PEOPLE)
        )
        made.setdefault(chance.choice(_mild_start()) + chance.choice(_BEGIN) + filled + chance.choice(_SIGNED), way)
    return [(way, text) for text, way in made.items()]


def _mild_start() -> Sequence[str]:
    return ("", "", "", "Hei! ", "Hei, ", "Takk for at du spør. ")
