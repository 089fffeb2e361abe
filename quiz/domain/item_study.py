"""Everything that a contest's first attempts say about its paper and its items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median, median_low
from typing import TYPE_CHECKING

from .item_analysis import (
    Column,
    ItemFigures,
    PaperFigures,
    analyse_columns,
    analyse_drawn,
    random_guess,
)
from .item_bias import Bias, bias
from .item_flags import Evidence, Flag, Window, flags
from .item_options import OptionFigures, option_figures
from .item_sample import Sample, SampleItem
from .moments import mean, variance

if TYPE_CHECKING:
    from .irt import Calibration

BINS = 10


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What an item is. `options`: ids, none for a blank; `key`: ids of right options."""

    type: str
    options: Sequence[int]
    key: Sequence[int]


@dataclass(frozen=True, kw_only=True)
class Curve:
    model: str
    a: float
    a_se: float | None
    b: float
    b_se: float | None


@dataclass(frozen=True, kw_only=True)
class StudiedItem:
    revision: int
    figures: ItemFigures
    guess: float | None
    options: tuple[OptionFigures, ...]
    median_ms: float | None
    biases: tuple[Bias, ...]
    windows: tuple[Window, Window] | None
    curve: Curve | None
    flags: tuple[Flag, ...]


@dataclass(frozen=True, kw_only=True)
class Study:
    """`bins`: people by tenths of their full mark, the last one with 100 %."""

    paper: PaperFigures
    is_drawn: bool
    bins: tuple[int, ...]
    items: tuple[StudiedItem, ...]


def study(sample: Sample, asked: Mapping[int, Asked]) -> Study:
    """Raises ValueError for a sample without people; `asked` has every revision of the sample."""
    if not len(sample):
        raise ValueError("nobody has handed in")
    columns = {revision: _column(sample, item) for revision, item in sample.items.items()}
    totals, drawn = list(sample.totals), sample.is_drawn
    if drawn:
        size, most = median_low(sample.sizes), median_low(sample.mosts)
        found = analyse_drawn(list(columns.values()), totals, size=size, most=most)
    else:
        found = analyse_columns(list(columns.values()), totals)
    curves = {} if drawn else _curves(columns)
    usual = _form_median(sample)
    return Study(
        paper=found.paper,
        is_drawn=drawn,
        bins=_bins(sample),
        items=tuple(
            _studied(
                sample, revision, columns[revision], figures, asked[revision], curves.get(revision), usual
            )
            for revision, figures in zip(columns, found.items, strict=True)
        ),
    )


def _column(sample: Sample, item: SampleItem) -> Column:
    return Column(marks=list(item.marks), totals=[sample.totals[at] for at in item.people], most=item.most)


def _studied(
    sample: Sample,
    revision: int,
    column: Column,
    figures: ItemFigures,
    asked: Asked,
    curve: Curve | None,
    usual: float | None,
) -> StudiedItem:
    item = sample.items[revision]
    options = option_figures(asked.options, asked.key, item.chosen, column.rests) if asked.options else ()
    guess = random_guess(asked.type, len(asked.options))
    times = item.known_times
    typical = median(times) if times else None
    biases = tuple(filter(None, (_bias(sample, name, item, column) for name in sample.groups)))
    windows = _windows(column)
    evidence = Evidence(
        type=asked.type,
        n=figures.n,
        facility=figures.facility,
        guess=guess,
        item_rest_r=figures.item_rest_r,
        options=options,
        median_ms=typical,
        form_median_ms=usual,
        biases=biases,
        windows=windows,
    )
    return StudiedItem(
        revision=revision,
        figures=figures,
        guess=guess,
        options=options,
        median_ms=typical,
        biases=biases,
        windows=windows,
        curve=curve,
        flags=flags(evidence),
    )


def _bias(sample: Sample, group: str, item: SampleItem, column: Column) -> Bias | None:
    members = sample.groups[group]
    theirs = [members[at] for at in item.people]
    if not any(theirs):
        return None
    return bias(group, [mark == item.most for mark in item.marks], column.totals, theirs)


def _windows(column: Column) -> tuple[Window, Window] | None:
    """The first and the second half of the people, as they started: an item that gets about gets easier."""
    half = len(column.marks) // 2
    return (_window(column, 0, half), _window(column, half, len(column.marks))) if half else None


def _window(column: Column, start: int, end: int) -> Window:
    parts = [mark / column.most for mark in column.marks[start:end]]
    return Window(n=len(parts), facility=mean(parts), variance=variance(parts))


def _form_median(sample: Sample) -> float | None:
    """The median of the items' median times."""
    medians = [median(times) for item in sample.items.values() if (times := item.known_times)]
    return median(medians) if medians else None


def _bins(sample: Sample) -> tuple[int, ...]:
    counts = [0] * BINS
    for total, most in zip(sample.totals, sample.mosts, strict=True):
        counts[min(BINS - 1, BINS * total // most)] += 1
    return tuple(counts)


def _curves(columns: Mapping[int, Column]) -> dict[int, Curve]:
    """Item response curves where the people are enough and every item is right or wrong."""
    # NumPy takes a moment to load, and nothing else needs it.
    from .irt import calibrate, model_for

    model = model_for(len(next(iter(columns.values())).marks))
    everything = [[int(mark > 0) for mark in one.marks] for one in columns.values()]
    if model is None or any(set(one.marks) - {0, one.most} for one in columns.values()):
        return {}
    try:
        found = calibrate(list(zip(*everything, strict=True)), model)
    except ValueError:
        return {}
    return {
        revision: curve for at, revision in enumerate(columns) if (curve := _curve(found, at)) is not None
    }


def _curve(found: "Calibration", at: int) -> Curve | None:
    a, b = found.a[at], found.b[at]
    if a is None or b is None or not found.converged:
        return None
    return Curve(model=found.model, a=a, a_se=found.a_se[at], b=b, b_se=found.b_se[at])
