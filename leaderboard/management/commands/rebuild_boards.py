"""Rebuild the boards of one contest or of all, from the database alone."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from leaderboard.services.boards import rebuild_board
from quiz.models import Contest


class Command(BaseCommand):
    help = "Rebuild every board line, department board and Redis picture from the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("contest", nargs="?", type=int, help="id of a contest; all without it")

    def handle(self, *args: Any, **options: Any) -> None:
        contests = Contest.objects.select_related("rules").filter(rules__isnull=False).order_by("pk")
        if options["contest"] is not None:
            contests = contests.filter(pk=options["contest"])
            if not contests:
                raise CommandError(f"There is no contest {options['contest']} with rules.")
        for contest in contests:
            lines = rebuild_board(contest, now=timezone.now())
            self.stdout.write(f"{contest.pk} {contest.title}: {lines} lines")
