"""Before the opening: how points will be distributed, how many full marks there will be, what they decide.

Answers of one person go together: who is able gets more of everything right. Taken as independent, full
marks come out far too few. So each person has an ability (`abilities`); given it, answers are independent,
and then everything is averaged over abilities.

What is left out: a row's draw is taken as independent draws from its pool (a fixed paper, or a row that takes
all it has, is exact); partly right answers count as wrong; nobody tires, learns or helps others between
attempts. The interval of full marks allows for chance, for an ability spread from 0.6 to 1.4, and for a whole
paper that is easier or harder by 0.3 logits than expected.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .abilities import AskedItem, abilities, calibrated, guess
from .paper import PoolItem, PoolRow

SPREAD = 1.0
SPREADS, SHIFTS = (0.6, SPREAD, 1.4), (-0.3, 0.0, 0.3)
CHANCE = 0.9
MOST_CELLS = 1000
Counts = Literal["best", "first", "last", "sum"]
Grid = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """So many people who sit papers drawn from these rows."""

    rows: tuple[PoolRow, ...]
    people: int


@dataclass(frozen=True, kw_only=True)
class Rules:
    """Which of `tries` attempts counts; points off for a wrong answer, in hundredths."""

    counts: Counts = "first"
    tries: int = 1
    penalty: int = 0


@dataclass(frozen=True, kw_only=True)
class Distribution:
    """`chances[n]`: of n times `unit` hundredths of points."""

    unit: int
    chances: tuple[float, ...]

    @property
    def mean(self) -> float:
        """In hundredths of points."""
        return self.unit * math.fsum(at * chance for at, chance in enumerate(self.chances))

    def at_least(self, cell: int) -> float:
        return math.fsum(self.chances[max(0, cell) :])


@dataclass(frozen=True, kw_only=True)
class FullMarks:
    """How many people get everything right: expected, and between what (nine times in ten)."""

    expected: float
    low: int
    high: int


@dataclass(frozen=True, kw_only=True)
class Seats:
    """A prize's last seat: it goes to somebody with `points` (hundredths), and so many have exactly them
    while `left` seats remain for them. `points` is None where there are more seats than people."""

    name: str
    quota: int
    points: int | None = None
    tied: float = 0
    left: float = 0
    is_full: bool = False

    @property
    def is_contested(self) -> bool:
        """Whether more people are equal at the last seat than sit there."""
        return self.tied >= self.left + 1


# ── One paper, one person ─────────────────────────────────────────────────────
@dataclass(frozen=True, kw_only=True)
class _Slots:
    """`count` places of a paper, each one of these items (its share, the item, its points)."""

    count: int
    outcomes: tuple[tuple[float, AskedItem, int], ...]

    def right(self, ability: float) -> float:
        return math.fsum(share * item.chance(ability) for share, item, _points in self.outcomes)

    def worths(self, ability: float) -> dict[int, float]:
        """Points → the chance of winning them in one place."""
        found: dict[int, float] = {}
        for share, item, points in self.outcomes:
            found[points] = found.get(points, 0.0) + share * item.chance(ability)
        return found

    @property
    def most(self) -> int:
        return max((points for _share, _item, points in self.outcomes), default=0)


def _slots(rows: Sequence[PoolRow], spread: float, shift: float) -> list[_Slots]:
    return [slots for row in rows for slots in _row_slots(row, spread, shift)]


def _row_slots(row: PoolRow, spread: float, shift: float) -> Iterator[_Slots]:
    """Alike items together: a pool of hundreds has few that differ in facility, guess and points."""
    kinds = Counter((item.facility, _guessed(item), row.points[item.type]) for item in row.items)
    known = [(count, calibrated(f, g, spread, shift), points) for (f, g, points), count in kinds.items()]
    if row.count == len(row.items):
        for count, item, points in known:
            yield _Slots(count=count, outcomes=((1.0, item, points),))
    elif known:
        size = len(row.items)
        yield _Slots(count=row.count, outcomes=tuple((n / size, item, points) for n, item, points in known))


def _guessed(item: PoolItem) -> float:
    return guess(item.type, len(item.options))


def full_chance(
    rows: Sequence[PoolRow], rules: Rules, *, spread: float = SPREAD, shift: float = 0.0
) -> float:
    """The chance that what counts of a person is wholly right."""
    slots = _slots(rows, spread, shift)
    total = 0.0
    for ability, weight in abilities(spread):
        once = math.prod(one.right(ability) ** one.count for one in slots)
        total += weight * _of_tries(once, rules)
    return total


def _of_tries(chance: float, rules: Rules) -> float:
    if rules.counts == "best":
        return float(1 - (1 - chance) ** rules.tries)
    return float(chance**rules.tries) if rules.counts == "sum" else chance


# ── Points ────────────────────────────────────────────────────────────────────
def distribution(rows: Sequence[PoolRow], rules: Rules, *, spread: float = SPREAD) -> Distribution:
    """How the points that count are distributed over people. Points are rounded to `unit` where a paper
    has more than `MOST_CELLS` different results."""
    slots, weights = _slots(rows, spread, 0.0), [weight for _ability, weight in abilities(spread)]
    unit = _unit(slots, rules.penalty)
    found = _counted(_once(slots, spread, unit, rules.penalty), rules)
    chances = np.clip(np.asarray(weights) @ found, 0.0, 1.0)
    return Distribution(unit=unit, chances=tuple(chances.tolist()))


def _unit(slots: Sequence[_Slots], penalty: int) -> int:
    most = sum(one.count * one.most for one in slots)
    exact = math.gcd(*(points for one in slots for _share, _item, points in one.outcomes), penalty) or 1
    return exact if most // exact < MOST_CELLS else -(-most // (MOST_CELLS - 1))


def _once(slots: Sequence[_Slots], spread: float, unit: int, penalty: int) -> Grid:
    """Chances of one paper's results, one line for each ability; what falls below 0 counts as 0."""
    off, below = round(penalty / unit), 0
    found = np.ones((len(abilities(spread)), 1))
    for one in slots:
        steps = _steps(one, spread, unit, off)
        below += off * one.count
        for _place in range(one.count):
            found = _grown(found, steps)
    return np.concatenate([found[:, : below + 1].sum(axis=1, keepdims=True), found[:, below + 1 :]], axis=1)


