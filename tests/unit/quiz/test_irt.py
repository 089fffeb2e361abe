"""Item response curves: the published parameters of LSAT6, curves that are known, and what is refused."""

import math
import random

import pytest

from quiz.domain.chance import chi_square_p
from quiz.domain.irt import Calibration, calibrate, model_for

from . import lsat6


@pytest.fixture(scope="module")
def fitted() -> dict[str, Calibration]:
    return {model: calibrate(lsat6.people(), model) for model in ("a=1", "1PL", "2PL")}


@pytest.mark.parametrize(("model", "wanted"), [("a=1", lsat6.FIXED), ("1PL", lsat6.ONE), ("2PL", lsat6.TWO)])
def test_lsat6_difficulties(fitted, model, wanted):
    assert fitted[model].converged
    assert fitted[model].b == pytest.approx([b for b, _se in wanted], abs=0.01)
    assert fitted[model].b_se == pytest.approx([se for _b, se in wanted], abs=0.005)


def test_lsat6_slopes(fitted):
    assert fitted["2PL"].a == pytest.approx([a for a, _se in lsat6.TWO_A], abs=0.005)
    assert fitted["2PL"].a_se == pytest.approx([se for _a, se in lsat6.TWO_A], abs=0.001)
    levels = [-a * b for a, b in zip(fitted["2PL"].a, fitted["2PL"].b, strict=True)]
    assert levels == pytest.approx(lsat6.TWO_D, abs=0.001)
    assert fitted["1PL"].a == pytest.approx([lsat6.ONE_A[0]] * 5, abs=0.0001)
    assert fitted["1PL"].a_se == pytest.approx([lsat6.ONE_A[1]] * 5, abs=0.0001)
    assert fitted["a=1"].a == (1,) * 5
    assert fitted["a=1"].a_se == (None,) * 5


@pytest.mark.parametrize("model", lsat6.LOGLIK)
def test_lsat6_likelihoods(fitted, model):
    assert fitted[model].loglik == pytest.approx(lsat6.LOGLIK[model], abs=0.001)


@pytest.mark.parametrize("model", lsat6.AIC)
def test_lsat6_criteria(fitted, model):
    assert fitted[model].aic == pytest.approx(lsat6.AIC[model], abs=0.005)
    assert fitted[model].bic == pytest.approx(lsat6.BIC[model], abs=0.005)


def test_lsat6_needs_no_slope_of_its_own_for_each_item(fitted):
    statistic = 2 * (fitted["2PL"].loglik - fitted["1PL"].loglik)
    assert statistic == pytest.approx(0.57, abs=0.005)
    assert chi_square_p(statistic, 4) == pytest.approx(0.967, abs=0.0005)


def test_known_curves_are_found_again():
    a, b = [0.6, 1.0, 1.4, 1.8, 1.0, 0.8], [-1.5, -0.5, 0.0, 0.5, 1.0, 1.5]
    found = calibrate(simulated(a, b, people=4000, seed=11), "2PL")
    assert found.converged
    for name, wanted in (("a", a), ("b", b)):
        errors = getattr(found, f"{name}_se")
        for value, true, error in zip(getattr(found, name), wanted, errors, strict=True):
            assert abs(value - true) < 3.5 * error


def test_the_order_of_people_changes_nothing():
    rows = lsat6.people()
    random.Random(3).shuffle(rows)
    assert calibrate(rows, "2PL") == calibrate(lsat6.people(), "2PL")


def test_an_item_that_tells_nobody_apart_has_no_curve(fitted):
    rows = [[1, *row, 0] for row in lsat6.people()]
    found = calibrate(rows, "2PL")
    assert found.a[0] is found.b[0] is found.a_se[0] is found.b_se[0] is found.a[-1] is None
    assert found.a[1:-1] == fitted["2PL"].a


def test_items_that_say_the_same_end_somewhere():
    """Perfect agreement drives a slope to infinity; it stops, and every figure is finite."""
    rows = [[n % 2] * 4 + [(n // 2) % 2] for n in range(400)]
    found = calibrate(rows, "2PL")
    assert all(math.isfinite(value) for value in (*found.a, *found.b, found.loglik))


@pytest.mark.parametrize("rows", [[[1, 0, 2]] * 300, [[1, 0, 0.5]] * 300])
def test_parts_are_refused(rows):
    with pytest.raises(ValueError, match="0 and 1"):
        calibrate(rows, "2PL")


def test_two_items_are_too_few():
    with pytest.raises(ValueError, match="fewer than three"):
        calibrate([[1, 0, 1], [0, 1, 1]] * 300, "2PL")


@pytest.mark.parametrize(
    ("people", "model"), [(29, None), (199, None), (200, "1PL"), (499, "1PL"), (500, "2PL")]
)
def test_people_that_a_model_needs(people, model):
    assert model_for(people) == model


def simulated(a: list[float], b: list[float], *, people: int, seed: int) -> list[list[int]]:
    dice = random.Random(seed)
    rows = []
    for _person in range(people):
        ability = dice.gauss(0, 1)
        chances = [1 / (1 + math.exp(-slope * (ability - at))) for slope, at in zip(a, b, strict=True)]
        rows.append([int(dice.random() < chance) for chance in chances])
    return rows
