"""What people gained between a before test and an after test, of those who sat both.

Results are in percent of the full mark, 0 to 100. Hake 1998 (Am. J. Phys. 66, 64) for the gain of a
class, Marx & Cummings 2007 (Am. J. Phys. 75, 87) for the change of one person, Lakens 2013
(Front. Psychol. 4, 863) for the two effects.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import stdev

from .intervals import mcnemar_exact, t_quantile, wilson
from .moments import mean, variance

# Below it a group is not shown at all; below the second only counts are.
LEAST_SHOWN = 10
LEAST_FIGURES = 20
RESAMPLES = 4000
SEED = 20261126
# Matched people whose before mean is this many standard deviations off everybody's were selected.
_SELECTED = 0.2

Interval = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Result:
    """One person's result in one test. `score` in percent of the full mark."""

    score: float
    passed: bool
    department: str = ""


@dataclass(frozen=True, kw_only=True)
class Rate:
    hits: int
    n: int
    interval: Interval

    @property
    def share(self) -> float:
        return self.hits / self.n


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Of matched people. None where a figure has no value; scores in percent, gains and rates as parts."""

    before: float
    after: float
    before_sd: float
    after_sd: float
    raw: float
    raw_interval: Interval | None
    d_z: float | None
    d_av: float | None
    hake: float | None
    hake_interval: Interval | None
    change: float | None
    change_n: int
    before_pass: Rate
    after_pass: Rate
    gained: int
    lost: int
    mcnemar: float


@dataclass(frozen=True, kw_only=True)
class DepartmentLine:
    """`n` and means are None where they are withheld."""

    name: str
    n: int | None
    before: float | None = None
    after: float | None = None


@dataclass(frozen=True, kw_only=True)
class Gain:
    """`rose`, `same`, `fell`: people, all None below 10 matched; `figures` None below 20."""

    n_before: int
    n_after: int
    matched: int
    rose: int | None
    same: int | None
    fell: int | None
    figures: Figures | None
    is_selected: bool
    departments: tuple[DepartmentLine, ...]


def gain(before: Mapping[int, Result], after: Mapping[int, Result], *, gated: bool = False) -> Gain:
    """Both tests' results by person. `gated`: the before test decided who may sit the after test."""
    people = sorted(before.keys() & after.keys())
    pairs = [(before[one], after[one]) for one in people]
    shown = len(pairs) >= LEAST_SHOWN
    return Gain(
        n_before=len(before),
        n_after=len(after),
        matched=len(pairs),
        rose=sum(two.score > one.score for one, two in pairs) if shown else None,
        same=sum(two.score == one.score for one, two in pairs) if shown else None,
        fell=sum(two.score < one.score for one, two in pairs) if shown else None,
        figures=figures(pairs) if len(pairs) >= LEAST_FIGURES else None,
        is_selected=bool(pairs) and (gated or _is_selected(before, people)),
        departments=departments(pairs),
    )


def listed_counts(counts: Sequence[int]) -> tuple[int | None, ...]:
    """Numbers of people that make up a known total: None for those under 10, and where one alone is, for the
    smallest of the others too, or it would follow from them."""
    hidden = {place for place, count in enumerate(counts) if count < LEAST_SHOWN}
    if len(hidden) == 1 and len(counts) > 1:
        hidden.add(min(set(range(len(counts))) - hidden, key=lambda place: counts[place]))
    return tuple(None if place in hidden else count for place, count in enumerate(counts))


def _is_selected(before: Mapping[int, Result], people: Sequence[int]) -> bool:
    everybody = [one.score for one in before.values()]
    spread = sqrt(variance(everybody))
    matched = mean([before[one].score for one in people])
    return spread > 0 and abs(matched - mean(everybody)) > _SELECTED * spread


