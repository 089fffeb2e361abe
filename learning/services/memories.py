"""Memories made again from the log."""

from learning.domain.memory import replayed
from learning.models import Learner, Memory, ReviewLog
from learning.selectors.memories import COLUMNS, columns_of, memory_of, reviews_of
from quiz.selectors.content import contents, solutions


def rebuild_memories(learner: Learner, *, only: set[int] | None = None) -> int:
    """Make a learner's memories again from the log; how many differed. The learner's own marks stay."""
    rows = learner.reviews.order_by("at", "pk")
    if only is not None:
        rows = rows.filter(question__in=only)
    logs: dict[int, list[ReviewLog]] = {}
    for row in rows:
        logs.setdefault(row.question_id, []).append(row)
    said = [{row.revision_id for row in log} for log in logs.values()]
    edited = set().union(*(one for one in said if len(one) > 1))
    contents(edited), solutions(edited)  # all at once
    there = {row.question_id: row for row in learner.memories.all()}
    changed = []
    for question_id, log in logs.items():
        memory = replayed(reviews_of(log))
        if memory.reps == 0 and question_id not in there:  # nothing of its log counts
            continue
        mine = there.get(question_id) or Memory(learner=learner, question_id=question_id)
        if mine.pk is None or memory_of(mine) != memory:
            for name, value in columns_of(memory).items():
                setattr(mine, name, value)
            changed.append(mine)
    Memory.objects.bulk_create(
        [row for row in changed if row.pk is None],
        update_conflicts=True,
        unique_fields=["learner", "question"],
        update_fields=COLUMNS,
    )
    Memory.objects.bulk_update([row for row in changed if row.pk is not None], COLUMNS)
    return len(changed)
