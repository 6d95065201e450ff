"""Is there a decision on this?  What the municipality must do by one is its own duty, and never given to volunteers."""

from __future__ import annotations

from typing import Any

from admin.forms import Form

ANSWER = "Svar på om det er vedtak på dette."


def stopped_by(form: Form[Any]) -> bool:
    """Whether the municipality does it itself.  That nobody has answered is said in the form."""
    if form.value("decided") not in ("yes", "no"):
        form.wrong["decided"] = ANSWER
    return form.value("decided") == "yes"
