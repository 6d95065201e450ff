"""Which of the times in a message are refused: "kan ikke torsdag", "torsdag går ikke", "verken tirsdag eller fredag"."""

from __future__ import annotations

from dataclasses import replace

from bot.nlu.time_mentions import Mention
from bot.nlu.time_tokens import LOOK_AHEAD, Token

_STOPS = frozenset(".!?;\n()")
_INLAND = frozenset("je jæ kæin kæinn kæn dom hu æiller kåmmå kåmå måra dekkan dæ'n hæin hæinn itt'n væl væra vørti".split())
_WEST = frozenset("eg ej ikkje ikkj kje me dokker dåke kor korleis kva ka kossen meg deg seg ittepå då frå heim".split())


def negated(ts: list[Token], found: list[Mention]) -> list[Mention]:
    """The same mentions, with those refused marked."""
    found = [_settled(ts, one) for one in found]
    meaning_after = {k for one in found if one.clock and one.clock.way != "at" for k in range(one.begins, one.ends)}
    refusals = [k for k in range(len(ts) - LOOK_AHEAD) if _refuses(ts, k, ts[k]) and not (ts[k].key == "itte" and k in meaning_after)]
    if not refusals:
        return found
    clauses = _clauses(ts, found)
    marked = list(found)
    for k in refusals:
        first, last = next(clause for clause in clauses if clause[0] <= k < clause[1])
        inside = [n for n, one in enumerate(found) if first <= one.begins < last]
        chosen = [n for n in inside if found[n].begins > k] or [n for n in inside if found[n].ends <= k]
        for n in chosen:
            if ts[k + 1].key != "før":  # "ikke før tolv" says from when, and refuses nothing
                marked[n] = replace(marked[n], negated=True)
    return marked


def _settled(ts: list[Token], one: Mention) -> Mention:
    """ "itte" before a clock time is *ikke* in Innlandet and *etter* in the west: the rest of the message may decide."""
    if one.clock is None or not one.clock.asks:
        return one
    words = {token.raw.lower() for token in ts}
    at = next(k for k in range(one.begins, one.ends) if ts[k].key == "itte")
    contrast = any(token.key == "men" for token in ts[one.ends :])
    elsewhere = any(token.key == "itte" for token in (*ts[:at], *ts[one.ends :]))
    inland, west = bool(words & _INLAND) or elsewhere or contrast, bool(words & _WEST)
    if inland == west:
        return one
    if west:
        return replace(one, clock=replace(one.clock, asks=False))
    begins = at + 1 if at == one.begins else one.begins
    return replace(one, begins=begins, clock=replace(one.clock, way="at", asks=False))


def _refuses(ts: list[Token], k: int, token: Token) -> bool:
    before, after = ts[k - 1], ts[k + 1]
    if token.key in ("unntatt", "verken", "utenfor"):
        return True
    if token.key == "itte":
        return not (after.kind == "end")
    if token.key == "nei":
        return after.key == "til" or (after.key == "takk" and ts[k + 2].key == "til")
    if token.key == "dårlig":
        return before.word.does == "can" or ts[k + 1].key == "tida"
    if token.word.does != "not":
        return False
    nothing_wrong = after.key == "noe" and ts[k + 2].key == "problem"
    return not (nothing_wrong or after.key in ("bare", "sant", "problem") or before.key == "hvorfor")


def _not_before(ts: list[Token], k: int) -> bool:
    """ "ikke før tolv" says from when, and refuses nothing."""
    return ts[k + 1].key == "før"


def _clauses(ts: list[Token], found: list[Mention]) -> list[tuple[int, int]]:
    """Where one refusal can reach: from one "men", full stop or new sentence to the next."""
    cuts = [0]
    starts = {one.begins for one in found}
    inside = {k for one in found for k in range(one.begins, one.ends)}
    for k, token in enumerate(ts[:-LOOK_AHEAD]):
        if k in inside and k not in starts:
            continue
        if token.raw in _STOPS and token.kind == "sign" or token.key == "men":
            cuts.append(k)
        elif token.raw == "," and not _list_goes_on(ts, k, inside):
            cuts.append(k)
        elif k in starts and _new_sentence(ts, k, cuts[-1], found, inside):
            cuts.append(k)
    return list(zip(cuts, [*cuts[1:], len(ts) + 1], strict=True))


def _list_goes_on(ts: list[Token], k: int, inside: set[int]) -> bool:
    """After the comma nothing but more times: "kan ikke tirsdag, torsdag eller fredag"."""
    j = k + 1
    if j not in inside and ts[j].key not in ("på", "og", "eller"):
        return False
    while ts[j].kind != "end" and ts[j].raw not in _STOPS and ts[j].raw != "," and ts[j].key != "men":
        if j not in inside and ts[j].key not in ("på", "og", "eller", "om", "i"):
            return False
        j += 1
    return True


def _new_sentence(ts: list[Token], k: int, since: int, found: list[Mention], inside: set[int]) -> bool:
    """A run-on: "kan ikke torsdag fredag går fint"."""
    this = next(one for one in found if one.begins == k)
    earlier = [one for one in found if since <= one.begins < k]
    if not earlier or ts[this.ends].word.does != "can":
        return False
    return any(ts[j].word.does == "can" for j in range(since, k) if j not in inside)
