"""The server's clock against the rules: when one may start, until when one may answer.

All instants are aware; `percent` is a person's share of time: 100 as announced, 150 half as
much again, 0 no limit.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.domain.problems import RuleBroken

from .rulesheet import RuleSheet
from .sheet_people import HOME_ZONE


@dataclass(frozen=True, kw_only=True)
class OpenItem:
    """The item that a sequential paper shows now; `position` counts from 1."""

    position: int
    opened_at: datetime
    closes_at: datetime


@dataclass(frozen=True, kw_only=True)
class Turns:
    """A paper whose items open one after the other: `item_ms` for each (0: no limit), until `ends_at`.

    `closed` is what no answer and no later limit reopens: how many items, and since when the next is open.
    """

    size: int
    item_ms: int
    ends_at: datetime
    closed: tuple[int, datetime]

    def closed_after(self, last: tuple[int, datetime] | None) -> tuple[int, datetime]:
        """How many items are closed by answers or once for all, and since when."""
        return self.closed if last is None or last[0] <= self.closed[0] else last


@dataclass(frozen=True, kw_only=True)
class PastAttempt:
    """What of an earlier attempt decides whether there may be another."""

    day: date
    number: int


def local_day(sheet: RuleSheet, now: datetime) -> date:
    """The contest's calendar day."""
    return now.astimezone(sheet.when.zone).date()


def require_open(sheet: RuleSheet, now: datetime) -> None:
    """Raises RuleBroken where the window, the day or the hour forbids a counted attempt."""
    if now < sheet.opens_at:
        raise RuleBroken("contest_not_open", opens_at=_wall(sheet, sheet.opens_at))
    if now >= sheet.closes_at:
        raise RuleBroken("contest_over", closes_at=_wall(sheet, sheet.closes_at))
    local = now.astimezone(sheet.when.zone)
    if local.isoweekday() not in sheet.when.weekdays:
        raise RuleBroken("contest_not_today")
    hours = sheet.when.daily_hours
    if hours and not hours.start <= local.time() < hours.end:
        raise RuleBroken("contest_outside_hours", start=f"{hours.start:%H:%M}", end=f"{hours.end:%H:%M}")


def require_practice(sheet: RuleSheet, now: datetime) -> None:
    """Raises RuleBroken where there is no practice now."""
    practice = sheet.when.practice
    allowed = (
        practice.before
        if now < sheet.opens_at
        else practice.after
        if now >= sheet.closes_at
        else practice.during
    )
    if not allowed:
        raise RuleBroken("no_practice_now")


def require_attempt_left(sheet: RuleSheet, past: list[PastAttempt], today: date) -> None:
    """Raises RuleBroken where all attempts, or today's, are used up."""
    limits = sheet.when.attempts
    if limits.total is not None and len(past) >= limits.total:
        raise RuleBroken("attempts_spent", total=limits.total)
    if limits.per_day is not None and sum(one.day == today for one in past) >= limits.per_day:
        raise RuleBroken("attempts_spent_today", per_day=limits.per_day)


def day_end(sheet: RuleSheet, now: datetime) -> datetime:
    """When the contest's hours of today end, or the contest itself, whichever is first."""
    hours = sheet.when.daily_hours
    if not hours:
        return sheet.closes_at
    local = now.astimezone(sheet.when.zone)
    return min(
        sheet.closes_at, local.replace(hour=hours.end.hour, minute=hours.end.minute, second=0, microsecond=0)
    )


def item_ms(sheet: RuleSheet, percent: int) -> int | None:
    """A person's limit per item in milliseconds, 0 for none; None where items do not open in turn."""
    if sheet.time.item_seconds is None:
        return None
    return sheet.time.item_seconds * 10 * percent


def attempt_deadline(
    sheet: RuleSheet,
    started_at: datetime,
    percent: int,
    *,
    is_practice: bool = False,
    group: str = "",
    closing_at: datetime | None = None,
) -> datetime:
    """When an attempt must end: its own limits, or the end of the day's hours or of the contest.

    Practice may run into the contest's end, but never longer than a day. `group`: whose paper it is.
    `closing_at`: an end that was announced before the one in the rules.
    """
    limits = [started_at + timedelta(days=1) if is_practice else day_end(sheet, started_at)]
    if closing_at is not None and not is_practice:
        limits.append(closing_at)
    if percent and sheet.time.paper_seconds is not None:
        limits.append(started_at + timedelta(milliseconds=sheet.time.paper_seconds * 10 * percent))
    per_item = item_ms(sheet, percent)
    if per_item:
        each = timedelta(milliseconds=per_item) + sheet.grace
        limits.append(started_at + sheet.paper.size_for(group) * each)
    return min(limits)


def accepts(deadline: datetime, grace_ms: int, now: datetime) -> bool:
    """Whether what arrives now is still in time."""
    return now <= deadline + timedelta(milliseconds=grace_ms)


def open_item(turns: Turns, last: tuple[int, datetime] | None, *, now: datetime) -> OpenItem | None:
    """The item open now, None when all are through.

    `last` is the highest answered position and when its first answer was saved. Item n + 1 opens
    when n is answered or its time is over, whether or not anybody is looking.
    """
    closed, since = turns.closed_after(last)
    limit = timedelta(milliseconds=turns.item_ms)
    missed = (now - since) // limit if limit and now >= since else 0
    position, opened_at = closed + 1 + missed, since + missed * limit
    if position > turns.size or opened_at >= turns.ends_at:
        return None
    closes_at = min(opened_at + limit, turns.ends_at) if limit else turns.ends_at
    return OpenItem(position=position, opened_at=opened_at, closes_at=closes_at)


def sequence_end(turns: Turns, last: tuple[int, datetime] | None) -> datetime:
    """When the last item was answered or ran out, or the paper's end; `last` as for `open_item`."""
    closed, since = turns.closed_after(last)
    if closed >= turns.size:
        return since
    if not turns.item_ms:
        return turns.ends_at
    return min(turns.ends_at, since + (turns.size - closed) * timedelta(milliseconds=turns.item_ms))


def closed_at_change(
    turns: Turns, last: tuple[int, datetime] | None, *, item_ms: int, now: datetime
) -> tuple[int, datetime]:
    """`Turns.closed` of a paper whose limit becomes `item_ms` now.

    What is closed stays closed. The open item has the new limit from its opening on; where that is
    over already, it ends now.
    """
    item = open_item(turns, last, now=min(now, turns.ends_at))
    if item is None:
        return turns.size, sequence_end(turns, last)
    shortest = now - timedelta(milliseconds=item_ms) if item_ms else item.opened_at
    return item.position - 1, max(item.opened_at, shortest)


def seconds_left(sheet: RuleSheet, size: int, elapsed_ms: int) -> int:
    """Full seconds left of the announced time of a paper of so many items, never below 0.

    Neither extra time nor a deadline that the contest's end cut changes it.
    """
    limits = [sheet.time.paper_seconds]
    if sheet.time.item_seconds is not None:
        limits.append(sheet.time.item_seconds * size)
    announced = min((limit for limit in limits if limit is not None), default=0)
    return max(0, 1000 * announced - elapsed_ms) // 1000


def _wall(sheet: RuleSheet, instant: datetime) -> str:
    """On the contest's own clock, which is named where it hangs elsewhere."""
    elsewhere = "" if sheet.when.time_zone == HOME_ZONE else f" ({sheet.when.time_zone})"
    return f"{instant.astimezone(sheet.when.zone):%Y-%m-%d %H:%M}{elsewhere}"
