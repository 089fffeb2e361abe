"""Sets of questions: begun, answered one by one, finished."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts.domain.problems import RuleBroken
from learning.domain import daily
from learning.domain.daily import Candidate, daily_set
from learning.domain.days import day_of
from learning.models import Learner, LearningSession, Memory, ReviewLog
from learning.selectors.sets import (
    all_candidates,
    due_candidates,
    kept_candidates,
    new_candidates,
    open_session,
    open_sessions,
    ordered_candidates,
    published_revision,
    wrong_candidates,
)
from quiz.models import Question
from quiz.selectors.learnable import learnable_revisions

from .answering import judge, note

Mode = LearningSession.Mode
# Among so many of the newest open sets the one of a paper is looked for.
_OPEN_ONES = 20


def begin(
    learner: Learner, mode: str, *, now: datetime, topic: str = "", is_elder: bool = False
) -> LearningSession | None:
    """A set of this mode; None where there is nothing to ask.

    Today's set is made once a day: it waits where it was left, and when it is done it is shown as done.
    In the bank's order too the one that is open goes on.
    """
    day = day_of(now)
    if mode == Mode.ORDER:
        waiting = learner.sessions.filter(mode=mode, topic=topic, finished_at=None).order_by("-pk").first()
        if waiting is not None:
            return waiting
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
    for waiting in open_sessions(learner)[:_OPEN_ONES]:
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
            wrong_candidates(learner, now, by_itself=True),
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
    if mode == Mode.ORDER:
        return ordered_candidates(learner, now, topic=topic)[:size]
    assert mode in (Mode.RANDOM, Mode.TOPIC), mode
    # A topic has few of the elders' own: they would be the same every time.
    is_elder = is_elder and mode == Mode.RANDOM
    return all_candidates(learner, now, is_elder=is_elder, topic=topic, seed=seed)[:size]


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
    """Mark, log, schedule and go on, in seven statements. An empty response is 不知道.

    Raises RuleBroken("learn_not_here") where this place was answered before, or is none.
    """
    if position != session.position + 1 or position > len(session.plan):
        raise RuleBroken("learn_not_here")
    question_id = session.plan[position - 1]
    revision = published_revision(question_id)
    if revision is None:
        raise RuleBroken("learn_not_here")
    judged = judge(session.learner, revision, response, shown_at=shown_at, now=now, counts_speed=counts_speed)
    is_repeat = position > session.size
    _go_on(session, question_id, again=not is_repeat and not judged.is_right, now=now)
    return note(session, position, judged, now=now, counts=not is_repeat)


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
