"""How far a learner is: what is known how well, what comes due, what is probably remembered."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from learning.domain.days import day_of, end_of
from learning.domain.memory import Level, recall
from learning.models import Learner
from quiz.models import Question, Topic

from .memories import memory_of
from .parameters import in_force

# So many days ahead.
FORECAST = 7


@dataclass(frozen=True, kw_only=True)
class TopicProgress:
    """Questions of an area or a topic by how well they are known; a fact counts once."""

    topic: Topic
    counts: dict[Level, int]

    @property
    def asked(self) -> int:
        return sum(self.counts.values())

    @property
    def mastered(self) -> int:
        return self.counts.get(Level.MASTERED, 0) + self.counts.get(Level.FIRM, 0)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Siblings count once, which leaves out `siblings` answered questions. `remembered`: of the questions
    answered right last time, how many are probably remembered now, the sum of the estimated chances; `due`:
    how many come due by learning day, overdue ones counted today."""

    asked: int
    counts: dict[Level, int]
    remembered: float
    areas: list[TopicProgress]
    topics: list[TopicProgress]
    due: list[tuple[date, int]]
    siblings: int = 0


def progress_of(learner: Learner, now: datetime) -> Progress:
    """Two statements, however much was learned."""
    found = _asked(learner)
    rows = list({row.question.asks: row for row in found}.values())
    known = [(row.question.topic, memory_of(row)) for row in rows]
    weights = in_force().weights
    areas = {area.code: area for area in Topic.objects.filter(parent=None)}
    levels = [(topic, memory.level) for topic, memory in known]
    return Progress(
        asked=len(known),
        counts=dict(Counter(level for _topic, level in levels)),
        remembered=sum(recall(memory, now, weights) for _topic, memory in known if memory.last_right),
        areas=_by_topic((areas[topic.code[:2]], level) for topic, level in levels if topic.code[:2] in areas),
        topics=_by_topic(levels),
        due=_forecast([row.due for row in rows if row.due and row.comes and not row.is_put_aside], now),
        siblings=len(found) - len(rows),
    )


def _asked(learner: Learner) -> list[Any]:
    """The memories that were asked, of siblings the one that has the schedule last; `comes`: it is not cut,
    or a sibling is not."""
    cut = learner.memories.filter(is_cut=True).values("question")
    siblings = Question.objects.filter(fact=OuterRef("question__fact"), state=Question.State.PUBLISHED)
    others = ~Q(question__fact="") & Exists(siblings.exclude(pk__in=cut))
    rows = learner.memories.filter(reps__gt=0).annotate(comes=Q(is_cut=False) | others)
    ordered = rows.order_by("last_review", F("due").asc(nulls_first=True))
    return list(ordered.select_related("question__topic"))


def _by_topic(levels: Iterable[tuple[Topic, Level]]) -> list[TopicProgress]:
    """In the order of their codes; those of which nothing was asked are left out."""
    topics: dict[str, Topic] = {}
    found: dict[str, Counter[Level]] = {}
    for topic, level in levels:
        topics[topic.code] = topic
        found.setdefault(topic.code, Counter())[level] += 1
    return [TopicProgress(topic=topics[code], counts=dict(found[code])) for code in sorted(found)]


def _forecast(dues: list[datetime], now: datetime) -> list[tuple[date, int]]:
    today = day_of(now)
    found = Counter(
        max(today, day_of(due)) for due in dues if due < end_of(today + timedelta(days=FORECAST - 1))
    )
    days = [today + timedelta(days=ahead) for ahead in range(FORECAST)]
    return [(day, found[day]) for day in days]
