"""模拟考试: ready-made papers, when one is over, and what of it was reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.domain.problems import RuleBroken
from quiz.domain.paper import PoolItem, PoolRow

# Fewer questions make no exam.
LEAST = 5
# How late an answer or the hand-in may arrive that was on its way.
GRACE = timedelta(seconds=3)


@dataclass(frozen=True, kw_only=True)
class ExamForm:
    """A ready-made paper: `points` of a question in hundredths; `by_area`: as many of each area."""

    count: int
    minutes: int
    points: int
    by_area: bool = False


FORMS = {
    "short": ExamForm(count=20, minutes=15, points=500),
    "long": ExamForm(count=50, minutes=40, points=200),
    "wide": ExamForm(count=50, minutes=40, points=200, by_area=True),
}


@dataclass(frozen=True, kw_only=True)
class ExamItem:
    """A question that may be asked; `topic` is its code, whose first two digits are its area; `asks`: its
    fact, else itself."""

    revision_id: int
    type: str
    topic: str
    asks: str | int


def exam_rows(form: ExamForm, items: Sequence[ExamItem]) -> tuple[PoolRow, ...]:
    """What a ready-made paper is drawn from: one row, or one for each area. Where there are fewer
    questions than it asks for it takes what there is.

    Raises RuleBroken("exam_too_few") below five.
    """
    pools: dict[str, list[ExamItem]] = {}
    for item in items:
        pools.setdefault(item.topic[:2] if form.by_area else "", []).append(item)
    share = form.count // max(1, len(pools))
    rows = tuple(_row(form, pool, share) for _area, pool in sorted(pools.items()))
    if sum(row.count for row in rows) < LEAST:
        raise RuleBroken("exam_too_few")
    return rows


def _row(form: ExamForm, pool: Sequence[ExamItem], share: int) -> PoolRow:
    items = tuple(PoolItem(revision_id=one.revision_id, type=one.type, options=()) for one in pool)
    points = {item.type: form.points for item in items}
    return PoolRow(count=min(share, len(items)), items=items, points=points)


def is_over(deadline: datetime | None, now: datetime) -> bool:
    """Whether an exam's time is up, with its grace; one without a limit never is."""
    return deadline is not None and now > deadline + GRACE


def reached(answered: Sequence[bool], *, by_hand: bool) -> int:
    """How many places were reached: all where the learner handed in; where time ran out, those up to the
    last answered one, for what lies behind it was not even read."""
    if by_hand:
        return len(answered)
    return max((place for place, one in enumerate(answered, start=1) if one), default=0)
