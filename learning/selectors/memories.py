"""Reads of what a learner remembers."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, DateTimeField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import TruncDate

from learning.domain import memory as domain
from learning.domain.days import A_DAY, BEGINS, ZONE
from learning.domain.rating import Rating
from learning.models import Learner, LearningSession, Memory, asks_mixed
from quiz.models import Question

from .corrections import Keys
from .parameters import weights_of

# The columns that the log can make again.
COLUMNS = (
    "stability",
    "difficulty",
    "due",
    "last_review",
    "reps",
    "lapses",
    "wrong_at",
    "rights",
    "last_right",
    "misses",
    "level",
)

# As `Memory.is_put_aside`.
PUT_ASIDE = Q(lapses__gte=domain.LEECH, due__isnull=False, wrong_at__isnull=False, is_put_away=False)

# Handed in as a whole, with whatever was left out.
_PAPERS = (LearningSession.Mode.EXAM, LearningSession.Mode.CONTEST)


def memory_of(row: Memory | None) -> domain.Memory:
    """A row as a plain value; a question that was never asked has an empty one."""
    if row is None:
        return domain.Memory()
    return domain.Memory(**{name: getattr(row, name) for name in COLUMNS})


def columns_of(memory: domain.Memory) -> dict[str, Any]:
    return {name: getattr(memory, name) for name in COLUMNS}


def memories_beside(learner: Learner, question: Question) -> QuerySet[Memory]:
    """Of a question and its siblings."""
    if not question.fact:
        return learner.memories.filter(question=question)
    return learner.memories.filter(question__fact=question.fact).order_by("pk")


def reviews_of(rows: Iterable[Any]) -> list[tuple[int, domain.Review]]:
    """What of a log counts for memories, in its order: (question, answer), each with the weights that were in
    force. Rows have the `mode` and the `topic` of their set."""
    found: list[tuple[int, domain.Review]] = []
    keys = Keys()
    for row in rows:
        if row.rating is None:
            continue
        review = domain.Review(
            at=row.at,
            rating=Rating(row.rating),
            is_right=row.verdict == "right",
            weights=weights_of(row.parameters_id),
            is_anew=keys.corrected(row.question_id, row.revision_id),
            is_mixed=asks_mixed(row.mode, row.topic),
        )
        found.append((row.question_id, review))
    return found


def notebook(learner: Learner) -> QuerySet[Memory]:
    """What was missed and not made good yet, the newest miss first."""
    rows = learner.memories.filter(wrong_at__isnull=False, is_put_away=False, is_cut=False)
    return rows.select_related("question__topic").order_by("-wrong_at", "-pk")


def kept(learner: Learner) -> QuerySet[Memory]:
    return learner.memories.filter(is_kept=True).select_related("question__topic").order_by("-pk")


def cut(learner: Learner) -> QuerySet[Memory]:
    """What is never to be asked again."""
    return learner.memories.filter(is_cut=True).select_related("question__topic").order_by("-pk")


def counts(learner: Learner) -> dict[str, int]:
    """How many questions stand in the notebook, are kept, are never asked again; one statement."""
    return learner.memories.aggregate(
        wrong=Count("pk", filter=Q(wrong_at__isnull=False, is_put_away=False, is_cut=False)),
        kept=Count("pk", filter=Q(is_kept=True)),
        cut=Count("pk", filter=Q(is_cut=True)),
    )


def days_learned(learner: Learner) -> set[date]:
    """Learning days with enough answers, what was left out on a paper being none, and those on which a day's
    set was done, of however few questions. One statement."""
    answers = learner.reviews.exclude(verdict="empty", session__mode__in=_PAPERS)
    days = answers.annotate(day=_day_of("at")).values("day").order_by()
    enough = days.annotate(answers=Count("pk")).filter(answers__gte=A_DAY).values_list("day", flat=True)
    sets = learner.sessions.filter(mode=LearningSession.Mode.DAILY, finished_at__isnull=False, position__gt=0)
    done = sets.annotate(of=_day_of("finished_at")).values_list("of", flat=True)
    return set(enough.union(done))


def _day_of(moment: str) -> TruncDate:
    """The learning day of a column, as `learning.domain.days.day_of`."""
    return TruncDate(ExpressionWrapper(F(moment) - BEGINS, output_field=DateTimeField()), tzinfo=ZONE)
