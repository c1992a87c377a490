"""A small network that judges a given aspect: two convolutions over the units of a text, then heads of attention that
know how far each unit stands from the aspect. Trained with torch by `training.given`, run here in numpy.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.language.folding import Ints
from zhiyin.science.understand.aspects.units import EDGE, Ids, Units

Singles = NDArray[np.float32]

HEADS, KEY, VALUE = 4, 8, 16
LABELS = ("negative", "neutral", "positive")
# Distances to the aspect, in units: each up to 10 its own, then wider ones; before it, in it, after it, and nowhere.
_STEPS = np.array([*range(1, 11), 11, 15, 21, 31])
SIDE = len(_STEPS)
_STEPS_OF = np.searchsorted(_STEPS, np.arange(_STEPS[-1] + 1), side="right")
DISTANCES, NOWHERE = 2 * SIDE + 2, 2 * SIDE + 1
CLAUSES_AWAY = 3
CLAUSES, NO_CLAUSE = 2 * CLAUSES_AWAY + 2, 2 * CLAUSES_AWAY + 1
# A text as a whole is read up to MOST_UNITS.
MOST_UNITS = 400
# A head's weight of a unit is between exp(-_MOST_LOGIT) and exp(_MOST_LOGIT), before all weights are made to sum to 1.
_MOST_LOGIT = 40.0
# A category's place is a share of every unit; shares reach this far, one by one.
SHARES_REACH = 10
_PAIRS_AT_ONCE = 4096
# Sums a head's part of a key.
_HEAD_OF_KEY = np.repeat(np.eye(HEADS, dtype=np.float32), KEY, axis=0)


@dataclass(frozen=True)
class Network:
    """The weights: embedding `tables` (one per column of the units), convolutions `first` (3 x width, channels) and
    `second` (3 x channels, channels) with their biases; per unit `key` and `value`; per mention `query`; the heads'
    leaning by `distance` and `clause`; and the judgement's two layers. `categories` is (categories, width of the
    query's extra part), `seeks` (categories, width of a unit): what a category without a place looks for. The heads
    see `reach` units to either side of a place.
    """

    reach: int

    tables: tuple[Singles, ...]
    first: Singles
    first_bias: Singles
    second: Singles
    second_bias: Singles
    key: Singles
    value: Singles
    query: Singles
    query_bias: Singles
    distance: Singles
    clause: Singles
    categories: Singles
    seeks: Singles
    hidden: Singles
    hidden_bias: Singles
    out: Singles
    out_bias: Singles


@dataclass(frozen=True)
class Asked:
    """Aspects to judge: units [begin, end), the text's units [low, high) and the category of each.

    Category 0 is a place in the text; 1 the text as a whole; others are sought in the text. `begin` and `end` count
    for category 0 only.
    """

    begin: Ints
    end: Ints
    low: Ints
    high: Ints
    category: Ints

    def __len__(self) -> int:
        return len(self.begin)

    def part(self, chosen: slice | Ints) -> "Asked":
        return Asked(*(getattr(self, name)[chosen] for name in ("begin", "end", "low", "high", "category")))


PLACED, WHOLE = 0, 1


def distance_of(begin: Ints, end: Ints, unit: Ints) -> Ints:
    """The distance class of each unit to its aspect."""
    before, after = begin - unit, unit - end + 1
    steps = _STEPS_OF[np.minimum(np.maximum(np.maximum(before, after), 0), len(_STEPS_OF) - 1)]
    classes: Ints = SIDE + np.where(before > 0, -steps, steps)
    return classes


def judged(network: Network, units: Units, asked: Asked) -> Singles:
    """The three logits of each aspect; shape (n, 3)."""
    answer = np.zeros((len(asked), len(LABELS)), dtype=np.float32)
    # An aspect has a unit of its text, whatever was asked; an empty text has its boundary.
    begin = np.clip(asked.begin, asked.low, np.maximum(asked.high - 1, asked.low))
    asked = replace(asked, begin=begin, end=np.maximum(asked.end, begin + 1))
    placed = asked.category == PLACED
    for chosen in (np.flatnonzero(placed), np.flatnonzero(~placed)):
        if len(chosen):
            answer[chosen] = _alike(network, units, asked.part(chosen))
    return answer


def _alike(network: Network, units: Units, asked: Asked) -> Singles:
    """As `judged`, for aspects that all have a place or all have none."""
    placed = int(asked.category[0]) == PLACED
    begin, end = asked.low, asked.high
    if placed:
        begin = np.maximum(begin, asked.begin - network.reach)
        end = np.minimum(end, asked.end + network.reach)
    # An aspect of hundreds of units is its beginning.
    end = np.maximum(np.minimum(end, begin + MOST_UNITS), begin + 1)
    answer = np.zeros((len(asked), len(LABELS)), dtype=np.float32)
    for part in _parts(end - begin):
        read = _encoded(network, units, begin[part], end[part])
        pairs = _pairs(begin[part], end[part], read)
        lean, middle = (_placed if placed else _anywhere)(network, units, asked.part(part), pairs, read)
        answer[part] = _answers(network, asked.category[part], pairs, read, lean, middle)
    return answer


def _parts(length: Ints) -> Iterator[slice]:
    """Runs of aspects whose units together fit the processor's cache."""
    total = np.cumsum(length)
    begin = 0
    while begin < len(length):
        passed = total[begin - 1] if begin else 0
        end = max(int(np.searchsorted(total, passed + _PAIRS_AT_ONCE, side="right")), begin + 1)
        yield slice(begin, end)
        begin = end


