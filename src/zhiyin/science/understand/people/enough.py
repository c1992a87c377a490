"""Too little data has its own answer, never a guess."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NotEnough:
    """Why there is no answer: `reason` is a code, `have` of the `need` that an answer takes."""

    reason: str
    have: float
    need: float
