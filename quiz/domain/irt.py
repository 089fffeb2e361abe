"""Item response curves: P(right) = 1 / (1 + exp(-a(θ - b))), θ ~ N(0, 1), by Bock and Aitkin's EM.

R. D. Bock, M. Aitkin: Marginal maximum likelihood estimation of item parameters (Psychometrika 46, 1981),
with 61 Gauss–Hermite nodes. The M-step is one Newton step, which climbs as surely where it counts
(K. Lange, JRSS B 57, 1995); near the top it is Newton's on the likelihood itself. Standard errors come from
T. A. Louis' observed information (JRSS B 44, 1982). Inside, an item is (a, d) with d = -ab.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Model = Literal["a=1", "1PL", "2PL"]
Array = NDArray[np.float64]

NODES = 61
LEAST_FOR_1PL, LEAST_FOR_2PL = 200, 500
LEAST_ITEMS = 3
_MOST_STEPS, _CLOSE, _NEAR = 500, 1e-6, 0.05
# Beyond, a curve is a step, and the data say no more about how steep.
_STEEPEST = 8.0


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """Parameters in the order of the items; None for an item that everybody or nobody got right.

    Standard errors are None where the information cannot be inverted, and for an `a` that was fixed.
    """

    model: Model
    n: int
    a: tuple[float | None, ...]
    a_se: tuple[float | None, ...]
    b: tuple[float | None, ...]
    b_se: tuple[float | None, ...]
    loglik: float
    parameters: int
    converged: bool

    @property
    def aic(self) -> float:
        return 2 * self.parameters - 2 * self.loglik

    @property
    def bic(self) -> float:
        return self.parameters * log(self.n) - 2 * self.loglik


def model_for(people: int) -> Model | None:
    """The richest model that so many people carry; None below 200."""
    if people >= LEAST_FOR_2PL:
        return "2PL"
    return "1PL" if people >= LEAST_FOR_1PL else None


def calibrate(rows: Sequence[Sequence[int]], model: Model) -> Calibration:
    """Fit the model to a row of 0 and 1 for each person.

    Raises ValueError for other marks, and where fewer than three items tell people apart.
    """
    marks = np.asarray(rows, dtype=np.float64)
    if marks.ndim != 2 or not np.isin(marks, (0, 1)).all():
        raise ValueError("a row of 0 and 1 for each person")
    right = marks.mean(axis=0)
    telling = np.flatnonzero((right > 0) & (right < 1))
    if len(telling) < LEAST_ITEMS:
        raise ValueError("fewer than three items tell people apart")
    patterns, counts = np.unique(marks[:, telling], axis=0, return_counts=True)
    fitted = _fit(patterns, counts.astype(np.float64), model)
    return _with_all_items(fitted, telling.tolist(), marks.shape[1])


@dataclass(frozen=True, kw_only=True)
class _Step:
    """What one E-step leaves: `posterior` of each pattern at each node, weighted by the pattern's count."""

    posterior: Array
    loglik: float
    gradient: Array
    information: Array


def _fit(patterns: Array, counts: Array, model: Model) -> Calibration:
    items = patterns.shape[1]
    free = _free(model, items)
    right = counts @ patterns / counts.sum()
    values = np.concatenate([np.ones(items), np.log(right / (1 - right))])
    nodes, weights = _nodes()
    step = _expect(patterns, counts, values, nodes, weights)
    size = np.inf
    for _each in range(_MOST_STEPS):
        move = _move(patterns, counts, values, step, nodes, free, is_near=size < _NEAR)
        values, step = _climb(patterns, counts, values, move, step, nodes, weights)
        size = float(np.abs(move).max())
        if size < _CLOSE:
            break
    found = free.T @ _observed(patterns, counts, values, step, nodes) @ free
    return _calibration(values, found, free, step.loglik, int(counts.sum()), model, size < _CLOSE)


def _move(
    patterns: Array, counts: Array, values: Array, step: _Step, nodes: Array, free: Array, *, is_near: bool
) -> Array:
    """EM's step; near the top, where EM crawls, Newton's."""
    information = free.T @ step.information @ free
    if is_near:
        observed = free.T @ _observed(patterns, counts, values, step, nodes) @ free
        information = information if _inverse(observed) is None else observed
    move: Array = free @ np.linalg.solve(information, free.T @ step.gradient)
    return move


def _free(model: Model, items: int) -> Array:
    """Which of (a…, d…) move, and which of them together: a column for each free parameter."""
    nothing, each = np.zeros((items, items)), np.eye(items)
    slopes = {"a=1": np.zeros((items, 0)), "1PL": np.ones((items, 1)), "2PL": each}[model]
    below = np.zeros((items, slopes.shape[1]))
    return np.vstack([np.hstack([slopes, nothing]), np.hstack([below, each])])


def _nodes() -> tuple[Array, Array]:
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    return nodes, weights / weights.sum()


