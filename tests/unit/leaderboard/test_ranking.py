from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.ranking import FULL_CHAIN, is_listed, later_key, order, places, sort_key
from leaderboard.domain.results import Result, counted, standings
from quiz.domain.rulesheet import Rank

from .strategies import DAY, chains, contests, standing, standings_of, tries_of

wide = st.builds(
    replace,
    standing(1),
    points=st.integers(0, 2**31 - 1),
    right=st.integers(0, 32767),
    elapsed_ms=st.integers(0, 10**11),
    attempts=st.integers(1, 10**6),
    started_at=st.integers(0, 10**17).map(lambda n: DAY + timedelta(microseconds=n // 1000)),
)


@given(wide, wide, chains)
def test_texts_compare_as_the_chain_does(one, other, keys):
    a, b = sort_key(one, keys), sort_key(other, keys)
    assert (a < b) == (order(one, keys) < order(other, keys))
    assert (a == b) == (order(one, keys) == order(other, keys))
    assert len(a) == len(b) <= 80 and set(a) <= set("0123456789abcdef")


def test_each_key_prefers_what_an_organizer_means():
    base = counted_one(points=500, right=5, elapsed_ms=900)
    for key, better in {
        "points": {"points": 501},
        "right": {"right": 6},
        "elapsed": {"elapsed_ms": 899},
        "handed_in": {"handed_in_at": base.handed_in_at - timedelta(microseconds=1)},
        "started": {"started_at": base.started_at - timedelta(microseconds=1)},
        "attempts": {"attempts": 1},
    }.items():
        assert sort_key(replace(base, **better), (key,)) < sort_key(base, (key,)), key


def counted_one(**facts):
    from leaderboard.domain.results import Standing

    facts = {"points": 0, "right": 0, "elapsed_ms": 0, **facts}
    return Standing(
        person=1, group="", department=None, attempts=2, started_at=DAY, handed_in_at=DAY, **facts
    )


def test_a_figure_beyond_its_width_is_refused():
    with pytest.raises(ValueError, match="does not fit"):
        sort_key(counted_one(elapsed_ms=16**12), ("elapsed",))
    with pytest.raises(ValueError, match="does not fit"):
        sort_key(counted_one(elapsed_ms=-1), ("elapsed",))


def test_the_later_key_asks_every_key():
    one = counted_one()
    assert later_key(one, ("handed_in",)).startswith(sort_key(one, ("handed_in",)))
    assert len(later_key(one, ("right", "points"))) == len(later_key(one, FULL_CHAIN))


def test_places_are_shared():
    assert places(["a", "b", "b", "c"]) == [1, 2, 2, 4]
    assert places([]) == []


@given(st.lists(st.integers(0, 5)))
def test_a_place_is_one_more_than_the_number_who_are_better(keys):
    keys.sort()
    assert places(keys) == [1 + sum(other < key for other in keys) for key in keys]


@given(tries_of(), chains)
def test_best_is_the_first_by_the_chain_itself(tries, keys):
    best = counted(tries, "best", keys)
    singles = [counted([one], "first", keys) for one in tries]
    with_all = [replace(one, attempts=len(tries)) for one in singles]
    assert order(best, keys) == min(order(one, keys) for one in with_all)
    assert best.attempts == len(tries)


def test_among_equal_attempts_the_later_keys_choose_the_one_that_stands():
    slow, quick = Result(**FACTS, elapsed_ms=90, number=1), Result(**FACTS, elapsed_ms=50, number=2)
    assert counted([slow, quick], "best", ("points",)).elapsed_ms == 50
    assert counted([slow, quick], "best", ("points", "elapsed")).elapsed_ms == 50


FACTS = {"person": 1, "points": 500, "right": 1, "started_at": DAY, "handed_in_at": DAY}


@given(tries_of(), chains, st.sampled_from(["best", "first", "last", "sum"]), st.randoms())
def test_the_order_of_arrival_changes_nothing(tries, keys, rule, dice):
    mixed = dice.sample(tries, len(tries))
    assert counted(mixed, rule, keys) == counted(tries, rule, keys)


@given(tries_of())
def test_first_last_and_sum(tries):
    assert counted(tries, "first", ("points",)).points == tries[0].points
    assert counted(tries, "last", ("points",)).points == tries[-1].points
    whole = counted(tries, "sum", ("points",))
    assert whole.points == sum(one.points for one in tries)
    assert whole.elapsed_ms == sum(one.elapsed_ms for one in tries)
    assert whole.handed_in_at == max(one.handed_in_at for one in tries)


@given(contests(), chains)
def test_one_standing_for_each_person(results, keys):
    found = standings(results, "best", keys)
    assert [one.person for one in found] == sorted({result.person for result in results})


@given(standings_of())
def test_the_minimum_to_be_listed(people):
    rank = Rank(min_points=5, min_attempts=2)
    assert [one for one in people if is_listed(one, rank)] == [
        one for one in people if one.points >= 500 and one.attempts >= 2
    ]
    assert all(is_listed(one, Rank()) for one in people)
