"""Lists of contests."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from accounts.models import User
from accounts.selectors import organized_departments
from quiz.models import Attempt, Contest, Entry

from .rules import sheet_of
from .scope import covers, lineage_of


def contests_for(user: User, *, now: datetime) -> QuerySet[Contest]:
    """Announced contests on whose list the person is, newest first, with `has_open_attempt`."""
    mine = Entry.objects.filter(contest=OuterRef("pk"), user=user.pk)
    answering = Attempt.objects.filter(contest=OuterRef("pk"), user=user.pk, state=Attempt.State.OPEN)
    return (
        Contest.objects.select_related("rules", "department")
        .annotate(has_open_attempt=Exists(answering))
        .filter(Exists(mine), ~Q(state=Contest.State.DRAFT))
    )


def enterable_contests(user: User, *, now: datetime) -> list[Contest]:
    """Contests going on or announced that the person may enter and has not; three statements for any number.

    Newcomers to a roster find their contest here, and everybody those with open registration.
    """
    mine = Entry.objects.filter(contest=OuterRef("pk"), user=user.pk)
    contests = Contest.objects.select_related("rules", "department").annotate(has_open_attempt=Value(False))
    goes_on = Q(closing_at__isnull=True) | Q(closing_at__gt=now)
    found = contests.filter(
        goes_on, ~Exists(mine), state=Contest.State.PUBLISHED, is_rehearsal=False, closes_at__gt=now
    )
    lineage = lineage_of(user)
    return [contest for contest in found if covers(contest, sheet_of(contest.rules).who, lineage)]


def organized_contests(user: User) -> QuerySet[Contest]:
    """Every contest of the departments that the person organizes; rehearsals and discarded drafts apart."""
    return Contest.objects.select_related("rules", "department").filter(
        department__in=organized_departments(user), is_rehearsal=False, discarded_at__isnull=True
    )


def discarded_drafts(user: User) -> QuerySet[Contest]:
    """Drafts that were thrown away, newest first."""
    drafts = Contest.objects.select_related("rules", "department")
    mine = drafts.filter(department__in=organized_departments(user))
    return mine.filter(is_rehearsal=False, discarded_at__isnull=False).order_by("-discarded_at")


def phase_of(contest: Contest, now: datetime) -> str:
    """draft, upcoming, open, ended (waiting for its closing) or closed."""
    if contest.state != Contest.State.PUBLISHED:
        return str(contest.state)
    if now >= contest.ends_at:
        return "ended"
    return "upcoming" if now < contest.opens_at else "open"
