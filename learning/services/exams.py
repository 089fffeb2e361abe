"""模拟考试: begun, answered in any order until it is handed in or its time is up, marked once.

Every answer holds the session's row, and so does the end: an answer that was acknowledged is marked.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.domain.problems import RuleBroken
from learning.domain.days import day_of
from learning.domain.exams import FORMS, LEAST, exam_rows, is_over, reached
from learning.domain.marks import SCORING, marked
from learning.domain.rating import POLICY, Answered, rate
from learning.models import ExamSlot, Learner, LearningSession, ReviewLog
from learning.selectors.exams import contest_rows, exam_items, lost_slots, open_trial, seconds_of, slots_of
from learning.selectors.parameters import in_force
from quiz.domain.marking import Item, mark
from quiz.domain.paper import PaperSlot, draw_paper
from quiz.domain.rulesheet import Scoring
from quiz.models import Contest, QuestionRevision
from quiz.selectors.content import contents, solutions
from quiz.selectors.rules import sheet_of

from .memories import bring_back, rebuild_memories

Mode = LearningSession.Mode


def begin_exam(
    learner: Learner,
    form: str = "short",
    *,
    now: datetime,
    topic: str = "",
    contest: Contest | None = None,
    is_elder: bool = False,
) -> LearningSession:
    """The exam that is going on, else a new one: a ready-made form, or drawn as a contest draws.

    In the elders' skin it has no limit. Raises RuleBroken("exam_too_few") where there is too little to ask.
    """
    waiting = open_trial(learner, Mode.EXAM)
    if waiting is not None and settled_exam(waiting, now=now).finished_at is None:
        return waiting
    seed = f"exam/{learner.pk}/{now.isoformat()}"
    paper = (
        _as_contest(learner, contest, now, seed) if contest else _ready_made(learner, form, now, topic, seed)
    )
    limit = _limit(contest, form, len(paper))
    try:
        with transaction.atomic():
            return _created(learner, paper, now, topic, contest, None if is_elder else limit)
    except IntegrityError as error:  # begun in another window
        going = open_trial(learner, Mode.EXAM)
        if going is None:
            raise RuleBroken("try_again_later", status=503) from error
        return going


def _ready_made(learner: Learner, form: str, now: datetime, topic: str, seed: str) -> Sequence[PaperSlot]:
    rows = exam_rows(FORMS[form], exam_items(learner, now, topic=topic, seed=seed))
    return draw_paper(rows, order="by_type", shuffle_options=False, draw_seed=seed, arrange_seed=seed)


def _as_contest(learner: Learner, contest: Contest, now: datetime, seed: str) -> Sequence[PaperSlot]:
    rows, order = contest_rows(learner, contest, now), sheet_of(contest.rules).paper.order
    try:
        paper = draw_paper(rows, order=order, shuffle_options=False, draw_seed=seed, arrange_seed=seed)
    except RuleBroken as error:
        raise RuleBroken("exam_too_few") from error
    if len(paper) < LEAST:
        raise RuleBroken("exam_too_few")
    return paper


def _limit(contest: Contest | None, form: str, questions: int) -> timedelta | None:
    if contest is None:
        return timedelta(minutes=FORMS[form].minutes)
    seconds = seconds_of(sheet_of(contest.rules), questions)
    return timedelta(seconds=seconds) if seconds else None


def _created(
    learner: Learner,
    paper: Sequence[PaperSlot],
    now: datetime,
    topic: str,
    contest: Contest | None,
    limit: timedelta | None,
) -> LearningSession:
    rows = QuestionRevision.objects.filter(pk__in=[slot.revision_id for slot in paper])
    questions = dict(rows.values_list("pk", "question"))
    session = LearningSession.objects.create(
        learner=learner,
        mode=Mode.EXAM,
        topic="" if contest else topic,
        day=day_of(now),
        plan=[questions[slot.revision_id] for slot in paper],
        size=len(paper),
        started_at=now,
        deadline=now + limit if limit else None,
        rules=contest.rules if contest else None,
    )
    ExamSlot.objects.bulk_create(
        ExamSlot(session=session, position=place, revision_id=slot.revision_id, points=slot.points)
        for place, slot in enumerate(paper, start=1)
    )
    return session


@transaction.atomic
def save_exam_answer(session: LearningSession, position: int, response: list[Any], *, now: datetime) -> None:
    """Keep what is chosen now at a place; an empty response takes it back. Three statements.

    Raises RuleBroken("exam_over") once it is handed in or its time is up.
    """
    held = LearningSession.objects.select_for_update().filter(pk=session.pk, finished_at=None).first()
    if held is None or is_over(held.deadline, now):
        raise RuleBroken("exam_over")
    slot = ExamSlot.objects.filter(session=session.pk, position=position)
    if not slot.update(response=response, answered_at=now if response else None):
        raise RuleBroken("learn_not_here")


def hand_in_exam(session: LearningSession, *, now: datetime) -> LearningSession:
    """End and mark it; whoever is late or second changes nothing. At its deadline the clock hands it in, not
    the learner."""
    by_hand = session.deadline is None or now < session.deadline
    end_exam(session.pk, at=min(now, session.deadline or now), by_hand=by_hand)
    return LearningSession.objects.select_related("learner", "rules").get(pk=session.pk)


def settled_exam(session: LearningSession, *, now: datetime) -> LearningSession:
    """The exam as it stands now: one whose time is up is ended and marked first."""
    if session.finished_at is None and is_over(session.deadline, now):
        return hand_in_exam(session, now=now)
    return session


@transaction.atomic
def end_exam(session_id: int, *, at: datetime, by_hand: bool) -> bool:
    """Claim, mark and log it, once; whether this call did. What a contest has taken meanwhile, or what is
    in doubt, is left out of the result and of the log. The learner's row is held first, as on a login."""
    list(Learner.objects.select_for_update(of=("self",)).filter(sessions=session_id))
    mine = LearningSession.objects.filter(pk=session_id, mode=Mode.EXAM, finished_at=None)
    if not mine.update(finished_at=at, position=F("size")):
        return False
    session = LearningSession.objects.select_related("learner", "rules").get(pk=session_id)
    slots = slots_of(session)
    lost = lost_slots(slots, at)
    far = reached([bool(slot.response) for slot in slots], by_hand=by_hand)
    kept = [slot for slot in slots if slot.position not in lost]
    scoring = sheet_of(session.rules).points if session.rules else SCORING
    session.score = _marked(kept, scoring)
    session.save(update_fields=["score"])
    ExamSlot.objects.bulk_update(kept, ["earned"])
    _learned(session, kept, far)
    return True


