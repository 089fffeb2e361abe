"""模拟考试 on the database: begun, changed until the end, marked once, and what it leaves in the memory."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.domain.problems import RuleBroken
from learning.models import ExamSlot, LearningSession, Memory, ReviewLog
from learning.selectors.exams import exam_contests
from learning.selectors.memories import notebook
from learning.services.exams import begin_exam, hand_in_exam, save_exam_answer, settled_exam
from learning.services.learners import learner_for
from learning.services.memories import rebuild_memories
from learning.services.practice import begin, set_mark
from learning.services.sweep import sweep_trials
from quiz.models import Question, QuestionRevision
from quiz.services.closing import close_contest
from tests.factories import make_contest, make_organizer, make_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(now) -> list[QuestionRevision]:
    return [make_question(now=now) for _each in range(24)]


def choose(session: LearningSession, now, *places: int, right: bool = True) -> None:
    for place in places:
        save_exam_answer(session, place, [1] if right else [2], now=now)


def test_answers_may_be_changed_until_it_is_handed_in(learner, bank, now):
    exam = begin_exam(learner, "short", now=now)
    assert (exam.size, exam.deadline) == (20, now + timedelta(minutes=15))
    assert begin_exam(learner, "long", now=now).pk == exam.pk  # one at a time
    choose(exam, now, 1, 2, 3)
    choose(exam, now, 2, 4, right=False)
    save_exam_answer(exam, 3, [], now=now)
    assert not ReviewLog.objects.exists() and not Memory.objects.exists()
    done = hand_in_exam(exam, now=now + timedelta(minutes=5))
    assert (done.score, done.position, done.finished_at) == (500, 20, now + timedelta(minutes=5))
    verdicts = list(ReviewLog.objects.order_by("position").values_list("verdict", "rating"))
    assert verdicts[:4] == [("right", 3), ("wrong", 1), ("empty", 1), ("wrong", 1)]
    assert len(verdicts) == 20 and set(verdicts[4:]) == {("empty", 1)}  # left out by choice is a miss
    assert notebook(learner).count() == 19 and rebuild_memories(learner) == 0
    with pytest.raises(RuleBroken, match="exam_over"):
        choose(exam, now, 5)
    hand_in_exam(exam, now=now + timedelta(minutes=6))
    assert ReviewLog.objects.count() == 20
    assert begin_exam(learner, "short", now=now).pk != exam.pk


def test_a_marked_slot_stays_as_it_is(learner, bank, now):
    exam = hand_in_exam(begin_exam(learner, "short", now=now), now=now)
    for change in ({"response": [1]}, {"earned": 500}, {"points": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ExamSlot.objects.filter(session=exam, position=1).update(**change)
    assert ExamSlot.objects.filter(response=[]).count() == 20


def test_time_that_ran_out_leaves_what_nobody_reached_alone(learner, bank, now):
    exam = begin_exam(learner, "short", now=now)
    choose(exam, now, 1, 3)
    late = exam.deadline + timedelta(seconds=4)
    with pytest.raises(RuleBroken, match="exam_over"):
        choose(exam, late, 4)
    choose(exam, exam.deadline + timedelta(seconds=2), 4)  # it was on its way
    done = settled_exam(exam, now=late)
    assert (done.finished_at, done.score) == (exam.deadline, 1500)
    ratings = list(ReviewLog.objects.order_by("position").values_list("rating", flat=True))
    assert ratings == [3, 1, 3, 3] + [None] * 16


def test_the_pages_clock_hands_in_what_was_reached(learner, bank, now):
    exam = begin_exam(learner, "short", now=now)
    choose(exam, now, 1, 3)
    done = hand_in_exam(exam, now=exam.deadline + timedelta(seconds=1))
    assert done.finished_at == exam.deadline
    ratings = list(ReviewLog.objects.order_by("position").values_list("rating", flat=True))
    assert ratings == [3, 1, 3] + [None] * 17


def test_the_sweep_ends_what_nobody_looks_at(learner, bank, now):
    exam = begin_exam(learner, "short", now=now)
    choose(exam, now, 1)
    assert sweep_trials(now + timedelta(minutes=15)) == {"exams_ended": 0, "runs_ended": 0}
    assert sweep_trials(now + timedelta(minutes=16)) == {"exams_ended": 1, "runs_ended": 0}
    assert LearningSession.objects.get().score == 500
    assert sweep_trials(now + timedelta(minutes=17)) == {"exams_ended": 0, "runs_ended": 0}


def test_an_elders_exam_has_no_limit(learner, bank, now):
    exam = begin_exam(learner, "short", now=now, is_elder=True)
    choose(exam, now + timedelta(days=30), 1)
    assert exam.deadline is None and sweep_trials(now + timedelta(days=31))["exams_ended"] == 0
    assert hand_in_exam(exam, now=now + timedelta(days=31)).score == 500


def test_a_wide_one_has_as_many_of_every_area(learner, now):
    for area in range(1, 11):
        for _each in range(7):
            make_question(now=now, topic=f"{area:02}01")
    exam = begin_exam(learner, "wide", now=now)
    codes = list(Question.objects.filter(pk__in=exam.plan).values_list("topic__code", flat=True))
    assert sorted(codes) == sorted(f"{area:02}01" for area in range(1, 11) for _each in range(5))


def test_a_topics_exam_takes_what_there_is_and_nothing_that_is_cut(learner, bank, now):
    few = [make_question(now=now, topic="0202") for _each in range(6)]
    set_mark(learner, few[0].question, "is_cut", True)
    exam = begin_exam(learner, "short", now=now, topic="02")
    assert sorted(exam.plan) == sorted(one.question_id for one in few[1:])
    hand_in_exam(exam, now=now)
    set_mark(learner, few[1].question, "is_cut", True)
    with pytest.raises(RuleBroken, match="exam_too_few"):
        begin_exam(learner, "short", now=now, topic="02")


def test_what_a_contest_takes_meanwhile_is_left_out(learner, bank, now, department):
    exam = begin_exam(learner, "short", now=now)
    choose(exam, now, 1, 2)
    taken = Question.objects.get(pk=exam.plan[1]).code
    more = [make_question(now=now).question.code for _each in range(5)]
    make_contest(now, department, questions=0, paper={"mode": "fixed", "questions": [taken, *more]})
    done = hand_in_exam(exam, now=now)
    assert done.score == 500 and ReviewLog.objects.count() == 19
    assert ExamSlot.objects.get(position=2).earned is None
    assert not ReviewLog.objects.filter(question__code=taken).exists()


def test_a_miss_comes_back_into_the_notebook(learner, bank, now):
    first = begin_exam(learner, "short", now=now)
    hand_in_exam(first, now=now)
    for row in learner.memories.all():
        set_mark(learner, row.question, "is_put_away", True)
    assert not notebook(learner).exists()
    exam = begin_exam(learner, "short", now=now + timedelta(days=1))
    choose(exam, now + timedelta(days=1), *range(1, 20))
    hand_in_exam(exam, now=now + timedelta(days=1))
    assert [row.question_id for row in notebook(learner)] == [exam.plan[19]]


def test_as_in_a_contest_that_is_over(learner, now, department, person):
    rows = [{"count": 4, "types": ["single"], "points": 10}, {"count": 3, "types": ["judge"], "points": 20}]
    for _each in range(6):
        make_question(now=now, type="judge", key=[1])
    contest = make_contest(now, department, paper={"rows": rows}, time={"paper_seconds": 600})
    assert exam_contests(person, now) == []  # its questions are its own until it is closed
    close_contest(make_organizer(department), contest, now=now)
    later = now + timedelta(days=1)
    assert exam_contests(person, later) == [contest]
    exam = begin_exam(learner, now=later, contest=contest)
    types = [slot.revision.type for slot in exam.slots.select_related("revision").order_by("position")]
    assert types == ["single"] * 4 + ["judge"] * 3 and exam.deadline == later + timedelta(minutes=10)
    choose(exam, later, 1, 5)
    assert hand_in_exam(exam, now=later).score == 3000


def test_a_contest_that_never_shows_its_keys_is_no_example(learner, now, department, person):
    contest = make_contest(now, department, publication={"keys": "never"})
    close_contest(make_organizer(department), contest, now=now)
    assert exam_contests(person, now + timedelta(days=1)) == []


def test_a_contest_with_practice_is_an_example_where_enough_is_left(learner, now, department, person):
    contest = make_contest(now, department, when={"practice": {"during": True}})
    assert exam_contests(person, now) == [contest]
    with pytest.raises(RuleBroken, match="exam_too_few"):
        begin_exam(learner, now=now, contest=contest)
    fresh = [make_question(now=now).question_id for _each in range(12)]
    assert set(begin_exam(learner, now=now, contest=contest).plan) <= set(fresh)


def test_it_is_no_set_to_go_on_with(learner, bank, now):
    begin_exam(learner, "short", now=now)
    session = begin(learner, "daily", now=now)
    assert session is not None and session.mode == "daily"


def test_of_two_exams_at_login_the_devices_ends(person, bank, now):
    own = begin_exam(learner_for(person, None, now=now), now=now)
    device = learner_for(None, None, now=now)
    other = begin_exam(device, now=now)
    choose(other, now, 1)
    assert learner_for(person, device.pk, now=now) == own.learner
    other.refresh_from_db()
    own.refresh_from_db()
    assert other.learner == own.learner and (other.score, own.finished_at) == (500, None)
    assert rebuild_memories(own.learner) == 0
