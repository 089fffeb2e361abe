"""Papers: every row kept, nothing twice, options only where they may move."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.domain.problems import RuleBroken
from quiz.domain.paper import TYPE_ORDER, PoolItem, PoolRow, draw_paper, options_may_move

POINTS = {"single": 500, "multi": 1000, "judge": 200, "blank": 300}


def item(pk, type="single", may_move=True):
    return PoolItem(revision_id=pk, type=type, options=(1, 2, 3, 4), options_may_move=may_move)


def draw(rows, order="as_listed", shuffle=True, draw_seed="d", arrange_seed="a"):
    return draw_paper(
        rows, order=order, shuffle_options=shuffle, draw_seed=draw_seed, arrange_seed=arrange_seed
    )


@st.composite
def feasible_rows(draw):
    """Overlapping rows that can be filled: the seats are dealt first, then the pools widened."""
    counts = draw(st.lists(st.integers(1, 5), min_size=1, max_size=4))
    everything = list(range(sum(counts) + draw(st.integers(0, 6))))
    shuffled = draw(st.permutations(everything))
    rows, used = [], 0
    for count in counts:
        own = set(shuffled[used : used + count])
        used += count
        pool = own | draw(st.sets(st.sampled_from(everything)))
        rows.append(PoolRow(count=count, items=tuple(item(pk) for pk in sorted(pool)), points=POINTS))
    return rows


@settings(max_examples=200)
@given(feasible_rows(), st.text(max_size=8))
def test_every_feasible_blueprint_is_filled(rows, seed):
    paper = draw(rows, draw_seed=seed)
    drawn = [slot.revision_id for slot in paper]
    assert len(drawn) == len(set(drawn)) == sum(row.count for row in rows)
    place = 0
    for row in rows:
        pool = {one.revision_id for one in row.items}
        assert set(drawn[place : place + row.count]) <= pool
        place += row.count


def test_rows_that_ask_for_more_than_their_union_are_refused():
    shared = tuple(item(pk) for pk in range(3))
    rows = [PoolRow(count=2, items=shared, points=POINTS), PoolRow(count=2, items=shared, points=POINTS)]
    with pytest.raises(RuleBroken) as error:
        draw(rows)
    assert error.value.code == "pool_too_small"


@given(st.text(max_size=8))
def test_a_seed_draws_the_same_paper_again(seed):
    rows = [PoolRow(count=5, items=tuple(item(pk) for pk in range(40)), points=POINTS)]
    assert draw(rows, draw_seed=seed) == draw(rows, draw_seed=seed)


def test_the_arrangement_leaves_the_choice_alone():
    rows = [PoolRow(count=10, items=tuple(item(pk) for pk in range(40)), points=POINTS)]
    one, other = draw(rows, arrange_seed="1"), draw(rows, arrange_seed="2")
    assert [slot.revision_id for slot in one] == [slot.revision_id for slot in other]
    assert [slot.option_order for slot in one] != [slot.option_order for slot in other]


def test_a_row_that_takes_everything_keeps_the_authors_order():
    rows = [PoolRow(count=4, items=tuple(item(pk) for pk in (9, 3, 7, 1)), points=POINTS)]
    assert [slot.revision_id for slot in draw(rows)] == [9, 3, 7, 1]


def test_by_type_groups_the_types_in_their_usual_order():
    kinds = ["blank", "judge", "multi", "single", "judge", "single"]
    rows = [PoolRow(count=6, items=tuple(item(pk, kind) for pk, kind in enumerate(kinds)), points=POINTS)]
    types = [slot.type for slot in draw(rows, order="by_type")]
    assert types == sorted(kinds, key=TYPE_ORDER.index)


@given(st.text(max_size=8))
def test_options_are_only_rearranged_where_they_may(seed):
    rows = [PoolRow(count=2, items=(item(1), item(2, may_move=False)), points=POINTS)]
    free, fixed = draw(rows, arrange_seed=seed)
    assert sorted(free.option_order) == [1, 2, 3, 4]
    assert fixed.option_order == (1, 2, 3, 4)
    assert draw(rows, shuffle=False, arrange_seed=seed)[0].option_order == (1, 2, 3, 4)


@pytest.mark.parametrize(
    ("texts", "may"),
    [
        (["红色", "绿色"], True),
        (["甲", "乙", "以上都是"], False),
        (["甲", "A和B"], False),
        (["甲", "上述两项"], False),
        (["维生素A和钙", "维生素C"], True),
    ],
)
def test_options_that_speak_of_others_stay(texts, may):
    assert options_may_move(texts) is may
