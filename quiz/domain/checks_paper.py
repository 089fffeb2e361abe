"""Contradictions in the paper, its time and its points."""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from typing import Any, cast

from accounts.domain.problems import Problem

from .pool_cover import Shortage, shortages
from .rulesheet import BlueprintRow, RuleSheet, centipoints
from .sheet_case import Case, Check, fault, listed, repeated, warning
from .sheet_extent import KINDS, full_mark, full_mark_for, most_points, paper_seconds

_LEAST_SECONDS_EACH = 5


def _fixed(case: Case) -> Iterator[Problem]:
    paper = case.sheet.paper
    if paper.mode != "fixed":
        if paper.questions:
            yield fault("sheet_questions_beside_blueprint", "paper.questions")
        return
    if paper.rows:
        yield fault("sheet_rows_beside_questions", "paper.rows")
    if not paper.questions:
        yield fault("sheet_no_questions", "paper.questions")
    for place in repeated(paper.questions):
        yield fault("sheet_twice", f"paper.questions.{place}", name=paper.questions[place])
    types = case.known.question_types
    for place, code in enumerate(paper.questions):
        if code in case.known.doubted:
            yield fault("sheet_question_in_doubt", f"paper.questions.{place}", name=code)
        elif types is not None and code not in types:
            yield fault("sheet_unknown_question", f"paper.questions.{place}", name=code)
    yield from _siblings(paper.questions, case.known.facts)


def _siblings(codes: Sequence[str], facts: Mapping[str, str]) -> Iterator[Problem]:
    """Questions that ask what an earlier one of the paper asks, and tell its answer or are told by it."""
    first: dict[str, str] = {}
    for place, code in enumerate(codes):
        if code in facts and (other := first.setdefault(facts[code], code)) != code:
            yield warning("sheet_siblings", f"paper.questions.{place}", name=code, other=other)


def _rows(case: Case) -> Iterator[Problem]:
    paper = case.sheet.paper
    if paper.mode != "blueprint":
        return
    if not paper.rows:
        yield fault("sheet_no_rows", "paper.rows")
        return
    for group in case.sheet.who.groups.all_names:
        if not paper.rows_for(group):
            yield fault("sheet_group_without_rows", "paper.rows", name=group)
    for place, row in enumerate(paper.rows):
        yield from _row(case, f"paper.rows.{place}", row)


def _row(case: Case, path: str, row: BlueprintRow) -> Iterator[Problem]:
    if row.difficulty[0] > row.difficulty[1]:
        yield fault("sheet_difficulty_reversed", f"{path}.difficulty")
    if case.known.banks is not None and row.bank not in case.known.banks:
        yield fault("sheet_unknown_bank", f"{path}.bank", name=row.bank, known=listed(case.known.banks))
    for place, topic in enumerate(row.topics):
        if case.known.topics is not None and topic not in case.known.topics:
            yield fault("sheet_unknown_topic", f"{path}.topics.{place}", name=topic)
    for place, name in enumerate(row.groups):
        if name not in case.sheet.who.groups.all_names:
            yield fault("sheet_unknown_group", f"{path}.groups.{place}", name=name)


def _pool(case: Case) -> Iterator[Problem]:
    paper = case.sheet.paper
    if case.pool is None or paper.mode != "blueprint":
        return
    rows = list(enumerate(paper.rows))[: len(case.pool)]
    for place, row in rows:
        have = pool_size(case.pool[place])
        if have == 0:
            yield fault("sheet_pool_empty", f"paper.rows.{place}.count")
        elif have < row.count:
            yield fault("sheet_pool_too_small", f"paper.rows.{place}.count", need=row.count, have=have)
    if all(not isinstance(one, int) for one in case.pool):
        for short in _joint_shortages(case.sheet, cast(Sequence[Collection[Hashable]], case.pool)):
            yield _joint(short)


