"""Which questions several learners miss again and again: their writers should read them once more."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from learning.domain.memory import OFTEN_WRONG
from learning.models import Memory, ReviewLog
from quiz.models import Question, QuestionRevision

# Fewer say more of themselves than of the question.
LEAST_LEARNERS = 3


@dataclass(frozen=True, kw_only=True)
class OftenMissed:
    """A question as it stands; `learners` have it in their notebooks for the third time or more, of all that
    were ever `asked`."""

    revision: QuestionRevision
    learners: int
    asked: int


def often_missed() -> QuerySet[Memory, tuple[int, int]]:
    """(question, learners), the most learners first. Only what was missed as the question stands now: a new
    revision begins anew, and whoever has made it good counts no more."""
    missed = ReviewLog.objects.filter(
        learner=OuterRef("learner"),
        question=OuterRef("question"),
        at=OuterRef("wrong_at"),
        revision__is_published=True,
    )
    rows = Memory.objects.filter(
        misses__gte=OFTEN_WRONG, wrong_at__isnull=False, question__state=Question.State.PUBLISHED
    )
    counted = rows.filter(Exists(missed)).values("question").annotate(learners=Count("pk"))
    found = counted.filter(learners__gte=LEAST_LEARNERS).order_by("-learners", "question")
    return found.values_list("question", "learners")


def with_questions(found: list[tuple[int, int]]) -> list[OftenMissed]:
    """Two statements for any number."""
    ids = [question for question, _learners in found]
    asked = Memory.objects.filter(question__in=ids, reps__gt=0).values_list("question").annotate(Count("pk"))
    rows = QuestionRevision.objects.filter(question__in=ids, is_published=True)
    counts, revisions = dict(asked), {row.question_id: row for row in rows.select_related("question__topic")}
    return [
        OftenMissed(revision=revisions[question], learners=learners, asked=counts[question])
        for question, learners in found
    ]
