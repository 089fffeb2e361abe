"""The hash chain of the audit trail."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

FIRST = "0" * 64


def plain(value: Any) -> Any:
    """The value as both databases give it back: text keys, lists, whole numbers, text.

    Floats become text, because PostgreSQL rewrites their digits; NUL, which it refuses, is dropped.
    """
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value).replace("\0", "")


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
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
