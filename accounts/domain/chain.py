"""The hash chain of the audit trail."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
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


@dataclass(frozen=True, kw_only=True)
class Link:
    """An entry as it stands in the trail."""

    number: int
    at: datetime
    actor_id: int | None
    action: str
    subject: str
    details: dict[str, Any]
    previous_digest: str
    digest: str

    def follows(self, previous: str, number: int) -> bool:
        """Whether it is the entry of this number, after the entry with that digest, and unchanged."""
        digest = entry_digest(
            number=self.number,
            at=self.at,
            actor_id=self.actor_id,
            action=self.action,
            subject=self.subject,
            details=self.details,
            previous=previous,
        )
        return (self.number, self.previous_digest, self.digest) == (number, previous, digest)


@dataclass(frozen=True, kw_only=True)
class Trail:
    """How far a trail holds: its sound length, the last sound digest, and the entry that breaks it."""

    length: int
    last_digest: str
    broken: int | None = None


def follow(links: Iterable[Link]) -> Trail:
    """Walk the chain from its first entry to the end, or to the first that does not fit."""
    length, last = 0, FIRST
    for link in links:
        if not link.follows(last, length + 1):
            return Trail(length=length, last_digest=last, broken=link.number)
        length, last = length + 1, link.digest
    return Trail(length=length, last_digest=last)
