"""Stopping the clock: open papers end later, times leave the outage out, and every check still holds."""

from datetime import timedelta

import pytest
from django.db import Error, transaction
from django.utils import timezone

from accounts.domain.problems import RuleBroken
from accounts.models import AuditEntry
from leaderboard.services.boards import rebuild
from leaderboard.services.verification import verify
from quiz.models import Attempt, AttemptScore, Contest, Outage, RulesVersion
from quiz.selectors.results import result_of
from quiz.services.answers import record_answer
from quiz.services.attempts import hand_in, start_or_resume
from quiz.services.closing import close_ended_contests, hand_in_overdue
from quiz.services.entries import grant_extra_time
from quiz.services.outages import stop_clock, try_outage
from quiz.services.scoring import score_all_waiting
from tests.factories import make_contest, make_department, make_organizer, make_user, right_response, sit
from tests.service.leaderboard.conftest import no_redis  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_redis")]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def office():
    return make_department()


@pytest.fixture
def organizer(office):
    return make_organizer(office)


def contest_of(now, office, **parts):
    return make_contest(now, office, time={"paper_seconds": 1200, "extra_percent": [150]}, **parts)


def test_an_open_paper_ends_later_by_what_the_outage_took(now, office, organizer):
    contest = contest_of(now, office)
    early = start_or_resume(make_user(office), contest.pk, now=now)
    during = start_or_resume(make_user(office), contest.pk, now=now + 4 * MINUTE)
    after = start_or_resume(make_user(office), contest.pk, now=now + 8 * MINUTE)
    span = (now + 2 * MINUTE, now + 7 * MINUTE)
    stop_clock(organizer, contest, span, "机房断电", now=now + 9 * MINUTE)
    ends = {one.pk: one.deadline - one.started_at for one in Attempt.objects.all()}
    assert ends == {early.pk: 25 * MINUTE, during.pk: 23 * MINUTE, after.pk: 20 * MINUTE}
    entry = AuditEntry.objects.get(action="clock_stopped")
    assert (entry.details["prolonged"], entry.actor) == (2, organizer)


def test_the_time_that_decides_places_leaves_it_out_also_of_papers_scored_before(now, office, organizer):
    contest = contest_of(now, office)
    before = sit(make_user(office), contest, right=5, start=now, seconds=600)
    score_all_waiting(now=now + 10 * MINUTE)
    late = start_or_resume(make_user(office), contest.pk, now=now + MINUTE)
    stop_clock(organizer, contest, (now + 2 * MINUTE, now + 7 * MINUTE), "断网", now=now + 11 * MINUTE)
    hand_in(late.user, late.pk, now=now + 12 * MINUTE)
    score_all_waiting(now=now + 13 * MINUTE)
    contest.refresh_from_db()
    scores = dict(AttemptScore.objects.filter(rules=contest.rules_id).values_list("attempt", "elapsed_ms"))
    assert scores == {before.pk: 300_000, late.pk: 360_000}
    assert AttemptScore.objects.get(attempt=before, rules__number=1).elapsed_ms == 600_000
    rebuild(contest.pk, now=now + 13 * MINUTE)
    contest = Contest.objects.select_related("rules").get(pk=contest.pk)
    assert list(verify(contest, now=now + 13 * MINUTE)) == []
    AttemptScore.objects.filter(attempt=before, rules=contest.rules_id).update(elapsed_ms=600_000)
    assert {one.invariant for one in verify(contest, now=now + 13 * MINUTE)} >= {"elapsed"}


def test_an_answer_in_the_given_time_counts_also_after_the_contests_end(now, office, organizer):
    contest = make_contest(now, office, hours=0.25, time={"paper_seconds": 1200})
    person = make_user(office)
    attempt = start_or_resume(person, contest.pk, now=now + 5 * MINUTE)
    assert attempt.deadline == contest.closes_at
    stop_clock(organizer, contest, (now + 6 * MINUTE, now + 11 * MINUTE), "断网", now=now + 12 * MINUTE)
    late = contest.closes_at + 3 * MINUTE
    assert close_ended_contests(now=late) == 0 and hand_in_overdue(now=late) == 0
    slot = attempt.slots.select_related("revision").get(position=1)
    record_answer(person, attempt.pk, 1, response=right_response(slot), client_key="key-0001-late", now=late)
    assert hand_in_overdue(now=late + 10 * MINUTE) == 1
    assert close_ended_contests(now=late + 10 * MINUTE) == 1


