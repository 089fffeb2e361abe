"""Celery's entry point to statistics."""

from celery import shared_task
from django.utils import timezone


# Fifty thousand papers of fifty questions take most of a minute; below the visibility timeout all the same.
@shared_task(name="quiz.refresh_statistics", max_retries=5, soft_time_limit=150, time_limit=170)
def refresh_statistics_task(contest_id: int) -> None:
    """Compute a contest's statistics where they wait."""
    from quiz.services.item_statistics import refresh_statistics

    refresh_statistics(contest_id, now=timezone.now())