def _joint_shortages(sheet: RuleSheet, pool: Sequence[Collection[Hashable]]) -> list[Shortage]:
    """Rows that fit alone and not together, judged for each group's paper."""
    found: list[Shortage] = []
    for group in sheet.who.groups.all_names or ("",):
        places = [n for n, row in enumerate(sheet.paper.rows) if not row.groups or group in row.groups]
        places = [place for place in places if place < len(pool)]
        counts = [sheet.paper.rows[place].count for place in places]
        for short in shortages(counts, [pool[place] for place in places]):
            rows = tuple(places[row] for row in short.rows)
            found.append(Shortage(rows=rows, need=short.need, have=short.have))
    return [short for n, short in enumerate(found) if len(short.rows) > 1 and short not in found[:n]]


def _joint(short: Shortage) -> Problem:
    rows = listed(row + 1 for row in short.rows)
    path = f"paper.rows.{short.rows[-1]}.count"
    return fault("sheet_rows_overlap", path, rows=rows, need=short.need, have=short.have)


def pool_size(questions: Any) -> int:
    """How many questions fit a row, by their ids or as a number."""
    return questions if isinstance(questions, int) else len(set(questions))


def _time(case: Case) -> Iterator[Problem]:
    sheet, size = case.sheet, case.sheet.paper.size
    seconds = paper_seconds(sheet)
    if seconds is not None and size and seconds < size * _LEAST_SECONDS_EACH:
        path = "time.item_seconds" if sheet.time.paper_seconds is None else "time.paper_seconds"
        yield warning("sheet_time_very_short", path, seconds=seconds, size=size)
    each, whole = sheet.time.item_seconds, sheet.time.paper_seconds
    if each is not None and whole is not None and size and each * size <= whole:
        yield warning("sheet_paper_limit_idle", "time.paper_seconds", seconds=each * size)


def _marks(case: Case) -> Iterator[Problem]:
    points = case.sheet.points
    _least, most = full_mark(case.sheet, case.known.question_types)
    if not most:
        return
    for name in ("pass_mark", "excellent_mark"):
        mark = getattr(points, name)
        if mark is not None and centipoints(mark) > most_points(case.sheet, case.known.question_types):
            yield fault("sheet_mark_above_full", f"points.{name}", full=shown(most))
    if points.pass_mark and points.excellent_mark and points.pass_mark > points.excellent_mark:
        yield fault("sheet_pass_above_excellent", "points.excellent_mark", mark=str(points.pass_mark))
    uneven = _uneven(case.sheet)
    if uneven is not None:
        yield warning("sheet_uneven_papers", "paper.rows", least=shown(uneven[0]), most=shown(uneven[1]))


def _uneven(sheet: RuleSheet) -> tuple[int, int] | None:
    """Different full marks of people who are ranked together."""
    if sheet.paper.mode == "fixed":
        return None
    groups = sheet.who.groups.all_names if sheet.rank.groups_apart else ()
    marks = [full_mark_for(sheet, group) for group in groups] or [full_mark(sheet)]
    return next((one for one in marks if one[0] != one[1]), None)


def _penalty(case: Case) -> Iterator[Problem]:
    smallest = _smallest_worth(case)
    if smallest is not None and centipoints(case.sheet.points.penalty) > smallest:
        yield fault("sheet_penalty_above_points", "points.penalty", least=shown(smallest))


def _smallest_worth(case: Case) -> int | None:
    per_type, paper = case.sheet.points.per_type, case.sheet.paper
    if paper.mode == "fixed":
        types = case.known.question_types or {}
        kinds = {types.get(code, "") for code in paper.questions} & set(KINDS) or set(KINDS)
        return min(centipoints(per_type.of(kind)) for kind in kinds)
    worths = [
        centipoints(row.points if row.points is not None else per_type.of(kind))
        for row in paper.rows
        for kind in row.types or KINDS
    ]
    return min(worths, default=None)


def _bonus(case: Case) -> Iterator[Problem]:
    bonus = case.sheet.points.speed_bonus
    if bonus is None:
        return
    if paper_seconds(case.sheet) is None:
        yield fault("sheet_bonus_without_limit", "points.speed_bonus.per_second")
    if bonus.per_second > bonus.most:
        yield fault("sheet_bonus_above_most", "points.speed_bonus.most")


def shown(hundredths: int) -> str:
    """Points as people write them: 5, 2.5."""
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)


PAPER_CHECKS: tuple[Check, ...] = (_fixed, _rows, _pool, _time, _marks, _penalty, _bonus)
