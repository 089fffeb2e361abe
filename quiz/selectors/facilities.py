"""How well people are expected to answer each question."""

from collections.abc import Collection

from django.db.models import OuterRef, Subquery

from quiz.domain.facility import facility
from quiz.models import ItemStatistic, QuestionRevision


def expected_facility(revisions: Collection[int]) -> dict[int, int]:
    """The expected facility of each revision in ten-thousandths; one statement."""
    seen = ItemStatistic.objects.filter(contest__isnull=True, revision=OuterRef("pk"))
    rows = QuestionRevision.objects.filter(pk__in=revisions).annotate(
        observed=Subquery(seen.values("facility")[:1]), answers=Subquery(seen.values("n")[:1])
    )
    return {
        pk: facility(level, observed=observed, answers=answers or 0)
        for pk, level, observed, answers in rows.values_list("pk", "difficulty", "observed", "answers")
    }
