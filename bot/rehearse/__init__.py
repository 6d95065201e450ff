"""A municipality rehearsed before it goes live: our way of asking beside those of others."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence

from bot.rehearse.chance import Chance
from bot.rehearse.counting import Figures, figures, over_seeds
from bot.rehearse.planning import make
from bot.rehearse.policies import Name, policy
from bot.rehearse.population import OURS, Population, load
from bot.rehearse.running import run
from bot.rehearse.suiting import suited

__all__ = ["OURS", "Name", "Population", "load", "policies_named", "rehearse", "seeds_named"]


def rehearse(
    people: Population, *, volunteers: int, errands: int, days: int, seeds: Sequence[int], policies: Collection[Name]
) -> dict[str, dict[str, dict[str, float | None]]]:
    """The figures of each policy, over the same municipalities: one for each seed."""
    runs: dict[Name, list[Figures]] = {name: [] for name in policies}
    for seed in seeds:
        chance = Chance(seed)
        town = make(people, chance, volunteers, errands, days)
        able = suited(town)
        for name in policies:
            record = asyncio.run(run(people, town, chance, policy(name)))
            runs[name].append(figures(town, record, able))
    return {name.value: over_seeds(runs[name]) for name in policies}


def policies_named(text: str) -> list[Name]:
    """Those a command line names; "all" is every one."""
    try:
        return list(Name) if text == "all" else list(dict.fromkeys(Name(word.strip()) for word in text.split(",")))
    except ValueError:
        raise ValueError(f"--policy: {text!r} is none of all, {', '.join(Name)}") from None


def seeds_named(text: str) -> list[int]:
    try:
        seeds = [int(word) for word in text.split(",")]
    except ValueError:
        raise ValueError(f"--seeds: {text!r} is not numbers with commas between") from None
    if len(set(seeds)) < len(seeds):
        raise ValueError(f"--seeds: {text!r} has one of them twice")
    return seeds
