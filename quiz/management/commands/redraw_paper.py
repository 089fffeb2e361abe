"""Draw an attempt's paper again from the rules and the seed; exit 1 where it is not the frozen one."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quiz.domain.dice import seed_digest
from quiz.models import Attempt, Slot
from quiz.selectors.papers import differences, paper_of
from quiz.selectors.rules import sheet_of


class Command(BaseCommand):
    help = "Draw an attempt's paper again from its version of the rules and the seed, and compare the slots."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("attempt", type=int)
        parser.add_argument("--seed", help="draw with this seed, e.g. the published one, not the stored one")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        found = Attempt.objects.select_related("rules", "entry").filter(pk=options["attempt"])
        attempt = found.first()
        if attempt is None:
            raise CommandError(f"There is no attempt {options['attempt']}.")
        attempt.rules.seed = options["seed"] or attempt.rules.seed
        slots = list(Slot.objects.filter(attempt=attempt).order_by("position"))
        wrong = differences(attempt, slots)
        self._report(attempt, slots, wrong, as_json=options["json"])
        if wrong:
            raise SystemExit(1)

    def _report(self, attempt: Attempt, slots: list[Slot], wrong: list[str], *, as_json: bool) -> None:
        digest = seed_digest(attempt.rules.seed)
        if as_json:
            paper = [slot.revision_id for slot in paper_of(attempt, sheet_of(attempt.rules))]
            document = {
                "attempt": attempt.pk,
                "contest": attempt.contest_id,
                "rules": attempt.rules.number,
                "seed_sha256": digest,
                "frozen": [slot.revision_id for slot in slots],
                "drawn": paper,
                "differences": wrong,
            }
            self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))
            return
        for one in wrong:
            self.stdout.write(one)
        end = f"{len(wrong)} differences" if wrong else "the same paper"
        self.stdout.write(f"attempt {attempt.pk}, seed SHA-256 {digest}: {len(slots)} slots, {end}")