@dataclass(frozen=True)
class _Read:
    """What the heads see of each unit: its embedding, its deep vector, keys and values; `where` is the row of a unit
    counted from `low`."""

    inputs: Singles
    deep: Singles
    keys: Singles
    values: Singles
    where: Ints
    low: int


def _encoded(network: Network, units: Units, begin: Ints, end: Ints) -> _Read:
    """Reads the units of [begin, end)."""
    # Two convolutions look two units to either side.
    low, high = max(int(begin.min()) - 2, 0), min(int(end.max()) + 2, units.count)
    opens, closes = np.maximum(begin - 2 - low, 0), end + 2 - low
    size = high - low + 5
    covered = np.cumsum(np.bincount(opens, minlength=size) - np.bincount(closes, minlength=size))
    chosen = covered[: high - low] > 0
    ids = units.ids[:, low:high][:, chosen]
    tables = zip(network.tables, ids, strict=True)
    inputs = np.concatenate([table.take(own, axis=0) for table, own in tables], axis=1)
    shallow = _convolved(inputs, network.first, network.first_bias)
    # Nothing is seen across a boundary, so that a text's neighbours in the batch do not matter.
    shallow[ids[0] == EDGE] = 0
    deep = _convolved(shallow, network.second, network.second_bias)
    deep += shallow
    where = np.cumsum(chosen) - 1
    return _Read(inputs, deep, deep @ network.key, deep @ network.value, where, low)


def _convolved(rows: Singles, weight: Singles, bias: Singles) -> Singles:
    """What each row and its two neighbours make, and no less than nothing."""
    width = rows.shape[1]
    made: Singles = rows @ weight[width : 2 * width]
    made += bias
    made[1:] += rows[:-1] @ weight[:width]
    made[:-1] += rows[1:] @ weight[2 * width :]
    np.maximum(made, 0, out=made)
    return made


@dataclass(frozen=True)
class _Pairs:
    """Every aspect with every unit it sees, in order: its `owner`, the `unit` and its `row` in what was read; the
    pairs of each aspect begin at `first`."""

    owner: Ints
    unit: Ints
    row: Ints
    first: Ints


def _pairs(begin: Ints, end: Ints, read: _Read) -> _Pairs:
    length = end - begin
    first = np.cumsum(length) - length
    owner = np.repeat(np.arange(len(length)), length)
    unit = np.arange(int(length.sum())) + (begin - first)[owner]
    return _Pairs(owner, unit, read.where[unit - read.low], first)


def _placed(
    network: Network, units: Units, asked: Asked, pairs: _Pairs, read: _Read
) -> tuple[Singles, Singles]:
    """How the heads lean to each pair, and the mean of each aspect's own deep vectors."""
    unit, owner = pairs.unit, pairs.owner
    away = distance_of(asked.begin[owner], asked.end[owner], unit)
    apart = units.clause[unit] - units.clause[asked.begin][owner]
    clause = np.minimum(np.maximum(apart, -CLAUSES_AWAY), CLAUSES_AWAY) + CLAUSES_AWAY
    both = (network.distance[:, None] + network.clause[None]).reshape(-1, HEADS)
    length = np.minimum(asked.end - asked.begin, MOST_UNITS)
    opens = np.cumsum(length) - length
    inside = np.arange(int(length.sum())) + np.repeat(asked.begin - opens, length)
    own = read.deep[read.where[np.minimum(inside, read.low + len(read.where) - 1) - read.low]]
    middle = np.add.reduceat(own, opens, axis=0) / length[:, None].astype(np.float32)
    return both.take(away * CLAUSES + clause, axis=0), middle


