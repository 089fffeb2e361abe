"""What importing a roster would do: pure comparison of rows with the people who are there."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .headed_table import Fault
from .problems import RuleBroken
from .roster import HEADINGS, Row

Names = tuple[str, ...]
# Levels of the tree of departments.
DEEPEST = 10


@dataclass(frozen=True, kw_only=True)
class Known:
    """Somebody who has an account. `is_closed`: the importer may not change it.

    `has_role`: an organizer, a reviewer or an administrator, never retired by a roster.
    """

    pk: int
    username: str
    name: str
    department: Names
    phone_digest: str | None
    age_band: str
    population_group: str
    is_active: bool
    is_closed: bool
    has_role: bool


@dataclass(frozen=True, kw_only=True)
class Step:
    """One good row. `changes` maps a field to its old and new value as people read them."""

    row: Row
    person: Known | None
    department: Names
    changes: Mapping[str, tuple[str, str]]

    @property
    def is_new(self) -> bool:
        return self.person is None

    @property
    def is_move(self) -> bool:
        return self.person is not None and "department" in self.changes


@dataclass(frozen=True, kw_only=True)
class Plan:
    added: list[Step] = field(default_factory=list)
    changed: list[Step] = field(default_factory=list)
    same: int = 0
    missing: list[Known] = field(default_factory=list)
    new_departments: list[Names] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def moved(self) -> int:
        return sum(step.is_move for step in self.changed)

    @property
    def digest(self) -> str:
        """Names this plan: another digest at confirming means that people have changed meanwhile."""
        steps = [[step.row.number, step.person and step.person.pk, step.department, dict(step.changes)]
                 for step in (*self.added, *self.changed)]  # fmt: skip
        faults = [[fault.row, fault.column, fault.code] for fault in self.faults]
        text = json.dumps([steps, faults, [person.pk for person in self.missing]])
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Roll:
    """Those who are there, as the comparison looks them up."""

    people: Sequence[Known]
    departments: frozenset[Names]
    scope: Names
    digest_of: Callable[[str], str]


def place(path: Names, scope: Names) -> Names:
    """The names from the root down, for a path as a roster writes it.

    A path may begin at the root, at the department that the file is for, or below it.
    `roster_outside` where it names another part of the tree, `roster_no_department` where
    nothing says where.
    """
    if not path and not scope:
        raise RuleBroken("roster_no_department", status=400)
    if path[: len(scope)] == scope:
        return path
    if scope and path[:1] == scope[-1:]:
        return scope + path[1:]
    if scope and path[:1] == scope[:1]:
        raise RuleBroken("roster_outside", status=400, scope="/".join(scope))
    return scope + path


def plan_import(rows: Iterable[Row], roll: Roll, faults: Iterable[Fault]) -> Plan:
    """Compare every good row; rows that cannot be carried out join the faults."""
    work = _Comparison(roll)
    for row in rows:
        work.take(row)
    all_faults = sorted([*faults, *work.faults], key=lambda fault: fault.row)
    return Plan(
        added=work.added,
        changed=work.changed,
        same=work.same,
        missing=[person for person in roll.people if work.is_missing(person)],
        new_departments=_parents_first(work.departments - roll.departments),
        faults=all_faults,
    )


class _Comparison:
    def __init__(self, roll: Roll) -> None:
        self.roll = roll
        self.by_username = {one.username.lower(): one for one in roll.people}
        self.by_phone = {one.phone_digest: one for one in roll.people if one.phone_digest}
        self.added: list[Step] = []
        self.changed: list[Step] = []
        self.same = 0
        self.met: set[int] = set()
        self.departments: set[Names] = set()
        self.faults: list[Fault] = []

    def take(self, row: Row) -> None:
        try:
            step = self._step(row)
        except RuleBroken as error:
            column = HEADINGS[error.fields["column"]][0] if "column" in error.fields else ""
            self.faults.append(Fault(row=row.number, column=column, code=error.code, values=error.values))
            return
        self.departments.update(step.department[:depth] for depth in range(1, len(step.department) + 1))
        if step.person is None:
            self.added.append(step)
        elif step.changes:
            self.changed.append(step)
        else:
            self.same += 1

    def is_missing(self, person: Known) -> bool:
        """In use, within the scope, without a role, the importer's to change, and in no row."""
        inside = person.department and person.department[: len(self.roll.scope)] == self.roll.scope
        may_go = person.is_active and not person.is_closed and not person.has_role
        return bool(inside) and may_go and person.pk not in self.met

    def _step(self, row: Row) -> Step:
        digest = self.roll.digest_of(row.phone) if row.phone else None
        owner = self.by_phone.get(digest) if digest else None
        person = self.by_username.get(row.username.lower()) if row.username else owner
        if person:
            self.met.add(person.pk)
        if owner and owner is not person:
            raise RuleBroken("phone_taken", fields={"column": "phone"})
        if row.department or person is None:
            department = _placed(row.department, self.roll.scope)
        else:
            department = person.department
        if len(department) > DEEPEST:
            raise RuleBroken("department_too_deep", fields={"column": "department"}, deepest=DEEPEST)
        changes = _changes(row, person, department, digest) if person else {}
        if person and person.is_closed and changes:
            raise RuleBroken("roster_not_yours", fields={"column": "username"})
        return Step(row=row, person=person, department=department, changes=changes)


def _placed(path: Names, scope: Names) -> Names:
    try:
        return place(path, scope)
    except RuleBroken as error:
        error.fields["column"] = "department"
        raise


def _changes(row: Row, person: Known, department: Names, digest: str | None) -> dict[str, tuple[str, str]]:
    """Only what the row says and what differs; a phone number is never shown."""
    changes: dict[str, tuple[str, str]] = {}
    for name in ("name", "age_band", "population_group"):
        old, new = getattr(person, name), getattr(row, name)
        if new and new != old:
            changes[name] = (old, new)
    if department != person.department:
        changes["department"] = ("/".join(person.department), "/".join(department))
    if digest and digest != person.phone_digest:
        changes["phone"] = ("", "")
    if not person.is_active:
        changes["is_active"] = ("", "")
    return changes


def _parents_first(departments: Iterable[Any]) -> list[Names]:
    return sorted(departments, key=lambda names: (len(names), names))
