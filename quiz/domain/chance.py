"""Two tests of chance in plain Python: is this count, or are these counts, more than luck?"""

import math
from collections.abc import Sequence

_STEPS = 500
_TINY = 1e-300


def chi_square(observed: Sequence[float], expected: Sequence[float]) -> float:
    """Pearson's statistic; cells that expect nothing are left out."""
    pairs = zip(observed, expected, strict=True)
    return sum((seen - wanted) ** 2 / wanted for seen, wanted in pairs if wanted > 0)


def chi_square_p(statistic: float, freedom: int) -> float:
    """The chance of a statistic at least this large: Q(freedom/2, statistic/2).

    The regularized upper incomplete gamma function, by series below a + 1 and by Lentz's continued
    fraction above (Numerical Recipes, 3rd ed., 6.2).
    """
    shape, x = freedom / 2, statistic / 2
    if x <= 0 or freedom < 1:
        return 1.0
    front = math.exp(-x + shape * math.log(x) - math.lgamma(shape))
    if x < shape + 1:
        return max(0.0, 1.0 - front * _lower_series(shape, x))
    return front * _upper_fraction(shape, x)


def at_least(count: int, chances: Sequence[float]) -> float:
    """The chance of `count` or more successes in independent trials with these chances.

    The exact Poisson-binomial tail; the binomial one where all chances are equal.
    """
    reached = [1.0]
    for chance in chances:
        grown = [*reached, 0.0]
        for successes in range(len(reached), 0, -1):
            grown[successes] = grown[successes] * (1 - chance) + reached[successes - 1] * chance
        grown[0] *= 1 - chance
        reached = grown
    return min(1.0, math.fsum(reached[max(0, count) :]))


def _lower_series(shape: float, x: float) -> float:
    term = total = 1 / shape
    for step in range(1, _STEPS):
        term *= x / (shape + step)
        total += term
        if term < total * 1e-15:
            break
    return total


def _upper_fraction(shape: float, x: float) -> float:
    b = x + 1 - shape
    c = 1 / _TINY
    d = 1 / b
    value = d
    for step in range(1, _STEPS):
        a = -step * (step - shape)
        b += 2
        d = 1 / _nonzero(a * d + b)
        c = _nonzero(b + a / c)
        value *= d * c
        if abs(d * c - 1) < 1e-15:
            break
    return value


def _nonzero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
