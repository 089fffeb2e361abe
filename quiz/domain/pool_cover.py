"""Whether a bank can fill a blueprint whose rows overlap: bipartite flow with Hall's condition."""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

Cell = frozenset[int]  # the rows that a question fits
Step = tuple[int, Cell]


@dataclass(frozen=True, kw_only=True)
class Shortage:
    """These rows (from 0) together ask for `need` questions and find only `have` distinct ones."""

    rows: tuple[int, ...]
    need: int
    have: int


class _Cover:
    """How many questions of each cell each row has taken so far."""

    def __init__(self, fits: Iterable[Cell]) -> None:
        self.spare = Counter(fits)
        self.size = dict(self.spare)
        self.taken: Counter[Step] = Counter()
        # Cells that few rows want come first, so that rows seldom stand in each other's way.
        self.cells: dict[int, list[Cell]] = defaultdict(list)
        for cell in sorted(self.size, key=lambda cell: (len(cell), sorted(cell))):
            for row in cell:
                self.cells[row].append(cell)

    def take(self, row: int, most: int) -> int:
        """Take what is there without anybody giving way; how many that were."""
        left = most
        for cell in self.cells[row]:
            amount = min(left, self.spare[cell])
            self.spare[cell] -= amount
            self.taken[row, cell] += amount
            left -= amount
        return most - left

    def way(self, row: int) -> tuple[list[Step], set[int], set[Cell]]:
        """Steps (row, cell) from the row to a cell with spare questions; the rows and cells seen."""
        came: dict[int, Step] = {}
        seen_rows, seen_cells, queue = {row}, set[Cell](), [row]
        for at in queue:
            for cell in self.cells[at]:
                if cell in seen_cells:
                    continue
                seen_cells.add(cell)
                if self.spare[cell]:
                    return self._steps(row, (at, cell), came), seen_rows, seen_cells
                for other in cell - seen_rows:
                    if self.taken[other, cell]:
                        seen_rows.add(other)
                        came[other] = (at, cell)
                        queue.append(other)
        return [], seen_rows, seen_cells

    def _steps(self, row: int, last: Step, came: dict[int, Step]) -> list[Step]:
        steps = [last]
        while steps[-1][0] != row:
            steps.append(came[steps[-1][0]])
        return steps

    def fill(self, steps: list[Step], most: int) -> int:
        """Take along the steps, each row giving up what it held of the cell before it."""
        gives = [self.taken[row, cell] for (row, _), (_, cell) in pairwise(steps)]
        amount = min(most, self.spare[steps[0][1]], *gives)
        self.spare[steps[0][1]] -= amount
        for row, cell in steps:
            self.taken[row, cell] += amount
        for (row, _), (_, cell) in pairwise(steps):
            self.taken[row, cell] -= amount
        return amount


def shortages(counts: Sequence[int], pool: Sequence[Collection[Hashable]]) -> list[Shortage]:
    """Every set of rows found that asks for more distinct questions than there are; empty where all fit."""
    fits: dict[Hashable, set[int]] = defaultdict(set)
    for row, questions in enumerate(pool):
        for question in questions:
            fits[question].add(row)
    cover = _Cover(frozenset(rows) for rows in fits.values())
    return [short for row, count in enumerate(counts) if (short := _fit(cover, row, count, counts))]


def _fit(cover: _Cover, row: int, count: int, counts: Sequence[int]) -> Shortage | None:
    missing = count - cover.take(row, count)
    while missing:
        steps, rows, cells = cover.way(row)
        if not steps:
            need, have = sum(counts[one] for one in rows), sum(cover.size[cell] for cell in cells)
            return Shortage(rows=tuple(sorted(rows)), need=need, have=have)
        missing -= cover.fill(steps, missing)
    return None
