"""From first attempts to figures of paper and items; several contests put together."""

import random

import pytest

from quiz.domain.item_pool import Part, pooled
from quiz.domain.item_sample import Given, Sample
from quiz.domain.item_study import Asked, study

from . import lsat6

SINGLE = Asked(type="single", options=(1, 2, 3, 4), key=(1,))


def sample(rows, *, worth: int = 100, times=None, groups=None) -> Sample:
    """Rows of right (1) and wrong (0): option 1 is right, a wrong answer is option 2."""
    found = Sample()
    for person, row in enumerate(rows):
        paper = [
            Given(
                revision=item,
                mark=worth * right,
                most=worth,
                chosen=(1 if right else 2,),
                ms=times[person][item] if times else None,
            )
            for item, right in enumerate(row)
        ]
        found.add(paper, groups[person] if groups else {})
    return found


def asked(items: int) -> dict[int, Asked]:
    return dict.fromkeys(range(items), SINGLE)


def test_a_contest_has_the_figures_of_its_matrix():
    found = study(sample(lsat6.people()), asked(5))
    assert found.paper.alpha == pytest.approx(0.2949972, abs=1e-7)
    assert found.paper.mean == pytest.approx(381.9)
    assert not found.is_drawn
    assert [round(one.figures.d27, 4) for one in found.items] == [0.1966, 0.6315, 0.8109, 0.5370, 0.3203]
    assert [round(one.curve.a, 2) for one in found.items] == [0.83, 0.72, 0.89, 0.69, 0.66]
    assert found.items[0].guess == 0.25
    assert found.bins == (3, 0, 20, 0, 85, 0, 237, 0, 357, 298)
    assert found.items[0].options[0].n == 924
    assert found.items[0].median_ms is None


def test_papers_drawn_for_each_person():
    found = Sample()
    for person in range(60):
        items = [person % 3, 3 + person % 2]
        found.add([Given(revision=at, mark=100 * ((person + at) % 4 > 0), most=100, chosen=(1,), ms=None)
                   for at in items], {})  # fmt: skip
    studied = study(found, asked(5))
    assert studied.is_drawn
    assert studied.paper.alpha is None
    assert (studied.paper.items, studied.paper.most) == (2, 200)
    assert [one.figures.n for one in studied.items] == [20, 30, 20, 30, 20]
    assert {one.curve for one in studied.items} == {None}


def test_part_marks_have_no_curves():
    rows = [[n % 2, (n // 2) % 2, (n // 4) % 2] for n in range(240)]
    half = sample(rows)
    half.items[0].marks[0] = 50
    assert all(one.curve for one in study(sample(rows), asked(3)).items)
    assert not any(one.curve for one in study(half, asked(3)).items)


def test_amended_points_count_in_proportion_and_penalties_as_nothing():
    found = Sample()
    for mark, most in ((500, 500), (250, 500), (100, 200), (-200, 500)):
        found.add([Given(revision=1, mark=mark, most=most, chosen=(1,), ms=None)], {})
    assert list(found.items[1].marks) == [500, 250, 250, 0]
    assert list(found.totals) == [500, 250, 100, 0]


def test_slow_items():
    rows = [[n % 2, (n // 2) % 2, n % 3 > 0] for n in range(60)]
    times = [[9_000, 10_000, 30_000] for _row in rows]
    found = study(sample(rows, times=times), asked(3))
    assert [one.median_ms for one in found.items] == [9_000, 10_000, 30_000]
    assert ["SLOW" in [flag.code for flag in one.flags] for one in found.items] == [False, False, True]


def test_a_leak_halfway():
    dice = random.Random(2)
    rows = [[dice.random() < 0.6 for _item in range(6)] for _person in range(500)]
    for row in rows[250:]:
        row[3] = True
    found = study(sample([[int(right) for right in row] for row in rows]), asked(6))
    assert [at for at, one in enumerate(found.items) if "DRIFT" in [f.code for f in one.flags]] == [3]
    assert [window.n for window in found.items[3].windows] == [250, 250]


def test_groups():
    rows = [[n % 2, (n // 2) % 2, (n // 4) % 2, (n // 8) % 2] for n in range(64)]
    known = study(sample(rows, groups=[{"senior": n % 3 == 0, "farmer": None} for n in range(64)]), asked(4))
    assert [one.group for one in known.items[0].biases] == ["senior"]
    assert known.items[0].biases[0].people == 22


def test_a_miskeyed_item_is_found():
    dice = random.Random(4)
    rows = [[int(dice.random() < 0.2 + 0.6 * ability) for _item in range(10)]
            for ability in (dice.random() for _person in range(200))]  # fmt: skip
    for row in rows:
        row[7] = 1 - row[7]
    found = study(sample(rows), asked(10))
    assert [at for at, one in enumerate(found.items) if "KEY_SUSPECT" in [f.code for f in one.flags]] == [7]


def test_nobody():
    with pytest.raises(ValueError, match="nobody"):
        study(Sample(), {})


# ── Several contests ─────────────────────────────────────────────────────────


def part(n=100, facility=0.5, r=0.3, **other) -> Part:
    plain = {"sd": (facility * (1 - facility)) ** 0.5, "d27": 0.4, "options": ()}
    return Part(n=n, facility=facility, item_rest_r=r, **{**plain, **other})


def test_one_contest_is_itself():
    whole = pooled([part()])
    assert (whole.n, whole.facility, whole.item_rest_r, whole.d27) == (100, 0.5, pytest.approx(0.3), 0.4)
    assert whole.windows is None


def test_contests_weigh_by_their_people():
    whole = pooled([part(n=100, facility=0.5), part(n=300, facility=0.7, d27=0.2)])
    assert (whole.n, whole.facility, whole.d27) == (400, pytest.approx(0.65), pytest.approx(0.25))
    assert 0.29 < whole.item_rest_r < 0.31
    assert [window.n for window in whole.windows] == [100, 300]
    assert whole.windows[1].facility == 0.7


def test_a_contest_that_tells_nothing_pulls_nothing():
    silent = part(facility=1.0, r=None, sd=0.0, d27=0.0)
    assert pooled([part(), silent]).item_rest_r == pytest.approx(0.3)
    assert pooled([silent]).item_rest_r is None


def test_options_add_up():
    found = study(sample(lsat6.people()), asked(5)).items[0]
    one = part(n=1000, options=found.options)
    whole = pooled([one, one])
    assert [option.n for option in whole.options] == [2 * option.n for option in found.options]
    assert whole.options[0].third_shares == pytest.approx(found.options[0].third_shares)
    assert whole.options[0].top_share == pytest.approx(found.options[0].top_share)
    assert whole.options[0].standing == pytest.approx(found.options[0].standing)
    assert whole.options[0].mean_rest is None
