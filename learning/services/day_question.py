"""每日一题: answered once a day."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts.domain.problems import RuleBroken
from learning.domain.days import day_of
from learning.models import Learner, LearningSession, ReviewLog
from learning.selectors.day_question import revision_of_day

from .answering import judge, note


def answer_day(
    learner: Learner,
    revision_id: int,
    response: list[Any],
    *,
    shown_at: datetime,
    now: datetime,
    counts_speed: bool = True,
) -> ReviewLog:
    """The learner's answer of today. Raises RuleBroken("learn_not_here") where there is one already, and
    RuleBroken("day_question_changed") where `revision_id`, which was shown, is not the day's any more."""
    revision = revision_of_day(now)
    if revision is None or revision.pk != revision_id:
        raise RuleBroken("day_question_changed")
    try:
        with transaction.atomic():
            session = LearningSession.objects.create(
                learner=learner,
                mode=LearningSession.Mode.DAY,
                day=day_of(now),
                plan=[revision.question_id],
                size=1,
                position=1,
                started_at=min(shown_at, now),
                finished_at=now,
            )
            judged = judge(learner, revision, response, shown_at=shown_at, now=now, counts_speed=counts_speed)
            return note(session, 1, judged, now=now)
    except IntegrityError as error:  # answered in another window
        raise RuleBroken("learn_not_here") from error
