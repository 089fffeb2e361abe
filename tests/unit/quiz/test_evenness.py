"""Papers of one expected difficulty: within the band, every row kept, and nothing changed without one."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from accounts.messages import explain
from quiz.domain.contradictions import contradictions
from quiz.domain.evenness import distance, even_out, expected_result, least_band, target
from quiz.domain.facility import OF_LEVEL, facility
from quiz.domain.fairness import sample_papers, spread_of
from quiz.domain.paper import Dice, PoolItem, PoolRow, draw_items, draw_paper, rows_for

from .golden_papers import drawn
from .sheet_strategies import sheet_with

GOLDEN = Path(__file__).parents[2] / "data" / "papers" / "golden.json"
POINTS = {"single": 500, "multi": 1000, "judge": 200, "blank": 300}


def item(pk, facility, type="single"):
    return PoolItem(revision_id=pk, type=type, options=(1, 2, 3, 4), facility=facility)


def row(count, facilities, start=1, type="single", groups=()):
    items = tuple(item(start + at, one, type) for at, one in enumerate(facilities))
    return PoolRow(count=count, items=items, points=POINTS, groups=groups)


levels = st.sampled_from(sorted(OF_LEVEL.values()))


@st.composite
def disjoint_rows(draw):
    """Rows that share no item, each of one type, with items of the five levels."""
    rows, start = [], 1
    for _row in range(draw(st.integers(1, 3))):
        facilities = draw(st.lists(levels, min_size=1, max_size=14))
        count = draw(st.integers(1, len(facilities)))
        rows.append(row(count, facilities, start, draw(st.sampled_from(["single", "multi", "judge"]))))
        start += len(facilities)
    return rows


def test_without_a_band_papers_are_what_they_always_were():
    assert drawn() == json.loads(GOLDEN.read_text())


@settings(max_examples=200)
@given(disjoint_rows(), st.text(max_size=8), st.integers(0, 300))
def test_a_reachable_band_is_always_reached(rows, seed, wider):
    band = least_band(rows) + wider
    seats = draw_items(rows, seed, band)
    assert distance(rows, seats, band) == 0
    assert abs(expected_result(rows, seats) - target(rows)) <= band
    assert [len(one) for one in seats] == [one.count for one in rows]
    for one, held in zip(rows, seats, strict=True):
        assert {x.revision_id for x in held} <= {x.revision_id for x in one.items}
    ids = [x.revision_id for one in seats for x in one]
    assert len(ids) == len(set(ids))


@given(disjoint_rows(), st.text(max_size=8), st.integers(1, 2000))
def test_a_paper_that_lies_within_the_band_is_left_alone(rows, seed, band):
    free = draw_items(rows, seed)
    assume(distance(rows, free, band) == 0)
    assert draw_items(rows, seed, band) == free


@given(disjoint_rows(), st.text(max_size=8), st.integers(1, 2000))
def test_a_band_draws_the_same_paper_again(rows, seed, band):
    assert draw_items(rows, seed, band) == draw_items(rows, seed, band)


@given(disjoint_rows(), st.integers(1, 3000))
def test_swaps_never_lead_away(rows, band):
    seats = draw_items(rows, "s")
    before = distance(rows, seats, band)
    assert even_out(rows, seats, band, Dice("e")) is (distance(rows, seats, band) == 0)
    assert distance(rows, seats, band) <= before


def test_a_band_that_nothing_reaches_takes_the_nearest_paper():
    rows = [row(1, [9500, 2500])]
    seats = draw_items(rows, "seed", 100)
    assert distance(rows, seats, 100) > 0
    assert least_band(rows) == 3500


def test_overlapping_rows_are_kept_apart_while_swapping():
    shared = [item(pk, OF_LEVEL[1 + pk % 5]) for pk in range(1, 25)]
    rows = [
        PoolRow(count=5, items=tuple(shared), points=POINTS),
        PoolRow(count=5, items=tuple(shared[:15]), points=POINTS),
    ]
    for number in range(100):
        seats = draw_items(rows, f"s{number}", 200)
        ids = [one.revision_id for seat in seats for one in seat]
        assert len(set(ids)) == 10
        assert distance(rows, seats, 200) == 0


def test_the_target_is_the_mean_paper_weighted_by_points():
    rows = [row(2, [9000, 7000]), row(1, [2000, 4000], 10, "multi")]
    # (2·500·8000 + 1000·3000) / 2000
    assert target(rows) == 5500
    assert expected_result(rows, [list(rows[0].items), [rows[1].items[1]]]) == 6000


def test_every_item_still_has_its_turn():
    """A band must not starve the easy or the hard ones."""
    rows = [row(10, [OF_LEVEL[1 + at % 5] for at in range(60)])]
    counts = {one.revision_id: 0 for one in rows[0].items}
    for paper in sample_papers(rows, draws=600, seed="turns", band=150):
        for one in paper[0]:
            counts[one.revision_id] += 1
    assert min(counts.values()) > 50 and max(counts.values()) < 200  # 100 each on average


def test_a_band_narrows_the_spread_of_a_thousand_papers():
    rows = [row(20, [OF_LEVEL[1 + at % 5] for at in range(100)])]
    free, even = spread_of(rows), spread_of(rows, band=100)
    assert free.highest - free.lowest > 10
    assert even.highest - even.lowest <= 2.0
    assert (even.outside, even.draws, even.band) == (0, 1000, 1.0)
    assert abs(even.mean - even.target) < 0.5
    assert sum(count for _low, _high, count in even.bars) == 1000
    assert all(one[1] == other[0] for one, other in pairwise(even.bars))


def test_neighbours_share_what_chance_makes_them_share():
    rows = [row(20, [6500] * 100)]
    assert spread_of(rows).overlap == pytest.approx(20, abs=1)  # 20 of 100 each: 4 of 20 in common
    assert spread_of([row(5, [6500] * 5)]).overlap == 100


def band_problem(rows, band, **paper):
    sheet = sheet_with({"paper.difficulty_band": band, "paper.rows": [{"count": 4}], **paper})
    problems = [one for one in contradictions(sheet, rows=rows) if one.path == "paper.difficulty_band"]
    assert all(explain(one) for one in problems)
    return [(one.code, one.values.get("least")) for one in problems]


def test_a_band_that_the_pool_cannot_keep_is_refused_with_the_narrowest_that_it_can():
    rows = [row(4, [9500] * 10 + [2500] * 10)]  # one swap moves a paper of four by 17.5 points
    assert band_problem(rows, 5) == [("sheet_band_out_of_reach", "8.8")]
    assert band_problem(rows, 8.8) == []


def test_a_band_is_judged_for_every_groups_paper():
    groups = {"who.groups": {"by": "chosen", "names": ["甲", "乙"]}}
    rows = [row(4, [6500] * 9, groups=("甲",)), row(4, [9500, 9500, 9500, 9500, 2500], 20, groups=("乙",))]
    assert band_problem(rows, 2, **groups) == [("sheet_band_out_of_reach", "8.8")]
    assert band_problem(rows[:1], 2) == []


def test_a_pool_that_is_too_small_is_said_elsewhere():
    assert band_problem([row(4, [9500, 2500])], 1) == []


def test_somebody_gets_the_rows_of_the_own_group():
    rows = [row(1, [6500]), row(1, [6500], 5, groups=("甲",)), row(1, [6500], 9, groups=("乙", "丙"))]
    assert rows_for(rows, "甲") == (rows[0], rows[1])
    assert rows_for(rows, "") == (rows[0],)


def test_the_order_of_a_banded_paper_follows_the_same_rules():
    rows = [row(2, [9500, 2500, 6500, 4500], 1, "multi"), row(2, [9500, 2500, 6500, 4500], 10, "judge")]
    paper = draw_paper(
        rows, order="by_type", shuffle_options=True, draw_seed="d", arrange_seed="a", band=least_band(rows)
    )
    assert [slot.type for slot in paper] == ["multi", "multi", "judge", "judge"]
    assert {slot.points for slot in paper} == {1000, 200}


def test_what_people_did_counts_from_a_hundred_answers_on():
    assert [facility(level) for level in range(1, 6)] == [9500, 8250, 6500, 4500, 2500]
    assert facility(1, observed=0.5, answers=99) == 9500
    assert facility(1, observed=0.4321, answers=100) == 4321
