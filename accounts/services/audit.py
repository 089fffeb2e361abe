"""The record of what organizers did: appended, chained, never changed."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from accounts.domain.chain import FIRST, Link, Trail, entry_digest, follow, plain
from accounts.models import AuditEntry, User

# Any number will do, as long as nothing else takes the same advisory lock.
_CHAIN_LOCK = 0x6B657075


@transaction.atomic
def record(
    actor: User | None, action: str, subject: str, *, now: datetime, details: dict[str, Any] | None = None
) -> AuditEntry:
    """Append one entry. `subject` names a row, e.g. "contest:12"; `details` are JSON types.

    Call it last in a transaction: from here to the commit nobody else appends.
    """
    _one_at_a_time()
    last = AuditEntry.objects.order_by("-number").only("number", "digest").first()
    values: dict[str, Any] = {
        "number": last.number + 1 if last else 1,
        "at": now,
        "action": action,
        "subject": subject,
        "details": plain(details or {}),
    }
    previous = last.digest if last else FIRST
    digest = entry_digest(actor_id=actor.pk if actor else None, previous=previous, **values)
    return AuditEntry.objects.create(actor=actor, previous_digest=previous, digest=digest, **values)


def _one_at_a_time() -> None:
    """Hold the end of the chain until the commit.

    Locking the last row would not do on PostgreSQL: whoever waited for it would still
    see it as the last one. SQLite has one writer, since transactions begin immediate.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])


def first_broken_link() -> int | None:
    """The number of the first entry that does not follow from the one before it; None when all do."""
    return trail().broken


def trail() -> Trail:
    """The whole trail, followed from its first entry."""
    names = [field.name for field in fields(Link)]
    rows = AuditEntry.objects.order_by("number").values(*names).iterator()
    return follow(Link(**row) for row in rows)
