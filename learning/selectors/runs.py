"""How far people got in 挑战答题."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery

from learning.domain.days import BEGINS, ZONE, day_of
from learning.models import Learner, LearningSession


@dataclass(frozen=True, kw_only=True)
class BestRun:
    """A person's best run: so many right in a row, reached first `at`."""

    user_id: int
    name: str
    department: str
    length: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class OwnRuns:
    """Of one learner: the best of this month and of all; None where there was none."""

    month: int | None
    ever: int | None


def month_began(now: datetime) -> datetime:
    """The instant at which this month's first learning day began."""
    first = day_of(now).replace(day=1)
    return datetime.combine(first, datetime.min.time(), ZONE) + BEGINS


def runs_of(learner: Learner, now: datetime) -> OwnRuns:
    """One statement."""
    this_month = Q(finished_at__gte=month_began(now))
    found = (
        _over().filter(learner=learner).aggregate(month=Max("score", filter=this_month), ever=Max("score"))
    )
    return OwnRuns(**found)


def best_runs(*, since: datetime | None, most: int, within: str = "") -> list[BestRun]:
    """The best run of everybody who stands on the board, longer ones first, among equals the earlier one.
    `within`: the path of a department whose people alone count. One statement."""
    runs = _on_the_board(since, within)
    own = runs.filter(learner=OuterRef("learner")).order_by("-score", "finished_at", "pk")
    rows = runs.filter(pk=Subquery(own.values("pk")[:1])).order_by("-score", "finished_at", "pk")
    facts = rows.values_list(
        "learner__user", "learner__user__name", "learner__user__department__name", "score", "finished_at"
    )
    return [
        BestRun(user_id=user, name=name, department=department or "", length=length, at=at)
        for user, name, department, length, at in facts[:most]
        if length and at
    ]


def people_ahead(length: int, *, since: datetime | None, within: str = "") -> int:
    """How many people on the board have a longer best run; one statement."""
    return _on_the_board(since, within).filter(score__gt=length).values("learner").distinct().count()


def _on_the_board(since: datetime | None, within: str) -> QuerySet[LearningSession]:
    runs = _over().filter(score__gt=0, learner__user__is_active=True, learner__left_board_at=None)
    if within:
        runs = runs.filter(learner__user__department__path__startswith=within)
    return runs.filter(finished_at__gte=since) if since else runs


def _over() -> QuerySet[LearningSession]:
    return LearningSession.objects.filter(mode=LearningSession.Mode.RUN, finished_at__isnull=False)