def _chances(values: Array, nodes: Array) -> tuple[Array, Array]:
    """log P and log (1 - P) of every item at every node."""
    slopes, levels = np.split(values, 2)
    logits = np.outer(nodes, slopes) + levels
    return -np.logaddexp(0, -logits), -np.logaddexp(0, logits)


def _expect(patterns: Array, counts: Array, values: Array, nodes: Array, weights: Array) -> _Step:
    """The E-step, and the gradient and information of the completed data at these values."""
    log_right, log_wrong = _chances(values, nodes)
    joint = patterns @ log_right.T + (1 - patterns) @ log_wrong.T + np.log(weights)
    highest = joint.max(axis=1, keepdims=True)
    parts = np.exp(joint - highest)
    sums = parts.sum(axis=1, keepdims=True)
    posterior = parts * (counts[:, None] / sums)
    people, right = posterior.sum(axis=0), posterior.T @ patterns
    chance = np.exp(log_right)
    surplus = right - people[:, None] * chance
    spread = people[:, None] * chance * (1 - chance)
    return _Step(
        posterior=posterior,
        loglik=float(counts @ (highest + np.log(sums))[:, 0]),
        gradient=np.concatenate([nodes @ surplus, surplus.sum(axis=0)]),
        information=_blocks(np.diag(nodes**2 @ spread), np.diag(nodes @ spread), np.diag(spread.sum(axis=0))),
    )


def _climb(
    patterns: Array, counts: Array, values: Array, move: Array, step: _Step, nodes: Array, weights: Array
) -> tuple[Array, _Step]:
    """The values after the move, halved until the likelihood does not fall."""
    items = len(values) // 2
    for halving in range(12):
        wanted = values + move / 2**halving
        wanted[:items] = np.clip(wanted[:items], -_STEEPEST, _STEEPEST)
        after = _expect(patterns, counts, wanted, nodes, weights)
        if after.loglik >= step.loglik - 1e-9:
            return wanted, after
    return values, step


def _observed(patterns: Array, counts: Array, values: Array, step: _Step, nodes: Array) -> Array:
    """Louis: the completed information less the spread of the score over each person's posterior."""
    chance = np.exp(_chances(values, nodes)[0])
    items = patterns.shape[1]
    aa, ad, dd = (np.zeros((items, items)) for _each in range(3))
    for at, node in enumerate(nodes):
        surplus = patterns - chance[at]
        shared = surplus.T @ (step.posterior[:, at, None] * surplus)
        aa, ad, dd = aa + node**2 * shared, ad + node * shared, dd + shared
    share = step.posterior / counts[:, None]
    by_level = patterns - share @ chance
    by_slope = patterns * (share @ nodes)[:, None] - share @ (nodes[:, None] * chance)
    average = np.hstack([by_slope, by_level])
    return step.information - _blocks(aa, ad, dd) + average.T @ (counts[:, None] * average)


def _blocks(aa: Array, ad: Array, dd: Array) -> Array:
    return np.block([[aa, ad], [ad.T, dd]])


def _calibration(
    values: Array, information: Array, free: Array, loglik: float, n: int, model: Model, converged: bool
) -> Calibration:
    slopes, levels = np.split(values, 2)
    items = len(slopes)
    spread = _inverse(information)
    whole = None if spread is None else free @ spread @ free.T
    return Calibration(
        model=model,
        n=n,
        a=tuple(map(float, slopes)),
        a_se=(None,) * items if model == "a=1" else _errors(whole, np.eye(items), np.zeros((items, items))),
        b=tuple(map(float, -levels / slopes)),
        b_se=_errors(whole, np.diag(levels / slopes**2), np.diag(-1 / slopes)),
        loglik=loglik,
        parameters=free.shape[1],
        converged=converged,
    )


def _inverse(information: Array) -> Array | None:
    try:
        np.linalg.cholesky(information)
    except np.linalg.LinAlgError:
        return None
    return np.asarray(np.linalg.inv(information), dtype=np.float64)


def _errors(spread: Array | None, by_slope: Array, by_level: Array) -> tuple[float | None, ...]:
    """Standard errors of what depends on (a, d) with these derivatives."""
    if spread is None:
        return (None,) * len(by_slope)
    slopes = np.hstack([by_slope, by_level])
    return tuple(map(float, np.sqrt(np.diag(slopes @ spread @ slopes.T))))


def _with_all_items(fitted: Calibration, telling: Sequence[int], items: int) -> Calibration:
    """The same with None where an item told nobody apart."""
    place = {item: at for at, item in enumerate(telling)}

    def spaced(values: tuple[float | None, ...]) -> tuple[float | None, ...]:
        return tuple(values[place[item]] if item in place else None for item in range(items))

    return replace(
        fitted,
        a=spaced(fitted.a),
        a_se=spaced(fitted.a_se),
        b=spaced(fitted.b),
        b_se=spaced(fitted.b_se),
    )
