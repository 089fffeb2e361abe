"""Answers: appended under the attempt's lock, acknowledged after the commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import OuterRef, Subquery
from django.http import Http404

from accounts.domain.problems import RuleBroken
from accounts.models import User
from quiz.domain.responses import checked_response
from quiz.domain.timing import accepts, open_item
from quiz.models import Answer, Attempt, Slot

from .statements import Seat, append_if_open, seat_of


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """`saved_at` of the first time this key came; `is_new` False for a repetition.

    On a sequential paper `next_slot` is the item that this answer opened, None after the last.
    """

    saved_at: datetime
    is_new: bool
    attempt: Attempt
    next_slot: Slot | None = None


def record_answer(
    user: User,
    attempt_id: int,
    position: int,
    *,
    response: Sequence[int | str],
    client_key: str,
    now: datetime,
) -> Receipt:
    """Append one answer to the person's own open attempt.

    Raises Http404 for a stranger's attempt or a position that it does not have,
    RuleBroken("attempt_closed" | "item_closed", 409) or ("bad_response", 400).
    """
    seat = seat_of(user.pk, attempt_id, position)
    if seat is None:
        raise Http404
    try:
        chosen = checked_response(seat.type, seat.options, response)
        if seat.item_ms is not None:
            return _append_in_turn(attempt_id, position, seat, chosen, client_key, now)
        if _append(attempt_id, position, seat, chosen, client_key, now):
            return Receipt(saved_at=now, is_new=True, attempt=_whole_paper(attempt_id))
        raise RuleBroken("attempt_closed")
    except RuleBroken:
        first = _first_receipt(attempt_id, client_key)
        if first is None:
            raise
        return first


def _append(
    attempt_id: int, position: int, seat: Seat, chosen: Sequence[int | str], client_key: str, now: datetime
) -> bool:
    not_ended_by = now - timedelta(milliseconds=seat.grace_ms)
    return append_if_open(
        attempt_id, position, response=chosen, client_key=client_key, not_ended_by=not_ended_by, now=now
    )


def _whole_paper(attempt_id: int) -> Attempt:
    """An attempt without per-item limits, of which only that is known; the rest is read when asked for."""
    return Attempt.from_db(connection.alias, ["id", "item_ms"], [attempt_id, None])


@transaction.atomic
def _append_in_turn(
    attempt_id: int, position: int, seat: Seat, chosen: Sequence[int | str], client_key: str, now: datetime
) -> Receipt:
    """On a sequential paper: which item is open follows from the answers, so they are read under the lock."""
    slot, next_slot = _locked_slots(attempt_id, position)
    attempt = slot.attempt
    if attempt.state != Attempt.State.OPEN or not accepts(attempt.deadline, attempt.grace_ms, now):
        raise RuleBroken("attempt_closed")
    if not _item_is_open(slot, attempt, now):
        raise RuleBroken("item_closed")
    if not _append(attempt_id, position, seat, chosen, client_key, now):
        raise RuleBroken("attempt_closed")
    return Receipt(saved_at=now, is_new=True, attempt=attempt, next_slot=next_slot)


def _locked_slots(attempt_id: int, position: int) -> tuple[Slot, Slot | None]:
    """The slot with its attempt's row locked, and the one after it."""
    newest = Answer.objects.filter(attempt=OuterRef("attempt")).order_by("-position", "pk")
    slots = list(
        Slot.objects.select_for_update(of=("attempt",), no_key=True)
        .select_related("attempt")
        .annotate(
            last_position=Subquery(newest.values("position")[:1]),
            last_saved_at=Subquery(newest.values("saved_at")[:1]),
        )
        .filter(position__in=(position, position + 1), attempt=attempt_id)
        .order_by("position")
    )
    return slots[0], (slots[1] if len(slots) > 1 else None)


def _item_is_open(slot: Slot, attempt: Attempt, now: datetime) -> bool:
    """Whether this is the item that is open, or was within the grace for packets on the way."""
    last = None
    if slot.last_position is not None:  # type: ignore[attr-defined]
        last = (slot.last_position, slot.last_saved_at)  # type: ignore[attr-defined]
    grace = timedelta(milliseconds=attempt.grace_ms)
    return any(
        item is not None and item.position == slot.position
        for item in (
            open_item(
                started_at=attempt.started_at,
                last=last,
                item_ms=attempt.item_ms or 0,
                size=slot.position,
                now=instant,
            )
            for instant in (now, now - grace)
        )
    )


def _first_receipt(attempt_id: int, client_key: str) -> Receipt | None:
    answers = Answer.objects.select_related("attempt")
    answer = answers.filter(attempt=attempt_id, client_key=client_key).first()
    return Receipt(saved_at=answer.saved_at, is_new=False, attempt=answer.attempt) if answer else None
