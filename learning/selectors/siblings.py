"""Questions of one fact, and what became of their schedules where a fact was changed."""

from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When

from learning.models import Memory
from quiz.models import Question


def what_it_asks() -> Case:
    """Of a row with a question: the first question of the fact that it asks, else the question itself.
    Siblings share it; questions without a fact cost no look-up."""
    siblings = Question.objects.filter(fact=OuterRef("question__fact")).order_by("pk")
    return Case(When(question__fact="", then=F("question_id")), default=Subquery(siblings.values("pk")[:1]))


def lost_schedules(most: int) -> dict[int, set[int]]:
    """Questions by learner that were asked and are due no more, nor is a sibling: a question has left its
    fact since. Of so many learners; two statements, the first of which looks at every memory without a due
    date."""
    beside = Memory.objects.filter(learner=OuterRef("learner"), question__fact=OuterRef("question__fact"))
    scheduled = ~Q(question__fact="") & Exists(beside.filter(due__isnull=False))
    rows = Memory.objects.filter(~scheduled, due=None, reps__gt=0).order_by("learner")
    learners = list(rows.values_list("learner", flat=True).distinct()[:most])
    found: dict[int, set[int]] = {}
    for learner, question in rows.filter(learner__in=learners).values_list("learner", "question"):
        found.setdefault(learner, set()).add(question)
    return found
