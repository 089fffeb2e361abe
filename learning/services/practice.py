"""Sets of questions: begun, answered one by one, finished."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from accounts.domain.problems import RuleBroken
from learning.domain import daily
from learning.domain.daily import Candidate, daily_set
from learning.domain.days import day_of
from learning.domain.marks import marked
from learning.domain.memory import Review, reviewed
from learning.domain.rating import POLICY, Answered, Rating, pace_of, rate
from learning.models import Learner, LearningSession, Memory, ReviewLog
from learning.selectors.memories import columns_of, memory_of
from learning.selectors.sets import (
    all_candidates,
    due_candidates,
    kept_candidates,
    new_candidates,
    open_session,
    published_revision,
    wrong_candidates,
)
from quiz.models import Question, QuestionRevision
from quiz.selectors.content import contents, solutions
from quiz.selectors.learnable import learnable_revisions

Mode = LearningSession.Mode
# Whoever comes back to a page after so long was not reading all the time.
_LONGEST = timedelta(minutes=10)
_PACE_FROM = 40
# Among so many of the newest open sets the one of a paper is looked for.
_OPEN_ONES = 20


def begin(
    learner: Learner, mode: str, *, now: datetime, topic: str = "", is_elder: bool = False
) -> LearningSession | None:
    """A set of this mode: the one that is open, else a new one; None where there is nothing to ask.

    Today's set is made once a day; when it is done it is shown as done.
    """
    day = day_of(now)
    if mode == Mode.DAILY:
        todays = learner.sessions.filter(mode=mode, day=day).first()
        waiting = open_session(learner, mode)
        if todays or waiting:
            return waiting or todays
    plan = [one.question for one in _chosen(learner, mode, now, topic, is_elder)]
    if not plan:
        return None
    fields = {"topic": topic, "plan": plan, "size": len(plan), "started_at": now}
    try:
        with transaction.atomic():
            return LearningSession.objects.create(learner=learner, mode=mode, day=day, **fields)
    except IntegrityError:  # today's set, begun in another window
        return learner.sessions.get(mode=mode, day=day)


def begin_same(learner: Learner, questions: Sequence[int], *, now: datetime) -> LearningSession | None:
    """A set of these questions, as somebody has them on paper: the one that is open, else a new one.

    What may not be practised now is left out; None where nothing is left.
    """
    rows = learnable_revisions(day_of(now)).filter(question__in=questions)
    usable = set(rows.values_list("question", flat=True))
    plan = [one for one in questions if one in usable]
    if not plan:
        return None
    for waiting in learner.sessions.filter(finished_at=None).order_by("-started_at", "-pk")[:_OPEN_ONES]:
        if waiting.plan[: waiting.size] == plan:
            return waiting
    return LearningSession.objects.create(
        learner=learner, mode=Mode.RANDOM, day=day_of(now), plan=plan, size=len(plan), started_at=now
    )


def _chosen(learner: Learner, mode: str, now: datetime, topic: str, is_elder: bool) -> list[Candidate]:
    size = daily.ELDER_SIZE if is_elder else daily.SIZE
    seed = f"{learner.pk}/{now.isoformat()}"
    if mode == Mode.DAILY:
        return daily_set(
            due_candidates(learner, now),
            wrong_candidates(learner, now),
            new_candidates(learner, now, is_elder=is_elder),
            size=size,
            most_new=daily.ELDER_MOST_NEW if is_elder else daily.MOST_NEW,
            seed=seed,
        )
    if mode == Mode.WRONG:
        return wrong_candidates(learner, now)[:size]
    if mode == Mode.KEPT:
        return kept_candidates(learner, now)[:size]
    if mode == Mode.UNSEEN:
        return new_candidates(learner, now, topic=topic, is_elder=is_elder, seed=seed)[:size]
    return all_candidates(learner, now, topic=topic, seed=seed)[:size]


@transaction.atomic
def answer_item(
    session: LearningSession,
    position: int,
    response: list[Any],
    *,
    shown_at: datetime,
    now: datetime,
    counts_speed: bool = True,
) -> ReviewLog:
    """Mark, log, schedule and go on, in six statements. An empty response is 不知道.

    Raises RuleBroken("learn_not_here") where this place was answered before, or is none.
    """
    if position != session.position + 1 or position > len(session.plan):
        raise RuleBroken("learn_not_here")
    learner, question_id = session.learner, session.plan[position - 1]
    revision = published_revision(question_id)
    if revision is None:
        raise RuleBroken("learn_not_here")
    memory = learner.memories.filter(question=question_id).first()
    millis = int(min(max(now - shown_at, timedelta()), _LONGEST).total_seconds() * 1000)
    answered = _answered(learner, revision, memory, response, millis, now, counts_speed)
    is_right, is_repeat = answered.verdict == "right", position > session.size
    rating = None if is_repeat else rate(answered)
    _go_on(session, question_id, again=not is_repeat and not is_right, now=now)
    log = ReviewLog.objects.create(
        learner=learner,
        question_id=question_id,
        revision=revision,
        session=session,
        position=position,
        at=now,
        response=response,
        verdict=answered.verdict,
        rating=rating,
        policy=POLICY,
        millis=millis,
        pace=millis / max(1, answered.characters),
    )
    if rating is not None:
        _schedule(learner, question_id, memory, Review(at=now, rating=rating, is_right=is_right))
    return log


def _answered(
    learner: Learner,
    revision: QuestionRevision,
    memory: Memory | None,
    response: list[Any],
    millis: int,
    now: datetime,
    counts_speed: bool,
) -> Answered:
    """The answer, marked, with what the rating needs to know of the learner."""
    content, solution = contents([revision.pk])[revision.pk], solutions([revision.pk])[revision.pk]
    result = marked(content.type, content.option_ids, solution.key, response)
    return Answered(
        type=content.type,
        verdict=result.verdict,
        share=result.share,
        wrong_chosen=result.wrong_chosen,
        millis=millis,
        characters=len(content.stem) + sum(len(text) for _id, text in content.options),
        pace=_pace(learner, content.type) if counts_speed and result.verdict == "right" else None,
        successes=_successes(memory, now),
    )


def _pace(learner: Learner, type: str) -> float | None:
    """Of the last answers to questions of this type."""
    rows = learner.reviews.filter(revision__type=type, verdict="right", rating__isnull=False, pace__gt=0)
    return pace_of(list(rows.order_by("-at").values_list("pace", flat=True)[:_PACE_FROM]))


def _successes(memory: Memory | None, now: datetime) -> int:
    return int(memory is not None and memory.last_right is not None and memory.last_right < day_of(now))


def _schedule(learner: Learner, question_id: int, row: Memory | None, review: Review) -> None:
    columns = columns_of(reviewed(memory_of(row), review))
    if review.rating is Rating.AGAIN:
        columns["is_put_away"] = False
    if row is None:
        # A contest that is being taken in may have made the row meanwhile.
        fresh = Memory(learner=learner, question_id=question_id, **columns)
        unique = ["learner", "question"]
        Memory.objects.bulk_create(
            [fresh], update_conflicts=True, unique_fields=unique, update_fields=list(columns)
        )
    else:
        Memory.objects.filter(pk=row.pk).update(**columns)


def _go_on(session: LearningSession, question_id: int, *, again: bool, now: datetime) -> None:
    """The place is taken by whoever moves the set on: of two clicks one."""
    here, plan = session.position, [*session.plan, question_id] if again else session.plan
    finished = now if here + 1 >= len(plan) else None
    mine = LearningSession.objects.filter(pk=session.pk, position=here)
    if not mine.update(position=here + 1, plan=plan, finished_at=finished):
        raise RuleBroken("learn_not_here")
    session.position, session.plan, session.finished_at = here + 1, plan, finished


@transaction.atomic
def skip_lost(session: LearningSession, *, now: datetime) -> LearningSession:
    """Leave out questions that are no longer in use or that a contest keeps to itself now."""
    session = LearningSession.objects.select_for_update().get(pk=session.pk)
    left = session.plan[session.position :]
    rows = learnable_revisions(day_of(now)).filter(question__in=left)
    usable = set(rows.values_list("question", flat=True))
    first = [one for one in session.plan[session.position : session.size] if one in usable]
    repeats = [one for one in session.plan[max(session.size, session.position) :] if one in usable]
    session.plan = [*session.plan[: session.position], *first, *repeats]
    session.size = min(session.size, session.position + len(first))
    if session.position >= len(session.plan):
        session.finished_at = session.finished_at or now
    session.save(update_fields=["plan", "size", "finished_at"])
    return session


def set_mark(learner: Learner, question: Question, name: str, value: bool) -> None:
    """收藏, 斩题, or out of the notebook: the learner's own marks."""
    assert name in ("is_kept", "is_cut", "is_put_away")
    Memory.objects.update_or_create(learner=learner, question=question, defaults={name: value})
