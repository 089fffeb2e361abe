"""Closing against starting and answering, more time against the clock: nothing falls in between."""

import threading
from datetime import timedelta

import pytest
from django.db import transaction

from accounts.domain.problems import RuleBroken
from quiz.models import Answer, Attempt, AttemptScore, Contest, Entry
from quiz.services.answers import record_answer
from quiz.services.attempts import start_or_resume
from quiz.services.closing import announce_end, close_contest, close_ended_contests, hand_in_overdue
from quiz.services.entries import grant_extra_time
from quiz.services.exclusions import locked_contest
from quiz.services.scoring import score_all_waiting
from tests.factories import make_contest, make_user
from tests.race.together import errors, together, values

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 6
PEOPLE = 12
MINUTE = timedelta(minutes=1)
OPEN, HANDED_IN = Attempt.State.OPEN, Attempt.State.HANDED_IN


@pytest.fixture
def contest(person, department, now):
    return make_contest(now, department, hours=1)


def held(first, second, *, seconds: float = 0.7):
    """`first` with its commit held back while `second` runs: outcomes, and whether the second waited."""
    written, done = threading.Event(), threading.Event()
    finished_too_early = []

    def holding():
        with transaction.atomic():
            value = first()
            written.set()
            finished_too_early.append(done.wait(seconds))
        return value

    def following():
        assert written.wait(10)
        try:
            return second()
        finally:
            done.set()

    return together([holding, following]), finished_too_early == [False]


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_no_paper_is_left_open_in_a_closed_contest(department, organizer, contest, now, round_):
    people = [make_user(department) for _each in range(PEOPLE)]
    starts = [lambda user=user: start_or_resume(user, contest.pk, now=now).pk for user in people]
    close = lambda: close_contest(organizer, contest, now=now)  # noqa: E731
    outcomes = together([*starts[: round_ * 2], close, *starts[round_ * 2 :]])
    assert {str(error.code) for error in errors(outcomes)} <= {"contest_closed_early"}
    assert Attempt.objects.filter(state=OPEN).count() == 0
    assert Attempt.objects.count() == len(values(outcomes)) - 1


def test_closing_waits_for_a_start_that_is_being_written(person, organizer, contest, now):
    outcomes, waited = held(
        lambda: start_or_resume(person, contest.pk, now=now).pk,
        lambda: close_contest(organizer, contest, now=now),
    )
    assert errors(outcomes) == [] and waited
    assert outcomes[1].value == 1
    assert Attempt.objects.get().state == HANDED_IN


def test_a_start_waits_for_a_closing_that_is_being_written(person, organizer, contest, now):
    outcomes, waited = held(
        lambda: close_contest(organizer, contest, now=now),
        lambda: start_or_resume(person, contest.pk, now=now),
    )
    assert waited
    assert [error.code for error in errors(outcomes)] == ["contest_closed_early"]
    assert Attempt.objects.count() == 0


def test_a_newcomer_is_no_way_around_it(department, organizer, contest, now):
    """Somebody who came to the department later is entered by the start itself."""
    newcomer = make_user(department)
    outcomes, waited = held(
        lambda: start_or_resume(newcomer, contest.pk, now=now).pk,
        lambda: close_contest(organizer, contest, now=now),
    )
    assert errors(outcomes) == [] and waited
    assert Attempt.objects.get().state == HANDED_IN


def test_a_start_that_is_under_way_ends_at_the_announced_end_too(person, organizer, contest, now):
    outcomes, waited = held(
        lambda: start_or_resume(person, contest.pk, now=now).pk,
        lambda: announce_end(organizer, contest, now=now),
    )
    assert errors(outcomes) == [] and waited
    assert Attempt.objects.get().deadline == outcomes[1].value


def test_extra_time_that_is_being_granted_ends_at_the_announced_end_too(person, organizer, contest, now):
    start_or_resume(person, contest.pk, now=now)
    entry = Entry.objects.get(contest=contest, user=person)
    outcomes, waited = held(
        lambda: grant_extra_time(organizer, entry, 200, "视力不便", now=now).pk,
        lambda: announce_end(organizer, contest, now=now),
    )
    assert errors(outcomes) == [] and waited
    assert Attempt.objects.get().deadline == outcomes[1].value


def test_a_contest_that_is_over_waits_for_a_start_from_before_its_end(person, contest, now):
    """A request that had come in time and was held up: the sweep must not close past it."""
    outcomes, waited = held(
        lambda: start_or_resume(person, contest.pk, now=now + 59 * MINUTE).pk,
        lambda: close_ended_contests(now=now + 62 * MINUTE),
    )
    assert errors(outcomes) == [] and waited
    assert outcomes[1].value == 0
    assert Contest.objects.get(pk=contest.pk).state == Contest.State.PUBLISHED


