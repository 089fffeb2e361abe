"""Throwing a draft away, and taking it back."""

from datetime import datetime

from django.db import transaction

from accounts.domain.problems import RuleBroken
from accounts.models import User
from accounts.services.audit import record
from quiz.models import Contest


@transaction.atomic
def discard_draft(actor: User, contest: Contest, *, now: datetime) -> None:
    """Take a draft off the desk; all of it is kept. RuleBroken("only_drafts_discarded") once published."""
    _move(actor, contest, discarded_at=now, action="contest_discarded", now=now)


@transaction.atomic
def restore_draft(actor: User, contest: Contest, *, now: datetime) -> None:
    """Put a draft that was thrown away back on the desk."""
    _move(actor, contest, discarded_at=None, action="contest_restored", now=now)


def _move(
    actor: User, contest: Contest, *, discarded_at: datetime | None, action: str, now: datetime
) -> None:
    drafts = Contest.objects.filter(pk=contest.pk, state=Contest.State.DRAFT)
    moved = drafts.filter(discarded_at__isnull=discarded_at is not None).update(discarded_at=discarded_at)
    if not moved and not drafts.exists():
        raise RuleBroken("only_drafts_discarded")
    if moved:
        record(actor, action, f"contest:{contest.pk}", now=now, details={"title": contest.title})
