"""Classical item analysis: what a paper and each of its items measured.

Formulas as Moodle's, read in question/classes/statistics/questions/calculator.php and
mod/quiz/report/statistics/classes/calculator.php; D27 as Chinese examination offices print it.
x is an item's mark, T a person's total, o = T - x the rest of the paper. What a person left out counts 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from statistics import median

from .item_groups import ENDS, level, memberships
from .moments import correlation, covariance, mean, shape, variance

Marks = Sequence[float]
# Below this the pages show nothing, and the command warns.
LEAST_PEOPLE = 30


@dataclass(frozen=True, kw_only=True)
class ItemFigures:
    """One item. `facility` and `d27` as parts of 1, `sd` in marks, the others as said; None has no value.

    `notices`: zero_variance, negative_covariance, rest_zero_variance.
    """

    n: int
    most: float
    facility: float
    sd: float | None
    item_total_r: float | None
    item_rest_r: float | None
    discriminative_efficiency: float | None
    intended_weight: float | None
    effective_weight: float | None
    alpha_if_deleted: float | None
    d27: float | None
    notices: tuple[str, ...] = ()

    @property
    def discrimination_index(self) -> float | None:
        """Moodle's: the correlation of the item with the rest, in per cent."""
        return None if self.item_rest_r is None else 100 * self.item_rest_r


@dataclass(frozen=True, kw_only=True)
class PaperFigures:
    """A whole paper; points as given, `alpha` as part of 1, `error_ratio` in per cent.

    `notices`: too_few_people, zero_variance, too_few_items, drawn_papers, negative_alpha.
    """

    n: int
    items: int
    most: float
    mean: float
    median: float
    sd: float | None
    skewness: float | None
    kurtosis: float | None
    alpha: float | None
    standardized_alpha: float | None
    error_ratio: float | None
    standard_error: float | None
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Analysis:
    paper: PaperFigures
    items: tuple[ItemFigures, ...]


@dataclass(frozen=True, kw_only=True)
class Column:
    """One item: the marks of everybody who had it, and their totals in the same order."""

    marks: Marks
    totals: Marks
    most: float

    @property
    def rests(self) -> list[float]:
        return [total - mark for total, mark in zip(self.totals, self.marks, strict=True)]


def analyse(rows: Sequence[Sequence[float | None]], most: Marks) -> Analysis:
    """A paper that everybody sat: a row for each person, a mark for each item, None where it was left out.

    `most` is each item's full mark. Raises ValueError where there is nobody or a row has another length.
    """
    if not rows or any(len(row) != len(most) for row in rows):
        raise ValueError("a row for each person, a mark for each item")
    filled = [[mark or 0 for mark in row] for row in rows]
    totals = [sum(row) if _all_whole(row) else level(fsum(row)) for row in filled]
    columns = [
        Column(marks=marks, totals=totals, most=full)
        for marks, full in zip(zip(*filled, strict=True), most, strict=True)
    ]
    return analyse_columns(columns, totals)


def analyse_columns(columns: Sequence[Column], totals: Marks) -> Analysis:
    """The same for a paper that is kept by item; every column has everybody, in one order."""
    paper = _paper(
        totals,
        items=len(columns),
        most=fsum(column.most for column in columns),
        alpha=_alpha_of([variance(column.marks) for column in columns], variance(totals)),
        standardized_alpha=_standardized_alpha(columns),
    )
    return Analysis(
        paper=paper,
        items=_items(columns, is_drawn=False),
    )


def analyse_drawn(columns: Sequence[Column], totals: Marks, *, size: int, most: float) -> Analysis:
    """Papers drawn for each person: items that only some people had, `size` of them on a paper.

    As Moodle does for randomly drawn sub-questions, the rest is the total itself (o = T), so item_rest_r
    reads a little high. Weights and alpha have no value: no two people need have the same items.
    """
    return Analysis(
        paper=_paper(totals, items=size, most=most, more=("drawn_papers",)),
        items=_items(columns, is_drawn=True),
    )


def random_guess(type: str, options: int) -> float | None:
    """What guessing earns, as a part of the full mark; None for several-answer items, as in Moodle."""
    if type == "multi":
        return None
    if type == "blank":
        return 0.0
    return 0.5 if type == "judge" else 1 / options if options else None


def _all_whole(row: Sequence[float]) -> bool:
    return all(isinstance(mark, int) for mark in row)


