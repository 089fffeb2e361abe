"""Mantel–Haenszel by hand on small tables, and on people whose difference is known."""

import math
import random

import pytest

from quiz.domain.item_bias import bias


def people(*strata: tuple[int, int, int, int]):
    """Strata as (others right, others wrong, group right, group wrong), the totals counting up."""
    rows = []
    for total, (a, b, c, d) in enumerate(strata):
        for count, right, member in ((a, True, False), (b, False, False), (c, True, True), (d, False, True)):
            rows += [(right, total, member)] * count
    return zip(*rows, strict=True)


def test_by_hand():
    """(10·6/30 + 12·4/30) / (5·9/30 + 8·6/30) = 3.6 / 3.1, times -2.35 as a logarithm."""
    rights, totals, members = people((10, 5, 9, 6), (12, 8, 6, 4))
    found = bias("senior", rights, totals, members)
    assert found.delta == pytest.approx(-2.35 * math.log(3.6 / 3.1))
    assert (found.others, found.people, found.group) == (35, 25, "senior")
    assert found.ets_class == "A"


def test_one_stratum_has_the_variance_of_a_log_odds_ratio():
    """Robins, Breslow and Greenland's variance is 1/a + 1/b + 1/c + 1/d where there is one table."""
    rights, totals, members = people((40, 20, 30, 35))
    found = bias("senior", rights, totals, members)
    assert found.error == pytest.approx(2.35 * math.sqrt(1 / 40 + 1 / 20 + 1 / 30 + 1 / 35))


def test_who_is_not_known_is_left_out():
    rights, totals, members = (list(part) for part in people((10, 5, 9, 6)))
    known = bias("senior", rights, totals, members)
    assert bias("senior", [*rights, True, False], [*totals, 0, 0], [*members, None, None]) == known


def test_no_shared_total_has_no_answer():
    rights, totals, members = people((10, 5, 0, 0), (0, 0, 9, 6))
    assert bias("senior", rights, totals, members) is None


@pytest.mark.parametrize(("shift", "wanted"), [(0.0, "A"), (1.5, "C"), (-1.5, "C")])
def test_a_difference_that_was_made(shift, wanted):
    """A shift of 1.5 in logits is 3.5 ETS deltas; equal groups of unequal ability are no bias."""
    dice = random.Random(5)
    rights, totals, members = [], [], []
    for _person in range(3000):
        member = dice.random() < 0.4
        ability = dice.gauss(-0.5 if member else 0.3, 1)
        others = sum(dice.random() < 1 / (1 + math.exp(-(ability - at / 10))) for at in range(-15, 15))
        right = dice.random() < 1 / (1 + math.exp(-(ability - (shift if member else 0))))
        rights.append(right)
        totals.append(others + right)
        members.append(member)
    found = bias("senior", rights, totals, members)
    assert found.ets_class == wanted
    if shift:
        assert found.delta == pytest.approx(-2.35 * shift, abs=0.6)
