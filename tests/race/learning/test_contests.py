"""Two workers take in a closed contest at once: each paper becomes one set."""

import pytest

from learning.models import LearningSession, ReviewLog, StudiedContest
from learning.services.contests import study_contest
from quiz.services.closing import close_contest
from quiz.services.scoring import score_all_waiting
from tests.factories import make_contest, make_user, sit
from tests.race.together import errors, together

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_paper_becomes_one_set_however_many_workers_ring(department, organizer, now):
    people = [make_user(department) for _each in range(6)]
    contest = make_contest(now, department)
    for person in people:
        sit(person, contest, right=5, start=now)
    close_contest(organizer, contest, now=now)
    score_all_waiting(now=now)
    outcomes = together([lambda: study_contest(contest.pk, now=now)] * 4)
    assert errors(outcomes) == []
    study_contest(contest.pk, now=now)
    assert LearningSession.objects.count() == 6 and ReviewLog.objects.count() == 60
    assert StudiedContest.objects.get().finished_at == now
