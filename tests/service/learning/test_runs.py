"""挑战答题 on the database: the server's clock, the first wrong or late answer, the best runs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.domain.problems import RuleBroken
from learning.models import Learner, LearningSession, ReviewLog
from learning.selectors.runs import best_runs, month_began, people_ahead, runs_of
from learning.services.learners import learner_for
from learning.services.runs import answer_run, begin_run, settled_run, skip_lost_question
from learning.services.sweep import sweep_trials
from quiz.models import Question, QuestionRevision
from tests.factories import make_question, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def bank(now) -> list[QuestionRevision]:
    return [make_question(now=now) for _each in range(6)]


def ran(learner: Learner, now, *, right: int) -> LearningSession:
    """A run that ends with a wrong answer after so many right ones, ten seconds each."""
    run = begin_run(learner, now=now)
    for number in range(right + 1):
        now += timedelta(seconds=10)
        answer_run(run, number + 1, [1] if number < right else [2], now=now)
    return run


def test_the_first_wrong_answer_ends_it(learner, now):
    run = ran(learner, now, right=3)
    stored = LearningSession.objects.get()
    assert (stored.score, stored.position, stored.size, len(stored.plan)) == (3, 4, 4, 4)
    assert stored.finished_at == now + timedelta(seconds=40)
    logs = ReviewLog.objects.order_by("position").values_list("verdict", "rating", "millis")
    assert list(logs) == [("right", 3, 10_000)] * 3 + [("wrong", 1, 10_000)]
    assert learner.memories.filter(wrong_at__isnull=False).count() == 1
    with pytest.raises(RuleBroken, match="learn_not_here"):
        answer_run(run, 5, [1], now=now)
    assert begin_run(learner, now=now).pk != run.pk


def test_a_late_answer_ends_it_and_what_was_on_its_way_counts(learner, now):
    run = begin_run(learner, now=now)
    assert run.deadline == now + timedelta(seconds=45)
    answer_run(run, 1, [1], now=now + timedelta(seconds=48))
    late = run.deadline + timedelta(seconds=4)
    with pytest.raises(RuleBroken, match="learn_not_here"):
        answer_run(run, 2, [1], now=late)
    deadline = run.deadline
    settled_run(run, now=late)
    stored = LearningSession.objects.get()
    assert (stored.score, stored.finished_at) == (1, deadline)
    missed = ReviewLog.objects.get(position=2)
    assert (missed.verdict, missed.rating, missed.millis) == ("empty", 1, 45_000)


def test_the_sweep_ends_what_nobody_looks_at(learner, now):
    begin_run(learner, now=now)
    assert sweep_trials(now + timedelta(seconds=47))["runs_ended"] == 0
    assert sweep_trials(now + timedelta(seconds=49))["runs_ended"] == 1
    assert LearningSession.objects.get().score == 0


def test_a_run_goes_on_where_it_is_and_the_bank_may_end_it(learner, now):
    run = begin_run(learner, now=now)
    answer_run(run, 1, [1], now=now + timedelta(seconds=10))
    again = begin_run(learner, now=now + timedelta(seconds=20))
    assert (again.pk, again.position, again.deadline) == (run.pk, 1, now + timedelta(seconds=55))
    for place in range(2, 7):
        answer_run(again, place, [1], now=now + timedelta(seconds=30))
    assert (again.score, again.finished_at) == (6, now + timedelta(seconds=30))


def test_a_stale_click_counts_for_nothing(learner, now):
    run = begin_run(learner, now=now)
    stale = LearningSession.objects.select_related("learner").get(pk=run.pk)
    answer_run(run, 1, [1], now=now + timedelta(seconds=10))
    with pytest.raises(RuleBroken, match="learn_not_here"):
        answer_run(stale, 1, [2], now=now + timedelta(seconds=11))
    assert LearningSession.objects.get().finished_at is None and ReviewLog.objects.count() == 1


def test_what_is_retired_meanwhile_is_skipped(learner, now):
    run = begin_run(learner, now=now)
    skip_lost_question(run, now=now)  # nothing is lost
    first = run.plan[0]
    assert LearningSession.objects.get().plan[0] == first
    Question.objects.filter(pk=first).update(state=Question.State.RETIRED)
    with pytest.raises(RuleBroken, match="learn_not_here"):
        answer_run(run, 1, [1], now=now)
    skip_lost_question(run, now=now + timedelta(seconds=30))
    stored = LearningSession.objects.get()
    assert first not in stored.plan and stored.deadline == now + timedelta(seconds=75)


def test_an_answer_takes_seven_statements(learner, now):
    run = begin_run(learner, now=now)
    answer_run(run, 1, [1], now=now + timedelta(seconds=10))
    with CaptureQueriesContext(connection) as asked:
        answer_run(run, 2, [1], now=now + timedelta(seconds=20))
    statements = [one["sql"] for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]
    assert len(statements) <= 7, statements


def test_the_board_has_the_best_run_of_everybody_who_wants(now, department):
    people = [make_user(department) for _each in range(4)]
    before = now - timedelta(days=20)
    for person, runs in zip(people, [(2, 1), (3,), (2,), (0,)], strict=True):
        for number, right in enumerate(runs):
            own = learner_for(person, None, now=now)
            ran(own, (before if person == people[1] else now) + timedelta(minutes=number), right=right)
    ran(learner_for(None, None, now=now), now, right=5)  # nobody knows whose it is
    ever = [(one.user_id, one.length) for one in best_runs(since=None, most=9)]
    assert ever == [(people[1].pk, 3), (people[0].pk, 2), (people[2].pk, 2)]
    month = month_began(now)
    assert [one.user_id for one in best_runs(since=month, most=9)] == [people[0].pk, people[2].pk]
    assert people_ahead(2, since=None) == 1 and people_ahead(2, since=month) == 0
    Learner.objects.filter(user=people[1]).update(left_board_at=now)
    assert [one.user_id for one in best_runs(since=None, most=1)] == [people[0].pk]
    own = runs_of(Learner.objects.get(user=people[1]), now)
    assert (own.month, own.ever) == (None, 3)


def test_of_two_runs_at_login_the_devices_ends(person, now):
    own = begin_run(learner_for(person, None, now=now), now=now)
    device = learner_for(None, None, now=now)
    other = begin_run(device, now=now)
    answer_run(other, 1, [1], now=now + timedelta(seconds=5))
    learner_for(person, device.pk, now=now + timedelta(seconds=9))
    other.refresh_from_db()
    assert (other.score, other.size, other.learner_id) == (1, 1, own.learner_id)
    assert LearningSession.objects.get(finished_at=None) == own
