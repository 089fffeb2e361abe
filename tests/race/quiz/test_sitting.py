"""Fifty hands at once: one attempt, one hand-in, one score, and no acknowledged answer lost."""

import threading
from datetime import timedelta

import pytest
from django.db import transaction

from accounts.domain.problems import RuleBroken
from quiz.models import Answer, Attempt, AttemptScore, Slot
from quiz.services.answers import record_answer
from quiz.services.attempts import hand_in, start_or_resume
from quiz.services.closing import close_contest
from quiz.services.scoring import score_all_waiting
from tests.factories import make_contest, make_organizer, make_user
from tests.race.together import errors, together, values

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 50
ROUNDS = 12


@pytest.fixture
def contest(person, department, now):
    return make_contest(now, department)


def test_fifty_starts_make_one_attempt(person, contest, now):
    outcomes = together([lambda: start_or_resume(person, contest.pk, now=now).pk] * HANDS)
    assert errors(outcomes) == []
    assert len(set(values(outcomes))) == 1
    assert Attempt.objects.filter(user=person).count() == 1
    assert Slot.objects.count() == 10


def test_fifty_hand_ins_are_one(person, contest, now):
    attempt = start_or_resume(person, contest.pk, now=now)
    moments = [now + timedelta(seconds=n) for n in range(HANDS)]
    calls = [lambda at=at: hand_in(person, attempt.pk, now=at).handed_in_at for at in moments]
    outcomes = together(calls)
    assert errors(outcomes) == []
    assert len(set(values(outcomes))) == 1


def test_the_same_key_fifty_times_is_one_answer(person, contest, now):
    attempt = start_or_resume(person, contest.pk, now=now)

    def save():
        return record_answer(person, attempt.pk, 1, response=[1], client_key="the-same-key", now=now)

    outcomes = together([save] * HANDS)
    assert errors(outcomes) == []
    assert sum(receipt.is_new for receipt in values(outcomes)) == 1
    assert Answer.objects.filter(attempt=attempt).count() == 1


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_an_acknowledged_answer_is_in_the_score(person, department, contest, now, round_):
    """Answers race the hand-in; scoring follows at once, as a quick worker would."""
    attempt = start_or_resume(person, contest.pk, now=now)

    def save(position):
        record_answer(person, attempt.pk, position, response=[1], client_key=f"key-{position:04d}", now=now)
        return position

    def close_and_score():
        hand_in(person, attempt.pk, now=now + timedelta(seconds=round_))
        score_all_waiting(now=now + timedelta(seconds=round_))

    calls = [lambda position=position: save(position) for position in range(1, 11)]
    outcomes = together([*calls[:5], close_and_score, *calls[5:]])
    acknowledged = {outcome.value for outcome in outcomes if isinstance(outcome.value, int)}
    score_all_waiting(now=now)  # a worker leaves a row that somebody else holds to the sweep
    score = AttemptScore.objects.get(attempt=attempt)
    marked = {place for place, (_points, verdict) in enumerate(score.marks, start=1) if verdict != "empty"}
    assert acknowledged == marked
    assert {type(error).__name__ for error in errors(outcomes)} <= {"RuleBroken"}


def test_many_workers_score_once(department, contest, now):
    for _each in range(12):
        person = make_user(department)
        attempt = start_or_resume(person, contest.pk, now=now)
        hand_in(person, attempt.pk, now=now)
    outcomes = together([lambda: score_all_waiting(now=now)] * 8)
    assert errors(outcomes) == []
    score_all_waiting(now=now)
    assert AttemptScore.objects.count() == 12
    assert Attempt.objects.filter(scored_at__isnull=True).count() == 0


def test_closing_by_hand_loses_no_acknowledged_answer(person, department, contest, now):
    organizer = make_organizer(department)
    attempt = start_or_resume(person, contest.pk, now=now)

    def save(position):
        key = f"key-{position:04d}"
        record_answer(person, attempt.pk, position, response=[1], client_key=key, now=now)
        return position

    def close():
        close_contest(organizer, contest, now=now)
        score_all_waiting(now=now)

    calls = [lambda position=position: save(position) for position in range(1, 11)]
    outcomes = together([*calls, close])
    acknowledged = {outcome.value for outcome in outcomes if isinstance(outcome.value, int)}
    score_all_waiting(now=now)  # a worker leaves a row that somebody else holds to the sweep
    score = AttemptScore.objects.get(attempt=attempt)
    assert acknowledged == {
        place for place, (_points, verdict) in enumerate(score.marks, start=1) if verdict != "empty"
    }


def test_a_hand_in_waits_for_the_answer_that_is_being_written(person, contest, now):
    """The interleaving that loses an answer, forced: the hand-in comes before the answer's commit.

    Fails where the statement that adds the answer does not lock the attempt's row.
    """
    attempt = start_or_resume(person, contest.pk, now=now)
    written, handed_in = threading.Event(), threading.Event()
    finished_too_early = []

    def save():
        with transaction.atomic():
            record_answer(person, attempt.pk, 1, response=[1], client_key="key-0001", now=now)
            written.set()
            finished_too_early.append(handed_in.wait(0.7))

    def close():
        assert written.wait(10)
        hand_in(person, attempt.pk, now=now)
        handed_in.set()

    assert errors(together([save, close])) == []
    assert finished_too_early == [False]
    score_all_waiting(now=now)
    assert AttemptScore.objects.get(attempt=attempt).right == 1


def test_an_answer_waits_for_the_hand_in_that_is_being_written(person, contest, now):
    """The other order: the answer looks while the hand-in is under way, and is refused after its commit."""
    attempt = start_or_resume(person, contest.pk, now=now)
    written, refused = threading.Event(), threading.Event()
    finished_too_early = []

    def close():
        with transaction.atomic():
            hand_in(person, attempt.pk, now=now)
            written.set()
            finished_too_early.append(refused.wait(0.7))

    def save():
        assert written.wait(10)
        try:
            record_answer(person, attempt.pk, 1, response=[1], client_key="key-0001", now=now)
        except RuleBroken as error:
            refused.set()
            return error.code
        return "saved"

    outcomes = together([save, close])
    assert errors(outcomes) == []
    assert finished_too_early == [False]
    assert values(outcomes)[0] == "attempt_closed"
    assert Answer.objects.filter(attempt=attempt).count() == 0
