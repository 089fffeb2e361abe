"""How well people are expected to answer each question."""

from collections.abc import Collection

from quiz.domain.facility import facility
from quiz.models import QuestionRevision


def expected_facility(revisions: Collection[int]) -> dict[int, int]:
    """The expected facility of each revision in ten-thousandths; one statement."""
    levels = QuestionRevision.objects.filter(pk__in=revisions).values_list("pk", "difficulty")
    return {pk: facility(level) for pk, level in levels}
