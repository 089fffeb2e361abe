"""How well people are expected to answer each question."""

from collections.abc import Collection

from django.db.models import FilteredRelation, Q

from quiz.domain.facility import facility
from quiz.models import QuestionRevision


def expected_facility(revisions: Collection[int]) -> dict[int, int]:
    """The expected facility of each revision in ten-thousandths, over all contests; one statement."""
    over_all = FilteredRelation("statistics", condition=Q(statistics__contest__isnull=True))
    rows = (
        QuestionRevision.objects.filter(pk__in=revisions)
        .annotate(over_all=over_all)
        .values_list("pk", "difficulty", "over_all__facility", "over_all__n")
    )
    return {pk: facility(level, observed=seen, answers=n or 0) for pk, level, seen, n in rows}
