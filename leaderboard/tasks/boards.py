"""Celery's entry points to the boards."""

from celery import shared_task
from django.utils import timezone


@shared_task(name="leaderboard.recompute_lines", max_retries=5)
def recompute_lines_task(contest_id: int, attempt_ids: list[int]) -> None:
    """Recompute the lines of the people who made these attempts."""
    from leaderboard.services.boards import recompute_lines

    recompute_lines(contest_id, attempt_ids, now=timezone.now())


@shared_task(name="leaderboard.refresh_organisations", max_retries=5)
def refresh_organisations_task(contest_id: int) -> None:
    """Recompute a contest's boards of departments now."""
    from leaderboard.services.organisations import refresh_now

    refresh_now(contest_id, now=timezone.now())


@shared_task(name="leaderboard.rebuild", max_retries=5)
def rebuild_task(contest_id: int) -> None:
    """Rebuild every board of a contest."""
    from leaderboard.services.boards import rebuild

    rebuild(contest_id, now=timezone.now())


@shared_task(name="leaderboard.draw_missing", max_retries=0, expires=60)
def draw_missing_task(contest_id: int) -> None:
    """Draw a contest's boards into Redis where they are not there."""
    from leaderboard.services.picture import draw_missing

    draw_missing(contest_id, now=timezone.now())


@shared_task(name="leaderboard.sweep", max_retries=0, expires=30)
def sweep_task() -> None:
    """Find and mend what was missed."""
    from leaderboard.services.sweep import sweep

    sweep(timezone.now())
