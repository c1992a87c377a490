"""Why something is written, as far as the rules of contact tell purposes apart."""

from typing import Final

# Answers to what a customer began: an open complaint must not silence them, and no cap counts them.
ANSWERS: Final = frozenset({"case_reply"})
# To people who work here.
TO_STAFF: Final = frozenset({"notification", "test"})
UNCOUNTED: Final = ANSWERS | TO_STAFF


def is_bulk(purpose: str) -> bool:
    """Whether it goes to many without their having asked: a letter of it says how to end it."""
    return purpose not in UNCOUNTED