def figures(pairs: Sequence[tuple[Result, Result]]) -> Figures:
    """Everything about pairs of results. Raises ValueError for fewer than two."""
    if len(pairs) < 2:
        raise ValueError("figures need two people")
    first, second = [one.score for one, _two in pairs], [two.score for _one, two in pairs]
    gains = [late - early for early, late in zip(first, second, strict=True)]
    raw, spread = mean(gains), stdev(gains)
    both = (stdev(first) + stdev(second)) / 2
    changes = [c for one, two in zip(first, second, strict=True) if (c := change(one, two)) is not None]
    gained = sum(two.passed and not one.passed for one, two in pairs)
    lost = sum(one.passed and not two.passed for one, two in pairs)
    return Figures(
        before=mean(first),
        after=mean(second),
        before_sd=stdev(first),
        after_sd=stdev(second),
        raw=raw,
        raw_interval=t_interval(raw, spread, len(gains)),
        d_z=raw / spread if spread else None,
        d_av=raw / both if both else None,
        hake=hake(mean(first), mean(second)),
        hake_interval=hake_interval(first, second),
        change=mean(changes) if changes else None,
        change_n=len(changes),
        before_pass=_rate([one.passed for one, _two in pairs]),
        after_pass=_rate([two.passed for _one, two in pairs]),
        gained=gained,
        lost=lost,
        mcnemar=mcnemar_exact(gained, lost),
    )


def _rate(passed: Sequence[bool]) -> Rate:
    hits = sum(passed)
    return Rate(hits=hits, n=len(passed), interval=wilson(hits, len(passed)))


def t_interval(middle: float, spread: float, n: int) -> Interval:
    """The 95 % interval of a mean difference: Δ̄ ± t(.975; n − 1) · s/√n (Student 1908)."""
    half = t_quantile(0.975, n - 1) * spread / sqrt(n)
    return middle - half, middle + half


def hake(before: float, after: float) -> float | None:
    """⟨g⟩ = (after − before) / (100 − before) of means; None where the before mean is 100 (Hake 1998)."""
    return (after - before) / (100 - before) if before < 100 else None


def change(before: float, after: float) -> float | None:
    """c of one person, −1 to 1; None where both are 0 or both are 100 (Marx & Cummings 2007)."""
    if before == after:
        return None if before in (0, 100) else 0.0
    return (after - before) / (100 - before) if after > before else (after - before) / before


def hake_interval(before: Sequence[float], after: Sequence[float], *, seed: int = SEED) -> Interval | None:
    """The 2.5th and 97.5th percentile of ⟨g⟩ over `RESAMPLES` draws of persons with replacement.

    The percentile bootstrap (Efron & Tibshirani 1993, ch. 13). None where ⟨g⟩ or a resample has no value.
    """
    # NumPy takes a moment to load, and nothing else here needs it.
    import numpy as np

    first, second = np.asarray(before, float), np.asarray(after, float)
    dice, found = np.random.default_rng(seed), []
    for _each in range(RESAMPLES):
        drawn = dice.integers(0, len(first), len(first))
        one = hake(float(first[drawn].mean()), float(second[drawn].mean()))
        if one is None:
            return None
        found.append(one)
    low, high = np.percentile(found, [2.5, 97.5])
    return float(low), float(high)


def departments(pairs: Sequence[tuple[Result, Result]]) -> tuple[DepartmentLine, ...]:
    """Matched people by their department in the before test, by name.

    Those under 10 are withheld. A single withheld one would follow from the total less the others, so
    the smallest of the others is withheld with it.
    """
    groups: dict[str, list[tuple[Result, Result]]] = {}
    for pair in pairs:
        groups.setdefault(pair[0].department, []).append(pair)
    hidden = {name for name, some in groups.items() if len(some) < LEAST_SHOWN}
    if len(hidden) == 1 and len(groups) > 1:
        hidden.add(min(groups.keys() - hidden, key=lambda name: (len(groups[name]), name)))
    return tuple(_line(name, groups[name], hidden) for name in sorted(groups))


def _line(name: str, pairs: Sequence[tuple[Result, Result]], hidden: set[str]) -> DepartmentLine:
    if name in hidden:
        return DepartmentLine(name=name, n=None)
    return DepartmentLine(
        name=name,
        n=len(pairs),
        before=mean([one.score for one, _two in pairs]),
        after=mean([two.score for _one, two in pairs]),
    )
