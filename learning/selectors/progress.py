"""How far a learner is: what is known how well, what comes due, what is probably remembered."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from learning.domain.days import day_of, end_of
from learning.domain.memory import Level, recall
from learning.models import Learner
from quiz.models import Topic

from .memories import memory_of
from .parameters import in_force

# So many days ahead.
FORECAST = 7


@dataclass(frozen=True, kw_only=True)
class AreaProgress:
    """Questions of an area by how well they are known."""

    area: Topic
    counts: dict[Level, int]

    @property
    def asked(self) -> int:
        return sum(self.counts.values())

    @property
    def mastered(self) -> int:
        return self.counts.get(Level.MASTERED, 0) + self.counts.get(Level.FIRM, 0)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """`remembered`: of the questions answered right last time, how many are probably remembered now, the
    sum of the estimated chances; `due`: how many come due by learning day, overdue ones counted today."""

    asked: int
    counts: dict[Level, int]
    remembered: float
    areas: list[AreaProgress]
    due: list[tuple[date, int]]


def progress_of(learner: Learner, now: datetime) -> Progress:
    """Two statements, however much was learned."""
    rows = list(learner.memories.filter(reps__gt=0).select_related("question__topic"))
    known = [(row.question.topic.code[:2], memory_of(row)) for row in rows]
    weights = in_force().weights
    areas = {area.code: area for area in Topic.objects.filter(parent=None).order_by("code")}
    by_area = {code: Counter(memory.level for area, memory in known if area == code) for code in areas}
    return Progress(
        asked=len(known),
        counts=dict(Counter(memory.level for _area, memory in known)),
        remembered=sum(recall(memory, now, weights) for _area, memory in known if memory.last_right),
        areas=[
            AreaProgress(area=area, counts=dict(by_area[code]))
            for code, area in areas.items()
            if by_area[code]
        ],
        due=_forecast([row.due for row in rows if row.due and not row.is_cut], now),
    )


def _forecast(dues: list[datetime], now: datetime) -> list[tuple[date, int]]:
    today = day_of(now)
    found = Counter(
        max(today, day_of(due)) for due in dues if due < end_of(today + timedelta(days=FORECAST - 1))
    )
    days = [today + timedelta(days=ahead) for ahead in range(FORECAST)]
    return [(day, found[day]) for day in days]
