"""备赛: today's share of a contest's plan, as a set."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.domain.problems import RuleBroken
from learning.domain.daily import daily_set
from learning.domain.days import day_of
from learning.models import Learner, LearningSession
from learning.selectors.preparation import Prepared

Mode = LearningSession.Mode


def begin_preparation(learner: Learner, found: Prepared, *, now: datetime) -> LearningSession:
    """Today's set of a plan, made once a day. An earlier day's is closed where it was left: what it did not
    come to is in today's reckoning.

    Raises RuleBroken("prepare_nothing") where today has nothing to ask.
    """
    if found.session is not None:
        return found.session
    share = found.plan.today
    plan = [
        one.question
        for one in daily_set(
            found.due[: share.reviews],
            [],
            found.new[: share.new],
            size=share.all,
            most_new=share.new,
            seed=f"{learner.pk}/{found.contest.pk}/{share.day.isoformat()}",
        )
    ]
    if not plan:
        raise RuleBroken("prepare_nothing")
    fields = {"rules": found.contest.rules, "plan": plan, "size": len(plan), "started_at": now}
    try:
        with transaction.atomic():
            _close_earlier(learner, found, now=now)
            return LearningSession.objects.create(
                learner=learner, mode=Mode.PREPARE, day=day_of(now), **fields
            )
    except IntegrityError:  # begun in another window
        return learner.sessions.get(mode=Mode.PREPARE, day=day_of(now), rules=found.contest.rules)


def _close_earlier(learner: Learner, found: Prepared, *, now: datetime) -> None:
    earlier = learner.sessions.select_for_update().filter(
        mode=Mode.PREPARE, rules__contest=found.contest, finished_at=None, day__lt=day_of(now)
    )
    for one in earlier.order_by("pk"):
        one.plan, one.size = one.plan[: one.position], min(one.size, one.position)
        one.finished_at = now
        one.save(update_fields=["plan", "size", "finished_at"])
