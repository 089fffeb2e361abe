"""Boards of departments: metrics as exact fractions, weighted or by sum of ranks."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from quiz.domain.rulesheet import Metric, OrganisationBoard, WeightedMetric

from .ranking import places

MILLION = 1_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """A department: its id, its parent's id and its kind."""

    id: int
    parent: int | None = None
    kind: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """So many people of one department who have the same points; `attempts` are theirs together."""

    department: int | None
    points: int
    people: int = 1
    attempts: int = 1


@dataclass(kw_only=True)
class Tally:
    """What a department's people brought: how many have how many points (hundredths)."""

    headcount: int = 0
    attempts: int = 0
    points: Counter[int] = field(default_factory=Counter)

    @property
    def participants(self) -> int:
        return self.points.total()


@dataclass(frozen=True, kw_only=True, slots=True)
class Marks:
    """Pass and excellent mark in hundredths; None where the sheet names none."""

    passed: int | None = None
    excellent: int | None = None


@dataclass(frozen=True, kw_only=True)
class OrganisationPlace:
    """A department on a board. `score` in millionths (a sum of ranks: less is better).

    `metrics`: name → {"numerator", "denominator", "value"}, the value as printed.
    """

    department: int
    headcount: int
    participants: int
    metrics: dict[str, dict[str, int | str]]
    score: int
    place: int
    is_tied: bool


def homes(units: Iterable[Unit], kinds: Sequence[str]) -> dict[int, int]:
    """Department → the nearest one of the kinds at or above it; absent where there is none."""
    tree = {unit.id: unit for unit in units}
    found: dict[int, int] = {}
    for unit in tree.values():
        at: Unit | None = unit
        while at is not None and kinds and at.kind not in kinds:
            at = tree.get(at.parent) if at.parent is not None else None
        if at is not None:
            found[unit.id] = at.id
    return found


def tallies(
    home: Mapping[int, int], headcounts: Mapping[int | None, int], shares: Iterable[Share]
) -> dict[int, Tally]:
    """The tally of every department of the board that has people on the list."""
    found: dict[int, Tally] = {}
    for department, count in headcounts.items():
        if department is not None and department in home:
            found.setdefault(home[department], Tally()).headcount += count
    for share in shares:
        if share.department is not None and share.department in home:
            tally = found.setdefault(home[share.department], Tally())
            tally.attempts += share.attempts
            tally.points[share.points] += share.people
    return found


def organisation_places(
    board: OrganisationBoard, tallied: Mapping[int, Tally], marks: Marks
) -> list[OrganisationPlace]:
    """The departments with enough people, best first, places shared among equals."""
    listed = {unit: tally for unit, tally in tallied.items() if tally.headcount >= board.min_headcount}
    parts = {one.metric: _all_parts(one.metric, listed, marks) for one in board.metrics}
    scores = _rank_sums(board, parts) if board.combine == "rank_sum" else _weighted(board, parts)
    keys = {unit: _place_key(board, scores[unit], listed[unit]) for unit in listed}
    ordered = sorted(listed, key=lambda unit: (keys[unit], unit))
    placed = places([keys[unit] for unit in ordered])
    shared = Counter(placed)
    return [
        OrganisationPlace(
            department=unit,
            headcount=listed[unit].headcount,
            participants=listed[unit].participants,
            metrics={metric: _printed_metric(part[unit]) for metric, part in parts.items()},
            score=int(scores[unit] * MILLION),
            place=place,
            is_tied=shared[place] > 1,
        )
        for unit, place in zip(ordered, placed, strict=True)
    ]


Parts = dict[int, tuple[int, int]]


def _all_parts(metric: Metric, listed: Mapping[int, Tally], marks: Marks) -> Parts:
    return {unit: _part(metric, tally, marks) for unit, tally in listed.items()}


def _part(metric: Metric, tally: Tally, marks: Marks) -> tuple[int, int]:
    """Numerator and denominator: rates in percent, averages and totals in points, counts as they are."""
    people = max(tally.participants, 1)
    total = sum(points * count for points, count in tally.points.items())
    match metric:
        case "participation":
            return 100 * tally.participants, max(tally.headcount, 1)
        case "participants":
            return tally.participants, 1
        case "attempts":
            return tally.attempts, 1
        case "average":
            return total, 100 * people
        case "median":
            return _two_middles(tally), 200
        case "pass_rate":
            return 100 * _reaching(tally, marks.passed), people
        case "excellent_rate":
            return 100 * _reaching(tally, marks.excellent), people
        case "total":
            return total, 100


def _two_middles(tally: Tally) -> int:
    """Twice the median, in hundredths."""
    ordered = sorted(tally.points.elements())
    if not ordered:
        return 0
    return ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]


def _reaching(tally: Tally, mark: int | None) -> int:
    return sum(count for points, count in tally.points.items() if mark is not None and points >= mark)


def _value(part: tuple[int, int]) -> Fraction:
    return Fraction(*part)


def _weighted(board: OrganisationBoard, parts: Mapping[Metric, Parts]) -> dict[int, Fraction]:
    """The weighted mean; a metric relative to the best counts 100 for the best department."""
    weights = sum(one.weight for one in board.metrics)
    scores: dict[int, Fraction] = {}
    for one in board.metrics:
        for unit, worth in _worths(one, parts[one.metric]).items():
            scores[unit] = scores.get(unit, Fraction(0)) + worth * one.weight / weights
    return scores


def _worths(one: WeightedMetric, part: Parts) -> dict[int, Fraction]:
    values = {unit: _value(fraction) for unit, fraction in part.items()}
    best = max(values.values(), default=Fraction(0))
    if one.relative == "absolute":
        return values
    return {unit: 100 * value / best if best else Fraction(0) for unit, value in values.items()}


def _rank_sums(board: OrganisationBoard, parts: Mapping[Metric, Parts]) -> dict[int, Fraction]:
    """The places in every metric added up, each times its weight in percent."""
    sums: dict[int, Fraction] = {}
    for one in board.metrics:
        values = {unit: -_value(fraction) for unit, fraction in parts[one.metric].items()}
        ordered = sorted(values, key=lambda unit: values[unit])
        for unit, place in zip(ordered, places([values[unit] for unit in ordered]), strict=True):
            sums[unit] = sums.get(unit, Fraction(0)) + Fraction(place * one.weight, 100)
    return sums


def _place_key(board: OrganisationBoard, score: Fraction, tally: Tally) -> tuple[Fraction, int]:
    """Smaller is better; equal keys share a place."""
    fewer = -tally.participants if board.ties == "participants" else 0
    return (score if board.combine == "rank_sum" else -score, fewer)


def _printed_metric(part: tuple[int, int]) -> dict[str, int | str]:
    return {"numerator": part[0], "denominator": part[1], "value": printed(_value(part))}


def printed(value: Fraction) -> str:
    """Two decimals, half up, without idle zeros: 66.67, 2.5, 80."""
    cents = (value * 200 + 1) // 2
    whole, rest = divmod(int(cents), 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") if rest else str(whole)
