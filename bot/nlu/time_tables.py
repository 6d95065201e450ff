"""The spellings of days, months, numbers and parts of the day; a new one is one word more in its row.

A row is what is meant, and how people write it.  A star marks what is said of many ("kvelder").
"""

DAY_STEMS = """
0: man mån mon maan mann månn main mainn mannd månd mand
1: tirs tys tis tirss ters tirr tyrs tes tess tiss tyss tærs teis terss tirsj
2: ons onns åns ods oms ånns oins oinns uns unns øns ønns
3: tors tårs tos hors thors tårss torss toss tåss torsj tårsj
4: fre fræ frei fred fræd freid
5: lør laur lau lår løur lor loer lørs lø lårs lær laug låur laurd
6: søn sun sønn son soen syn sund sønd sø sunn synn sønnd sunnd søin
"""

DAY_ENDINGS = """
one: dag da dagen dan dagjen dæ dah dagn dæg daen dåg dai
many: dager dagar dagene dagane dagan daga dage dar daer dagær dagjne dagje dagæn dagann daganj dagom dagåm dågåm
  dagana dana
"""

DAYS_IN_FULL = """
0: monday
1: tuesday
2: wednesday
3: thursday
4: friday
5: saturday laugardag lurdag
6: sunday helgedag
0*: mondays
1*: tuesdays
2*: wednesdays
3*: thursdays
4*: fridays
5*: saturdays
6*: sundays
"""

DAYS_IN_SHORT = """
0: man mån mand mon
1: tir tirs tis tysd tys tue
2: ons onsd wed
3: tor tors torsd thu
4: fre fred fri
5: lør laur lau lørd sat
6: søn sun sønd
"""

MONTHS = """
1: januar jan january jannuar
2: februar feb febr february
3: mars marts mar march mrs mras maars
4: april apr aprill avril
5: mai maj may
6: juni juin jnui jun june
7: juli jlui jul july
8: august aug
9: september sep sept setember
10: oktober okt october oct
11: november nov
12: desember des december dec
"""

NUMBERS = """
0: null zero
1: en ett ei et ein eitt eit én one a an æin éin ètt æit
2: to tvo two tu tå par tåo
3: tre tri three træ trei trii
4: fire fir fira four fiire fiirå
5: fem fæm femm five fæmm
6: seks sæks six sekks sekst søks
7: sju syv sjau seven sjuu syyv shu sjauv
8: åtte otte åtta åttå eight atte aatte ått åttæ
9: ni nie nine nii
10: ti tie ten tii tiå tio tiu
11: elleve ålleve ølleve ellev elve ellve ælleve ælva ællev eleven elleva elløv elløve ælløv ellåv ellåve ellvå elva
  elvå ølløv ellva øllve
12: tolv toll tålv tålle twelve tollv tolvv tølv tøll tåll tållv tølle
13: tretten trettan thirteen trættan trettn tretta trettån trætta
14: fjorten fjortan fourteen fjørten fjortn fjorta fjortån fjortæn
15: femten femtan fifteen fæmten fæmtan femtn femta fæmta femtån
16: seksten sekstan sixteen sæksten sækstan seksta sæksta sekstån
17: sytten søtten syttan seventeen søttan sytta søtta søttån
18: atten attan eighteen attn atta attån
19: nitten nittan nineteen nittn nitta nittån
20: tjue tyve tjuge kjue twenty tjuve kjuge tjugu tjugo kjugu
30: tretti tredve tretta thirty tredive
40: førti forty fyrti fyrre
45: førtifem femogførti
50: femti fifty halvtreds
60: seksti sixty tress
90: nitti ninety
"""

ONES = """
1: en ett ein
2: to
3: tre tri
4: fire
5: fem
6: seks
7: sju syv
8: åtte
9: ni
"""

ORDINALS = """
1: første fyrste fyste først1 føste fysste first 1st førsta fysst fysta fyssta fyrsta førrste førrsta
2: andre other annen annet anden second 2nd anna aindre ainner ainna ainnan ændre anner andra
3: tredje trie third 3rd tredie trea treje tridje tria tredde trædje
4: fjerde fourth fjære fjæle fjørde fjæerde
5: femte fifth fæmte
6: sjette sixth sjætte
7: sjuende syvende sjuande seventh
8: åttende åttande eighth ottende
9: niende niande ninth
10: tiende tiande tenth
11: ellevte eleventh ellefte
12: tolvte twelfth
13: trettende trettande thirteenth
14: fjortende fjortande fourteenth
15: femtende femtande fifteenth
16: sekstende sekstande sixteenth
17: syttende syttande søttende søttande seventeenth
18: attende attande eighteenth
19: nittende nittande nineteenth
20: tjuende tjuande tyvende twentieth
30: trettiende trettiande tredivte thirtieth tredevte
-1: siste last sista sidste
"""

