"""Scoring: once per rules version, from frozen papers and last answers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quiz.events import attempt_scored
from quiz.models import Attempt, AttemptScore, QuestionRevision, Slot
from quiz.services.answers import record_answer
from quiz.services.attempts import hand_in, start_or_resume
from quiz.services.contests import amend_rules
from quiz.services.scoring import score_all_waiting
from tests.factories import make_contest, make_sheet, make_user, right_response, sit

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest(person, department, now):
    return make_contest(now, department)


def test_points_and_time_are_what_was_answered(person, contest, now):
    attempt = sit(person, contest, right=7, start=now, seconds=93.25)
    assert score_all_waiting(now=now) == 1
    score = AttemptScore.objects.get(attempt=attempt)
    assert (score.points, score.max_points, score.right, score.elapsed_ms) == (3500, 5000, 7, 93_250)
    assert [verdict for _points, verdict in score.marks] == ["right"] * 7 + ["empty"] * 3


def test_scoring_again_makes_no_second_row(person, contest, now):
    attempt = sit(person, contest, right=4, start=now)
    score_all_waiting(now=now)
    Attempt.objects.filter(pk=attempt.pk).update(scored_at=None)
    score_all_waiting(now=now)
    assert AttemptScore.objects.filter(attempt=attempt).count() == 1


def test_the_newest_answer_is_the_one_that_counts(person, contest, now):
    attempt = start_or_resume(person, contest.pk, now=now)
    for key, response in (("key-0001", [1]), ("key-0002", [2]), ("key-0003", [])):
        record_answer(person, attempt.pk, 1, response=response, client_key=key, now=now)
    hand_in(person, attempt.pk, now=now)
    score_all_waiting(now=now)
    assert AttemptScore.objects.get(attempt=attempt).marks[0] == [0, "empty"]


def test_open_attempts_wait(person, contest, now):
    start_or_resume(person, contest.pk, now=now)
    assert score_all_waiting(now=now) == 0


def test_a_later_revision_changes_no_frozen_paper(person, contest, now):
    attempt = start_or_resume(person, contest.pk, now=now)
    old = QuestionRevision.objects.get(pk=attempt.fresh_slots[0].revision_id)
    QuestionRevision.objects.filter(pk=old.pk).update(is_published=False)
    QuestionRevision.objects.create(
        question=old.question,
        number=2,
        type="single",
        stem="改",
        options=old.options,
        key=[4],
        is_published=True,
        digest="n",
        created_at=now,
    )
    record_answer(person, attempt.pk, 1, response=[1], client_key="key-0001", now=now)
    hand_in(person, attempt.pk, now=now)
    score_all_waiting(now=now)
    assert AttemptScore.objects.get(attempt=attempt).right == 1


def test_an_amendment_scores_anew_under_the_new_version(person, contest, now):
    attempt = start_or_resume(person, contest.pk, now=now)
    for slot in Slot.objects.filter(attempt=attempt, position__lte=3):
        response = right_response(slot) if slot.position < 3 else [4]
        key = f"key-{slot.position:04d}"
        record_answer(person, attempt.pk, slot.position, response=response, client_key=key, now=now)
    hand_in(person, attempt.pk, now=now)
    score_all_waiting(now=now)
    amend_rules(person, contest, make_sheet(now, points={"penalty": 2}), "答错扣分", now=now)
    score_all_waiting(now=now)
    points = AttemptScore.objects.filter(attempt=attempt).order_by("pk").values_list("points", flat=True)
    assert list(points) == [1000, 800]


def test_news_is_sent_after_the_commit(person, contest, now, django_capture_on_commit_callbacks):
    attempt = sit(person, contest, right=1, start=now)
    heard = []

    def listen(sender, **news):
        heard.append((news["contest_id"], news["attempt_ids"]))

    attempt_scored.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            score_all_waiting(now=now)
            assert heard == []
    finally:
        attempt_scored.disconnect(listen)
    assert heard == [(contest.pk, [attempt.pk])]


def test_a_batch_costs_the_same_statements_whatever_its_size(department, now):
    contest = make_contest(now, department, questions=10)
    sit(make_user(department), contest, right=3, start=now)
    score_all_waiting(now=now)  # what never changes is known from here on
    counts = []
    for size in (2, 12):
        for _each in range(size):
            sit(make_user(department), contest, right=3, start=now)
        with CaptureQueriesContext(connection) as queries:
            score_all_waiting(now=now)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_seconds_left_give_the_speed_bonus(person, department, now):
    points = {"speed_bonus": {"per_second": 0.01, "most": 10}}
    contest = make_contest(now, department, points=points)
    attempt = sit(person, contest, right=10, start=now, seconds=200)
    score_all_waiting(now=now)
    score = AttemptScore.objects.get(attempt=attempt)
    assert (score.points, score.max_points) == (6000, 6000)


def test_a_long_round_scores_nothing_before_it_was_handed_in(person, contest, now):
    attempt = sit(person, contest, right=1, start=now, seconds=30)
    score_all_waiting(now=now)
    assert Attempt.objects.get(pk=attempt.pk).scored_at == attempt.handed_in_at
