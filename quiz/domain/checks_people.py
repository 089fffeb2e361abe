"""Contradictions in who may take part, and when."""

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta

from accounts.domain.problems import Problem

from .rulesheet import RuleSheet
from .sheet_case import Case, Check, fault, listed, repeated, warning
from .sheet_extent import most_attempts, open_days, open_stretches, paper_seconds
from .sheet_people import AGE_BANDS, POPULATION_GROUPS

# Beyond this somebody has mistyped the year.
_LONGEST = timedelta(days=3 * 365)


def _groups(case: Case) -> Iterator[Problem]:
    groups = case.sheet.who.groups
    if groups.by == "none" and groups.names:
        yield fault("sheet_groups_without_way", "who.groups.by")
    if groups.by == "chosen" and len(set(groups.names)) < 2:
        yield fault("sheet_too_few_groups", "who.groups.names")
    for place in repeated(groups.names):
        yield fault("sheet_twice", f"who.groups.names.{place}", name=groups.names[place])
    codes = {"age_band": AGE_BANDS, "population_group": POPULATION_GROUPS}.get(groups.by)
    for place, name in enumerate(groups.names):
        if codes and name not in codes:
            yield fault(
                "sheet_unknown_group_code", f"who.groups.names.{place}", name=name, known=listed(codes)
            )


def _open_registration(case: Case) -> Iterator[Problem]:
    who = case.sheet.who
    if who.admission != "open":
        return
    if not {"name", "phone"} & set(who.fields):
        yield fault("sheet_open_needs_name_or_phone", "who.fields")
    if who.groups.by != "none" and "group" not in who.fields:
        yield fault("sheet_open_needs_group_field", "who.fields")
    if case.sheet.needs_departments and "department" not in who.fields:
        yield fault("sheet_open_needs_department_field", "who.fields")
    if case.sheet.publication.names == "full":
        yield warning("sheet_full_names_of_public", "publication.names")


def _names_exist(case: Case) -> Iterator[Problem]:
    who, known = case.sheet.who, case.known
    yield from _unknown("who.departments", who.departments, known.departments, "sheet_unknown_department")
    excluded = who.exclusions
    path = "who.exclusions.departments"
    yield from _unknown(path, excluded.departments, known.departments, "sheet_unknown_department")
    yield from _unknown("who.exclusions.people", excluded.people, known.people, "sheet_unknown_person")
    anybody = excluded.organizers or excluded.departments or excluded.people
    if anybody and not excluded.reason:
        yield fault("sheet_exclusion_needs_reason", "who.exclusions.reason")


def _unknown(path: str, names: Sequence[str], known: Collection[str] | None, code: str) -> Iterator[Problem]:
    for place, name in enumerate(names):
        if known is not None and name not in known:
            yield fault(code, f"{path}.{place}", name=name)


def _window(case: Case) -> Iterator[Problem]:
    when = case.sheet.when
    if when.closes_at <= when.opens_at:
        yield fault("sheet_window_reversed", "when.closes_at")
        return
    if case.now is not None and case.sheet.closes_at <= case.now:
        yield fault("sheet_window_over", "when.closes_at", at=f"{when.closes_at:%Y-%m-%d %H:%M}")
    if when.closes_at - when.opens_at > _LONGEST:
        yield fault("sheet_window_too_long", "when.closes_at", years=_LONGEST.days // 365)
    elif not when.weekdays:
        yield fault("sheet_no_weekdays", "when.weekdays")
    elif not _hours_reversed(case.sheet):
        yield from _opening_hours(case.sheet)


def _opening_hours(sheet: RuleSheet) -> Iterator[Problem]:
    stretches = open_stretches(sheet)
    if not stretches:
        yield fault("sheet_never_open", "when.daily_hours" if sheet.when.daily_hours else "when.weekdays")
        return
    seconds = paper_seconds(sheet)
    needed = timedelta(seconds=seconds or 0)
    minutes = -(-(seconds or 0) // 60)
    if sheet.when.closes_at - sheet.when.opens_at < needed:
        yield fault("sheet_window_too_short", "when.closes_at", minutes=minutes)
    elif _hours_length(sheet) < needed:
        yield fault("sheet_hours_too_short", "when.daily_hours.end", minutes=minutes)
    elif max(end - start for start, end in stretches) < needed:
        yield fault("sheet_never_long_enough", "when.closes_at", minutes=minutes)


def _hours_reversed(sheet: RuleSheet) -> bool:
    hours = sheet.when.daily_hours
    return hours is not None and hours.end <= hours.start


def _hours_length(sheet: RuleSheet) -> timedelta:
    hours = sheet.when.daily_hours
    if hours is None:
        return timedelta.max
    start, end = (
        timedelta(hours=at.hour, minutes=at.minute, seconds=at.second) for at in (hours.start, hours.end)
    )
    return end - start


def _daily_hours(case: Case) -> Iterator[Problem]:
    if _hours_reversed(case.sheet):
        yield fault("sheet_hours_reversed", "when.daily_hours.end")


def _attempts(case: Case) -> Iterator[Problem]:
    sheet = case.sheet
    total, per_day = sheet.when.attempts.total, sheet.when.attempts.per_day
    if total is not None and per_day is not None and per_day > total:
        yield fault("sheet_per_day_above_total", "when.attempts.per_day", total=total)
    elif total is not None and per_day is not None and 0 < open_days(sheet) * per_day < total:
        possible = open_days(sheet) * per_day
        yield warning("sheet_attempts_out_of_reach", "when.attempts.total", possible=possible)
    if sheet.counts == "sum" and most_attempts(sheet) is None:
        yield fault("sheet_sum_without_limit", "when.attempts.total")


def _gate(case: Case) -> Iterator[Problem]:
    gate, known = case.sheet.when.gate, case.known.gates
    if gate is not None and known is not None and gate not in known:
        yield fault("sheet_gate_without_pass_mark", "when.gate", number=gate)


def _paper_entries(case: Case) -> Iterator[Problem]:
    """Nobody knows how long a paper took, nor when it was begun."""
    if not case.sheet.who.paper_entries:
        return
    for place, key in enumerate(case.sheet.rank.keys):
        if key in {"elapsed", "started"}:
            yield fault("sheet_paper_without_seconds", f"rank.keys.{place}")
    if case.sheet.points.speed_bonus is not None:
        yield fault("sheet_paper_without_seconds", "points.speed_bonus.per_second")


PEOPLE_CHECKS: tuple[Check, ...] = (
    _groups,
    _open_registration,
    _names_exist,
    _paper_entries,
    _window,
    _daily_hours,
    _attempts,
    _gate,
)
