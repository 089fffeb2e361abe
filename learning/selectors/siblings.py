"""Questions of one fact, as expressions for statements."""

from django.db.models import Case, F, OuterRef, Subquery, When

from quiz.models import Question


def what_it_asks() -> Case:
    """Of a row with a question: the first question of the fact that it asks, else the question itself.
    Siblings share it; questions without a fact cost no look-up."""
    siblings = Question.objects.filter(fact=OuterRef("question__fact")).order_by("pk")
    return Case(When(question__fact="", then=F("question_id")), default=Subquery(siblings.values("pk")[:1]))
