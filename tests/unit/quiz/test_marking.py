"""Marking: the four ways of 多选, blanks, penalties, totals."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.marking import Item, Verdict, mark, normal_text, told_texts, total
from quiz.domain.rulesheet import Scoring, SpeedBonus

OPTIONS = (1, 2, 3, 4, 5)


def multi(key, points=1000):
    return Item(type="multi", options=OPTIONS, key=key, points=points)


def single(key=2, points=500):
    return Item(type="single", options=(1, 2, 3, 4), key=[key], points=points)


@pytest.mark.parametrize(
    ("rule", "response", "points", "verdict"),
    [
        ("exact", [1, 2, 3], 1000, Verdict.RIGHT),
        ("exact", [1, 2], 0, Verdict.WRONG),
        ("half", [1, 2], 500, Verdict.PART),
        ("half", [1, 4], 0, Verdict.WRONG),
        ("half", [1, 2, 3, 4], 0, Verdict.WRONG),
        ("proportional", [1, 2], 666, Verdict.PART),
        ("proportional", [1], 333, Verdict.PART),
        ("proportional", [1, 4], 0, Verdict.WRONG),
        ("by_option", [1, 2], 800, Verdict.PART),
        ("by_option", [1, 2, 3, 4, 5], 600, Verdict.PART),
        ("by_option", [4, 5], 0, Verdict.WRONG),
        ("by_option", [], 0, Verdict.EMPTY),
    ],
)
def test_the_four_ways_of_multi(rule, response, points, verdict):
    found = mark(multi([1, 2, 3]), response, Scoring(multi=rule))
    assert (found.points, found.verdict) == (points, verdict)


@given(
    st.sets(st.sampled_from(OPTIONS), min_size=2, max_size=4),
    st.sets(st.sampled_from(OPTIONS)),
    st.sampled_from(["exact", "half", "proportional", "by_option"]),
)
def test_full_points_only_for_the_whole_key(key, chosen, rule):
    found = mark(multi(sorted(key)), sorted(chosen), Scoring(multi=rule))
    assert (found.points == 1000) == (chosen == key)
    assert 0 <= found.points <= 1000


@given(
    st.sets(st.sampled_from(OPTIONS), min_size=2, max_size=4), st.sets(st.sampled_from(OPTIONS), min_size=1)
)
def test_milder_rules_never_give_less(key, chosen):
    item, response = multi(sorted(key)), sorted(chosen)
    exact, half, proportional = (
        mark(item, response, Scoring(multi=rule)).points for rule in ("exact", "half", "proportional")
    )
    assert exact <= half
    assert exact <= proportional


@given(st.sets(st.sampled_from(OPTIONS), min_size=1), st.permutations(OPTIONS))
def test_the_order_of_a_response_does_not_matter(chosen, order):
    response = [option for option in order if option in chosen]
    scoring = Scoring(multi="proportional")
    assert mark(multi([1, 3]), response, scoring) == mark(multi([1, 3]), sorted(chosen), scoring)


def test_a_penalty_hits_wrong_answers_and_spares_empty_ones():
    scoring = Scoring(penalty=Decimal("2.5"))
    assert mark(single(), [3], scoring).points == -250
    assert mark(single(), [], scoring).points == 0
    assert mark(single(), None, scoring).points == 0


def test_a_total_never_falls_below_zero():
    scoring = Scoring(penalty=Decimal(5))
    found = total([single(), single()], [[3], [3]], scoring)
    assert (found.points, found.max_points, found.right) == (0, 1000, 0)


@pytest.mark.parametrize(
    ("text", "right"),
    [("光合作用", True), (" 光合 作用。", True), ("光合", False), ("ＰＨ", False)],
)
def test_a_blank_is_compared_by_its_letters(text, right):
    item = Item(type="blank", options=(1,), key=[["光合作用"]], points=300)
    assert (mark(item, [text], Scoring()).points == 300) is right


def test_variants_width_and_case_are_one():
    assert normal_text("ＣＯ₂ ") == normal_text("co2")


def test_two_blanks_share_the_points():
    item = Item(type="blank", options=(1, 2), key=[["红"], ["绿", "青"]], points=300)
    assert mark(item, ["红", "黑"], Scoring()).points == 150
    assert mark(item, ["红", "青"], Scoring()).verdict is Verdict.RIGHT
    assert mark(item, ["", ""], Scoring()).verdict is Verdict.EMPTY


def test_judge_false_is_an_answer():
    item = Item(type="judge", options=(1, 0), key=[0], points=200)
    assert mark(item, [0], Scoring()).verdict is Verdict.RIGHT
    assert mark(item, [1], Scoring()).verdict is Verdict.WRONG


def test_the_speed_bonus_needs_a_whole_right_paper():
    scoring = Scoring(speed_bonus=SpeedBonus(per_second=Decimal("0.1"), most=Decimal(3)))
    right = total([single()], [[2]], scoring, seconds_left=12)
    assert (right.points, right.max_points) == (620, 800)
    assert total([single()], [[2]], scoring, seconds_left=900).points == 800
    assert total([single()], [[1]], scoring, seconds_left=900).points == 0


@given(st.lists(st.one_of(st.none(), st.lists(st.integers(1, 4), max_size=1)), max_size=20))
def test_points_stay_within_the_paper(responses):
    found = total([single() for _ in responses], responses, Scoring(penalty=Decimal(1)))
    assert 0 <= found.points <= found.max_points
    assert len(found.marks) == len(responses)


def test_accepted_texts_that_compare_alike_are_told_once():
    assert told_texts([["2", "两", "二", "２"], ["水", "水 "]]) == "2 / 两 / 二；水"
