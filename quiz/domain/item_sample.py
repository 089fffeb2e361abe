"""First attempts taken apart by item, kept small: a county's contest has a million answers."""

from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

_NO_TIME = -1


@dataclass(frozen=True, kw_only=True)
class Given:
    """One place of a person's paper: mark and full mark in hundredths, `ms` where it was measured."""

    revision: int
    mark: int
    most: int
    chosen: Collection[int]
    ms: int | None


@dataclass
class SampleItem:
    """An item's answers; `people` are places in the sample, ascending."""

    most: int
    people: array = field(default_factory=lambda: array("l"))
    marks: array = field(default_factory=lambda: array("l"))
    chosen: list[Collection[int]] = field(default_factory=list)
    times: array = field(default_factory=lambda: array("l"))

    def add(self, person: int, one: Given) -> None:
        """A mark of another full mark (amended rules) counts in proportion; below 0 is 0."""
        mark = max(0, one.mark)
        self.people.append(person)
        self.marks.append(mark if one.most == self.most else mark * self.most // one.most)
        self.chosen.append(one.chosen)
        self.times.append(_NO_TIME if one.ms is None else one.ms)

    @property
    def known_times(self) -> list[int]:
        return [ms for ms in self.times if ms != _NO_TIME]


class Sample:
    """People in the order in which they started. `groups`: name → member, not, or not known, by person."""

    def __init__(self) -> None:
        self.totals = array("l")
        self.mosts = array("l")
        self.sizes = array("l")
        self.groups: dict[str, list[bool | None]] = {}
        self.items: dict[int, SampleItem] = {}

    def __len__(self) -> int:
        return len(self.totals)

    def add(self, paper: Sequence[Given], groups: Mapping[str, bool | None]) -> None:
        person = len(self)
        for one in paper:
            if one.revision not in self.items:
                self.items[one.revision] = SampleItem(most=one.most)
            self.items[one.revision].add(person, one)
        self.totals.append(sum(max(0, one.mark) for one in paper))
        self.mosts.append(sum(one.most for one in paper))
        self.sizes.append(len(paper))
        for group, member in groups.items():
            self.groups.setdefault(group, []).append(member)

    @property
    def is_drawn(self) -> bool:
        """Whether people had different items."""
        return any(len(item.people) != len(self) for item in self.items.values())
