"""Stopping the clock: an outage is entered, and whoever was answering has the time back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts.domain.problems import RuleBroken
from accounts.doorbell import ring
from accounts.models import User
from accounts.services.audit import record
from quiz.domain.outages import Span, lost, resumed
from quiz.events import places_change
from quiz.models import Attempt, Contest, Outage
from quiz.selectors.sittings import progress_of, turns_of
from quiz.tasks.scoring import score_waiting_task

from .exclusions import locked_contest
from .versions import same_rules_again

LONGEST = timedelta(hours=12)
_WORDS = 200


@dataclass(frozen=True, kw_only=True)
class Given:
    """`prolonged`: open papers that end later; `handed_in`: papers whose time is reckoned without the outage;
    `collected`: those of them that the clock took in while nobody could answer, which stay handed in."""

    prolonged: int
    handed_in: int
    collected: int


def try_outage(actor: User, contest: Contest, span: Span, reason: str, *, now: datetime) -> Given:
    """What `stop_clock` would do. Nothing stays."""
    with transaction.atomic():
        _outage, given = _stopped(actor, contest, span, reason, now)
        transaction.set_rollback(True)
    return given


@transaction.atomic
def stop_clock(actor: User, contest: Contest, span: Span, reason: str, *, now: datetime) -> Outage:
    """Give back the time of an outage that is over, while the contest is on.

    Every open paper ends later by what the outage took of it, also beyond the contest's end; the item that
    was open goes on where it stood. Times that decide places leave the outage out, in new scores under a new
    version of the same rules. Raises RuleBroken for a contest that is not on, a span that cannot be
    (400, by its field), no reason.
    """
    outage, given = _stopped(actor, contest, span, reason, now)
    details = {
        "from_at": outage.begins_at.isoformat(),
        "to_at": outage.ends_at.isoformat(),
        "reason": outage.reason,
        "version": outage.rules.number,
        "prolonged": given.prolonged,
    }
    record(actor, "clock_stopped", f"contest:{contest.pk}", now=now, details=details)
    ring(score_waiting_task)
    return outage


def _stopped(actor: User, contest: Contest, span: Span, reason: str, now: datetime) -> tuple[Outage, Given]:
    contest = locked_contest(contest.pk)
    reason = " ".join(reason.split())[:_WORDS]
    _require_sane(contest, span, reason, now)
    places_change.send(None, contest_id=contest.pk)
    version = same_rules_again(actor, contest, reason, now=now)
    outage = Outage.objects.create(
        contest=contest, rules=version, begins_at=span[0], ends_at=span[1], reason=reason, by=actor, at=now
    )
    mine = Attempt.objects.filter(contest=contest, started_at__lt=span[1])
    prolonged = 0
    open_ones = mine.filter(state=Attempt.State.OPEN).select_for_update(no_key=True).order_by("pk")
    for attempt in open_ones:
        _prolong(attempt, span)
        prolonged += 1
    handed_in = mine.filter(state=Attempt.State.HANDED_IN, handed_in_at__gt=span[0])
    collected = handed_in.filter(handed_in_by=Attempt.HandedInBy.DEADLINE, handed_in_at__lte=span[1])
    given = Given(prolonged=prolonged, handed_in=handed_in.count(), collected=collected.count())
    # Every paper is scored anew, under the version that leaves the outage out.
    Attempt.objects.filter(contest=contest, state=Attempt.State.HANDED_IN).update(scored_at=None)
    return outage, given


def _require_sane(contest: Contest, span: Span, reason: str, now: datetime) -> None:
    begins_at, ends_at = span
    if contest.state != Contest.State.PUBLISHED:
        raise RuleBroken("contest_not_on")
    if not reason:
        raise RuleBroken("reason_needed", status=400, fields={"reason": ["reason_needed"]})
    code = (
        "outage_reversed"
        if ends_at <= begins_at
        else "outage_not_over"
        if ends_at > now
        else "outage_too_long"
        if ends_at - begins_at > LONGEST
        else "outage_before_opening"
        if ends_at <= contest.opens_at
        else "outage_twice"
        if Outage.objects.filter(contest=contest, begins_at__lt=ends_at, ends_at__gt=begins_at).exists()
        else ""
    )
    if code:
        raise RuleBroken(code, status=400, fields={"ends_at": [code]})


def _prolong(attempt: Attempt, span: Span) -> None:
    if attempt.item_ms is not None:
        size, last = progress_of(attempt)
        attempt.closed_items, attempt.closed_items_at = resumed(turns_of(attempt, size), last, span)
    attempt.deadline += lost([span], attempt.started_at, attempt.deadline)
    attempt.save(update_fields=["closed_items", "closed_items_at", "deadline"])
