"""Celery's entry points to scoring."""

from celery import shared_task
from django.utils import timezone

from quiz.services.scoring import score_all_waiting


@shared_task(name="quiz.score_waiting", max_retries=5)
def score_waiting_task() -> None:
    """Score whatever waits."""
    score_all_waiting(now=timezone.now())
