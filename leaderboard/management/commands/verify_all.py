"""manage.py verify_all: what the sweep does every night, now: every contest and the audit trail."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from leaderboard.services.nightly import contests_to_inspect, inspect_all
from quiz.models import Inspection


class Command(BaseCommand):
    help = "Check every contest and the audit trail; the desk shows administrators what was found."

    def handle(self, *args: Any, **options: Any) -> None:
        done = inspect_all(contests_to_inspect(), now=timezone.now())
        for one in done:
            self.stdout.write(_told(one))
        if any(one.broken_count for one in done):
            raise SystemExit(1)


def _told(one: Inspection) -> str:
    name = f"contest {one.contest_id}" if one.contest_id else "audit trail"
    rows = [f"  {row['invariant']} {row['row']}: {row['detail']}" for row in one.broken]
    return "\n".join([f"{name}: {one.broken_count} broken", *rows])
