"""Who is not heard, or no longer buys: silence against what a customer's own history lets expect.

A customer is silent who was not heard for `times` × the own median gap between days heard, at least `least` and at
most `most` days (the definition `Gone` of leaving, here for voices). Who is never heard is counted beside who is
heard, with n: not to be heard is not to be content.
"""

from dataclasses import dataclass

import numpy as np

from zhiyin.science.estimate.proportion import proportion, share_difference
from zhiyin.science.estimate.results import Change, Estimate
from zhiyin.science.understand.people.churn.histories import Gone, Known, Purchases, known
from zhiyin.science.understand.people.churn.table import Bools, Floats, Ints
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


@dataclass(frozen=True)
class Reach:
    """People for the study of why they come and why not (requirement CO18): `lapsed` bought before and have left by
    the definition, `never_bought` are known and never bought, `current` are the rest."""

    lapsed: Ints
    never_bought: Ints
    current: Ints


def reach(purchases: Purchases, everybody: Ints, now: float, definition: Gone) -> Reach | NotEnough:
    """The lists at `now`; NotEnough where nobody bought twice, so that no usual gap exists."""
    rows = purchases.where(np.isin(purchases.customer, everybody))
    found = known(rows, now)
    if not isinstance(found, Known):
        return found
    gone = found.gone(definition)
    return Reach(found.customer[gone], np.setdiff1d(everybody, found.customer), found.customer[~gone])


@dataclass(frozen=True, slots=True)
class LeftByVoice:
    """The share that left among those never heard, those content when heard and those not (Wilson), and how many
    more of the never heard left than of the content (Newcombe)."""

    never: Estimate
    content: Estimate
    discontent: Estimate
    never_over_content: Change


def left_by_voice(heard: Bools, content: Bools, left: Bools) -> LeftByVoice:
    """Whether silence means content: shares that left by voice. One row per customer; `content` counts only of those
    `heard`."""
    groups = (~heard, heard & content, heard & ~content)
    counts = [(int((left & who).sum()), int(who.sum())) for who in groups]
    never, happy, unhappy = (proportion(*count) for count in counts)
    return LeftByVoice(never, happy, unhappy, share_difference(counts[0], counts[1]))
