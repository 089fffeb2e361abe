"""Flags: each rule at its boundary, and nothing said on too few people."""

from dataclasses import replace

import pytest

from quiz.domain.item_bias import Bias
from quiz.domain.item_flags import LEAST, REVIEWED, Evidence, Window, flags
from quiz.domain.item_options import OptionFigures, option_figures

KEY, B, C, D = 1, 2, 3, 4


def option(option: int | None, n: int, *, people: int = 200, top: float = 0, standing: float | None = 0.0):
    return OptionFigures(
        option=option, is_key=option == KEY, people=people, n=n, thirds=(n / 3, n / 3, n / 3),
        top=top, mean_rest=standing, standing=standing,
    )  # fmt: skip


def healthy(people: int = 200) -> tuple[OptionFigures, ...]:
    """Sixty in a hundred choose the key, the best of them nearly all."""
    part = people / 100
    return (
        option(KEY, round(60 * part), people=people, top=24 * part, standing=0.4),
        option(B, round(16 * part), people=people, top=1 * part, standing=-0.5),
        option(C, round(14 * part), people=people, top=1 * part, standing=-0.6),
        option(D, round(10 * part), people=people, top=1 * part, standing=-0.7),
        option(None, 0, people=people, standing=None),
    )


def evidence(**other) -> Evidence:
    plain = {"type": "single", "n": 200, "facility": 0.6, "guess": 0.25, "item_rest_r": 0.4}
    return Evidence(**{**plain, "options": healthy(), **other})


def codes(**other) -> list[str]:
    return [flag.code for flag in flags(evidence(**other))]


def with_option(changed: OptionFigures) -> tuple[OptionFigures, ...]:
    return tuple(changed if one.option == changed.option else one for one in healthy())


def test_a_good_item_has_no_flags():
    assert codes() == []


@pytest.mark.parametrize(
    ("other", "wanted"),
    [
        ({"item_rest_r": -0.01}, ["KEY_SUSPECT", "LOW_DISC"]),
        ({"item_rest_r": 0.0}, ["LOW_DISC"]),
        ({"item_rest_r": 0.099}, ["LOW_DISC"]),
        ({"item_rest_r": 0.1}, []),
        ({"item_rest_r": None}, []),
        ({"facility": 0.299}, ["TOO_HARD"]),
        ({"facility": 0.301}, []),
        ({"facility": 0.04, "guess": None}, ["TOO_HARD"]),
        ({"facility": 0.06, "guess": None}, []),
        ({"facility": 0.06, "guess": 0.0, "type": "blank", "options": ()}, []),
        ({"facility": 0.951}, ["TOO_EASY"]),
        ({"facility": 0.95}, []),
        ({"median_ms": 25_001, "form_median_ms": 10_000}, ["SLOW"]),
        ({"median_ms": 25_000, "form_median_ms": 10_000}, []),
        ({"median_ms": 25_001, "form_median_ms": None}, []),
    ],
)
def test_rules_at_their_boundaries(other, wanted):
    assert codes(**other) == wanted


def test_a_distractor_that_better_people_choose():
    """32 and 120 people: their means differ by .199 standard deviations by chance."""
    assert codes(options=with_option(option(B, 32, standing=0.60))) == ["KEY_SUSPECT"]
    assert codes(options=with_option(option(B, 32, standing=0.59))) == []


def test_one_strong_person_on_a_rare_option_is_no_case():
    assert "KEY_SUSPECT" not in codes(options=with_option(option(B, 9, standing=2.0)))
    assert "KEY_SUSPECT" in codes(options=with_option(option(B, 10, standing=2.0)))


def test_a_distractor_that_the_best_prefer():
    options = with_option(option(KEY, 120, top=20, standing=0.4))
    assert codes(options=options) == []
    options = tuple(option(B, 32, top=21, standing=-0.5) if one.option == B else one for one in options)
    assert codes(options=options) == ["KEY_SUSPECT", "AMBIGUOUS"]


def test_a_question_with_several_keys_is_judged_by_r_alone():
    options = tuple(replace(one, is_key=one.option in (KEY, B)) for one in healthy())
    assert codes(type="multi", options=options) == []
    assert codes(type="multi", options=options, item_rest_r=-0.1) == ["KEY_SUSPECT", "LOW_DISC"]


@pytest.mark.parametrize(("n", "facility", "dead"), [(9, 0.6, True), (10, 0.6, False), (9, 0.91, False),
                                                    (3, 0.91, True)])  # fmt: skip
