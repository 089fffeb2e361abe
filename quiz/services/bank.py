"""Writing questions: drafts, revisions, submission, retirement. Who reviews them: `review`."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.domain.problems import RuleBroken
from accounts.models import User
from accounts.services.audit import record
from quiz.access import need_author, need_desk
from quiz.domain.bank_checks import check_item
from quiz.domain.bank_item import BankItem, content_digest, content_fields
from quiz.domain.pictures import washed
from quiz.models import Question, QuestionReview, QuestionRevision, Topic
from quiz.selectors.bank import item_of, last_step, next_code

_TRIES = 5


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A new picture as it was uploaded, `data` empty to keep the one that the last revision had."""

    data: bytes = b""
    alt: str = ""
    remove: bool = False


def create_draft(
    author: User,
    item: BankItem,
    *,
    now: datetime,
    picture: Picture | None = None,
    bank: str = "main",
    sibling: Question | None = None,
) -> QuestionRevision:
    """A new question with its first revision. `item.code` is ignored: the topic gives the code. A `sibling`
    that has no fact yet gets the new question's."""
    need_author(author)
    topic = Topic.objects.get(code=item.topic)
    image = keep_picture(picture or Picture(), None)
    for attempt in range(_TRIES):
        try:
            with transaction.atomic():
                question = Question.objects.create(
                    code=next_code(topic), bank=bank, topic=topic, fact=item.fact
                )
                if sibling is not None and item.fact:
                    _join(author, sibling, item.fact, now)
                return _write(author, question, 1, item, image, now)
        except IntegrityError:
            # Somebody took the code in the same moment.
            if attempt == _TRIES - 1:
                raise
    raise AssertionError("unreachable")


@transaction.atomic
def revise(
    author: User,
    question: Question,
    item: BankItem,
    *,
    based_on: int,
    now: datetime,
    picture: Picture | None = None,
) -> QuestionRevision:
    """The next revision. The published one stays in force until the new one is approved. Where nothing but
    the fact is another, the newest one itself: a fact is the question's, and needs no review.

    `based_on` is the number of the revision that the author saw: a newer one refuses this.
    """
    need_author(author)
    newest = lock_newest(question)
    if newest.number != based_on:
        raise RuleBroken("bank_changed_meanwhile")
    if last_step(newest) in QuestionReview.Step.waiting():
        raise RuleBroken("bank_in_review")
    image = keep_picture(picture or Picture(alt=newest.image_alt), newest)
    question = newest.question
    says_the_same = _digest(item, image) == newest.digest and item.topic == question.topic.code
    if says_the_same and item.fact == question.fact:
        raise RuleBroken("bank_nothing_changed")
    if item.fact != question.fact:
        _ask_fact(author, question, item.fact, now)
    if says_the_same:
        return newest
    if item.topic != question.topic.code:
        question.topic = Topic.objects.get(code=item.topic)
        question.save(update_fields=["topic"])
    if newest.question.state == Question.State.RETIRED:
        _move(newest.question, Question.State.DRAFT)
    return _write(author, newest.question, newest.number + 1, item, image, now)


def _join(author: User, sibling: Question, fact: str, now: datetime) -> None:
    held = Question.objects.select_for_update().get(pk=sibling.pk)
    if not held.fact:
        _ask_fact(author, held, fact, now)


def _ask_fact(author: User, question: Question, fact: str, now: datetime) -> None:
    details = {"before": question.fact, "after": fact}
    question.fact = fact
    question.save(update_fields=["fact"])
    record(author, "question.fact", f"question:{question.code}", now=now, details=details)


@transaction.atomic
def submit_for_review(author: User, question: Question, *, now: datetime) -> None:
    """Put the newest revision into the review queue; blocking findings refuse it."""
    need_author(author)
    newest = lock_newest(question)
    if newest.is_published or last_step(newest) in QuestionReview.Step.waiting():
        raise RuleBroken("bank_not_a_draft")
    if newest.question.state == Question.State.RETIRED:
        raise RuleBroken("bank_not_a_draft")
    submit(author, newest, now=now)


def submit(person: User, newest: QuestionRevision, *, now: datetime) -> None:
    """Put a locked revision into the queue. Raises RuleBroken where a finding blocks it."""
    if any(finding.blocks for finding in check_item(item_of(newest), today=timezone.localdate(now))):
        raise RuleBroken("bank_has_blocking_findings")
    if newest.question.state == Question.State.DRAFT:
        _move(newest.question, Question.State.IN_REVIEW)
    note(newest, QuestionReview.Step.SUBMITTED, person, now)


