"""What keeping, winning and pleasing customers is worth (METHODS G)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from zhiyin.science.estimate import Change, Estimate, Hits, share_difference
from zhiyin.science.understand.people.enough import NotEnough
from zhiyin.science.understand.people.results import TOO_FEW_CUSTOMERS, DataError, floats, wholes

FirstMargin = Literal["end_of_year", "now"]


@dataclass(frozen=True, slots=True)
class RetentionUplift:
    """What a change of retention is worth a customer; the inputs belong beside it, for it depends on the base rate.

    before, after: value; relative: after/before − 1. life_before, life_after: expected years 1/(1 − r), None when
    nobody leaves. life_relative: None likewise.
    """

    before: float
    after: float
    relative: float
    life_before: float | None
    life_after: float | None
    life_relative: float | None


@dataclass(frozen=True, slots=True)
class NpsPointValue:
    """Money that one point of NPS is worth, by who moves. An upper bound unless the gaps come from an experiment:
    who recommends differs from who does not in more than that."""

    passive_to_promoter: float
    detractor_to_passive: float
    detractor_to_promoter: float


@dataclass(frozen=True, slots=True)
class Acquisition:
    """Winning customers against what they bring.

    cost: spend a customer won (CAC). value: mean lifetime value with its interval. ratio: value over cost. pays_back:
    whole months until the mean customer's margin has covered the cost; None when the months given do not.
    """

    cost: float
    value: Estimate
    ratio: Estimate
    pays_back: int | None
    won: int


@dataclass(frozen=True, slots=True)
class RecoveryReturn:
    """Return of treating customers against a randomised hold-out: (net gain)/cost; `proven` when all its interval is
    above 0. `kept` is the difference of the shares that stayed, with Newcombe's interval."""

    kept: Change
    value: float
    low: float
    high: float
    proven: bool


def retention_value(
    margin: float, retention: float, discount: float, *, first: FirstMargin = "end_of_year"
) -> float:
    """Value of a customer with yearly margin m, retention r and discount d, for good.

    First margin at the end of year 1: m·r/(1 + d − r); now: m(1 + d)/(1 + d − r). DataError out_of_range for r outside
    0…1 or a negative discount; value_without_end for r ≥ 1 + d.
    """
    if not math.isfinite(margin):
        raise DataError("not_finite", "margin")
    if retention < 0.0 or not math.isfinite(retention):
        raise DataError("out_of_range", f"retention lies between 0 and 1, not at {retention}")
    if not 0.0 <= discount < math.inf:
        raise DataError("out_of_range", f"the discount rate must not be negative, but is {discount}")
    if retention >= 1.0 + discount:
        raise DataError(
            "value_without_end", f"retention {retention} with discount {discount} has no finite value"
        )
    if retention > 1.0:
        raise DataError("out_of_range", f"retention lies between 0 and 1, not at {retention}")
    counted = retention if first == "end_of_year" else 1.0 + discount
    return margin * counted / (1.0 + discount - retention)


def retention_uplift(
    margin: float,
    retention: float,
    better: float,
    discount: float,
    *,
    first: FirstMargin = "end_of_year",
) -> RetentionUplift | NotEnough:
    """What it is worth when retention goes from `retention` to `better` (shares, not percent).

    NotEnough where the value before is 0, so that there is no relative change. DataError as `retention_value`.
    """
    before = retention_value(margin, retention, discount, first=first)
    after = retention_value(margin, better, discount, first=first)
    if before == 0.0:
        return NotEnough("no_value_before", 0, 1)
    old, new = (None if rate == 1.0 else 1.0 / (1.0 - rate) for rate in (retention, better))
    return RetentionUplift(
        before, after, after / before - 1.0, old, new, None if old is None or new is None else new / old - 1.0
    )


def nps_point_value(customers: int, detractor: float, passive: float, promoter: float) -> NpsPointValue:
    """One point is .01·N net moves; a detractor who becomes a promoter moves two points. Values are CLV a customer.

    DataError out_of_range for a negative number of customers, not_finite.
    """
    floats("customers", customers)
    floats("values", [detractor, passive, promoter], negative=True)
    return NpsPointValue(
        passive_to_promoter=0.01 * customers * (promoter - passive),
        detractor_to_passive=0.01 * customers * (passive - detractor),
        detractor_to_promoter=0.005 * customers * (promoter - detractor),
    )


def satisfaction_point_value(customers: int, unsatisfied: float, satisfied: float) -> float:
    """One point of the share of satisfied customers: .01·N(CLV satisfied − CLV unsatisfied); the same bound."""
    floats("customers", customers)
    floats("values", [unsatisfied, satisfied], negative=True)
    return 0.01 * customers * (satisfied - unsatisfied)


def acquisition(
    spend: float, won: int, value: Estimate, monthly_margin: Sequence[float]
) -> Acquisition | NotEnough:
    """Cost of winning customers against what they are worth.

    won: how many the money won. value: their mean lifetime value (`lifetime_value.mean_value`, or the mean of what
    they brought). monthly_margin: mean margin of a won customer in month 1, 2, …, those who left counting as 0.
    The cost is known, so the ratio's interval is the value's. NotEnough too_few_customers when nobody was won or
    there is no value. DataError not_finite, negative, not_whole.
    """
    cost_of_all, count = float(floats("spend", spend)[0]), int(wholes("won", won)[0])
    margins = floats("monthly_margin", monthly_margin, negative=True)
    if count == 0 or value.value is None:
        return NotEnough(TOO_FEW_CUSTOMERS, 0, 1)
    cost = cost_of_all / count
    covered = np.cumsum(margins) >= cost - 1e-9
    pays_back = 0 if cost == 0.0 else int(covered.argmax()) + 1 if covered.any() else None
    return Acquisition(cost, value, _over(value, cost), pays_back, count)


def recovery_return(
    treated: Hits | Sequence[int],
    held_out: Hits | Sequence[int],
    value: float,
    cost: float,
    *,
    confidence: float = 0.95,
) -> RecoveryReturn | NotEnough:
    """(n treated × (share kept − share kept of the hold-out) × CLV − cost)/cost, interval by Newcombe's.

    treated, held_out: (kept, n). NotEnough too_few_customers when either is empty. DataError out_of_range for a cost
    that is not above 0; ValueError for counts that cannot be.
    """
    if not 0.0 < cost < math.inf:
        raise DataError("out_of_range", f"the cost must be above 0, not {cost}")
    floats("value", value)
    kept = share_difference(treated, held_out, confidence=confidence)
    if kept.value is None or kept.low is None or kept.high is None:
        return NotEnough(TOO_FEW_CUSTOMERS, min(treated[1], held_out[1]), 1)
    gain = treated[1] * value
    middle, low, high = (
        (gain * difference - cost) / cost for difference in (kept.value, kept.low, kept.high)
    )
    return RecoveryReturn(kept, middle, low, high, proven=low > 0.0)


def _over(value: Estimate, cost: float) -> Estimate:
    """An estimate divided by a known cost; no value where nothing was spent."""
    if cost == 0.0 or value.value is None:
        return Estimate(None, None, None, value.n, reason="nothing_spent")
    low, high = (None if limit is None else limit / cost for limit in (value.low, value.high))
    return Estimate(value.value / cost, low, high, value.n, warning=value.warning)
