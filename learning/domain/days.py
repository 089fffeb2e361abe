"""The learner's day: it begins at four in the morning, so that late evenings belong to the day before."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
BEGINS = timedelta(hours=4)
# So many answers make a day of learning.
A_DAY = 5
FREEZES_A_MONTH = 2


def day_of(moment: datetime) -> date:
    """The learning day of an aware instant."""
    return (moment.astimezone(ZONE) - BEGINS).date()


def end_of(day: date) -> datetime:
    """The instant at which a learning day is over."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), ZONE) + BEGINS


def streak(days: Iterable[date], today: date) -> int:
    """Days in a row up to today; today itself may still be to come, and two days a month may be missed."""
    learned, count, day = set(days), 0, today
    if day not in learned:
        day -= timedelta(days=1)
    missed: dict[tuple[int, int], int] = {}
    while True:
        if day in learned:
            count += 1
        else:
            month = day.year, day.month
            missed[month] = missed.get(month, 0) + 1
            earlier = any(one < day for one in learned)
            if missed[month] > FREEZES_A_MONTH or not earlier:
                return count
        day -= timedelta(days=1)
