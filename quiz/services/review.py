"""Reviewing questions: a second person approves or sends back. The database refuses the author too."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.access import may_review
from accounts.domain.problems import RuleBroken
from accounts.models import User
from quiz.domain.bank_checks import check_item
from quiz.models import Question, QuestionReview, QuestionRevision
from quiz.selectors.bank import item_of, last_step

from .bank import lock_newest, note


@transaction.atomic
def approve(reviewer: User, revision: QuestionRevision, *, now: datetime, comment: str = "") -> None:
    """Publish a submitted revision in the place of the one that was published."""
    newest = _submitted(reviewer, revision)
    if any(finding.blocks for finding in check_item(item_of(newest), today=timezone.localdate(now))):
        raise RuleBroken("bank_has_blocking_findings")
    newest.question.revisions.filter(is_published=True).update(is_published=False)
    newest.is_published = True
    newest.reviewer = reviewer
    newest.save(update_fields=["is_published", "reviewer"])
    _move(newest.question, Question.State.PUBLISHED)
    note(newest, QuestionReview.Step.APPROVED, reviewer, now, comment.strip())


@transaction.atomic
def send_back(reviewer: User, revision: QuestionRevision, *, now: datetime, comment: str) -> None:
    """Give a submitted revision back to its author, with the reason."""
    if not comment.strip():
        raise RuleBroken("bank_comment_missing", status=400, fields={"comment": "bank_comment_missing"})
    newest = _submitted(reviewer, revision)
    if newest.question.state == Question.State.IN_REVIEW:
        _move(newest.question, Question.State.DRAFT)
    note(newest, QuestionReview.Step.SENT_BACK, reviewer, now, comment.strip())


def _submitted(reviewer: User, revision: QuestionRevision) -> QuestionRevision:
    """The revision, locked, where this reviewer may decide about it now."""
    if not may_review(reviewer):
        raise RuleBroken("bank_not_a_reviewer", status=404)
    newest = lock_newest(revision.question)
    if newest.pk != revision.pk or last_step(newest) != QuestionReview.Step.SUBMITTED:
        raise RuleBroken("bank_not_in_review")
    if newest.author_id == reviewer.pk:
        raise RuleBroken("bank_reviewer_is_author")
    return newest


def _move(question: Question, state: str) -> None:
    question.state = state
    question.save(update_fields=["state"])
