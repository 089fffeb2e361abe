"""Doorkeepers: this person may see this contest, this attempt; a stranger gets 404."""

from django.db.models import OuterRef, Subquery
from django.http import Http404

from accounts.access import may_organize
from accounts.models import User

from .models import Attempt, Contest, Entry
from .selectors.rules import sheet_of
from .selectors.scope import is_in_scope


def visible_contest(user: User, contest_id: int) -> Contest:
    """A contest that the person may see, with its rules; one statement for whoever is on its list.

    The answer carries `entry_id`, the person's own entry or None.
    """
    entry = Entry.objects.filter(contest=OuterRef("pk"), user=user.pk).values("pk")[:1]
    contest = (
        Contest.objects.select_related("rules", "department")
        .annotate(entry_id=Subquery(entry))
        .filter(pk=contest_id)
        .first()
    )
    if contest is None or not _may_see(user, contest):
        raise Http404
    return contest


def _may_see(user: User, contest: Contest) -> bool:
    if contest.state != Contest.State.DRAFT:
        if contest.entry_id is not None:  # type: ignore[attr-defined]
            return True
        if not contest.is_rehearsal and is_in_scope(user, contest, sheet_of(contest.rules)):
            return True
    return may_organize(user, contest.department)


def organized_contest(user: User, contest_id: int) -> Contest:
    """A contest of a department that the person organizes, else 404."""
    contest = Contest.objects.select_related("rules", "department").filter(pk=contest_id).first()
    if contest is None or not may_organize(user, contest.department):
        raise Http404
    return contest


def own_attempt(user: User, attempt_id: int) -> Attempt:
    """The person's own attempt with its contest and rules, else 404; one statement."""
    attempt = (
        Attempt.objects.select_related("contest__rules", "rules")
        .filter(pk=attempt_id, user_id=user.pk)
        .first()
    )
    if attempt is None:
        raise Http404
    return attempt
