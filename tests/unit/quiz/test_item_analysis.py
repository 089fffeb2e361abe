"""Classical figures: the published ones of LSAT6 to the last printed digit, and what must always hold."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.item_analysis import Column, analyse, analyse_drawn, random_guess
from quiz.domain.item_groups import ENDS, memberships

from . import lsat6

# Marks in parts, as a table of them has.
MARKS = st.sampled_from([0, 1, 0.5, 2, None])


def tables(people: int = 12, items: int = 4):
    rows = st.lists(st.lists(MARKS, min_size=items, max_size=items), min_size=2, max_size=people)
    return rows.map(lambda rows: (rows, [2] * items))


def alike(value: float | None, other: float | None) -> bool:
    """Equal but for the last digits of floats; what has no value is equal to nothing else."""
    if value is None or other is None:
        return value is other
    return value == pytest.approx(other, rel=1e-6, abs=1e-9)


def printed(value: float, like: str) -> str:
    """A value with as many decimals as the book prints."""
    return f"{value:.{len(like.partition('.')[2])}f}".replace("0.", ".", 1 if abs(value) < 1 else 0)


@pytest.fixture(scope="module")
def lsat():
    return analyse(lsat6.people(), [1] * 5)


@pytest.mark.parametrize("name", lsat6.PAPER)
def test_lsat6_as_a_paper(lsat, name):
    assert printed(getattr(lsat.paper, name), lsat6.PAPER[name]) == lsat6.PAPER[name]


@pytest.mark.parametrize("item", range(5))
def test_lsat6_item_by_item(lsat, item):
    wanted = lsat6.ITEMS[item].split("|")
    found = [getattr(lsat.items[item], name) for name in lsat6.COLUMNS]
    assert [printed(value, like) for value, like in zip(found, wanted, strict=True)] == wanted
    assert lsat.items[item].discrimination_index == 100 * lsat.items[item].item_rest_r
    assert lsat.items[item].intended_weight == 20
    assert lsat.items[item].notices == ()


def test_the_table_can_tell_a_wrong_digit():
    """`printed` is no tautology: the next digit fails."""
    assert printed(0.29499719, ".2949972") == ".2949972"
    assert printed(0.29499729, ".2949972") != ".2949972"
    assert printed(-0.69101087, "-.6910109") == "-.6910109"


@given(tables(), st.randoms())
def test_nothing_depends_on_the_order_of_people(table, dice):
    rows, most = table
    shuffled = list(rows)
    dice.shuffle(shuffled)
    assert analyse(shuffled, most) == analyse(rows, most)


@given(tables(), st.permutations(range(4)))
def test_items_keep_their_figures_wherever_they_stand(table, order):
    rows, most = table
    moved = analyse([[row[at] for at in order] for row in rows], most)
    plain = analyse(rows, most)
    for place, at in enumerate(order):
        assert alike(moved.items[place].item_rest_r, plain.items[at].item_rest_r)
        assert alike(moved.items[place].d27, plain.items[at].d27)
    assert alike(moved.paper.alpha, plain.paper.alpha)


@given(tables(), st.sampled_from([0.1, 3, 7.5, 100]))
def test_the_unit_of_marks_changes_no_index(table, unit):
    rows, most = table
    plain = analyse(rows, most)
    scaled = analyse([[None if mark is None else mark * unit for mark in row] for row in rows],
                     [full * unit for full in most])  # fmt: skip
    for name in ("alpha", "standardized_alpha", "skewness", "kurtosis", "error_ratio"):
        assert alike(getattr(scaled.paper, name), getattr(plain.paper, name)), name
    for name in ("mean", "sd", "standard_error"):
        value = getattr(plain.paper, name)
        wanted = None if value is None else value * unit
        assert alike(getattr(scaled.paper, name), wanted), name
    names = {*lsat6.COLUMNS, "intended_weight"} - {"sd"}
    for one, other in zip(scaled.items, plain.items, strict=True):
        for name in names:
            assert alike(getattr(one, name), getattr(other, name)), name
        assert one.notices == other.notices


@given(tables())
def test_bounds(table):
    rows, most = table
    for one in analyse(rows, most).items:
        assert 0 <= one.facility <= 1
        assert -1 <= round(one.d27, 9) <= 1
        for r in (one.item_rest_r, one.item_total_r):
            assert r is None or -1 <= round(r, 9) <= 1
        assert one.discriminative_efficiency is None or one.discriminative_efficiency <= 100 + 1e-6


@given(tables())
def test_weights_that_exist_add_up(table):
    rows, most = table
    weights = [one.effective_weight for one in analyse(rows, most).items]
    assert sum(weight for weight in weights if weight is not None) == pytest.approx(100) or not any(weights)


def test_what_was_left_out_counts_nothing():
    rows = [[1, None], [1, 1], [None, 1], [0, 0]]
    filled = [[1, 0], [1, 1], [0, 1], [0, 0]]
    assert analyse(rows, [1, 1]) == analyse(filled, [1, 1])


def test_an_item_without_spread_has_no_discrimination_and_says_so():
    found = analyse([[1, 0, 1], [1, 1, 0], [1, 1, 1], [1, 0, 0]], [1, 1, 1])
    same = found.items[0]
    assert (same.facility, same.sd, same.d27) == (1, 0, 0)
    assert same.item_rest_r is same.discrimination_index is same.discriminative_efficiency is None
    assert same.notices == ("zero_variance",)
    assert same.effective_weight == 0
    assert found.paper.standardized_alpha is None
    assert found.items[1].notices == ()


def test_a_paper_without_spread_has_no_alpha_and_says_so():
    found = analyse([[1, 0]] * 40, [1, 1])
    assert found.paper.notices == ("zero_variance",)
    assert (found.paper.sd, found.paper.mean) == (0, 1)
    for name in ("alpha", "error_ratio", "standard_error", "skewness", "kurtosis"):
        assert getattr(found.paper, name) is None
    assert {one.effective_weight for one in found.items} == {None}


def test_floats_that_are_one_value_do_not_vary():
    """0.1 + 0.2 and 0.3 are one total, whatever the float says: no spread, one level, one third."""
    found = analyse([[0.1, 0.2, 0.3], [0.3, 0.2, 0.1], [0.2, 0.1, 0.3]], [1, 1, 1])
    assert found.paper.sd == 0
    assert found.paper.notices == ("too_few_people", "zero_variance")


def test_a_negative_covariance_takes_the_weight():
    rows = [[0, 1, 1], [0, 1, 1], [1, 0, 0], [1, 0, 0], [0, 1, 0]]
    found = analyse(rows, [1, 1, 1])
    assert found.items[0].notices == ("negative_covariance",)
    assert found.items[0].effective_weight is None
    assert found.items[0].item_rest_r < 0
    assert "negative_alpha" in found.paper.notices


def test_one_person_and_one_item():
    alone = analyse([[1, 0]], [1, 1])
    assert (alone.paper.n, alone.paper.mean, alone.paper.sd, alone.items[0].sd) == (1, 1, None, None)
    assert alone.items[0].d27 is None
    single = analyse([[1], [0], [1]], [1])
    assert single.paper.alpha is None
    assert "too_few_items" in single.paper.notices
    assert single.items[0].notices == ("rest_zero_variance",)


@pytest.mark.parametrize("rows", [[], [[1, 0], [1]]])
def test_a_table_has_people_and_is_square(rows):
    with pytest.raises(ValueError, match="a mark for each item"):
        analyse(rows, [1, 1])


def test_drawn_papers_take_the_total_for_the_rest():
    """As Moodle for random sub-questions; weights and alpha have no value."""
    totals = [1, 2, 3, 4, 5]
    column = Column(marks=[0, 0, 1, 0, 1], totals=totals, most=1)
    found = analyse_drawn([column], totals, size=5, most=5)
    assert found.paper.notices == ("drawn_papers", "too_few_people")
    assert (found.paper.alpha, found.paper.items, found.paper.mean) == (None, 5, 3)
    assert found.items[0].item_rest_r == found.items[0].item_total_r == pytest.approx(0.5774, abs=1e-4)
    assert found.items[0].effective_weight is found.items[0].intended_weight is None
    assert found.items[0].alpha_if_deleted is None


@pytest.mark.parametrize(
    ("type", "options", "wanted"),
    [("single", 4, 0.25), ("judge", 2, 0.5), ("multi", 4, None), ("blank", 1, 0.0), ("single", 0, None)],
)
def test_random_guess(type, options, wanted):
    assert random_guess(type, options) == wanted


@given(st.lists(st.integers(0, 5), min_size=1, max_size=40))
def test_groups_share_everybody_out(scores):
    parts = memberships(scores, ENDS)
    for members in parts.values():
        assert sum(members) == pytest.approx(1)
    sizes = [sum(parts[score][group] for score in scores) for group in range(3)]
    assert sizes == pytest.approx([share * len(scores) for share in ENDS])


def test_equal_people_share_a_cut():
    """Ten people, 2.7 in the lowest group: one at the bottom, and 1.7 of the four who tie next."""
    parts = memberships([0, 1, 1, 1, 1, 2, 3, 4, 5, 6], ENDS)
    assert parts[0] == (1, 0, 0)
    assert parts[1] == pytest.approx((1.7 / 4, 2.3 / 4, 0))
    assert parts[6] == (0, 0, 1)


def test_many_people_take_no_time():
    """Plain Python is quick enough; this is the order of a county contest."""
    dice = random.Random(7)
    rows = [[dice.randrange(2) for _item in range(20)] for _person in range(2000)]
    assert analyse(rows, [1] * 20).paper.n == 2000
