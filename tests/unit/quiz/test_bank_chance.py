"""Chance: known values of both tests, and what must hold for any."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.chance import at_least, chi_square, chi_square_p


@pytest.mark.parametrize(
    ("statistic", "freedom", "p"),
    [(17.2, 3, 0.000643), (3.841, 1, 0.05), (7.815, 3, 0.05), (0.115, 3, 0.99), (40, 3, 1.066e-8)],
)
def test_chi_square_p_of_the_tables(statistic, freedom, p):
    assert chi_square_p(statistic, freedom) == pytest.approx(p, rel=0.01)


def test_uneven_letters_of_the_brief():
    assert chi_square([18, 41, 27, 14], [25] * 4) == pytest.approx(17.2)


@pytest.mark.parametrize(("count", "trials", "p"), [(38, 100, 0.0027), (27, 60, 0.0006)])
def test_longest_keys_of_the_brief(count, trials, p):
    assert at_least(count, [0.25] * trials) == pytest.approx(p, abs=5e-5)


@given(st.integers(1, 25), st.integers(0, 25), st.floats(0.05, 0.95))
def test_equal_chances_give_the_binomial_tail(trials, count, chance):
    tail = sum(
        math.comb(trials, k) * chance**k * (1 - chance) ** (trials - k) for k in range(count, trials + 1)
    )
    assert at_least(count, [chance] * trials) == pytest.approx(tail, abs=1e-9)


@given(st.floats(0, 200), st.floats(0.01, 50), st.integers(1, 12))
def test_a_larger_statistic_is_never_likelier(statistic, more, freedom):
    less_likely = chi_square_p(statistic + more, freedom)
    assert 0 <= less_likely <= chi_square_p(statistic, freedom) + 1e-12 <= 1 + 1e-9
