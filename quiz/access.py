"""Doorkeepers: this person may see this contest, this attempt; a stranger gets 404."""

from dataclasses import dataclass

from django.core import signing
from django.db.models import OuterRef, Subquery
from django.http import Http404

from accounts.access import may_organize, may_organize_somewhere, may_review, may_review_as_expert
from accounts.domain.problems import RuleBroken
from accounts.models import User

from .models import (
    Attempt,
    Contest,
    Entry,
    ImportBatch,
    ImportItem,
    Question,
    QuestionFlag,
    QuestionRevision,
    Slot,
)
from .selectors.imports import visible_batches
from .selectors.rules import knows_rules_of, sheet_of, with_rules
from .selectors.scope import is_in_scope

_REPORT = "quiz.report"
# Everybody reads this at once, so the statement is ready.
_CONTEST_AND_ENTRY = """
SELECT c.*, (SELECT e.id FROM quiz_entry e WHERE e.contest_id = c.id AND e.user_id = %s) AS entry_id
FROM quiz_contest c WHERE c.id = %s
"""


def visible_contest(user: User, contest_id: int) -> Contest:
    """A contest that the person may see, with its rules; one statement for whoever is on its list.

    The answer carries `entry_id`, the person's own entry or None.
    """
    contest = _contest_and_entry(user, contest_id)
    if contest is None or not _may_see(user, with_rules(contest)):
        raise Http404
    return contest


def _contest_and_entry(user: User, contest_id: int) -> Contest | None:
    if knows_rules_of(contest_id):
        return next(iter(Contest.objects.raw(_CONTEST_AND_ENTRY, [user.pk, contest_id])), None)
    entry = Entry.objects.filter(contest=OuterRef("pk"), user=user.pk).values("pk")[:1]
    first_time = Contest.objects.select_related("rules", "department").annotate(entry_id=Subquery(entry))
    return first_time.filter(pk=contest_id).first()


def _may_see(user: User, contest: Contest) -> bool:
    if contest.state != Contest.State.DRAFT:
        if contest.entry_id is not None:  # type: ignore[attr-defined]
            return True
        if not contest.is_rehearsal and is_in_scope(user, contest, sheet_of(contest.rules)):
            return True
    return may_organize(user, contest.department)


def organized_contest(user: User, contest_id: int) -> Contest:
    """A contest of a department that the person organizes, else 404."""
    return _organized(user, contest_id, discarded=False)


def discarded_draft(user: User, contest_id: int) -> Contest:
    """A draft that was thrown away, of a department that the person organizes, else 404."""
    return _organized(user, contest_id, discarded=True)


def _organized(user: User, contest_id: int, *, discarded: bool) -> Contest:
    found = Contest.objects.select_related("rules", "department").filter(pk=contest_id)
    contest = found.filter(discarded_at__isnull=not discarded).first()
    if contest is None or not may_organize(user, contest.department):
        raise Http404
    return contest


def organized_entry(contest: Contest, entry_id: int) -> Entry:
    """Somebody on the list of a contest that the organizer already has, else 404."""
    found = Entry.objects.select_related("user", "department").filter(pk=entry_id, contest=contest).first()
    if found is None:
        raise Http404
    found.contest = contest
    return found


def own_attempt(user: User, attempt_id: int) -> Attempt:
    """The person's own attempt with its contest and rules, else 404; one statement."""
    attempt = (
        Attempt.objects.select_related("contest__rules", "rules")
        .filter(pk=attempt_id, user_id=user.pk)
        .first()
    )
    if attempt is None:
        raise Http404
    return attempt


def report_pass(holder: User | str, revision_id: int) -> str:
    """What a page that has shown somebody a question with its key gives along: they may report it, also
    after it was replaced, retired or taken by a contest. `holder`: a person, or the name of a device on
    which nobody is logged in."""
    return signing.dumps([holder.pk if isinstance(holder, User) else holder, revision_id], salt=_REPORT)


def has_report_pass(user: User, revision_id: int, text: str) -> bool:
    """Whether `text` is this person's `report_pass` for this question."""
    return _pass_holder(revision_id, text) == user.pk


def device_with_pass(revision_id: int, text: str) -> str:
    """The device whose `report_pass` for this question `text` is; "" where it is nobody's or a person's."""
    holder = _pass_holder(revision_id, text)
    return holder if isinstance(holder, str) else ""


def _pass_holder(revision_id: int, text: str) -> int | str | None:
    try:
        holder, revision = signing.loads(text, salt=_REPORT)
    except signing.BadSignature:
        return None
    return holder if revision == revision_id else None


@dataclass(frozen=True, kw_only=True)
class BankDesk:
    """What a person may do at the bank's desk: organizers write, reviewers review, experts confirm."""

    may_write: bool
    may_review: bool
    is_expert: bool


def bank_desk(user: User) -> BankDesk:
    """The person's desk; 404 for whoever may neither write nor review."""
    desk = BankDesk(
        may_write=may_organize_somewhere(user),
        may_review=may_review(user),
        is_expert=may_review_as_expert(user),
    )
    if not (desk.may_write or desk.may_review):
        raise Http404
    return desk


def desk_question(desk: BankDesk, code: str) -> tuple[Question, QuestionRevision]:
    """A question of the bank with its newest revision, else 404."""
    newest = (
        QuestionRevision.objects.select_related("question__topic")
        .filter(question__code=code.replace("\0", ""))
        .order_by("-number")
        .first()
    )
    if newest is None:
        raise Http404
    return newest.question, newest


def import_of(user: User, batch_id: int) -> ImportBatch:
    """An import of one's own; for an administrator anybody's; else 404."""
    found = visible_batches(user).filter(pk=batch_id).first()
    if found is None:
        raise Http404
    return found


def import_item(batch: ImportBatch, position: int) -> ImportItem:
    """A question of an import that the person already has, else 404."""
    found = batch.items.select_related("topic", "question").filter(position=position).first()
    if found is None:
        raise Http404
    found.batch = batch
    return found


def desk_revision(desk: BankDesk, revision_id: int) -> QuestionRevision:
    """A revision that a reviewer decides about, else 404."""
    found = QuestionRevision.objects.select_related("question").filter(pk=revision_id).first()
    if found is None or not desk.may_review:
        raise Http404
    return found


def desk_doubt(desk: BankDesk, doubt_id: int) -> QuestionFlag:
    """A doubt that a reviewer decides about, else 404."""
    found = QuestionFlag.objects.select_related("question").filter(pk=doubt_id).first()
    if found is None or not desk.may_review:
        raise Http404
    return found


def asked_revision(contest: Contest, revision_id: int) -> int:
    """The id of a question's revision that one of the contest's papers carries, else 404."""
    if not Slot.objects.filter(attempt__contest=contest, revision=revision_id).exists():
        raise Http404
    return revision_id


def need_author(user: User) -> None:
    """Refused with 404: whoever writes no questions."""
    if not may_organize_somewhere(user):
        raise RuleBroken("bank_not_an_author", status=404)


def need_desk(user: User) -> None:
    """Refused with 404: whoever neither writes nor reviews."""
    if not (may_organize_somewhere(user) or may_review(user)):
        raise RuleBroken("bank_not_an_author", status=404)
