"""What is written most, as SQL: building the same statements anew each time costs more than they do.

One shape for both databases; only PostgreSQL needs to be told to lock the rows it looks at.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.db import connection

from accounts.prepared import prepared_cursor
from quiz.domain.paper import PaperSlot
from quiz.models import Attempt, Contest, Entry

# Everybody starts at once, so these statements are ready. Whoever starts keeps the contest open and the
# person's time as it is until the commit: who closes it or grants more waits, and then sees the attempt.
# The contest is locked first, being named first, as amendments do: they change entries under its lock.
_ENTRY = """
SELECT e.*, c.state AS contest_state, c.rules_id AS contest_rules_id,
    c.closing_at IS NOT NULL AS contest_is_closing
FROM quiz_contest c JOIN quiz_entry e ON e.contest_id = c.id
WHERE c.id = %s AND e.user_id = %s"""
_CONTEST = "SELECT id FROM quiz_contest WHERE id = %s"
_PAST_ATTEMPTS = "SELECT * FROM quiz_attempt WHERE contest_id = %s AND user_id = %s ORDER BY id"
_OWN_ATTEMPT = "SELECT * FROM quiz_attempt WHERE id = %s AND user_id = %s"
_SLOTS = "INSERT INTO quiz_slot (attempt_id, position, revision_id, type, option_order, points) VALUES "
_SEATS = """
SELECT a.user_id, a.item_ms IS NOT NULL, a.grace_ms, s.position, s.type, s.option_order
FROM quiz_attempt a JOIN quiz_slot s ON s.attempt_id = a.id
WHERE a.id = %s
"""
# What it tells of the place may or may not know the new row itself: the highest of both is the same.
_APPEND = """
INSERT INTO quiz_answer (attempt_id, position, sequence, response, client_key, saved_at)
SELECT a.id, %s, COALESCE(%s, (SELECT MAX(n.sequence) FROM quiz_answer n
    WHERE n.attempt_id = a.id AND n.position = %s), 0), {json}, %s, %s
FROM quiz_attempt a
WHERE a.id = %s AND a.state = 'open' AND a.deadline >= %s{turn}{lock}
ON CONFLICT (attempt_id, client_key) DO NOTHING
RETURNING sequence, (SELECT MAX(n.sequence) FROM quiz_answer n
    WHERE n.attempt_id = quiz_answer.attempt_id AND n.position = quiz_answer.position)
"""
_NOTHING_LATER = """
AND NOT EXISTS (SELECT 1 FROM quiz_answer n WHERE n.attempt_id = a.id AND n.position >= %s)"""
_HAND_IN = """
UPDATE quiz_attempt SET state = 'handed_in', handed_in_at = %s, handed_in_by = %s
WHERE id = %s AND state = 'open'"""
_HAND_IN_IF_NOT_EXTENDED = f"{_HAND_IN} AND deadline = %s AND time_percent = %s"
# SQLite has no larger number, and nothing has so many rows.
_LARGEST_ID = 2**63 - 1


# A contest's worth of papers; a kilobyte or two each.
_MOST_SEATED = 4096


@dataclass(frozen=True, kw_only=True, slots=True)
class Seat:
    """What of a slot and its attempt decides what may be saved there; none of it ever changes."""

    type: str
    options: list[int]
    is_sequential: bool
    grace_ms: int


class Appended(NamedTuple):
    """The sequence of an answer that was added, and the highest that its place has."""

    sequence: int
    highest: int


def locked_entry(user_id: int, contest_id: int) -> Entry | None:
    """A person's entry, with what of the contest a start needs; both stay as they are until the commit."""
    if contest_id > _LARGEST_ID:
        return None
    entry: Any = next(iter(Entry.objects.raw(_ENTRY + _for_share(), [contest_id, user_id])), None)
    if entry is not None:
        known = {"id": contest_id, "state": entry.contest_state, "rules_id": entry.contest_rules_id}
        if not entry.contest_is_closing:  # else it is read when it is asked for
            known["closing_at"] = None
        entry.contest = Contest.from_db(connection.alias, list(known), list(known.values()))
    return entry


def hold_contest(contest_id: int) -> None:
    """Keep a contest as it is until the commit. Whoever adds a newcomer does so first: as amendments do."""
    if contest_id <= _LARGEST_ID:
        with connection.cursor() as cursor:
            cursor.execute(_CONTEST + _for_share(), [contest_id])


