"""Texts that are no voice: advertising, contact bait, bought praise, keyboard noise, one phrase over and over."""

from zhiyin.science.understand.spam.finding import (
    ADVERTISING,
    CODES,
    CONTACT,
    GIBBERISH,
    PAID_PRAISE,
    REPETITION,
    SPAM_FROM,
    Spam,
    spam,
    spam_in,
)

__all__ = [
    "ADVERTISING",
    "CODES",
    "CONTACT",
    "GIBBERISH",
    "PAID_PRAISE",
    "REPETITION",
    "SPAM_FROM",
    "Spam",
    "spam",
    "spam_in",
]
