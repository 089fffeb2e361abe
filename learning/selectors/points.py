"""Study points: of one learner, and of everybody in a month."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Sum

from learning.models import Learner, StudyPoint


@dataclass(frozen=True, kw_only=True)
class MonthPoints:
    """A person's points in a month."""

    user_id: int
    name: str
    department: str
    points: int


def month_of(day: date) -> tuple[date, date]:
    """The first day of a day's month, and of the next month."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1)


def points_of(learner: Learner, month: date) -> list[StudyPoint]:
    """A month's ledger, the newest day first."""
    first, after = month_of(month)
    return list(learner.points.filter(day__gte=first, day__lt=after).order_by("-day", "cause"))


def sums_of(learner: Learner, month: date) -> tuple[int, int]:
    """Points in the month and of all time; one statement."""
    first, after = month_of(month)
    found = learner.points.aggregate(
        month=Sum("points", filter=Q(day__gte=first, day__lt=after)), ever=Sum("points")
    )
    return found["month"] or 0, found["ever"] or 0


def month_board(month: date, *, most: int, within: str = "") -> list[MonthPoints]:
    """Who earned most in a month, of everybody who stands on boards. `within`: the path of a department
    whose people alone count. One statement."""
    rows = _summed(month, within).order_by("-total", "learner__user__name", "learner")[:most]
    return [
        MonthPoints(
            user_id=row["learner__user"],
            name=row["learner__user__name"],
            department=row["learner__user__department__name"] or "",
            points=row["total"],
        )
        for row in rows
    ]


def learners_ahead(points: int, month: date, *, within: str = "") -> int:
    """How many people on the board have more; one statement."""
    return _summed(month, within).filter(total__gt=points).count()


def _summed(month: date, within: str) -> QuerySet[Any, Any]:
    first, after = month_of(month)
    rows = StudyPoint.objects.filter(
        day__gte=first, day__lt=after, learner__user__is_active=True, learner__left_board_at=None
    )
    if within:
        rows = rows.filter(learner__user__department__path__startswith=within)
    named = rows.values("learner", "learner__user", "learner__user__name", "learner__user__department__name")
    return named.annotate(total=Sum("points"))
