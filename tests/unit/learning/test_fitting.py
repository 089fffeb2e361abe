"""What a fit of the memory's weights is made from and judged by, against the library that computes it."""

import math
from datetime import UTC, datetime, timedelta

import pytest
from fsrs.scheduler import DEFAULT_PARAMETERS, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS
from hypothesis import given
from hypothesis import strategies as st

from learning.domain.fitting import (
    History,
    count_apart,
    count_reviews,
    digest_of,
    held_out_from,
    histories_of,
    is_enough,
    items,
    log_loss,
    settled,
)
from learning.domain.memory import Memory, Review, chance, replayed, scheduler
from learning.domain.rating import Rating
from tests.forgetting import FORGETFUL, answers_of

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
FAR = (datetime.max.replace(tzinfo=UTC), 0, 0)


def history(*hours: float, ratings: tuple[int, ...] = (), learner: int = 1) -> History:
    """Answers so many hours after the start."""
    given = ratings or (3,) * len(hours)
    times = [START + timedelta(hours=one) for one in hours]
    answers = tuple((at, Rating(rating)) for at, rating in zip(times, given, strict=True))
    return History(learner=learner, question=1, answers=answers)


def test_rows_become_histories_in_their_order():
    rows = [
        (1, 4, 0, START, 3),
        (1, 4, 0, START + timedelta(days=1), 1),
        (1, 5, 0, START, 3),
        (2, 5, 0, START, 2),
    ]
    found = histories_of(rows)
    assert [(one.learner, one.question, len(one.answers)) for one in found] == [
        (1, 4, 2),
        (1, 5, 1),
        (2, 5, 1),
    ]
    assert [rating for _at, rating in found[0].answers] == [Rating.GOOD, Rating.AGAIN]
    assert count_reviews(found) == 4 and count_apart(found) == 1


def test_a_history_ends_where_the_key_was_corrected():
    rows = [(1, 4, int(day > 2), START + timedelta(days=day), 3) for day in range(6)]
    assert [len(one.answers) for one in histories_of(rows)] == [3, 3]
    assert count_apart(histories_of(rows)) == 4


def test_apart_is_twenty_four_hours_as_the_scheduler_counts():
    one = history(0, 23.9, 47.8, 71.9)
    assert [(number, days) for number, days, _place in one.places()] == [(3, 1)]
    assert items([one, history(9999, 10_099)], (START + timedelta(hours=9000), 0, 0)) == [
        ((3, 0), (3, 0), (3, 0), (3, 1))
    ]


def test_the_oldest_come_first_whoever_gave_them():
    known = [history(0, 100, 300, ratings=(3, 3, 1)), history(0, 200, ratings=(2, 3), learner=2)]
    assert items(known, FAR) == [((3, 0), (3, 4)), ((2, 0), (3, 8)), ((3, 0), (3, 4), (1, 8))]


@pytest.mark.parametrize(
    ("reviews", "apart", "enough"), [(1000, 512, True), (999, 512, False), (1000, 511, False), (0, 0, False)]
)
def test_how_many_answers_a_fit_needs(reviews, apart, enough):
    assert is_enough(reviews, apart) is enough


@given(st.lists(st.lists(st.integers(0, 90), min_size=1, max_size=8), min_size=1, max_size=30))
def test_every_answer_that_is_apart_is_fitted_to_or_held_out_and_the_latest_fifth_is(days):
    known = [
        history(*(sum(one[: number + 1]) * 24 for number in range(len(one))), learner=learner)
        for learner, one in enumerate(days)
    ]
    apart = count_apart(known)
    if not apart:
        return
    since = held_out_from(known)
    fitted = items(known, since)
    _loss, held_out = log_loss(known, (), since)
    assert len(fitted) + held_out == apart and held_out == apart - int(apart * 0.8)
    assert all(one[0][1] == 0 and one[-1][1] > 0 for one in fitted)
    times = sorted(place for one in known for _number, _days, place in one.places())
    assert times[len(fitted)] == since


