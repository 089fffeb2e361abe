"""每日一题: which question it is, and how others answered it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from learning.domain.day_question import question_of
from learning.domain.days import day_of
from learning.models import Learner, LearningSession, ReviewLog
from quiz.models import QuestionRevision, QuestionType
from quiz.selectors.learnable import learnable_revisions

# Fewer answers than this say nothing of a question, and too much of those who answered.
LEAST_OTHERS = 30
_SHORT = (QuestionType.SINGLE, QuestionType.JUDGE)


@dataclass(frozen=True, kw_only=True)
class Others:
    """How many others answered, and how many of them rightly."""

    answered: int
    right: int

    @property
    def percent(self) -> int:
        return (200 * self.right + self.answered) // (2 * self.answered)


def revision_of_day(now: datetime) -> QuestionRevision | None:
    """The day's question as it stands in the bank now; None where there is nothing to ask.

    What somebody has answered today stays it, whatever joins the bank meanwhile.
    """
    day = day_of(now)
    rows = learnable_revisions(day).select_related("question")
    first = _sets_of(day).order_by("pk").values_list("plan", flat=True).first()
    known = rows.filter(question=first[0]).first() if first else None
    return known or _drawn(rows, day)


def _drawn(rows: QuerySet[QuestionRevision], day: date) -> QuestionRevision | None:
    """Of the short questions with an explanation, or of all where there are none."""
    short = rows.filter(type__in=_SHORT).exclude(explanation="")
    codes = dict(short.values_list("question__code", "pk")) or dict(rows.values_list("question__code", "pk"))
    code = question_of(day, list(codes))
    return QuestionRevision.objects.select_related("question").get(pk=codes[code]) if code else None


def answered_today(learner: Learner, now: datetime) -> ReviewLog | None:
    """The learner's answer to the day's question; one statement."""
    rows = learner.reviews.filter(session__mode=LearningSession.Mode.DAY, session__day=day_of(now))
    return rows.select_related("session").first()


def others_of(log: ReviewLog, day: date) -> Others | None:
    """How often others answered a day's question rightly; None while they are too few."""
    rows = ReviewLog.objects.filter(session__in=_sets_of(day), question=log.question_id)
    counts = rows.exclude(learner=log.learner_id).aggregate(
        answered=Count("pk"), right=Count("pk", filter=Q(verdict="right"))
    )
    return Others(**counts) if counts["answered"] >= LEAST_OTHERS else None


def _sets_of(day: date) -> QuerySet[LearningSession]:
    return LearningSession.objects.filter(mode=LearningSession.Mode.DAY, day=day)
