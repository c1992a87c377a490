"""Training a churn model on an installation's own customers, and measuring it on those it never saw."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from zhiyin.science.understand.people.churn.model import (
    DETERMINES,
    NAMES_ROWS,
    ONE_VALUE,
    ChurnModel,
    Excluded,
)
from zhiyin.science.understand.people.churn.quality import auc, auc_difference, logistic_line, quality
from zhiyin.science.understand.people.churn.scorecard import (
    Coded,
    Codes,
    Feature,
    Scorecard,
    coded,
    feature,
    log_loss,
    logits,
    scorecard,
)
from zhiyin.science.understand.people.churn.table import Bools, Floats, Ints, Table, names_rows
from zhiyin.science.understand.people.enough import NotEnough

LEAST_TRAINED, LEAST_HELD_OUT = 100, 50
"""Customers who left, and customers who stayed, that training and measuring take at least."""
HELD_OUT = 0.2
FOLDS = 5
STRENGTHS = (0.5, 2.0, 5.0, 12.0, 30.0, 100.0)
MOST_ROWS, MOST_FOR_CHOICE = 200_000, 40_000
DETERMINING_AUC = 0.97
# A bin in which all but everybody left, although few do, and which holds many of those who left.
PURE, PURE_HOLDS, PURE_BASE = 0.99, 0.2, 0.5

NEED_LEFT, NEED_STAYED, NEED_COLUMNS = "customers_who_left", "customers_who_stayed", "usable_columns"


def train(
    table: Table,
    left: Bools,
    *,
    seed: int,
    rule: Collection[str] = (),
    held_out: Bools | None = None,
    vouched: frozenset[str] = frozenset(),
) -> ChurnModel | NotEnough:
    """A calibrated model of who leaves, from one row per customer: what was known at a cut-off, and who left after.

    `rule` names columns: the one-column model of the best of them is the rule to beat; none: of all columns. `held_out`
    marks the customers to measure on (say, of a later period); None: a fifth drawn by `seed`, leavers and stayers
    alike. Columns that number the rows, hold one value, or all but tell who left are left out and listed, but for
    those in `vouched`. At most 200,000 customers are trained on. Raises ValueError for lengths that differ and
    KeyError for a rule that is no column; NotEnough below 100 leavers and 100 stayers to train on and 50 and 50 to
    measure on.
    """
    if len(table) != len(left):
        raise ValueError("one answer per customer")
    for name in rule:
        if name not in table.columns:
            raise KeyError(name)
    missing = _missing(left, held_out)
    if missing is not None:
        return missing
    dice = np.random.default_rng(seed)
    measured = _split(left, dice) if held_out is None else held_out
    kept = _drawn(np.flatnonzero(~measured), MOST_ROWS, dice)
    part, answer = table.take(kept), left[kept]
    features, excluded = _features(part, answer, vouched, _folds(answer, dice))
    if not features:
        return NotEnough(NEED_COLUMNS, 0, 1)
    simple_ones = tuple(each for each in features if each.name in rule) or features
    of_rule = (_best_single(simple_ones, part, answer, _folds(answer, dice)),)
    rest = np.flatnonzero(measured)
    everybody = _drawn(np.arange(len(left)), MOST_ROWS, dice)
    model = _trained(features, part, answer, dice)
    simple = _trained(of_rule, part, answer, dice)
    unseen, truth = table.take(rest), left[rest]
    told, told_simply = model.card.logits(unseen), simple.card.logits(unseen)
    lead = auc_difference(told, told_simply, truth)
    return ChurnModel(
        card=model.again(table.take(everybody), left[everybody]),
        rule=simple.again(table.take(everybody), left[everybody]),
        beats_rule=(lead.low or 0.0) > 0,
        lead=lead,
        quality=quality(told, truth),
        rule_quality=quality(told_simply, truth),
        trained=len(everybody),
        left=int(left[everybody].sum()),
        strength=model.strength,
        seed=seed,
        excluded=excluded,
    )


def _missing(left: Bools, held_out: Bools | None) -> NotEnough | None:
    for who, reason in ((left, NEED_LEFT), (~left, NEED_STAYED)):
        if held_out is None:
            if int(who.sum()) < LEAST_TRAINED + LEAST_HELD_OUT:
                return NotEnough(reason, int(who.sum()), LEAST_TRAINED + LEAST_HELD_OUT)
            continue
        for mine, need in ((who & ~held_out, LEAST_TRAINED), (who & held_out, LEAST_HELD_OUT)):
            if int(mine.sum()) < need:
                return NotEnough(reason, int(mine.sum()), need)
    return None


def _split(left: Bools, dice: np.random.Generator) -> Bools:
    """Who is measured on: a fifth of leavers and of stayers, at least 50 of each."""
    measured = np.zeros(len(left), np.bool_)
    for who in (left, ~left):
        places = np.flatnonzero(who)
        many = max(LEAST_HELD_OUT, round(HELD_OUT * len(places)))
        measured[dice.permutation(places)[:many]] = True
    return measured


def _drawn(rows: Ints, most: int, dice: np.random.Generator) -> Ints:
    return rows if len(rows) <= most else np.sort(dice.choice(rows, most, replace=False))


def _folds(left: Bools, dice: np.random.Generator) -> Ints:
    """0…4 for each row, leavers and stayers spread alike."""
    fold = np.empty(len(left), np.int64)
    for who in (left, ~left):
        places = np.flatnonzero(who)
        fold[dice.permutation(places)] = np.arange(len(places)) % FOLDS
    return fold


def _features(
    table: Table, left: Bools, vouched: frozenset[str], folds: Ints
) -> tuple[tuple[Feature, ...], tuple[Excluded, ...]]:
    features, excluded = [], []
    for name, column in table.columns.items():
        found = feature(name, column)
        if name not in vouched and names_rows(column):
            excluded.append(Excluded(name, NAMES_ROWS))
        elif found is None:
            excluded.append(Excluded(name, ONE_VALUE))
        elif name not in vouched and _determines(found, found.codes(column), left, folds):
            excluded.append(Excluded(name, DETERMINES))
        else:
            features.append(found)
    return tuple(features), tuple(excluded)


def _determines(each: Feature, codes: Codes, left: Bools, folds: Ints) -> bool:
    """Whether one column all but tells who left."""
    if float(auc(_single_logits(codes, each.bins, left, folds), left).value or 0.0) >= DETERMINING_AUC:
        return True
    if left.mean() > PURE_BASE:
        return False
    many = np.bincount(codes, minlength=each.bins)
    gone = np.bincount(codes, weights=left, minlength=each.bins)
    return bool(((gone >= PURE * many) & (gone >= PURE_HOLDS * left.sum())).any())


def _single_logits(codes: Codes, bins: int, left: Bools, folds: Ints) -> Floats:
    """Out-of-fold log odds from a single column: the share that left in its bin, two average customers added."""
    logit = np.empty(len(left))
    for fold in range(FOLDS):
        out = folds == fold
        base = left[~out].mean()
        many = np.bincount(codes[~out], minlength=bins)
        share = (np.bincount(codes[~out], weights=left[~out], minlength=bins) + 2 * base) / (many + 2)
        logit[out] = np.log(share / (1 - share))[codes[out]]
    return logit


def _best_single(features: tuple[Feature, ...], table: Table, left: Bools, folds: Ints) -> Feature:
    """The column that alone tells most, by out-of-fold log loss."""

    def loss(each: Feature) -> float:
        codes = each.codes(table.columns[each.name])
        return log_loss(_single_logits(codes, each.bins, left, folds), left)

    return min(features, key=loss)


@dataclass(frozen=True)
class _Trained:
    """A calibrated card with what it takes to make it again from more customers."""

    card: Scorecard
    strength: float
    slope: float
    offset: float

    def again(self, table: Table, left: Bools) -> Scorecard:
        rows = coded(self.card.features, table)
        return scorecard(rows, left, self.strength).scaled(self.slope, self.offset)


def _trained(features: tuple[Feature, ...], table: Table, left: Bools, dice: np.random.Generator) -> _Trained:
    """The strength by cross-validation, Platt's calibration on the out-of-fold log odds, the card from all rows."""
    rows = coded(features, table)
    few = _drawn(np.arange(len(left)), MOST_FOR_CHOICE, dice)
    some, answer = rows.take(few), left[few]
    folds = _folds(answer, dice)
    best = min(
        ((log_loss(told, answer), strength, told) for strength, told in _out_of_fold(some, answer, folds)),
        key=lambda each: each[0],
    )
    _, strength, told = best
    (offset, slope), _ = logistic_line(told, answer)
    # A slope below nought would turn the model's order round on the word of noise.
    slope = max(float(slope), 0.0)
    offset = float(offset) if slope > 0 else float(np.log(answer.mean() / (1 - answer.mean())))
    card = scorecard(rows, left, strength)
    return _Trained(card.scaled(slope, offset), strength, slope, offset)


def _out_of_fold(rows: Coded, left: Bools, folds: Ints) -> list[tuple[float, Floats]]:
    """For each strength, every row's log odds by a card that did not see it."""
    found = []
    for strength in STRENGTHS:
        told = np.empty(len(left))
        for fold in range(FOLDS):
            out = np.flatnonzero(folds == fold)
            kept = np.flatnonzero(folds != fold)
            told[out] = logits(rows.take(out), scorecard(rows.take(kept), left[kept], strength))
        found.append((strength, told))
    return found
