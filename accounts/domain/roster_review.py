"""What an organizer is shown of an import, before it and afterwards: figures, and the first of each kind."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from .headed_table import Fault
from .roster import Roster
from .roster_plan import Plan, Step

MOST_STEPS = 200
MOST_FAULTS = 2_000
MOST_DEPARTMENTS = 500


@dataclass(frozen=True, kw_only=True)
class ShownStep:
    """One row that would change something. `changes`: field → [old, new]."""

    row: int
    name: str
    username: str
    department: str
    changes: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Review:
    """What importing would do. Counts are of all; the lists hold the first few.

    `added_rows`, `changed_people` ([row, person]) and `missing_people` are complete: what was seen is
    what may be done, however late it is done.
    """

    digest: str
    same: int
    moved: int
    faults: int
    departments: int
    added_rows: list[int]
    changed_people: list[list[int]]
    missing_people: list[int]
    unread: list[str]
    first_added: list[ShownStep]
    first_changed: list[ShownStep]
    first_missing: list[list[str]]
    first_departments: list[str]
    first_faults: list[Fault]

    @property
    def added(self) -> int:
        return len(self.added_rows)

    @property
    def changed(self) -> int:
        return len(self.changed_people)

    @property
    def missing(self) -> int:
        return len(self.missing_people)

    @property
    def does_something(self) -> bool:
        return bool(self.added_rows or self.changed_people or self.missing_people)


def review_of(plan: Plan, roster: Roster) -> Review:
    return Review(
        digest=plan.digest,
        same=plan.same,
        moved=plan.moved,
        faults=len(plan.faults),
        departments=len(plan.new_departments),
        added_rows=[step.row.number for step in plan.added],
        changed_people=[[step.row.number, step.person.pk] for step in plan.changed if step.person],
        missing_people=[person.pk for person in plan.missing],
        unread=roster.unread,
        first_added=_shown(plan.added),
        first_changed=_shown(plan.changed),
        first_missing=[[person.name, person.username] for person in plan.missing[:MOST_STEPS]],
        first_departments=["/".join(names) for names in plan.new_departments[:MOST_DEPARTMENTS]],
        first_faults=plan.faults[:MOST_FAULTS],
    )


def _shown(steps: Sequence[Step]) -> list[ShownStep]:
    return [
        ShownStep(
            row=step.row.number,
            name=step.row.name,
            username=step.person.username if step.person else step.row.username,
            department="/".join(step.department),
            changes={name: list(change) for name, change in step.changes.items()},
        )
        for step in steps[:MOST_STEPS]
    ]


def as_data(review: Review) -> dict[str, Any]:
    return asdict(review)


def from_data(data: Mapping[str, Any]) -> Review:
    """A review back from its JSON."""
    steps = {name: [ShownStep(**one) for one in data[name]] for name in ("first_added", "first_changed")}
    return Review(**{**data, **steps, "first_faults": [Fault(**one) for one in data["first_faults"]]})
