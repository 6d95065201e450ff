"""One file for each conversation; each ends in ``FLOW`` or in the texts of a reducer."""

from __future__ import annotations

import sys

from bot.dialog.asking import Flow
from bot.dialog.engine import Engine, Handler
from bot.registry import gather, modules_in


def talks() -> Engine:
    """Every conversation there is, and what is said to an intent whichever of them is going on."""
    handlers: dict[str, Handler] = {}
    here = sys.modules[__name__]
    for name, module in modules_in(here):
        for intent, handler in getattr(module, "HEARS", {}).items():
            if intent in handlers:
                raise ValueError(f"flows/{name}.py hears {intent!r}, and so does another flow")
            handlers[intent] = handler
    return Engine({flow.name: flow for flow in gather(here, "FLOW", Flow).values()}, handlers)
