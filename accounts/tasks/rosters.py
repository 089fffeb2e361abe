"""Celery's entry point to rosters that wait."""

from celery import shared_task

from accounts.services.roster_work import serve_upload


@shared_task(name="accounts.serve_roster", max_retries=5)
def serve_roster_task(upload_id: int) -> None:
    """Read, compare or import an upload, whichever it waits for."""
    serve_upload(upload_id)
