"""How equal the papers of one blueprint are: their expected results and what neighbours share."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from .dice import derive_seed
from .evenness import distance, expected_result, target
from .paper import PoolItem, PoolRow, draw_items

DRAWS = 1000


@dataclass(frozen=True, kw_only=True)
class Spread:
    """Expected results of drawn papers in per cent of the full mark, and neighbours' shared questions.

    `outside`: papers that are not within `band`; `overlap`: the mean share (per cent) of a paper's
    questions that the paper drawn next to it has too; `bars`: (from, to, papers) of equal widths.
    """

    draws: int
    target: float
    band: float | None
    mean: float
    deviation: float
    lowest: float
    low: float
    high: float
    highest: float
    outside: int
    overlap: float
    bars: tuple[tuple[float, float, int], ...]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def sample_papers(
    rows: Sequence[PoolRow], *, draws: int, seed: str, band: int | None
) -> list[list[list[PoolItem]]]:
    """Papers as so many people would draw them, from seeds of their own."""
    return [draw_items(rows, derive_seed(seed, "sample", number), band) for number in range(draws)]


def spread_of(
    rows: Sequence[PoolRow], *, draws: int = DRAWS, seed: str = "report", band: int | None = None
) -> Spread:
    """What so many drawn papers are like. `low` and `high` leave out the outer 2.5 % on each side.

    Raises RuleBroken("pool_too_small") as drawing does.
    """
    papers = sample_papers(rows, draws=draws, seed=seed, band=band)
    results = sorted(float(expected_result(rows, paper)) / 100 for paper in papers)
    mean = sum(results) / draws
    edge = draws // 40
    return Spread(
        draws=draws,
        target=target(rows) / 100,
        band=None if band is None else band / 100,
        mean=round(mean, 3),
        deviation=round((sum((one - mean) ** 2 for one in results) / draws) ** 0.5, 3),
        lowest=round(results[0], 2),
        low=round(results[edge], 2),
        high=round(results[-1 - edge], 2),
        highest=round(results[-1], 2),
        outside=0 if band is None else sum(distance(rows, paper, band) > 0 for paper in papers),
        overlap=round(_mean_overlap(papers), 2),
        bars=_bars(results),
    )


def _mean_overlap(papers: Sequence[Sequence[Sequence[PoolItem]]]) -> float:
    sets = [{item.revision_id for row in paper for item in row} for paper in papers]
    pairs = [100 * len(one & other) / len(one) for one, other in pairwise(sets) if one]
    return sum(pairs) / len(pairs) if pairs else 100.0


def _bars(results: Sequence[float], most: int = 12) -> tuple[tuple[float, float, int], ...]:
    """A histogram of sorted results with edges on round numbers."""
    width = next(
        one for one in (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0) if results[-1] - results[0] <= one * (most - 1)
    )
    first, last = int(results[0] // width), int(results[-1] // width)
    counts = [0] * (last - first + 1)
    for one in results:
        counts[int(one // width) - first] += 1
    return tuple(
        (round((first + at) * width, 1), round((first + at + 1) * width, 1), count)
        for at, count in enumerate(counts)
    )
