"""The guarantee behind the doorbell: finds the rows that wait, whatever happened to Redis."""

from datetime import datetime

from .closing import close_ended_contests, collect_left_open, hand_in_overdue
from .scoring import score_all_waiting


def sweep(*, now: datetime) -> dict[str, int]:
    """Hand in what is overdue or left over, score what waits, close what is over; counts of each."""
    return {
        "handed_in": hand_in_overdue(now=now) + collect_left_open(now=now),
        "scored": score_all_waiting(now=now),
        "closed": close_ended_contests(now=now),
    }
