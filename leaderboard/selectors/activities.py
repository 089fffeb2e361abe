"""The ledger of activities as organizers read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from accounts.models import AuditEntry, Department, User
from accounts.selectors import departments_managed_by
from leaderboard.models import Activity, ActivityPhoto
from quiz.models import Attempt, Contest

from .facts import entered


@dataclass(frozen=True, kw_only=True)
class LedgerQuery:
    """What the list is narrowed to. `department_path` "" for all that the person organizes."""

    year: int
    kind: str = ""
    department_path: str = ""
    is_withdrawn: bool = False


@dataclass(frozen=True, kw_only=True)
class Totals:
    """Of rows in force. `visits`, `copies` None where no row says; `silent`: rows without person-sessions."""

    rows: int
    visits: int | None
    copies: int | None
    silent: int


def activities_of(user: User) -> QuerySet[Activity]:
    """Every row of the departments that the person organizes, withdrawn ones too."""
    rows = Activity.objects.select_related("department", "contest")
    return rows.filter(department__in=departments_managed_by(user))


def ledger(user: User, query: LedgerQuery) -> QuerySet[Activity]:
    """The rows in the order of time; one begins in the year that it is counted in."""
    return _narrowed(activities_of(user), query).annotate(
        photo_count=Count("photos", filter=Q(photos__withdrawn_at__isnull=True))
    )


def _narrowed(rows: QuerySet[Activity], query: LedgerQuery) -> QuerySet[Activity]:
    rows = rows.filter(begins_on__year=query.year, withdrawn_at__isnull=not query.is_withdrawn)
    if query.kind:
        rows = rows.filter(kind=query.kind)
    if query.department_path:
        rows = rows.filter(department__path__startswith=query.department_path)
    return rows.order_by("begins_on", "pk")


def totals(user: User, query: LedgerQuery) -> Totals:
    rows = _narrowed(activities_of(user), query).order_by()
    found = rows.aggregate(
        # First: after it `visits` would mean the sum.
        silent=Count("pk", filter=Q(visits__isnull=True)),
        rows=Count("pk"),
        visits=Sum("visits"),
        copies=Sum("copies"),
    )
    return Totals(**found)


def counts_by_kind(user: User, query: LedgerQuery) -> dict[str, int]:
    """How many rows of each kind, whatever kind is chosen."""
    every = LedgerQuery(
        year=query.year, department_path=query.department_path, is_withdrawn=query.is_withdrawn
    )
    rows = _narrowed(activities_of(user), every).order_by().values_list("kind")
    return dict(rows.annotate(n=Count("pk")))


def years_of(user: User, today: date) -> list[int]:
    """This year and every year back to the first row, the newest first."""
    span = activities_of(user).order_by().aggregate(first=Min("begins_on"), last=Max("begins_on"))
    first = min(span["first"].year if span["first"] else today.year, today.year)
    return list(range(today.year, first - 1, -1))


def photos_of(activity: Activity) -> QuerySet[ActivityPhoto]:
    return activity.photos.filter(withdrawn_at__isnull=True).order_by("pk")


def changes_of(activity: Activity) -> list[AuditEntry]:
    """What was done to a row, the newest first."""
    log = AuditEntry.objects.filter(subject=f"activity:{activity.pk}").select_related("actor")
    return list(log.order_by("-number"))


def same_rows(department: Department, days: Sequence[date]) -> set[tuple[str, date, str]]:
    """What tells the rows of a department on these days, as `ActivityRow.same`."""
    rows = Activity.objects.filter(
        department=department, withdrawn_at__isnull=True, begins_on__in=set(days)
    ).values_list("kind", "begins_on", "title")
    return {(kind, day, "".join(title.split())) for kind, day, title in rows}


@dataclass(frozen=True, kw_only=True)
class Reach:
    """Of a contest: people ranked who handed in, and counted papers."""

    persons: int
    papers: int


def reach_of(contest: Contest) -> Reach:
    """As the report about the contest counts; one statement."""
    ranked = entered(contest).filter(excluded_reason="")
    papers = Attempt.objects.filter(
        contest=contest, kind=Attempt.Kind.COUNTED, state=Attempt.State.HANDED_IN, entry__in=ranked
    )
    found = papers.aggregate(papers=Count("pk"), persons=Count("entry", distinct=True))
    return Reach(**found)
