"""What time itself does: overdue attempts are handed in, contests that are over are closed."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.doorbell import ring
from accounts.models import User
from accounts.services.audit import record
from quiz.events import contest_closed
from quiz.models import Attempt, Contest
from quiz.selectors.rules import sheet_of
from quiz.tasks.scoring import score_waiting_task

from .attempts import collect, hand_in_late, is_overdue

# Beyond the grace: what arrived in time may still be waiting for its commit.
IN_FLIGHT = timedelta(seconds=3)
_BATCH = 500
_LONGEST_GRACE = timedelta(seconds=60)


def hand_in_overdue(*, now: datetime) -> int:
    """Hand in every attempt whose deadline and grace are past, with what was saved until then."""
    late = now - IN_FLIGHT
    candidates = Attempt.objects.filter(state=Attempt.State.OPEN, deadline__lt=late)
    oldest = candidates.order_by("deadline")[:_BATCH]
    return hand_in_late(attempt for attempt in oldest if is_overdue(attempt, late))


def close_ended_contests(*, now: datetime) -> int:
    """Close every contest that is over and in which nobody is answering any more."""
    open_attempts = Attempt.objects.filter(
        contest=OuterRef("pk"), state=Attempt.State.OPEN, kind=Attempt.Kind.COUNTED
    )
    ended = Contest.objects.filter(
        ~Exists(open_attempts), state=Contest.State.PUBLISHED, closes_at__lt=now - _LONGEST_GRACE
    )
    return sum(_close(contest, now) for contest in ended)


def _close(contest: Contest, now: datetime) -> int:
    won = Contest.objects.filter(pk=contest.pk, state=Contest.State.PUBLISHED).update(
        state=Contest.State.CLOSED, closed_at=now
    )
    if won:
        transaction.on_commit(lambda: contest_closed.send(None, contest_id=contest.pk))
    return won


@transaction.atomic
def close_contest(actor: User, contest: Contest, *, now: datetime) -> int:
    """Close a contest by hand: whoever is still answering is handed in with what is saved.

    Returns how many attempts were collected. Closing twice changes nothing.
    """
    answering = Attempt.objects.filter(contest=contest, state=Attempt.State.OPEN, kind=Attempt.Kind.COUNTED)
    collected = collect(answering, now=now)
    if _close(contest, now):
        record(actor, "contest_closed", f"contest:{contest.pk}", now=now, details={"collected": collected})
    ring(score_waiting_task)
    return collected


def is_over(contest: Contest, now: datetime) -> bool:
    """Whether nobody may start any more."""
    return contest.state == Contest.State.CLOSED or now >= sheet_of(contest.rules).closes_at
