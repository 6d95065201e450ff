"""How long: "halvannen time", "tre kvarter", "en og en halv time", "20 minutter"."""

from __future__ import annotations

from bot.nlu.time_tokens import Token

_MINUTES = {"time": 60.0, "minutt": 1.0, "halvtime": 30.0, "sekund": 1 / 60}


def amount(ts: list[Token], i: int) -> tuple[float, int] | None:
    """A number of something: "to", "2,5", "et par", "halvannen", "en og en halv"."""
    token = ts[i]
    if token.key == "halvannen":
        return 1.5, i + 1
    if token.kind in ("dec", "dm") and len(token.raw) < 6:
        whole, part = token.raw.replace(",", ".").replace("/", ".").split(".")
        if "/" in token.raw:
            return (int(whole) / int(part), i + 1) if int(part) else None
        return float(f"{whole}.{part}"), i + 1
    if token.number < 0:
        return None
    if token.number == 1 and ts[i + 1].key == "halvannen":
        return 1.5, i + 2
    if token.number == 1 and ts[i + 1].raw.lower() == "par":
        return 2.0, i + 2
    if ts[i + 1].key == "og" and ts[i + 2].number == 1 and ts[i + 3].key == "halv":
        return token.number + 0.5, i + 4
    if token.kind == "int" and ts[i + 1].raw == "1/2":
        return token.number + 0.5, i + 2
    return float(token.number), i + 1


def minutes(ts: list[Token], i: int) -> tuple[int, int] | None:
    """A length of time in whole minutes."""
    found = _one(ts, i)
    if found is None:
        return None
    total, j = found
    if ts[j].key == "og" and (more := _one(ts, j + 1)):
        total, j = total + more[0], more[1]
    elif ts[j - 1].word.unit == "time" and ts[j].kind == "int" and ts[j + 1].word.unit == "minutt":
        total, j = total + ts[j].number, j + 2
    return round(total), j


def _one(ts: list[Token], i: int) -> tuple[float, int] | None:
    if ts[i].key == "halv" and ts[i + 1].word.unit == "time":
        return 30.0, i + 2
    if ts[i].key == "halv" and ts[i + 1].number == 1 and ts[i + 2].word.unit == "time":
        return 30.0, i + 3
    if ts[i].word.unit == "halvtime" and ts[i].raw.lower() != "halvtimes":
        return 30.0, i + 1
    found = amount(ts, i)
    if found is None:
        return None
    count, j = found
    j += ts[j].key == "ca"
    if ts[j].key == "halv" and ts[j + 1].word.unit == "time":
        return 30.0 * count, j + 2
    if (
        ts[j].key == "kvart"
        and ts[j].raw.lower().startswith(("kvarter", "quarter"))
        and ts[j + 1].key not in ("over", "på")
    ):
        return 15.0 * count, j + 1
    unit = ts[j].word.unit
    if unit not in _MINUTES or ts[j].raw.lower() == "t" and ts[j].start != ts[j - 1].end and ts[i].kind == "word":
        return None
    after = j + 1 + (ts[j + 1].key == "tida" and ts[j].raw.lower().endswith("s"))
    return count * _MINUTES[unit], after