def _paper(
    totals: Marks,
    *,
    items: int,
    most: float,
    alpha: float | None = None,
    standardized_alpha: float | None = None,
    more: tuple[str, ...] = (),
) -> PaperFigures:
    spread = variance(totals)
    skewness, kurtosis = shape(totals)
    ratio = None if alpha is None else 100 * sqrt(max(0.0, 1 - alpha))
    return PaperFigures(
        n=len(totals),
        items=items,
        most=most,
        mean=mean(totals),
        median=median(totals),
        sd=sqrt(spread) if len(totals) > 1 else None,
        skewness=skewness,
        kurtosis=kurtosis,
        alpha=alpha,
        standardized_alpha=standardized_alpha,
        error_ratio=ratio,
        standard_error=None if ratio is None else ratio / 100 * sqrt(spread),
        notices=(*more, *_paper_notices(len(totals), items, spread, alpha)),
    )


def _paper_notices(n: int, items: int, spread: float, alpha: float | None) -> list[str]:
    found = {
        "too_few_people": n < LEAST_PEOPLE,
        "too_few_items": items < 2,
        "zero_variance": not spread,
        "negative_alpha": alpha is not None and alpha < 0,
    }
    return [code for code, holds in found.items() if holds]


def _alpha_of(variances: Sequence[float], spread: float) -> float | None:
    """Cronbach's alpha, which Moodle prints as the coefficient of internal consistency."""
    p = len(variances)
    return p / (p - 1) * (1 - fsum(variances) / spread) if p > 1 and spread else None


def _standardized_alpha(columns: Sequence[Column]) -> float | None:
    """Alpha of items that all had the same spread; None where one of them has none."""
    spreads = [sqrt(variance(column.marks)) for column in columns]
    if not all(spreads):
        return None
    alike = zip(
        *([mark / sd for mark in one.marks] for one, sd in zip(columns, spreads, strict=True)), strict=True
    )
    return _alpha_of([1.0] * len(columns), variance([fsum(row) for row in alike]))


def _items(columns: Sequence[Column], *, is_drawn: bool) -> tuple[ItemFigures, ...]:
    with_total = [covariance(column.marks, column.totals) for column in columns]
    variances = [variance(column.marks) for column in columns]
    everything = fsum(column.most for column in columns)
    roots = fsum(sqrt(shared) for shared in with_total if shared > 0)
    return tuple(
        _item(
            column,
            is_drawn=is_drawn,
            shared=with_total[at],
            intended=None if is_drawn else 100 * column.most / everything,
            roots=None if is_drawn else roots,
            others=[] if is_drawn else [*variances[:at], *variances[at + 1 :]],
        )
        for at, column in enumerate(columns)
    )


def _item(
    column: Column,
    *,
    is_drawn: bool,
    shared: float,
    intended: float | None,
    roots: float | None,
    others: Sequence[float],
) -> ItemFigures:
    marks = column.marks
    rests = list(column.totals) if is_drawn else column.rests
    spread = variance(marks)
    most_shared = covariance(sorted(marks), sorted(rests))
    return ItemFigures(
        n=len(marks),
        most=column.most,
        facility=mean(marks) / column.most,
        sd=sqrt(spread) if len(marks) > 1 else None,
        item_total_r=correlation(marks, column.totals),
        item_rest_r=correlation(marks, rests),
        discriminative_efficiency=100 * covariance(marks, rests) / most_shared if most_shared else None,
        intended_weight=intended,
        effective_weight=100 * sqrt(shared) / roots if roots and shared >= 0 else None,
        alpha_if_deleted=_alpha_of(others, variance(rests)),
        d27=_d27(column) if len(marks) > 1 else None,
        notices=_item_notices(spread, rests, shared),
    )


def _item_notices(spread: float, rests: Marks, shared: float) -> tuple[str, ...]:
    if not spread:
        return ("zero_variance",)
    rest = () if variance(rests) else ("rest_zero_variance",)
    return (*rest, "negative_covariance") if shared < 0 else rest


def _d27(column: Column) -> float:
    """Facility among the best 27 per cent by total, less that among the weakest."""
    parts = memberships(column.totals, ENDS)
    weights = [parts[level(total)] for total in column.totals]
    size = ENDS[0] * len(weights)
    gap = fsum((part[2] - part[0]) * mark for part, mark in zip(weights, column.marks, strict=True))
    return gap / (size * column.most)
