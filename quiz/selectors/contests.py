"""Lists of contests."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.selectors import organized_departments
from quiz.models import Attempt, Contest, Entry


def contests_for(user: User, *, now: datetime) -> QuerySet[Contest]:
    """Announced contests on whose list the person is, newest first, with `has_open_attempt`."""
    mine = Entry.objects.filter(contest=OuterRef("pk"), user=user.pk)
    answering = Attempt.objects.filter(contest=OuterRef("pk"), user=user.pk, state=Attempt.State.OPEN)
    return (
        Contest.objects.select_related("rules", "department")
        .annotate(has_open_attempt=Exists(answering))
        .filter(Exists(mine), ~Q(state=Contest.State.DRAFT))
    )


def organized_contests(user: User) -> QuerySet[Contest]:
    """Every contest of the departments that the person organizes; rehearsals and discarded drafts apart."""
    return Contest.objects.select_related("rules", "department").filter(
        department__in=organized_departments(user), is_rehearsal=False, discarded_at__isnull=True
    )


def discarded_drafts(user: User) -> QuerySet[Contest]:
    """Drafts that were thrown away, newest first."""
    mine = Contest.objects.select_related("department").filter(department__in=organized_departments(user))
    return mine.filter(is_rehearsal=False, discarded_at__isnull=False).order_by("-discarded_at")


def phase_of(contest: Contest, now: datetime) -> str:
    """draft, upcoming, open, ended (waiting for its closing) or closed."""
    if contest.state != Contest.State.PUBLISHED:
        return str(contest.state)
    if now < contest.opens_at:
        return "upcoming"
    return "open" if now < contest.closes_at else "ended"
