"""The end of a contest, by its organizer or by time: nobody is left open in it."""

from datetime import timedelta

import pytest

from accounts.domain.problems import RuleBroken
from accounts.models import AuditEntry
from quiz.models import Attempt, AttemptScore, Contest, Entry
from quiz.services.answers import record_answer
from quiz.services.attempts import start_or_resume
from quiz.services.closing import announce_end, close_contest, close_ended_contests, take_back_end
from quiz.services.entries import grant_extra_time
from quiz.services.sweep import sweep
from tests.factories import make_contest, make_user

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


# ── An end that is announced ──────────────────────────────────────────────────


def test_an_announced_end_leaves_time_to_finish_and_then_closes(person, contest, organizer, now):
    attempt = start_or_resume(person, contest.pk, now=now)
    at = announce_end(organizer, contest, now=now + 5 * MINUTE + timedelta(seconds=7))
    assert at == now + 16 * MINUTE, "ten minutes, and on to the full one"
    record_answer(person, attempt.pk, 1, response=[1], client_key="key-0001", now=at)
    sweep(now=at + MINUTE)
    assert sweep(now=at + 3 * MINUTE)["closed"] == 1
    attempt.refresh_from_db()
    assert attempt.handed_in_at == at
    assert AttemptScore.objects.get(attempt=attempt).right == 1
    assert Contest.objects.get(pk=contest.pk).ends_at == at


def test_who_starts_after_the_announcement_has_until_then_and_later_nobody_starts(
    person, department, contest, organizer, now
):
    at = announce_end(organizer, contest, now=now)
    assert start_or_resume(person, contest.pk, now=now + MINUTE).deadline == at
    with pytest.raises(RuleBroken) as error:
        start_or_resume(make_user(department), contest.pk, now=at)
    assert error.value.code == "contest_closed_early"


def test_extra_time_does_not_reach_beyond_an_announced_end(person, contest, organizer, now):
    attempt = start_or_resume(person, contest.pk, now=now)
    at = announce_end(organizer, contest, now=now)
    entry = Entry.objects.get(contest=contest, user=person)
    grant_extra_time(organizer, entry, 200, "视力不便", now=now)
    attempt.refresh_from_db()
    assert attempt.deadline == at


def test_an_announced_end_is_taken_back_with_all_the_time_of_before(person, contest, organizer, now):
    attempt = start_or_resume(person, contest.pk, now=now)
    before = attempt.deadline
    at = announce_end(organizer, contest, now=now)
    assert announce_end(organizer, contest, now=now + MINUTE) == at, "once"
    take_back_end(organizer, contest, now=at - timedelta(seconds=1))
    take_back_end(organizer, contest, now=at)
    attempt.refresh_from_db()
    assert (attempt.deadline, attempt.state) == (before, Attempt.State.OPEN)
    assert sweep(now=at + 3 * MINUTE)["closed"] == 0
    done = AuditEntry.objects.filter(subject=f"contest:{contest.pk}").values_list("action", flat=True)
    assert list(done)[-2:] == ["end_announced", "end_taken_back"]


def test_what_is_being_collected_is_not_taken_back(contest, organizer, now):
    at = announce_end(organizer, contest, now=now)
    with pytest.raises(RuleBroken) as error:
        take_back_end(organizer, contest, now=at)
    assert error.value.code == "end_is_past"


def test_papers_on_the_desk_do_not_keep_a_contest_open_whose_end_was_announced(contest, organizer, now):
    Contest.objects.filter(pk=contest.pk).update(closes_by_hand=True)
    assert close_ended_contests(now=now + 65 * MINUTE) == 0
    at = announce_end(organizer, contest, now=now + 65 * MINUTE)
    assert close_ended_contests(now=at) == 0
    assert close_ended_contests(now=at + 2 * MINUTE) == 1


def test_a_closed_contest_has_no_end_to_announce(contest, organizer, now):
    close_contest(organizer, contest, now=now)
    with pytest.raises(RuleBroken) as error:
        announce_end(organizer, contest, now=now)
    assert error.value.code == "contest_not_on"
