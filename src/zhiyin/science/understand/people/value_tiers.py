"""Customer value tiers, explained and refusable; and what customers cost to serve against what they are worth.

Tiers decide who is served first and how, never what anybody pays: prices and terms must not read them (requirement
D10). Whoever refuses is in no tier.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.estimate.proportion import proportion
from zhiyin.science.estimate.results import Estimate
from zhiyin.science.understand.people.enough import NotEnough

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Tiers = NDArray[np.int8]

NO_TIER = -1
SHARES = (0.2, 0.5)
"""The best fifth, down to the best half, and the rest: tiers 0, 1 and 2."""
MARGIN = 0.1
"""A customer changes tier only when the value is this share beyond the border."""
LEAST = 25
"""Customers of known value from which on shares of them make borders."""
NEED_VALUES = "customers_of_known_value"

ABOVE, BELOW, KEPT, REFUSED, NOT_KNOWN = "above", "below", "kept", "refused", "unknown"


@dataclass(frozen=True, slots=True)
class Borders:
    """Values in money from which on a customer is in tier 0, 1 …, falling; below the last is one tier more."""

    values: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.values or any(a <= b for a, b in zip(self.values, self.values[1:], strict=False)):
            raise ValueError("borders fall from tier to tier")
        if not all(np.isfinite(each) for each in self.values):
            raise ValueError("borders are finite")


@dataclass(frozen=True, slots=True)
class TierReason:
    """Why a customer is in a tier: `why` is ABOVE (the value reaches `border`, that of the tier), BELOW (it does not
    reach `border`, the last), KEPT (it is on the other side of `border`, but not far enough), REFUSED or unknown."""

    tier: int
    why: str
    value: float | None
    border: float | None


def borders(value: Floats, shares: tuple[float, ...] = SHARES) -> Borders | NotEnough:
    """Borders that put the best shares of customers (cumulative, rising, between 0 and 1) into the tiers.

    Equal values share a tier, the better one, so that tiers may be larger than their shares; borders that coincide
    are one. NaN is left out. NotEnough below 25 customers or where all values are equal.
    """
    if not shares or any(not 0 < each < 1 for each in shares) or list(shares) != sorted(set(shares)):
        raise ValueError("shares rise between 0 and 1")
    told = np.sort(value[~np.isnan(value)])[::-1]
    if len(told) < LEAST:
        return NotEnough(NEED_VALUES, len(told), LEAST)
    found = [float(told[max(int(np.ceil(each * len(told))) - 1, 0)]) for each in shares]
    lowest = float(told[-1])
    kept = tuple(each for each in dict.fromkeys(found) if each > lowest)
    return Borders(kept) if kept else NotEnough("customers_of_different_value", 1, 2)


def tiers(
    value: Floats,
    limits: Borders,
    previous: Tiers | None = None,
    refused: Bools | None = None,
    margin: float = MARGIN,
) -> Tiers:
    """Each customer's tier, 0 the best; NO_TIER for unknown values (NaN) and those who refused.

    With `previous`, a customer moves up only at `margin` above a border and down only at `margin` below it, so that
    a value that hovers about a border changes nothing.
    """
    if not 0 <= margin < 1:
        raise ValueError("a margin is a share below 1")
    edge = np.array(limits.values)
    now = _place(value, edge)
    if previous is not None:
        room = margin * np.abs(edge)
        # Up only as far as the value clears the raised borders, down only as far as it misses the lowered ones.
        rises, falls = _place(value, edge + room), _place(value, edge - room)
        held = np.clip(previous, falls, rises)
        now = np.where(previous == NO_TIER, now, held)
    out = np.isnan(value) if refused is None else np.isnan(value) | refused
    return np.where(out, NO_TIER, now).astype(np.int8)


def _place(value: Floats, edge: Floats) -> NDArray[np.int64]:
    """How many borders lie above the value."""
    return len(edge) - np.searchsorted(edge[::-1], value, side="right").astype(np.int64)


def reason(value: float, tier: int, limits: Borders, *, refused: bool = False) -> TierReason:
    """Why this customer is in this tier, for the customer to read."""
    if refused:
        return TierReason(NO_TIER, REFUSED, None, None)
    if tier == NO_TIER or np.isnan(value):
        return TierReason(NO_TIER, NOT_KNOWN, None, None)
    bare = int(_place(np.array([value]), np.array(limits.values))[0])
    if bare != tier:
        border = limits.values[tier] if bare > tier else limits.values[tier - 1]
        return TierReason(tier, KEPT, value, border)
    if tier < len(limits.values):
        return TierReason(tier, ABOVE, value, limits.values[tier])
    return TierReason(tier, BELOW, value, limits.values[-1])


@dataclass(frozen=True, slots=True)
class TierWorth:
    """A tier's customers, their value and cost to serve in money, their share of all value (None where all value is
    not above nought), and the share of them who cost more than they are worth (Wilson). `unknown`: customers of the
    tier whose cost is not known, left out of cost and share."""

    tier: int
    n: int
    value: float
    cost: float
    value_share: float | None
    costing_more: Estimate
    unknown: int


def worth(tier: Tiers, value: Floats, cost: Floats) -> tuple[TierWorth, ...]:
    """Value against the cost to serve, by tier. `value` is before the cost to serve; both for the same period or
    both over a lifetime, NaN unknown."""
    placed = (tier != NO_TIER) & ~np.isnan(value)
    total = float(value[placed].sum())
    found = []
    for each in np.unique(tier[placed]):
        mine = placed & (tier == each)
        told = mine & ~np.isnan(cost)
        found.append(
            TierWorth(
                tier=int(each),
                n=int(mine.sum()),
                value=float(value[mine].sum()),
                cost=float(cost[told].sum()),
                value_share=float(value[mine].sum()) / total if total > 0 else None,
                costing_more=proportion(int((cost[told] > value[told]).sum()), int(told.sum())),
                unknown=int((mine & ~told).sum()),
            )
        )
    return tuple(found)
