"""Contests enter the ledger of activities by themselves, and their rows follow them."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, Max, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.services.audit import record
from leaderboard.domain.activities import ONLINE
from leaderboard.models import Activity
from leaderboard.selectors.activities import Reach, reach_of
from quiz.models import Attempt, Contest

from .activities import subject_of

# A sweep enters so many at once: the first one after an upgrade meets every old contest.
AT_ONCE = 20
# After that nobody is excluded any more: the awards are confirmed.
FOLLOWED = timedelta(days=60)
_MOVES = ("entry_excluded", "entry_included", "contest_closed")


def enter_contest(contest_id: int, *, now: datetime) -> bool:
    """Enter a closed contest, or bring its row up to date; whether anything was written.

    A contest in which nobody handed in a paper is no activity; nor is a rehearsal.
    """
    contests = Contest.objects.select_related("rules", "department")
    contest = contests.filter(pk=contest_id, state=Contest.State.CLOSED, is_rehearsal=False).first()
    if contest is None:
        return False
    found, reach = Activity.objects.filter(contest=contest).first(), reach_of(contest)
    if found is not None:
        return _follow(found, reach, now)
    return bool(reach.papers) and _enter(contest, reach, now)


def _enter(contest: Contest, reach: Reach, now: datetime) -> bool:
    try:
        with transaction.atomic():
            activity = Activity.objects.create(
                department=contest.department,
                kind=Activity.Kind.CONTEST,
                title=contest.title,
                begins_on=timezone.localtime(contest.opens_at, contest.zone).date(),
                ends_on=timezone.localtime(contest.ends_at, contest.zone).date(),
                place=ONLINE,
                visits=reach.papers,
                persons=reach.persons,
                contest=contest,
                counted_at=now,
                created_at=now,
            )
            record(None, "activity_entered", subject_of(activity), now=now, details={"title": contest.title})
    except IntegrityError:  # another worker was quicker
        return False
    return True


@transaction.atomic
def _follow(activity: Activity, reach: Reach, now: datetime) -> bool:
    """Somebody was excluded or included after the close: the figures follow, on record."""
    old, new = (activity.visits, activity.persons), (reach.papers, reach.persons)
    rows = Activity.objects.filter(pk=activity.pk, version=activity.version)
    if old == new:
        rows.update(counted_at=now)
        return False
    if not rows.update(visits=new[0], persons=new[1], counted_at=now, version=F("version") + 1):
        return False
    changes = {"visits": [old[0], new[0]], "persons": [old[1], new[1]]}
    record(None, "activity_changed", subject_of(activity), now=now, details={"changes": changes})
    return True


def sweep_activities(now: datetime) -> int:
    """Enter closed contests that are not in the ledger yet, and let rows follow; how many were written."""
    return sum(enter_contest(pk, now=now) for pk in (*_missed()[:AT_ONCE], *_moved(now)))


def _missed() -> QuerySet[Contest, int]:
    handed_in = Attempt.objects.filter(
        contest=OuterRef("pk"), kind=Attempt.Kind.COUNTED, state=Attempt.State.HANDED_IN,
        entry__excluded_reason="",
    )  # fmt: skip
    closed = Contest.objects.filter(state=Contest.State.CLOSED, is_rehearsal=False, activity__isnull=True)
    return closed.filter(Exists(handed_in)).order_by("pk").values_list("pk", flat=True)


def _moved(now: datetime) -> list[int]:
    """Contests whose ranked people changed since their figures were taken; two statements."""
    lately = Activity.objects.filter(contest__closed_at__gte=now - FOLLOWED)
    counted = {f"contest:{pk}": (pk, at) for pk, at in lately.values_list("contest_id", "counted_at")}
    log = AuditEntry.objects.filter(subject__in=list(counted), action__in=_MOVES).order_by()
    moves = log.values_list("subject").annotate(last=Max("at"))
    return [pk for subject, last in moves for pk, at in [counted[subject]] if at is None or last > at]
