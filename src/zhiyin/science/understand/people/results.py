"""When a reading of people has no answer: the codes of `NotEnough`, and errors about numbers that cannot be."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]
Truths = NDArray[np.bool_]

TOO_FEW_CUSTOMERS = "too_few_customers"
"""Reason of NotEnough: fewer customers than the method needs."""
TOO_FEW_REPEATERS = "too_few_repeaters"
"""Reason: too few customers who bought again; with none at all the model cannot be identified (METHODS A10)."""
TOO_FEW_PURCHASES = "too_few_purchases"
"""Reason: no purchase is left to read (none given, all returned or all outside the time)."""
TOO_FEW_EVENTS = "too_few_events"
"""Reason: too few of what is to be explained has happened."""
SPREAD_TOO_WIDE = "spread_too_wide"
"""Reason: the values spread so widely that they have no mean (Gamma–Gamma q, in `have`, must exceed 1)."""
NO_FIT = "no_fit"
"""Reason: the likelihood has no maximum that could be found."""


class DataError(ValueError):
    """Numbers that cannot be, told by a stable `code`, the count of rows that have it and the first one's index.

    Codes: lengths_differ, not_finite, negative, not_whole, recency_after_age, repeat_without_recency,
    recency_without_repeat, value_not_positive, entry_not_before_end, left_before_joined, active_before_joined,
    out_of_range, value_without_end.
    """

    def __init__(self, code: str, what: str, *, rows: int = 1, first: int | None = None) -> None:
        super().__init__(
            f"{code}: {what}" if first is None else f"{code}: {what} ({rows} rows, first {first})"
        )
        self.code = code
        self.what = what
        self.rows = rows
        self.first = first


def refuse(wrong: Truths, code: str, what: str) -> None:
    """Raises DataError when any row is wrong."""
    if wrong.any():
        raise DataError(code, what, rows=int(wrong.sum()), first=int(wrong.argmax()))


def floats(name: str, numbers: ArrayLike, *, negative: bool = False) -> Floats:
    """One row of finite numbers as float64. Raises DataError not_finite, negative (unless allowed)."""
    array = np.atleast_1d(np.asarray(numbers, dtype=np.float64))
    refuse(~np.isfinite(array), "not_finite", name)
    if not negative:
        refuse(array < 0, "negative", name)
    return array


def wholes(name: str, numbers: ArrayLike, *, negative: bool = False) -> Wholes:
    """One row of whole numbers as int64. Raises DataError not_finite, not_whole, negative (unless allowed)."""
    array = floats(name, numbers, negative=negative)
    refuse(array != np.floor(array), "not_whole", name)
    return array.astype(np.int64)


def same_length(*arrays: NDArray[np.generic]) -> None:
    """Raises DataError lengths_differ."""
    if len({len(array) for array in arrays}) > 1:
        raise DataError("lengths_differ", " ".join(str(len(array)) for array in arrays))
