"""Today's set of a plan, begun in several windows while yesterday's is still being answered."""

from datetime import timedelta

import pytest

from learning.models import LearningSession, ReviewLog
from learning.selectors.preparation import prepared
from learning.services.learners import learner_for
from learning.services.practice import answer_item
from learning.services.preparation import begin_preparation
from tests.browser.learned import contest_to_come
from tests.factories import make_question
from tests.race.together import errors, together, values

pytestmark = pytest.mark.django_db(transaction=True)


def test_windows_begin_one_set_and_no_answer_is_lost(person, department, now):
    contest = contest_to_come(department, now)
    for _each in range(30):
        make_question(now=now)
    learner = learner_for(person, None, now=now)
    plan = prepared(contest, person, learner, now, is_elder=False)
    yesterdays = begin_preparation(learner, plan, now=now)
    later = now + timedelta(days=1)
    todays = prepared(contest, person, learner, later, is_elder=False)

    def answer() -> int:
        log = answer_item(yesterdays, 1, [1], shown_at=later - timedelta(seconds=9), now=later)
        return -log.pk

    outcomes = together([lambda: begin_preparation(learner, todays, now=later).pk] * 3 + [answer])
    assert errors(outcomes) == []
    assert len({one for one in values(outcomes) if one > 0}) == 1
    assert LearningSession.objects.filter(mode="prepare").count() == 2
    assert ReviewLog.objects.get().session == yesterdays
