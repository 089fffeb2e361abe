"""Check a contest's draws, or write the published file of the last one; exit 1 with what is broken."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from leaderboard.selectors.draw_files import published_file
from leaderboard.selectors.drawings import result_of
from leaderboard.selectors.draws import rolls
from leaderboard.services.verification.draws import draws_follow
from quiz.models import Contest


class Command(BaseCommand):
    help = "Check that a contest's draws follow from what was committed, listed and entered."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("contest", type=int)
        parser.add_argument("--file", action="store_true", help="print the published file of the last list")

    def handle(self, *args: Any, **options: Any) -> None:
        contest = Contest.objects.select_related("rules").filter(pk=options["contest"]).first()
        if contest is None or contest.rules is None:
            raise CommandError(f"There is no contest {options['contest']} with rules.")
        found = rolls(contest)
        if options["file"]:
            if not found:
                raise CommandError("No list has been frozen yet.")
            self.stdout.write(json.dumps(published_file(found[0]), ensure_ascii=False, indent=1))
            return
        broken = list(draws_follow(contest, timezone.now()))
        for roll in reversed(found):
            result = result_of(roll)
            state = f"drawn with {result.public!r}" if result else "not drawn"
            self.stdout.write(f"list {roll.version} {roll.digest}: {state}")
        for one in broken:
            self.stdout.write(f"{one.invariant} {one.row}: {one.detail}")
        self.stdout.write(f"{len(found)} lists, {len(broken)} broken")
        if broken:
            raise SystemExit(1)
