"""The words people use for each kind of errand."""

from __future__ import annotations

from functools import cache, lru_cache

from bot.dialog.events import Entity
from bot.nlu.near import Near
from bot.nlu.normal import Word, key

# A star stands for any ending.  Longer phrases win over shorter ones.
_WORDS = """
shopping: handle handla handler handling handlinga handlingen handlinger handletur* innkjøp* butikk* matvare* dagligvare* varer mathandling storhandl* handlehjelp shoppe shopping
shopping: butikken matbutikk* kjøpmann* apotek* medisin* hente-medisiner kjøpe-inn kjøpe-mat grocer* indkøb*
coffee_visit: besøk* besøke besøkje vitja kaffe kaffen kaffien kaffebesøk kaffepra* kaffikopp kaffekopp kaffi kaffetår* kaffeslab* kaffeslabberas prate preke skravle snakke-med slå-av-en-prat prat besøksvenn* besøgs* visit visits coffee koffi
laundry: klesvask* vaske-klær henge-opp-klær henge-opp-tøy vasketøy klær tøyvask* laundry vasketøj henge-klær henge-tøy brette-klær stryke-klær stryke-tøy
walk: tur turer turen gåtur* spasertur* spaser* luftetur* trilletur* trille gå-tur gå-på-tur lufte-hund* lufte-hunden walk walks walking
escort: følge følgje ledsag* fylgje følge-til-legen følge-til-lege følge-til-tannlege følge-til-frisør legebesøk legetime* tannlegetime* frisørtime* følgetjeneste escort
transport: kjøre køyre kjøring køyring kjøring* skyss* kjøretur* sjåfør* hente-og-bringe transport* køre kørsel drive driving
phone_call: ringe ringje ringevenn* ringe-noen ringje-nokon telefonprat* telefonsamtale* telefonvenn* telefonkontakt prate-i-telefonen snakke-i-telefonen samtale-på-telefon phone calls
screen_visit: skjermbesøk* skjermprat* videosamtale* videoprat* video-samtale* facetime skype videobesøk*
digital_help: data datahjelp* mobilhjelp pc pc-hjelp nettbrett* ipad* datamaskin* nettbank* bankid digital-hjelp digitalt hjelp-med-mobil* hjelpe-med-mobilen hjelp-med-data computer internett
tidying: rydde rydding* ryddehjelp rengjøring* vaske-hus vaske-gulv støvsug* støvtørk* husarbeid husvask* vinduspuss* pusse-vinduer tidying cleaning rydda
small_repairs: småting* småreparasjon* reparere reparasjon* reparasjoner fikse-ting fikse-småting småjobb* skru skru-opp skifte-lyspære* lyspære* vaktmester* snekre snekring* handyman småfiks* småting-i-huset henge-opp-bilder
snow: snø snømåk* snøskuff* snørydd* måke måking* strø strøing* måke-snø moke snø* mokking snow
meal_company: spise-sammen spise-middag middagsselskap måltid* måltidsvenn* spisevenn* spise-med ete-saman ete-middag felles-måltid middag lunsj-sammen
gathering: treff* kafétreff* kafékveld* samling* seniortreff* møteplass* fellestreff dugnad* arrangement* gathering
"""
_SHORTEST_WITH_SLIP = 6


@cache
def _table() -> tuple[dict[tuple[str, ...], str], tuple[tuple[str, str], ...]]:
    whole: dict[tuple[str, ...], str] = {}
    stems: list[tuple[str, str]] = []
    for line in _WORDS.strip().splitlines():
        kind, phrases = line.split(": ")
        for phrase in phrases.split():
            if phrase.endswith("*"):
                stems.append((key(phrase[:-1]), kind))
            else:
                whole.setdefault(tuple(key(part) for part in phrase.split("-")), kind)
    return whole, tuple(sorted(stems, key=lambda stem: -len(stem[0])))


@cache
def _near() -> Near:
    return Near((phrase[0] for phrase in _table()[0] if len(phrase) == 1), _SHORTEST_WITH_SLIP)


@lru_cache(maxsize=4_096)
def kind_of(word: str) -> str | None:
    """The kind a single word (its key) stands for, one slip forgiven in long words."""
    whole, stems = _table()
    if kind := whole.get((word,)):
        return kind
    if kind := next((kind for stem, kind in stems if word.startswith(stem)), None):
        return kind
    near = {whole[(known,)] for known in _near().all(word)}
    return near.pop() if len(near) == 1 else None


def find_kinds(text: str, message: tuple[Word, ...]) -> tuple[Entity, ...]:
    whole, _ = _table()
    found, at = [], 0
    while at < len(message):
        for length in (5, 4, 3, 2, 1):
            run = message[at : at + length]
            kind = whole.get(tuple(w.key for w in run)) or (kind_of(run[0].key) if len(run) == 1 else None)
            if kind and len(run) == length:
                start, end = run[0].start, run[-1].end
                found.append(Entity("kind", kind, start, end, text[start:end]))
                at += length - 1
                break
        at += 1
    return tuple(found)
