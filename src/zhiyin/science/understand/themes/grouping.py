"""Words into groups: average linkage in which common words weigh more.

Weighing by how many texts use a word makes the groups steady: a rare word that comes or goes with a few texts changes
no one else's place.
"""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_NEVER = -9.0


def groups(nearness: Floats, weight: Floats, *, until: float, parts: int = 1) -> Ints:
    """The group of each word, as the place of its first member.

    The two nearest groups are joined until none are nearer than `until` or only `parts` are left; the nearness of
    groups is the mean over their pairs of words, weighted by the product of the words' weights.
    """
    near = nearness.astype(np.float64).copy()
    size = len(near)
    label = np.arange(size, dtype=np.int64)
    if size < 2:
        return label
    np.fill_diagonal(near, _NEVER)
    mass = weight.astype(np.float64).copy()
    alive = np.ones(size, dtype=np.bool_)
    best = near.argmax(axis=1)
    value = near[label, best]
    while alive.sum() > parts:
        one = int(value.argmax())
        if value[one] < until:
            break
        one, other = sorted((one, int(best[one])))
        row = (mass[one] * near[one] + mass[other] * near[other]) / (mass[one] + mass[other])
        mass[one] += mass[other]
        near[one] = near[:, one] = row
        near[one, one] = _NEVER
        near[other] = near[:, other] = _NEVER
        value[other], alive[other] = _NEVER, False
        label[label == other] = one
        stale = np.flatnonzero(alive & ((best == one) | (best == other)))
        stale = np.union1d(stale, [one])
        best[stale] = near[stale].argmax(axis=1)
        value[stale] = near[stale, best[stale]]
        nearer = alive & (row > value)
        nearer[one] = False
        best[nearer], value[nearer] = one, row[nearer]
    return label
