"""What is said to volunteers beside the errands: that we have not heard from them, and what those they helped say."""

from __future__ import annotations

from bot.texts import Text

QUIET = Text(
    "care.quiet",
    "Hei {name}! Vi har ikke hørt fra deg på en stund. Vil du fortsatt bli spurt? Svar KLAR, PAUSE eller STOPP.",
)
GREETING = Text("care.greeting", "{recipient} hilser til deg: {said}")
