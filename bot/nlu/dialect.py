"""The small words of nynorsk, the dialects and Danish, and the bokmål word each stands for."""

from __future__ import annotations

from bot.nlu.normal import key

_SAME = """
jeg: eg æ æg je jæ jei jæi ej jæg
ikke: ikkje itj itte itje ikkj kje ikje ikkje inte ente ittj ikk issje ikkja
hva: kva ka ke ko hvad
hvor: kor kår
hvordan: korleis koss åssen kordan hvorledes korsen hossen korsn
hvorfor: kvifor koffer korfor hvofor koffor
hvem: kven kem kæm hvæm
hvilken: hvilke hvilket
når: ner nårti katid korti
noe: noko nokka noge nåkka noket nokko någe nåe nåkke nokke
noen: nokon nokken nogen nåken nån nokre någen nåkken
være: vere vær vara vør
er: e
kommer: kjem kjæm kjemm komme kommå kåmmer
gjøre: gjere gjør gjera gjær gjørra
går: gjeng gjenge gå gjår
det: de d dæ dette
dere: dykk dokker dåkk dåkker
hun: ho hu hon
han: hannj hain
meg: mæ mei mej
deg: dæ dei dej
min: mi mitt mine
bare: berre bærre bære bar
mye: mykje mykkje møye meget
skal: ska skæ sku
vil: vill vel
kan: kæin kainn kannj kainnj
til: te ti
også: òg au ogso
uke: veke uka veka vekå
idag: i-dag
imorgen: imorra imårra imorgon
denne: dinne detta
blir: vert bler
har: hær harr
heter: heiter hete heite
mer: meir meire mær
"""


def _table() -> dict[str, str]:
    table: dict[str, str] = {}
    for line in _SAME.strip().splitlines():
        standard, others = line.split(":")
        for other in others.split():
            table.setdefault(key(other), key(standard))
    return table


STANDARD = _table()
