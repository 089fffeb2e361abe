"""What studying is worth: each cause once, in whatever order the rows come."""

import random
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from learning.domain.points import Done, earned

MONDAY = date(2026, 11, 23)


def found(done=(), learned=(), mastered=()):
    return {one.cause: one.points for one in earned(done, learned, mastered, MONDAY)}


def done(mode="random", day=MONDAY, answered=10):
    return Done(mode=mode, day=day, answered=answered)


def test_a_day_a_set_and_a_question():
    assert found([done("daily"), done("day", answered=1)], [MONDAY], [7]) == {
        "day/2026-11-23": 5,
        "daily/2026-11-23": 5,
        "question/2026-11-23": 1,
        "mastered/7": 2,
    }


def test_three_sets_a_day_count_and_short_ones_do_not():
    assert found([done()] * 5 + [done(answered=4)]) == {f"set/2026-11-23/{n}": 3 for n in (1, 2, 3)}


def test_five_days_make_a_week_once():
    days = [MONDAY + timedelta(days=n) for n in range(7)]
    assert found((), days)["week/2026-W48"] == 10
    assert not [cause for cause in found((), days[:4]) if cause.startswith("week")]


@given(
    st.lists(
        st.tuples(st.sampled_from(["daily", "day", "random", "wrong"]), st.integers(0, 9), st.integers(1, 12))
    )
)
def test_more_learning_never_loses_a_cause_and_order_decides_nothing(rows):
    sets = [done(mode, MONDAY + timedelta(days=days), answered) for mode, days, answered in rows]
    mixed = random.Random(1).sample(sets, len(sets))
    assert found(mixed) == found(sets)
    assert found(sets[:-1]).items() <= found(sets).items()


def test_todays_set_without_a_single_answer_is_worth_nothing():
    assert found([done("daily", answered=0)]) == {}
