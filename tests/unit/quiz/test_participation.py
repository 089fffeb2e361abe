"""Heads counted by department and summed up the tree."""

from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.participation import Count, Unit, shares


@st.composite
def trees(draw) -> list[Unit]:
    """Units whose parents come before them."""
    units: list[Unit] = []
    for pk in range(1, draw(st.integers(1, 12)) + 1):
        above = draw(st.sampled_from([None, *units]))
        path = f"{above.path if above else ''}{pk}/"
        units.append(Unit(id=pk, name=f"单位{pk}", path=path))
    return draw(st.permutations(units))


@st.composite
def counted_trees(draw) -> tuple[list[Unit], dict[int, Count]]:
    units = draw(trees())
    own = {}
    for unit in draw(st.lists(st.sampled_from(units), unique=True)):
        entered = draw(st.integers(1, 50))
        took = draw(st.integers(0, entered))
        own[unit.id] = Count(
            entered=entered,
            started=took,
            took_part=took,
            scored=took,
            points=draw(st.integers(0, took * 100)),
        )
    return units, own


@given(counted_trees())
def test_every_row_is_the_sum_of_what_lies_below(given):
    units, own = given
    rows = {share.unit.id: share for share in shares(units, own)}
    for unit in units:
        below = [own[one.id] for one in units if one.path.startswith(unit.path) and one.id in own]
        if below:
            assert rows[unit.id].count == sum(below, Count())
        else:
            assert unit.id not in rows


@given(counted_trees())
def test_parents_stand_right_before_what_is_below_them(given):
    rows = shares(*given)
    for at, share in enumerate(rows):
        above = [one for one in rows[:at] if share.unit.path.startswith(one.unit.path)]
        assert share.depth == len(above)
        following = rows[at + 1 :]
        inside = [one.unit.path.startswith(share.unit.path) for one in following]
        assert inside == sorted(inside, reverse=True)


def test_the_average_is_rounded_half_up_and_of_nobody_is_none():
    assert Count(scored=2, points=25).average == 13
    assert Count(scored=3, points=1000).average == 333
    assert Count().average is None
    assert Count(entered=5, took_part=2).missing == 3
