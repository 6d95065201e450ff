"""Days that come again and again: "hver tirsdag", "annenhver uke", "alle hverdager", "partallsuker"."""

from __future__ import annotations

from datetime import date

from bot.nlu.time_day import ALL_DAYS, WEEKEND, WORKDAYS, Days, Found
from bot.nlu.time_tokens import Token

_YOU = frozenset("dere dykk dokker dåkker dåkk dekk jer you".split())


def even_or_odd(ts: list[Token], i: int) -> Found:
    word = ts[i].raw.lower()
    whole = word.startswith(("part", "odde")) and len(word) > 8
    if not whole and ts[i + 1].word.unit != "uke":
        return None
    weeks = "even" if ts[i].key == "partall" else "odd"
    return Days(many=True, weeks=weeks), i + 1 + (not whole)


def again(ts: list[Token], i: int, today: date) -> Found:
    """ "hver tirsdag", "annenhver uke", "anna kvar uke", "alle hverdager", "hver tredje onsdag"."""
    every, j = 2 if ts[i].key == "annenhver" else 1, i + 1
    if ts[i].key != "annenhver" and ts[j].key == "hver":
        every, j = (2 if ts[i].word.nth == 2 else 1), j + 1
    if ts[i].key == "hver" and (ts[j].word.nth > 1 or (ts[j].kind == "int" and ts[j + 1].raw == ".")):
        every = ts[j].word.nth if ts[j].word.nth > 1 else ts[j].number
        j += 1 + (ts[j].kind == "int")
    word = ts[j].word
    if ts[i].key == "alle" and word.key == "den":
        word, j = ts[j + 1].word, j + 1
    if every in (7, 14) and word.unit == "dag":
        return Days(many=True, every=every // 7), j + 1
    if word.nth and every == 1 and ts[i].key == "hver":
        return None
    return _each(ts, j, every, today)


def _each(ts: list[Token], j: int, every: int, today: date) -> Found:
    word = ts[j].word
    if word.weekday >= 0:
        return Days((word.weekday,), many=True, every=every), j + (0 if word.part else 1)
    if word.key == "hverdag":
        return Days(WORKDAYS, many=True, every=every), j + 1
    if word.unit == "dag":
        return Days(ALL_DAYS, many=True), j + 1
    if word.unit in ("helg", "helger"):
        return Days(WEEKEND, many=True, every=every), j + 1
    if word.unit in ("uke", "måned") and word.number < 0:
        if ts[j + 1].word.unit == "dag" and word.unit == "uke":
            return Days(ALL_DAYS, many=True), j + 2
        return (Days(many=True, every=every), j + 1) if word.unit == "uke" else None
    if word.part:
        return Days(ALL_DAYS, many=True), j
    return None


def any_time(ts: list[Token], i: int, today: date) -> Found:
    if ts[i].key == "sensomhelst":
        return Days(ALL_DAYS, many=True), i + 1
    if ts[i + 1].key == "som" and ts[i + 2].key == "helst":
        return Days(ALL_DAYS, many=True), i + 3
    suits_you = ts[i + 1].raw.lower() in ("det", "de") and ts[i + 3].raw.lower() in _YOU
    return (Days(ALL_DAYS, many=True), i + 4) if suits_you and ts[i + 2].word.does == "can" else None
