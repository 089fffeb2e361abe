"""Memories made again from the log."""

from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import F, Q, QuerySet

from learning.domain.memory import Memory as Remembered
from learning.domain.memory import replayed_siblings
from learning.models import Learner, Memory, ReviewLog
from learning.selectors.memories import COLUMNS, columns_of, memory_of, reviews_of
from quiz.models import Question
from quiz.selectors.content import contents, solutions


def hold(learners: Iterable[int]) -> None:
    """Until the transaction ends. Whoever writes memories holds their learner, by its id, before reading
    them: siblings share a schedule, and a log that is gone through must not grow meanwhile."""
    rows = Learner.objects.select_for_update(no_key=True).filter(pk__in=learners)
    list(rows.order_by("pk").values_list("pk"))


@transaction.atomic
def rebuild_memories(learner: Learner, *, only: set[int] | None = None) -> int:
    """Make a learner's memories again from the log; how many differed. The learner's own marks stay. `only`:
    of these questions and their siblings."""
    hold([learner.pk])
    rows = learner.reviews.order_by("at", "pk").annotate(
        fact=F("question__fact"), mode=F("session__mode"), topic=F("session__topic")
    )
    if only is not None:
        rows = rows.filter(question__in=_with_siblings(only))
    logs: dict[str | int, list[ReviewLog]] = {}
    said: dict[int, set[int]] = {}
    for row in rows:
        logs.setdefault(row.fact or row.question_id, []).append(row)
        said.setdefault(row.question_id, set()).add(row.revision_id)
    edited = set().union(*(one for one in said.values() if len(one) > 1))
    contents(edited), solutions(edited)  # all at once
    there = {row.question_id: row for row in learner.memories.all()}
    changed = []
    for question_id, memory in _replayed(logs.values()):
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


def bring_back(logs: Iterable[ReviewLog]) -> None:
    """What these say was missed stands in the notebook again where the learner had put it away. Two
    statements for any number."""
    missed = {(log.learner_id, log.question_id) for log in logs if log.rating and log.verdict != "right"}
    away = Memory.objects.filter(is_put_away=True, learner__in={learner for learner, _question in missed})
    found = [pk for pk, *pair in away.values_list("pk", "learner", "question") if tuple(pair) in missed]
    Memory.objects.filter(pk__in=found).update(is_put_away=False)


def _with_siblings(questions: set[int]) -> QuerySet[Question]:
    facts = Question.objects.filter(pk__in=questions).exclude(fact="").values("fact")
    return Question.objects.filter(Q(pk__in=questions) | Q(fact__in=facts))


def _replayed(logs: Iterable[list[ReviewLog]]) -> Iterator[tuple[int, Remembered]]:
    """Every question that was answered with its memory, an empty one where nothing of its log counts."""
    for log in logs:
        found = replayed_siblings(reviews_of(log))
        for question_id in dict.fromkeys(row.question_id for row in log):
            yield question_id, found.get(question_id, Remembered())
