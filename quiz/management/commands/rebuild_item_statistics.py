"""Compute the item statistics of one contest or of all anew, from the first attempts."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from quiz.models import Contest
from quiz.services.item_statistics import rebuild_statistics


class Command(BaseCommand):
    help = "Compute the statistics of a contest's questions anew, and raise or withdraw flags by them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "contest", nargs="?", type=int, help="id of a contest; all that closed without it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for contest in _wanted(options["contest"]):
            items = rebuild_statistics(contest, now=timezone.now())
            self.stdout.write(f"{contest.pk} {contest.title}: {items} questions")


def _wanted(contest_id: int | None) -> list[Contest]:
    contests = Contest.objects.select_related("rules").filter(rules__isnull=False)
    if contest_id is None:
        return list(
            contests.filter(state=Contest.State.CLOSED, is_rehearsal=False).order_by("closes_at", "pk")
        )
    found = list(contests.filter(pk=contest_id).exclude(state=Contest.State.DRAFT))
    if not found:
        raise CommandError(f"There is no published contest {contest_id}.")
    return found
