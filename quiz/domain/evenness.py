"""Papers of one expected difficulty: seeded swaps bring a drawn paper into a band.

An item's facility is the share of people expected to answer it rightly; a paper's expected result is
the mean of its items' facilities, weighted by their points. The band lies around the mean over the
pool. Everything is in whole ten-thousandths, so that a paper can be drawn again anywhere.

A swap takes a drawn item out and a free one of the same row in, and is made only where the paper
comes nearer to the band. Chance proposes swaps; where it finds none, the best one there is is taken.
A row whose neighbouring values lie at most two bands apart cannot be jumped over: from any paper
outside, some swap leads nearer and none is forced across (`least_band`).
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Protocol, TypeVar

from .dice import Dice

_PROPOSALS = 60


class Weighed(Protocol):
    """What of an item matters here."""

    @property
    def revision_id(self) -> int: ...
    @property
    def type(self) -> str: ...
    @property
    def facility(self) -> int: ...


Item = TypeVar("Item", bound=Weighed)
Item_co = TypeVar("Item_co", bound=Weighed, covariant=True)


class Row(Protocol[Item_co]):
    """What of a blueprint row matters here."""

    @property
    def count(self) -> int: ...
    @property
    def items(self) -> Sequence[Item_co]: ...
    @property
    def points(self) -> Mapping[str, int]: ...
    @property
    def sums(self) -> tuple[int, int]: ...


Seats = Sequence[Sequence[Item]]


def target(rows: Sequence[Row[Weighed]]) -> int:
    """The expected result (ten-thousandths) of the mean paper: each row's mean item, as often as drawn."""
    reached, worth = Fraction(0), Fraction(0)
    for row in rows:
        if row.items:
            each = Fraction(row.count, len(row.items))
            reached += each * row.sums[0]
            worth += each * row.sums[1]
    return round(reached / worth) if worth else 0


def expected_result(rows: Sequence[Row[Weighed]], seats: Seats[Weighed]) -> Fraction:
    """The expected result of a paper, in ten-thousandths."""
    picked = [
        (row.points[item.type], item.facility) for row, one in zip(rows, seats, strict=True) for item in one
    ]
    worth = sum(points for points, _facility in picked)
    return Fraction(sum(points * facility for points, facility in picked), worth or 1)


def distance(rows: Sequence[Row[Weighed]], seats: Seats[Weighed], band: int) -> int:
    """How far a paper lies outside the band; 0 within it. In hundredths of points times ten-thousandths."""
    return _Scale(rows, seats, band).distance


def least_band(rows: Sequence[Row[Weighed]]) -> int:
    """The narrowest band (ten-thousandths, at least 1) that swaps surely reach where rows do not overlap."""
    middle = target(rows)
    widest = max((_widest_step(row, middle) for row in rows if row.count < len(row.items)), default=0)
    worth = sum(row.count * min((row.points[item.type] for item in row.items), default=0) for row in rows)
    return max(1, -(-widest // (2 * worth))) if worth else 1


def _widest_step(row: Row[Weighed], middle: int) -> int:
    values = sorted({row.points[item.type] * (item.facility - middle) for item in row.items})
    return max((later - earlier for earlier, later in pairwise(values)), default=0)


class _Scale:
    """A paper's weight: its points, and how much its items pull it above or below the target."""

    def __init__(self, rows: Sequence[Row[Weighed]], seats: Seats[Weighed], band: int) -> None:
        self.band, self.target = band, target(rows)
        self.worth = self.pull = 0
        for row, one in zip(rows, seats, strict=True):
            for item in one:
                self.worth += row.points[item.type]
                self.pull += self.pull_of(row, item)

    def pull_of(self, row: Row[Weighed], item: Weighed) -> int:
        return row.points[item.type] * (item.facility - self.target)

    @property
    def distance(self) -> int:
        return max(0, abs(self.pull) - self.band * self.worth)

    def after(self, row: Row[Weighed], out: Weighed, into: Weighed) -> int:
        """The distance if these two were swapped."""
        pull = self.pull - self.pull_of(row, out) + self.pull_of(row, into)
        worth = self.worth - row.points[out.type] + row.points[into.type]
        return max(0, abs(pull) - self.band * worth)

    def swap(self, row: Row[Weighed], out: Weighed, into: Weighed) -> None:
        self.pull += self.pull_of(row, into) - self.pull_of(row, out)
        self.worth += row.points[into.type] - row.points[out.type]


def even_out(rows: Sequence[Row[Item]], seats: Sequence[list[Item]], band: int, dice: Dice) -> bool:
    """Swap drawn items for free ones of their row until the paper lies within the band; whether it does."""
    scale = _Scale(rows, seats, band)
    held = {item.revision_id for one in seats for item in one}
    while scale.distance:
        found = _by_chance(rows, seats, held, scale, dice) or _nearest(rows, seats, held, scale)
        if found is None:
            return False
        at, seat, into = found
        out = seats[at][seat]
        scale.swap(rows[at], out, into)
        seats[at][seat] = into
        held.symmetric_difference_update({out.revision_id, into.revision_id})
    return True


Swap = tuple[int, int, Item]  # the row, the seat in it, what comes in


def _by_chance(
    rows: Sequence[Row[Item]], seats: Sequence[list[Item]], held: set[int], scale: _Scale, dice: Dice
) -> Swap[Item] | None:
    """A swap that leads nearer, among some that the dice propose: every seat as likely as the others."""
    places = [(at, seat) for at, one in enumerate(seats) for seat in range(len(one))]
    for _proposal in range(_PROPOSALS):
        at, seat = places[dice.below(len(places))]
        into = rows[at].items[dice.below(len(rows[at].items))]
        if into.revision_id not in held and scale.after(rows[at], seats[at][seat], into) < scale.distance:
            return at, seat, into
    return None


def _nearest(
    rows: Sequence[Row[Item]], seats: Sequence[list[Item]], held: set[int], scale: _Scale
) -> Swap[Item] | None:
    """The swap that leads nearest, the first of several; None where none leads nearer."""
    best, found = scale.distance, None
    for at, row in enumerate(rows):
        free = [item for item in row.items if item.revision_id not in held]
        for seat, out in enumerate(seats[at]):
            for into in free:
                after = scale.after(row, out, into)
                if after < best:
                    best, found = after, (at, seat, into)
    return found
