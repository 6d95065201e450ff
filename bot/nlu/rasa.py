"""A Rasa server in place of our own classifier; the rules before and after it are the same.

https://rasa.com/docs/rasa/pages/http-api, ``POST /model/parse``.  When it is slow or fails, our own answers at once,
and it is left alone for a while, so that nobody waits for it twice.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import httpx
import structlog

from bot.clock import Clock
from bot.dialog.events import Ranking
from bot.nlu.lengthy import LONGEST
from bot.nlu.normal import tidy
from bot.settings import Settings

SECONDS_TO_ANSWER = 1.0
LEFT_ALONE = timedelta(seconds=30)

log = structlog.get_logger()


def connect(settings: Settings, clock: Clock) -> Rasa | None:
    if settings.rasa_url is None:
        return None
    token = settings.rasa_token.get_secret_value() if settings.rasa_token else ""
    return Rasa(settings.rasa_url, token, clock)


class Rasa:
    """Says what a message most likely means, or nothing when it cannot be asked now."""

    def __init__(self, url: str, token: str, clock: Clock) -> None:
        params = {"token": token} if token else {}
        self._web = httpx.AsyncClient(base_url=url, params=params, timeout=SECONDS_TO_ANSWER, trust_env=False)
        self._clock = clock
        self._again_at: datetime | None = None

    async def classify(self, text: str) -> Ranking | None:
        if self._again_at is not None and self._clock.now() < self._again_at:
            return None
        try:
            async with asyncio.timeout(SECONDS_TO_ANSWER):  # httpx measures from one piece of an answer to the next
                answer = await self._web.post("/model/parse", json={"text": tidy(text[:LONGEST])})
            answer.raise_for_status()
            ranking = _ranking(answer.json())
        except (httpx.HTTPError, TimeoutError, RecursionError, ValueError, KeyError, TypeError) as wrong:
            self._again_at = self._clock.now() + LEFT_ALONE
            log.warning("rasa did not answer", error=type(wrong).__name__)  # its words may hold the token
            return None
        self._again_at = None
        return ranking

    async def close(self) -> None:
        await self._web.aclose()


def _ranking(said: Any) -> Ranking:
    found = [(str(one["name"]), float(one["confidence"])) for one in said["intent_ranking"]]
    if not found or not all(0 <= confidence <= 1 for _, confidence in found):
        raise ValueError("no ranking")
    return tuple(sorted(found, key=lambda pair: -pair[1]))
