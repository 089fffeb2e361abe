"""A rule sheet tried on a table of attempts: the table's people as the contest's inputs."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from accounts.domain.csv_table import BadTable, CellFault
from quiz.domain.rulesheet import RuleSheet
from quiz.domain.sheet_extent import most_points

from .organisations import Unit
from .outcome import Inputs, Person
from .results import Result
from .results_file import AttemptRow, HeadcountRow

# The columns that a rank key needs, any one of them.
_KEY_COLUMNS = {
    "elapsed": ("seconds", "elapsed_ms", "handed_in_at"),
    "handed_in": ("handed_in_at",),
    "started": ("started_at",),
    "right": ("right",),
}


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What a sheet is tried on; `people` and `departments` name the inputs' ids."""

    inputs: Inputs
    people: dict[int, AttemptRow]
    departments: dict[int, str]


def trial(
    sheet: RuleSheet,
    rows: Sequence[AttemptRow],
    columns: Mapping[str, str],
    headcounts: Sequence[HeadcountRow] | None = None,
) -> Trial:
    """The inputs of a contest; `columns`: which the table has, as it writes them.

    Raises BadTable with everything that the sheet needs and the table lacks.
    """
    faults = [
        *_missing_columns(sheet, frozenset(columns)),
        *_missing_headcounts(sheet, headcounts),
        *_contrary_rows(sheet, rows, columns),
        *_contrary_headcounts(rows, headcounts),
    ]
    if faults:
        raise BadTable(faults)
    units = _units(rows, headcounts)
    ids = {unit_name: unit.id for unit_name, unit in units.items()}
    numbers = {person: number for number, person in enumerate(dict.fromkeys(row.person for row in rows), 1)}
    people = _people(sheet, rows, numbers, units)
    return Trial(
        inputs=Inputs(
            people=(*people, *_absent(people, headcounts, ids)),
            results=tuple(_results(sheet, rows, numbers, ids)),
            units=tuple(units.values()),
        ),
        people={numbers[row.person]: row for row in reversed(rows)},
        departments={number: name for name, number in ids.items()},
    )


def _missing_columns(sheet: RuleSheet, columns: frozenset[str]) -> Iterator[CellFault]:
    for key in sheet.rank.keys:
        needed = _KEY_COLUMNS.get(key)
        if needed and not columns & set(needed):
            yield CellFault(code="results_key_needs_column", line=1, column=needed[0], values={"key": key})
    if sheet.rank.groups_apart and "group" not in columns:
        yield CellFault(code="results_groups_need_column", line=1, column="group")
    if sheet.organisations and "department" not in columns:
        yield CellFault(code="results_boards_need_column", line=1, column="department")


def _missing_headcounts(sheet: RuleSheet, headcounts: Sequence[HeadcountRow] | None) -> Iterator[CellFault]:
    metrics = {one.metric for board in sheet.organisations for one in board.metrics}
    if headcounts is None and "participation" in metrics:
        yield CellFault(code="results_need_headcounts")
    kinds = {kind for board in sheet.organisations for kind in board.kinds}
    given = {row.kind for row in headcounts or ()}
    for kind in sorted(kinds - given):
        yield CellFault(code="results_need_kind", values={"kind": kind})


def _contrary_rows(
    sheet: RuleSheet, rows: Sequence[AttemptRow], columns: Mapping[str, str]
) -> Iterator[CellFault]:
    """Rows against the sheet or against an earlier row of the same person."""
    first: dict[str, AttemptRow] = {}
    tries = Counter[str]()
    for row in rows:
        tries[row.person] += 1
        for fault in _contrary_row(sheet, row, first.setdefault(row.person, row), tries[row.person]):
            yield replace(fault, column=columns.get(fault.column, fault.column))


def _contrary_row(sheet: RuleSheet, row: AttemptRow, before: AttemptRow, number: int) -> Iterator[CellFault]:
    def fault(code: str, column: str, **values: Any) -> CellFault:
        return CellFault(code=code, line=row.line, column=column, values=values)

    full, limit, groups = most_points(sheet), sheet.when.attempts.total, sheet.who.groups
    if full and row.points > full:
        yield fault("results_above_full_mark", "points", full=f"{full / 100:g}")
    if limit is not None and number == limit + 1:
        yield fault("results_too_many_attempts", "person", given=row.person, total=limit)
    if row.group and groups.by != "none" and row.group not in groups.all_names:
        yield fault("results_unknown_group", "group", given=row.group, known="、".join(groups.all_names))
    for name in ("name", "department", "group"):
        if getattr(row, name) != getattr(before, name):
            yield fault("results_person_differs", name, line_before=before.line, before=getattr(before, name))


