"""How customers are tied to us: loyalty by behaviour and by heart, and what the tie rests on."""

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.understand.people import loyalty
from zhiyin.science.understand.people.churn.histories import Known
from zhiyin.science.understand.people.enough import NotEnough
from zhiyin.understand.judging.attributes import Contracts
from zhiyin.understand.judging.buying import Histories
from zhiyin.understand.judging.material import SCALES, Bools, Felt, Floats, Ints, Material
from zhiyin.understand.judging.terms import Terms
from zhiyin.understand.judging.verdict import Verdict, plain

TOP = {"nps": 9.0, "csat": 5.0, "rating": 5.0}
"""The top box of each scale: who recommends with 9 or 10, who is very satisfied."""


def judge_ties(
    material: Material, bought: Histories, contracts: Contracts, now: Known | NotEnough, terms: Terms
) -> Verdict:
    """Two-axis loyalty and the kind of tie, of everybody who bought, has a contract or gave a score."""
    size = len(material.people)
    behaviour, gone = _behaviour(bought, now, terms, size)
    contract = np.full(size, loyalty.NO, np.int8)
    contract[contracts.people[~contracts.left]] = loyalty.YES
    ended = contracts.people[contracts.left]
    gone[ended] = True
    felt = material.felt
    emotion = _emotion(felt, size)
    answered = np.any([np.isfinite(felt.scores[scale]) for scale in SCALES], axis=0)
    known = (behaviour != NOT_A_BUYER) | answered
    known[contracts.people] = True
    people = np.flatnonzero(known & material.judged).astype(np.int64)
    if not len(people):
        return Verdict("loyalty", 0, missing=NotEnough("too_few_purchases", 0, 1))
    behaves = np.where(behaviour == NOT_A_BUYER, loyalty.UNKNOWN, behaviour)[people].astype(np.int8)
    of_known, reduced = _reduced(material, people)
    ties = loyalty.relations(contract[people], of_known, reduced, behaves, emotion[people])
    classes = loyalty.classes(behaves, emotion[people])
    found, unknown = loyalty.shares(classes)
    kinds, counts = np.unique(ties.relation, return_counts=True)
    by_kind = {str(kind): int(count) for kind, count in zip(kinds, counts, strict=True)}
    blank = {loyalty.NOT_KNOWN: ""}
    followed = np.flatnonzero((behaviour != NOT_A_BUYER) & material.judged)
    followed = np.union1d(followed, contracts.people)
    return Verdict(
        "loyalty",
        len(people),
        people,
        {
            "loyalty": [blank.get(code, code) for code in classes.tolist()],
            "relation": [blank.get(code, code) for code in ties.relation.tolist()],
        },
        {
            "classes": plain(found),
            "unknown": unknown,
            "relations": [
                {"relation": kind, "customers": by_kind.get(kind, 0)} for kind in loyalty.RELATIONS
            ],
            "fragile": int((ties.fragile == loyalty.YES).sum()),
            "fragile_known": int((ties.fragile != loyalty.UNKNOWN).sum()),
            "stayed": {
                name: plain(loyalty.stayed_by_score(_whole(values[followed]), ~gone[followed]))
                for name, values in felt.scores.items()
                if np.isfinite(values[followed]).any()
            },
            "rule": {
                "purchases": loyalty.LEAST_PURCHASES, "new_days": loyalty.NEW_DAYS, "stale_days": loyalty.STALE_DAYS,
                "mostly": loyalty.MOSTLY, "least_for_rebate": loyalty.LEAST_FOR_REBATE,
            },
        },
    )  # fmt: skip


NOT_A_BUYER = -2
"""Behaviour of whom no purchase is known: neither loyal nor disloyal, and not waited for."""


def _behaviour(bought: Histories, now: Known | NotEnough, terms: Terms, size: int) -> tuple[Ints, Bools]:
    """Of every person: the answer about their behaviour, and whether they have left by the terms' definition."""
    answer, gone = np.full(size, NOT_A_BUYER), np.zeros(size, np.bool_)
    rows = bought.purchases
    if rows is None:
        return answer, gone
    places = rows.customer.astype(np.int64)
    if isinstance(now, NotEnough):  # nobody bought twice: there is no usual gap
        left = rows.days_since_last > terms.gone_most
    else:
        left = now.gone(terms.gone)[np.searchsorted(now.customer, places)]
    lately = rows.days.day > rows.until_day - int(loyalty.YEAR)
    in_a_year = np.bincount(rows.days.customer[lately], minlength=len(rows.customer)).astype(np.float64)
    answer[places] = loyalty.behaves(in_a_year, (rows.until_day - rows.first_day).astype(np.float64), left)
    gone[places] = left
    return answer, gone


def _emotion(felt: Felt, size: int) -> NDArray[np.int8]:
    """Whether each is very satisfied, by the first of SCALES with an answer that is not too old to say so."""
    found = np.full(size, loyalty.UNKNOWN, np.int8)
    for scale in SCALES:
        feels = loyalty.feels(felt.scores[scale], TOP[scale], felt.days_ago[scale])
        found = np.where(found == loyalty.UNKNOWN, feels, found)
    return found


def _whole(scores: Floats) -> Floats:
    """Scores to the nearest whole one: a mean of several answers lies between two."""
    return np.floor(scores + 0.5)


def _reduced(material: Material, people: Ints) -> tuple[Floats, Floats]:
    """Purchases of known price of each, and those with a discount; NaN where no price is known."""
    bought = material.bought
    told: Bools = (bought.discounted >= 0) & (bought.amount >= 0)
    size = len(material.people)
    of_known = np.bincount(bought.who[told], minlength=size)[people].astype(np.float64)
    reduced = np.bincount(bought.who[told & (bought.discounted == 1)], minlength=size)[people].astype(
        np.float64
    )
    nothing = of_known == 0
    return np.where(nothing, np.nan, of_known), np.where(nothing, np.nan, reduced)
