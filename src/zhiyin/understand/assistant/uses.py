"""What the assistant may be asked for, and how much of it."""

from dataclasses import dataclass
from typing import Final

SUMMARY, THEME_NAME, TRANSLATION, REPLY, TRIAL = "summary", "theme_name", "translation", "reply", "trial"
USES: Final = (SUMMARY, THEME_NAME, TRANSLATION, REPLY)
"""What an administrator allows one by one; the trial of the settings page is none of them."""

MOST_TEXTS: Final = 60  # comments that a summary is made from
LEAST_TEXTS: Final = 5  # fewer are read, not summed up
MOST_QUOTES: Final = 12  # comments that a theme is named by
LOOKED_AT: Final = 2_000  # the newest that fit; the sample is drawn from these
MOST_WORDS: Final = 30  # of a theme


@dataclass(frozen=True, slots=True)
class Limits:
    """`longest`: characters shown of one text. `tokens`: the most that may be written."""

    longest: int
    tokens: int


LIMITS: Final = {
    SUMMARY: Limits(400, 1_800),
    THEME_NAME: Limits(200, 120),
    TRANSLATION: Limits(4_000, 3_000),
    REPLY: Limits(2_000, 900),
    TRIAL: Limits(100, 60),
}