PARTS = """
morgen: morgen morgon morgenen morgonen mårån morran mårran morraen morningen mornigen morgenkvisten morning
  morgentimene mårgå mårgån mårgen morra mårra mårrå mårå morn mårgon morårn mårnan
morgen*: morgener morgenene morgonar morgonane mårånan morninger mornings morgnene morgner
formiddag: formiddag formiddagen formidda føremiddag føremiddagen førmiddag førmiddagen førmidda fårmiddag
  fyremiddag formiddan førmiddan fårmidda formiddagstid førremiddag formedda førmedda forenoon
  formiddagskvisten formeddag formeddagen formeddan førremedda føremedda føremeddag føremeddan førrmidda førrmiddag
  førrmiddan førmeddag førrmedda førmeddan fåremidda foremidda foremiddag førremiddan førremidda
formiddag*: formiddager formiddagene formiddagar føremiddagar føremiddagane formiddagane formiddagan
  førmiddager formiddage førmiddagan formiddaga førmiddaga førmiddagar føremiddaga formeddaga formeddagan førmeddaga
ettermiddag: ettermiddag ettermiddagen ettermidda ettermiddan ettemiddag ittemiddag ittemiddagen ættermiddag
  ættermiddagen eftermiddag eftermiddagen ettamiddag ittermiddag ættermidda ettermedda æftamiddag
  ettermiddagstid afternoon ettermeddag ettermiddagskvisten atterniddag ittemidda ettermeddan ettermeddagen
  ættermiddan ættermeddag ætterméddag ettemiddagen ettemidda ettemedda ettemeddag ættemidda ættemiddag ættemeddag
  attermiddag attemiddag attemidda ettmiddag ettmidda ittemedda ittermidda itterméddag
ettermiddag*: ettermiddager ettermiddagene ettermiddagar ettermiddagane ettermiddagan eftermiddage
  afternoons ittemiddagar ittermiddaga ettermiddaga ettermeddaga ættermiddaga ættermiddagan ettemiddaga ettemiddagan
  ettermeddagan eftermiddagene
kveld: kveilln kvelln kvæilln kveld kvelden kveill kveillen kvell kvellen kvæll kvællen kveldan kveldstid
  kveldinga kvelln kvæld
  kveldn kvæln aften aftenen aftes evening kvældn kvæill kvælden aftan kveldskvisten kvellinga kvill kvillen kvel
  kvælle kveile kveildn kveldå kvellå kvelldn
kveld*: kvelder kvelda kveldar kveldene kveldane kvellan kvellar evenings aftener kvældan kvellær kvælda kvella kvælla
  kvelldar kvældar kveillan
natt: natt natta natten natti nattå nat nott night
natt*: netter netten nettene nights
dagtid: dagtid dagtida dagtiden daytime
dagtid*: dagtider
midt: middagstid middagstida middagstider lunsjtid lunsjtida lunchtid lunsjtider middagsleitet
"""

UNITS = """
dag: dag dagen dager dagar dage dagan daga dagane dagene day days døgn da dar dan dagje dåg dai dagom dagåm dagr daegr
  dgaer dagre dger dgar dagrr daagr degaer daager
uke: uke ukes vekes vekas ukas uka uken uker ukene veke veka veko vekå veker vekene vekke vekka vækka væke væka vækå uge
  ugen uger ukå ukår
  week weeks vuku vukku uku vekor vike vika væk ukan ukær vikå viko vikka vikko viku uko vækkå vekko ukr ukre ueker
  uekr ukker ukerr uukr vekr vkeer
helg: helg helga helgen helgi helgå hælja hælga hælj hælg helja helj helgo weekend weekenden helgæ hælgen
  hælgå helgja hælje helje hæljå hæljæ
helger: helger helgene helgane helgar weekender weekends hæljan helgan hælgan hælger hæljær helgær hælgær hæljene
  helgr hlger hegler helgre helegr helgne helgeen
måned: måned måneden måneder månad månaden månader månan måna månte mnd month months månedene månadane
  måneda månen månaen månann månå måndn månadn mååned månede månend månden måndeen mnåed månder månedr måendr mneder
år: år året åra year years åre
time: time timen timer timar timan tima tim timane hour hours timær t timinn times tæma timann timår timæ timr timre
  tiemr tmier tmer timerr tiimer itmer
minutt: minutt minut minutter min minuttar minutta minuttan minut minutes minute minutters mins minuttær
sekund: sekund sekunder sek sekunda seconds
halvtime: halvtime halvtimen halvtimes halvtima halvtimer halvtimar
kvartal: kvartal kvartalet
"""

