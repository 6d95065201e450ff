"""Which browser on which machine, in words its owner knows it by."""

from __future__ import annotations

BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"),
            ("Safari/", "Safari"))  # fmt: skip
MACHINES = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
            ("Macintosh", "Mac"), ("Linux", "Linux"))  # fmt: skip


def device_of(user_agent: str) -> str:
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "En nettleser")
    machine = next((name for sign, name in MACHINES if sign in user_agent), "")
    return f"{browser} på {machine}" if machine else browser
