"""The endpoints of a sitting: start or resume, see, answer, hand in."""

from accounts.api.fast import endpoint
from accounts.web.request import PersonRequest
from quiz.access import own_attempt
from quiz.models import Attempt
from quiz.selectors.sittings import opened_by, sitting_of
from quiz.services.answers import record_answer
from quiz.services.attempts import hand_in, settled, start_or_resume

from .payloads import (
    AnswerIn,
    AttemptOut,
    HandInOut,
    ReceiptOut,
    StartIn,
    attempt_out,
    item_out,
    open_item_out,
)


@endpoint(
    "POST",
    "contests/{contest_id}/attempts",
    summary="Start an attempt, or resume the one that is open",
    wants=StartIn,
    gives=AttemptOut,
)
def start(request: PersonRequest, wanted: StartIn, contest_id: int) -> tuple[int, AttemptOut]:
    attempt = start_or_resume(request.user, contest_id, now=request.now, kind=wanted.kind)
    sitting = sitting_of(attempt, now=request.now)
    return (201 if hasattr(attempt, "fresh_slots") else 200), attempt_out(sitting, request.now)


@endpoint("GET", "attempts/{attempt_id}", summary="An attempt as its person may see it", gives=AttemptOut)
def show(request: PersonRequest, attempt_id: int) -> tuple[int, AttemptOut]:
    attempt = settled(own_attempt(request.user, attempt_id), now=request.now)
    return 200, attempt_out(sitting_of(attempt, now=request.now), request.now)


@endpoint(
    "PUT",
    "attempts/{attempt_id}/answers/{position}",
    summary="Save one answer; the same client_key twice is saved once",
    wants=AnswerIn,
    gives=ReceiptOut,
)
def answer(
    request: PersonRequest, wanted: AnswerIn, attempt_id: int, position: int
) -> tuple[int, ReceiptOut]:
    receipt = record_answer(
        request.user,
        attempt_id,
        position,
        response=wanted.response,
        client_key=wanted.client_key,
        sequence=wanted.sequence,
        now=request.now,
    )
    item, opened = opened_by(receipt.attempt, receipt.next_slot, is_new=receipt.is_new, now=request.now)
    out = ReceiptOut(
        position=position,
        saved_at=receipt.saved_at,
        now=request.now,
        is_new=receipt.is_new,
        counts=receipt.counts,
        sequence=receipt.sequence,
        next=item_out(item) if item else None,
        open_item=open_item_out(opened),
    )
    return (201 if receipt.is_new else 200), out


@endpoint(
    "POST",
    "attempts/{attempt_id}/hand-in",
    summary="Hand in; doing it again changes nothing",
    gives=HandInOut,
)
def hand_in_attempt(request: PersonRequest, attempt_id: int) -> tuple[int, HandInOut]:
    attempt = hand_in(request.user, attempt_id, now=request.now)
    assert attempt.state == Attempt.State.HANDED_IN and attempt.handed_in_at is not None
    return 200, HandInOut(
        id=attempt.pk,
        contest=attempt.contest_id,
        state=attempt.state,
        handed_in_at=attempt.handed_in_at,
        now=request.now,
    )
