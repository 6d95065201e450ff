"""Whether numbers and parts of the day that could be a time are meant as one."""

from __future__ import annotations

from bot.nlu.time_mention import Mention
from bot.nlu.time_tokens import Token


def is_meant(ts: list[Token], got: Mention) -> bool:
    """A bare number is a clock time only beside a day, or where the talk is of what suits."""
    before = ts[got.begins - 1]
    if got.part and got.bare and not got.clock:
        named = ts[got.ends - 1].key == "morgen?" and ts[got.ends - 1].raw.lower() == "morn"
        return before.key != "god" and not named
    if got.clock is None or got.clock.sure:
        return True
    if got.days or got.part:
        return not _belongs_to_a_name(ts, got) or ts[got.begins].number < 0
    return _number_suits(ts, got)


def _belongs_to_a_name(ts: list[Token], got: Mention) -> bool:
    """ "Storgata 12 i morgen", "nr 2 fredag", "ja til 2 på fredag"."""
    before = ts[got.begins - 1]
    if got.begins == 0:
        return False
    name = (
        before.kind == "word"
        and before.raw[0].isupper()
        and got.begins > 1
        and ts[got.begins - 2].raw not in (".", "!", "?")
    )
    return (
        name
        or before.key in ("nr", "til")
        or before.raw.lower().endswith(("gata", "gate", "veien", "vegen", "vei", "veg"))
    )


def _number_suits(ts: list[Token], got: Mention) -> bool:
    assert got.clock is not None
    hour = got.clock.first.minute // 60
    before, after = ts[got.begins - 1], ts[got.ends]
    if not 8 <= hour <= 21 or _belongs_to_a_name(ts, got):
        return False
    ended = after.kind == "end" or after.raw in (",", ".", "!", "?", "\n")
    goes_on = ended or after.word.does != "" or after.key in ("men", "og", "eller")
    if got.clock.way == "span":
        return goes_on or after.key in ("i", "på", "bare", "helst")
    if ts[got.begins].kind == "int" and len(ts[got.begins].raw) > 2:
        return False
    if ts[got.begins].kind == "hm":
        return goes_on or before.word.does != ""
    cue = before.word.does != "" or before.key in ("men", "bare", "helst") or after.word.does != ""
    return cue and goes_on
