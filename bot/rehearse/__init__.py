"""A municipality rehearsed before it goes live: our way of asking beside those of others."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import product
from multiprocessing import get_context

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
    """The figures of each policy, over the same municipalities: one for each seed.

    As many at a time as there are cores; how many changes no figure.
    """
    one = partial(_figures, people, volunteers, errands, days)
    runs: dict[Name, list[Figures]] = {name: [] for name in policies}
    for name, found in _at_once(one, list(product(policies, seeds))):
        runs[name].append(found)
    return {name.value: over_seeds(runs[name]) for name in policies}


def _figures(
    people: Population, volunteers: int, errands: int, days: int, which: tuple[Name, int]
) -> tuple[Name, Figures]:
    name, seed = which
    chance = Chance(seed)
    town = make(people, chance, volunteers, errands, days)
    return name, figures(town, asyncio.run(run(people, town, chance, policy(name))), suited(town))


def _at_once(
    one: Callable[[tuple[Name, int]], tuple[Name, Figures]], all_of_them: Sequence[tuple[Name, int]]
) -> Iterable[tuple[Name, Figures]]:
    """In the order they are given, in processes of their own when there are several."""
    cores = min(len(all_of_them), len(os.sched_getaffinity(0)))
    if cores == 1:
        return [one(each) for each in all_of_them]
    with ProcessPoolExecutor(cores, get_context("spawn")) as processes:
        return list(processes.map(one, all_of_them))


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
