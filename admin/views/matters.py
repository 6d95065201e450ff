"""Every kind of matter the robot puts before a human: how urgent, in what words, and where it is seen to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Way:
    """How a kind of matter is shown.  ``to`` is where its button leads: talk, card, errand, new_time, calls, sending,
    a telephone (ring), the wishes (needs), those without a pledge (pledges), or nowhere.

    ``done`` is what stands on the button that closes it; one without is closed where it leads.
    """

    rank: int
    tone: str
    heading: str
    text: str
    action: str = ""
    to: str = ""
    done: str = "Ferdig"


WAYS: Mapping[str, Way] = {
    "held": Way(
        0, "danger", "Ingenting sendes nå", "Se over det som venter, og start utsendingen igjen.", "Se det som venter",
        "sending", "",
    ),
    "mass": Way(1, "warning", "Meldinger til mange venter", "Se over dem før de sendes.", "Se over dem", "sending", ""),
    "emergency": Way(0, "danger", "Mulig fare: {who}", "{said}", "Åpne samtalen", "talk", "Sett"),
    "distress": Way(0, "danger", "{who} har det tungt", "{said}", "Åpne samtalen", "talk", "Sett"),
    "failed": Way(0, "danger", "{what} ble ikke noe av", "{who} skrev: {said}", "Se oppgaven", "errand"),
    "alarm_not_reached": Way(
        0, "danger", "Vakttelefonen får ikke varslene", "En SMS dit kom ikke fram. Se på nummeret i Oppsett."
    ),
    "sent_late": Way(
        1, "warning", "Meldinger går for sent", "Noe har ventet i mer enn ett minutt. Se hva, og ring om det haster.",
        "Se meldingene", "sending", "Sett",
    ),
    "no_sender": Way(
        0, "danger", "Kommunen har ikke noe nummer å sende fra", "Det som skulle sendes, står i ringelista. Si fra til "
        "den som drifter roboten.",
    ),
    "alarm_no_number": Way(
        0, "danger", "Varslene når ingen", "Det står ingen vakttelefon eller stedfortreder i Oppsett. Skriv et nummer."
    ),
    "visitor_untold": Way(
        1, "danger", "{who} vet ikke hvem som kommer", "{what} {when}. Vi fikk ikke sagt det.", "Se kortet", "card"
    ),
    "untold": Way(
        1, "danger", "{who} fikk ikke beskjed i tide", "{what} {when}. Ring, og les opp det som står i oppgaven.",
        "Se oppgaven", "errand",
    ),
    "concern": Way(1, "danger", "{who} er bekymret", "{said}", "Åpne samtalen", "talk"),
    "late_cancellation": Way(
        1, "danger", "Sent avbud: {what}", "{when}. {who} kan ikke likevel. Andre spørres.", "Se oppgaven", "errand"
    ),
    "unconfirmed": Way(
        1, "danger", "{who} har ikke svart på påminnelsen", "{what} {when}. Ring og spør.", "Til ringelista", "calls"
    ),
    "cancel_unclear": Way(
        1, "danger", "{who} vil kanskje melde avbud", "{said} Sa ikke hvilken avtale det gjelder. Ring og spør.",
        "Åpne samtalen", "talk",
    ),
    "postpone_unclear": Way(
        1, "danger", "{who} vil utsette en avtale", "{said} Sa ikke hvilken avtale det gjelder. Ring og spør.",
        "Åpne samtalen", "talk",
    ),
    "no_word": Way(
        1, "danger", "Vet ikke om {who} kom", "{what} {when}. Ingen har svart. Ring og spør hvordan det gikk.",
        "Til ringelista", "calls",
    ),
    "code": Way(2, "warning", "Ring {who} med koden", "{what} {when}. Roboten skriver aldri en kode.", "Se oppgaven",
                "errand"),
    "second_address": Way(
        2, "warning", "Ring {who} med adressen", "{what} {when}. {who} er ny, og har fått en annen adresse i dag.",
        "Til ringelista", "calls",
    ),
    "shared_phone": Way(
        2, "warning", "Ring {who} med adressen", "{what} {when}. Andre bruker den samme telefonen.",
        "Til ringelista", "calls",
    ),
    "looked": Way(
        3, "warning", "{who} fikk adressen og meldte avbud", "{what} {when}. Skjer det igjen, så ring og hør hvorfor.",
        "Se den frivillige", "card", "Sett",
    ),
    "unfilled": Way(2, "warning", "{what} mangler frivillig", "{when}. {asked}", "Se oppgaven", "errand"),
    "request_help": Way(2, "warning", "{who} ønsker hjelp", "{said}", "Se ønsket", "needs", ""),
    "promised": Way(2, "warning", "Ring {who} om ønsket", "{said}", "Til ringelista", "calls", ""),
    "club_asked": Way(2, "warning", "Si fra til {who} om laget", "{said} Dere har sagt at dere svarer i dag.",
                      "Åpne samtalen", "talk"),
    "wants_a_call": Way(2, "warning", "{who} vil at noen ringer", "Sa det da vi spurte hvordan det går.", "Se kortet",
                        "card", "Har ringt"),
    "reminded": Way(2, "warning", "Påminnelse: {who}", "Dere ville minnes på denne samtalen. {said}", "Åpne samtalen",
                    "talk"),
    "handover": Way(2, "warning", "{who} venter på deg", "{said} Roboten tier imens.", "Åpne samtalen", "talk"),
    "media": Way(
        2, "warning", "{who} har sendt noe roboten ikke kan lese", "{what} {when}. Ring og hør.", "Se oppgaven",
        "errand", "Sett",
    ),
    "asked_twice": Way(
        2, "warning", "Hør hva {who} svarte", "Begge ventet på svar da de ble slått sammen. Roboten tier, så ikke noe "
        "ja blir misforstått.", "Åpne samtalen", "talk",
    ),
    "wrote": Way(2, "warning", "{who} har skrevet til deg", "{said}", "Åpne samtalen", "talk", "Sett"),
    "rang": Way(2, "warning", "{who} ringte", "Ingen tok telefonen.", "Ring tilbake", "ring"),
    "complaint": Way(2, "warning", "{who} er misfornøyd", "{said}", "Åpne samtalen", "talk"),
    "counter_offer": Way(
        2, "warning", "{who} foreslår noe annet", "{what} {when}: {said}", "Åpne samtalen", "talk"
    ),
    "postponed": Way(
        2, "warning", "{who} vil utsette", "{what} {when}: {said}", "Velg en ny tid", "new_time", ""
    ),
    "undeliverable": Way(
        2, "warning", "En melding til {who} kom ikke fram", "Den ligger på ringelista.", "Til ringelista", "calls"
    ),
    "dead_letter": Way(2, "warning", "Roboten fikk ikke lest en melding fra {who}", "{said}", "Åpne samtalen", "talk"),
    "who_writes": Way(
        2, "warning", "{who} deler telefon, og vi vet ikke hvem som skrev", "{said}", "Åpne samtalen", "talk"
    ),
    "duty_phone": Way(2, "warning", "Vakttelefonen har skrevet til roboten", "{said}", done="Sett"),
    "not_answered": Way(2, "warning", "Noen skrev fra et nummer vi ikke svarer", "{said}"),
    "timer_failed": Way(
        2, "warning", "Noe gikk galt i roboten", "Den prøver igjen. Si fra til den som har ansvar for drift."
    ),
    "loop": Way(
        3, "warning", "{who} sender det samme igjen og igjen", "Roboten svarer ikke mer.", "Åpne samtalen", "talk"
    ),
    "cancelled": Way(3, "info", "Avbud: {what}", "{when}. {who} kan ikke likevel. Andre spørres.", "Se oppgaven",
                     "errand", "Sett"),
    "sent_unknown": Way(
        2, "warning", "Se på den {who} sender", "{what} {when}: {said} Kan det være?", "Se oppgaven",
        "errand",
    ),
    "ring_friend": Way(
        2, "warning", "Ring {who}", "{what}: Det faste er slutt. Takk for innsatsen, og fortell hvorfor.", "Se kortet",
        "card", "Har ringt",
    ),
    "friend_left": Way(
        2, "warning", "{who} mangler besøksvenn",
        "Den som kom fast, har sluttet. Ring den som får besøk, og finn en ny.", "Se kortet", "card",
    ),
    "trial_off": Way(
        2, "warning", "Prøvebesøket ble avlyst", "{what} {when}. {who} kunne ikke. Finn en ny dag eller en annen.",
        "Se kortet", "card",
    ),
    "fits_not": Way(
        2, "warning", "Det passet ikke for {who}", "{what} fast. Ring begge og hør hva som er bedre.", "Se kortet",
        "card",
    ),
    "friend_not_yet": Way(
        2, "warning", "{who} kan ikke begynne som besøksvenn ennå",
        "{what} fast. Ring begge, og avtal når det begynner.", "Se kortet", "card",
    ),
    "fits_unanswered": Way(
        3, "info", "{who} har ikke svart på om det passer", "{what} fast. Ring og spør.", "Se kortet", "card"
    ),
    "holiday": Way(
        3, "info", "Helligdag: {what}", "{when}. Skal det være som vanlig? Ellers kan du avlyse den ene gangen.",
        "Se oppgaven", "errand", "Som vanlig",
    ),
    "new_volunteer": Way(4, "info", "Ny frivillig: {who}", "Ring og bli kjent.", "Se den frivillige", "card"),
    "enrolled_confirmed": Way(
        4, "info", "{who} vil være frivillig", "Bekreftet det dere skrev opp.", "Se den frivillige", "card", "Sett"
    ),
    "pledge_refused": Way(
        2, "warning", "{who} sa nei til taushetsløftet", "{said} Ring og snakk om det.", "Se den frivillige", "card",
        "Har ringt",
    ),
    "pledge_unanswered": Way(
        3, "info", "{who} har ikke svart på taushetsløftet", "Spurt for en uke siden, og minnet på det én gang.",
        "Se den frivillige", "card",
    ),
    "pledge_promised": Way(
        4, "info", "{who} har gitt taushetsløftet", "Se om resten er i orden, og godkjenn.", "Se den frivillige",
        "card", "Sett",
    ),
    "pledge_in_person": Way(
        3, "info", "{who} må love på nytt i en samtale", "Det nye taushetsløftet kan ikke sendes på melding.",
        "Se den frivillige", "card",
    ),
    "pledge_soon": Way(
        2, "warning", "Noen har ikke lovet på nytt",
        "Om en uke blir de ikke spurt om flere oppgaver, og avtalene deres går videre til andre. Ring dem.", "Se hvem",
        "pledges",
    ),
    "feedback": Way(5, "info", "{who} fortalte hvordan det gikk", "{what}: {said}", "Se oppgaven", "errand", "Sett"),
    "wants_more": Way(4, "info", "{who} vil gjøre mer", "{said}", "Se den frivillige", "card"),
    "language": Way(4, "info", "{who} vil helst skrive på et annet språk", "{said}", "Åpne samtalen", "talk"),
    "new_contact": Way(4, "info", "{who} vil nås på en annen måte", "{said}", "Se kortet", "card"),
    "wrong_person": Way(4, "info", "Feil nummer: {who}", "{said}", "Åpne samtalen", "talk"),
    "opted_out": Way(5, "info", "{who} har sagt STOPP", "Roboten skriver ikke mer dit.", "Se kortet", "card", "Sett"),
    "stopped_wrote": Way(5, "info", "{who} har sagt STOPP, men skrev", "{said}", "Åpne samtalen", "talk", "Sett"),
    "enrolled_denied": Way(
        5, "info", "En dere skrev opp, vil ikke være frivillig", "Det vi hadde, er slettet.", done="Sett"
    ),
    "erased": Way(5, "info", "En person er slettet", "Det ble bedt om på SMS eller her.", done="Sett"),
}  # fmt: skip
NOT_ON_THE_LIST: Mapping[str, Way] = {
    "promised": Way(2, "warning", "Ring {who} om ønsket", "{said}", "Åpne samtalen", "talk", "Har ringt"),
    "unconfirmed": Way(
        1, "danger", "{who} har ikke svart på påminnelsen", "{what} {when}. Ring og spør.", "Se oppgaven", "errand"
    ),
    "no_word": Way(
        1, "danger", "Vet ikke om {who} kom", "{what} {when}. Ingen har svart. Ring og spør hvordan det gikk.",
        "Se oppgaven", "errand",
    ),
    "second_address": Way(
        2, "warning", "Ring {who} med adressen", "{what} {when}. {who} er ny, og har fått en annen adresse i dag.",
        "Se oppgaven", "errand",
    ),
    "shared_phone": Way(
        2, "warning", "Ring {who} med adressen", "{what} {when}. Andre bruker den samme telefonen.",
        "Se oppgaven", "errand",
    ),
    "undeliverable": Way(
        2, "warning", "En melding til {who} kom ikke fram", "Se om nummeret stemmer.", "Se kortet", "card"
    ),
}
"""The same matters, where there is nothing to read aloud: it is done already, or it is not time yet."""
OTHER = Way(3, "warning", "{who} trenger deg", "{said}", "Åpne samtalen", "talk")
