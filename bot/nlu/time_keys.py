"""The small words around times, in all varieties: what they do in the grammar, and how people write them."""

KEYS = """
i: i
in: in
på: på paa pa on
om: om åm omm
til: til te tell tel teill till until inntil indtil tæll tillj
fra: fra frå ifra ifrå fraa from
og: og å o samt and åsså &
eller: eller elle ell or ellar ælle alternativt
mellom: mellom imellom millom mellem mellåm between imillom mellomm mæilla mella mælla imella mellan melles
etter: etter tidligst tidlegast ætter efter after ætte ettær attpå ettr itter ettar ittær ættar
ette: ette
itte: itte
før: før førr føre fyrr foer before innafør inna førre førenn førri fyre
for: for fer
innen: innen innan inden within innafor innenfor indenfor innanfor senest seinast seinest innom
neste: neste næste nest nesta næst next nestkommende nesste nestkomande
denne: denne denna dette dennan this dettan
nær: førstkommende fyrstkomande førstkommande kommende komande kommande coming førstkomande fyrstkommande
forrige: forrige sidste førre førrige sist siste last seneste forrje førje sista
nå: nå no nu naa now
kl: kl klokka klokken klokkå klåkka klåkkå klokko klokke klk klåkken klåkko kløkka klocka klåkke klukka
  klkka klokk klåkkæ klåkk klokkæ kløkkå klokkån
halv: halv halve hall half hælv halvt halft halva hallv
kvart: kvart kvarter kvartér quarter kvarters kvarteret kvarten kvarterr kvartern kvartær kvattér
over: over åver past øve øver åve
ca: ca cirka sirka omtrent omlag rundt omkring circa sånn around about ved kring ikring omkr omtrænt
  ommtrent
presis: presis præcis lige nett just sharp akkurat nøyaktig
hver: hver kvar hvert kver kvær hvær kvert every each kvarr hverr hværr
annenhver: annenhver annakvar annankvar annahver annehver annakver anakvar annenvher annahvær annakvær
  annenkvar ænnhver aennhver annethvert annenhvær annakvart annenhvert annankvart ainnakvar ainnkvar ainnkver ænnakvar
  ænnakver annhver annhvær anakvær anakvart annakvert annenver annankver ainnahver
alle: alle alla all al ælle aille aill
unntatt: unntatt utta untatt unnateke unnateken unntatte except utenom utanom uttan uttafor unntagen undtagen
  bortsett bortsatt unnatikke foruten unntak unnatatt
men: men mæn but
bare: bare berre bærre kun only bærr berr bærra barre
helst: helst helste hælst hælste
tidlig: tidlig tidleg tidli tile tili tidligt early tilleg tidle tille tidlege tidlige tidleig
sent: sent seint sein sen seine late
hele: hele heile heila hæile whole hel heil hæle heilt hela heilan
resten: resten rest
starten: begynnelsen byrjinga starten begynnelse byrjing først fyrst primo begynninga byrjingen starta
slutten: slutten enden slutt utgangen sluttn ultimo slutningen
midten: midten midt mitt medio
av: av of tå åv
den: den dæn d the dn de dei dem disse desse dom dæ
siden: siden sidan sia sea ago sida
utover: utover utetter framover fremover videre vidare onwards oppover frametter
senere: senere seinere seinare later
med: med mæ
som: som
kommer: kommer kjem kjæm kommar kommær
igjen: igjen igen att igjenn
tida: tida tiden tia tidå tiå tider tid
partall: partallsuker partallsuke partalsveker partalsveke partall partal like jamne jevne partallsukene
  partallsveker
oddetall: oddetallsuker oddetallsuke oddetalsveker oddetalsveke oddetall oddetal ulike odde oddetallsukene
  oddetallsveker
hverdag: hverdag hverdager hverdagene kvardag kvardagar kvardagane ukedag ukedager ukedagene vekedag
  vekedagar yrkedag yrkedager kvardager kvardaga kvardagan virkedag virkedager arbeidsdager arbeidsdag
  hverda hverdaga weekdays weekday hverdage ukedaga hverdagan kværdag kværdaga kvardagen kverdag kverdagar
  hverdagen vekedagane ukedagan yrkedagar verkedagar kvardan hværdag hværdaga hværdagan kvardagjan ukedagæn vekkedaga
  vekkedagan vækedaga vækedagan yrkesdag yrkesdager hverdagær hverdaganj kvardagom
når: når nårtid naar whenever
sensomhelst: alltid alltids altid always støtt bestandig
fram: fram frem
halvannen: halvannen halvanna halvannan halvandre halvanden halvtanna haljanna
ganger: ganger gonger gang gong ganga gonga gånga times
morgen?: morgen morra morgon mårå mårra mårrå morran mårgå morgo morn måra mårran mårgon morga mårån morren
  mårn måro morro mårru mårån morgå morjen maara mårgo mornå mørra mørgen morrå mårgan mårjå mårje morå
dag?: dag da dæg dæ dagg dah dåg dai
går?: går gaar gjår
forgårs?: forgårs forigårs førrgårs
morges?: morges morgas dagmorges mårges dagtidlig
fjor?: fjor
kveld?: kveld kvell kvæll kveill aften kvæld kvæill kvældn kveldn kvill kvel kvælle kvelle
frokost: frokost frukost frokosten breakfast
lunsj: lunsj lunsjen lønsj lunch lønsjen lunchen løns
middag: middag middagen midda middan noon
jobb: jobb jobben arbeid arbeidet arbeidstid jobbtid work
skole: skoletid skulen skolen skuletid
pm: pm
am: am
h: h
oclock: oclock o'clock uhr
midnatt: midnatt midnight
nr: nr nummer nummår num vei veg gate gata veien vegen postnr postnummer tlf telefon mob mobil bolig
  leilighet oppgang etasje rom blokk buss bussen linje rute versjon punkt kode koden alternativ alder
stykk: kg kilo kilos gram liter l dl stk kr kroner km meter mil personer person stykker stykk poser pose
  bæreposer år åring folk mann stoler prosent barn etasjer trapper grader venner ganger gonger gang gong egg
  brød pakker poeng bokser plasser frivillige mennesker hunder hund katter trinn trappetrinn kopper koppar
  flasker kasser sekker gjester mål sider stoppesteder barnebarn søsken unger karer damer nok ord linjer
  steder åringer minutters bøker vinduer ark kort kronene øre cm mm mg ml kaker melk
ingen: ingen ikkeno
hvorfor: hvorfor kvifor koffer hvis viss dersom
problem: problem problemer
fordi: fordi
noe: noe noko nåkkå nokka
sant: sant verst værst
god: god gode godt fin fine flott trivelig trevleg koselig koseleg hyggelig hyggeleg deilig good nice riktig nydelig
ut: ut
løpet: løpet laupet
st: st sankt
verken: verken hverken korkje hverkn
nei: nei næ neida nope
bortreist: bortreist reist
takk: takk
dårlig: dårlig dårleg dårli
utenfor: utafor utanfor
"""

