"""One answer: judged by the key, logged, and taken into the learner's memory."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from learning.domain.days import day_of
from learning.domain.marks import marked
from learning.domain.memory import Memory as Remembered
from learning.domain.memory import Review, last_of, reviewed
from learning.domain.rating import POLICY, Answered, pace_of, rate
from learning.models import Learner, LearningSession, Memory, ReviewLog, asks_mixed
from learning.selectors.corrections import begins_anew
from learning.selectors.memories import columns_of, memories_beside, memory_of
from learning.selectors.parameters import in_force
from quiz.models import QuestionRevision
from quiz.selectors.content import know

from .memories import hold

# Whoever comes back to a page after so long was not reading all the time.
_LONGEST = timedelta(minutes=10)
_PACE_FROM = 40


@dataclass(frozen=True, kw_only=True)
class Judged:
    """An answer with what the key says of it; `memories`: the learner's rows of the question and of its
    siblings, if any."""

    revision: QuestionRevision
    response: list[Any]
    answered: Answered
    memories: Sequence[Memory]

    @property
    def is_right(self) -> bool:
        return self.answered.verdict == "right"


def judge(
    learner: Learner,
    revision: QuestionRevision,
    response: list[Any],
    *,
    shown_at: datetime,
    now: datetime,
    counts_speed: bool,
) -> Judged:
    """Three statements at most; the revision comes as a whole. An empty response is 不知道."""
    hold([learner.pk])
    memories = list(memories_beside(learner, revision.question))
    millis = int(min(max(now - shown_at, timedelta()), _LONGEST).total_seconds() * 1000)
    content, solution = know(revision)
    result = marked(content.type, content.option_ids, solution.key, response)
    answered = Answered(
        type=content.type,
        verdict=result.verdict,
        share=result.share,
        wrong_chosen=result.wrong_chosen,
        millis=millis,
        characters=len(content.stem) + sum(len(text) for _id, text in content.options),
        pace=_pace(learner, content.type) if counts_speed and result.verdict == "right" else None,
        successes=_successes(last_of(map(memory_of, memories)), now),
    )
    return Judged(revision=revision, response=response, answered=answered, memories=memories)


def note(
    session: LearningSession, position: int, judged: Judged, *, now: datetime, counts: bool = True
) -> ReviewLog:
    """Log it and, where it counts, schedule the question anew; two statements, three where it was edited and
    the learner had answered it before."""
    answered, question_id = judged.answered, judged.revision.question_id
    rating, parameters = rate(answered) if counts else None, in_force()
    was_answered = any(one.question_id == question_id and one.reps for one in judged.memories)
    is_anew = rating is not None and was_answered and begins_anew(session.learner, judged.revision)
    log = ReviewLog.objects.create(
        learner=session.learner,
        question_id=question_id,
        revision=judged.revision,
        session=session,
        position=position,
        at=now,
        response=judged.response,
        verdict=answered.verdict,
        rating=rating,
        policy=POLICY,
        parameters_id=parameters.id,
        millis=answered.millis or 0,
        pace=(answered.millis or 0) / max(1, answered.characters),
    )
    if rating is not None:
        review = Review(
            at=now,
            rating=rating,
            is_right=judged.is_right,
            weights=parameters.weights,
            is_anew=is_anew,
            is_mixed=asks_mixed(session.mode, session.topic),
        )
        _schedule(session.learner, question_id, judged.memories, review)
    return log


def _pace(learner: Learner, type: str) -> float | None:
    """Of the last answers to questions of this type."""
    rows = learner.reviews.filter(revision__type=type, verdict="right", rating__isnull=False, pace__gt=0)
    return pace_of(list(rows.order_by("-at").values_list("pace", flat=True)[:_PACE_FROM]))


def _successes(memory: Remembered, now: datetime) -> int:
    return int(memory.last_right is not None and memory.last_right < day_of(now))


def _schedule(learner: Learner, question_id: int, rows: Sequence[Memory], review: Review) -> None:
    """The schedule goes on from the sibling that was answered last, and is this question's from now on."""
    row = next((one for one in rows if one.question_id == question_id), None)
    columns = columns_of(reviewed(memory_of(row), review, last_of(map(memory_of, rows))))
    if not review.is_right:
        columns["is_put_away"] = False
    due = [one for one in rows if one is not row and one.due is not None]
    if row is not None and not due:
        Memory.objects.filter(pk=row.pk).update(**columns)
        return
    # A contest that is being taken in may have made the row meanwhile. Siblings' rows are there, and held.
    fresh = Memory(learner=learner, question_id=question_id, **columns)
    rested = [_undue(one, columns) for one in due]
    Memory.objects.bulk_create(
        [fresh, *rested],
        update_conflicts=True,
        unique_fields=["learner", "question"],
        update_fields=list(columns),
    )


def _undue(row: Memory, columns: Iterable[str]) -> Memory:
    """The row without its due date, to be written beside others."""
    kept = {name: getattr(row, name) for name in columns}
    return Memory(learner_id=row.learner_id, question_id=row.question_id, **{**kept, "due": None})
