"""The hash chain of the audit trail."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

FIRST = "0" * 64


def entry_digest(
    *,
    number: int,
    at: datetime,
    actor_id: int | None,
    action: str,
    subject: str,
    details: dict[str, Any],
    previous: str,
) -> str:
    """SHA-256 over the canonical JSON of an entry and the digest of the entry before it."""
    row = [number, at.astimezone(UTC).isoformat(), actor_id, action, subject, details, previous]
    text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
