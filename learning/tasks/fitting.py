"""Celery's entry point to fitting the memory's weights."""

from celery import shared_task
from django.utils import timezone


@shared_task(name="learning.fit_parameters", max_retries=0, soft_time_limit=150, time_limit=170)
def fit_parameters_task() -> None:
    """Fit where none was made for a month."""
    from learning.services.fitting import fit_monthly

    fit_monthly(now=timezone.now())
