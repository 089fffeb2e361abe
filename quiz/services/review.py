"""Reviewing questions: a second person approves or sends back; health and law need an expert besides.

Author, first reviewer and expert are three people. The database refuses the author as reviewer, too.
"""

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.access import may_review, may_review_as_expert
from accounts.domain.problems import RuleBroken
from accounts.models import User
from quiz.access import need_desk
from quiz.domain.bank_checks import check_item
from quiz.domain.expertise import expertise_of
from quiz.models import Question, QuestionReview, QuestionRevision
from quiz.selectors.bank import item_of, last_step

from .bank import copy_with, lock_newest, note, submit
from .question_flags import supersede_flags

Step = QuestionReview.Step
LONGEST_COMMENT = 500


@transaction.atomic
def approve(reviewer: User, revision: QuestionRevision, *, now: datetime, comment: str = "") -> bool:
    """Pass a revision on, or publish it in the place of the one that was published.

    Returns whether it is published: of a question of health or law the first approval is not enough.
    """
    newest, step = _submitted(reviewer, revision)
    item = item_of(newest)
    if any(finding.blocks for finding in check_item(item, today=timezone.localdate(now))):
        raise RuleBroken("bank_has_blocking_findings")
    if step == Step.SUBMITTED and expertise_of(item):
        note(newest, Step.FIRST_PASSED, reviewer, now, _clean(comment))
        return False
    newest.question.revisions.filter(is_published=True).update(is_published=False)
    newest.is_published = True
    newest.reviewer = reviewer
    newest.save(update_fields=["is_published", "reviewer"])
    _move(newest.question, Question.State.PUBLISHED)
    supersede_flags(newest, reviewer, now=now)
    note(newest, Step.APPROVED, reviewer, now, _clean(comment))
    return True


@transaction.atomic
def send_back(reviewer: User, revision: QuestionRevision, *, now: datetime, comment: str) -> None:
    """Give a submitted revision back to its author, with the reason."""
    newest, _step = _submitted(reviewer, revision)
    reason = _needed(comment)
    if newest.question.state == Question.State.IN_REVIEW:
        _move(newest.question, Question.State.DRAFT)
    note(newest, Step.SENT_BACK, reviewer, now, reason)


@transaction.atomic
def comment_on(person: User, question: Question, *, now: datetime, comment: str) -> None:
    """Say something about the newest revision; it changes nothing about where it stands."""
    need_desk(person)
    note(lock_newest(question), Step.COMMENTED, person, now, _needed(comment))


@transaction.atomic
def renew(person: User, question: Question, *, review_by: date, now: datetime) -> QuestionRevision:
    """The source was looked up again and says the same: a new review date, for another person to approve.

    Raises RuleBroken("bank_review_date", 400) for a day that is over.
    """
    need_desk(person)
    if review_by <= timezone.localdate(now):
        raise RuleBroken("bank_review_date", status=400, fields={"review_by": "bank_review_date"})
    newest = lock_newest(question)
    if not newest.is_published:
        raise RuleBroken("bank_changed_meanwhile")
    revision = copy_with(person, newest, replace(item_of(newest), review_by=review_by), now=now)
    submit(person, revision, now=now)
    return revision


def _submitted(reviewer: User, revision: QuestionRevision) -> tuple[QuestionRevision, str]:
    """The revision, locked, where this reviewer may decide about it now, and the step it waits at."""
    if not may_review(reviewer):
        raise RuleBroken("bank_not_a_reviewer", status=404)
    newest = lock_newest(revision.question)
    step = last_step(newest)
    if newest.pk != revision.pk or step not in Step.waiting():
        raise RuleBroken("bank_not_in_review")
    if newest.author_id == reviewer.pk:
        raise RuleBroken("bank_reviewer_is_author")
    if step == Step.FIRST_PASSED:
        _need_expert(reviewer, newest)
    return newest, step


def _need_expert(reviewer: User, revision: QuestionRevision) -> None:
    if not may_review_as_expert(reviewer):
        raise RuleBroken("bank_expert_needed", status=403)
    if revision.reviews.filter(step=Step.FIRST_PASSED, by=reviewer).exists():
        raise RuleBroken("bank_second_pair_of_eyes")


def _needed(comment: str) -> str:
    clean = _clean(comment)
    if not clean:
        raise RuleBroken("bank_comment_missing", status=400, fields={"comment": "bank_comment_missing"})
    return clean


def _clean(comment: str) -> str:
    return comment.replace("\0", "").strip()[:LONGEST_COMMENT]


def _move(question: Question, state: str) -> None:
    question.state = state
    question.save(update_fields=["state"])
