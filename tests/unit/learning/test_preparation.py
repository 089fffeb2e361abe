"""备赛计划 without a database: what a day asks for, and that a missed day is only spread anew."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.domain import preparation
from learning.domain.memory import chance
from learning.domain.preparation import ELDER_MOST, MOST, Known, due_on, plan_for, retention

TODAY = date(2026, 5, 11)
NOON = datetime(2026, 5, 11, 4, 0, tzinfo=UTC)


def after(days: int) -> date:
    return TODAY + timedelta(days=days)


def known(question: int, stability: float, days_ago: int) -> Known:
    last_review = NOON - timedelta(days=days_ago)
    return Known(question=question, stability=stability, difficulty=5, last_review=last_review)


@pytest.mark.parametrize(("days", "elder", "aim"), [
    (15, False, 0.90), (15, True, 0.85), (14, False, 0.95), (14, True, 0.95), (1, False, 0.95),
])  # fmt: skip
def test_the_last_fortnight_aims_higher(days, elder, aim):
    assert retention(days, is_elder=elder) == aim


def test_new_questions_are_spread_over_all_days_but_the_last():
    plan = plan_for((), 40, today=TODAY, contest_day=after(11))
    assert [share.new for share in plan.forecast] == [4] * 10 + [0]
    assert plan.forecast[-1].is_rest and plan.today.new == 4 and plan.fits == plan.unseen == 40


def test_days_without_learning_only_leave_fewer_days():
    late = plan_for((), 40, today=after(6), contest_day=after(11))
    assert [share.new for share in late.forecast] == [10, 10, 10, 10, 0]
    too_late = plan_for((), 100, today=after(8), contest_day=after(11))
    assert [share.new for share in too_late.forecast] == [MOST, 6, 0] and too_late.fits == MOST + 6
    assert [share.reviews for share in too_late.forecast] == [0, 24, 12]


def test_what_is_below_the_aim_comes_again_the_most_forgotten_first():
    rows = [known(1, 30, 2), known(2, 2, 5), known(3, 2, 9), known(4, 0.1, 0)]
    plan = plan_for(rows, 0, today=TODAY, contest_day=after(10))
    assert plan.due == (3, 2) and plan.today.reviews == 2
    far = plan_for([known(1, 10, 7)], 0, today=TODAY, contest_day=after(30))
    near = plan_for([known(1, 10, 7)], 0, today=TODAY, contest_day=after(14))
    assert far.due == () and near.due == (1,)


def test_reviews_leave_a_place_to_new_ones_and_the_last_day_is_short():
    rows = [known(number, 1, 20) for number in range(100)]
    plan = plan_for(rows, 100, today=TODAY, contest_day=after(5))
    assert (plan.today.reviews, plan.today.new) == (24, 6)
    rest = plan_for(rows, 100, today=TODAY, contest_day=after(1))
    assert (rest.today.reviews, rest.today.new, rest.today.is_rest) == (15, 0, True)


def test_the_forecast_lets_what_was_learned_come_again():
    usual = plan_for((), 1, today=TODAY, contest_day=after(30)).forecast
    assert [share.reviews for share in usual[:4]] == [0, 0, 0, 1]
    sharp = plan_for((), 1, today=TODAY, contest_day=after(10)).forecast
    assert [share.reviews for share in sharp[:3]] == [0, 1, 0]


@given(
    st.lists(st.tuples(st.floats(0.1, 200), st.integers(0, 60)), max_size=40),
    st.integers(0, 300),
    st.integers(0, 60),
    st.booleans(),
)
def test_no_day_asks_for_too_much(rows, unseen, days, is_elder):
    memories = [known(number, *one) for number, one in enumerate(rows)]
    plan = plan_for(memories, unseen, today=TODAY, contest_day=after(days), is_elder=is_elder)
    assert all(0 <= share.all <= (ELDER_MOST if is_elder else MOST) for share in plan.forecast)
    assert plan.fits <= unseen and sum(share.new for share in plan.forecast) <= plan.fits
    assert len(plan.forecast) == min(max(1, days), preparation.FORECAST)
    assert plan.today.reviews <= len(plan.due) == len(set(plan.due)) <= len(memories)


@given(st.floats(0.1, 200), st.integers(1, 60))
def test_due_is_what_the_chance_says(stability, days_ago):
    one = known(1, stability, days_ago)
    at_four = datetime(2026, 5, 11, 20, 0, tzinfo=UTC)
    assert bool(due_on([one], TODAY, 0.9)) == (chance(one.stability, one.last_review, at_four, ()) < 0.9)