def _marked(slots: Sequence[ExamSlot], scoring: Scoring) -> int:
    """Each slot's points, by the contest's rules or our own; their total, never below 0."""
    ids = [slot.revision_id for slot in slots]
    known, solved = contents(ids), solutions(ids)
    for slot in slots:
        content = known[slot.revision_id]
        item = Item(
            type=content.type,
            options=content.option_ids,
            key=solved[slot.revision_id].key,
            points=slot.points,
        )
        slot.earned = mark(item, slot.response or None, scoring).points
    return max(0, sum(slot.earned or 0 for slot in slots))


def _learned(session: LearningSession, slots: Sequence[ExamSlot], far: int) -> None:
    """Log what was asked, and make the memories of it again."""
    logs = [_log(session, slot, counts=slot.position <= far) for slot in slots]
    ReviewLog.objects.bulk_create(logs)
    rebuild_memories(session.learner, only={log.question_id for log in logs if log.rating is not None})
    bring_back(logs)


def _log(session: LearningSession, slot: ExamSlot, *, counts: bool) -> ReviewLog:
    """Nobody measured how long a question took: speed does not count."""
    content, solution = contents([slot.revision_id])[slot.revision_id], solutions([slot.revision_id])
    key = solution[slot.revision_id].key
    result = marked(content.type, content.option_ids, key, slot.response)
    answered = Answered(
        type=content.type,
        verdict=result.verdict,
        share=result.share,
        wrong_chosen=result.wrong_chosen,
        millis=None,
    )
    return ReviewLog(
        learner=session.learner,
        question_id=slot.revision.question_id,
        revision_id=slot.revision_id,
        session=session,
        position=slot.position,
        at=session.finished_at or session.started_at,
        response=slot.response,
        verdict=result.verdict,
        rating=rate(answered) if counts else None,
        policy=POLICY,
        parameters_id=in_force().id,
        millis=0,
    )