SEASONS = """
sommer: sommer sommeren sommar sommaren såmmår summer sommern såmmårn
høst: høst høsten haust hausten hausen hauste autumn høstn
vinter: vinter vinteren winter vintern vinterr
vår: vår våren vårn spring
"""

DAYS_AWAY = """
0: idag today idæg iddag edag ida
1: imorgen imorra imorgon imårå imårra imårgå imorgo tomorrow imorn imorren imårgo imårgon imorran imåran
  imorå imorrå imårgen immorgen imårrå imaarra imorga imåra tommorow tomorow
2: overmorgen overmorgon overmorra overimorgen overimorra overimorgon overmårå overmårra øvermårå overmorgo
  overmårgå iovermorgen iovermorgon iovermorra overmåra øvermorra øvermorgon overrmorgen ovemorgen øvermårra
-1: igår yesterday ugår
-2: forgårs forigårs iforgårs
"""

TONIGHT = """
0: ikveld ikvæll ikvell ikveill tonight iaften ikvæld
"""

FEASTS = """
nyttårsaften: nyttårsaften nytårsaften nytårsaftensdag nyttårsaftan nyttårskvelden nyttårsafta
nyttårsdag: nyttårsdag nytårsdag nyttårsdagen
julaften: julaften juleaftensdag julaftan joleftan jolaftan julafta joleftå julekvelden julekveld julkvelden
  jolekvelden
  juleaften jolafta
juledag: juledag joledag juledagen juldag juleda joledagen
påskedag: påskedag påskedagen påskeda
pinsedag: pinsedag pinsedagen pinseda
skjærtorsdag: skjærtorsdag skjertorsdag skirtorsdag skjærtorsda sjærtorsdag skjærtårsdag
langfredag: langfredag langfreda langfredagen
påskeaften: påskeaften påskeaftan påskekvelden påskeafta
palmesøndag: palmesøndag palmesundag palmesønda
himmelfart: kristihimmelfart kristihimmelfartsdag himmelfartsdag himmelfartsdagen himmelfart himmelspretten
  himmelfartsda
pinseaften: pinseaften pinseaftan
sankthansaften: sankthansaften sankthans sankthansaftan jonsokaftan jonsok jonsokkvelden sankthansafta
  midsommar
sankthansdag: sankthansdag jonsokdagen
mai17: grunnlovsdagen nasjonaldagen søttendemai syttendemai
påske: påske påska påsken påskå påskeferien påskeferie easter påskehelga påskehelgen
jul: jul jula julen jola jol julehelga juleferien jolehelga christmas julehelgen juleferie
pinse: pinse pinsa pinsen pinsehelga pinsehelgen pinså
romjul: romjula romjul romjulen romjola romjol mellomjula
påskeuka: påskeuka påskeuken påskeveka
nyttår: nyttår
morsdag: morsdag morsdagen
farsdag: farsdag farsdagen
valentin: valentinsdagen valentinsdag
halloween: halloween
lucia: luciadagen lucia luciadag
kvinnedagen: kvinnedagen
frigjøring: frigjøringsdagen
olsok: olsok
askeonsdag: askeonsdag oskeonsdag
fastelavn: fastelavn fastelavnssøndag fastelavnssøndagen fastelavnsøndag
fetetirsdag: fetetirsdag feitetysdag feitetirsdag
allehelgen: allehelgensdag allehelgen helgemesse
lillejulaften: lillejulaften veslejulaften veslejolaftan litlejulaften vetlejolaftan litljulaften
  litlejulaftan litlejolaftan
advent: advent adventssøndag
arbeidernes: arbeiderdagen
fn: fndagen
samefolk: samefolkets
"""