def copy_with(author: User, newest: QuestionRevision, item: BankItem, *, now: datetime) -> QuestionRevision:
    """The next revision of a locked question, with its picture."""
    image = keep_picture(Picture(alt=newest.image_alt), newest)
    return _write(author, newest.question, newest.number + 1, item, image, now)


@transaction.atomic
def retire(actor: User, question: Question, *, now: datetime, reason: str) -> None:
    """Take a question out of use; papers that hold it keep it."""
    need_desk(actor)
    if not reason.strip():
        raise RuleBroken("bank_comment_missing", status=400, fields={"reason": "bank_comment_missing"})
    newest = lock_newest(question)
    if newest.question.state == Question.State.RETIRED:
        raise RuleBroken("bank_not_published")
    question.revisions.filter(is_published=True).update(is_published=False)
    _move(newest.question, Question.State.RETIRED)
    note(newest, QuestionReview.Step.RETIRED, actor, now, reason.strip())


@transaction.atomic
def bring_back(actor: User, question: Question, *, now: datetime) -> None:
    """Undo a retirement: what was approved last is published again, a draft is a draft again."""
    need_desk(actor)
    newest = lock_newest(question)
    if newest.question.state != Question.State.RETIRED:
        raise RuleBroken("bank_not_retired")
    approved = question.revisions.filter(reviews__step=QuestionReview.Step.APPROVED)
    last = approved.order_by("-number").first()
    if last is not None:
        question.revisions.filter(pk=last.pk).update(is_published=True)
    _move(newest.question, Question.State.PUBLISHED if last else Question.State.DRAFT)
    note(newest, QuestionReview.Step.RETURNED, actor, now)


def lock_newest(question: Question) -> QuestionRevision:
    """The newest revision with its question, which stays locked until the transaction ends.

    Locked first and read then: PostgreSQL, having waited for a row, does not join it anew.
    """
    Question.objects.select_for_update().get(pk=question.pk)
    locked = Question.objects.select_related("topic").get(pk=question.pk)
    newest = locked.revisions.order_by("-number").first()
    if newest is None:
        raise RuleBroken("not_found", status=404)
    newest.question = locked
    return newest


def note(revision: QuestionRevision, step: str, by: User, now: datetime, comment: str = "") -> None:
    """A review step and its entry in the audit trail."""
    QuestionReview.objects.create(revision=revision, step=step, by=by, at=now, comment=comment)
    _audit(by, str(step), revision, now)


def _write(
    author: User, question: Question, number: int, item: BankItem, image: "Kept", now: datetime
) -> QuestionRevision:
    revision = QuestionRevision.objects.create(
        question=question,
        number=number,
        image=image.name,
        image_alt=image.alt,
        author=author,
        digest=_digest(item, image),
        created_at=now,
        **content_fields(item),
    )
    _audit(author, "written", revision, now)
    return revision


@dataclass(frozen=True, kw_only=True)
class Kept:
    name: str
    alt: str


def keep_picture(picture: Picture, before: QuestionRevision | None) -> Kept:
    """Store a new picture, washed, under the digest of its bytes; equal pictures are one file."""
    if picture.data:
        kind, data = washed(picture.data)
        name = f"questions/{hashlib.sha256(data).hexdigest()}.{kind}"
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(data))
        kept = Kept(name=name, alt=picture.alt.strip())
    elif before is None or picture.remove or not before.image:
        return Kept(name="", alt="")
    else:
        kept = Kept(name=str(before.image.name), alt=picture.alt.strip())
    if not kept.alt:
        raise RuleBroken("bank_image_without_alt", status=400, fields={"image_alt": "bank_image_without_alt"})
    return kept


def _digest(item: BankItem, image: Kept) -> str:
    return content_digest(item, image_digest=image.name, image_alt=image.alt)


def _move(question: Question, state: str) -> None:
    question.state = state
    question.save(update_fields=["state"])


def _audit(actor: User, what: str, revision: QuestionRevision, now: datetime) -> None:
    details = {"revision": revision.number, "digest": revision.digest}
    record(actor, f"question.{what}", f"question:{revision.question.code}", now=now, details=details)
