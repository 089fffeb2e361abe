"""The record of what organizers did: appended, chained, never changed."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.domain.chain import FIRST, entry_digest
from accounts.models import AuditEntry, User


@transaction.atomic
def record(
    actor: User | None, action: str, subject: str, *, now: datetime, details: dict[str, Any] | None = None
) -> AuditEntry:
    """Append one entry. `subject` names a row, e.g. "contest:12"; `details` are JSON types."""
    last = AuditEntry.objects.select_for_update(no_key=True).order_by("-number").first()
    fields: dict[str, Any] = {
        "number": last.number + 1 if last else 1,
        "at": now,
        "action": action,
        "subject": subject,
        "details": details or {},
    }
    previous = last.digest if last else FIRST
    digest = entry_digest(actor_id=actor.pk if actor else None, previous=previous, **fields)
    return AuditEntry.objects.create(actor=actor, previous_digest=previous, digest=digest, **fields)


def first_broken_link() -> int | None:
    """The number of the first entry that does not follow from the one before it; None when all do."""
    previous, expected = FIRST, 1
    for entry in AuditEntry.objects.order_by("number").iterator():
        digest = entry_digest(
            number=entry.number,
            at=entry.at,
            actor_id=entry.actor_id,
            action=entry.action,
            subject=entry.subject,
            details=entry.details,
            previous=previous,
        )
        if entry.number != expected or entry.previous_digest != previous or entry.digest != digest:
            return entry.number
        previous, expected = entry.digest, expected + 1
    return None
