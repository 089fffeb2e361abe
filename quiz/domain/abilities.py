"""One item and one person: the chance of a right answer by the person's ability.

An item is answered rightly with the chance

    guess + (1 - guess) · logistic(difficulty + ability)

(the three-parameter logistic model with equal slopes), where `difficulty` makes the mean over all abilities
the item's expected facility. Abilities are normal on the logit scale with mean 0, cut off at four spreads;
means over them are taken by the trapezoid rule in steps of 0.4 spreads, which for so smooth a curve is exact
to far more digits than anybody needs.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

_STEPS = tuple(step / 2.5 for step in range(-10, 11))


def guess(type: str, options: int) -> float:
    """The chance of a right answer without knowing anything."""
    if type == "multi":
        return 1 / max(1, 2**options - options - 1)
    return {"single": 1 / max(1, options), "judge": 0.5}.get(type, 0.0)


@lru_cache(maxsize=64)
def abilities(spread: float) -> tuple[tuple[float, float], ...]:
    """Abilities with their weights, which make 1."""
    weights = [math.exp(-step * step / 2) for step in _STEPS]
    return tuple((spread * step, weight / sum(weights)) for step, weight in zip(_STEPS, weights, strict=True))


@dataclass(frozen=True, kw_only=True)
class AskedItem:
    """`difficulty` None: an answer that nobody's ability changes."""

    facility: float
    guess: float
    difficulty: float | None

    def chance(self, ability: float) -> float:
        if self.difficulty is None:
            return self.facility
        return self.guess + (1 - self.guess) * _logistic(self.difficulty + ability)


@lru_cache(maxsize=65_536)
def calibrated(facility: int, guessed: float, spread: float, shift: float) -> AskedItem:
    """An item whose mean chance is its facility (ten-thousandths), then shifted by so many logits."""
    wanted = min(facility / 10_000, 0.9999)
    if wanted <= guessed + 0.005:
        return AskedItem(facility=wanted, guess=guessed, difficulty=None)
    difficulty = _difficulty((wanted - guessed) / (1 - guessed), spread)
    return AskedItem(facility=wanted, guess=guessed, difficulty=difficulty + shift)


@lru_cache(maxsize=65_536)
def _difficulty(share: float, spread: float) -> float:
    """Where the mean of logistic(difficulty + ability) over all abilities is `share`: Newton's steps from
    the usual approximation of a logistic by a normal curve."""
    at = math.log(share / (1 - share)) * math.sqrt(1 + math.pi / 8 * spread**2)
    for _step in range(12):
        values = [(weight, _logistic(at + ability)) for ability, weight in abilities(spread)]
        mean = math.fsum(weight * value for weight, value in values)
        slope = math.fsum(weight * value * (1 - value) for weight, value in values)
        at -= (mean - share) / slope
        if abs(mean - share) < 1e-12:
            break
    return at


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))
