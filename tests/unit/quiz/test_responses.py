"""Responses: shaped before anybody asks whether they are right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.problems import RuleBroken
from quiz.domain.responses import checked_response


@pytest.mark.parametrize(
    ("type", "options", "given_", "stored"),
    [
        ("single", [3, 1, 2], [1], [1]),
        ("single", [3, 1, 2], [], []),
        ("multi", [3, 1, 2], [1, 3], [3, 1]),
        ("judge", [1, 0], [0], [0]),
        ("blank", [1, 2], [" 水 ", "火"], ["水", "火"]),
        ("blank", [1], [""], []),
    ],
)
def test_well_shaped(type, options, given_, stored):
    assert checked_response(type, options, given_) == stored


@pytest.mark.parametrize(
    ("type", "options", "given_"),
    [
        ("single", [1, 2], [1, 2]),
        ("single", [1, 2], [9]),
        ("single", [1, 2], ["1"]),
        ("single", [1, 2], [True]),
        ("multi", [1, 2], [1, 1]),
        ("judge", [1, 0], [2]),
        ("blank", [1], ["a", "b"]),
        ("blank", [1], ["x" * 201]),
    ],
)
def test_ill_shaped_is_refused(type, options, given_):
    with pytest.raises(RuleBroken) as error:
        checked_response(type, options, given_)
    assert (error.value.code, error.value.status) == ("bad_response", 400)


@given(st.permutations([1, 2, 3, 4]), st.sets(st.integers(1, 4)))
def test_choices_are_stored_in_the_order_shown(order, chosen):
    stored = checked_response("multi", order, sorted(chosen))
    assert stored == [option for option in order if option in chosen]
