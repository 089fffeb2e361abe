"""Glue: news of this floor wakes its own tasks."""

from typing import Any

from django.dispatch import receiver

from accounts.doorbell import ring
from quiz.events import contest_closed

from .tasks.statistics import refresh_statistics_task


@receiver(contest_closed, dispatch_uid="quiz.contest_closed")
def on_contest_closed(contest_id: int, **_: Any) -> None:
    ring(refresh_statistics_task, contest_id)