def _anywhere(
    network: Network, units: Units, asked: Asked, pairs: _Pairs, read: _Read
) -> tuple[Singles, Singles]:
    """As `_placed`, for aspects whose place is a share of every unit: an equal one, or what their category seeks."""
    owner, first = pairs.owner, pairs.first
    sought = asked.category[owner]
    share = np.ones(len(owner), dtype=np.float32)
    lean = np.tile(network.distance[NOWHERE] + network.clause[NO_CLAUSE], (len(owner), 1))
    searching = np.flatnonzero(sought > WHOLE)
    if len(searching):
        wanted = np.einsum("ij,ij->i", read.inputs[pairs.row[searching]], network.seeks[sought[searching]])
        share[searching] = np.exp(np.clip(wanted, -30, 30))
    share /= np.add.reduceat(share, first)[owner]
    if len(searching):
        lean[searching] = _sought_leaning(network, share, owner, units.clause[pairs.unit])[searching]
    return lean, np.add.reduceat(share[:, None] * read.deep[pairs.row], first, axis=0)


def _answers(
    network: Network, category: Ints, pairs: _Pairs, read: _Read, lean: Singles, middle: Singles
) -> Singles:
    kind = network.categories[category]
    query = np.concatenate([middle, kind], axis=1) @ network.query + network.query_bias
    asks = query.take(pairs.owner, axis=0)
    asks *= read.keys.take(pairs.row, axis=0)
    logit = asks @ _HEAD_OF_KEY
    logit += lean
    weight = np.exp(np.clip(logit, -_MOST_LOGIT, _MOST_LOGIT, out=logit), out=logit)
    values = read.values.take(pairs.row, axis=0).reshape(-1, HEADS, VALUE)
    values *= weight[:, :, None]
    seen = np.add.reduceat(values, pairs.first, axis=0)
    seen /= np.add.reduceat(weight, pairs.first, axis=0)[:, :, None]
    known = np.concatenate([seen.reshape(len(category), -1), middle, kind], axis=1)
    hidden = np.maximum(known @ network.hidden + network.hidden_bias, 0)
    answer: Singles = hidden @ network.out + network.out_bias
    return answer


def _sought_leaning(network: Network, share: Singles, owner: Ints, clause: Ids) -> Singles:
    """The heads' leaning where the aspect's place is a share of every unit: the mean over its places."""
    lean = np.zeros((len(share), HEADS), dtype=np.float32)
    left = np.ones(len(share), dtype=np.float32)
    for step in range(-SHARES_REACH, SHARES_REACH + 1):
        # The unit stands `step` units after the place.
        there = np.zeros(len(share), dtype=np.float32)
        if step >= 0:
            known = max(len(share) - step, 0)
            there[step:] = share[:known] * (owner[step:] == owner[:known])
        else:
            there[:step] = share[-step:] * (owner[:step] == owner[-step:])
        left -= there
        lean += there[:, None] * network.distance[SIDE + step]
    lean += left[:, None] * network.distance[NOWHERE]
    # Runs of one clause of one aspect, in order; a clause holds the sum of its units' shares.
    new = np.ones(len(share), dtype=np.bool_)
    new[1:] = (owner[1:] != owner[:-1]) | (clause[1:] != clause[:-1])
    run = np.cumsum(new) - 1
    held = np.add.reduceat(share, np.flatnonzero(new))
    of = owner[new]
    left = np.ones(len(held), dtype=np.float32)
    by_clause = np.zeros((len(held), HEADS), dtype=np.float32)
    for step in range(-CLAUSES_AWAY + 1, CLAUSES_AWAY):
        there = np.zeros(len(held), dtype=np.float32)
        if step >= 0:
            known = max(len(held) - step, 0)
            there[step:] = held[:known] * (of[step:] == of[:known])
        else:
            there[:step] = held[-step:] * (of[:step] == of[-step:])
        left -= there
        by_clause += there[:, None] * network.clause[CLAUSES_AWAY + step]
    by_clause += left[:, None] * network.clause[NO_CLAUSE]
    lean += by_clause[run]
    return lean
