"""Means over the chance of dropping out: Gauss–Jacobi quadrature for a Beta distribution.

The closed form of E[Y(t)] (METHODS A10) is a ₂F₁ divided by a − 1: it loses all digits near a = 1 and overflows
for busy customers. It is itself the mean over p ~ Beta(a, b + x) of the elementary (1 − (1 + pt/(α+T))^−(r+x))/p
(Fader, Hardie and Lee 2005, from their equation for E[Y(t) | λ, p]), which has neither weakness. The mean is
taken with a Gauss rule whose nodes follow the Beta (Golub and Welsch 1969).
"""

import math

import numpy as np
from scipy.linalg import eigh_tridiagonal

from zhiyin.science.understand.people.results import Floats

_NODES = 48
_MOST_NODES = 1_000
_NODES_A_ROOT = 15.0
"""The integrand falls within p ≈ (α+T)/(t·shape) of 0: the steeper, the more nodes, in step with the root."""
_TIME_NODES = 14
_DEGREE = 32
_WORTH_INTERPOLATING = 64
_LEAST = 1e-200


def beta_rule(a: float, b: float, nodes: int) -> tuple[Floats, Floats]:
    """Nodes in (0, 1) and weights (sum 1) for means over Beta(a, b)."""
    n = np.arange(nodes, dtype=np.float64)
    low, high = a - 1.0, b - 1.0
    total = 2.0 * n + low + high
    diagonal = np.empty(nodes)
    diagonal[0] = (low - high) / (low + high + 2.0)
    diagonal[1:] = (low - high) * (low + high) / (total[1:] * (total[1:] + 2.0))
    k, sums = n[1:], total[1:]
    # (k + low + high) / (sums − 1) is 1 at k = 1 and 0/0 there when a + b = 1.
    ratio = np.ones(nodes - 1)
    ratio[1:] = (k[1:] + low + high) / (sums[1:] - 1.0)
    square = 4.0 * k * (k + low) * (k + high) / (sums**2 * (sums + 1.0)) * ratio
    values, vectors = eigh_tridiagonal(diagonal, np.sqrt(square))
    chances = np.clip((1.0 + values) / 2.0, _LEAST, 1.0)
    weights = np.asarray(vectors[0] ** 2, dtype=np.float64)
    return np.asarray(chances, dtype=np.float64), weights / weights.sum()


def purchases_while_alive(
    shape: float, a: float, b: float, since: Floats, horizon: float, *, discount: float = 0.0
) -> Floats:
    """Purchases within `horizon` of those alive now with rate ~ Gamma(shape, `since`), p ~ Beta(a, b).

    `since` is α + T, one a customer. `discount` is the continuous rate per unit of time at which later purchases
    count less: the integral of e^(−δu) dE[Y(u)] over 0…horizon.
    """
    if len(since) == 0:
        return np.zeros(0)
    steepness = horizon / float(since.min()) * max(1.0, shape / (a + b))
    nodes = math.ceil(_NODES_A_ROOT * math.sqrt(steepness))
    chances, weights = beta_rule(a, b, min(max(_NODES, nodes), _MOST_NODES))
    if len(since) < _WORTH_INTERPOLATING:
        return _exactly(shape, chances, weights, since, horizon, discount)
    low, high = float(np.log(since.min())), float(np.log(since.max()))
    if high - low < 1e-9:
        return np.broadcast_to(
            _exactly(shape, chances, weights, since[:1], horizon, discount), since.shape
        ).astype(np.float64)
    # The mean is smooth in log(α + T): a polynomial through 33 of its values gives the others to rounding.
    through = np.polynomial.Chebyshev.interpolate(
        lambda logs: _exactly(shape, chances, weights, np.exp(logs), horizon, discount),
        _DEGREE,
        domain=[low, high],
    )
    return np.asarray(through(np.log(since)), dtype=np.float64)


def _exactly(
    shape: float, chances: Floats, weights: Floats, since: Floats, horizon: float, discount: float
) -> Floats:
    until = _within(shape, chances, weights, horizon / since)
    if discount == 0.0:
        return until
    # By parts: e^(−δt) E[Y(t)] + δ ∫ e^(−δu) E[Y(u)] du, with u = (α+T)(e^v − 1), in which E[Y] is smooth.
    points, parts = np.polynomial.legendre.leggauss(_TIME_NODES)
    width = np.log1p(horizon / since)
    inside = np.zeros_like(since)
    for point, part in zip(points, parts, strict=True):
        grown = np.expm1(width * (1.0 + point) / 2.0)
        moment = since * grown
        inside += (
            part
            * width
            / 2.0
            * since
            * (1.0 + grown)
            * np.exp(-discount * moment)
            * _within(shape, chances, weights, grown)
        )
    return np.asarray(np.exp(-discount * horizon) * until + discount * inside)


def _within(shape: float, chances: Floats, weights: Floats, ratio: Floats) -> Floats:
    """Mean over p of (1 − (1 + p·ratio)^−shape)/p."""
    grown = np.multiply.outer(ratio, chances)
    rates = -np.expm1(-shape * np.log1p(grown)) / chances
    return np.asarray(np.einsum("ij,j->i", rates, weights), dtype=np.float64)
