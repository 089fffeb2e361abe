"""挑战答题: one question after the other, each within its time; the first wrong or late one ends it."""

from datetime import datetime, timedelta

# How long a question waits by the server's clock, and how late an answer may arrive that was on its way.
WAITS, GRACE = timedelta(seconds=45), timedelta(seconds=3)
# Nobody has got so far; a run that does is over there.
LONGEST = 300


def waits_until(opened_at: datetime) -> datetime:
    return opened_at + WAITS


def opened_at(deadline: datetime) -> datetime:
    """When the question was opened that waits until then."""
    return deadline - WAITS


def is_late(deadline: datetime, now: datetime) -> bool:
    return now > deadline + GRACE
