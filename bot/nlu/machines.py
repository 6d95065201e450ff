"""Messages no person wrote: reactions that quote our own words back, and automatic replies."""

from __future__ import annotations

import re

_QUOTE = "[«“„\"'‘]"
_REACTION = re.compile(
    rf"""^\W*(?:liker|likte|likar|lika|liked|likes|elsket|elska|elsker|loved|loves|lo\ av
    |ler\ av|laughed\ at|synes\ godt\ om
    |fremhevet|framhevet|framheva|la\ vekt\ på|emphasi[sz]ed|utropstegn|la\ til\ (?:et\ )?utropstegn|mislikte|mislikar
    |disliked|stilte\ spørsmål\ ved|spørsmålstegn|questioned|spurte\ om|reagerte|reacted|fjernet|fjerna|removed|svarte)
    (?:\s+\S+){{0,5}}?\s*:?\s*(?:{_QUOTE}.*|(?:et|eit|en|an?)\s+(?:bilde|melding|image|message|tommel\ opp)\b.*)$
    |^\W+(?:til|to|på)\s*{_QUOTE}.*$""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_AUTOMATIC = re.compile(
    r"automatisk (?:svar|melding|generert)|auto-?svar|auto-?reply|automatic reply|out of office|fraværsmelding"
    r"|fråværsmelding|varslinger er (?:slått )?av|varsler er (?:slått )?av|ikke forstyrr|do not disturb while driving"
    r"|kan ikke (?:besvares|svares på)|ikke mulig å svare på denne|do not reply|send (?:meg )?«?haster"
    r"|jeg er for tiden (?:ute|bortreist|ikke)|ikke tilgjengelig (?:for øyeblikket|nå)|på kontoret igjen",
    re.IGNORECASE,
)
_AWAY = re.compile(
    r"^\W*(?:beklager,? )?(?:(?:jeg|eg|æ) (?:er|e) på ferie(?: nå| no)?(?:,? (?:og|men) .*svar.*|\. .*)?"
    r"|(?:(?:jeg|eg) )?(?:kjører|køyrer) bil\b.*|(?:jeg|eg) (?:kjører|køyrer) (?:nå )?og\b.*|i(?:'|’)?m driving.*"
    r"|(?:jeg|eg) er i et? møte\b.*|(?:jeg )?kan ikke (?:snakke|prate|ta telefonen) (?:akkurat )?nå\b.*"
    r"|kan jeg ringe deg senere\b.*)\W*$",
    re.IGNORECASE | re.DOTALL,
)  # fmt: skip


def is_reaction(text: str) -> bool:
    """ "Likte «Kan du handle for Astrid?»": our own question, never an answer to it."""
    return bool(_REACTION.match(text))


def is_automatic(text: str) -> bool:
    return bool(_AUTOMATIC.search(text))


def is_away(text: str) -> bool:
    """What a telephone answers for someone who drives or is away, and people seldom write so."""
    return bool(_AWAY.match(text))
