"""Answers: appended under the attempt's lock, acknowledged after the commit."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import connection, transaction
from django.db.models import OuterRef, Q, Subquery
from django.http import Http404

from accounts.domain.problems import RuleBroken
from accounts.models import User
from quiz.domain.responses import checked_response
from quiz.domain.timing import accepts, open_item
from quiz.models import Answer, Attempt, Slot
from quiz.selectors.sittings import turns_of

from .statements import Appended, Seat, append_if_open, seat_of


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """`saved_at` of the first time this key came; `is_new` False for a repetition.

    `counts` is False where the place has an answer of a higher sequence, which is told in `sequence`.
    On a sequential paper `next_slot` is the item that this answer opened, None after the last.
    """

    saved_at: datetime
    is_new: bool
    counts: bool
    sequence: int
    attempt: Attempt
    next_slot: Slot | None = None


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One answer as it is to be saved."""

    attempt_id: int
    position: int
    response: list[int] | list[str]
    sequence: int | None
    client_key: str


def record_answer(
    user: User,
    attempt_id: int,
    position: int,
    *,
    response: Sequence[int | str],
    client_key: str,
    now: datetime,
    sequence: int | None = None,
) -> Receipt:
    """Append one answer to the person's own open attempt.

    `sequence` rises with every choice on a device; without one, an answer is newer than those that
    came before it. Raises Http404 for a stranger's attempt or a position that it does not have,
    RuleBroken("attempt_closed" | "item_closed" | "key_reused", 409) or a code of `checked_response`.
    """
    seat = seat_of(user.pk, attempt_id, position)
    if seat is None:
        raise Http404
    choice = Choice(
        attempt_id=attempt_id,
        position=position,
        response=checked_response(seat.type, seat.options, response),
        sequence=sequence,
        client_key=client_key,
    )
    try:
        if seat.is_sequential:
            return _append_in_turn(choice, seat, now)
        appended = _append(choice, seat, now)
        if appended is None:
            raise RuleBroken("attempt_closed")
        return _receipt(appended, _whole_paper(attempt_id), now)
    except RuleBroken:
        first = _first_receipt(choice)
        if first is None:
            raise
        return first


def record_form(
    user: User,
    attempt_id: int,
    position: int,
    *,
    response: Sequence[int | str],
    client_key: str,
    now: datetime,
) -> Receipt:
    """Append what a page without scripts sends; arguments and errors as of `record_answer`.

    Whoever comes back to a page that was sent already and sends it again, with its key, has chosen
    anew. Only what counts anyway is no new choice: a button that was pressed twice.
    """
    save = partial(record_answer, user, attempt_id, position, response=response, now=now)
    try:
        receipt = save(client_key=client_key)
        if receipt.counts:
            return receipt
    except RuleBroken as error:
        if error.code != "key_reused":
            raise
    return save(client_key=secrets.token_hex(16))


def _append(choice: Choice, seat: Seat, now: datetime, *, in_turn: bool = False) -> Appended | None:
    return append_if_open(
        choice.attempt_id,
        choice.position,
        response=choice.response,
        sequence=choice.sequence,
        client_key=choice.client_key,
        not_ended_by=now - timedelta(milliseconds=seat.grace_ms),
        now=now,
        in_turn=in_turn,
    )


def _receipt(appended: Appended, attempt: Attempt, now: datetime, next_slot: Slot | None = None) -> Receipt:
    return Receipt(
        saved_at=now,
        is_new=True,
        counts=appended.sequence == appended.highest,
        sequence=appended.highest,
        attempt=attempt,
        next_slot=next_slot,
    )


def _whole_paper(attempt_id: int) -> Attempt:
    """An attempt without per-item limits, of which only that is known; the rest is read when asked for."""
    return Attempt.from_db(connection.alias, ["id", "item_ms"], [attempt_id, None])


@transaction.atomic
def _append_in_turn(choice: Choice, seat: Seat, now: datetime) -> Receipt:
    """On a sequential paper: which item is open follows from the answers, so the attempt is locked first.

    Whoever waited for the lock has read what was before it; the statement that adds looks once more.
    """
    slot, next_slot = _locked_slots(choice.attempt_id, choice.position)
    attempt = slot.attempt
    if attempt.state != Attempt.State.OPEN or not accepts(attempt.deadline, attempt.grace_ms, now):
        raise RuleBroken("attempt_closed")
    appended = _append(choice, seat, now, in_turn=True) if _item_is_open(slot, attempt, now) else None
    if appended is None:
        raise RuleBroken("item_closed")
    return _receipt(appended, attempt, now, next_slot)


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
    turns = turns_of(attempt, slot.position)
    grace = timedelta(milliseconds=attempt.grace_ms)
    found = (open_item(turns, last, now=instant) for instant in (now, now - grace))
    return any(item is not None and item.position == slot.position for item in found)


def _first_receipt(choice: Choice) -> Receipt | None:
    """What was said when this key came first; None for a new key. Raises RuleBroken("key_reused")."""
    place = Q(client_key=choice.client_key) | Q(position=choice.position)
    found = Answer.objects.select_related("attempt").filter(place, attempt=choice.attempt_id)
    answers = list(found.oldest_first())
    first = next((answer for answer in answers if answer.client_key == choice.client_key), None)
    if first is None:
        return None
    if (first.position, first.response) != (choice.position, choice.response):
        raise RuleBroken("key_reused")
    return Receipt(
        saved_at=first.saved_at,
        is_new=False,
        counts=answers[-1].pk == first.pk,
        sequence=answers[-1].sequence,
        attempt=first.attempt,
    )
