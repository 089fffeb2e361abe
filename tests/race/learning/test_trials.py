"""Exams and runs at the same moment: the hand-in, the sweep, a late answer, two clicks, two windows."""

from datetime import timedelta

import pytest

from accounts.domain.problems import RuleBroken
from learning.models import ExamSlot, LearningSession, ReviewLog
from learning.services.exams import begin_exam, hand_in_exam, save_exam_answer
from learning.services.learners import learner_for
from learning.services.memories import rebuild_memories
from learning.services.runs import answer_run, begin_run, settled_run
from learning.services.sweep import sweep_trials
from tests.factories import make_question
from tests.race.together import errors, together, values

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def bank(now):
    return [make_question(now=now) for _each in range(20)]


def fresh(session: LearningSession) -> LearningSession:
    return LearningSession.objects.select_related("learner").get(pk=session.pk)


def test_hand_in_and_sweep_mark_an_exam_once(person, now):
    exam = begin_exam(learner_for(person, None, now=now), now=now)
    save_exam_answer(exam, 1, [1], now=now)
    late = now + timedelta(minutes=16)
    calls = [lambda: hand_in_exam(fresh(exam), now=late), lambda: sweep_trials(late)] * 2
    assert errors(together(calls)) == []
    assert ReviewLog.objects.count() == 20 and LearningSession.objects.get().score == 500
    assert rebuild_memories(exam.learner) == 0


def test_an_answer_that_was_acknowledged_is_marked(person, now):
    exam = begin_exam(learner_for(person, None, now=now), now=now)
    places = range(1, 7)
    saves = [lambda place=place: save_exam_answer(exam, place, [1], now=now) or place for place in places]
    outcomes = together([*saves, lambda: hand_in_exam(fresh(exam), now=now) and 0])
    assert all(isinstance(error, RuleBroken) for error in errors(outcomes))
    kept = sorted(place for place in values(outcomes) if place)
    right = list(
        ReviewLog.objects.filter(verdict="right").order_by("position").values_list("position", flat=True)
    )
    assert right == kept and LearningSession.objects.get().score == 500 * len(kept)
    assert (
        list(ExamSlot.objects.exclude(response=[]).order_by("position").values_list("position", flat=True))
        == kept
    )


def test_two_windows_begin_one_exam_and_one_run(person, now):
    learner = learner_for(person, None, now=now)
    calls = [lambda: begin_exam(learner, now=now).pk] * 3 + [lambda: begin_run(learner, now=now).pk] * 3
    outcomes = together(calls)
    assert errors(outcomes) == []
    assert len(set(values(outcomes)[:3])) == len(set(values(outcomes)[3:])) == 1
    assert LearningSession.objects.count() == 2


def test_of_two_clicks_in_a_run_one_counts(person, now):
    run = begin_run(learner_for(person, None, now=now), now=now)
    at = now + timedelta(seconds=10)
    calls = [
        lambda: answer_run(fresh(run), 1, [1], now=at),
        lambda: answer_run(fresh(run), 1, [2], now=at),
    ] * 2
    outcomes = together(calls)
    assert len(values(outcomes)) == 1 and all(isinstance(one, RuleBroken) for one in errors(outcomes))
    log, stored = ReviewLog.objects.get(), LearningSession.objects.get()
    assert (stored.finished_at is None) == (log.verdict == "right")


def test_a_run_whose_time_is_up_ends_once(person, now):
    run = begin_run(learner_for(person, None, now=now), now=now)
    late = now + timedelta(seconds=60)
    calls = [lambda: settled_run(fresh(run), now=late).pk, lambda: sweep_trials(late)] * 2
    assert errors(together(calls)) == []
    assert ReviewLog.objects.count() == 1 and LearningSession.objects.get().score == 0
