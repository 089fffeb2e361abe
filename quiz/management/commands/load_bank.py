from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.domain.problems import RuleBroken
from accounts.messages import explain
from quiz.services.shipped_bank import load_shipped_bank


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Load the bank's files (content/). Idempotent: unchanged files change nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--path", type=Path, default=settings.CONTENT_DIR, help="the folder of files")

    def handle(self, *args, **options) -> None:
        try:
            loaded = load_shipped_bank(options["path"], now=timezone.now())
        except RuleBroken as broken:
            raise CommandError(explain(broken)) from broken
        except FileNotFoundError as missing:
            raise CommandError(f"{options['path']}: no such folder") from missing
        if options["verbosity"] == 0:
            return
        if not loaded.is_new:
            self.stdout.write(f"{loaded.items} items, unchanged since the last loading")
            return
        self.stdout.write(
            f"{loaded.items} items: {loaded.added} added, {loaded.revised} revised, "
            f"{loaded.returned} returned, {loaded.retired} retired, {loaded.kept} kept as people left them, "
            f"{loaded.facts} of another fact"
        )
