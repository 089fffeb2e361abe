"""Points follow from what was learned: reckoned from the rows, each cause written once."""

from datetime import datetime, timedelta

from django.db.models import Count, F, Max, Q

from learning.domain.days import day_of
from learning.domain.memory import Level
from learning.domain.points import MASTERED_CAUSE, POLICY, Done, earned
from learning.models import Learner, LearningSession, StudyPoint
from learning.selectors.memories import days_learned
from learning.selectors.siblings import what_it_asks
from quiz.models import Question

A_ROUND = 200
# A set that was finished longer ago was seen by an earlier round.
_LATELY = timedelta(days=2)


def sweep_points(now: datetime) -> int:
    """Write what people have earned since they were last looked at; how many people."""
    lately = Q(sessions__finished_at__gt=now - _LATELY)
    people = Learner.objects.filter(user__isnull=False).filter(lately | Q(points_at=None))
    last = people.annotate(last=Max("sessions__finished_at"))
    waiting = last.filter(Q(points_at=None) | Q(last__gt=F("points_at"))).order_by("pk")[:A_ROUND]
    for learner in waiting:
        settle_points(learner, now=now)
    return len(waiting)


def settle_points(learner: Learner, *, now: datetime) -> int:
    """Everything that a learner has earned; what was written before stays. Returns how many causes it has.

    Six statements. Run it ten times: the same rows.
    """
    sets = learner.sessions.filter(finished_at__isnull=False).exclude(mode=LearningSession.Mode.CONTEST)
    answers = Count("reviews", filter=~Q(reviews__verdict="empty") | ~Q(mode=LearningSession.Mode.EXAM))
    rows = sets.annotate(answers=answers).values_list("mode", "day", "answers")
    done = [Done(mode=mode, day=day, answered=count) for mode, day, count in rows]
    found = list(earned(done, days_learned(learner), _mastered(learner), day_of(now)))
    StudyPoint.objects.bulk_create(
        [
            StudyPoint(
                learner=learner, cause=one.cause, points=one.points, day=one.day, policy=POLICY, at=now
            )
            for one in found
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
    Learner.objects.filter(pk=learner.pk).update(points_at=now)
    return len(found)


def _mastered(learner: Learner) -> list[int]:
    """Questions, and of a fact its first question, so that each fact is a cause of its own, once: also where
    that question has joined the fact since another one's mastery was paid."""
    rows = learner.memories.filter(level__gte=Level.MASTERED).annotate(asks=what_it_asks())
    found = set(rows.values_list("asks", "question__fact"))
    causes = learner.points.filter(cause__startswith=MASTERED_CAUSE).values_list("cause", flat=True)
    paid = {int(one.removeprefix(MASTERED_CAUSE)) for one in causes}
    facts = set(Question.objects.filter(pk__in=paid).exclude(fact="").values_list("fact", flat=True))
    return [one for one, fact in found if one in paid or fact not in facts]
