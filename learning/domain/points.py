"""学习积分: what studying is worth, each cause once. Nothing is ever taken away, and nothing depends on it.

Policy 2: a learning day (five answers or more, or today's set done) 5, today's set 5, each of the first three
other sets of a day 3, the day's question 1, five learning days in a week 10, a question mastered 2.
Under policy 1 a set of fewer than five questions made no learning day.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

POLICY = 2
DAY, DAILY, SET, QUESTION, WEEK, MASTERED = 5, 5, 3, 1, 10, 2
SETS_A_DAY = 3
# With the question's number behind it.
MASTERED_CAUSE = "mastered/"
# A set of fewer questions is no set, and so many learning days make a week.
LEAST, DAYS_A_WEEK = 5, 5


@dataclass(frozen=True, kw_only=True)
class Earned:
    """Points with their cause, which is given once to a learner; `day`: the learning day they belong to."""

    cause: str
    points: int
    day: date


@dataclass(frozen=True, kw_only=True)
class Done:
    """A finished set: its mode, its learning day, how many questions were answered (of an exam without those
    left out)."""

    mode: str
    day: date
    answered: int


def earned(
    done: Iterable[Done], learned: Iterable[date], mastered: Iterable[int], today: date
) -> Iterator[Earned]:
    """Everything that a learner's sets, learning days and mastered questions (ids) are worth."""
    days = sorted(set(learned))
    yield from (Earned(cause=f"day/{day}", points=DAY, day=day) for day in days)
    yield from _weeks(days)
    yield from _sets(list(done))
    yield from (
        Earned(cause=f"{MASTERED_CAUSE}{one}", points=MASTERED, day=today) for one in sorted(mastered)
    )


def _weeks(days: list[date]) -> Iterator[Earned]:
    weeks: dict[tuple[int, int], list[date]] = {}
    for day in days:
        weeks.setdefault(day.isocalendar()[:2], []).append(day)
    for (year, week), own in weeks.items():
        if len(own) >= DAYS_A_WEEK:
            yield Earned(cause=f"week/{year}-W{week:02}", points=WEEK, day=own[DAYS_A_WEEK - 1])


def _sets(done: list[Done]) -> Iterator[Earned]:
    others = Counter(one.day for one in done if one.mode not in ("daily", "day") and one.answered >= LEAST)
    for day in sorted({one.day for one in done if one.mode == "daily" and one.answered}):
        yield Earned(cause=f"daily/{day}", points=DAILY, day=day)
    for day in sorted({one.day for one in done if one.mode == "day"}):
        yield Earned(cause=f"question/{day}", points=QUESTION, day=day)
    for day, count in sorted(others.items()):
        for number in range(1, min(count, SETS_A_DAY) + 1):
            yield Earned(cause=f"set/{day}/{number}", points=SET, day=day)
