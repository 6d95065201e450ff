"""Telephone numbers as we keep them (E.164) and as people write them."""

from __future__ import annotations

import re

_MOBILE = re.compile(r"\+47[49]\d{7}")


def is_mobile(number: str) -> bool:
    """Whether a number is a Norwegian mobile, the only kind we write to."""
    return _MOBILE.fullmatch(number) is not None


def is_norwegian(number: str) -> bool:
    return re.fullmatch(r"\+47[2-9]\d{7}", number) is not None


def urn(number: str) -> str:
    """A number as an address: those of other channels begin with their own word."""
    return f"tel:{number}"


def bare(address: str) -> str:
    """What stands behind the word that says what kind of address it is."""
    return address.partition(":")[2]


def spoken(number: str) -> str:
    """ "+4762000000" is "62 00 00 00", and a mobile "900 00 001"."""
    digits = number.removeprefix("+47")
    if len(digits) != 8 or not digits.isdigit():
        return number
    if digits[0] in "489":
        return f"{digits[:3]} {digits[3:5]} {digits[5:]}"
    return " ".join(digits[i : i + 2] for i in range(0, 8, 2))
