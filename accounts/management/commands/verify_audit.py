"""Check the chain of the audit trail; name the first entry that does not fit."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import AuditEntry
from accounts.services.audit import first_broken_link


class Command(BaseCommand):
    help = "Verify the hash chain of the audit trail and print its length and last digest."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = first_broken_link()
        if broken is not None:
            raise CommandError(f"audit trail: entry {broken} does not follow from the entry before it")
        last = AuditEntry.objects.order_by("-number").first()
        if last is None:
            self.stdout.write("audit trail: empty")
            return
        # Noting the last digest elsewhere is what shows a trail that was cut off at its end.
        self.stdout.write(f"audit trail: {last.number} entries, all in order; last digest {last.digest}")
