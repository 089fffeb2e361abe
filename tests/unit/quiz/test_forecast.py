"""Forecasts of points and full marks: what must hold for any paper, and what the real contest R8 showed."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.domain.abilities import abilities, guess
from quiz.domain.chance import at_least
from quiz.domain.forecast import (
    Crowd,
    Distribution,
    Rules,
    distribution,
    full_chance,
    full_marks,
    seats,
    together,
)
from quiz.domain.paper import PoolItem, PoolRow

POINTS = {"single": 500, "multi": 1000, "judge": 200, "blank": 300}
ONCE = Rules()
facilities = st.integers(3000, 9900)


def row(count, levels, type="single", options=4, points=POINTS):
    items = tuple(
        PoolItem(revision_id=at, type=type, options=tuple(range(options)), facility=level)
        for at, level in enumerate(levels)
    )
    return PoolRow(count=count, items=items, points=points)


KINDS = st.sampled_from([("single", 4), ("multi", 5), ("judge", 2), ("blank", 1)])


@st.composite
def papers(draw):
    rows = []
    for kind, options in draw(
        st.lists(
            st.sampled_from([("single", 4), ("multi", 5), ("judge", 2), ("blank", 1)]), min_size=1, max_size=3
        )
    ):
        levels = draw(st.lists(st.integers(6000, 9900), min_size=1, max_size=6))
        rows.append(row(draw(st.integers(1, len(levels))), levels, kind, options))
    return tuple(rows)


def expected_points(rows):
    return sum(
        one.count * sum(one.points[item.type] * item.facility for item in one.items) / len(one.items) / 10_000
        for one in rows
    )


@settings(max_examples=60, deadline=None)
@given(papers(), st.sampled_from([0.0, 0.6, 1.0, 1.4]))
def test_chances_make_one_and_the_mean_is_what_facilities_say(rows, spread):
    found = distribution(rows, ONCE, spread=spread)
    assert math.fsum(found.chances) == pytest.approx(1)
    assert all(chance >= 0 for chance in found.chances)
    assert found.mean == pytest.approx(expected_points(rows), rel=1e-6)


def independent(one):
    """The chance of a row wholly right if answers had nothing to do with each other."""
    chances = [item.facility / 10_000 for item in one.items]
    return math.prod(chances) if one.count == len(chances) else (sum(chances) / len(chances)) ** one.count


@settings(max_examples=60, deadline=None)
@given(papers())
def test_ability_makes_full_marks_likelier_than_independent_answers(rows):
    alone = math.prod(map(independent, rows))
    assert full_chance(rows, ONCE, spread=1.0) >= alone * (1 - 1e-9)
    assert full_chance(rows, ONCE, spread=0.0) == pytest.approx(alone)


@given(st.lists(facilities, min_size=1, max_size=12))
def test_without_abilities_it_is_the_poisson_binomial(levels):
    rows = (row(len(levels), levels),)  # a row that takes all it has: each item once
    found = distribution(rows, ONCE, spread=0.0)
    chances = [level / 10_000 for level in levels]
    for number in range(len(levels) + 1):
        assert found.at_least(number) == pytest.approx(at_least(number, chances))


@settings(max_examples=40, deadline=None)
@given(papers(), st.integers(2, 5))
def test_the_best_of_several_is_never_worse_and_a_sum_never_likelier_full(rows, tries):
    once, best = distribution(rows, ONCE), distribution(rows, Rules(counts="best", tries=tries))
    for cell in range(len(once.chances)):
        assert best.at_least(cell) >= once.at_least(cell) - 1e-9
    total = distribution(rows, Rules(counts="sum", tries=tries))
    assert total.mean == pytest.approx(tries * once.mean, rel=1e-6)
    assert full_chance(rows, Rules(counts="sum", tries=tries)) <= full_chance(rows, ONCE) + 1e-12


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 20), st.lists(facilities, min_size=1, max_size=5))
def test_full_marks_are_the_top_of_the_distribution(count, levels):
    rows = (row(min(count, len(levels)), levels),)
    assert distribution(rows, ONCE).chances[-1] == pytest.approx(full_chance(rows, ONCE))


def test_a_penalty_takes_points_and_never_below_nothing():
    rows = (row(4, [5000] * 8),)
    free, strict = distribution(rows, ONCE), distribution(rows, Rules(penalty=250))
    assert strict.mean < free.mean
    assert strict.chances[-1] == pytest.approx(free.chances[-1])
    assert math.fsum(strict.chances) == pytest.approx(1)
    assert len(strict.chances) * strict.unit == 4 * 500 + 250  # from 0 to full, none below


def test_a_fine_grid_is_made_coarser_and_keeps_its_mean():
    points = {"single": 333, "multi": 1001, "judge": 77, "blank": 1}
    rows = (row(20, [8000] * 40, points=points), row(9, [7000] * 40, "multi", 5, points))
    found = distribution(rows, ONCE)
    assert len(found.chances) < 1050
    assert found.mean == pytest.approx(expected_points(rows), rel=0.05)


def test_guessing_keeps_an_item_from_becoming_hopeless():
    assert [guess("single", 4), guess("judge", 2), guess("blank", 1)] == [0.25, 0.5, 0]
    assert guess("multi", 4) == pytest.approx(1 / 11)
    assert full_chance((row(1, [2500]),), ONCE) == pytest.approx(0.25)


@settings(max_examples=20, deadline=None)
@given(st.lists(facilities, min_size=2, max_size=6), st.integers(0, 3000))
def test_the_interval_holds_what_is_expected(levels, people):
    found = full_marks([Crowd(rows=(row(2, levels),), people=people)], ONCE)
    assert 0 <= found.low <= found.expected + 1 and found.expected - 1 <= found.high <= people


def test_staff_by_the_thousand():
    """R8: of 15,000 papers of twenty items 1,734 were wholly right. Independent answers would need a mean
    facility of 90 % for that; people who differ reach it with items that 84 % answer rightly."""
    crowd = [Crowd(rows=(row(20, [8400] * 200),), people=15_000)]
    found = full_marks(crowd, ONCE)
    assert 0.84**20 * 15_000 < 500
    assert found.expected == pytest.approx(1734, rel=0.25)
    assert found.low < 1734 < found.high
    (first,) = seats([("一等奖", 10)], together(crowd, ONCE), 15_000)
    assert first.is_full and first.is_contested
    assert first.tied == pytest.approx(found.expected, rel=0.01) and first.left == 10


def test_the_last_seat_of_each_prize():
    # Ten people: one with 300, three with 200, six with 100.
    found = Distribution(unit=100, chances=(0, 0.6, 0.3, 0.1))
    one, two, three, four = seats([("甲", 1), ("乙", 2), ("丙", 3), ("丁", 9)], found, 10)
    assert (one.points, one.tied, one.left, one.is_contested) == (300, pytest.approx(1), 1, False)
    assert one.is_full and not two.is_full
    assert (two.points, two.tied, two.left) == (200, pytest.approx(3), pytest.approx(2))
    assert two.is_contested
    assert (three.points, three.left) == (100, pytest.approx(2))
    assert (four.points, four.is_contested) == (None, False)


def test_crowds_of_different_papers_are_ranked_together():
    easy, hard = (row(2, [9900] * 4),), (row(2, [4000] * 4),)
    both = together([Crowd(rows=easy, people=30), Crowd(rows=hard, people=10)], ONCE)
    assert math.fsum(both.chances) == pytest.approx(1)
    assert both.mean == pytest.approx(0.75 * 990 + 0.25 * 400, rel=1e-6)


def test_abilities_are_a_normal_curve():
    found = abilities(1.4)
    assert math.fsum(weight for _ability, weight in found) == pytest.approx(1)
    variance = math.fsum(weight * ability**2 for ability, weight in found)
    assert variance == pytest.approx(1.4**2, rel=0.002)
