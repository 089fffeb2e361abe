"""What the sweep finds: exams and runs whose time is up, closed contests that nobody learned from yet,
schedules that were lost with a fact, and once a month that the memory's weights may be fitted anew."""

from datetime import date, datetime

from django.conf import settings

from accounts.doorbell import ring
from learning.domain.days import day_of
from learning.domain.exams import GRACE
from learning.models import Learner, LearningSession
from learning.selectors.siblings import lost_schedules
from learning.tasks.contests import study_contest_task
from learning.tasks.fitting import fit_parameters_task
from quiz.models import Attempt

from .contests import study_contest, unstudied_contests
from .exams import settled_exam
from .fitting import fit_monthly, is_fit_due
from .memories import rebuild_memories
from .runs import settled_run

# So many exams and runs are ended in one round.
A_ROUND = 200
# The learning days on which this process last looked whether a fit is due, and for lost schedules.
_looked_on: date | None = None
_mended_on: date | None = None


def sweep_trials(now: datetime) -> dict[str, int]:
    """End those whose time is up although nobody looked again; how many of each. One statement finds them."""
    rows = LearningSession.objects.filter(finished_at=None, deadline__lt=now - GRACE)
    overdue = list(rows.select_related("learner").order_by("deadline")[:A_ROUND])
    exams = [one for one in overdue if one.mode == LearningSession.Mode.EXAM]
    runs = [one for one in overdue if one.mode == LearningSession.Mode.RUN]
    for exam in exams:
        settled_exam(exam, now=now)
    for run in runs:
        settled_run(run, now=now)
    return {"exams_ended": len(exams), "runs_ended": len(runs)}


def sweep_contests(now: datetime) -> int:
    """Serve closed contests that are not through, or ring where there are workers for it; how many."""
    waiting = list(unstudied_contests().values_list("pk", flat=True))
    for contest_id in waiting:
        if settings.CELERY_BROKER_URL:
            ring(study_contest_task, contest_id)
        else:
            study_contest(contest_id, now=now)
    return len(waiting)


def sweep_schedules(now: datetime) -> int:
    """Make memories again that no fact's schedule covers any more; of how many learners. Once a learning day,
    or until none are left."""
    global _mended_on
    if _mended_on == day_of(now):
        return 0
    lost = lost_schedules(A_ROUND)
    for learner in Learner.objects.filter(pk__in=lost).order_by("pk"):
        rebuild_memories(learner, only=lost[learner.pk])
    if len(lost) < A_ROUND:
        _mended_on = day_of(now)
    return len(lost)


def sweep_fitting(now: datetime) -> int:
    """Have the weights fitted where none were for a month; once a learning day at most, which begins at four
    in the morning, and never while somebody sits a contest."""
    global _looked_on
    if _looked_on == day_of(now):
        return 0
    is_due = is_fit_due(now)
    if is_due and Attempt.objects.filter(state=Attempt.State.OPEN, deadline__gt=now).exists():
        return 0
    _looked_on = day_of(now)
    return _have_fitted(now) if is_due else 0


def _have_fitted(now: datetime) -> int:
    if settings.CELERY_BROKER_URL:
        ring(fit_parameters_task)
        return 1
    return int(fit_monthly(now=now) is not None)
