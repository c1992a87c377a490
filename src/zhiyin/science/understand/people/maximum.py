"""The maximum of a likelihood in the logarithms of positive parameters, with the covariance there."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize

from zhiyin.science.understand.people.results import Floats, Truths

Slope = Callable[[Floats], tuple[float, Floats]]
"""Log parameters in; the log-likelihood and its gradient by them out."""

_FARTHEST = 11.0
"""Log parameters are sought within ± this: beyond, one kind of difference between people has vanished."""
_NEAR_THE_EDGE = 10.0
_STEP = 1e-4
_POLISHING = 12


class Maximum(NamedTuple):
    """Where the likelihood is greatest. `covariance` is of the log parameters; those at an edge have none (0).

    `at_edge`: a parameter ran away, or the data say little in some direction.
    """

    logs: Floats
    log_likelihood: float
    covariance: Floats
    at_edge: bool


def summed(weights: Floats, numbers: Floats) -> float:
    """Σ weight·number by numpy's pairwise sum: BLAS spreads a long product over threads, which wait for busy cores."""
    return float(np.sum(weights * numbers))


def greatest(slope: Slope, starts: Sequence[Sequence[float]], rows: float) -> Maximum | None:
    """The best of the maxima found from the starts (log parameters); None when there is none.

    L-BFGS-B climbs, Newton's method polishes (Hessian by differences of the gradient).
    """

    def downhill(logs: Floats) -> tuple[float, Floats]:
        value, gradient = slope(logs)
        return -value / rows, -gradient / rows

    best: Floats | None = None
    best_value = -np.inf
    for start in starts:
        found = minimize(
            downhill,
            np.asarray(start, dtype=np.float64),
            jac=True,
            method="L-BFGS-B",
            bounds=[(-_FARTHEST, _FARTHEST)] * len(start),
            options={"maxiter": 500, "ftol": 1e-13, "gtol": 1e-8},
        )
        value = -float(found.fun) * rows
        if np.isfinite(value) and value > best_value:
            best, best_value = np.asarray(found.x, dtype=np.float64), value
    if best is None:
        return None
    return _polished(slope, best)


def _polished(slope: Slope, logs: Floats) -> Maximum:
    value, gradient = slope(logs)
    inner = np.abs(logs) < _NEAR_THE_EDGE
    for _ in range(_POLISHING):
        step = _newton(_hessian(slope, logs), gradient, inner)
        if step is None or np.abs(step).max() < 1e-11:
            break
        step *= min(1.0, 1.0 / float(np.abs(step).max()))
        there = logs + step
        value_there, gradient_there = slope(there)
        # Near the top the value is flat to rounding, and only the gradient still tells which is nearer.
        if not value_there > value - 1e-9 * abs(value) or _size(gradient_there, inner) >= _size(
            gradient, inner
        ):
            break
        logs, value, gradient = there, value_there, gradient_there
    inner = np.abs(logs) < _NEAR_THE_EDGE
    covariance, flat = _covariance(_hessian(slope, logs), inner)
    return Maximum(logs, value, covariance, flat or not bool(inner.all()))


def _size(gradient: Floats, inner: Truths) -> float:
    return float(np.abs(gradient[inner]).max(initial=0.0))


def _hessian(slope: Slope, logs: Floats) -> Floats:
    rows = []
    for index in range(len(logs)):
        step = np.zeros_like(logs)
        step[index] = _STEP
        rows.append((slope(logs + step)[1] - slope(logs - step)[1]) / (2.0 * _STEP))
    hessian = np.asarray(rows)
    return np.asarray((hessian + hessian.T) / 2.0)


def _newton(hessian: Floats, gradient: Floats, inner: Truths) -> Floats | None:
    step = np.zeros_like(gradient)
    if not inner.any():
        return None
    part = -hessian[np.ix_(inner, inner)]
    values, vectors = np.linalg.eigh(part)
    if values[0] <= 0:
        return None
    step[inner] = vectors @ ((vectors.T @ gradient[inner]) / values)
    return step


def _covariance(hessian: Floats, inner: Truths) -> tuple[Floats, bool]:
    """The inverse of the information, and whether some direction is a ridge that the data say little about.

    Along a ridge the variance is cut at 4 (a factor of e⁴ either way): more would be no information.
    """
    covariance = np.zeros_like(hessian)
    if not inner.any():
        return covariance, True
    values, vectors = np.linalg.eigh(-hessian[np.ix_(inner, inner)])
    covariance[np.ix_(inner, inner)] = (vectors / np.maximum(values, 0.25)) @ vectors.T
    return covariance, bool((values < 0.25).any())