def test_items_that_open_in_turn_go_on_where_they_stood(now, office, organizer):
    contest = make_contest(now, office, time={"item_seconds": 60})
    person = make_user(office)
    attempt = start_or_resume(person, contest.pk, now=now)
    slot = attempt.slots.select_related("revision").get(position=1)
    record_answer(
        person, attempt.pk, 1, response=right_response(slot), client_key="key-0001", now=now + MINUTE / 2
    )
    stop_clock(organizer, contest, (now + MINUTE, now + 6 * MINUTE), "断网", now=now + 6 * MINUTE)
    second = attempt.slots.select_related("revision").get(position=2)
    made = record_answer(
        person, attempt.pk, 2, response=right_response(second), client_key="key-0002",
        now=now + 6 * MINUTE + MINUTE / 3,
    )  # fmt: skip
    assert made.is_new


def test_more_time_after_an_outage_keeps_the_outage(now, office, organizer):
    contest = contest_of(now, office)
    attempt = start_or_resume(make_user(office), contest.pk, now=now)
    stop_clock(organizer, contest, (now + 2 * MINUTE, now + 7 * MINUTE), "断网", now=now + 8 * MINUTE)
    entry = attempt.entry
    grant_extra_time(organizer, entry, 150, "视力不便", now=now + 9 * MINUTE)
    attempt.refresh_from_db()
    assert attempt.deadline - attempt.started_at == 35 * MINUTE


def test_a_trial_says_who_is_concerned_and_leaves_nothing(now, office, organizer):
    contest = contest_of(now, office)
    start_or_resume(make_user(office), contest.pk, now=now)
    caught = start_or_resume(make_user(office), contest.pk, now=now - 16 * MINUTE)
    assert hand_in_overdue(now=now + 5 * MINUTE) == 1
    span = (now + 2 * MINUTE, now + 7 * MINUTE)
    given = try_outage(organizer, contest, span, "断网", now=now + 8 * MINUTE)
    assert (given.prolonged, given.handed_in, given.collected) == (1, 1, 1)
    assert not Outage.objects.exists() and RulesVersion.objects.count() == 1
    caught.refresh_from_db()
    assert caught.state == Attempt.State.HANDED_IN


def test_the_result_says_it_to_whoever_sat_through_it(now, office, organizer):
    contest = contest_of(now, office)
    one = start_or_resume(make_user(office), contest.pk, now=now)
    other = start_or_resume(make_user(office), contest.pk, now=now + 8 * MINUTE)
    stop_clock(organizer, contest, (now + 2 * MINUTE, now + 7 * MINUTE), "断网", now=now + 9 * MINUTE)
    told = []
    for attempt in (one, other):
        attempt.contest = Contest.objects.select_related("rules").get(pk=contest.pk)
        told.append([outage.reason for outage in result_of(attempt).outages])
    assert told == [["断网"], []]


@pytest.mark.parametrize(
    ("since", "until", "reason", "code"),
    [
        (7, 2, "断网", "outage_reversed"),
        (2, 30, "断网", "outage_not_over"),
        (2, 7, "  ", "reason_needed"),
        (-800, -70, "断网", "outage_too_long"),
        (-200, -70, "断网", "outage_before_opening"),
        (4, 9, "断网", "outage_twice"),
    ],
)
def test_what_cannot_be_is_refused_by_name(now, office, organizer, since, until, reason, code):
    contest = contest_of(now, office)
    if code == "outage_twice":
        stop_clock(organizer, contest, (now + 2 * MINUTE, now + 7 * MINUTE), "断网", now=now + 10 * MINUTE)
    span = (now + since * MINUTE, now + until * MINUTE)
    with pytest.raises(RuleBroken, match=code):
        stop_clock(organizer, contest, span, reason, now=now + 10 * MINUTE)


def test_an_outage_stays_as_it_was_entered(now, office, organizer):
    contest = contest_of(now, office)
    made = stop_clock(organizer, contest, (now + 2 * MINUTE, now + 7 * MINUTE), "断网", now=now + 10 * MINUTE)
    for change in (
        lambda: Outage.objects.filter(pk=made.pk).update(reason="别的"),
        lambda: Outage.objects.filter(pk=made.pk).delete(),
    ):
        with pytest.raises(Error), transaction.atomic():
            change()
