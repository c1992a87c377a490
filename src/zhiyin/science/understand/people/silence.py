"""Who is not heard, or no longer buys: silence against what a customer's own history lets expect.

A customer is silent who was not heard for `times` × the own median gap between days heard, at least `least` and at
most `most` days (the definition `Gone` of leaving, here for voices). Who is never heard is counted beside who is
heard, with n: not to be heard is not to be content.
"""

from dataclasses import dataclass

import numpy as np

from zhiyin.science.estimate.proportion import proportion
from zhiyin.science.estimate.results import Estimate
from zhiyin.science.understand.people.churn.histories import Gone, Purchases, known
from zhiyin.science.understand.people.churn.table import Floats, Ints
from zhiyin.science.understand.people.enough import NotEnough

VOICES = Gone(times=3.0, least=60.0, most=365.0)
"""The stated rule for voices."""


@dataclass(frozen=True)
class Silence:
    """Of `n` customers: `never` heard at all, `silent` (heard before, now longer not than expected), the rest heard.

    The three lists hold numbers of customers; `expected` and `silence` are days, in the order of `silent`. Shares
    are of all n (Wilson).
    """

    n: int
    never: Ints
    silent: Ints
    heard: Ints
    expected: Floats
    silence: Floats
    never_share: Estimate
    silent_share: Estimate


def silence(customer: Ints, day: Floats, everybody: Ints, now: float, rule: Gone = VOICES) -> Silence:
    """Who is silent among `everybody` (each once), from one row per time heard: who, and when in days up to `now`.

    Where nobody was heard on two days there is no usual gap, and `rule.most` days are expected of all. Rows of
    others, and later ones, are left out.
    """
    mine = np.isin(customer, everybody) & (day <= now)
    who, when = customer[mine], day[mine]
    found = known(Purchases(who, when), now)
    if isinstance(found, NotEnough):
        people = np.unique(who)
        last = np.full(len(people), -np.inf)
        np.maximum.at(last, np.searchsorted(people, who), when)
        gap, since = np.full(len(people), rule.most), now - np.floor(last)
    else:
        people, gap, since = found.customer, found.gap, found.silence
    expected = rule.days(gap)
    quiet = since > expected
    never = np.setdiff1d(everybody, people)
    n = len(everybody)
    return Silence(
        n=n,
        never=never,
        silent=people[quiet],
        heard=people[~quiet],
        expected=expected[quiet],
        silence=since[quiet],
        never_share=proportion(len(never), n),
        silent_share=proportion(int(quiet.sum()), n),
    )
