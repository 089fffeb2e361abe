"""Rules of self-study: days, ratings, memories against the library itself, the notebook, the daily set."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from fsrs import Card, Scheduler
from fsrs import Rating as FsrsRating
from fsrs.scheduler import DEFAULT_PARAMETERS
from hypothesis import given, settings
from hypothesis import strategies as st

from learning.domain.daily import IN_A_ROW, Candidate, daily_set
from learning.domain.days import day_of, end_of, streak
from learning.domain.memory import Level, Memory, Review, recall, replayed, reviewed
from learning.domain.rating import Answered, Rating, pace_of, rate

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # nine in the morning in Beijing


# As a fit may find them: much is forgotten soon, and what is left is kept long.
FITTED = (0.08, 0.31, 0.94, 2.6, *DEFAULT_PARAMETERS[4:20], 0.33)


@pytest.mark.parametrize("sets", [((),), (FITTED,), ((), FITTED)], ids=["defaults", "fitted", "both in turn"])
def test_ten_thousand_reviews_are_what_the_library_makes_of_them(sets):
    dice = Random(20260302)
    libraries = {
        weights: Scheduler(
            weights or DEFAULT_PARAMETERS,
            learning_steps=(),
            relearning_steps=(),
            maximum_interval=180,
            enable_fuzzing=False,
        )
        for weights in sets
    }
    for number in range(200):
        at, log, card = START, [], Card(card_id=number, due=START)
        for _each in range(50):
            at += timedelta(minutes=dice.choice((3, 700, 1500, 9000, 40_000)), seconds=dice.randrange(60))
            rating, weights = Rating(dice.choice((1, 2, 3, 3, 3, 4))), dice.choice(sets)
            card, _said = libraries[weights].review_card(card, FsrsRating(int(rating)), at)
            right = rating is not Rating.AGAIN
            log.append(Review(at=at, rating=rating, is_right=right, weights=weights))
        memory = replayed(log)
        assert (memory.stability, memory.difficulty, memory.due) == (
            card.stability,
            card.difficulty,
            card.due,
        )
        for weights, library in libraries.items():
            later = at + timedelta(days=3)
            assert recall(memory, later, weights) == library.get_card_retrievability(card, later)
        assert memory.reps == 50


def test_the_ladder_of_good_answers_at_ninety_percent():
    memory, at = Memory(), START
    for days in (2, 11, 46):
        memory = reviewed(memory, Review(at=at, rating=Rating.GOOD, is_right=True))
        assert memory.due is not None and (memory.due - at).days == days
        at = memory.due


def answered(**said) -> Answered:
    fields = {"type": "single", "verdict": "right", "share": 1.0, "wrong_chosen": False, "millis": 8000}
    return Answered(**{**fields, "characters": 40, **said})


@pytest.mark.parametrize(
    ("said", "rating"),
    [
        ({}, Rating.GOOD),
        ({"verdict": "wrong", "share": 0}, Rating.AGAIN),
        ({"verdict": "empty", "share": 0}, Rating.AGAIN),
        ({"type": "multi", "verdict": "part", "share": 0.5}, Rating.HARD),
        ({"type": "multi", "verdict": "part", "share": 0.4}, Rating.AGAIN),
        ({"type": "multi", "verdict": "part", "share": 0.5, "wrong_chosen": True}, Rating.AGAIN),
        ({"pace": 50.0, "millis": 5001}, Rating.HARD),
        ({"pace": 500.0, "millis": 9000, "successes": 1}, Rating.EASY),
        ({"pace": 500.0, "millis": 9000, "successes": 0}, Rating.GOOD),
        ({"pace": 500.0, "millis": 9000, "successes": 1, "type": "judge"}, Rating.GOOD),
        ({"millis": 999}, None),
        ({"millis": 1500, "characters": 100}, None),
        ({"millis": 1500, "characters": 100, "verdict": "wrong", "share": 0}, None),
        ({"millis": 300, "verdict": "empty", "share": 0}, Rating.AGAIN),  # 不知道 needs no reading to the end
    ],
)
def test_what_an_answer_says(said, rating):
    assert rate(answered(**said)) is rating


def test_a_pace_needs_enough_answers():
    assert pace_of([100.0] * 7) is None
    assert pace_of([100.0] * 4 + [300.0] * 4) == 200.0


def right(memory: Memory, day: int, hour: int = 0) -> Memory:
    at = START + timedelta(days=day, hours=hour)
    return reviewed(memory, Review(at=at, rating=Rating.GOOD, is_right=True))


def wrong(memory: Memory, day: int) -> Memory:
    return reviewed(memory, Review(at=START + timedelta(days=day), rating=Rating.AGAIN, is_right=False))


def test_the_notebook_is_left_by_two_days_the_second_three_days_after_the_miss():
    missed = wrong(Memory(), 0)
    assert missed.wrong_at == START and missed.misses == 1
    assert right(right(missed, 1), 2).wrong_at == START  # too soon
    assert right(right(missed, 3), 3, hour=2).wrong_at == START  # one day only
    assert right(right(missed, 1), 3).wrong_at is None
    assert right(wrong(right(missed, 1), 2), 4).wrong_at is not None  # begins anew
    assert wrong(right(right(missed, 1), 3), 9).misses == 2


def test_levels_climb_with_days_apart_and_a_miss_drops_one():
    memory = Memory()
    assert memory.level is Level.UNSEEN
    memory = right(memory, 0)
    assert memory.level is Level.FAMILIAR
    assert right(memory, 2).level is Level.FAMILIAR  # too soon after the first
    memory = right(memory, 3)
    assert memory.level is Level.MASTERED
    memory = right(memory, 15)
    assert memory.level is Level.FIRM
    memory = wrong(memory, 60)
    assert memory.level is Level.MASTERED
    assert wrong(wrong(memory, 61), 62).level is Level.TRIED
    assert wrong(wrong(wrong(memory, 61), 62), 63).level is Level.TRIED


def test_firm_is_what_was_known_among_other_topics():
    mastered = right(right(Memory(), 0), 3)
    later = {"at": START + timedelta(days=15), "rating": Rating.GOOD, "is_right": True}
    by_topic = reviewed(mastered, Review(**later, is_mixed=False))
    assert by_topic.stability >= 21 and by_topic.level is Level.MASTERED
    assert reviewed(mastered, Review(**later)).level is Level.FIRM
    assert right(by_topic, 60).level is Level.FIRM
    once_firm = right(by_topic, 60)
    again = Review(at=START + timedelta(days=150), rating=Rating.GOOD, is_right=True, is_mixed=False)
    assert reviewed(once_firm, again).level is Level.FIRM


def test_the_day_begins_at_four():
    late = datetime(2026, 3, 2, 19, 59, tzinfo=UTC)
    assert day_of(late) == date(2026, 3, 2) and day_of(late + timedelta(minutes=1)) == date(2026, 3, 3)
    assert end_of(date(2026, 3, 2)) == late + timedelta(minutes=1)


def test_two_days_a_month_may_be_missed():
    today = date(2026, 3, 20)
    days = {today - timedelta(days=n) for n in (1, 2, 4, 6, 7)}
    assert streak(days, today) == 5  # today is still to come; the third and the fifth are forgiven
    assert streak(days | {today}, today) == 6
    assert streak({today, today - timedelta(days=4)}, today) == 1
    assert streak(set(), today) == 0


def pools(first: int, last: int):
    candidates = st.builds(
        Candidate,
        question=st.integers(first, last),
        topic=st.sampled_from(["0101", "0102", "0201"]),
        type=st.sampled_from(["single", "judge"]),
        recall=st.floats(0, 1),
    )
    return st.lists(candidates, max_size=25, unique_by=lambda one: one.question)


@settings(max_examples=60, deadline=None)
@given(pools(1, 60), pools(1, 60), pools(61, 99))
def test_a_daily_set(due, wrong, new):
    chosen = daily_set(due, wrong, new, seed="x")
    ids = [one.question for one in chosen]
    there = {one.question for one in (*due, *wrong, *new)}
    assert len(set(ids)) == len(ids) <= 10 and set(ids) <= there
    assert daily_set(due, wrong, new, seed="x") == chosen
    fresh = [question for question in ids if question > 60]
    assert min(2, len(new)) <= len(fresh) <= 4
    if len({one.question for one in (*due, *wrong)}) + min(4, len(new)) >= 10:
        assert len(ids) == 10


def test_topics_alternate_and_the_surest_stand_at_the_ends():
    due = [Candidate(question=n, topic=f"010{n % 3}", type="single", recall=0.5 + n / 20) for n in range(10)]
    chosen = daily_set(due, (), (), seed="y")
    assert chosen[0].recall >= 0.9 and chosen[-1].recall >= 0.9
    topics = [one.topic for one in chosen[:-1]]
    assert all(len(set(topics[n : n + IN_A_ROW + 1])) > 1 for n in range(len(topics) - IN_A_ROW))