def test_dead_distractors(n, facility, dead):
    found = flags(evidence(facility=facility, options=with_option(option(D, n, standing=-0.7))))
    assert [flag.values for flag in found if flag.code == "DEAD_DISTRACTOR"] == (
        [{"options": [D]}] if dead else []
    )


def test_a_statement_has_no_dead_distractor():
    options = (option(KEY, 194, top=54), option(B, 6, standing=-1.0))
    assert codes(type="judge", facility=0.94, guess=0.5, options=options) == []


def test_two_minds_among_the_best():
    options = with_option(option(KEY, 120, top=30, standing=0.4))
    options = tuple(option(B, 32, top=19.5, standing=0.3) if one.option == B else one for one in options)
    [flag] = flags(evidence(options=options))
    assert (flag.code, flag.values) == ("AMBIGUOUS", {"options": [KEY, B]})


@pytest.mark.parametrize(
    ("code", "other"),
    [
        ("KEY_SUSPECT", {"item_rest_r": -0.2}),
        ("LOW_DISC", {"item_rest_r": 0.01}),
        ("TOO_HARD", {"facility": 0.1}),
        ("TOO_EASY", {"facility": 0.99}),
        ("SLOW", {"median_ms": 99_000, "form_median_ms": 10_000}),
    ],
)
def test_least_people(code, other):
    least = LEAST[code]
    assert code in codes(n=least, options=healthy(least), **other)
    assert code not in codes(n=least - 1, options=healthy(least - 1), **other)


def test_least_people_of_option_flags():
    for n, wanted in ((99, []), (100, ["DEAD_DISTRACTOR"])):
        assert codes(n=n, options=(*healthy(n)[:3], option(D, 1, people=n, standing=-1.0))) == wanted


def harder(**other) -> Bias:
    return Bias(**{"group": "senior", "others": 300, "people": 200, "delta": -2.0, "error": 0.4, **other})


@pytest.mark.parametrize(
    ("bias", "wanted"),
    [
        (harder(), ["DIF"]),
        (harder(delta=2.0), ["DIF"]),
        (harder(people=199), []),
        (harder(others=199), []),
        (harder(delta=-1.49, error=0.1), []),
        (harder(delta=-1.5, error=0.3), ["DIF"]),
        (harder(delta=-1.5, error=0.31), []),
    ],
)
def test_bias(bias, wanted):
    assert codes(biases=[bias]) == wanted


def window(n: int, facility: float) -> Window:
    return Window(n=n, facility=facility, variance=facility * (1 - facility))


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        (window(200, 0.5), window(200, 0.66), ["DRIFT"]),
        (window(200, 0.66), window(200, 0.5), ["DRIFT"]),
        (window(200, 0.5), window(199, 0.7), []),
        (window(200, 0.5), window(200, 0.65), []),
        (window(2000, 0.5), window(2000, 0.6), []),
    ],
)
def test_drift(before, after, wanted):
    assert codes(windows=(before, after)) == wanted


def test_drift_beyond_chance():
    """.16 is three standard errors only where they are small."""
    noisy = Window(n=200, facility=0.5, variance=0.7), Window(n=200, facility=0.66, variance=0.7)
    assert codes(windows=noisy) == []


def test_what_a_reviewer_sees_is_a_part():
    assert REVIEWED == ("KEY_SUSPECT", "AMBIGUOUS", "DIF", "DRIFT")


def test_options_by_thirds_and_by_the_best():
    """Nine people by rest score 0 … 8: the weak choose B, the middle and the strong the key, one nothing."""
    chosen = [[B], [B], [], [KEY], [KEY], [B], [KEY], [KEY], [KEY]]
    key, b, nothing = option_figures([KEY, B], [KEY], chosen, list(range(9)))
    assert (key.n, b.n, nothing.n) == (5, 3, 1)
    assert (key.thirds, b.thirds, nothing.thirds) == ((0, 2, 3), (2, 1, 0), (1, 0, 0))
    assert key.third_shares == pytest.approx((0, 2 / 3, 1))
    assert (key.mean_rest, b.mean_rest, nothing.mean_rest) == (5.6, 2, 2)
    assert key.standing > 0 > b.standing
    assert key.top == pytest.approx(0.27 * 9)
    assert key.top_share == pytest.approx(1)
    assert (key.is_key, b.is_key, nothing.is_key) == (True, False, False)


def test_options_that_nobody_chose():
    key, b, _nothing = option_figures([KEY, B], [KEY], [[KEY]] * 3, [1, 1, 1])
    assert (b.n, b.mean_rest, b.standing, b.thirds) == (0, None, None, (0, 0, 0))
    assert key.standing is None
    assert sum(key.thirds) == pytest.approx(3)
