"""挑战答题: begun, answered one by one against the server's clock, ended by the first wrong or late one.

Whoever moves the session on has the question: of two clicks, or of a click and the sweep, one counts.
"""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts.domain.problems import RuleBroken
from learning.domain.days import day_of
from learning.domain.runs import LONGEST, is_late, opened_at, waits_until
from learning.models import Learner, LearningSession, ReviewLog
from learning.selectors.exams import open_trial
from learning.selectors.sets import all_candidates, askable_revision

from .answering import judge, note

Mode = LearningSession.Mode


def begin_run(learner: Learner, *, now: datetime) -> LearningSession:
    """The run that is going on, else a new one whose first question is open from now on.

    Raises RuleBroken("run_nothing") where there is nothing to ask.
    """
    waiting = open_trial(learner, Mode.RUN)
    if waiting is not None and settled_run(waiting, now=now).finished_at is None:
        return waiting
    found = all_candidates(learner, now, seed=f"run/{learner.pk}/{now.isoformat()}")[:LONGEST]
    if not found:
        raise RuleBroken("run_nothing")
    plan = [one.question for one in found]
    try:
        with transaction.atomic():
            return LearningSession.objects.create(
                learner=learner,
                mode=Mode.RUN,
                day=day_of(now),
                plan=plan,
                size=len(plan),
                started_at=now,
                deadline=waits_until(now),
            )
    except IntegrityError as error:  # begun in another window
        going = open_trial(learner, Mode.RUN)
        if going is None:
            raise RuleBroken("try_again_later", status=503) from error
        return going


@transaction.atomic
def answer_run(session: LearningSession, position: int, response: list[Any], *, now: datetime) -> ReviewLog:
    """Mark the open question and open the next, or end the run. Eight statements at most, nine where
    the question was edited.

    Raises RuleBroken("learn_not_here") where this question is not open: answered before, late, or taken by
    a contest meanwhile.
    """
    assert session.deadline is not None, "a run always has one"
    if session.finished_at or position != session.position + 1 or is_late(session.deadline, now):
        raise RuleBroken("learn_not_here")
    revision = askable_revision(session.plan[session.position], now)
    if revision is None:
        raise RuleBroken("learn_not_here")
    shown = opened_at(session.deadline)
    judged = judge(session.learner, revision, response, shown_at=shown, now=now, counts_speed=False)
    if judged.is_right and position < len(session.plan):
        _moved_on(session, position=position, deadline=waits_until(now))
    else:
        _ended(session, at=now, answered=position, score=session.position + judged.is_right)
    return note(session, position, judged, now=now)


def skip_lost_question(session: LearningSession, *, now: datetime) -> None:
    """Leave out the open question where a contest has taken it, and open the next."""
    if session.finished_at or askable_revision(session.plan[session.position], now) is not None:
        return
    plan = session.plan[: session.position] + session.plan[session.position + 1 :]
    if session.position >= len(plan):
        end_run(session, at=now)
    else:
        _moved_on(session, plan=plan, size=len(plan), deadline=waits_until(now))


def settled_run(session: LearningSession, *, now: datetime) -> LearningSession:
    """The run as it stands now: one whose question nobody answered in time is ended first."""
    if session.finished_at is None and session.deadline is not None and is_late(session.deadline, now):
        end_run(session, at=session.deadline, timed_out=True)
    return session


@transaction.atomic
def end_run(session: LearningSession, *, at: datetime, timed_out: bool = False) -> bool:
    """End it where it stands, once; whether this call did. A question that was not answered in time is a
    miss, unless it may not be asked any more."""
    revision = askable_revision(session.plan[session.position], at) if timed_out else None
    missed = None
    if revision is not None:
        shown = opened_at(at)
        missed = judge(session.learner, revision, [], shown_at=shown, now=at, counts_speed=False)
    try:
        _ended(session, at=at, answered=session.position + (revision is not None), score=session.position)
    except RuleBroken:  # somebody was quicker
        session.refresh_from_db()
        return False
    if missed is not None:
        note(session, session.position, missed, now=at)
    return True


def _ended(session: LearningSession, *, at: datetime, answered: int, score: int) -> None:
    plan = session.plan[:answered]
    _moved_on(session, position=answered, plan=plan, size=answered, score=score, finished_at=at)


def _moved_on(session: LearningSession, **changes: Any) -> None:
    here = LearningSession.objects.filter(pk=session.pk, position=session.position, finished_at=None)
    if not here.filter(deadline=session.deadline).update(**changes):
        raise RuleBroken("learn_not_here")
    for name, value in changes.items():
        setattr(session, name, value)
