"""The nightly look: every contest that runs or ran lately keeps its promises, and the audit trail holds."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.services.audit import first_broken_link
from quiz.models import Attempt, Contest, Inspection

from .verification import CHECKS, Broken

logger = logging.getLogger(__name__)
FROM_HOUR, QUIET_UNTIL_HOUR, LATEST_HOUR = 3, 6, 23
NIGHTLY = timedelta(days=30)
KEPT = timedelta(days=90)
MOST_KEPT = 50
# What is on its way (a score, a board line) has arrived by then.
PAUSE_SECONDS = 10.0
Pause = Callable[[float], None]


def inspect_nightly(*, now: datetime, pause: Pause = time.sleep) -> int:
    """What is due tonight, once a day; how many looks were taken."""
    if not _is_time(now) or not is_due(now):
        return 0
    done = inspect_all(_due_contests(now), now=now, pause=pause)
    Inspection.objects.filter(day__lt=_day(now) - KEPT).delete()
    return len(done)


def _day(now: datetime) -> date:
    return timezone.localdate(now)


def is_due(now: datetime) -> bool:
    """Whether today's look has not ended yet: the audit trail comes last."""
    return not Inspection.objects.filter(day=_day(now), contest__isnull=True).exists()


def _is_time(now: datetime) -> bool:
    """At night; on a machine that sleeps then, by day when nobody is answering, or late in the evening."""
    hour = timezone.localtime(now).hour
    if hour < FROM_HOUR:
        return False
    return hour < QUIET_UNTIL_HOUR or hour >= LATEST_HOUR or not _somebody_answers(now)


def _somebody_answers(now: datetime) -> bool:
    return Attempt.objects.filter(state=Attempt.State.OPEN, deadline__gt=now).exists()


def _due_contests(now: datetime) -> QuerySet[Contest]:
    """Running and lately closed ones each night, older ones once a month; not what today has seen."""
    running = Q(state=Contest.State.PUBLISHED, opens_at__lte=now)
    lately = Q(state=Contest.State.CLOSED, closed_at__gte=now - NIGHTLY)
    looked = Inspection.objects.filter(contest=OuterRef("pk"))
    rarely = Q(state=Contest.State.CLOSED) & ~Exists(looked.filter(day__gt=_day(now) - NIGHTLY))
    return (
        contests_to_inspect().filter(running | lately | rarely).exclude(Exists(looked.filter(day=_day(now))))
    )


def contests_to_inspect() -> QuerySet[Contest]:
    contests = Contest.objects.select_related("rules", "department").filter(rules__isnull=False)
    return contests.filter(is_rehearsal=False).exclude(state=Contest.State.DRAFT).order_by("pk")


def inspect_all(contests: QuerySet[Contest], *, now: datetime, pause: Pause = time.sleep) -> list[Inspection]:
    """Look through these contests and then the audit trail, and write down what was found."""
    done = [inspect_contest(contest, now=now, pause=pause) for contest in contests]
    return [*done, _written(None, list(_trail()), now)]


def inspect_contest(contest: Contest, *, now: datetime, pause: Pause = time.sleep) -> Inspection:
    """A row counts as broken that is broken twice, so that what is on its way troubles nobody."""
    broken = _look(contest, now)
    if broken:
        pause(PAUSE_SECONDS)
        contest.refresh_from_db()
        before = {(one.invariant, one.row) for one in broken}
        broken = [one for one in _look(contest, timezone.now()) if (one.invariant, one.row) in before]
    return _written(contest, broken, now)


def _look(contest: Contest, now: datetime) -> list[Broken]:
    """Every check but the trail's, which is followed once for all."""
    return [one for name in CHECKS if name != "audit" for one in _checked(name, contest, now)]


def _checked(name: str, contest: Contest, now: datetime) -> list[Broken]:
    """A check that breaks off is itself a finding."""
    try:
        return list(CHECKS[name](contest, now))
    except Exception as error:
        logger.exception("contest %s: the check %s broke off", contest.pk, name)
        detail = f"the check broke off: {error!r}"[:200]
        return [Broken(invariant=name, row=f"contest:{contest.pk}", detail=detail)]


def _trail() -> Iterator[Broken]:
    number = first_broken_link()
    if number is not None:
        detail = "does not follow from the entry before it"
        yield Broken(invariant="audit", row=f"audit:{number}", detail=detail)


def _written(contest: Contest | None, broken: Sequence[Broken], now: datetime) -> Inspection:
    if broken:
        name = f"contest {contest.pk}" if contest else "audit trail"
        logger.error("%s: %s rows break their invariants, first %s", name, len(broken), broken[0])
    found = {"at": now, "broken_count": len(broken), "broken": [asdict(one) for one in broken[:MOST_KEPT]]}
    inspection, _made = Inspection.objects.update_or_create(contest=contest, day=_day(now), defaults=found)
    return inspection
