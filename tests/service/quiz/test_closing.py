"""The end of a contest, by its organizer or by time: nobody is left open in it."""

from datetime import timedelta

import pytest

from accounts.domain.problems import RuleBroken
from quiz.models import Attempt, AttemptScore, Contest
from quiz.services.answers import record_answer
from quiz.services.attempts import start_or_resume
from quiz.services.closing import close_contest, close_ended_contests
from quiz.services.sweep import sweep
from tests.factories import make_contest

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def contest(person, department, now):
    return make_contest(now, department, hours=1, when={"practice": {"during": True}})


def test_a_paper_left_open_in_a_closed_contest_is_collected_by_the_sweep(person, contest, now):
    attempt = start_or_resume(person, contest.pk, now=now)
    record_answer(person, attempt.pk, 1, response=[1], client_key="key-0001", now=now)
    Contest.objects.filter(pk=contest.pk).update(state=Contest.State.CLOSED, closed_at=now)
    assert sweep(now=now + MINUTE)["handed_in"] == 1
    attempt.refresh_from_db()
    assert (attempt.handed_in_at, attempt.handed_in_by) == (now + MINUTE, Attempt.HandedInBy.ORGANIZER)
    assert AttemptScore.objects.get(attempt=attempt).right == 1


def test_practice_is_left_alone(person, contest, organizer, now):
    practice = start_or_resume(person, contest.pk, now=now, kind=Attempt.Kind.PRACTICE)
    assert close_contest(organizer, contest, now=now) == 0
    assert sweep(now=now + MINUTE)["handed_in"] == 0
    practice.refresh_from_db()
    assert practice.state == Attempt.State.OPEN


def test_closing_collects_and_is_done_once(person, contest, organizer, now):
    start_or_resume(person, contest.pk, now=now)
    assert close_contest(organizer, contest, now=now + MINUTE) == 1
    assert close_contest(organizer, contest, now=now + 2 * MINUTE) == 0
    assert Contest.objects.get(pk=contest.pk).closed_at == now + MINUTE


def test_nobody_starts_in_a_closed_contest(person, contest, organizer, now):
    close_contest(organizer, contest, now=now)
    with pytest.raises(RuleBroken) as error:
        start_or_resume(person, contest.pk, now=now)
    assert error.value.code == "contest_closed_early"


def test_a_contest_that_is_over_waits_for_whoever_is_answering(person, contest, now):
    attempt = start_or_resume(person, contest.pk, now=now)
    Attempt.objects.filter(pk=attempt.pk).update(deadline=now + 90 * MINUTE)
    assert close_ended_contests(now=now + 65 * MINUTE) == 0
    Attempt.objects.filter(pk=attempt.pk).update(deadline=now + 60 * MINUTE)
    assert sweep(now=now + 65 * MINUTE) == {"handed_in": 1, "scored": 1, "closed": 1}
