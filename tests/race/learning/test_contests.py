"""Two workers take in a closed contest at once: each paper becomes one set."""

import pytest

from learning.models import LearningSession, ReviewLog, StudiedContest
from learning.services.contests import study_contest
from tests.factories import end_contest, make_contest, make_user, sit
from tests.race.together import errors, together

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_paper_becomes_one_set_however_many_workers_ring(department, organizer, now):
    people = [make_user(department) for _each in range(6)]
    contest = make_contest(now, department)
    for person in people:
        sit(person, contest, right=5, start=now)
    end_contest(organizer, contest, now=now)
    outcomes = together([lambda: study_contest(contest.pk, now=now)] * 4)
    assert errors(outcomes) == []
    study_contest(contest.pk, now=now)
    assert LearningSession.objects.count() == 6 and ReviewLog.objects.count() == 60
    assert StudiedContest.objects.get().finished_at == now
