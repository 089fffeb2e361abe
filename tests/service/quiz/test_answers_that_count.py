"""Which answer counts: the newest by the device's own count, and a used key never hides a new choice."""

from datetime import timedelta

import pytest

from leaderboard.services.verification.scores import scores_follow
from quiz.models import Answer, Attempt, AttemptScore
from quiz.selectors.results import result_of
from quiz.selectors.sittings import sitting_of
from quiz.services.answers import record_answer, record_form
from quiz.services.attempts import hand_in, start_or_resume
from quiz.services.scoring import score_all_waiting
from tests.factories import make_contest
from tests.refusals import refusal

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
SHOWN = {"publication": {"keys": "after_hand_in"}}


@pytest.fixture
def contest(person, department, now):
    return make_contest(now, department, **SHOWN)


@pytest.fixture
def attempt(person, contest, now):
    return start_or_resume(person, contest.pk, now=now)


@pytest.fixture
def save(person, attempt, now):
    def save(option, key, sequence=None, *, position=1, by=record_answer, at=now):
        counted = {} if sequence is None else {"sequence": sequence}
        return by(person, attempt.pk, position, response=[option], client_key=key, now=at, **counted)

    return save


def counts_everywhere(contest, attempt, option, now):
    """The same answer on the page, in the score, in the explanations and in the verification."""
    sitting = sitting_of(Attempt.objects.get(pk=attempt.pk), now=now)
    assert sitting.items[0].response == [option]
    hand_in(attempt.user, attempt.pk, now=now)
    score_all_waiting(now=now)
    score = AttemptScore.objects.get(attempt=attempt)
    assert score.right == (option == 1)
    result = result_of(Attempt.objects.select_related("contest__rules").get(pk=attempt.pk))
    assert result.items[0].response == [option]
    assert list(scores_follow(contest, now)) == []


def test_an_older_answer_that_arrives_later_does_not_count(contest, attempt, save, now):
    newer = save(1, "key-newer", 2)
    older = save(2, "key-older", 1)
    assert (newer.counts, newer.sequence) == (True, 2)
    assert (older.is_new, older.counts, older.sequence) == (True, False, 2)
    counts_everywhere(contest, attempt, 1, now)


def test_equal_counts_follow_the_arrival(contest, attempt, save, now):
    save(2, "key-first", 5)
    assert save(1, "key-second", 5).counts
    counts_everywhere(contest, attempt, 1, now)


def test_who_counts_nothing_is_newer_than_what_is_there(contest, attempt, save, now):
    """A program, or a page without scripts, beside a device that counts."""
    save(2, "key-counted", 7)
    assert save(1, "key-program").counts
    counts_everywhere(contest, attempt, 1, now)


def test_a_device_that_counts_is_newer_than_who_counts_nothing(contest, attempt, save, now):
    save(2, "key-program")
    save(1, "key-counted", 1)
    counts_everywhere(contest, attempt, 1, now)


def test_programs_that_count_nothing_go_by_arrival(contest, attempt, save, now):
    for option, key in ((1, "key-0001"), (2, "key-0002"), (1, "key-0003")):
        assert save(option, key).counts
    counts_everywhere(contest, attempt, 1, now)


def test_a_device_that_takes_over_is_told_where_to_go_on(attempt, save, now):
    save(2, "key-place1", 4)
    save(2, "key-place2", 9, position=2)
    assert sitting_of(Attempt.objects.get(pk=attempt.pk), now=now).sequence == 9


def test_a_new_attempt_counts_from_nothing(attempt, now):
    assert sitting_of(attempt, now=now).sequence == 0


# ── Keys ──────────────────────────────────────────────────────────────────────


def refused(call, *arguments, **named):
    broken = refusal(call, *arguments, **named)
    return broken.code, broken.status


def test_a_used_key_with_another_choice_is_refused(save):
    save(1, "key-0001")
    assert refused(save, 2, "key-0001") == ("key_reused", 409)
    assert refused(save, 1, "key-0001", position=2) == ("key_reused", 409)
    assert [answer.response for answer in Answer.objects.all()] == [[1]]


def test_a_used_key_is_refused_as_such_after_the_hand_in_too(person, attempt, save, now):
    save(1, "key-0001")
    hand_in(person, attempt.pk, now=now)
    assert refused(save, 2, "key-0001") == ("key_reused", 409)
    assert refused(save, 2, "key-0002") == ("attempt_closed", 409)


def test_a_repetition_says_whether_it_still_counts(save):
    save(1, "key-0001", 1)
    assert save(1, "key-0001", 1).counts
    save(2, "key-0002", 2)
    again = save(1, "key-0001", 1)
    assert (again.is_new, again.counts, again.sequence) == (False, False, 2)


def test_a_page_that_is_sent_again_with_another_choice_is_saved(contest, attempt, save, now):
    """Back in the browser, another option, the button once more: the same key, a new choice."""
    save(2, "key-page-1", by=record_form)
    assert save(1, "key-page-1", by=record_form).is_new
    counts_everywhere(contest, attempt, 1, now)


def test_back_to_the_first_choice_is_a_choice_as_well(contest, attempt, save, now):
    save(1, "key-page-1", by=record_form)
    save(2, "key-page-1", by=record_form)
    assert save(1, "key-page-1", by=record_form).is_new
    assert Answer.objects.count() == 3
    counts_everywhere(contest, attempt, 1, now)


def test_a_button_pressed_twice_saves_once(save, now):
    first = save(1, "key-page-1", by=record_form)
    again = save(1, "key-page-1", by=record_form, at=now + SECOND)
    assert (again.is_new, again.saved_at) == (False, first.saved_at)
    assert Answer.objects.count() == 1


def test_a_page_that_is_sent_again_after_the_hand_in_is_not_said_to_be_saved(person, attempt, save, now):
    save(1, "key-page-1", by=record_form)
    hand_in(person, attempt.pk, now=now)
    assert refused(save, 2, "key-page-1", by=record_form) == ("attempt_closed", 409)


# ── Text ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["\x00", "水\x00", "\ud800", "a\x1bb"])
def test_what_no_keyboard_types_is_refused(person, department, now, text):
    from tests.factories import make_question

    code = make_question(type="blank", now=now).question.code
    contest = make_contest(now, department, questions=0, paper={"mode": "fixed", "questions": [code]})
    attempt = start_or_resume(person, contest.pk, now=now)
    named = {"response": [text], "client_key": "key-0001", "now": now}
    assert refused(record_answer, person, attempt.pk, 1, **named) == ("hidden_characters", 400)