def _steps(one: _Slots, spread: float, unit: int, off: int) -> dict[int, Grid]:
    """Cells gained in one place, counted from the penalty up → their chance for each ability."""
    worths = [one.worths(ability) for ability, _weight in abilities(spread)]
    steps = {0: np.asarray([max(0.0, 1 - math.fsum(found.values())) for found in worths])}
    for points in worths[0]:
        cell = round(points / unit) + off
        steps[cell] = steps.get(cell, 0.0) + np.asarray([found[points] for found in worths])
    return steps


def _grown(found: Grid, steps: Mapping[int, Grid]) -> Grid:
    size = found.shape[1]
    grown = np.zeros((found.shape[0], size + max(steps)))
    for cell, chance in steps.items():
        grown[:, cell : cell + size] += found * chance[:, None]
    return grown


def _counted(once: Grid, rules: Rules) -> Grid:
    if rules.counts == "best" and rules.tries > 1:
        reached = np.minimum(np.cumsum(once, axis=1), 1.0) ** rules.tries
        return np.diff(reached, axis=1, prepend=0.0)
    if rules.counts == "sum" and rules.tries > 1:
        size = (once.shape[1] - 1) * rules.tries + 1
        return np.fft.irfft(np.fft.rfft(once, size + size % 2, axis=1) ** rules.tries, axis=1)[:, :size]
    return once


# ── A crowd ───────────────────────────────────────────────────────────────────
def together(crowds: Sequence[Crowd], rules: Rules) -> Distribution:
    """One distribution over people who sit different papers and are ranked together."""
    people = sum(crowd.people for crowd in crowds)
    parts = [(crowd.people / people, distribution(crowd.rows, rules)) for crowd in crowds if crowd.people]
    unit = min((one.unit for _share, one in parts), default=1)
    longest = max((round(len(one.chances) * one.unit / unit) for _share, one in parts), default=1)
    chances = [0.0] * (longest + 1)
    for share, one in parts:
        for at, chance in enumerate(one.chances):
            chances[round(at * one.unit / unit)] += share * chance
    while len(chances) > 1 and not chances[-1]:
        chances.pop()
    return Distribution(unit=unit, chances=tuple(chances))


def full_marks(crowds: Sequence[Crowd], rules: Rules) -> FullMarks:
    """How many people will get everything right."""
    low, high = [], []
    for spread in SPREADS:
        for shift in SHIFTS:
            ends = [
                _between(crowd.people, full_chance(crowd.rows, rules, spread=spread, shift=shift))
                for crowd in crowds
            ]
            low.append(sum(one for one, _other in ends))
            high.append(sum(other for _one, other in ends))
    expected = math.fsum(crowd.people * full_chance(crowd.rows, rules) for crowd in crowds)
    return FullMarks(expected=expected, low=min(low), high=max(high))


def _between(people: int, chance: float) -> tuple[int, int]:
    """The middle nine tenths of a binomial: its 5 % and 95 % quantiles."""
    tail = (1 - CHANCE) / 2
    if chance <= 0 or chance >= 1 or not people:
        return (people, people) if chance >= 1 else (0, 0)
    deviation = math.sqrt(people * chance * (1 - chance))
    first = max(0, math.floor(people * chance - 9 * deviation - 9))
    last = min(people, math.ceil(people * chance + 9 * deviation + 9))
    reached, low = 0.0, None
    for number in range(first, last + 1):
        reached += _binomial(people, number, chance)
        if low is None and reached >= tail:
            low = number
        if reached >= 1 - tail:
            return (number if low is None else low), number
    return (last if low is None else low), last


def _binomial(people: int, number: int, chance: float) -> float:
    ways = math.lgamma(people + 1) - math.lgamma(number + 1) - math.lgamma(people - number + 1)
    return math.exp(ways + number * math.log(chance) + (people - number) * math.log1p(-chance))


def seats(tiers: Sequence[tuple[str, int]], found: Distribution, people: int) -> list[Seats]:
    """What decides the last seat of each prize by place, in their order. `tiers`: name and quota."""
    taken, answer = 0, []
    for name, quota in tiers:
        taken += quota
        answer.append(_last_seat(name, quota, taken, found, people))
    return answer


def _last_seat(name: str, quota: int, taken: int, found: Distribution, people: int) -> Seats:
    above, top = 0.0, len(found.chances) - 1
    for cell in range(top, -1, -1):
        here = people * found.chances[cell]
        if above + here >= taken:
            return Seats(
                name=name,
                quota=quota,
                points=cell * found.unit,
                tied=here,
                left=min(taken - above, float(quota)),
                is_full=cell == top,
            )
        above += here
    return Seats(name=name, quota=quota)
