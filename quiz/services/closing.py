"""What time itself does: overdue attempts are handed in, contests that are over are closed."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.domain.problems import RuleBroken
from accounts.doorbell import ring
from accounts.models import User
from accounts.services.audit import record
from quiz.events import contest_closed
from quiz.models import Attempt, Contest
from quiz.selectors.rules import sheet_of
from quiz.tasks.scoring import score_waiting_task

from .attempts import collect, hand_in_late, is_overdue
from .entries import prolong_open_attempts
from .exclusions import apply_exclusions, locked_contest

# Beyond the grace: what arrived in time may still be waiting for its commit.
IN_FLIGHT = timedelta(seconds=3)
# Between the announcement of an early end and the end: time to finish, and to think better of it.
NOTICE = timedelta(minutes=10)
_BATCH = 500
_LONGEST_GRACE = timedelta(seconds=60)


def hand_in_overdue(*, now: datetime) -> int:
    """Hand in every attempt whose deadline and grace are past, with what was saved until then."""
    late = now - IN_FLIGHT
    candidates = Attempt.objects.filter(state=Attempt.State.OPEN, deadline__lt=late)
    oldest = candidates.order_by("deadline")[:_BATCH]
    return hand_in_late(attempt for attempt in oldest if is_overdue(attempt, late))


def collect_left_open(*, now: datetime) -> int:
    """Hand in every counted paper that is still open in a contest that is closed."""
    left = Attempt.objects.filter(
        contest__state=Contest.State.CLOSED, state=Attempt.State.OPEN, kind=Attempt.Kind.COUNTED
    )
    return collect(left.order_by("pk")[:_BATCH], now=now)


def close_ended_contests(*, now: datetime) -> int:
    """Close every contest that is over and in which nobody is answering any more."""
    quiet = _ended(now).filter(~Exists(_answering(OuterRef("pk"))))
    return sum(_close_if_quiet(pk, now) for pk in quiet.values_list("pk", flat=True))


@transaction.atomic
def _close_if_quiet(contest_id: int, now: datetime) -> int:
    """Whoever starts holds the contest's row until the commit: behind its lock one sees who is answering."""
    contest = _ended(now).filter(pk=contest_id).select_for_update(no_key=True).first()
    return 0 if contest is None or _answering(contest_id).exists() else _close(contest, now)


def _ended(now: datetime) -> QuerySet[Contest]:
    """Contests whose end, or the one that their organizer announced, is past with all grace."""
    late = now - _LONGEST_GRACE
    by_the_rules = Q(closes_at__lt=late, closes_by_hand=False)
    return Contest.objects.filter(by_the_rules | Q(closing_at__lt=late), state=Contest.State.PUBLISHED)


def _answering(contest_id: int | OuterRef) -> QuerySet[Attempt]:
    return Attempt.objects.filter(
        contest=contest_id, state=Attempt.State.OPEN, kind=Attempt.Kind.COUNTED
    ).order_by("pk")


def _close(contest: Contest, now: datetime) -> int:
    won = Contest.objects.filter(pk=contest.pk, state=Contest.State.PUBLISHED).update(
        state=Contest.State.CLOSED, closed_at=now
    )
    if won:
        # Whoever has become an organizer or a reviewer meanwhile has seen the questions.
        apply_exclusions(locked_contest(contest.pk), lift=False)
        transaction.on_commit(lambda: contest_closed.send(None, contest_id=contest.pk))
    return won


@transaction.atomic
def announce_end(actor: User, contest: Contest, *, now: datetime) -> datetime:
    """Announce that a contest ends in ten minutes, which may be taken back until then; returns when.

    Whoever is answering has until then, and sees it; nobody is cut off at once, nothing is shown yet.
    Announcing twice changes nothing. Raises RuleBroken("contest_not_on") for a contest that is not on.
    """
    contest = locked_contest(contest.pk)
    if contest.state != Contest.State.PUBLISHED:
        raise RuleBroken("contest_not_on")
    if contest.closing_at is None:
        contest.closing_at = _whole_minute(now + NOTICE)
        contest.save(update_fields=["closing_at"])
        _answering(contest.pk).filter(deadline__gt=contest.closing_at).update(deadline=contest.closing_at)
        at = {"at": contest.closing_at.isoformat()}
        record(actor, "end_announced", f"contest:{contest.pk}", now=now, details=at)
    return contest.closing_at


@transaction.atomic
def take_back_end(actor: User, contest: Contest, *, now: datetime) -> None:
    """Take back an announced end: whoever is answering has the time of the rules again.

    Raises RuleBroken("end_is_past") from the announced instant on: papers are being collected then.
    """
    contest = locked_contest(contest.pk)
    if contest.closing_at is None:
        return
    if contest.state != Contest.State.PUBLISHED or now >= contest.closing_at:
        raise RuleBroken("end_is_past")
    contest.closing_at = None
    contest.save(update_fields=["closing_at"])
    prolong_open_attempts(contest, now=now)
    record(actor, "end_taken_back", f"contest:{contest.pk}", now=now)


def _whole_minute(instant: datetime) -> datetime:
    """The next full minute: an end that people are told of has no seconds."""
    return (instant + timedelta(seconds=59, microseconds=999999)).replace(second=0, microsecond=0)


@transaction.atomic
def close_contest(actor: User, contest: Contest, *, now: datetime) -> int:
    """Close a contest at once: whoever is still answering is handed in with what is saved.

    Returns how many attempts were collected. Closing twice changes nothing. The contest comes first:
    a start that holds it is waited for, and one that comes later finds it closed.
    """
    won = _close(contest, now)
    collected = collect(list(_answering(contest.pk)), now=now)
    if won:
        record(actor, "contest_closed", f"contest:{contest.pk}", now=now, details={"collected": collected})
    ring(score_waiting_task)
    return collected


def is_over(contest: Contest, now: datetime) -> bool:
    """Whether nobody may start any more."""
    return contest.state == Contest.State.CLOSED or now >= sheet_of(contest.rules).closes_at
