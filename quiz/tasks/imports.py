"""Celery's entry points to imports."""

from celery import shared_task
from django.utils import timezone

from quiz.services.import_parsing import parse_waiting


@shared_task(name="quiz.read_imports", max_retries=5)
def read_imports_task() -> None:
    """Read the uploads that wait."""
    parse_waiting(now=timezone.now())
