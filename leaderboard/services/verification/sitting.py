"""Answers and attempts: acknowledged once, in time, within the limits, never backwards, never forgotten."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q

from leaderboard.models import BoardState
from leaderboard.services.sweep import scores_without_a_line
from quiz.models import Answer, Attempt, AttemptScore, Contest
from quiz.selectors.rules import sheet_of

from .finding import Broken

PATIENCE = timedelta(seconds=60)


def keys_are_single(contest: Contest, now: datetime) -> Iterator[Broken]:
    """Every acknowledged key is there once."""
    doubled = (
        Answer.objects.filter(attempt__contest=contest)
        .values("attempt", "client_key")
        .annotate(rows=Count("pk"))
        .filter(rows__gt=1)
    )
    for one in doubled:
        detail = f"key {one['client_key']} is there {one['rows']} times"
        yield Broken(invariant="key_once", row=f"attempt:{one['attempt']}", detail=detail)


def answers_are_in_time(contest: Contest, now: datetime) -> Iterator[Broken]:
    """Nothing was accepted after deadline and grace, or after the paper had been handed in."""
    for answer in Answer.objects.filter(attempt__contest=contest).select_related("attempt").iterator():
        attempt = answer.attempt
        bound = attempt.deadline + timedelta(milliseconds=attempt.grace_ms)
        if answer.saved_at > bound:
            detail = f"saved {answer.saved_at.isoformat()}, the end was {bound.isoformat()}"
            yield Broken(invariant="in_time", row=f"answer:{answer.pk}", detail=detail)
    yield from _handed_in_late(contest)


def _handed_in_late(contest: Contest) -> Iterator[Broken]:
    own = Attempt.objects.filter(contest=contest, handed_in_by=Attempt.HandedInBy.PERSON)
    for attempt in own.filter(handed_in_at__gt=F("deadline")):
        bound = attempt.deadline + timedelta(milliseconds=attempt.grace_ms)
        if attempt.handed_in_at is not None and attempt.handed_in_at > bound:
            detail = f"handed in {attempt.handed_in_at.isoformat()}, the end was {bound.isoformat()}"
            yield Broken(invariant="in_time", row=f"attempt:{attempt.pk}", detail=detail)


def states_go_forward(contest: Contest, now: datetime) -> Iterator[Broken]:
    """Open, handed in, scored, and the contest closed: each only after the one before."""
    attempts = Attempt.objects.filter(contest=contest)
    has_score = Exists(AttemptScore.objects.filter(attempt=OuterRef("pk")))
    is_open = Q(state=Attempt.State.OPEN)
    wrong = {
        "open and scored": attempts.filter(is_open).filter(Q(scored_at__isnull=False) | has_score),
        "marked as scored without a score": attempts.filter(~has_score, scored_at__isnull=False),
        "handed in before it was started": attempts.filter(handed_in_at__lt=F("started_at")),
        "scored before it was handed in": attempts.filter(scored_at__lt=F("handed_in_at")),
    }
    if contest.state == Contest.State.CLOSED:
        counted = attempts.filter(kind=Attempt.Kind.COUNTED)
        wrong["open in a closed contest"] = counted.filter(is_open)
    for detail, found in wrong.items():
        for attempt in found:
            yield Broken(invariant="states", row=f"attempt:{attempt.pk}", detail=detail)


def tries_are_within_the_limit(contest: Contest, now: datetime) -> Iterator[Broken]:
    """Nobody had more counted attempts, in all or on a day, than the rules give."""
    limits = sheet_of(contest.rules).when.attempts
    rows = Attempt.objects.filter(contest=contest, kind=Attempt.Kind.COUNTED).values_list("user_id", "day")
    days = Counter(rows)
    people = Counter(user for user, _day in days.elements())
    for user, tries in people.items():
        if limits.total is not None and tries > limits.total:
            yield Broken(invariant="tries", row=f"user:{user}", detail=f"{tries} of {limits.total}")
    for (user, day), tries in days.items():
        if limits.per_day is not None and tries > limits.per_day:
            detail = f"{tries} of {limits.per_day} on {day}"
            yield Broken(invariant="tries", row=f"user:{user}", detail=detail)


def nothing_waits(contest: Contest, now: datetime) -> Iterator[Broken]:
    """No overdue attempt, no paper to be scored and no line waits for more than a minute."""
    since = now - PATIENCE
    attempts = Attempt.objects.filter(contest=contest)
    overdue = attempts.filter(state=Attempt.State.OPEN, deadline__lt=since)
    for attempt in overdue:
        if attempt.deadline + timedelta(milliseconds=attempt.grace_ms) < since:
            yield Broken(invariant="waiting", row=f"attempt:{attempt.pk}", detail="overdue and still open")
    unscored = attempts.filter(state=Attempt.State.HANDED_IN, scored_at__isnull=True, handed_in_at__lt=since)
    for attempt in unscored:
        yield Broken(invariant="waiting", row=f"attempt:{attempt.pk}", detail="handed in and not scored")
    late = dict(scores_without_a_line(contest))
    for score in AttemptScore.objects.filter(pk__in=list(late), created_at__lt=since):
        yield Broken(invariant="waiting", row=f"score:{score.pk}", detail="not on the board")
    if BoardState.objects.filter(pk=contest.pk, organisations_stale_since__lt=since).exists():
        row = f"contest:{contest.pk}"
        yield Broken(invariant="waiting", row=row, detail="the boards of departments are not up to date")
