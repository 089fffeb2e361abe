"""Asking for statistics: by hand, when a contest closes, when its rules were amended. Rows are the queue."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from accounts.doorbell import ring
from quiz.models import Contest, ContestStatistic
from quiz.tasks.statistics import refresh_statistics_task

from .item_statistics import refresh_statistics, waits

# A contest whose computation dies with its worker is not tried again at once.
TRY_AGAIN_AFTER = timedelta(minutes=10)


def request_statistics(contest: Contest, *, now: datetime) -> None:
    """Have a contest's statistics computed soon; asking twice is asking once."""
    wanted = {"requested_at": now, "tried_at": None}
    ContestStatistic.objects.update_or_create(contest=contest, defaults=wanted)
    ring(refresh_statistics_task, contest.pk)


def sweep_statistics(now: datetime) -> int:
    """Ask for what nobody asked for, then compute what waits, or ring where there are workers for it.

    Returns how many contests it served.
    """
    _ask_for_closed(now)
    rested = Q(tried_at__isnull=True) | Q(tried_at__lt=now - TRY_AGAIN_AFTER)
    waiting = list(ContestStatistic.objects.filter(waits(), rested).values_list("pk", flat=True))
    return sum(_serve(contest_id, now) for contest_id in waiting)


def _serve(contest_id: int, now: datetime) -> int:
    ContestStatistic.objects.filter(pk=contest_id).update(tried_at=now)
    if not settings.CELERY_BROKER_URL:
        return int(refresh_statistics(contest_id, now=now))
    ring(refresh_statistics_task, contest_id)
    return 1


def _ask_for_closed(now: datetime) -> None:
    fresh = Contest.objects.filter(state=Contest.State.CLOSED, statistic__isnull=True, is_rehearsal=False)
    rows = [ContestStatistic(contest=contest, requested_at=now) for contest in fresh]
    ContestStatistic.objects.bulk_create(rows, ignore_conflicts=True)
