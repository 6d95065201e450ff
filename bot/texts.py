"""The texts people read: bokmål beside the flow, other languages in ``bot/languages``.

A text is looked up by its key, first among the municipality's own wordings, then in the language's
file; bokmål is what stands in the code.  Values are things of the domain and are put into words here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from bot.kinds import KINDS, kind_of
from bot.model import Errand
from bot.when import write_day, write_moment

TEXTS: dict[str, Text] = {}
"""Every text there is, by key, so that each can be measured, translated and changed."""
Wording = Mapping[tuple[str, str], str]
"""What a municipality has worded itself, by language and key."""
_OWN: ContextVar[Wording] = ContextVar("own wording", default={})  # noqa: B039  nobody writes in it


@dataclass(frozen=True, slots=True)
class Text:
    """One text with its placeholders, in bokmål."""

    key: str
    nb: str

    def __post_init__(self) -> None:
        if TEXTS.setdefault(self.key, self).nb != self.nb:
            raise ValueError(f"two texts are called {self.key}")

    def say(self, language: str = "nb", **values: Any) -> str:
        template = _OWN.get().get((language, self.key)) or self.ours(language)
        return template.format_map(_Words({name: in_words(value, language) for name, value in values.items()}))

    def ours(self, language: str) -> str:
        """The text with its placeholders, as it is where the municipality has not worded it itself."""
        return translations(language).get(self.key, self.nb)


def speak_as(own: Wording) -> None:
    """Say things from here on as a municipality has worded them; every turn says for whom it speaks."""
    _OWN.set(own)


@contextmanager
def worded(language: str, key: str, template: str) -> Iterator[None]:
    """Say one thing otherwise for a while, to see how it would be."""
    before = _OWN.set({**_OWN.get(), (language, key): template})
    try:
        yield
    finally:
        _OWN.reset(before)


class _Words(dict[str, str]):
    """What is said for each placeholder; "{Coordinator}" begins a sentence, so it begins with a capital."""

    def __missing__(self, name: str) -> str:
        if name == name.lower():
            raise KeyError(name)
        return with_capital(self[name.lower()])


def with_capital(text: str) -> str:
    """The first letter large, the others as they are."""
    return text[:1].upper() + text[1:]


@cache
def translations(language: str) -> Mapping[str, str]:
    """A language's texts by key; bokmål has none, since it stands in the code."""
    path = files("bot.languages") / f"{language}.toml"
    if language == "nb" or not path.is_file():
        return {}
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {f"{group}.{key}": text for group, texts in tables.items() for key, text in texts.items()}


def in_words(value: Any, language: str) -> str:
    """A thing of the domain as people say it: a moment, a day, an errand, several things."""
    match value:
        case datetime():
            return write_moment(value, language)
        case date():
            return write_day(value, language)
        case Errand():
            return what(value, language)
        case tuple() | list():
            return listed([in_words(item, language) for item in value], language)
        case _:
            return str(value)


KIND_NAMES = {kind.code: Text(f"kind.{kind.code}_name", kind.name) for kind in KINDS.values()}
_PHRASES = {kind.code: Text(f"kind.{kind.code}", kind.phrase) for kind in KINDS.values()}
_HOW = {kind.code: Text(f"kind.{kind.code}_how", kind.how) for kind in KINDS.values() if kind.how}


def kind_name(code: str, language: str) -> str:
    """"Besøk"."""
    return KIND_NAMES[kind_of(code).code].say(language)


def what(errand: Errand, language: str) -> str:
    """"handle for Astrid"."""
    return _PHRASES[kind_of(errand.kind).code].say(language, name=errand.first_name)


def for_you(errand: Errand, language: str) -> str:
    """ "handle for deg": the same, said to the one it is for."""
    you = {"en": "you", "da": "dig"}.get(language, "deg")
    return _PHRASES[kind_of(errand.kind).code].say(language, name=you)


def how_to(errand: Errand, language: str) -> str:
    """How we do such errands, told with the details; "" when there is nothing to say."""
    how = _HOW.get(kind_of(errand.kind).code)
    return how.say(language, name=errand.first_name) if how else ""


def listed(items: list[str], language: str) -> str:
    """"a, b og c"."""
    last = {"en": "and"}.get(language, "og")
    return f" {last} ".join(filter(None, (", ".join(items[:-1]), *items[-1:])))
