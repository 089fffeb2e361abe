"""What follows from a sheet: its full mark, how long a paper takes, when it is open."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from .rulesheet import RuleSheet, centipoints

KINDS = ("single", "multi", "judge", "blank")


def full_mark(sheet: RuleSheet, question_types: Mapping[str, str] | None = None) -> tuple[int, int]:
    """The least and the most (hundredths) that a wholly right paper may bring, speed bonus left out.

    They differ where a row draws from types of different worth. `question_types`: code → type of
    the questions of a fixed paper; a question that is not in it may be of any type.
    """
    worth = {kind: centipoints(sheet.points.per_type.of(kind)) for kind in KINDS}
    least, most = min(worth.values()), max(worth.values())
    if sheet.paper.mode == "fixed":
        types = question_types or {}
        known = [worth[types[code]] for code in sheet.paper.questions if types.get(code) in worth]
        unknown = len(sheet.paper.questions) - len(known)
        return sum(known) + unknown * least, sum(known) + unknown * most
    marks = [full_mark_for(sheet, group) for group in sheet.who.groups.all_names or ("",)]
    return min(low for low, _high in marks), max(high for _low, high in marks)


def full_mark_for(sheet: RuleSheet, group: str) -> tuple[int, int]:
    """The same for the drawn paper of somebody of this group."""
    worth = {kind: centipoints(sheet.points.per_type.of(kind)) for kind in KINDS}
    low = high = 0
    for row in sheet.paper.rows_for(group):
        each = [worth[kind] for kind in row.types or KINDS]
        if row.points is not None:
            each = [centipoints(row.points)]
        low, high = low + row.count * min(each), high + row.count * max(each)
    return low, high


def most_points(sheet: RuleSheet, question_types: Mapping[str, str] | None = None) -> int:
    """The most (hundredths) that one paper may bring."""
    bonus = sheet.points.speed_bonus
    return full_mark(sheet, question_types)[1] + (centipoints(bonus.most) if bonus else 0)


def paper_seconds(sheet: RuleSheet) -> int | None:
    """How long a paper may take; None without any limit."""
    limits = []
    if sheet.time.paper_seconds is not None:
        limits.append(sheet.time.paper_seconds)
    if sheet.time.item_seconds is not None:
        limits.append(sheet.time.item_seconds * sheet.paper.size)
    return min(limits, default=None)


def open_stretches(sheet: RuleSheet) -> list[tuple[datetime, datetime]]:
    """The wall-clock stretches in which the contest is open, days without a break joined."""
    found: list[tuple[datetime, datetime]] = []
    day = sheet.when.opens_at.date()
    while day <= sheet.when.closes_at.date():
        start, end = _open_on(sheet, day)
        if start < end:
            joined = bool(found) and found[-1][1] == start
            found.append((found.pop()[0] if joined else start, end))
        day += timedelta(days=1)
    return found


def open_days(sheet: RuleSheet) -> int:
    """On how many days one may take part."""
    first, last = sheet.when.opens_at.date(), sheet.when.closes_at.date()
    ends = {first, last} if first <= last else set()
    start_end = (_open_on(sheet, day) for day in ends)
    return sum(start < end for start, end in start_end) + _whole_days(sheet, first, last)


def _whole_days(sheet: RuleSheet, first: date, last: date) -> int:
    """The open days between the first and the last, which the window does not cut."""
    hours = sheet.when.daily_hours
    if hours and hours.end <= hours.start:
        return 0
    weeks, rest = divmod(max(0, (last - first).days - 1), 7)
    odd = ((first + timedelta(days=n + 1)).isoweekday() for n in range(rest))
    return weeks * len(sheet.when.weekdays) + sum(day in sheet.when.weekdays for day in odd)


def most_attempts(sheet: RuleSheet) -> int | None:
    """How many counted attempts a person can make; None without a limit."""
    limits = []
    if sheet.when.attempts.total is not None:
        limits.append(sheet.when.attempts.total)
    if sheet.when.attempts.per_day is not None:
        limits.append(sheet.when.attempts.per_day * open_days(sheet))
    return min(limits, default=None)


def _open_on(sheet: RuleSheet, day: date) -> tuple[datetime, datetime]:
    midnight = datetime.combine(day, time())
    if day.isoweekday() not in sheet.when.weekdays:
        return midnight, midnight
    hours = sheet.when.daily_hours
    start = datetime.combine(day, hours.start) if hours else midnight
    end = datetime.combine(day, hours.end) if hours else midnight + timedelta(days=1)
    return max(start, sheet.when.opens_at), min(end, sheet.when.closes_at)
