"""What one attempt brought, and what a person's attempts together are worth."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Literal

from quiz.domain.rulesheet import RankKey

from .ranking import order, whole_chain

Counts = Literal["best", "first", "last", "sum"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """One scored attempt. Points in hundredths; `number` is the person's n-th counted attempt."""

    person: int
    group: str = ""
    department: int | None = None
    points: int
    right: int
    elapsed_ms: int
    started_at: datetime
    handed_in_at: datetime
    number: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What counts of a person's attempts, and how many there were. `best`: the points of the best one."""

    person: int
    group: str
    department: int | None
    points: int
    right: int
    elapsed_ms: int
    attempts: int
    started_at: datetime
    handed_in_at: datetime
    best: int = 0


def counted(results: Sequence[Result], rule: Counts, keys: Sequence[RankKey]) -> Standing:
    """The standing of one person's results (at least one) under the rule.

    best — the first by the rank chain, among equals by its later keys, then the earlier attempt;
    sum — points, right answers and time added up, from the first start to the last hand-in.
    """
    tries = sorted(results, key=lambda result: result.number)
    if rule == "sum":
        return _summed(tries)
    if rule == "best":
        chain = whole_chain(keys)
        return min((_alone(one, tries) for one in tries), key=lambda standing: order(standing, chain))
    return _alone(tries[0] if rule == "first" else tries[-1], tries)


def standings(results: Iterable[Result], rule: Counts, keys: Sequence[RankKey]) -> list[Standing]:
    """One standing for each person, by person."""
    by_person = sorted(results, key=lambda result: result.person)
    return [counted(list(tries), rule, keys) for _, tries in groupby(by_person, key=lambda one: one.person)]


def _alone(result: Result, tries: Sequence[Result]) -> Standing:
    return Standing(
        person=result.person,
        group=result.group,
        department=result.department,
        points=result.points,
        right=result.right,
        elapsed_ms=result.elapsed_ms,
        attempts=len(tries),
        started_at=result.started_at,
        handed_in_at=result.handed_in_at,
        best=max(one.points for one in tries),
    )


def _summed(tries: Sequence[Result]) -> Standing:
    return Standing(
        person=tries[0].person,
        group=tries[0].group,
        department=tries[0].department,
        points=sum(one.points for one in tries),
        right=sum(one.right for one in tries),
        elapsed_ms=sum(one.elapsed_ms for one in tries),
        attempts=len(tries),
        started_at=min(one.started_at for one in tries),
        handed_in_at=max(one.handed_in_at for one in tries),
        best=max(one.points for one in tries),
    )
