"""The outages of contests."""

from collections.abc import Iterable

from django.db.models import QuerySet

from quiz.domain.outages import Span
from quiz.models import Attempt, Contest, Outage, RulesVersion


def outages_of(contest: Contest) -> QuerySet[Outage]:
    return Outage.objects.filter(contest=contest).order_by("begins_at")


def spans_of(contest_id: int) -> list[Span]:
    return list(Outage.objects.filter(contest=contest_id).values_list("begins_at", "ends_at"))


def spans_under(versions: Iterable[RulesVersion]) -> dict[int, list[Span]]:
    """Contest → its outages under this version of its rules; one statement."""
    numbers = {version.contest_id: version.number for version in versions}
    rows = Outage.objects.filter(contest__in=numbers).values_list(
        "contest_id", "rules__number", "begins_at", "ends_at"
    )
    found: dict[int, list[Span]] = {}
    for contest, version, begins_at, ends_at in rows:
        if version <= numbers[contest]:
            found.setdefault(contest, []).append((begins_at, ends_at))
    return found


def outages_in(attempt: Attempt) -> QuerySet[Outage]:
    """Those that fell into an attempt's time."""
    ended = attempt.handed_in_at or attempt.deadline
    rows = Outage.objects.filter(
        contest=attempt.contest_id, ends_at__gt=attempt.started_at, begins_at__lt=ended
    )
    return rows.order_by("begins_at")
