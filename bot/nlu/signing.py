"""The name a reply is signed with, which is no part of the answer, unless it may be whom the errand is for."""

from __future__ import annotations

import re

from bot.dialog.events import Open
from bot.nlu.choosing import is_name
from bot.nlu.normal import key
from bot.nlu.phrases import name_keys

KINDLY = frozenset(
    "😊🙂😀😃😄☺❤🤗🎉👋🌸😁🥰😍🌷🌹🌞☀💐😉💕💛👏✨🌻💖💙☕🙏🙌💪🤝🫶😘😎🤩😇🥳😆😂🤣😺😻🌼🌺🏵🌈🌟⭐🧡💚💜🤍🤎💗💓💝💞💟"
    "🎊🎈🎁🍰🧁🎂🍪🥐🍞🥖🥛🍎🍏🍐🍊🍋🍌🍓🫐🥔🥕🥦🧀🥚🛒🛍🧺🧹🚶🚗🚙🚌🚲🏡🏠🐶🐱🐈🐕🐾🌲🌳🍀🌱🌿🍂🍁☘🇳🇴👵👴🧓🧡💃🕺🫡😌😋🤓"
)
"""Emoji that are only kind, beside an answer or a name."""
_BELOW = "".join(KINDLY) + "\ufe0f "
_SIGNED = re.compile(
    r"[\s,.!-]*\b(?:(?:beste?|venn?lige?|venlege?|med|mange|hjertelige?|varme|god|stor|kjærlige?|kærlige?) )*"
    r"(?:h[ieæ]ls(?:[eæ]?n(?:er|ing(?:er|ar)?)?|ing(?:er|ar)?)|mvh|vh|kh|klemmer|klem|knus|suss|regards|wishes|cheers)\b"
    r"(?!\s+(?:til|te|åt|tell)\b)[\s,.:]*(?:fra\s+|frå\s+)?[^\W\d_]*(?:[ -][^\W\d_]+\.?){0,3}"
    r"(?:\s+(?:på|i|frå|fra|ifra|ifrå)\s+[^\W\d_]+)?(?:,?\s+\d\d\s+år(?:\s+og\s+[^\W\d_]+)?)?[\s.!]*$",
    re.IGNORECASE)  # fmt: skip
_NAME_BELOW = re.compile(
    r"(?:[.,!\n)/]|\s[-–—])\s*(?:[Hh](?:o|u|an) )?"
    r"(?P<first>[A-ZÆØÅ][a-zæøåéA-ZÆØÅ]*)(?:[ -][A-ZÆØÅ][^\W\d_]*\.?){0,2}[\s.!]*$"
)


def signature(text: str, open: tuple[Open, ...]) -> int:
    """Where the name below begins: after "hilsen", or a first name set off at the very end, and no recipient's."""
    words = text.rstrip(_BELOW)
    if (signed := _SIGNED.search(words)) and signed.start() > 0:
        return signed.start()
    below = _NAME_BELOW.search(words)
    if below and key(below["first"]) in name_keys():
        return len(text) if any(is_name(key(below["first"]), o.recipient) for o in open) else below.start()
    return len(text)


def may_be_signed(text: str, open: tuple[Open, ...]) -> bool:
    """Of several, a recipient's name below may choose theirs, or be the writer's own: "Ja\nOdd", "hilsen Odd"."""
    words = text.rstrip(_BELOW)
    signed, below = _SIGNED.search(words), _NAME_BELOW.search(words)
    if signed and not signed.start():
        return True
    apart = below is not None and below[0].strip(" ")[0] in "\n-–—"
    return apart and below is not None and any(is_name(key(below["first"]), o.recipient) for o in open)
