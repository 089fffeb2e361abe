"""What a learner has said about the questions of a paper, and what became of it."""

from collections.abc import Collection

from django.db.models import QuerySet

from accounts.models import User
from quiz.models import QuestionFlag


def reports_by(reporter: User | str) -> QuerySet[QuestionFlag]:
    """Of a person, or of a device (by its name) on which nobody is logged in."""
    said = QuestionFlag.objects.filter(source=QuestionFlag.Source.LEARNER)
    if isinstance(reporter, User):
        return said.filter(raised_by=reporter)
    return said.filter(raised_by=None, details__device=reporter)


def reports_of(reporter: User | str, revision_ids: Collection[int]) -> dict[int, QuestionFlag]:
    """The reporter's newest report about each of these revisions; one statement."""
    mine = reports_by(reporter).filter(revision__in=revision_ids)
    return {report.revision_id: report for report in mine.order_by("raised_at", "pk")}
