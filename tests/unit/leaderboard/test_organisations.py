from collections import Counter
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.organisations import (
    MILLION,
    Marks,
    Share,
    Tally,
    Unit,
    homes,
    organisation_places,
    printed,
    tallies,
)
from quiz.domain.rulesheet import OrganisationBoard

TREE = (
    Unit(id=1, kind="county"),
    Unit(id=2, parent=1, kind="town"),
    Unit(id=3, parent=2, kind="village"),
    Unit(id=4, parent=1, kind="office"),
)


def board(*metrics, **fields):
    return OrganisationBoard.model_validate({"name": "榜", "metrics": metrics, **fields})


def metric(name, weight=100, relative="absolute"):
    return {"metric": name, "weight": weight, "relative": relative}


def tally(headcount, *points, attempts=None):
    return Tally(headcount=headcount, attempts=attempts or len(points), points=Counter(points))


def placed(board, tallied, marks=None):
    return [(one.department, one.place) for one in organisation_places(board, tallied, marks or Marks())]


def test_people_count_for_the_nearest_department_of_the_kinds():
    assert homes(TREE, ("town", "office")) == {2: 2, 3: 2, 4: 4}
    assert homes(TREE, ()) == {1: 1, 2: 2, 3: 3, 4: 4}


def test_tallies_gather_what_lies_below():
    found = tallies(
        homes(TREE, ("town",)),
        {2: 3, 3: 2, 4: 9, None: 1},
        [Share(department=3, points=500, people=2, attempts=5), Share(department=None, points=1)],
    )
    assert found == {2: Tally(headcount=5, attempts=5, points=Counter({500: 2}))}


def test_participation_is_against_the_headcount():
    found = organisation_places(board(metric("participation")), {7: tally(3, 1, 1)}, Marks())
    assert found[0].metrics["participation"] == {"numerator": 200, "denominator": 3, "value": "66.67"}
    assert found[0].score == 66_666_666


def test_seventy_and_thirty_relative_to_the_best():
    seventy_thirty = board(metric("participants", 70, "best"), metric("attempts", 30, "best"))
    places = organisation_places(
        seventy_thirty, {1: tally(9, *[0] * 4, attempts=4), 2: tally(9, *[0] * 2, attempts=8)}, Marks()
    )
    assert [(one.department, one.score) for one in places] == [(1, 85 * MILLION), (2, 65 * MILLION)]


def test_averages_medians_and_rates():
    metrics = ["average", "median", "pass_rate", "excellent_rate", "total", "participants"]
    one = organisation_places(
        board(*[metric(name) for name in metrics]),
        {1: tally(4, 500, 800, 1000, 1000)},
        Marks(passed=800, excellent=1000),
    )[0]
    assert {name: one.metrics[name]["value"] for name in metrics} == {
        "average": "8.25",
        "median": "9",
        "pass_rate": "75",
        "excellent_rate": "50",
        "total": "33",
        "participants": "4",
    }


def test_nobody_came_is_zero_not_an_error():
    metrics = [metric("average", 50, "best"), metric("median", 50, "best")]
    assert placed(board(*metrics), {1: tally(5), 2: tally(5)}) == [(1, 1), (2, 1)]


def test_small_departments_are_not_ranked():
    found = placed(board(metric("participation"), min_headcount=3), {1: tally(2, 1, 1), 2: tally(3, 1)})
    assert found == [(2, 1)]


def test_ties_are_shared_or_go_to_more_participants():
    equal = {1: tally(2, 1), 2: tally(4, 1, 1), 3: tally(9)}
    assert placed(board(metric("participation")), equal) == [(1, 1), (2, 1), (3, 3)]
    assert placed(board(metric("participation"), ties="participants"), equal) == [(2, 1), (1, 2), (3, 3)]


def test_a_sum_of_ranks():
    both = board(metric("participation"), metric("average"), combine="rank_sum")
    found = organisation_places(both, {1: tally(4, 900), 2: tally(4, 500, 500), 3: tally(4, 400)}, Marks())
    assert [(one.department, one.score // MILLION, one.place) for one in found] == [
        (1, 3, 1),
        (2, 3, 1),
        (3, 5, 3),
    ]


def test_a_third_is_no_rounding_matter():
    """Two shares that are equal as fractions share a place, however they are written."""
    assert placed(board(metric("participation")), {1: tally(3, 1), 2: tally(6, 1, 1)}) == [(1, 1), (2, 1)]


def test_numbers_are_printed_half_up():
    assert [printed(Fraction(*x)) for x in [(1, 3), (1, 200), (5, 2), (80, 1), (1, 8)]] == [
        "0.33",
        "0.01",
        "2.5",
        "80",
        "0.13",
    ]


tallied = st.dictionaries(
    st.integers(1, 9),
    st.builds(
        lambda extra, points: tally(extra + max(1, len(points)), *points),
        st.integers(0, 5),
        st.lists(st.sampled_from([0, 500, 1000]), max_size=5),
    ),
    max_size=6,
)
boards = st.builds(
    lambda names, combine, relative: board(
        *[metric(name, 100 // len(names), relative) for name in names], combine=combine
    ),
    st.lists(
        st.sampled_from(["participation", "average", "median", "total", "attempts"]),
        unique=True,
        min_size=1,
        max_size=3,
    ),
    st.sampled_from(["weighted", "rank_sum"]),
    st.sampled_from(["best", "absolute"]),
)


@given(boards, tallied, st.randoms())
def test_the_order_of_departments_changes_nothing(board, tallied, dice):
    keys = list(tallied)
    dice.shuffle(keys)
    mixed = {key: tallied[key] for key in keys}
    assert organisation_places(board, mixed, Marks()) == organisation_places(board, tallied, Marks())


@given(boards, tallied)
def test_the_better_score_never_has_the_worse_place(board, tallied):
    found = organisation_places(board, tallied, Marks())
    sign = 1 if board.combine == "rank_sum" else -1
    for one, after in pairwise(found):
        assert one.place <= after.place
        assert sign * one.score <= sign * after.score
        assert one.is_tied or one.place < after.place
