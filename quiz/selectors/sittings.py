"""An attempt as its person may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from quiz.domain.paper import PaperSlot
from quiz.domain.timing import OpenItem, open_item
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


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """`items` holds all items, or on a sequential paper only the one that is `open`."""

    attempt: Attempt
    size: int
    items: list[SittingItem]
    open: OpenItem | None

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
    )


def _slots(attempt: Attempt) -> list[Placed]:
    rows = Slot.objects.filter(attempt=attempt).order_by("position")
    return [Placed(*row) for row in rows.values_list("position", "revision_id", "option_order", "points")]


def _as_placed(paper: Sequence[PaperSlot]) -> list[Placed]:
    return [
        Placed(position, slot.revision_id, slot.option_order, slot.points)
        for position, slot in enumerate(paper, start=1)
    ]


def _last_answers(attempt: Attempt) -> dict[int, tuple[list[Any], datetime]]:
    rows = Answer.objects.filter(attempt=attempt).order_by("pk")
    return {row[0]: (row[1], row[2]) for row in rows.values_list("position", "response", "saved_at")}


def _open_item(
    attempt: Attempt, answers: dict[int, tuple[list[Any], datetime]], size: int, now: datetime
) -> OpenItem | None:
    if attempt.item_ms is None or attempt.state != Attempt.State.OPEN:
        return None
    last = max(answers, default=None)
    return open_item(
        started_at=attempt.started_at,
        last=None if last is None else (last, answers[last][1]),
        item_ms=attempt.item_ms,
        size=size,
        now=now,
    )


def _item(slot: Placed | Slot, content: Content, answer: tuple[list[Any], datetime] | None) -> SittingItem:
    return SittingItem(
        position=slot.position,
        points=slot.points,
        content=content,
        option_order=tuple(slot.option_order),
        response=answer[0] if answer else None,
        saved_at=answer[1] if answer else None,
    )


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
    content = contents({next_slot.revision_id})[next_slot.revision_id]
    limit = timedelta(milliseconds=attempt.item_ms)
    opened = OpenItem(position=next_slot.position, opened_at=now, closes_at=now + limit)
    return _item(next_slot, content, None), opened
