"""The common words of nynorsk, the dialects and Danish, and the bokmål word each stands for."""

from __future__ import annotations

from bot.nlu.normal import key

_SAME = """
jeg: eg æ æg je jæ jei jæi ej
ikke: ikkje itj itte itje ikkj kje ikje ikkje inte ente ittj ikk issje ikkja
en: ein ei eit
hva: kva ka ke ko hvad hå
hvor: kor kår
hvordan: korleis koss åssen kordan hvorledes korsen hossen korsn kossn kossen hossn
hvorfor: kvifor koffer korfor hvofor koffor åffer
hvem: kven kem kæm åkken håkken
hvilken: hvilke hvilket
når: ner nårti katid korti hvornår
noe: noko nokka noge nåkka noket nokko någe nåe nåkke nokke noget
noen: nokon nokken nogen nåken nån nokre någen nåkken næn nåen
andre: anner ænner aendre
annen: anden annan
være: vær vara vør vera
vært: vore vøri vøre
var: va
er: e
kommer: kjem kjæm kjemm komme kommå kåmmer kjeme
kommet: komen kommi kommen kømmi
gjøre: gjere gjør gjera gjær gjørra gjøra gøre gjørr
går: gjeng gjenge gå gjår
gikk: gjekk
det: de d dæ dette da
dere: dykk dokker dåkk dåkker dekk dokk dokke dåkke dikke jer
dem: dom døm dei
hun: ho hu hon
hennes: hennar henners hennar
han: hannj hain hæin
meg: mæ mei mej mig
deg: dej dig
seg: sej sig
min: mi mitt mine
bare: berre bærre bære bar
mye: mykje mykkje møye meget møje mytje
mer: meir meire mere
litt: lidt lite
skal: ska skæ sku skær
vil: vel vell
kan: kæin kainn kannj kainnj
må: lyt
til: te ti tel tell
fra: ifra ifrå
av: af
etter: ette efter ittepå
over: øve
uten: utan utta uden
hos: hjå
også: òg au ogso
uke: veke uka veka vekå uge vega uken veken ukå
morgen: morgon morra mårra mårå mårn morgo morgå mårran
kveld: kvelden kvæll kvelln kvell aften
idag: i-dag
imorgen: imorra imårra imorgon
denne: dinne detta
nå: nu
ennå: enno enda
lenger: leinger længere leng læng
blir: bler blive bliver bli
ble: vart blei
har: hær hi
ha: have
heter: heiter hete heite hedder heide
fikk: fekk
får: fær
tar: tek tæk tager
ta: tage
gir: gjev
gi: gje
sier: seier
si: sei seie sige
ser: sjer
se: sjå
vet: veit væit ved
vite: vita veta
tror: trur
trenger: treng træng trengje trenge
trengs: trongst trengst
hjelpe: hjelpa hjælp hjælpa
orker: orke orkar
klarer: klare klarar
forstår: forstå skjønne skjøner skjønner skjønar skjønna skjønte
passer: passe passar høver
spør: spørg
spørre: spørje spørja spørra spørge
svarer: svara svarar svare
tenke: tenkje tenka tenk
huske: hugsa huse
husker: hugser hugsar hugse
snakke: snakka snakk prate prata prada prat tale
handle: handla
kjøre: køyre kjøra køre
kjører: køyrer kører
kjenner: kjenne kender kjeinne
ringe: ringje ringa reng ringj reing
ringer: ringjer
sende: senda
skrive: skriva skriv
skrev: skreiv
bor: bur
ligger: ligg ligge
åpner: opnar åpne åpna
opptatt: oppteken optaget
ønsker: ynskjer ønskjer ynskje
gjerne: gjerna gjenne gjern gerne gjenna
alene: aleine åleine aleina ålein alein
ensom: einsam ensam
syk: sjuk sjuke syg
sykehus: sjukehus sjukehuset sykehuset
hjem: heim hem hemat hematt
hjemme: heime hemme hjemma heima
tilbake: tebake attende tebakers tilbage tebage atende
igjen: ijen igen att oppatt
likevel: lell allikevel likavel alligevel likavæl allikavel lel
framme: fremme fræmme fremme
på: oppå
vei: veg vej
gang: gong ganga gonger gongen
senere: seinere seinar seinare snere
sen: sein seine
sent: seint
helt: heilt
hele: heile
flere: fleire fleir fler
selv: sjølv sjøl sjæl
dessverre: diverre
dårlig: dårleg gæern
mulig: mogleg
navn: namn
nummer: nommer nommere nummeret nommeret
feil: forkert gale gæli gæærnt
adressen: adressa adresså
besøk: besøg vitjing
meldinger: meldingar meldinga meldingan beskeder meldinge
avtale: avtala avtal aftale
avtaler: avtalar aftaler
avbud: avbod afbud
lyst: løst
noensinne: nånsinne
hei: hej
nei: nej
ja: jau jo joda
kanskje: måske kænskje
mann: mand mainn
tirsdag: tysdag
lørdag: laurdag
søndag: sundag
redd: rædd bange
begynt: byrja bynt begyndt starta
spise: eta spisa ete spis
mat: måt
ingen: inga ingjen inkje
måneden: månaden månan månaen
nøkkel: nykel nøgle
skulle: sku skulla
minutter: minuttar minutta minuttan
timer: timar tima timan
dager: dagar daga dage dagan
oppgaver: opgaver oppgåver oppgavan oppgaverne
oppgave: opgave oppgåve
oppgaven: opgaven oppgåva oppgava
"""


def _table() -> dict[str, str]:
    table: dict[str, str] = {}
    for line in _SAME.strip().splitlines():
        standard, others = line.split(":")
        for other in others.split():
            table.setdefault(key(other), key(standard))
    return table


STANDARD = _table()
