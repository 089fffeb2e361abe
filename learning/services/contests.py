"""After a contest: what its people answered joins what they learn, and what they missed their notebooks.

Rows are the queue: an attempt that has no set of its own yet is still to come.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from learning.domain.days import day_of
from learning.domain.marks import is_astray
from learning.domain.rating import POLICY, Answered, rate
from learning.models import Learner, LearningSession, ReviewLog, StudiedContest
from learning.selectors.contests import Taken, studied_answers
from learning.selectors.parameters import in_force
from quiz.models import Attempt, Contest

from .memories import bring_back, hold, rebuild_memories

# Papers of one transaction, and of one round, which is over long before its task must be.
BATCH, A_ROUND = 100, 500


def put_news_away(session: LearningSession, *, now: datetime) -> None:
    """The learner knows of the missed questions of a contest."""
    LearningSession.objects.filter(pk=session.pk, told_at=None).update(told_at=now)


def unstudied_contests() -> QuerySet[Contest]:
    """Closed contests that showed their keys; what they never show nobody learns from."""
    done = StudiedContest.objects.filter(contest=OuterRef("pk"), finished_at__isnull=False)
    publication = "rules__document__publication"
    hidden = Q(**{f"{publication}__keys": "never"}) | Q(**{f"{publication}__scores": "never"})
    closed = Contest.objects.filter(state=Contest.State.CLOSED, is_rehearsal=False)
    return closed.exclude(hidden).filter(~Exists(done)).order_by("closed_at", "pk")


def study_contest(contest_id: int, *, now: datetime) -> int:
    """Take in a round of a closed contest's papers; how many. Two workers share nothing twice."""
    if not unstudied_contests().filter(pk=contest_id).exists():
        return 0
    StudiedContest.objects.get_or_create(contest_id=contest_id)
    taken = 0
    while taken < A_ROUND and (more := _study_batch(contest_id, now)):
        taken += more
    return taken


@transaction.atomic
def _study_batch(contest_id: int, now: datetime) -> int:
    can_skip = connection.features.has_select_for_update_skip_locked
    locked = StudiedContest.objects.select_for_update(skip_locked=can_skip)
    mine = locked.filter(contest=contest_id, finished_at=None).first()
    if mine is None:  # another worker is at it, or through
        return 0
    papers = Attempt.objects.filter(contest=contest_id, kind=Attempt.Kind.COUNTED)
    studied = LearningSession.objects.filter(attempt=OuterRef("pk"))
    scored = papers.filter(state=Attempt.State.HANDED_IN, scored_at__isnull=False)
    attempts = list(scored.filter(~Exists(studied)).order_by("handed_in_at", "pk")[:BATCH])
    if attempts:
        _take_in(attempts, now)
    elif not papers.filter(scored_at=None).exists():
        mine.finished_at = now
        mine.save(update_fields=["finished_at"])
    return len(attempts)


def _take_in(attempts: Sequence[Attempt], now: datetime) -> None:
    learners = _learners({attempt.user_id for attempt in attempts}, now)
    hold([learner.pk for learner in learners.values()])
    answers = studied_answers(attempts)
    sessions = LearningSession.objects.bulk_create(
        [_session(learners[one.user_id], one, answers[one.pk]) for one in attempts]
    )
    logs = [
        _log(session, place, taken)
        for session in sessions
        for place, taken in enumerate(answers[session.attempt_id or 0], start=1)
    ]
    ReviewLog.objects.bulk_create(logs)
    questions: dict[int, set[int]] = {}
    for session in sessions:
        questions.setdefault(session.learner_id, set()).update(session.plan)
    for learner in learners.values():
        rebuild_memories(learner, only=questions[learner.pk])
    bring_back(logs)


def _learners(user_ids: Iterable[int], now: datetime) -> dict[int, Learner]:
    wanted = set(user_ids)
    rows = [Learner(user_id=pk, created_at=now) for pk in wanted]
    Learner.objects.bulk_create(rows, ignore_conflicts=True)
    return {one.user_id or 0: one for one in Learner.objects.filter(user__in=wanted)}


def _session(learner: Learner, attempt: Attempt, answers: Sequence[Taken]) -> LearningSession:
    assert attempt.handed_in_at is not None, "only what was handed in is scored"
    return LearningSession(
        learner=learner,
        mode=LearningSession.Mode.CONTEST,
        attempt=attempt,
        day=day_of(attempt.handed_in_at),
        plan=[one.question_id for one in answers],
        size=len(answers),
        position=len(answers),
        started_at=attempt.started_at,
        finished_at=attempt.handed_in_at,
    )


def _log(session: LearningSession, position: int, taken: Taken) -> ReviewLog:
    answered = Answered(
        type=taken.type,
        verdict=taken.verdict,
        share=taken.share,
        wrong_chosen=is_astray(taken.type, taken.key, taken.response),
        millis=None,
    )
    return ReviewLog(
        learner_id=session.learner_id,
        question_id=taken.question_id,
        revision_id=taken.revision_id,
        session=session,
        position=position,
        at=session.finished_at or session.started_at,
        response=taken.response,
        verdict=taken.verdict,
        rating=rate(answered),
        policy=POLICY,
        parameters_id=in_force().id,
        millis=0,
    )
