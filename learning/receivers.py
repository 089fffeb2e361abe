"""Glue: a contest that is closed leaves something to learn."""

from typing import Any

from django.dispatch import receiver

from accounts.doorbell import ring
from quiz.events import contest_closed

from .tasks.contests import study_contest_task


@receiver(contest_closed, dispatch_uid="learning.contest_closed")
def on_contest_closed(contest_id: int, **_: Any) -> None:
    ring(study_contest_task, contest_id)
