"""Who took part: heads counted by department and summed over what is below each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Count:
    """`entered`: people on the list; `took_part`: of them, who handed in at least one paper.

    `points`: the sum, in hundredths, of the best paper of each of the `scored` people.
    """

    entered: int = 0
    started: int = 0
    took_part: int = 0
    scored: int = 0
    points: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(
            entered=self.entered + other.entered,
            started=self.started + other.started,
            took_part=self.took_part + other.took_part,
            scored=self.scored + other.scored,
            points=self.points + other.points,
        )

    @property
    def missing(self) -> int:
        return self.entered - self.took_part

    @property
    def average(self) -> int | None:
        """Mean of the best papers in hundredths, rounded half up; None where nobody is scored."""
        return (2 * self.points + self.scored) // (2 * self.scored) if self.scored else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """A department: `path` is the chain of ids from the root, each followed by "/"."""

    id: int
    name: str
    path: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """A department's row, what is below it included; `depth` counts from 0 at the top of the table."""

    unit: Unit
    depth: int
    count: Count


def shares(units: Iterable[Unit], own: Mapping[int, Count]) -> list[Share]:
    """Every unit that has people itself or below, in the order of the tree.

    `units` must hold every unit named in `own`; their parents may be left out.
    """
    tree = sorted(units, key=lambda unit: _chain(unit.path))
    known = {unit.id: unit for unit in tree}
    total: dict[int, Count] = {}
    for unit in tree:
        for above in _chain(unit.path):
            if above in known and unit.id in own:
                total[above] = total.get(above, Count()) + own[unit.id]
    return [
        Share(unit=unit, depth=sum(above in total for above in _chain(unit.path)[:-1]), count=total[unit.id])
        for unit in tree
        if unit.id in total
    ]


def _chain(path: str) -> list[int]:
    return [int(part) for part in path.split("/") if part]