def test_closing_waits_for_the_answer_that_is_being_written(person, organizer, contest, now):
    attempt = start_or_resume(person, contest.pk, now=now)

    def save():
        return record_answer(person, attempt.pk, 1, response=[1], client_key="key-0001", now=now).counts

    def close():
        collected = close_contest(organizer, contest, now=now)
        score_all_waiting(now=now)
        return collected

    outcomes, waited = held(save, close)
    assert errors(outcomes) == [] and waited
    assert [outcome.value for outcome in outcomes] == [True, 1]
    assert AttemptScore.objects.get(attempt=attempt).right == 1


def test_an_answer_waits_for_the_closing_and_is_refused(person, organizer, contest, now):
    attempt = start_or_resume(person, contest.pk, now=now)

    def save():
        record_answer(person, attempt.pk, 1, response=[1], client_key="key-0001", now=now)

    outcomes, waited = held(lambda: close_contest(organizer, contest, now=now), save)
    assert waited
    assert [error.code for error in errors(outcomes)] == ["attempt_closed"]
    assert Answer.objects.count() == 0


def test_a_start_and_an_amendment_wait_in_one_order(person, contest, now):
    """An amendment holds the contest and then changes entries; a start that waits for it holds none."""
    locked, changed = threading.Event(), threading.Event()

    def amend():
        with transaction.atomic():
            locked_contest(contest.pk)
            locked.set()
            changed.wait(0.7)  # long enough for the start to wait as well
            return Entry.objects.filter(contest=contest).update(excluded_reason="工作人员")

    def start():
        assert locked.wait(10)
        return start_or_resume(person, contest.pk, now=now).pk

    outcomes = together([amend, start])
    assert errors(outcomes) == []
    assert outcomes[0].value == 1 and Attempt.objects.filter(pk=outcomes[1].value).exists()


# ── More time ─────────────────────────────────────────────────────────────────


def grant(organizer, person, now):
    entry = Entry.objects.get(user=person)
    return grant_extra_time(organizer, entry, 150, "视力障碍", now=now).time_percent


def test_more_time_that_is_being_granted_is_waited_for(person, organizer, contest, now):
    attempt = start_or_resume(person, contest.pk, now=now)
    late = now + 21 * MINUTE
    outcomes, waited = held(
        lambda: grant(organizer, person, late),
        lambda: hand_in_overdue(now=late),
    )
    assert errors(outcomes) == [] and waited
    assert outcomes[1].value == 0
    attempt.refresh_from_db()
    assert (attempt.state, attempt.deadline) == (OPEN, now + 30 * MINUTE)


def test_more_time_reaches_a_start_that_is_being_written(person, organizer, contest, now):
    outcomes, waited = held(
        lambda: start_or_resume(person, contest.pk, now=now).pk,
        lambda: grant(organizer, person, now),
    )
    assert errors(outcomes) == [] and waited
    assert Attempt.objects.get().deadline == now + 30 * MINUTE


# ── One item at a time ────────────────────────────────────────────────────────


def test_an_item_takes_one_answer_from_two_hands(department, person, now):
    """Both are let through before either is written; the second must see the first."""
    contest = make_contest(now, department, time={"paper_seconds": None, "item_seconds": 30})
    attempt = start_or_resume(person, contest.pk, now=now)

    def save(key, option):
        return record_answer(person, attempt.pk, 1, response=[option], client_key=key, now=now).is_new

    outcomes, waited = held(lambda: save("key-0001", 1), lambda: save("key-0002", 2))
    assert waited
    assert [error.code for error in errors(outcomes)] == ["item_closed"]
    assert [answer.response for answer in Answer.objects.all()] == [[1]]


def test_refusals_are_of_one_kind(person, organizer, contest, now):
    attempt = start_or_resume(person, contest.pk, now=now)

    def save(position):
        key = f"key-{position:04d}"
        record_answer(person, attempt.pk, position, response=[1], client_key=key, now=now)
        return position

    calls = [lambda position=position: save(position) for position in range(1, 11)]
    outcomes = together([*calls, lambda: close_contest(organizer, contest, now=now) and None])
    refused = [error for error in errors(outcomes) if isinstance(error, RuleBroken)]
    assert len(refused) == len(errors(outcomes))
    assert {error.code for error in refused} <= {"attempt_closed"}
    saved = set(Answer.objects.filter(attempt=attempt).values_list("position", flat=True))
    assert saved == {value for value in values(outcomes) if value is not None}