DOES = """
not: kæinte kainnte kante keinte ikke ikkje ikkj ikje ike ikk ittj itj itte itt ittje inte ente ænte kje kke
  ke aldri aldrig umulig
  umogleg umuleg opptatt oppteken oppteke opptatte oppatt not cannot cant dont kanke kankje kanikke kannikke
  kænikke kainnitj kannitj kanitj kannke kannkje kænke kanntje kantje kanittj kainnittj isje ikkja vanskelig
  vanskeleg itje ikkjeno ikkee ikkke ikek ikekj
can: kan går passer passar funker funkar fungerer vil er har blir kommer kjem høver gjeng kæin kainn kæn
  kann kainnt passe kunne hadde skal ska gjekk funke gå gjæng e æ held duger can works work suits is kommar
  rekker rekk treffer
"""

SPELT_WRONG = frozenset(
    """mandag tirsdag onsdag torsdag fredag lørdag søndag måndag tysdag laurdag sundag mandager tirsdager onsdager
    torsdager fredager lørdager søndager måndagar tysdagar laurdagar januar februar mars april august september
    oktober november desember morgen morgenen morgon kveld kvelden kvelder formiddag formiddagen formiddager
    føremiddag føremiddagen ettermiddag ettermiddagen ettermiddager dagtid imorgen imorra imorgon overmorgen
    overmorgon ikveld klokka klokken neste mellom etter kvart annenhver annankvar hverdag hverdager kvardagar
    unntatt bortsett utenom elleve tretten fjorten femten seksten sytten atten nitten første fyrste syttende
    skjærtorsdag langfredag påskeaften julaften nyttårsaften sankthansaften pinsedag påskedag juledag himmelfartsdag
    minutter førstkommende kommende helgen partallsuker oddetallsuker tidlig måneden måneder månaden""".split()
)
"""The words known with a letter wrong: those people write often, in their usual spelling."""

NO_SLIP = frozenset(
    """akten allé andrè andré aprilsnarr arten aten athen augusta auguste augustin augusto brodd butt denn dess
    elev elever enter erter ester eter etser felten festen festet finn fjorden formidle forreste forsatt
    forsatte forsett forsette forske forster forsto forstå forte fortsett free fridag fridagen fridagar fridager
    fridagene fromm fryste fyrst fyrsten
    fyrster fyrte fôre førte harr heggen helen helge hell helsen helten helén hesten hjorten jaguar julia
    julie junie kalken kart kjeld klart klikka klikken kloa kloakk kloakken kloden klok kloke klokker
    klokskap klokt kokende kokken kroken kvalt kvarts kvele kveler kvell laura laurits magne maneter manerer mandal
    mandat mandater mandel mandig mandy mari maria marie maris marit marks marsh marsj mart marta marte
    martin marys meeen mellomste mellon melo melon melsom menn mill minn mobb mona monn moren morgan morgana
    morges morken mormon moron morten morton mørten nasten neeei nekte nese neset nesse nesset nesten nestes
    nestlé nette nilen nissen niste nokk norgen noten nyeste nytten nøste onkel onset parr passé pinner
    reksten sandra sandås sanna satt sekk sekten septer siten sittende skall skyen skytten sommeren sonja
    sorgen steen sten sundal sunn sunndal syden syren syte syter sønn søren teksten tenn teten tillegg tine
    tirill tiss tordis torfinn torgeir torild torstein torunn tree trette tweeten unnlatt unntas uttatt vegg
    veksten vill vinner ønsker""".split()
)
"""Words and names of their own, one letter away from a time."""

LETTERS = str.maketrans(
    {"'": "", "’": "", "ä": "æ", "ö": "ø", "é": "e", "è": "e", "ò": "o", "ó": "o", "ô": "o", "ê": "e"}
)
