"""Check a contest's invariants; exit 1 with every broken one named by its row."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from leaderboard.services.verification import CHECKS, verify
from quiz.models import Contest


class Command(BaseCommand):
    help = "Check that a contest's answers, scores, boards and awards keep their promises."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("contest", type=int)
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        contest = Contest.objects.select_related("rules").filter(pk=options["contest"]).first()
        if contest is None or contest.rules is None:
            raise CommandError(f"There is no contest {options['contest']} with rules.")
        broken = list(verify(contest, now=timezone.now()))
        if options["json"]:
            document = {
                "contest": contest.pk,
                "checks": list(CHECKS),
                "broken": [asdict(one) for one in broken],
            }
            self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))
        else:
            for one in broken:
                self.stdout.write(f"{one.invariant} {one.row}: {one.detail}")
            self.stdout.write(f"{len(CHECKS)} checks, {len(broken)} broken")
        if broken:
            raise SystemExit(1)
