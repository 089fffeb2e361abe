"""Means, spreads and shapes. Sums are exact (fsum), so that no figure depends on the order of people."""

from collections.abc import Sequence
from math import fsum, sqrt

# Values that differ by less than this part of themselves are floats of one value.
_SAME = 1e-9
_NOTHING = 1e-13


def mean(values: Sequence[float]) -> float:
    return fsum(values) / len(values)


def is_constant(values: Sequence[float]) -> bool:
    low, high = min(values), max(values)
    return high - low <= _SAME * max(abs(low), abs(high))


def variance(values: Sequence[float]) -> float:
    """With n - 1; 0 where all are equal or there are fewer than two."""
    return covariance(values, values)


def covariance(first: Sequence[float], second: Sequence[float]) -> float:
    """With n - 1; 0 where one of the two does not vary, or where what is left is a float's last digit."""
    if len(first) < 2 or is_constant(first) or is_constant(second):
        return 0.0
    middle, other = mean(first), mean(second)
    shared = [(x - middle) * (y - other) for x, y in zip(first, second, strict=True)]
    total = fsum(shared)
    return total / (len(first) - 1) if abs(total) > _NOTHING * fsum(map(abs, shared)) else 0.0


def correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Pearson's r; None where one of the two does not vary."""
    spread = variance(first) * variance(second)
    return covariance(first, second) / sqrt(spread) if spread else None


def shape(values: Sequence[float]) -> tuple[float | None, float | None]:
    """Skewness k3/k2^1.5 and kurtosis k4/k2² by Fisher's k-statistics; None where they have no value.

    As Moodle's mod/quiz/report/statistics/classes/calculator.php. They need 3 and 4 values.
    """
    n, k2 = len(values), variance(values)
    if n < 3 or not k2:
        return None, None
    middle = mean(values)
    m2, m3, m4 = (fsum((value - middle) ** power for value in values) / n for power in (2, 3, 4))
    skewness = n * n * m3 / ((n - 1) * (n - 2)) / k2**1.5
    if n < 4:
        return skewness, None
    k4 = n * n * ((n + 1) * m4 - 3 * (n - 1) * m2 * m2) / ((n - 1) * (n - 2) * (n - 3))
    return skewness, k4 / (k2 * k2)
