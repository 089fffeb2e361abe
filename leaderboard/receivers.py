"""Glue: news from quiz wakes this floor's tasks; confirmed awards refuse what would move places, and follow
a ruling."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from accounts.doorbell import ring
from accounts.models import User
from quiz.domain.rulings import Consequences
from quiz.events import attempt_scored, contest_closed, places_change, ruling_made

from .services.awards import require_unconfirmed
from .services.succession import follow_ruling
from .tasks import recompute_lines_task, refresh_organisations_task


@receiver(attempt_scored, dispatch_uid="leaderboard.attempt_scored")
def on_attempt_scored(contest_id: int, attempt_ids: list[int], **_: Any) -> None:
    ring(recompute_lines_task, contest_id, tuple(attempt_ids))


@receiver(contest_closed, dispatch_uid="leaderboard.contest_closed")
def on_contest_closed(contest_id: int, **_: Any) -> None:
    ring(refresh_organisations_task, contest_id)


@receiver(places_change, dispatch_uid="leaderboard.places_change")
def on_places_change(contest_id: int, **_: Any) -> None:
    require_unconfirmed(contest_id)


@receiver(ruling_made, dispatch_uid="leaderboard.ruling_made")
def on_ruling_made(contest_id: int, actor: User, note: str, now: datetime, **_: Any) -> Consequences | None:
    return follow_ruling(contest_id, actor, note, now=now)
