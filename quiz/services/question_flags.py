"""Doubts about questions: raised by figures, settled by a reviewer. A suspected key leaves new papers."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.access import may_review
from accounts.domain.problems import RuleBroken
from accounts.models import User
from accounts.services.audit import record
from quiz.domain.item_flags import REVIEWED, Flag
from quiz.models import Question, QuestionFlag, QuestionRevision

State = QuestionFlag.State
# Once settled, the same doubt needs so many times the people to be raised again.
_MORE_PEOPLE = 2


@dataclass(frozen=True, kw_only=True)
class Found:
    """What figures say about a revision now, in a contest or (None) in all together."""

    revision_id: int
    contest_id: int | None
    n: int
    flags: Collection[Flag]


def sync_flags(found: Iterable[Found], *, now: datetime) -> None:
    """Raise what is new, withdraw what no longer holds; part of the caller's transaction, at its end."""
    found = list(found)
    revisions = {one.revision_id for one in found}
    # Two contests may suspect one question at the same time.
    owners = dict(QuestionRevision.objects.filter(pk__in=revisions).values_list("pk", "question_id"))
    questions = Question.objects.filter(pk__in=set(owners.values())).order_by("pk")
    codes = {one.pk: one.code for one in questions.select_for_update()}
    known: dict[tuple[int, str], list[QuestionFlag]] = {}
    doubts = QuestionFlag.objects.filter(revision__in=revisions, source=QuestionFlag.Source.STATISTICS)
    for doubt in doubts.order_by("pk"):
        known.setdefault((doubt.revision_id, doubt.code), []).append(doubt)
    for one in found:
        for code in REVIEWED:
            flag = next((flag for flag in one.flags if flag.code == code), None)
            before = known.setdefault((one.revision_id, code), [])
            _sync(one, code, flag, before, owners[one.revision_id], codes, now)


def _sync(
    one: Found,
    code: str,
    flag: Flag | None,
    before: list[QuestionFlag],
    question_id: int,
    codes: Mapping[int, str],
    now: datetime,
) -> None:
    waiting = next((doubt for doubt in before if doubt.state == State.OPEN), None)
    details = {"n": one.n, "values": flag.values} if flag else {}
    if waiting is not None:
        if waiting.contest_id == one.contest_id:
            _renew(waiting, details, codes[question_id], now)
    elif flag is not None and _may_be_raised(one, before):
        before.append(
            QuestionFlag.objects.create(
                question_id=question_id,
                revision_id=one.revision_id,
                code=code,
                source=QuestionFlag.Source.STATISTICS,
                contest_id=one.contest_id,
                details=details,
                raised_at=now,
            )
        )
        said = {"flag": code, "n": one.n, "contest": one.contest_id}
        record(None, "question.flagged", f"question:{codes[question_id]}", now=now, details=said)


def _may_be_raised(one: Found, before: Iterable[QuestionFlag]) -> bool:
    """Not against what a reviewer decided, until there are twice the people."""
    decided = [doubt for doubt in before if doubt.state in (State.CLEARED, State.UPHELD)]
    if any(doubt.state == State.UPHELD for doubt in decided):
        return False
    return all(one.n >= _MORE_PEOPLE * doubt.details["n"] for doubt in decided)


def _renew(doubt: QuestionFlag, details: dict, code: str, now: datetime) -> None:
    if details:
        if details != doubt.details:
            doubt.details = details
            doubt.save(update_fields=["details"])
        return
    _settle(doubt, State.GONE, None, "", now)
    record(None, "question.flag_gone", f"question:{code}", now=now, details={"flag": doubt.code})


@transaction.atomic
def decide_flag(reviewer: User, doubt: QuestionFlag, *, upholds: bool, reason: str, now: datetime) -> None:
    """Settle a doubt: cleared, the question is drawn again; upheld, it stays out until a new revision."""
    if not may_review(reviewer):
        raise RuleBroken("bank_not_a_reviewer", status=404)
    if not reason.strip():
        raise RuleBroken("bank_comment_missing", status=400, fields={"reason": "bank_comment_missing"})
    Question.objects.select_for_update(of=("self",)).get(pk=doubt.question_id)
    fresh = QuestionFlag.objects.select_related("revision", "question").get(pk=doubt.pk)
    if fresh.state != State.OPEN:
        raise RuleBroken("bank_flag_decided")
    if fresh.revision.author_id == reviewer.pk:
        raise RuleBroken("bank_reviewer_is_author")
    state = State.UPHELD if upholds else State.CLEARED
    _settle(fresh, state, reviewer, reason.strip(), now)
    said = {"flag": fresh.code, "revision": fresh.revision.number, "reason": reason.strip()}
    record(reviewer, f"question.flag_{state}", f"question:{fresh.question.code}", now=now, details=said)


def supersede_flags(revision: QuestionRevision, by: User, *, now: datetime) -> None:
    """Doubts about earlier revisions end with a newer one; part of the caller's transaction."""
    earlier = QuestionFlag.objects.filter(
        question=revision.question_id, revision__number__lt=revision.number, state=State.OPEN
    )
    earlier.update(state=State.SUPERSEDED, decided_by=by, decided_at=now)


def _settle(doubt: QuestionFlag, state: str, by: User | None, reason: str, now: datetime) -> None:
    doubt.state, doubt.decided_by, doubt.decided_at, doubt.reason = state, by, now, reason
    doubt.save(update_fields=["state", "decided_by", "decided_at", "reason"])
