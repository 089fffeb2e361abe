"""Celery's entry point to statistics."""

from celery import shared_task
from django.utils import timezone


@shared_task(name="quiz.refresh_statistics", max_retries=5)
def refresh_statistics_task(contest_id: int) -> None:
    """Compute a contest's statistics where they wait."""
    from quiz.services.item_statistics import refresh_statistics

    refresh_statistics(contest_id, now=timezone.now())
