"""What a learner has said about the questions of a paper, and what became of it."""

from collections.abc import Collection

from accounts.models import User
from quiz.models import QuestionFlag


def reports_of(learner: User, revision_ids: Collection[int]) -> dict[int, QuestionFlag]:
    """The learner's newest report about each of these revisions; one statement."""
    mine = QuestionFlag.objects.filter(
        source=QuestionFlag.Source.LEARNER, raised_by=learner.pk, revision__in=revision_ids
    )
    return {report.revision_id: report for report in mine.order_by("raised_at", "pk")}
