"""A clock that was stopped: how much of a sitting an outage took, and where items that open in turn go on."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from .timing import Turns, open_item

# From when until when nobody could answer; of one contest no two overlap.
Span = tuple[datetime, datetime]


def lost(spans: Iterable[Span], began: datetime, ended: datetime) -> timedelta:
    """How much of the time from `began` to `ended` lies in outages."""
    overlaps = (min(ended, until) - max(began, since) for since, until in spans)
    return sum((one for one in overlaps if one > timedelta()), timedelta())


def resumed(turns: Turns, last: tuple[int, datetime] | None, span: Span) -> tuple[int, datetime]:
    """`Turns.closed` after an outage: the item that was open when it began has all its time that was left.

    `last` as for `open_item`. Who answered during the outage goes on from there with the full time of the
    next item; who answered since has lost nothing that could be given back.
    """
    since, until = span
    closed, opened_at = turns.closed_after(last)
    if opened_at >= until:
        return closed, opened_at
    if opened_at >= since:
        return closed, until
    item = open_item(turns, last, now=since)
    if item is None:
        return closed, opened_at
    return item.position - 1, item.opened_at + (until - since)