@pytest.mark.parametrize("weights", [(), FORGETFUL])
def test_the_loss_is_that_of_what_the_memory_foretold(weights):
    one = history(0, 30, 80, 200, ratings=(3, 1, 3, 2))
    review = [
        Review(at=at, rating=rating, is_right=rating > 1, weights=weights) for at, rating in one.answers
    ]
    wanted = []
    for number, is_right in ((1, False), (2, True), (3, True)):
        before: Memory = replayed(review[:number])
        foretold = chance(before.stability, before.last_review, review[number].at, weights)
        wanted.append(-math.log(foretold if is_right else 1 - foretold))
    first = next(place for _number, _days, place in one.places())
    assert log_loss([one], weights, first) == (pytest.approx(sum(wanted) / 3, rel=1e-12), 3)
    since = [place for _number, _days, place in one.places()][-1]
    assert log_loss([one], weights, since) == (pytest.approx(wanted[-1], rel=1e-12), 1)


def test_what_is_kept_lies_within_the_schedulers_bounds():
    outside = [one * 1.0000001 for one in UPPER_BOUNDS_PARAMETERS]
    assert settled(outside) == UPPER_BOUNDS_PARAMETERS
    assert settled([one - 1e-9 for one in LOWER_BOUNDS_PARAMETERS]) == LOWER_BOUNDS_PARAMETERS
    assert scheduler(settled(outside)).parameters == UPPER_BOUNDS_PARAMETERS
    with pytest.raises(ValueError, match="longer"):
        settled(DEFAULT_PARAMETERS[:19])


def test_a_digest_names_what_went_in():
    one, other = history(0, 30), history(0, 30, ratings=(3, 1))
    said = {
        digest_of([one], (), "a 1"),
        digest_of([other], (), "a 1"),
        digest_of([one, one], (), "a 1"),
        digest_of([one], FORGETFUL, "a 1"),
        digest_of([one], (), "a 2"),
    }
    assert len(said) == 5 and digest_of([history(0, 30)], (), "a 1") in said


# ── Against the library that fits ─────────────────────────────────────────────


def test_both_libraries_speak_of_the_same_model():
    library = pytest.importorskip("fsrs_rs_python")
    assert pytest.approx(DEFAULT_PARAMETERS, rel=1e-6) == library.DEFAULT_PARAMETERS
    for weights in (DEFAULT_PARAMETERS, FORGETFUL):
        known = histories_of(answers_of(2, 5, 8, weights=weights))
        for one in known:
            pairs = items([one], FAR)[-1]
            found = library.FSRS(list(weights)).memory_state(
                library.FSRSItem([library.FSRSReview(*pair) for pair in pairs])
            )
            log = [
                Review(at=at, rating=rating, is_right=True, weights=weights)
                for at, rating in one.answers[: len(pairs)]
            ]
            memory = replayed(log)
            assert found.stability == pytest.approx(memory.stability, rel=1e-3)
            assert found.difficulty == pytest.approx(memory.difficulty, rel=1e-3)


@pytest.mark.parametrize("weights", [DEFAULT_PARAMETERS, FORGETFUL])
def test_both_libraries_find_the_same_loss_of_an_answer(weights):
    """Of one answer: over several the other library weighs the later ones more."""
    library = pytest.importorskip("fsrs_rs_python")
    for one in histories_of(answers_of(2, 10, 6)):
        for (number, _days, place), item in zip(one.places(), items([one], FAR), strict=True):
            upto = History(learner=1, question=1, answers=one.answers[: number + 1])
            theirs = library.FSRSItem([library.FSRSReview(*pair) for pair in item])
            ours, _count = log_loss([upto], weights, (place[0], 0, 0))
            assert library.FSRS(list(weights)).evaluate([theirs]).log_loss == pytest.approx(ours, abs=1e-5)
