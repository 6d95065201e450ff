"""What the machine itself says, whichever conversation is going on."""

from __future__ import annotations

from bot.texts import Text

DANGER = Text(
    "talk.danger",
    "Jeg er en robot og kan ikke sende hjelp. Fare for liv: ring 113. Brann: 110. Politi: 112. "
    "Lege: 116 117. Noen å snakke med: 116 123.",
)
STOPPED = Text(
    "talk.stopped",
    "Nå får du ikke flere meldinger fra oss. Takk for at du var med! Vil du ha dem igjen, svar START.",
)
STARTED = Text("talk.started", "Så fint at du er med igjen, {name}! Svar HJELP om du lurer på noe.")
STARTED_ALL = Text("talk.started_all", "Så fint at dere er med igjen, {names}! Svar HJELP om dere lurer på noe.")
STARTED_NAMELESS = Text("talk.started_nameless", "Da skriver jeg til deg igjen. Svar HJELP om du lurer på noe.")
HUMAN = Text("talk.human", "Da tar {coordinator} over. Du blir ringt opp i dag før kl. {clock}.")
HUMAN_AWAY = Text(
    "talk.human_away",
    "{Coordinator} er tilbake {back} og ringer før kl. {clock}. Haster det: legevakt 116 117. Fare for liv: 113.",
)
HUMAN_WRITES = Text("talk.human_writes", "Da tar {coordinator} over og skriver til deg i dag før kl. {clock}.")
HUMAN_AWAY_WRITES = Text(
    "talk.human_away_writes",
    "{Coordinator} er tilbake {back} og skriver før kl. {clock}. Haster det: legevakt 116 117. Fare for liv: 113.",
)
TOLD = Text("talk.told", "Takk for at du sier fra! ")
NOT_UNDERSTOOD = Text("talk.not_understood", "Det forsto jeg ikke.")
WHY_A_HUMAN = {
    "recipient": TOLD, "kin": TOLD, "pledge": TOLD, "request_help": TOLD, "not_understood": NOT_UNDERSTOOD,
}  # fmt: skip
"""What is said before who takes over; who asked for a human knows why."""
LOST = Text(
    "talk.lost", "Det forsto jeg ikke. Svar HJELP, så forteller jeg hva du kan skrive. Vil du snakke med et menneske, "
    "svar RING MEG.",
)  # fmt: skip
BACK = Text("talk.back", "Da tar vi det forrige spørsmålet om igjen.")
NOTHING_BEFORE = Text("talk.nothing_before", "Dette er det første spørsmålet.")
NOTHING_ASKED = Text(
    "talk.nothing_asked",
    "Takk! Akkurat nå har jeg ikke spurt deg om noe. Svar HJELP om du lurer på noe.",
)
WHICH_YES = Text("talk.which_yes", "Hva sier du ja til? {options}. Svar {numbers}.")
WHICH_NO = Text("talk.which_no", "Hva sier du nei til? {options}. Svar {numbers}.")
SAME_TIME = Text("talk.same_time", "Det er samtidig.")
ANSWER_YES_NO = Text("talk.answer_yes_no", "Kan du {what} {when}? Svar JA eller NEI.")
ANSWER_CHECK_IN = Text("talk.answer_check_in", "Gikk det bra å {what}? Svar JA eller NEI.")
ANSWER_FITS = Text("talk.answer_fits", "Har du lyst til å {what} fast? Svar JA eller NEI.")
WHO_COMES = Text("talk.who_comes", "Hvem skal {what} {when}? Svar med navnet.")
TAKE_TIME = Text("talk.take_time", "Det er greit. Svar når du har tid.")
COUNTED = Text("talk.counted", "{n} av {all}. ")
STILL_THERE = Text("talk.still_there", "Når du har tid: ")
EDITED = Text("talk.edited", "Jeg leser bare det du skrev først. Skriv det gjerne på nytt.")
MEDIA = Text("talk.media", "Takk! Jeg er en robot og kan bare lese tekst. Kan du skrive det?")
ALREADY = Text("talk.already", "Fint! Da er det avtalt: Du skal {what} {when}.")
OWN_QUESTION = Text("talk.own_question", "det forrige spørsmålet mitt")
WHO_WRITES = Text("talk.who_writes", "Hvem av dere svarer? Svar {options}.")
OR = Text("talk.or", "{first} eller {last}")
