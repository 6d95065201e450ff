"""UTSETT: what is agreed is wanted, but not at its time, whatever else a model would make of it."""

from __future__ import annotations

from bot.nlu.normal import Word, key

_PUT_OFF = frozenset(
    key(word)
    for word in "utsett utsette utsetter utset utsetje utset udskyd udskyde udskyder udsæt udsætte postpone".split()
)
_NOT = frozenset(key(word) for word in "ikke ikkje itj ikkj not".split())
_IDIOM = frozenset(key(word) for word in "på på? for seg".split())


def puts_off(message: tuple[Word, ...]) -> bool:
    """Whether someone would put something off; "ikke utsett" is none, nor "noe å utsette på"."""
    for place, word in enumerate(message):
        if word.key in _PUT_OFF:
            before = message[place - 1].key if place else ""
            after = message[place + 1].key if place + 1 < len(message) else ""
            return before not in _NOT and after not in _IDIOM
    return False
