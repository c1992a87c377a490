"""How customers are tied to us: loyalty on two axes, the kind of tie, and whether it is fragile.

Behaviour and emotion are judged apart. Only the very satisfied count as tied by the heart: those one box below the
top leave like the rest (requirement UN38). What is not known stays unknown; it is never a no.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.estimate.proportion import proportion
from zhiyin.science.estimate.results import Estimate

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Answers = NDArray[np.int8]
Codes = NDArray[np.str_]

YES, NO, UNKNOWN = 1, 0, -1
"""An answer about a customer that may be unknown."""

LOYAL_BOTH, HEART_ONLY, HABIT_ONLY, NONE, NOT_KNOWN = (
    "loyal_both",
    "heart_only",
    "habit_only",
    "none",
    "unknown",
)
CONTRACTUAL, REBATE, EMOTIONAL, HABIT = "contractual", "rebate", "emotional", "habit"
RELATIONS = (CONTRACTUAL, REBATE, EMOTIONAL, HABIT, NONE, NOT_KNOWN)

YEAR = 365.0
LEAST_PURCHASES = 3
"""Days with a purchase within a year from which on a customer comes back by habit."""
NEW_DAYS = 90.0
"""A customer known for less is too new to be called disloyal."""
STALE_DAYS = 365.0
"""An answer older than this no longer says how a customer feels."""
LEAST_FOR_REBATE = 4
"""Purchases of known price from which on their discounts tell something."""
MOSTLY, OFTEN, RESPONDS = 0.6, 0.4, 2.0
"""Rebate-based: at least 60 % of purchases discounted, or 40 % with twice as many purchases on days of discount."""
LEAST_DAYS = 5
"""Days with and without discounts from which on the response to discounts is known."""


def behaves(purchases: Floats, age: Floats, gone: Bools) -> Answers:
    """Whether a customer's behaviour is loyal: `purchases` days with a purchase in the last year (NaN unknown), at
    least 3, and not `gone` by the installation's definition. `age` in days since the first purchase: below 90
    with fewer purchases it is too early to tell."""
    often = purchases >= LEAST_PURCHASES
    answer = np.where(often & ~gone, YES, NO)
    too_early = ~often & ~gone & ~(age >= NEW_DAYS)
    return np.where(np.isnan(purchases) | too_early, UNKNOWN, answer).astype(np.int8)


def feels(score: Floats, top: float, days_ago: Floats | None = None) -> Answers:
    """Whether a customer is very satisfied: `score` in the top box, that is at least `top` on its own scale (5 of
    1–5, 9 of 0–10 to recommend). NaN, or an answer older than a year, is unknown."""
    answer = np.where(score >= top, YES, NO)
    unknown = np.isnan(score)
    if days_ago is not None:
        unknown |= ~(days_ago <= STALE_DAYS)
    return np.where(unknown, UNKNOWN, answer).astype(np.int8)


def classes(behaviour: Answers, emotion: Answers) -> Codes:
    """Loyalty of both axes: LOYAL_BOTH (true), HEART_ONLY (latent), HABIT_ONLY (spurious), NONE; NOT_KNOWN where an
    axis is."""
    of_known = np.array([[NONE, HEART_ONLY], [HABIT_ONLY, LOYAL_BOTH]])
    known = (behaviour != UNKNOWN) & (emotion != UNKNOWN)
    found = of_known[np.maximum(behaviour, 0), np.maximum(emotion, 0)]
    codes: Codes = np.where(known, found, NOT_KNOWN)
    return codes


@dataclass(frozen=True, slots=True)
class LoyaltyShare:
    """Of the customers of whom both axes are known, the share in one class (Wilson)."""

    loyalty: str
    share: Estimate


def shares(loyalty: Codes) -> tuple[tuple[LoyaltyShare, ...], int]:
    """The share of each class among those known, and the number of those unknown."""
    known = int((loyalty != NOT_KNOWN).sum())
    found = tuple(
        LoyaltyShare(code, proportion(int((loyalty == code).sum()), known))
        for code in (LOYAL_BOTH, HEART_ONLY, HABIT_ONLY, NONE)
    )
    return found, len(loyalty) - known


@dataclass(frozen=True, slots=True)
class Stayed:
    """Of those who gave this score, the share that stayed (Wilson)."""

    score: float
    share: Estimate


def stayed_by_score(score: Floats, stayed: Bools) -> tuple[Stayed, ...]:
    """Retention by answer, lowest first: shows whether only the top box stays. Answers that are NaN are left out."""
    told = score[~np.isnan(score)]
    return tuple(
        Stayed(float(each), proportion(int(stayed[score == each].sum()), int((score == each).sum())))
        for each in np.unique(told)
    )


def response(on_days: Floats, discount_days: Floats, off_days: Floats, other_days: Floats) -> Floats:
    """How many times as often a customer buys on days with discounts as on others: purchases and days of each kind,
    half a purchase added to both. NaN below 5 days of either kind, or where a number is unknown."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = ((on_days + 0.5) / discount_days) / ((off_days + 0.5) / other_days)
    enough = (discount_days >= LEAST_DAYS) & (other_days >= LEAST_DAYS)
    found: Floats = np.where(enough, ratio, np.nan)
    return found


@dataclass(frozen=True)
class Relations:
    """Each customer's kind of tie (one of RELATIONS), whether it rests on rebates and so is `fragile` (YES, NO,
    UNKNOWN), and the share of purchases with a discount (NaN unknown)."""

    relation: Codes
    fragile: Answers
    discounted: Floats


def relations(
    contract: Answers,
    purchases: Floats,
    discounted: Floats,
    behaviour: Answers,
    emotion: Answers,
    discount_response: Floats | None = None,
) -> Relations:
    """The tie of each customer, the first that holds: bound by a contract that runs; buys mostly with rebates; very
    satisfied; comes back by habit. NONE when all are known not to hold, NOT_KNOWN when one that is unknown might.

    `purchases` counts purchases whose price is known to be full or reduced, `discounted` the reduced ones (NaN:
    unknown); below 4 the discounts say nothing. A contract may be fragile as well. Raises ValueError where more
    purchases are reduced than there are.
    """
    if (discounted > purchases).any():
        raise ValueError("more purchases with a discount than purchases")
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(purchases > 0, discounted / purchases, np.nan)
    answers = np.full(len(share), np.nan) if discount_response is None else discount_response
    mostly = (share >= MOSTLY) | ((share >= OFTEN) & (answers >= RESPONDS))
    told = (purchases >= LEAST_FOR_REBATE) & ~np.isnan(share)
    fragile = np.where(told, np.where(mostly, YES, NO), UNKNOWN).astype(np.int8)
    relation = np.full(len(share), NONE, dtype="<U12")
    open_ = np.ones(len(share), np.bool_)
    # A tie that is only unknown does not hide a later one that is known, except that a rebate buyer may look like
    # a creature of habit: there it must be known.
    unknown = np.zeros(len(share), np.bool_)
    for code, answer in (
        (CONTRACTUAL, contract),
        (REBATE, fragile),
        (EMOTIONAL, emotion),
        (HABIT, behaviour),
    ):
        holds = open_ & (answer == YES)
        if code == HABIT:
            holds &= ~unknown
        relation[holds] = code
        open_ &= ~holds
        unknown |= open_ & (answer == UNKNOWN)
    relation[open_ & unknown] = NOT_KNOWN
    return Relations(relation, fragile, share)
