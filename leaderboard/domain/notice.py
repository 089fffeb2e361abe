"""公示: how long a published list of winners may be objected to, and what stands before the final list."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.domain.problems import RuleBroken
from quiz.domain.rulesheet import RuleSheet

DEFAULT_DAYS = 5


def notice_days(sheet: RuleSheet) -> int:
    """The sheet's days, or the default where it says nothing."""
    rule = sheet.publication.objections
    return DEFAULT_DAYS if rule is None else rule.days


def window_end(published_at: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The midnight that ends the last of so many whole days after the day of publication."""
    day = published_at.astimezone(zone).date() + timedelta(days=days + 1)
    return datetime.combine(day, time(), tzinfo=zone)


def require_in_window(ends_at: datetime, *, is_final: bool, now: datetime) -> None:
    """May somebody still object? Raises RuleBroken("objections_over")."""
    if is_final or now >= ends_at:
        raise RuleBroken("objections_over")


def require_finalizable(
    ends_at: datetime, open_receipts: Sequence[str], open_claims: int, *, now: datetime
) -> None:
    """May the list become final? Raises RuleBroken: the window is open, or objections are, by name, or
    claims, by number."""
    if now < ends_at:
        raise RuleBroken("notice_still_open")
    if open_receipts:
        raise RuleBroken("objections_open", receipts="、".join(open_receipts))
    if open_claims:
        raise RuleBroken("claims_open", count=open_claims)
