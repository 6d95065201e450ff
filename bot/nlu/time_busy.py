"""Days someone says they are taken up: "onsdager har jeg kor", "fredagen holder jeg fri", "bortreist uke 12"."""

from __future__ import annotations

from bot.nlu.normal import key
from bot.nlu.time_mention import Mention
from bot.nlu.time_tokens import Token

_EARSHOT = 4
_MYSELF = frozenset("jeg eg æ æg je jæ ej jei vi".split())
_AM = frozenset("er e æ va ær".split())
_HAVE = frozenset("har hæ hi hadde".split())
_OFF = frozenset("holder held tar tek tæk".split())
_DO_NOT_TAKE_UP = frozenset(
    key(word)
    for word in """
        kan kunne kæin kainn kæn kan vil ville stiller stille hjelper hjelpe kommer kjem kjæm orker orke klarer klare
        rekker rekk møter bidrar bidreg foretrekker ønsker liker likar tenker tenkjer tror trur går får sier seier sei
        skriver skriv svarer svarar foreslår velger vel mener meiner håper
    """.split()
)
_FREE = frozenset(
    key(word)
    for word in """
        ledig ledige fri frie tilgjengelig tilgjengeleg disponibel klar fleksibel åpen open hjemme heime heim heme med
        tid tida mulighet anledning anledninga høve lyst ingenting ingen ikkje ikke best bedre betre alltid ledigt rom
    """.split()
)
_AWAY = frozenset(("bortreist", "borte", "ferie", "utenlands", "hyttetur"))


def busy(ts: list[Token], one: Mention) -> bool:
    """Whether what stands beside the days says that they are no good."""
    return one.days is not None and (_taken_up(ts, one.ends) or _gone(ts, one.begins))


def _taken_up(ts: list[Token], i: int) -> bool:
    """A verb and "jeg" after the day, unless it is one of being able, or of being free."""
    verb, who = ts[i].raw.lower(), ts[i + 1].raw.lower()
    if ts[i].kind != "word" or who not in _MYSELF:
        return False
    after = {key(token.raw) for token in ts[i + 2 : i + 2 + _EARSHOT] if token.kind == "word"}
    if verb in _OFF:
        return "fri" in after
    return not (after & _FREE if verb in _AM | _HAVE else key(verb) in _DO_NOT_TAKE_UP)


def _gone(ts: list[Token], i: int) -> bool:
    """ "bortreist i juli", "på ferie uke 12"."""
    return any(token.raw.lower() in _AWAY for token in ts[max(0, i - 2) : i])
