"""An attempt as its person may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import OuterRef, Subquery

from quiz.domain.paper import PaperSlot
from quiz.domain.timing import OpenItem, Turns, open_item
from quiz.models import Answer, Attempt, Slot

from .content import Content, contents


@dataclass(frozen=True, kw_only=True)
class SittingItem:
    """One place of the paper: `options` as (id, html) in the order shown; `response` None if unanswered."""

    position: int
    points: int
    content: Content
    option_order: tuple[int, ...]
    response: list[Any] | None
    saved_at: datetime | None

    @property
    def is_answered(self) -> bool:
        return bool(self.response)

    @property
    def options(self) -> list[tuple[int, str]]:
        texts = dict(self.content.options)
        return [(option, texts[option]) for option in self.option_order]


class Placed(NamedTuple):
    """What of a slot a paper shows."""

    position: int
    revision_id: int
    option_order: Sequence[int]
    points: int


class Said(NamedTuple):
    """The answer that counts at one place."""

    response: list[Any]
    saved_at: datetime
    sequence: int


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """`items` holds all items, or on a sequential paper only the one that is `open`.

    `sequence` is the highest of all answers: whoever goes on counts on from there.
    """

    attempt: Attempt
    size: int
    items: list[SittingItem]
    open: OpenItem | None
    sequence: int

    @property
    def is_sequential(self) -> bool:
        return self.attempt.item_ms is not None

    @property
    def answered(self) -> int:
        return sum(item.is_answered for item in self.items)

    @property
    def resume_at(self) -> int:
        """The position to go on with: the open one, or the first that is not answered."""
        if self.open is not None:
            return self.open.position
        return next((item.position for item in self.items if not item.is_answered), 1)


def sitting_of(attempt: Attempt, *, now: datetime) -> Sitting:
    """The paper with what was answered; two statements, none right after the start."""
    fresh = getattr(attempt, "fresh_slots", None)
    slots = _slots(attempt) if fresh is None else _as_placed(fresh)
    answers = _last_answers(attempt) if fresh is None else {}
    size = len(slots)
    current = _open_item(attempt, answers, size, now)
    if attempt.item_ms is not None:
        slots = [slot for slot in slots if current is not None and slot.position == current.position]
    known = contents({slot.revision_id for slot in slots})
    return Sitting(
        attempt=attempt,
        size=size,
        items=[_item(slot, known[slot.revision_id], answers.get(slot.position)) for slot in slots],
        open=current,
        sequence=max((answer.sequence for answer in answers.values()), default=0),
    )


def _slots(attempt: Attempt) -> list[Placed]:
    rows = Slot.objects.filter(attempt=attempt).order_by("position")
    return [Placed(*row) for row in rows.values_list("position", "revision_id", "option_order", "points")]


def _as_placed(paper: Sequence[PaperSlot]) -> list[Placed]:
    return [
        Placed(position, slot.revision_id, slot.option_order, slot.points)
        for position, slot in enumerate(paper, start=1)
    ]


def _last_answers(attempt: Attempt) -> dict[int, Said]:
    given = Answer.objects.filter(attempt=attempt).oldest_first()
    rows = given.values_list("position", "response", "saved_at", "sequence")
    return {position: Said(*said) for position, *said in rows}


def _open_item(attempt: Attempt, answers: dict[int, Said], size: int, now: datetime) -> OpenItem | None:
    if attempt.item_ms is None or attempt.state != Attempt.State.OPEN:
        return None
    last = max(answers, default=None)
    return open_item(
        turns_of(attempt, size), None if last is None else (last, answers[last].saved_at), now=now
    )


def turns_of(attempt: Attempt, size: int) -> Turns:
    """How the items of a sequential attempt open; `size` is how many there are."""
    closed = (0, attempt.started_at)
    if attempt.closed_items is not None and attempt.closed_items_at is not None:
        closed = (attempt.closed_items, attempt.closed_items_at)
    return Turns(size=size, item_ms=attempt.item_ms or 0, ends_at=attempt.deadline, closed=closed)


def progress_of(attempt: Attempt) -> tuple[int, tuple[int, datetime] | None]:
    """How many items an attempt has; the highest answered position and when that was first saved."""
    highest = Answer.objects.filter(attempt=OuterRef("attempt")).order_by("-position", "pk")
    size, position, saved_at = (
        Slot.objects.filter(attempt=attempt)
        .annotate(
            answered=Subquery(highest.values("position")[:1]),
            answered_at=Subquery(highest.values("saved_at")[:1]),
        )
        .order_by("-position")
        .values_list("position", "answered", "answered_at")[0]
    )
    return size, None if position is None else (position, saved_at)


def _item(slot: Placed | Slot, content: Content, answer: Said | None) -> SittingItem:
    return SittingItem(
        position=slot.position,
        points=slot.points,
        content=content,
        option_order=tuple(slot.option_order),
        response=answer.response if answer else None,
        saved_at=answer.saved_at if answer else None,
    )


def is_key_used(attempt_id: int, client_key: str) -> bool:
    return Answer.objects.filter(attempt=attempt_id, client_key=client_key).exists()


def opened_by(
    attempt: Attempt, next_slot: Slot | None, *, is_new: bool, now: datetime
) -> tuple[SittingItem | None, OpenItem | None]:
    """What an answer to a sequential paper opened; nothing on a paper without per-item limits.

    A repeated answer opens nothing, so what is open now is read.
    """
    if attempt.item_ms is None:
        return None, None
    if not is_new:
        sitting = sitting_of(attempt, now=now)
        return (sitting.items[0] if sitting.items else None), sitting.open
    if next_slot is None:
        return None, None
    opened = open_item(turns_of(attempt, next_slot.position), (next_slot.position - 1, now), now=now)
    if opened is None:  # answered in the grace after the paper's end
        return None, None
    content = contents({next_slot.revision_id})[next_slot.revision_id]
    return _item(next_slot, content, None), opened
