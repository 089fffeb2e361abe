"""Answers: appended under the attempt's lock, acknowledged after the commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Q, Subquery
from django.http import Http404

from accounts.domain.problems import RuleBroken
from accounts.models import User
from quiz.domain.responses import checked_response
from quiz.domain.timing import accepts, open_item
from quiz.models import Answer, Attempt, Slot


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
    try:
        with transaction.atomic():
            return _record(user, attempt_id, position, response, client_key, now)
    except IntegrityError:
        # The same key came twice at once; the other one was first.
        return _first_receipt(attempt_id, client_key)


def _record(
    user: User, attempt_id: int, position: int, response: Sequence[int | str], client_key: str, now: datetime
) -> Receipt:
    slot, next_slot = _locked_slots(user, attempt_id, position, client_key)
    if slot.first_saved_at is not None:  # type: ignore[attr-defined]
        return Receipt(saved_at=slot.first_saved_at, is_new=False, attempt=slot.attempt)  # type: ignore[attr-defined]
    _require_accepting(slot, now)
    Answer.objects.create(
        attempt_id=attempt_id,
        position=position,
        response=checked_response(slot.type, slot.option_order, response),
        client_key=client_key,
        saved_at=now,
    )
    return Receipt(saved_at=now, is_new=True, attempt=slot.attempt, next_slot=next_slot)


def _locked_slots(user: User, attempt_id: int, position: int, client_key: str) -> tuple[Slot, Slot | None]:
    """The slot with its attempt's row locked: handing in waits for us, or we for it.

    On a sequential paper the slot after it comes in the same statement.
    """
    answers = Answer.objects.filter(attempt=OuterRef("attempt"))
    newest = answers.order_by("-position", "pk")
    slots = list(
        Slot.objects.select_for_update(of=("attempt",), no_key=True)
        .select_related("attempt")
        .annotate(
            first_saved_at=Subquery(answers.filter(client_key=client_key).values("saved_at")[:1]),
            last_position=Subquery(newest.values("position")[:1]),
            last_saved_at=Subquery(newest.values("saved_at")[:1]),
        )
        .filter(
            Q(position=position) | Q(position=position + 1, attempt__item_ms__isnull=False),
            attempt=attempt_id,
            attempt__user=user.pk,
        )
        .order_by("position")
    )
    if not slots or slots[0].position != position:
        raise Http404
    return slots[0], (slots[1] if len(slots) > 1 else None)


def _require_accepting(slot: Slot, now: datetime) -> None:
    attempt = slot.attempt
    if attempt.state != Attempt.State.OPEN or not accepts(attempt.deadline, attempt.grace_ms, now):
        raise RuleBroken("attempt_closed")
    if attempt.item_ms is not None and not _item_is_open(slot, attempt, now):
        raise RuleBroken("item_closed")


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


def _first_receipt(attempt_id: int, client_key: str) -> Receipt:
    answers = Answer.objects.select_related("attempt")
    answer = answers.filter(attempt=attempt_id, client_key=client_key).first()
    if answer is None:
        raise RuleBroken("try_again_later", status=503)
    return Receipt(saved_at=answer.saved_at, is_new=False, attempt=answer.attempt)
