"""Intervals and exact tests for one rate, one mean difference and pairs of yes and no."""

import math

_STEPS = 300
_TINY = 1e-300
Z95 = 1.959963984540054


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a rate, as parts of 1 (Wilson 1927). Raises ValueError where n is 0."""
    if n < 1 or not 0 <= hits <= n:
        raise ValueError("a rate needs 0 <= hits <= n, n >= 1")
    share, square = hits / n, Z95 * Z95
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = Z95 / (1 + square / n) * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return (0.0 if hits == 0 else low), (1.0 if hits == n else high)


def mcnemar_exact(gained: int, lost: int) -> float:
    """Two-sided p of the discordant pairs, binomial with chance 1/2 (McNemar 1947, exact); 1 without any."""
    n = gained + lost
    tail = sum(math.comb(n, k) for k in range(min(gained, lost) + 1))
    return min(1.0, 2 * tail / 2**n)


def t_quantile(chance: float, freedom: int) -> float:
    """Student's t below which `chance` lies, by bisection of its distribution."""
    if not 0 < chance < 1 or freedom < 1:
        raise ValueError("a quantile needs 0 < chance < 1, freedom >= 1")
    if chance < 0.5:
        return -t_quantile(1 - chance, freedom)
    low, high = 0.0, 1.0
    while t_below(high, freedom) < chance:
        low, high = high, 2 * high
    for _step in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if t_below(middle, freedom) < chance else (low, middle)
    return (low + high) / 2


def t_below(t: float, freedom: int) -> float:
    """The chance of a value below t: 1 − I(ν/(ν+t²); ν/2, 1/2)/2 for t ≥ 0 (Abramowitz & Stegun 26.7.1)."""
    tail = beta_below(freedom / (freedom + t * t), freedom / 2, 0.5) / 2
    return 1 - tail if t >= 0 else tail


def beta_below(x: float, a: float, b: float) -> float:
    """The regularized incomplete beta function I(x; a, b), by its continued fraction (DLMF 8.17.22)."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_below(1 - x, b, a)
    front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(front) / (a * _fraction(x, a, b))


def _fraction(x: float, a: float, b: float) -> float:
    """1 + d₁/(1 + d₂/(1 + …)) by Lentz's way."""
    value = c = 1.0
    d = 0.0
    for step in range(1, _STEPS):
        term = _term(step, x, a, b)
        d = 1 / ((1 + term * d) or _TINY)
        c = (1 + term / c) or _TINY
        value *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return value


def _term(step: int, x: float, a: float, b: float) -> float:
    m = step // 2
    if step % 2:
        return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
