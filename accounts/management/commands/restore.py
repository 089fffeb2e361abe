"""manage.py restore FILE: puts a backup back, after a safety copy of what is there."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.domain.backup import BackupRefused
from accounts.services.backup import restore_backup


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Restore a backup that `manage.py backup` made; stop the site first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--force", action="store_true", help="replace a database that has people in it")
        parser.add_argument("--media", action="store_true", help="pictures too, where they are missing")
        parser.add_argument("--secrets", action="store_true", help="SECRET_KEY and PHONE_KEY too")

    def handle(self, *args: Any, **options: Any) -> None:
        asked = {name: options[name] for name in ("force", "media", "secrets")}
        try:
            restored = restore_backup(options["file"], now=timezone.now(), **asked)
        except BackupRefused as error:
            raise CommandError(str(error)) from error
        manifest = restored.manifest
        rows = sum(manifest.rows.values())
        self.stdout.write(f"restored {rows} rows of {len(manifest.rows)} tables as of {manifest.made_at}")
        if restored.safety_copy:
            self.stdout.write(f"what was there before is in {restored.safety_copy}")
        if restored.media:
            self.stdout.write(f"{restored.media} pictures put back")
        for note in restored.notes:
            self.stdout.write(f"NOTE: {note}")
        self.stdout.write("the next start brings the tables up to date and draws the boards anew")
