"""What is written most, as SQL: building the same statements anew each time costs more than they do.

One shape for both databases; only PostgreSQL needs to be told to lock the row it looks at.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from accounts.prepared import prepared_cursor
from quiz.domain.paper import PaperSlot

_SEAT = """
SELECT s.type, s.option_order, a.item_ms, a.grace_ms
FROM quiz_slot s JOIN quiz_attempt a ON a.id = s.attempt_id
WHERE s.attempt_id = %s AND s.position = %s AND a.user_id = %s
"""
_APPEND = """
INSERT INTO quiz_answer (attempt_id, position, response, client_key, saved_at)
SELECT a.id, %s, {json}, %s, %s FROM quiz_attempt a
WHERE a.id = %s AND a.state = 'open' AND a.deadline >= %s{lock}
ON CONFLICT (attempt_id, client_key) DO NOTHING
"""
_ON_POSTGRESQL = _APPEND.format(json="%s::jsonb", lock=" FOR NO KEY UPDATE")
_ELSEWHERE = _APPEND.format(json="%s", lock="")
_HAND_IN = """
UPDATE quiz_attempt SET state = 'handed_in', handed_in_at = %s, handed_in_by = %s
WHERE id = %s AND state = 'open'
"""
_SLOTS = "INSERT INTO quiz_slot (attempt_id, position, revision_id, type, option_order, points) VALUES "


@dataclass(frozen=True, kw_only=True, slots=True)
class Seat:
    """What of a slot and its attempt decides what may be saved there; only `item_ms` can change."""

    type: str
    options: list[int]
    item_ms: int | None
    grace_ms: int


def seat_of(user_id: int, attempt_id: int, position: int) -> Seat | None:
    """One place of the person's own attempt; None for a stranger's, or where there is no such place."""
    with prepared_cursor() as cursor:
        cursor.execute(_SEAT, [attempt_id, position, user_id])
        row = cursor.fetchone()
    if row is None:
        return None
    type, options, item_ms, grace_ms = row
    return Seat(type=type, options=json.loads(options), item_ms=item_ms, grace_ms=grace_ms)


def append_if_open(
    attempt_id: int,
    position: int,
    *,
    response: Sequence[Any],
    client_key: str,
    not_ended_by: datetime,
    now: datetime,
) -> bool:
    """Add one answer if the attempt is open, its deadline not before `not_ended_by` and the key new.

    The statement locks the attempt's row before it adds: a hand-in waits for our commit or we for its.
    """
    instant = connection.ops.adapt_datetimefield_value
    values = [position, json.dumps(response), client_key, instant(now), attempt_id, instant(not_ended_by)]
    with prepared_cursor() as cursor:
        cursor.execute(_ON_POSTGRESQL if connection.vendor == "postgresql" else _ELSEWHERE, values)
        return cursor.rowcount == 1


def hand_in_if_open(attempt_id: int, *, at: datetime, by: str) -> bool:
    """OPEN → HANDED_IN for whoever is first."""
    with prepared_cursor() as cursor:
        cursor.execute(_HAND_IN, [connection.ops.adapt_datetimefield_value(at), by, attempt_id])
        return cursor.rowcount == 1


def insert_slots(attempt_id: int, paper: Sequence[PaperSlot]) -> None:
    """Freeze a paper: all its slots in one statement."""
    values: list[Any] = []
    for position, slot in enumerate(paper, start=1):
        order = json.dumps(slot.option_order)
        values += [attempt_id, position, slot.revision_id, slot.type, order, slot.points]
    with connection.cursor() as cursor:
        cursor.execute(_SLOTS + ", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(paper)), values)
