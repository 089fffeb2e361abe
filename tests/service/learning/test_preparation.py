"""Which contests have a plan, what it holds, and how its sets are made."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.domain.problems import RuleBroken
from learning.models import LearningSession
from learning.selectors.preparation import contests_to_prepare, prepared
from learning.selectors.sets import open_session
from learning.services.practice import answer_item, set_mark
from learning.services.preparation import begin_preparation
from quiz.models import Question
from tests.factories import make_contest, make_department, make_question, make_user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PAPER = {"mode": "blueprint", "rows": [{"count": 5, "topics": ["0101"], "bank": "contest"}]}


@pytest.fixture
def contest(department, now):
    """Ten days ahead, of a bank of its own."""
    for _each in range(12):
        Question.objects.filter(pk=make_question(now=now).question_id).update(bank="contest")
    return make_contest(now + 10 * DAY, department, questions=0, paper=PAPER)


@pytest.fixture
def practice(contest, now):
    """Of the contest's topic eighteen questions that it does not draw, and of another topic some."""
    found = [make_question(now=now) for _each in range(18)]
    for _each in range(5):
        make_question(now=now, topic="0201")
    return {one.question_id for one in found}


def plan_of(contest, learner, now, *, is_elder=False):
    return prepared(contest, learner.user, learner, now, is_elder=is_elder)


def answer_all(session, now, response=(1,)):
    while session.finished_at is None:
        answer_item(
            session, session.position + 1, list(response), shown_at=now - timedelta(seconds=9), now=now
        )


def test_the_plan_holds_the_topics_and_never_what_the_contest_may_draw(contest, practice, learner, now):
    found = plan_of(contest, learner, now)
    assert {one.question for one in found.new} == practice and found.plan.days_left == 10
    assert found.plan.today.new == 2 and not found.has_known
    session = begin_preparation(learner, found, now=now)
    assert session.size == 2 and set(session.plan) <= practice and session.rules.contest == contest
    assert begin_preparation(learner, plan_of(contest, learner, now), now=now) == session


def test_it_is_reckoned_anew_from_what_was_done(contest, practice, learner, now):
    first = begin_preparation(learner, plan_of(contest, learner, now), now=now)
    answer_all(first, now)
    assert plan_of(contest, learner, now).is_done
    # Four days later nobody says what was not done: what is left is spread over what is left.
    later = plan_of(contest, learner, now + 4 * DAY)
    assert (later.plan.days_left, len(later.new), later.plan.today.new) == (6, 16, 4)
    assert {one.question for one in later.due} == set(first.plan) and not later.is_done
    second = begin_preparation(learner, later, now=now + 4 * DAY)
    assert second.pk != first.pk and set(first.plan) < set(second.plan) and second.size == 6


def test_a_set_that_was_left_is_closed_where_it_was_left(contest, practice, learner, now):
    first = begin_preparation(learner, plan_of(contest, learner, now), now=now)
    answer_item(first, 1, [1], shown_at=now - timedelta(seconds=9), now=now)
    assert open_session(learner) == first
    second = begin_preparation(learner, plan_of(contest, learner, now + DAY), now=now + DAY)
    first.refresh_from_db()
    assert (first.position, first.size, len(first.plan), first.finished_at) == (1, 1, 1, now + DAY)
    assert open_session(learner) == second


def test_what_the_learner_put_aside_stays_aside(contest, practice, learner, now):
    aside = min(practice)
    set_mark(learner, Question.objects.get(pk=aside), "is_cut", True)
    assert aside not in {one.question for one in plan_of(contest, learner, now).new}


def test_where_all_is_kept_by_contests_there_is_nothing_to_begin(contest, learner, now):
    with pytest.raises(RuleBroken, match="prepare_nothing"):
        begin_preparation(learner, plan_of(contest, learner, now), now=now)


def test_the_database_has_one_set_of_a_plan_a_day(contest, practice, learner, now):
    one = begin_preparation(learner, plan_of(contest, learner, now), now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        LearningSession.objects.create(
            learner=learner, mode="prepare", day=one.day, rules=one.rules, size=1, started_at=now
        )


def test_only_contests_to_come_that_the_person_may_enter(contest, person, department, now):
    make_contest(now, department)  # going on
    make_contest(now + 3 * DAY, make_department("别处"))
    codes = [make_question(now=now).question.code for _each in range(3)]
    fixed = make_contest(now + 3 * DAY, department, paper={"mode": "fixed", "questions": codes})
    assert contests_to_prepare(person, now) == [contest]
    assert contests_to_prepare(person, contest.opens_at) == [] and fixed.opens_at < contest.opens_at
    assert contests_to_prepare(make_user(make_department("无关")), now) == []