def _for_share() -> str:
    return " FOR SHARE" if connection.vendor == "postgresql" else ""


def attempts_of(user_id: int, contest_id: int) -> list[Attempt]:
    """A person's attempts of a contest in the order of their beginning."""
    return list(Attempt.objects.raw(_PAST_ATTEMPTS, [contest_id, user_id]))


def attempt_of(user_id: int, attempt_id: int) -> Attempt | None:
    """An attempt if it is the person's own."""
    if attempt_id > _LARGEST_ID:
        return None
    return next(iter(Attempt.objects.raw(_OWN_ATTEMPT, [attempt_id, user_id])), None)


def insert_slots(attempt_id: int, paper: Sequence[PaperSlot]) -> None:
    """Freeze a paper: all its slots in one statement."""
    values: list[Any] = []
    for position, slot in enumerate(paper, start=1):
        order = json.dumps(slot.option_order)
        values += [attempt_id, position, slot.revision_id, slot.type, order, slot.points]
    with connection.cursor() as cursor:
        cursor.execute(_SLOTS + ", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(paper)), values)


def seat_of(user_id: int, attempt_id: int, position: int) -> Seat | None:
    """One place of the person's own attempt; None for a stranger's, or where there is no such place.

    One statement for the first place of a paper; the others are then known.
    """
    if attempt_id > _LARGEST_ID:
        return None
    try:
        owner, seats = _seats_of(attempt_id)
    except LookupError:
        return None
    return seats.get(position) if owner == user_id else None


@lru_cache(maxsize=_MOST_SEATED)
def _seats_of(attempt_id: int) -> tuple[int, dict[int, Seat]]:
    """Whose an attempt is, and its places; LookupError, which is not remembered, where there is none."""
    with prepared_cursor() as cursor:
        cursor.execute(_SEATS, [attempt_id])
        rows = cursor.fetchall()
    if not rows:
        raise LookupError(attempt_id)
    return rows[0][0], {
        position: Seat(
            type=type,
            options=json.loads(options),
            is_sequential=bool(is_sequential),
            grace_ms=grace_ms,
        )
        for _user, is_sequential, grace_ms, position, type, options in rows
    }


def forget_seats() -> None:
    """Empty the cache; for tests, where primary keys come again."""
    _seats_of.cache_clear()


def append_if_open(
    attempt_id: int,
    position: int,
    *,
    response: Sequence[Any],
    sequence: int | None,
    client_key: str,
    not_ended_by: datetime,
    now: datetime,
    in_turn: bool = False,
) -> Appended | None:
    """Add one answer if the attempt is open, its deadline not before `not_ended_by` and the key new.

    None where nothing was added. Without a `sequence` it is as new as the newest of its place.
    `in_turn`: and if neither this place nor a later one has an answer. The statement locks the
    attempt's row before it adds: a hand-in waits for our commit or we for its.
    """
    instant = connection.ops.adapt_datetimefield_value
    values = [position, sequence, position, json.dumps(response), client_key, instant(now)]
    values += [attempt_id, instant(not_ended_by), *([position] if in_turn else [])]
    with prepared_cursor() as cursor:
        cursor.execute(_append(connection.vendor, in_turn), values)
        row = cursor.fetchone()
    if row is None:
        return None
    own, highest = row
    return Appended(own, max(own, highest or 0))


@cache
def _append(vendor: str, in_turn: bool) -> str:
    has_locks = vendor == "postgresql"
    return _APPEND.format(
        json="%s::jsonb" if has_locks else "%s",
        turn=_NOTHING_LATER if in_turn else "",
        lock=" FOR NO KEY UPDATE" if has_locks else "",
    )


def hand_in_if_open(attempt: Attempt, *, at: datetime, by: str, if_not_extended: bool = False) -> bool:
    """OPEN → HANDED_IN for whoever is first; on request only while the limits are those of `attempt`."""
    instant = connection.ops.adapt_datetimefield_value
    values = [instant(at), by, attempt.pk]
    if if_not_extended:
        values += [instant(attempt.deadline), attempt.time_percent]
    with prepared_cursor() as cursor:
        cursor.execute(_HAND_IN_IF_NOT_EXTENDED if if_not_extended else _HAND_IN, values)
        return cursor.rowcount == 1
