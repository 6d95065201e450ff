"""What is kept about someone, in words that one can read: every code has its own, and none is shown as it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from admin.trail import SENTENCES
from admin.views.people import LANGUAGES, write_times
from admin.views.volunteers import TRANSPORT_CHOICES
from admin.words import full_day, local_day, telephone
from bot.kinds import KINDS, kind_of
from bot.model import Errand
from bot.scales import scale
from bot.storage.people import read_availability
from bot.when import write_clock

MATTERS: Mapping[str, str] = {
    "held": "Sendingen var stanset", "mass": "Melding til mange", "emergency": "Mulig fare",
    "distress": "Du hadde det tungt", "failed": "En avtale ble ikke noe av",
    "alarm_not_reached": "Vakttelefonen fikk ikke varselet", "sent_late": "Meldinger gikk for sent",
    "no_sender": "Meldinger kunne ikke sendes", "alarm_no_number": "Ingen vakttelefon",
    "visitor_untold": "Vi fikk ikke sagt hvem som kommer", "untold": "En beskjed kom ikke fram i tide",
    "concern": "Du eller en annen var bekymret", "late_cancellation": "Sent avbud",
    "unconfirmed": "Påminnelse uten svar", "cancel_unclear": "Kanskje avbud", "postpone_unclear": "Ville utsette noe",
    "no_word": "Ingen svarte på hvordan det gikk", "code": "En kode måtte sies på telefon",
    "second_address": "En adresse måtte sies på telefon", "shared_phone": "En adresse måtte sies på telefon",
    "looked": "Fikk en adresse og meldte avbud", "unfilled": "En oppgave manglet frivillig",
    "request_help": "Ønske om hjelp", "promised": "Vi skulle ringe", "club_asked": "Spørsmål om et lag",
    "wants_a_call": "Ville at noen ringer", "reminded": "Vi ville minnes på samtalen",
    "handover": "Ville snakke med et menneske", "media": "Sendte noe roboten ikke kan lese",
    "asked_twice": "To ventet på samme svar", "wrote": "Skrev til oss", "rang": "Ringte oss",
    "complaint": "Var misfornøyd", "counter_offer": "Foreslo noe annet", "postponed": "Ville utsette",
    "undeliverable": "En melding kom ikke fram", "dead_letter": "En melding vi ikke fikk lest",
    "who_writes": "Delt telefon, og vi visste ikke hvem som skrev", "duty_phone": "Vakttelefonen skrev",
    "not_answered": "Skrev fra et nummer vi ikke svarer", "timer_failed": "Noe gikk galt i roboten",
    "loop": "Samme melding mange ganger", "cancelled": "Avbud", "sent_unknown": "Sendte en annen i stedet",
    "ring_friend": "Noe fast tok slutt", "friend_left": "Manglet besøksvenn", "trial_off": "Et prøvebesøk ble avlyst",
    "fits_not": "Det faste passet ikke", "friend_not_yet": "Kunne ikke begynne ennå",
    "fits_unanswered": "Ikke svart på om det passet", "holiday": "Avtale på en helligdag",
    "new_volunteer": "Ny frivillig", "enrolled_confirmed": "Ville være frivillig",
    "pledge_refused": "Sa nei til taushetsløftet", "pledge_unanswered": "Ikke svart på taushetsløftet",
    "pledge_promised": "Ga taushetsløftet", "pledge_in_person": "Taushetsløftet måtte gis i en samtale",
    "pledge_soon": "Taushetsløftet måtte gis på nytt", "feedback": "Fortalte hvordan det gikk",
    "wants_more": "Ville gjøre mer", "language": "Ville skrive på et annet språk",
    "new_contact": "Ville nås på en annen måte", "wrong_person": "Feil nummer", "opted_out": "Sa STOPP",
    "stopped_wrote": "Skrev etter STOPP", "enrolled_denied": "Ville ikke være frivillig", "erased": "Ble slettet",
}  # fmt: skip
EVENTS: Mapping[str, str] = {
    "alarm_seen": "Vakttelefonen så varselet", "approval_changed": "Godkjenningen ble endret",
    "archived": "Sett om noe skulle i arkivet", "arrived": "Framme", "asked_if_well": "Spurt om det går bra",
    "asked_to_stay": "Spurt om å fortsette som frivillig", "assignment_cancelled": "En avtale ble avlyst",
    "call_unanswered": "Svarte ikke på telefonen", "called_for": "Satt på ringelista", "concern": "Bekymring",
    "confirmed": "Avtalen ble bekreftet", "coordinator_told": "Koordinator fikk beskjed", "danger": "Mulig fare",
    "dead_letter": "En melding kunne ikke leses", "details_given": "Adresse og beskjeder ble sendt",
    "enrolled_asked": "Spurt om det vi skrev opp, stemmer", "erased": "Slettet",
    "errand_cancelled": "Oppgaven ble avlyst", "errand_done": "Oppgaven ble gjort",
    "errand_edited": "Oppgaven ble endret", "errand_failed": "Det ble ikke noe av",
    "errand_filled": "Oppgaven fikk en frivillig", "errand_posted": "Oppgaven ble lagt ut",
    "errand_unfilled": "Oppgaven var fortsatt ledig", "fallback_sms": "Fikk det samme på SMS",
    "fits": "Svart på om det passer", "given": "Fikk oppgaven av koordinator", "greeted": "Fikk en hilsen",
    "handed_back": "Roboten tok samtalen igjen", "handover": "Et menneske skulle ta samtalen",
    "invited": "Invitert til å skrive et annet sted", "joined_telegram": "Begynte på Telegram", "late": "Forsinket",
    "left_telegram": "Sluttet på Telegram", "lesson_told": "En koordinator forklarte roboten en melding",
    "matter_opened_again": "En sak ble åpnet igjen", "merged": "To oppføringer ble slått sammen",
    "message_withdrawn": "En melding ble tatt tilbake", "need_corrected": "Et ønske om hjelp ble rettet",
    "need_ended": "Et ønske om hjelp ble besvart", "need_received": "Et ønske om hjelp kom inn",
    "need_rung": "Ringt om et ønske om hjelp", "nobody_found": "Fant ingen som passet",
    "number_cleared": "Nummeret ble bekreftet som ditt", "offer_accepted": "Svarte ja", "offer_declined": "Svarte nei",
    "offered": "Ble spurt", "on_reserve": "Står på vent", "opted_in": "Ville ha meldinger igjen",
    "opted_out": "Sa STOPP", "paired": "Fikk en fast besøksvenn", "pairing_begun": "Fast besøksvenn begynte",
    "pairing_ended": "Fast besøksvenn sluttet", "pairing_paused": "Fast besøksvenn tok pause",
    "pairing_resumed": "Fast besøksvenn begynte igjen", "paused": "Pause", "pledge_asked": "Spurt om taushetsløftet",
    "pledge_lapsed": "Taushetsløftet gjaldt ikke lenger", "pledge_published": "Nytt taushetsløfte",
    "pledge_refused": "Sa nei til taushetsløftet", "pledge_signed": "Ga taushetsløftet",
    "pledge_taken_back": "Taushetsløftet ble trukket tilbake", "postponed": "Ville utsette",
    "recipient_changed": "Kortet ble endret", "reserve_called": "Sto på vent, og ble spurt",
    "resumed": "Pausen var over", "resumed_all": "Alt ble tatt opp igjen", "sending_held": "Sendingen ble stanset",
    "sending_released": "Sendingen ble åpnet igjen", "sends": "Sendte en annen i stedet",
    "sent_late": "Meldinger gikk for sent", "series_begun": "Noe fast begynte",
    "series_changed": "Noe fast ble endret", "series_ended": "Noe fast sluttet",
    "set_up_changed": "Oppsettet ble endret", "stopped_all": "Alt ble stanset",
    "taken_over": "Et menneske tok over samtalen", "talk_let_be": "Påminnelsen om samtalen ble tatt bort",
    "talk_put_away": "Samtalen ble lagt bort til senere", "undone": "En koordinator angret",
    "volunteer_approved": "Godkjent som frivillig", "volunteer_changed": "Det vi vet om deg som frivillig, ble endret",
    "volunteer_imported": "Kom inn fra et regneark", "volunteer_registered": "Meldte seg som frivillig",
    "welcomed": "Godtatt som den som kommer",
}  # fmt: skip
TALKS: Mapping[str, str] = {
    "onboarding": "Du er i gang med å melde deg som frivillig", "enrolled": "Vi har spurt om det vi skrev opp, stemmer",
    "pledge": "Vi har spurt om taushetsløftet", "language": "Du er i gang med å velge språk",
    "profile": "Du er i gang med å endre noe om deg", "pause": "Du er i gang med å ta pause",
    "postpone": "Du er i gang med å utsette noe", "cancel": "Du er i gang med å melde avbud",
    "erase": "Vi har spurt om du vil bli slettet", "staying": "Vi har spurt om du vil fortsette",
}
STAGES = {"applied": "Har meldt seg", "approved": "Klar til å starte", "left": "Har sluttet"}
CHANNELS = {
    "sms": "SMS", "call": "Telefon", "phone": "Telefon", "telegram": "Telegram", "in_person": "I en samtale",
    "simulator": "Prøvetelefon", "page": "Nettside", "panel": "Koordinator",
}
TELLS = {"sms": "SMS", "call": "Telefon", "kin": "Gjennom pårørende", "nobody": "Ingen"}
ERRANDS = {
    "open": "Ledig", "filled": "Avtalt", "done": "Ferdig", "failed": "Ble ikke noe av", "cancelled": "Avlyst",
    "missed": "Ingen tok den", "undone": "Angret",
}
OFFERS = {
    "open": "Ikke svart", "accepted": "Ja", "declined": "Nei", "countered": "Foreslo noe annet", "reserve": "På vent",
    "solved": "Andre tok den", "withdrawn": "Tatt tilbake",
}
VISITS = {
    "agreed": "Avtalt", "arrived": "Framme", "done": "Ferdig", "failed": "Ble ikke noe av", "cancelled": "Avlyst",
}
PAIRINGS = {"trial": "Prøvebesøk", "asked": "Spurt om det passer", "going": "I gang", "ended": "Avsluttet"}
PLEDGES = {
    "asked": "Spurt", "signed": "Gitt", "refused": "Sagt nei", "withdrawn": "Tatt tilbake før det ble sendt",
    "taken_back": "Trukket tilbake", "not_asked": "Ikke spurt på melding",
}
MESSAGES = {
    "queued": "Venter", "sending": "Sendes", "handed_over": "Sendt", "delivered": "Levert", "failed": "Kom ikke fram",
    "unknown": "Usikkert om den kom fram", "withdrawn": "Ikke sendt",
}
ENDINGS = {
    "errand": "En oppgave", "organisation": "Et lag eller en forening", "provision": "Et tilbud",
    "call": "En telefonsamtale", "nothing": "Ikke noe å gjøre",
}
QUESTIONS = {
    "offer": "Om du kan", "reminder": "Om avtalen står", "check_in": "Hvordan det gikk", "fits": "Om det passer",
    "changed": "Om det fortsatt går", "both": "Hvilken av to", "who": "Hvem som kommer",
}
PHASES = {"before": "Første gang", "after": "Senere"}
SAID: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("person", "language"): dict(LANGUAGES), ("volunteer", "stage"): STAGES,
    ("volunteer", "transport"): dict(TRANSPORT_CHOICES), ("recipient", "tell"): TELLS, ("errand", "status"): ERRANDS,
    ("pairing", "state"): PAIRINGS, ("pledge", "state"): PLEDGES, ("pledge", "how"): CHANNELS,
    ("offer", "state"): OFFERS, ("visit", "state"): VISITS, ("message", "state"): MESSAGES,
    ("message", "channel"): CHANNELS, ("event", "channel"): CHANNELS, ("address", "channel"): CHANNELS,
    ("former_address", "channel"): CHANNELS, ("need", "ending"): ENDINGS, ("matter", "kind"): MATTERS,
    ("note", "event"): EVENTS, ("question", "about"): QUESTIONS, ("wellbeing", "phase"): PHASES,
}  # fmt: skip
"""The words for each code, by table and column."""
OTHER = "Annet"
"""What is said of a code that no one has given words."""
WEEKS = {1: "Hver uke", 2: "Annenhver uke"}


def in_words(table: str, row: Mapping[str, Any], key: str, errands: Mapping[int, str]) -> str:
    """One value as the one it is about would read it."""
    value = row[key]
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nei"
    if isinstance(value, date):
        return moment(value)
    if (table, key) in SAID:
        return SAID[table, key].get(value, OTHER)
    return _of_its_own(table, key, value, row, errands)


def _of_its_own(table: str, key: str, value: Any, row: Mapping[str, Any], errands: Mapping[int, str]) -> str:
    match table, key:
        case _, "errand":
            return errands.get(value, "En oppgave")
        case _, "kind":
            return kind_of(value).name if value in KINDS else OTHER
        case _, "value" | "kin_phone":
            return telephone(value)
        case "volunteer", "skills":
            return ", ".join(KINDS[one].name if one in KINDS else OTHER for one in value)
        case "volunteer", "availability":
            return write_times(read_availability(value))
        case "series", "weeks":
            return WEEKS.get(value, f"Hver {value}. uke")
        case "talk", "state":
            return TALKS.get(json.loads(value).get("flow", ""), "Ingen samtale er i gang")
        case "wellbeing", "answers":
            said = zip(scale().items, map(int, value.split(",")), strict=False)
            return " ".join(f"{asked} {scale().answers[answer - 1]}." for asked, answer in said)
        case "access", "what":
            about = errands.get(row["errand"], "en oppgave")
            return SENTENCES.get(value, "brukte systemet").format(person="deg", errand=about)
        case _:
            return str(value)


def moment(value: date) -> str:
    """26. november 2026 kl. 11.00, or the day alone"""
    day = full_day(local_day(value))
    return f"{day} kl. {write_clock(value)}" if isinstance(value, datetime) else day


def of_errand(one: Errand) -> str:
    """What it was and when, and not for whom."""
    return f"{kind_of(one.kind).name if one.kind in KINDS else OTHER}, {moment(one.starts)}"
