"""manage.py backup FILE|FOLDER: the database as it is now, in one file that has been read back."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.domain.backup import BackupRefused
from accounts.services.backup import Made, make_backup


class Command(BaseCommand):
    help = "Back up the database, and with --media and --secrets the pictures and keys; the site may run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("where", type=Path, help="a new file, or a folder for dated ones")
        parser.add_argument("--media", action="store_true", help="with the pictures of questions")
        parser.add_argument("--secrets", action="store_true", help="with SECRET_KEY and PHONE_KEY")
        parser.add_argument("--keep", type=int, default=0, help="in a folder: delete all but the newest")

    def handle(self, *args: Any, **options: Any) -> None:
        asked = {name: options[name] for name in ("media", "secrets", "keep")}
        try:
            made = make_backup(options["where"], now=timezone.now(), **asked)
        except BackupRefused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_told(made))
        if not options["secrets"]:
            self.stdout.write("PHONE_KEY is not in it: keep it apart, without it the phone numbers are lost")


def _told(made: Made) -> str:
    manifest = made.manifest
    rows = sum(manifest.rows.values())
    return (
        f"{made.path}: {made.size / 1_000_000:.1f} MB, {rows} rows of {len(manifest.rows)} tables; "
        f"read back: every row is there, the audit trail of {manifest.audit_length} entries holds, "
        f"last digest {manifest.audit_digest}"
    )
