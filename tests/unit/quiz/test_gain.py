"""Gain between two tests: against tables, hand-computed values and what must always hold."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.gain import Result, change, departments, figures, gain, hake, hake_interval, listed_counts
from quiz.domain.intervals import beta_below, mcnemar_exact, t_below, t_quantile, wilson

scores = st.integers(0, 100).map(float)


@pytest.mark.parametrize(
    ("freedom", "value"),
    [(1, 12.7062), (2, 4.3027), (9, 2.2622), (29, 2.0452), (120, 1.9799), (5000, 1.9604)],
)
def test_t_as_in_the_tables(freedom, value):
    assert t_quantile(0.975, freedom) == pytest.approx(value, abs=6e-5)
    assert t_quantile(0.025, freedom) == -t_quantile(0.975, freedom)


def test_t_with_two_degrees_has_a_closed_form():
    for t in (-3.0, -0.5, 0.0, 1.0, 7.5):
        assert t_below(t, 2) == pytest.approx(0.5 + t / (2 * sqrt(2 + t * t)), abs=1e-12)


@given(st.floats(0.001, 0.999), st.floats(0.5, 50))
def test_beta_of_one_parameter_is_a_power(x, a):
    assert beta_below(x, a, 1) == pytest.approx(x**a, abs=1e-10)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"), [(45, 60, 62.8, 84.2), (0, 20, 0, 16.1), (20, 20, 83.9, 100)]
)
def test_wilson(hits, n, low, high):
    assert [round(100 * one, 1) for one in wilson(hits, n)] == [low, high]


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_rate_and_is_symmetric(case):
    hits, n = case
    low, high = wilson(hits, n)
    assert 0 <= low <= hits / n <= high <= 1
    assert wilson(n - hits, n) == pytest.approx((1 - high, 1 - low), abs=1e-12)


@pytest.mark.parametrize("bad", [(0, 0), (3, 2), (-1, 5)])
def test_no_rate_of_nobody(bad):
    with pytest.raises(ValueError, match="rate"):
        wilson(*bad)


def test_mcnemar_by_the_binomial():
    assert mcnemar_exact(0, 0) == 1
    assert mcnemar_exact(9, 1) == mcnemar_exact(1, 9) == pytest.approx(2 * 11 / 1024)
    assert mcnemar_exact(5, 5) == 1


def test_hake_and_change():
    assert hake(40, 70) == pytest.approx(0.5)
    assert hake(100, 90) is None
    assert [change(40, 70), change(50, 50), change(50, 25)] == [0.5, 0, -0.5]
    assert change(0, 0) is None and change(100, 100) is None
    assert change(100, 80) == pytest.approx(-0.2)


@given(scores, scores)
def test_change_stays_within_one(before, after):
    c = change(before, after)
    assert c is None or (-1 <= c <= 1 and (c > 0) == (after > before))


def results(*values: tuple[float, str]) -> dict[int, Result]:
    return {
        at: Result(score=score, passed=score >= 60, department=name)
        for at, (score, name) in enumerate(values)
    }


def test_figures_by_hand():
    first, second = (
        results((40, ""), (50, ""), (60, ""), (70, "")),
        results((60, ""), (60, ""), (70, ""), (50, "")),
    )
    one = figures([(first[at], second[at]) for at in first])
    # Differences 20, 10, 10, -20: mean 5, deviations 15, 5, 5, -25, s² = 900 / 3.
    assert (one.before, one.after, one.raw) == (55, 60, 5)
    assert one.d_z == pytest.approx(5 / sqrt(300))
    half = 3.18245 * sqrt(300) / 2
    assert one.raw_interval == pytest.approx((5 - half, 5 + half), abs=1e-3)
    assert one.d_av == pytest.approx(5 / ((sqrt(500 / 3) + sqrt(200 / 3)) / 2))
    assert one.hake == pytest.approx(5 / 45)
    assert one.change == pytest.approx((20 / 60 + 10 / 50 + 10 / 40 - 20 / 70) / 4)
    assert (one.before_pass.hits, one.after_pass.hits, one.gained, one.lost) == (2, 3, 2, 1)
    assert one.mcnemar == 1


def test_no_spread_no_effect():
    same = Result(score=100, passed=True)
    one = figures([(same, same)] * 3)
    assert one.d_z is one.d_av is one.hake is one.hake_interval is one.change is None
    assert one.raw_interval == (0, 0) and one.change_n == 0


def test_the_bootstrap_is_repeatable_and_holds_the_gain():
    before, after = [30.0 + at % 40 for at in range(60)], [45.0 + (7 * at) % 45 for at in range(60)]
    low, high = hake_interval(before, after)
    assert (low, high) == hake_interval(before, after) != hake_interval(before, after, seed=1)
    assert low < hake(sum(before) / 60, sum(after) / 60) < high


@pytest.mark.parametrize(
    ("n", "has_counts", "has_figures"),
    [(9, False, False), (10, True, False), (19, True, False), (20, True, True)],
)
def test_few_people_are_withheld(n, has_counts, has_figures):
    before, after = results(*[(50, "")] * (n + 1)), results(*[(60, "")] * n)
    found = gain(before, after)
    assert (found.n_before, found.n_after, found.matched) == (n + 1, n, n)
    assert (found.rose is not None, found.figures is not None) == (has_counts, has_figures)


def test_nobody_in_both():
    found = gain({1: Result(score=1, passed=False)}, {2: Result(score=1, passed=False)})
    assert found.matched == 0 and found.rose is None and not found.is_selected


def test_a_selected_group_is_named():
    before = results(*((float(at), "") for at in range(0, 100, 2)))
    best = {at: one for at, one in before.items() if one.score >= 60}
    assert gain(before, best).is_selected
    assert not gain(before, before).is_selected and gain(before, before, gated=True).is_selected


def test_one_small_department_takes_another_with_it():
    def lines(*sizes):
        people = results(*((50, f"d{at}") for at, size in enumerate(sizes) for _ in range(size)))
        return [one.n for one in departments([(one, one) for one in people.values()])]

    assert lines(10, 12) == [10, 12]
    assert lines(30, 12, 3) == [30, None, None]
    assert lines(30, 2, 3) == [30, None, None]
    assert lines(3) == [None]


@given(
    st.dictionaries(st.integers(0, 40), scores, max_size=40),
    st.dictionaries(st.integers(0, 40), scores, max_size=40),
)
def test_everybody_matched_rises_stays_or_falls(first, second):
    made = [{who: Result(score=s, passed=s >= 60) for who, s in one.items()} for one in (first, second)]
    found = gain(*made)
    assert found.matched == len(first.keys() & second.keys())
    if found.rose is not None:
        assert found.rose + found.same + found.fell == found.matched


@pytest.mark.parametrize(
    "counts, listed",
    [
        ((15, 11, 14), (15, 11, 14)),
        ((15, 11, 4), (15, None, None)),  # 4 would follow from the total of those who sat both
        ((15, 4, 6), (15, None, None)),
        ((30, 0), (None, None)),
        ((), ()),
    ],
)
def test_a_small_number_of_people_does_not_follow_from_the_others(counts, listed):
    assert listed_counts(counts) == listed
