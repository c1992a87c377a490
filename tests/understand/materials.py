"""What a night reads, made of a few rows without a record: for tests of one model alone."""

import numpy as np
from numpy.typing import NDArray

from zhiyin.understand.judging.material import SCALES, Bought, Felt, Material

NIGHT = 20_700


def material(
    rows: list[tuple[int, int, float]],
    people: int,
    *,
    product: list[int] | None = None,
    order: list[int] | None = None,
) -> Material:
    """Payments (person, day, amount; negative: given back); `product` and `order` (0: not told) have one a row."""
    who, day, amount = (np.array(column) for column in zip(*rows, strict=True))
    what: NDArray[np.int64] = np.array([-1] * len(rows) if product is None else product, dtype=np.int64)
    bought = Bought(
        who.astype(np.int64),
        day.astype(np.int64),
        amount.astype(np.float64),
        what,
        np.full(len(rows), -1, np.int8),
        np.array([0] * len(rows) if order is None else order, dtype=np.int64),
        tuple(f"p{place}" for place in range(int(what.max()) + 1)),
    )
    blank, ids, none = np.full(people, np.nan), np.arange(people), np.empty(0, np.int64)
    felt = Felt(dict.fromkeys(SCALES, blank), dict.fromkeys(SCALES, blank), [""] * people)
    return Material(ids, np.zeros(people, np.bool_), bought, none, none, felt, NIGHT, ids, ids)