def _contrary_headcounts(
    rows: Sequence[AttemptRow], headcounts: Sequence[HeadcountRow] | None
) -> Iterator[CellFault]:
    if headcounts is None:
        return
    known = {row.department: row for row in headcounts}
    present = Counter({row.person: row.department for row in rows if not row.excluded}.values())
    for name, count in present.items():
        if name and name not in known:
            yield CellFault(code="results_department_without_headcount", values={"name": name})
        elif name and known[name].headcount < count:
            values = {"name": name, "count": count, "headcount": known[name].headcount}
            yield CellFault(code="results_headcount_too_small", line=known[name].line, values=values)
    for row in headcounts:
        if row.parent and row.parent not in known:
            yield CellFault(code="results_unknown_parent", line=row.line, values={"name": row.parent})
        elif _loops(row, known):
            yield CellFault(code="results_parent_loop", line=row.line, values={"name": row.department})


def _loops(row: HeadcountRow, known: dict[str, HeadcountRow]) -> bool:
    at, seen = row, {row.department}
    while at.parent in known:
        at = known[at.parent]
        if at.department in seen:
            return True
        seen.add(at.department)
    return False


def _units(rows: Sequence[AttemptRow], headcounts: Sequence[HeadcountRow] | None) -> dict[str, Unit]:
    if headcounts is None:
        names = dict.fromkeys(row.department for row in rows if row.department)
        return {name: Unit(id=number) for number, name in enumerate(names, 1)}
    ids = {row.department: number for number, row in enumerate(headcounts, 1)}
    return {
        row.department: Unit(id=ids[row.department], parent=ids.get(row.parent), kind=row.kind)
        for row in headcounts
    }


def _people(
    sheet: RuleSheet, rows: Sequence[AttemptRow], numbers: dict[str, int], units: dict[str, Unit]
) -> list[Person]:
    first = {row.person: row for row in reversed(rows)}
    struck = {row.person for row in rows if row.excluded} | set(sheet.who.exclusions.people)
    offices = _excluded_units(sheet, units)
    return [
        Person(
            person=number,
            group=first[person].group,
            department=_unit_id(units, first[person].department),
            is_excluded=person in struck or first[person].department in offices,
        )
        for person, number in numbers.items()
    ]


def _unit_id(units: dict[str, Unit], name: str) -> int | None:
    return units[name].id if name in units else None


def _excluded_units(sheet: RuleSheet, units: dict[str, Unit]) -> set[str]:
    """The excluded departments and those below them."""
    named = set(sheet.who.exclusions.departments)
    by_id = {unit.id: (name, unit) for name, unit in units.items()}
    found = set(named)
    for name, unit in units.items():
        above = unit.parent
        while above is not None:
            if by_id[above][0] in named:
                found.add(name)
            above = by_id[above][1].parent
    return found


def _absent(
    people: Sequence[Person], headcounts: Sequence[HeadcountRow] | None, ids: dict[str, int]
) -> Iterator[Person]:
    """People of the headcount who did not take part."""
    present = Counter(one.department for one in people if not one.is_excluded)
    number = len(people)
    for row in headcounts or ():
        unit = ids[row.department]
        for _ in range(row.headcount - present[unit]):
            number += 1
            yield Person(person=number, department=unit)


def _results(
    sheet: RuleSheet, rows: Sequence[AttemptRow], numbers: dict[str, int], ids: dict[str, int]
) -> Iterator[Result]:
    tries = Counter[str]()
    for row in sorted(rows, key=lambda row: (_when(row) or sheet.opens_at, row.line)):
        tries[row.person] += 1
        yield Result(
            person=numbers[row.person],
            group=row.group,
            department=ids.get(row.department),
            points=row.points,
            right=row.right or 0,
            elapsed_ms=row.elapsed_ms or 0,
            started_at=row.started_at or row.handed_in_at or sheet.opens_at,
            handed_in_at=row.handed_in_at or row.started_at or sheet.opens_at,
            number=tries[row.person],
        )


def _when(row: AttemptRow) -> datetime | None:
    return row.handed_in_at or row.started_at
