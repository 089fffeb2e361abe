"""What the sweep finds: exams and runs whose time is up, closed contests that nobody learned from yet."""

from datetime import datetime

from django.conf import settings

from accounts.doorbell import ring
from learning.domain.exams import GRACE
from learning.models import LearningSession
from learning.tasks.contests import study_contest_task

from .contests import study_contest, unstudied_contests
from .exams import settled_exam
from .runs import settled_run

# So many exams and runs are ended in one round.
A_ROUND = 200


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
