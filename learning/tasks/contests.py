"""Celery's entry point to what contests leave to learn."""

from celery import shared_task
from django.utils import timezone


@shared_task(name="learning.study_contest", max_retries=5, soft_time_limit=150, time_limit=170)
def study_contest_task(contest_id: int) -> None:
    """Take in a round of a closed contest's papers."""
    from learning.services.contests import study_contest

    study_contest(contest_id, now=timezone.now())
