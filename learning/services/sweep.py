"""What the sweep finds: closed contests from which nobody has learned yet."""

from datetime import datetime

from django.conf import settings

from accounts.doorbell import ring
from learning.tasks.contests import study_contest_task

from .contests import study_contest, unstudied_contests


def sweep_contests(now: datetime) -> int:
    """Serve closed contests that are not through, or ring where there are workers for it; how many."""
    waiting = list(unstudied_contests().values_list("pk", flat=True))
    for contest_id in waiting:
        if settings.CELERY_BROKER_URL:
            ring(study_contest_task, contest_id)
        else:
            study_contest(contest_id, now=now)
    return len(waiting)
